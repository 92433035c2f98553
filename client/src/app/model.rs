//! The app's state and the one way it changes: what happened goes in, what the browser must do comes out.
//!
//! ```text
//! loop {
//!     let msg = next of: a person | the shell's answers | model.poll_timeout() passed
//!     for command in model.update(msg, now, &mut rng) { perform it; its answer comes back as a msg }
//!     show the model
//! }
//! ```

mod courier;
pub(in crate::app) mod desk;
pub(in crate::app) mod docs;
mod door;
mod doors;
pub(in crate::app) mod editor;
mod entering;
pub(in crate::app) mod jobs;
mod keep;
mod public;
mod slip;

use std::collections::BTreeSet;

use samspil_shared::api::PublicFacts;
use samspil_shared::domain::{EnrolmentId, PersonId, StationId, Timestamp, UnitId};

use self::courier::Courier;
use self::desk::{Arrival, Desk};
use self::door::install::InstallDesk;
use self::door::{Answered, InviteDesk, LockDesk, SignInDesk, Turn};
use super::command::{Attempt, Command};
use super::draft::TAB_LEN;
use super::intent::{DoorIntent, Intent};
use super::language::Language;
use super::msg::{DeviceFacts, Msg, Opened, Started, StoreFault, VaultOnDevice};
use super::route::Route;
use super::station::{NotReady, parse_not_ready};
use super::unsent::Unsent;
use super::view::door::Broken;

pub use self::desk::Wake;
pub use self::docs::applying::SetAside;
pub use self::door::token_in;

/// The app.
#[derive(Debug)]
pub struct Model {
    now: Timestamp,
    tab: [u8; TAB_LEN],
    app: u32,
    route: Route,
    vaults: Vec<VaultOnDevice>,
    attempts: Attempt,
    leads: bool,
    visible: bool,
    device: DeviceFacts,
    /// The browser can use passkeys.
    passkeys: bool,
    /// The app must go to the home screen before anybody begins in it.
    install_first: bool,
    language: Language,
    /// The browser cleared this person's records: a login makes the store anew.
    evicted: Option<PersonId>,
    courier: Courier,
    /// What is public of the units of people on this device.
    facts: PublicFacts,
    /// What is public of all units, as it came since the app began: whose it is may be known later.
    all_facts: Option<PublicFacts>,
    /// When the server was last asked for them.
    facts_asked: Option<Timestamp>,
    /// Units that whoever is in works or answers for, when `facts` were chosen.
    facts_of: BTreeSet<UnitId>,
    /// The station that this device is.
    station: Option<StationId>,
    /// Who is not ready on it, as it was kept when the app began.
    not_ready: Vec<NotReady>,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    Starting,
    Invite(InviteDesk),
    Install(InstallDesk),
    SignIn(SignInDesk),
    Lock(LockDesk),
    /// The vault is open, its store is being read.
    Opening(Attempt, Arrival, Meanwhile),
    Broken(Broken),
    Open(Box<Desk>),
}

/// What other tabs did while this one was reading the store.
#[derive(Clone, Copy, Debug, Default)]
struct Meanwhile {
    wrote: bool,
}

/// What an update works with.
pub(in crate::app) struct Ctx<'a> {
    pub(in crate::app) now: Timestamp,
    pub(in crate::app) rng: &'a mut dyn rand::Rng,
    pub(in crate::app) attempts: &'a mut Attempt,
    pub(in crate::app) vaults: &'a [VaultOnDevice],
    pub(in crate::app) facts: &'a PublicFacts,
    pub(in crate::app) station: &'a mut Option<StationId>,
    /// The app speaks it.
    pub(in crate::app) language: Language,
    pub(in crate::app) out: Vec<Command>,
}

impl Ctx<'_> {
    pub(in crate::app) fn next_attempt(&mut self) -> Attempt {
        *self.attempts += 1;
        *self.attempts
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            now: Timestamp::from_ms(0),
            tab: [0; TAB_LEN],
            app: 0,
            route: Route::Today,
            vaults: Vec::new(),
            attempts: 0,
            leads: false,
            visible: true,
            device: DeviceFacts::default(),
            passkeys: false,
            install_first: false,
            language: Language::default(),
            evicted: None,
            courier: Courier::default(),
            facts: PublicFacts::default(),
            all_facts: None,
            facts_asked: None,
            facts_of: BTreeSet::new(),
            station: None,
            not_ready: Vec::new(),
            phase: Phase::Starting,
        }
    }
}

impl Model {
    /// Takes what happened at `now`, returns what to do about it.
    pub fn update(&mut self, msg: Msg, now: Timestamp, rng: &mut dyn rand::Rng) -> Vec<Command> {
        self.now = now;
        let asks_facts = self.facts_may_have_changed(&msg);
        let mut commands = match msg {
            Msg::FactsCame(answer) => self.facts_came(answer),
            Msg::Intent(Intent::SaveContacts) => vec![Command::SaveContacts(self.contacts())],
            msg => self.take_in(msg, now, rng),
        };
        let differ = self.units_may_differ(&mut commands);
        if asks_facts || differ {
            self.facts_asked = Some(now);
            commands.push(Command::AskFacts);
        }
        if self.courier.goes(now) {
            commands.push(Command::Bring { besides: self.desk().map(|desk| desk.engine.config().person) });
        }
        commands
    }

