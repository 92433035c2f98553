//! The app while the vault is open.

mod admin;
mod admin_typed;
mod boxes;
mod card_form;
mod closing;
mod curtain;
mod devices;
mod doing;
mod drafts;
mod duty;
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
mod searching;
mod seen;
mod session;
mod slips;
mod station;
mod taking;
mod tied;

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::api::Session;
use samspil_shared::doc::digest_of_hashes;
use samspil_shared::domain::{ChangeHash, DocId, EnrolmentId, Membership, PersonId, ReadId, Role, Timestamp};
use samspil_shared::sync::engine::{Config, Effect, Engine, Event, Notice, SaveError, SyncStatus};
use samspil_shared::sync::frame::ReadFact;
use samspil_shared::sync::state::OldRows;

pub(in crate::app) use self::admin::{AdminDesk, Asked, Listed};
use self::closing::Closing;
use self::curtain::{Curtain, PinDesk};
use self::devices::DevicesDesk;
use self::drafts::CommentDesk;
pub(in crate::app) use self::duty::{CallDesk, DutyDesk, tel, twice};
use self::exporting::ExportDesk;
use self::follow_up::FollowUpDesk;
pub(in crate::app) use self::follow_up::Followed;
use self::jots::JotDesk;
use self::leader::LeaderDesk;
use self::notices::NoticesDesk;
use self::openings::OpeningsDesk;
use self::passkeys::PasskeysDesk;
use self::quarantine::QuarantineDesk;
pub(in crate::app) use self::searching::{Found, Place, SearchDesk, words_of};
use self::session::{Line, Ticket};
use self::station::{Packet, StationDesk};
use super::Ctx;
use super::docs::{Docs, Screen, Wanted, readable};
use super::door::SignInDesk;
use super::editor::EditorDesk;
use super::jobs::{After, Bench, Job, Jobs, NotBuilt, save_state};
use crate::app::command::{Attempt, Command};
use crate::app::draft::{Draft, DraftKey, JotAt, TAB_LEN};
use crate::app::model::keep::Keeping;
use crate::app::msg::{Msg, Opened, StoreFault, Suspects};
use crate::app::route::{CallPlace, DutyPlace, Route};
use crate::app::settings::Settings;
use crate::app::view::{Readers, Said, SaveState, Why};

/// Milliseconds until the log is read again after it could not be.
const READ_AGAIN_MS: i64 = 1_000;

/// Notes that a list shows at first, and how many more each time.
pub(super) const SHOWN: usize = 60;
/// Milliseconds that a word of success stays.
const SAID_MS: i64 = 6_000;

/// Somebody at whose vault the store is opened.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) person: PersonId,
    pub(super) enrolment: EnrolmentId,
    pub(super) session: Option<Box<Session>>,
}

/// Where the tab is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    pub(super) tab: [u8; TAB_LEN],
    pub(super) app: u32,
    pub(super) route: Route,
    pub(super) visible: bool,
}

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

/// A page that was opened, and the versions of its document that were shown on it.
#[derive(Debug, Default)]
struct Opening {
    purpose: u8,
    shown: BTreeSet<[u8; 32]>,
}

