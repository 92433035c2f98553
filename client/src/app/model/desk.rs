//! The app while the vault is open.

mod admin;
mod admin_typed;
mod begin;
mod boxes;
mod card_form;
mod closing;
mod curtain;
mod deeds;
mod devices;
mod doing;
mod drafts;
mod duty;
mod engine;
mod exporting;
mod faults;
mod follow_up;
mod jots;
mod leader;
mod notices;
mod openings;
pub(in crate::app) mod passkeys;
mod quarantine;
mod releasing;
mod rota;
mod screen;
mod searching;
mod seen;
mod session;
mod slips;
mod station;
mod taking;
mod tied;

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{DocId, Membership, Timestamp};
use samspil_shared::sync::engine::{Engine, Event, SyncStatus};
use samspil_shared::sync::state::OldRows;

pub(in crate::app) use self::admin::{AdminDesk, Asked, Listed};
pub(super) use self::begin::{Arrival, Here};
use self::closing::Closing;
use self::curtain::{Curtain, PinDesk};
use self::devices::DevicesDesk;
use self::drafts::CommentDesk;
pub(in crate::app) use self::duty::{CallDesk, DutyDesk, ring_again, tel, twice};
use self::exporting::ExportDesk;
use self::follow_up::FollowUpDesk;
pub(in crate::app) use self::follow_up::Followed;
use self::jots::JotDesk;
use self::leader::LeaderDesk;
use self::notices::NoticesDesk;
use self::openings::OpeningsDesk;
use self::passkeys::PasskeysDesk;
use self::quarantine::QuarantineDesk;
use self::screen::Opening;
pub(in crate::app) use self::searching::{Found, Place, SearchDesk, words_of};
use self::session::{Line, Ticket};
use self::station::StationDesk;
use super::Ctx;
use super::docs::Docs;
use super::door::SignInDesk;
use super::editor::EditorDesk;
use super::jobs::Jobs;
use crate::app::command::{Attempt, Command};
use crate::app::draft::{Draft, DraftKey, JotAt};
use crate::app::model::keep::Keeping;
use crate::app::msg::{Msg, StoreFault, Suspects};
use crate::app::route::Route;
use crate::app::settings::Settings;
use crate::app::view::{Readers, Said, SaveState, Why};

/// Milliseconds until the log is read again after it could not be.
const READ_AGAIN_MS: i64 = 1_000;

/// Notes that a list shows at first, and how many more each time.
pub(super) const SHOWN: usize = 60;
/// Milliseconds that a word of success stays.
const SAID_MS: i64 = 6_000;

/// Why the app wants to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The engine's deadline.
    Engine,
    /// What is typed must be kept.
    Keep,
    /// Nobody is there: lock.
    Lock,
    /// Documents wait to be read.
    Read,
    /// A word of success has stood long enough.
    Said,
    /// A new day begins.
    Midnight,
    /// Locking has waited long enough for the store.
    GiveUp,
    /// What others left unsent is to be brought.
    Courier,
    /// Somebody begins or ends to answer a number that is shown.
    Numbers,
    /// The call at hand has lasted another minute.
    Call,
    /// A call that nobody took or tried is past its time.
    Slips,
    /// The lock screen need not say any more that somebody is not ready.
    Ready,
}

