//! What a leader sees of calls, as the server last told it. It stays in memory: nothing of it is kept on the device.

use samspil_shared::api::duty::Overview;
use samspil_shared::domain::{Acting, Role, Timestamp};

use super::Desk;
use super::admin::Asked;
use crate::app::command::Command;
use crate::app::follow_up::AwayAsk;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;
use crate::app::route::Route;
use crate::app::view::admin::AdminDeed;

/// What is known while acting as a leader.
#[derive(Debug, Default)]
pub(in crate::app) struct LeaderDesk {
    pub(in crate::app) overview: Asked<Overview>,
    /// When it was told.
    pub(in crate::app) told_at: Option<Timestamp>,
}

impl Desk {
    pub(in crate::app) fn is_leader(&self) -> bool {
        self.settings.acting.role == Role::Leader
    }

    /// Whether this page of a leader shows what the server tells.
    fn is_at_overview(&self) -> bool {
        self.is_leader() && matches!(self.route, Route::Today | Route::Leader(_))
    }

    pub(super) fn enter_leader(&mut self, ctx: &mut Ctx<'_>) {
        if !self.is_at_overview() {
            return;
        }
        if self.route == Route::Today {
            self.calls.away_deed = AdminDeed::Ready;
        }
        if self.ticket.is_none() {
            // Once there is a connection it is asked for.
            self.leader.overview.fault = Some(ApiFault::Unreachable);
        } else {
            self.ask_overview(ctx);
        }
    }

    /// Asks again: the person wants to, or there is a connection again.
    pub(super) fn ask_overview(&mut self, ctx: &mut Ctx<'_>) {
        if !self.is_at_overview() {
            return;
        }
        self.leader.overview.asking = true;
        ctx.out.push(Command::AskOverview(self.settings.acting));
        if self.route == Route::Today {
            // Who is away stands beside whose call nobody took.
            self.ask_away(AwayAsk::Look, ctx);
        }
    }

    pub(super) fn overview_came(&mut self, acting: Acting, answer: Result<Box<Overview>, ApiFault>, ctx: &Ctx<'_>) {
        if acting != self.settings.acting {
            return;
        }
        if answer.is_ok() {
            self.leader.told_at = Some(self.engine.state().corrected(ctx.now));
        }
        self.leader.overview.came(answer.map(|overview| *overview));
    }
}