    fn take_in(&mut self, msg: Msg, now: Timestamp, rng: &mut dyn rand::Rng) -> Vec<Command> {
        match &msg {
            Msg::Lead(leads) => self.leads = *leads,
            Msg::Visible(visible) => self.visible = *visible,
            Msg::Persisted(persisted) => self.device.persisted = Some(*persisted),
            Msg::DeviceLooked(facts) => self.device = *facts,
            Msg::Navigated(route) => self.route = *route,
            Msg::Started(started) if !started.vaults.is_empty() => self.courier.good_moment(now),
            Msg::Foreground | Msg::SocketOpened => self.courier.good_moment(now),
            Msg::Brought(left) => self.courier.back(*left, now),
            _ => {}
        }
        match (&mut self.phase, msg) {
            (Phase::Open(desk), msg) => {
                let (attempts, vaults, facts) =
                    (&mut self.attempts, &self.vaults, self.all_facts.as_ref().unwrap_or(&self.facts));
                let station = &mut self.station;
                let language = desk.settings.language.unwrap_or(self.language);
                let mut ctx = Ctx { now, rng, attempts, vaults, facts, station, language, out: Vec::new() };
                desk.update(msg, &mut ctx);
                ctx.out
            }
            (Phase::Starting, Msg::Started(started)) => self.started(started, rng),
            (_, Msg::NotStarted(fault)) => {
                self.phase = Phase::Broken(broken(fault));
                Vec::new()
            }
            (Phase::Broken(_), Msg::Intent(Intent::Door(DoorIntent::Submit))) => vec![Command::Reload],
            (Phase::Broken(Broken::Evicted), Msg::Intent(Intent::Door(DoorIntent::SignIn))) => self.sign_in(),
            (Phase::Opening(..), Msg::StoreOpened(attempt, answer)) => self.store_opened(attempt, answer, rng),
            (Phase::Opening(.., meanwhile), Msg::OthersWrote(_)) => {
                meanwhile.wrote = true;
                Vec::new()
            }
            // Nothing is typed here yet: what is in the memory goes at once.
            (Phase::Opening(..), Msg::LockedElsewhere { log_out }) => vec![Command::Lock { log_out, tell: false }],
            (_, Msg::UpdateActive) => vec![Command::Reload],
            (_, msg) => self.at_the_door(msg, rng),
        }
    }

    /// The next moment at which [`Msg::Timer`] is due, and why.
    pub fn poll_timeout(&self) -> Option<(Timestamp, Wake)> {
        let desk = self.desk().and_then(|desk| desk.poll_timeout(self.now));
        let courier = self.courier.due().map(|at| (at, Wake::Courier));
        let numbers = self.numbers_change_at().into_iter().chain(self.facts_due()).min().map(|at| (at, Wake::Numbers));
        let ready = self.ready_changes_at().map(|at| (at, Wake::Ready));
        let slips = self.desk().and_then(|desk| desk.slips_at(&self.facts, self.now)).map(|at| (at, Wake::Slips));
        desk.into_iter().chain(courier).chain(numbers).chain(ready).chain(slips).min_by_key(|(at, _)| *at)
    }

    /// Key up to which this tab has read the log.
    pub fn read_upto(&self) -> u64 {
        self.desk().map_or(0, |desk| desk.engine.state().read_upto())
    }

    pub(in crate::app) fn desk(&self) -> Option<&Desk> {
        if let Phase::Open(desk) = &self.phase { Some(desk) } else { None }
    }

    pub(in crate::app) fn now(&self) -> Timestamp {
        self.now
    }

    /// What lies unsent on this device, of people who are not in: so much, and nothing more is known.
    pub fn unsent_here(&self) -> Unsent {
        self.courier.unsent()
    }

    /// Whether officers share this device: nothing is pushed to it, and what is taken along is printed.
    pub fn is_station(&self) -> bool {
        self.station.is_some()
    }

    pub(in crate::app) fn can_passkey(&self) -> bool {
        self.passkeys
    }

    pub(in crate::app) fn device(&self) -> DeviceFacts {
        self.device
    }

    /// The language the app speaks.
    pub fn language(&self) -> Language {
        self.desk().and_then(|desk| desk.settings.language).unwrap_or(self.language)
    }