/// The app while the vault is open.
#[derive(Debug)]
pub(in crate::app) struct Desk {
    pub(in crate::app) engine: Engine,
    pub(in crate::app) settings: Settings,
    pub(in crate::app) docs: Docs,
    pub(in crate::app) route: Route,
    pub(in crate::app) editor: Option<EditorDesk>,
    /// Drafts that no editor has open: of ended tabs, and left in this one.
    pub(in crate::app) left: BTreeMap<DraftKey, Draft>,
    /// Of these, what is not on the disk yet: it is kept, and tried again, after its editor was closed.
    parting: BTreeMap<DraftKey, (Keeping, Draft)>,
    /// Drafts on the disk that this version of the app cannot read.
    pub(in crate::app) undecoded: BTreeSet<DraftKey>,
    pub(in crate::app) comments: BTreeMap<DocId, CommentDesk>,
    pub(in crate::app) jots: BTreeMap<JotAt, JotDesk>,
    pub(in crate::app) share: Option<ShareDesk>,
    pub(in crate::app) export: Option<ExportDesk>,
    pub(in crate::app) search: SearchDesk,
    /// How the last deed on a note went: sharing, stopping, answering.
    pub(in crate::app) deed: SaveState,
    pub(in crate::app) devices: DevicesDesk,
    pub(in crate::app) passkeys: PasskeysDesk,
    pub(in crate::app) openings: OpeningsDesk,
    pub(in crate::app) notices: NoticesDesk,
    pub(in crate::app) quarantine: QuarantineDesk,
    pub(in crate::app) admin: AdminDesk,
    pub(in crate::app) duty: DutyDesk,
    pub(in crate::app) calls: FollowUpDesk,
    pub(in crate::app) station: StationDesk,
    pub(in crate::app) leader: LeaderDesk,
    pub(in crate::app) planned: rota::RotaDesk,
    pub(super) sign_in: SignInDesk,
    pub(in crate::app) shown: usize,
    /// *Nyt siden sidst* is shown whole.
    pub(in crate::app) all_news: bool,
    pub(in crate::app) marks: Marks,
    pub(in crate::app) said: Option<(Said, Timestamp)>,
    /// The engine's, kept since its last event: it looks at every document.
    pub(in crate::app) status: SyncStatus,
    jobs: Jobs,
    ticket: Option<Ticket>,
    refreshing: Option<Attempt>,
    line: Line,
    memberships: Vec<Membership>,
    opening: Opening,
    active_at: Timestamp,
    hidden_at: Option<Timestamp>,
    closing: Option<Closing>,
    /// The page was told to end.
    gone: bool,
    curtain: Option<Curtain>,
    pub(in crate::app) pin: PinDesk,
    /// What is noted outside as being run through Automerge.
    applying: Suspects,
    settings_version: u64,
    settings_kept: u64,
    reading: Reading,
    here: Here,
}

/// *Del*, while the sheet is open.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct ShareDesk {
    pub(in crate::app) entry: DocId,
    pub(in crate::app) readers: Option<Readers>,
    pub(in crate::app) why: Option<Why>,
}

/// What the person should know on any page.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::app) struct Marks {
    pub(in crate::app) store: Option<StoreFault>,
    pub(in crate::app) damaged: usize,
    pub(in crate::app) needs_sign_in: bool,
    pub(in crate::app) revoked: bool,
    pub(in crate::app) update_needed: bool,
    pub(in crate::app) update_ready: bool,
    update_active: bool,
    /// The person takes the new version, once everything is on the disk.
    update_wanted: bool,
}

/// Whether the log is being read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Not,
    Now,
    AndAgain,
    /// It failed, and is tried again.
    Later(Timestamp),
}