impl Desk {
    pub(super) fn open(arrival: Arrival, opened: Opened, here: Here, leads: bool, ctx: &mut Ctx<'_>) -> Self {
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
            planned: rota::RotaDesk::default(),
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

    /// Throws away what the log holds of documents that went.
    fn sweep(&self, rows: &OldRows, ctx: &mut Ctx<'_>) {
        let spent = self.engine.state().spent(rows);
        if !spent.is_empty() {
            ctx.out.push(Command::Sweep(spent));
        }
    }

    /// Reads what other tabs wrote; once more if they write while this is being read.
    fn read_after(&mut self, ctx: &mut Ctx<'_>) {
        self.reading = match self.reading {
            Reading::Not | Reading::Later(_) => {
                ctx.out.push(Command::ReadAfter(self.engine.state().read_upto()));
                Reading::Now
            }
            Reading::Now | Reading::AndAgain => Reading::AndAgain,
        };
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

    /// Reads on for the page that is shown. What is read may belong on it, such as what was shared of the note.
    fn read_on(&mut self, ctx: &mut Ctx<'_>) {
        let with_history = matches!(self.route, Route::History(_));
        loop {
            let docs = self.on_screen();
            let screen = Screen { docs: &docs, with_history, wanted: self.wanted(&docs) };
            self.docs.read_on(&self.engine, &screen, ctx.now);
            self.resume_comments(&docs, ctx);
            if self.on_screen() == docs {
                break;
            }
        }
        if *self.docs.next_batch() != self.applying {
            self.applying = self.docs.next_batch().clone();
            ctx.out.push(Command::Applying(self.applying.clone()));
        }
    }

    /// Tells the engine and does what it says. `drop` names drafts that a save makes of no further use.
    fn event(&mut self, event: Event, drop: Vec<DraftKey>, ctx: &mut Ctx<'_>) {
        let mut drop = Some(drop);
        for effect in self.engine.handle(event, ctx.now, ctx.rng) {
            match effect {
                Effect::Append { ticket, records, durability } => {
                    let drop = drop.take().unwrap_or_default();
                    let (boxes, unbox) = (self.boxes(&records, ctx), boxes::answered(&records));
                    ctx.out.push(Command::Append { ticket, records, drop, boxes, unbox, durability });
                }
                Effect::Connect => self.connect(ctx),
                Effect::Disconnect => {
                    // A token that led to no lasting connection may be the reason: the next attempt draws a new one.
                    self.ticket = None;
                    self.refreshing = None;
                    self.line = Line::Down;
                    ctx.out.push(Command::CloseSocket);
                }
                Effect::Send(bytes) => ctx.out.push(Command::Send(bytes)),
                Effect::Tell(notice) => self.notice(notice, ctx),
            }
        }
        self.status = self.engine.status();
    }

    fn notice(&mut self, notice: Notice, ctx: &mut Ctx<'_>) {
        match notice {
            Notice::Saved(save) => {
                self.marks.store = None;
                if let Some((job, after)) = self.jobs.end(save) {
                    self.end_jots(&job.drafts());
                    self.after(after, ctx);
                }
            }
            Notice::NotSaved(save, error) => {
                if let Some((job, _)) = self.jobs.end(save) {
                    let state = match error {
                        SaveError::Store => SaveState::StoreFailed,
                        SaveError::Denied => SaveState::Denied,
                        SaveError::Form => SaveState::Defect,
                    };
                    self.not_done(job, state, ctx);
                }
            }
            Notice::Moved(moved) => self.docs.moved(&self.engine, moved.docs),
            Notice::StoreFailed => self.marks.store = self.marks.store.or(Some(StoreFault::Failed)),
            Notice::NeedsLogin => {
                self.marks.needs_sign_in = true;
                ctx.out.push(Command::TellSession { over: true });
            }
            Notice::Revoked => {
                self.marks.revoked = true;
                self.settings.revoked = true;
                self.close(Closing::here(true, ctx.now), ctx);
            }
            Notice::UpdateFirst => self.marks.update_needed = true,
            Notice::Unpacked(what) => Self::unpacked(what, ctx),
        }
    }

    fn start(&mut self, job: Job, ctx: &mut Ctx<'_>) {
        let built = job.build(&mut Bench { engine: &mut self.engine, now: ctx.now, rng: ctx.rng });
        match built {
            Ok(built) => {
                let save = self.jobs.start(job, built.after);
                self.event(Event::Save { save, ops: built.ops }, built.drop, ctx);
            }
            Err(NotBuilt::Same(after)) => {
                self.end_jots(&job.drafts());
                ctx.out.extend(job.drafts().into_iter().map(Command::DropDraft));
                self.after(after, ctx);
            }
            Err(not_built) => self.not_done(job, save_state(not_built), ctx),
        }
    }

    fn after(&mut self, after: After, ctx: &mut Ctx<'_>) {
        let (said, to) = match after {
            After::Entry(doc) => {
                let open = self.editor.as_ref().is_some_and(|editor| editor.doc() == doc);
                if open {
                    self.editor = None;
                }
                (Said::Saved, open.then_some(Route::Entry(doc)))
            }
            After::Comment(publication) => {
                self.comments.remove(&publication);
                (Said::Saved, None)
            }
            After::Shared { entry } => (Said::Shared, Some(Route::Entry(entry))),
            After::Asked { entry } => (Said::Asked, Some(Route::Entry(entry))),
            After::Stopped { publication } => {
                let of = self.docs.publication(publication).map(|publication| publication.of);
                let of = of.filter(|of| self.docs.entry(*of).is_some());
                (Said::Stopped, Some(of.map_or(Route::Logbook, Route::Entry)))
            }
            After::Widened { new } => (Said::Saved, Some(Route::Entry(new))),
            After::Again => (Said::Again, None),
            After::DutyCall(doc) => {
                let open = self.duty.call.take_if(|call| call.doc() == doc).is_some();
                (Said::Saved, open.then_some(Route::Duty(DutyPlace::Call(doc))))
            }
            After::Written => (Said::Saved, None),
            After::Call(to) => (Said::Saved, to.map(|space| Route::Calls(CallPlace::Family(space)))),
            After::Card(space) => (Said::Saved, Some(Route::Calls(CallPlace::Card(space)))),
            After::Quiet => return,
        };
        self.deed = SaveState::Ready;
        self.share = None;
        // Over the page of a saved call nothing is laid: it says so itself, and by when somebody calls.
        if !matches!(after, After::DutyCall(_)) {
            self.say(said, ctx);
        }
        // Who has gone elsewhere meanwhile is not called back.
        if let Some(to) = to
            && to != self.route
            && matches!(
                self.route,
                Route::NewEntry
                    | Route::EditEntry(_)
                    | Route::Share(_)
                    | Route::StopSharing(_)
                    | Route::Entry(_)
                    | Route::Duty(_)
                    | Route::Calls(CallPlace::Loose(_) | CallPlace::EditCard(_))
            )
        {
            self.go(to, true, ctx);
        }
    }

    fn not_done(&mut self, job: Job, state: SaveState, ctx: &mut Ctx<'_>) {
        match job {
            Job::NewEntry { doc, fields, acting, drop } | Job::EditEntry { doc, fields, acting, drop } => {
                match self.editor.as_mut().filter(|editor| editor.doc() == doc) {
                    Some(editor) => editor.save = state,
                    None => self.give_back(&drop, crate::app::draft::Content::Entry(fields), acting, ctx),
                }
            }
            Job::NewCall { doc, new, drop } => self.call_not_saved(doc, *new, &drop, state, ctx),
            Job::Comment { publication, .. } | Job::AddToCall { note: publication, .. } => {
                if let Some(comment) = self.comments.get_mut(&publication) {
                    comment.save = state;
                }
            }
            // It is told again the next time the record is opened.
            Job::Read(_) => {}
            _ => self.deed = state,
        }
    }

    pub(super) fn say(&mut self, said: Said, ctx: &Ctx<'_>) {
        self.said = Some((said, ctx.now.plus_ms(SAID_MS)));
    }

    /// Documents that the page shows whole.
    fn on_screen(&self) -> Vec<DocId> {
        match self.route {
            Route::Entry(doc) | Route::History(doc) | Route::Share(doc) | Route::EditEntry(doc) => {
                let shared = self.docs.shared_of(doc).into_iter().map(|(doc, _)| doc);
                std::iter::once(doc).chain(shared).collect()
            }
            Route::Publication(doc) | Route::StopSharing(doc) | Route::Duty(DutyPlace::Call(doc)) => vec![doc],
            _ => Vec::new(),
        }
    }

    /// What the page needs beside the documents it shows whole: a family's lists begin with the latest notes, and what was
    /// shared of a note came after it; a consultant's lists speak of everything.
    fn wanted(&self, screen: &[DocId]) -> Wanted {
        if self.settings.acting.role != Role::FosterParent || self.route == Route::Search || self.takes_own_notes() {
            return Wanted::ALL;
        }
        let held = screen.first().and_then(|doc| self.engine.state().held(*doc));
        Wanted { entries: self.shown, since: held.and_then(|held| held.document.created_at) }
    }

    /// Opening another's record is noted, once for each version of it that was shown.
    fn note_opening(&mut self, ctx: &mut Ctx<'_>) {
        let shown = match self.route {
            Route::Entry(doc) | Route::History(doc) | Route::Publication(doc) => vec![doc],
            Route::Duty(place) => self.card_on(place).into_iter().collect(),
            _ => self.calls_shown(ctx.now),
        };
        shown.into_iter().for_each(|doc| self.note_opened(doc, ctx));
    }

    fn note_opened(&mut self, doc: DocId, ctx: &mut Ctx<'_>) {
        let purpose = if matches!(self.route, Route::Duty(_)) { self.route.purpose() } else { self.opening.purpose };
        let Some(held) = readable(&self.engine, doc, ctx.now) else { return };
        if held.document.author == self.engine.config().person || !self.docs.is_tried(doc) {
            return;
        }
        let version = digest_of_hashes(held.current().map(|change| change.hash));
        if self.opening.shown.insert(version) {
            let fact = ReadFact {
                id: ReadId::random(ctx.rng),
                doc,
                version: ChangeHash::from_bytes(version),
                purpose,
                device_time: self.engine.state().corrected(ctx.now),
            };
            self.start(Job::Read(fact), ctx);
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
