//! The vault is open: the app begins with what lies on the device.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::api::Session;
use samspil_shared::domain::{EnrolmentId, PersonId, Role};
use samspil_shared::sync::engine::{Config, Engine, Event};
use samspil_shared::sync::state::OldRows;

use super::admin::AdminDesk;
use super::curtain::PinDesk;
use super::devices::DevicesDesk;
use super::duty::DutyDesk;
use super::follow_up::FollowUpDesk;
use super::leader::LeaderDesk;
use super::notices::NoticesDesk;
use super::openings::OpeningsDesk;
use super::passkeys::PasskeysDesk;
use super::quarantine::QuarantineDesk;
use super::rota::RotaDesk;
use super::screen::Opening;
use super::searching::SearchDesk;
use super::session::Line;
use super::station::{Packet, StationDesk};
use super::{Desk, Marks, Reading, SHOWN};
use crate::app::command::Command;
use crate::app::draft::TAB_LEN;
use crate::app::model::Ctx;
use crate::app::model::docs::Docs;
use crate::app::model::door::SignInDesk;
use crate::app::model::jobs::Jobs;
use crate::app::msg::{Opened, Suspects};
use crate::app::route::Route;
use crate::app::settings::Settings;
use crate::app::view::SaveState;

/// Somebody at whose vault the store is opened.
#[derive(Debug)]
pub(in crate::app::model) struct Arrival {
    pub(in crate::app::model) person: PersonId,
    pub(in crate::app::model) enrolment: EnrolmentId,
    pub(in crate::app::model) session: Option<Box<Session>>,
}

/// Where the tab is.
#[derive(Debug, Clone, Copy)]
pub(in crate::app::model) struct Here {
    pub(in crate::app::model) tab: [u8; TAB_LEN],
    pub(in crate::app::model) app: u32,
    pub(in crate::app::model) route: Route,
    pub(in crate::app::model) visible: bool,
}

impl Desk {
    /// The app as it is when the store has been read.
    pub(in crate::app::model) fn open(
        arrival: Arrival,
        opened: Opened,
        here: Here,
        leads: bool,
        ctx: &mut Ctx<'_>,
    ) -> Self {
        let kept = opened.settings.as_deref().and_then(Settings::decode);
        let settings = kept.clone().unwrap_or_default();
        let config =
            Config { person: arrival.person, enrolment: arrival.enrolment, acting: settings.acting, app: here.app };
        let mut engine = Engine::new(config);
        settings.seen.into_iter().for_each(|seen| engine.remember(seen));
        let mut desk = Self {
            status: engine.status(),
            engine,
            devices: DevicesDesk::default(),
            passkeys: PasskeysDesk::default(),
            openings: OpeningsDesk::default(),
            notices: NoticesDesk::default(),
            quarantine: QuarantineDesk::default(),
            admin: AdminDesk::default(),
            duty: DutyDesk::default(),
            calls: FollowUpDesk::default(),
            station: StationDesk::default(),
            leader: LeaderDesk::default(),
            planned: RotaDesk::default(),
            sign_in: SignInDesk::again(&settings.login, arrival.person),
            settings,
            docs: Docs::default(),
            route: here.route,
            editor: None,
            left: BTreeMap::new(),
            undecoded: BTreeSet::new(),
            parting: BTreeMap::new(),
            comments: BTreeMap::new(),
            jots: BTreeMap::new(),
            share: None,
            export: None,
            search: SearchDesk::default(),
            deed: SaveState::Ready,
            shown: SHOWN,
            all_news: false,
            marks: Marks { damaged: opened.log.damaged, ..Marks::default() },
            said: None,
            jobs: Jobs::default(),
            ticket: None,
            refreshing: None,
            line: Line::default(),
            memberships: Vec::new(),
            opening: Opening::default(),
            active_at: ctx.now,
            hidden_at: (!here.visible).then_some(ctx.now),
            closing: None,
            gone: false,
            curtain: None,
            pin: PinDesk::default(),
            applying: Suspects::default(),
            settings_version: 0,
            settings_kept: 0,
            reading: Reading::Not,
            here,
        };
        let rows = OldRows::of(&opened.log.records);
        desk.event(Event::Opened { records: opened.log.records }, Vec::new(), ctx);
        desk.sweep(&rows, ctx);
        desk.take_drafts(opened.drafts);
        let (secret, slips) = (opened.slip_secret, opened.slips);
        desk.unbox(opened.boxes, ctx);
        let first_time = arrival.session.is_some();
        if let Some(session) = arrival.session {
            desk.take_session(&session, ctx);
        }
        // Without settings the log still knows what the person acted as.
        if desk.settings.acting.role == Role::Oneself
            && let Some(acting) = desk.engine.state().actings().find(|acting| acting.role != Role::Oneself)
        {
            desk.settings.acting = acting;
        }
        desk.act(ctx);
        desk.memberships = desk.engine.memberships(ctx.now);
        desk.take_slips(secret.as_ref(), slips, ctx);
        if kept.as_ref() != Some(&desk.settings) {
            desk.put_settings(ctx);
        }
        desk.learn_from_the_end(opened.ended_at, ctx);
        desk.learn_from_damage(ctx);
        desk.marks.damaged += opened.damaged_drafts;
        desk.docs.restart(&desk.engine);
        desk.enter(desk.route, Route::Unknown, ctx);
        desk.station.packet = Packet::lying(opened.packet);
        desk.lead(leads, ctx);
        ctx.out.push(Command::Persist { ask: first_time });
        ctx.out.push(Command::LookAtDevice);
        ctx.out.extend(desk.settings.language.map(Command::Speak));
        desk.settle(ctx);
        desk
    }
}