impl Desk {
    pub(super) fn update(&mut self, msg: Msg, ctx: &mut Ctx<'_>) {
        // A clock that was set back must not put the lock off for as long.
        self.active_at = self.active_at.min(ctx.now);
        self.hidden_at = self.hidden_at.map(|hidden| hidden.min(ctx.now));
        self.lock_if_idle(ctx);
        self.mind_clock(ctx);
        match msg {
            Msg::Intent(intent) => self.intent(intent, ctx),
            Msg::Appended { ticket, keys } => {
                let held = self.engine.state().how_many();
                self.event(Event::Appended { ticket, keys }, Vec::new(), ctx);
                if self.engine.state().how_many() < held {
                    ctx.out.push(Command::Gather);
                }
            }
            Msg::Gathered(records) => self.sweep(&OldRows::of(&records), ctx),
            Msg::AppendFailed { ticket, fault } => {
                self.marks.store = Some(fault);
                self.event(Event::AppendFailed { ticket }, Vec::new(), ctx);
            }
            Msg::OthersWrote(_) => self.read_after(ctx),
            Msg::ReadOn(reading) => {
                self.marks.damaged += reading.damaged;
                self.event(Event::Folded { records: reading.records }, Vec::new(), ctx);
                let wrote_meanwhile = self.reading == Reading::AndAgain;
                self.reading = Reading::Not;
                if wrote_meanwhile {
                    self.read_after(ctx);
                } else {
                    self.find_packet(ctx);
                }
            }
            Msg::ReadFailed(fault) => {
                self.marks.store = Some(fault);
                self.reading = Reading::Later(ctx.now.plus_ms(READ_AGAIN_MS));
            }
            Msg::DraftKept { key, version } => self.draft_kept(key, version, ctx),
            Msg::DraftFailed { key, version, fault } => self.draft_failed(key, version, fault, ctx),
            Msg::DraftsFound(drafts) => self.found_drafts(drafts),
            Msg::SlipSecretKept(secret) => {
                if let Some(secret) = secret {
                    self.leave_slip_key(&secret, ctx);
                }
            }
            Msg::SocketOpened => self.socket_opened(ctx),
            Msg::SocketFrame(bytes) => self.socket_frame(bytes, ctx),
            Msg::SocketLost => self.socket_gone(ctx),
            Msg::Refreshed(attempt, answer) => self.refreshed(attempt, answer, ctx),
            Msg::SignedIn(..)
            | Msg::PasskeySignedIn(..)
            | Msg::SlotCame(..)
            | Msg::VaultCreated(..)
            | Msg::VaultUnlocked(..)
            | Msg::VaultRewrapped(..) => self.sign_in_answered(msg, ctx),
            Msg::Lead(leads) => self.lead(leads, ctx),
            Msg::Visible(visible) => self.visible(visible, ctx),
            Msg::Leaving => self.flush(ctx),
            Msg::Foreground => self.event(Event::Foreground, Vec::new(), ctx),
            Msg::Activity => self.active_at = ctx.now,
            Msg::KeyWanted(tab) if !self.is_leaving() && !self.is_covered() => ctx.out.push(Command::GiveKey(tab)),
            Msg::KeyWanted(_) => {}
            Msg::LockedElsewhere { log_out } => self.close(Closing::told(log_out, ctx.now), ctx),
            Msg::SessionElsewhere { over } => self.session_elsewhere(over, ctx),
            Msg::Navigated(route) => {
                let from = self.route;
                self.leave(route, ctx);
                self.enter(route, from, ctx);
            }
            Msg::QuarantineCame { acting, texts, answer } => self.quarantine_came(acting, texts, answer),
            Msg::OpeningsCame(acting, space, answer) => self.openings_came(acting, space, answer),
            Msg::NoticesCame(answer) => self.notices_came(answer),
            Msg::DevicesCame(answer) => self.devices_came(answer),
            Msg::AdminCame(acting, ask, answer) => self.admin_came(acting, &ask, answer, ctx),
            Msg::RotaCame(acting, ask, answer) => self.rota_came(acting, ask, answer, ctx),
            Msg::TiedCame(acting, call, answer) => self.tied_came(acting, call, answer),
            Msg::DutyCame(acting, ask, answer) => self.duty_came(acting, &ask, answer, ctx),
            Msg::AwayCame(acting, ask, answer) => self.away_came(acting, ask, answer, ctx),
            Msg::StationCame(acting, ask, answer) => self.station_came(acting, ask, answer, ctx),
            Msg::StationFilled(lies_for) => self.station.lies_for = lies_for,
            Msg::PacketCame(found) => self.packet_came(found, ctx),
            Msg::OverviewCame(acting, answer) => self.overview_came(acting, answer, ctx),
            Msg::PasskeysCame(answer) => self.passkeys_came(answer),
            Msg::UpdateReady => self.marks.update_ready = true,
            Msg::UpdateActive => self.marks.update_active = true,
            Msg::FileSaved(attempt, done) => self.export_saved(attempt, done, ctx),
            Msg::Copied(done) => self.say(if done { Said::Copied } else { Said::CopyFailed }, ctx),
            Msg::Timer => self.event(Event::Timer, Vec::new(), ctx),
            // Answers to a door that is behind us.
            Msg::Started(_)
            | Msg::NotStarted(_)
            | Msg::LinkLooked(..)
            | Msg::CodeMade(..)
            | Msg::TabsAnswered(..)
            | Msg::StoreOpened(..)
            | Msg::Brought(_)
            | Msg::SlipKeyCame(..)
            | Msg::SlipPut(..)
            | Msg::Persisted(_)
            | Msg::FactsCame(_)
            | Msg::DeviceLooked(_) => {}
        }
        self.settle(ctx);
    }

