//! The rota, for whoever plans it. It needs the server, and stays in memory.

use samspil_shared::api::duty::Rota;
use samspil_shared::domain::{Acting, Role};

use super::Desk;
use super::admin::Asked;
use crate::app::command::Command;
use crate::app::follow_up::RotaAsk;
use crate::app::model::Ctx;
use crate::app::msg::ApiFault;
use crate::app::view::Said;
use crate::app::view::admin::AdminDeed;

/// What is known of the rota.
#[derive(Debug, Default)]
pub(in crate::app) struct RotaDesk {
    pub(in crate::app) rota: Asked<Rota>,
    pub(in crate::app) deed: AdminDeed,
    doing: Option<RotaAsk>,
}

impl Desk {
    /// Whether the person plans the rota in the role acted in.
    pub(in crate::app) fn plans_rota(&self) -> bool {
        matches!(self.settings.acting.role, Role::Leader | Role::Administrator)
    }

    pub(super) fn enter_rota(&mut self, ctx: &mut Ctx<'_>) {
        (self.planned.deed, self.planned.doing) = (AdminDeed::Ready, None);
        self.ask_rota(RotaAsk::Look, ctx);
    }

    /// One deed at a time, so that a second press does nothing twice.
    pub(super) fn rota_intent(&mut self, ask: RotaAsk, ctx: &mut Ctx<'_>) {
        if ask.is_deed() {
            if self.planned.deed == AdminDeed::Doing {
                return;
            }
            (self.planned.deed, self.planned.doing) = (AdminDeed::Doing, Some(ask));
        }
        self.ask_rota(ask, ctx);
    }

    pub(super) fn ask_rota(&mut self, ask: RotaAsk, ctx: &mut Ctx<'_>) {
        if self.plans_rota() {
            self.planned.rota.asking |= !ask.is_deed();
            ctx.out.push(Command::AskRota(self.settings.acting, ask));
        }
    }

    pub(super) fn rota_came(
        &mut self,
        acting: Acting,
        ask: RotaAsk,
        answer: Result<Rota, ApiFault>,
        ctx: &mut Ctx<'_>,
    ) {
        if acting != self.settings.acting {
            return;
        }
        if self.planned.doing == Some(ask) {
            self.planned.doing = None;
            self.planned.deed = answer.as_ref().err().map_or(AdminDeed::Ready, AdminDeed::of);
            if answer.is_ok() {
                self.say(Said::Done, ctx);
            }
        }
        // What is known stands when a deed did not succeed.
        if !ask.is_deed() || answer.is_ok() {
            self.planned.rota.came(answer);
        }
    }
}