    /// The screen outside the vault, if that is where the person is.
    pub fn door(&self) -> Option<super::view::Door> {
        use super::view::Door;
        Some(match &self.phase {
            Phase::Starting => Door::Starting,
            Phase::Invite(desk) => Door::Invite(desk.view(self.passkeys)),
            Phase::Install(desk) => Door::Install(desk.view()),
            Phase::SignIn(desk) => Door::SignIn(desk.view(!self.vaults.is_empty(), self.passkeys)),
            Phase::Lock(desk) => Door::Lock(desk.view(&self.vaults, self.passkeys)),
            Phase::Opening(..) => Door::Opening,
            Phase::Broken(broken) => Door::Broken(*broken),
            Phase::Open(desk) if desk.is_leaving() => Door::Leaving,
            Phase::Open(desk) => return desk.curtain_view().map(Door::Curtain),
        })
    }

    fn started(&mut self, started: Started, rng: &mut dyn rand::Rng) -> Vec<Command> {
        let Started {
            route,
            link,
            vaults,
            locked,
            tab,
            app,
            passkeys,
            install_first,
            language,
            facts,
            station,
            not_ready,
        } = started;
        self.station = station;
        self.not_ready = not_ready.as_deref().map(parse_not_ready).unwrap_or_default();
        self.facts = facts.as_deref().map(crate::app::public_facts::parse).unwrap_or_default();
        (self.passkeys, self.install_first, self.language) = (passkeys, install_first, language);
        (self.route, self.vaults, self.tab, self.app) = (route, vaults, tab, app);
        match link {
            Some(token) => self.link(token, rng),
            None if self.vaults.is_empty() => self.sign_in(),
            None => self.lock_screen(!locked, rng),
        }
    }

    fn open(&mut self, arrival: Arrival) -> Vec<Command> {
        self.attempts += 1;
        let make = arrival.session.is_some() && self.evicted == Some(arrival.person);
        self.note_vault(arrival.person, arrival.enrolment);
        let open = Command::OpenStore { attempt: self.attempts, make };
        self.phase = Phase::Opening(self.attempts, arrival, Meanwhile::default());
        vec![open]
    }

    fn note_vault(&mut self, person: PersonId, enrolment: EnrolmentId) {
        match self.vaults.iter_mut().find(|vault| vault.person == person) {
            Some(vault) => vault.enrolment = Some(enrolment),
            None => self.vaults.push(VaultOnDevice {
                person,
                enrolment: Some(enrolment),
                initials: String::new(),
                password: true,
                passkey: false,
            }),
        }
    }

    fn store_opened(
        &mut self,
        attempt: Attempt,
        answer: Result<Opened, StoreFault>,
        rng: &mut dyn rand::Rng,
    ) -> Vec<Command> {
        let phase = std::mem::replace(&mut self.phase, Phase::Starting);
        let Phase::Opening(expected, arrival, meanwhile) = phase else { return Vec::new() };
        if expected != attempt {
            self.phase = Phase::Opening(expected, arrival, meanwhile);
            return Vec::new();
        }
        match answer {
            Ok(opened) => {
                self.evicted = None;
                let (attempts, vaults, facts) =
                    (&mut self.attempts, &self.vaults, self.all_facts.as_ref().unwrap_or(&self.facts));
                let station = &mut self.station;
                let (now, language) = (self.now, self.language);
                let mut ctx = Ctx { now, rng, attempts, vaults, facts, station, language, out: Vec::new() };
                let here = desk::Here { tab: self.tab, app: self.app, route: self.route, visible: self.visible };
                let mut desk = Desk::open(arrival, opened, here, self.leads, &mut ctx);
                if meanwhile.wrote {
                    desk.update(Msg::OthersWrote(0), &mut ctx);
                }
                let commands = ctx.out;
                self.phase = Phase::Open(Box::new(desk));
                commands
            }
            Err(fault) => {
                if fault == StoreFault::Evicted {
                    self.evicted = Some(arrival.person);
                }
                self.phase = Phase::Broken(broken(fault));
                Vec::new()
            }
        }
    }
}

/// Answers to what a login or an accepted link asked for.
fn answered(form: &mut impl Answered, msg: Msg, vaults: &[VaultOnDevice]) -> Turn {
    match msg {
        Msg::SignedIn(attempt, answer) => form.signed_in(attempt, answer, vaults),
        Msg::PasskeySignedIn(attempt, answer) => form.passkey_signed_in(attempt, answer, vaults),
        Msg::SlotCame(attempt, answer) => form.slot_came(attempt, answer),
        Msg::VaultCreated(attempt, answer) => form.vault_created(attempt, answer),
        Msg::VaultUnlocked(attempt, answer) => form.vault_unlocked(attempt, answer),
        Msg::VaultRewrapped(attempt, _) => form.vault_rewrapped(attempt),
        _ => Turn::Stay(Vec::new()),
    }
}

fn broken(fault: StoreFault) -> Broken {
    match fault {
        StoreFault::Unavailable => Broken::NoStore,
        StoreFault::Blocked => Broken::OtherTab,
        StoreFault::Newer => Broken::NewerStore,
        StoreFault::Evicted => Broken::Evicted,
        StoreFault::OldBrowser => Broken::OldBrowser,
        StoreFault::Full | StoreFault::Failed => Broken::Damaged,
    }
}