    pub(super) fn poll_timeout(&self, now: Timestamp) -> Option<(Timestamp, Wake)> {
        let keep = self.keepings().filter_map(|keeping| keeping.due()).min();
        let read = (!self.docs.next_batch().docs.is_empty()).then_some(now);
        let reading = if let Reading::Later(at) = self.reading { Some(at) } else { None };
        let deadlines = [
            reading.map(|at| (at, Wake::Read)),
            self.engine.poll_timeout().map(|(at, _)| (at, Wake::Engine)),
            keep.map(|at| (at, Wake::Keep)),
            self.lock_due().map(|at| (at, Wake::Lock)),
            read.map(|at| (at, Wake::Read)),
            self.said.map(|(_, until)| (until, Wake::Said)),
            self.next_midnight(now).map(|at| (at, Wake::Midnight)),
            self.next_minute(now).map(|at| (at, Wake::Call)),
            self.closing.as_ref().map(|closing| (closing.give_up_at(), Wake::GiveUp)),
        ];
        deadlines.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// What is done after everything that happened: jobs that can start, what is due, what is on screen.
    fn settle(&mut self, ctx: &mut Ctx<'_>) {
        while let Some(job) = self.jobs.next() {
            self.start(job, ctx);
        }
        self.flush_due(ctx);
        if matches!(self.reading, Reading::Later(at) if at <= ctx.now) {
            self.read_after(ctx);
        }
        if self.said.is_some_and(|(_, until)| until <= ctx.now) {
            self.said = None;
        }
        let memberships = self.engine.memberships(ctx.now);
        if memberships != self.memberships {
            self.memberships = memberships;
            self.docs.recheck(&self.engine, ctx.now);
            self.narrow_editor();
        }
        self.read_on(ctx);
        self.export_on(ctx);
        self.open_edit_late(ctx);
        self.open_card_late(ctx.now);
        self.search_on(ctx.now);
        self.note_opening(ctx);
        self.see_edits(ctx);
        self.count_on_icon(ctx);
        self.keep_time(ctx);
        self.finish_closing(ctx);
        if self.marks.update_wanted && self.is_settled() {
            self.marks.update_wanted = false;
            ctx.out.push(Command::TakeUpdate);
        }
        if self.marks.update_active && self.editor.is_none() && self.duty.call.is_none() && self.is_settled() {
            self.marks.update_active = false;
            ctx.out.push(Command::Reload);
        }
    }

    /// When the Danish day ends, on the device's own clock.
    fn next_midnight(&self, now: Timestamp) -> Option<Timestamp> {
        let corrected = self.engine.state().corrected(now);
        let tomorrow = corrected.local_date()?.succ_opt()?;
        let midnight = Timestamp::from_local(tomorrow.and_hms_opt(0, 0, 0)?)?;
        Some(now.plus_ms(midnight.ms_since(corrected)))
    }
}
