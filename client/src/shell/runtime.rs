//! Runs the app: what happened goes through the model one after the other, what it commands is done here, and the answers
//! come back as messages.

mod api;
mod courier;
mod device;
mod passkeys;
mod presence;
mod start;
mod station;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::rc::{Rc, Weak};

use samspil_shared::domain::{PersonId, Timestamp};
use samspil_shared::sync::deliver::BoxKey;
use wasm_bindgen_futures::spawn_local;

use self::presence::Presence;
use super::entropy::Entropy;
use super::error::{ShellError, StoreError, VaultError};
use super::event::{Events, ShellEvent};
use super::focus::FocusKeeper;
use super::http::{Http, HttpError};
use super::location::{self, Routing};
use super::service_worker::{self, Updates};
use super::socket::Socket;
use super::store::{Store, Vaults};
use super::tabs::Tabs;
use super::timer::Timer;
use super::vault::Vault;
use super::visibility::Watching;
use super::{clipboard, clock, facts, file, language, locked, log, print, public, push, worker};
use crate::app::Model;
use crate::app::command::Command;
use crate::app::election::TabId;
use crate::app::msg::{ApiFault, Msg, StoreFault, VaultFault};
use crate::app::route::Route;
use crate::app::vault_header::VaultHeader;

/// The running app.
#[derive(Clone)]
pub struct Runtime(Rc<Inner>);

struct Inner {
    model: Rc<RefCell<Model>>,
    changed: Box<dyn Fn()>,
    entropy: RefCell<Entropy>,
    inbox: RefCell<VecDeque<Msg>>,
    working: Cell<bool>,
    timer: RefCell<Option<(Timestamp, Timer)>>,
    tab: TabId,
    events: Events,
    http: Http,
    vaults: Vaults,
    headers: RefCell<Vec<VaultHeader>>,
    vault: RefCell<Option<Vault>>,
    store: RefCell<Option<Rc<Store>>>,
    /// Boxes that the server will never take: left to their authors, and not brought again while this page lives.
    refused: RefCell<BTreeSet<(PersonId, BoxKey)>>,
    tabs: RefCell<Option<Rc<Tabs>>>,
    socket: RefCell<Option<Socket>>,
    presence: RefCell<Option<Presence>>,
    updates: RefCell<Option<Rc<Updates>>>,
    edges: RefCell<Option<(Watching, Routing, FocusKeeper)>>,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Runtime")
    }
}

impl Runtime {
    /// The app, not started yet. `changed` is called each time the model has taken something in.
    pub fn new(model: Rc<RefCell<Model>>, changed: impl Fn() + 'static) -> Result<Self, ShellError> {
        let mut entropy = Entropy::new()?;
        let tab = TabId::random(&mut entropy);
        Ok(Self(Rc::new_cyclic(|inner: &Weak<Inner>| {
            let events = Events::new({
                let inner = Weak::clone(inner);
                move |event| {
                    if let (Some(inner), Some(msg)) = (inner.upgrade(), msg_of(event)) {
                        Self(inner).send(msg);
                    }
                }
            });
            Inner {
                model,
                changed: Box::new(changed),
                entropy: RefCell::new(entropy),
                inbox: RefCell::default(),
                working: Cell::new(false),
                timer: RefCell::default(),
                tab,
                vaults: Vaults::new(events.clone()),
                events,
                http: Http::default(),
                headers: RefCell::default(),
                vault: RefCell::default(),
                store: RefCell::default(),
                refused: RefCell::default(),
                tabs: RefCell::default(),
                socket: RefCell::default(),
                presence: RefCell::default(),
                updates: RefCell::default(),
                edges: RefCell::default(),
            }
        })))
    }

    /// Takes in what happened. One at a time: what happens while the model is at work waits its turn.
    pub fn send(&self, msg: Msg) {
        let inner = &self.0;
        inner.inbox.borrow_mut().push_back(msg);
        if inner.working.replace(true) {
            return;
        }
        loop {
            let next = inner.inbox.borrow_mut().pop_front();
            let Some(msg) = next else { break };
            let commands = {
                let mut entropy = inner.entropy.borrow_mut();
                inner.model.borrow_mut().update(msg, clock::now(), &mut *entropy)
            };
            for command in commands {
                self.perform(command);
            }
        }
        inner.working.set(false);
        self.set_timer();
        (inner.changed)();
    }

    fn set_timer(&self) {
        let due = self.0.model.borrow().poll_timeout().map(|(at, _)| at);
        let mut timer = self.0.timer.borrow_mut();
        match (due, timer.as_ref()) {
            (None, _) => *timer = None,
            (Some(at), Some((set, _))) if *set == at && at > clock::now() => {}
            (Some(at), _) => {
                let ms = u64::try_from(at.ms_since(clock::now())).unwrap_or(0);
                let inner = Rc::downgrade(&self.0);
                let wake = move || {
                    if let Some(inner) = inner.upgrade() {
                        inner.timer.take();
                        Self(inner).send(Msg::Timer);
                    }
                };
                match Timer::after(ms, wake) {
                    Ok(set) => *timer = Some((at, set)),
                    Err(error) => log::note("setting the timer", &error),
                }
            }
        }
    }

    /// Does one thing. What takes time answers later; the store does what it is asked in the order it is asked.
    fn perform(&self, command: Command) {
        match command {
            Command::LookUpLink { .. }
            | Command::MakeCode { .. }
            | Command::Accept(..)
            | Command::SignIn(..)
            | Command::Refresh(_)
            | Command::EndSession
            | Command::AskDevices { .. }
            | Command::AskNotices(..)
            | Command::AskFacts
            | Command::AskQuarantine(_)
            | Command::AskOpenings(_)
            | Command::SettleQuarantined(_)
            | Command::AskAdmin { .. }
            | Command::AskDuty(..)
            | Command::AskRota(..)
            | Command::AskTied(..)
            | Command::AskAway(..)
            | Command::AskStation(..)
            | Command::AskOverview(_)
            | Command::Slot { .. } => self.ask_server(command),
            Command::PasskeySignIn { .. }
            | Command::PasskeyAccept { .. }
            | Command::PasskeyUnlock { .. }
            | Command::AskPasskeys(_) => self.ask_passkey(command),
            Command::CreateVault(..)
            | Command::UnlockVault { .. }
            | Command::RewrapVault { .. }
            | Command::AskTabs { .. }
            | Command::OpenStore { .. }
            | Command::Append { .. }
            | Command::ReadAfter(_)
            | Command::Gather
            | Command::Sweep(_)
            | Command::PutDraft { .. }
            | Command::DropDraft(_)
            | Command::Unbox(_)
            | Command::AskSlipKey(_)
            | Command::PutSlip { .. }
            | Command::PutSlipKey(_)
            | Command::KeepSlipSecret(_)
            | Command::SlipToDraft { .. }
            | Command::FindPacket
            | Command::DropPacket
            | Command::FindDrafts => self.ask_device(command),
            Command::OpenSocket => self.open_socket(),
            Command::CloseSocket => {
                self.0.socket.take();
            }
            Command::Send(bytes) => {
                if let Some(socket) = self.0.socket.borrow().as_ref() {
                    note("sending a frame", socket.send(&bytes));
                }
            }
            Command::Navigate { to, replace } => {
                let path = to.to_string();
                note("navigating", if replace { location::replace(&path) } else { location::push(&path) });
            }
            Command::TellSession { over } => {
                if let Some(tabs) = self.0.tabs.borrow().as_ref() {
                    note("telling the tabs", tabs.session(over));
                }
            }
            Command::GiveKey(to) => {
                if let Some(tabs) = self.0.tabs.borrow().as_ref() {
                    note("giving a tab the key", tabs.give_key(to));
                }
            }
            Command::Lock { log_out, tell } => self.lock(log_out, tell),
            Command::Reload => note("reloading", location::reload()),
            Command::TakeUpdate => self.take_update(),
            Command::Copy(text) => {
                self.later(async move { Some(Msg::Copied(clipboard::copy(&text).await.is_ok())) });
            }
            Command::Print => note("printing", print::page()),
            Command::SaveLocked(attempt, file) => self.later(async move {
                let saved = locked::save(&file).await;
                let done = saved.is_ok();
                note("saving a locked file", saved);
                Some(Msg::FileSaved(attempt, done))
            }),
            Command::KeepStation(station) => note("noting what the device is", public::keep_station(station)),
            Command::KeepNotReady(kept) => note("keeping who is not ready", public::keep_not_ready(&kept)),
            Command::FillStation { acting, station, officers, besides } => {
                self.fill(acting, station, officers, besides);
            }
            Command::KeepFacts(facts) => note("keeping public facts", public::keep(&facts)),
            Command::SaveContacts(cards) => note("saving contacts", file::save_contacts(&cards)),
            Command::Persist { ask } => self.later(async move {
                let kept = if ask { service_worker::persist().await } else { service_worker::persisted().await };
                kept.ok().map(Msg::Persisted)
            }),
            Command::Bring { besides } => self.bring(besides),
            Command::Applying(batch) => self.note_applying(&batch),
            Command::LookAtDevice => self.later(async { Some(Msg::DeviceLooked(facts::look().await)) }),
            Command::Speak(spoken) => note("setting the language", language::speak(spoken)),
            Command::Badge(count) => push::badge(count),
            Command::WarmUp => note("starting the worker", worker::warm()),
        }
    }

    /// Awaits something and takes its answer in.
    fn later(&self, answer: impl Future<Output = Option<Msg>> + 'static) {
        let this = self.clone();
        spawn_local(async move {
            if let Some(msg) = answer.await {
                this.send(msg);
            }
        });
    }

    fn open_socket(&self) {
        let opened = Socket::open(&self.0.events);
        match opened {
            Ok(socket) => {
                self.0.socket.replace(Some(socket));
            }
            Err(error) => {
                log::note("opening the socket", &error);
                self.send(Msg::SocketLost);
            }
        }
    }

    fn take_update(&self) {
        let taken = self.0.updates.borrow().as_ref().map(|updates| updates.activate());
        match taken {
            Some(Ok(true)) => {}
            // Nothing waits any more: what is there is the new version.
            _ => note("reloading", location::reload()),
        }
    }

    fn lock(&self, log_out: bool, tell: bool) {
        let this = self.clone();
        spawn_local(async move {
            if log_out && tell {
                this.end_session_soon().await;
            }
            if let Some(tabs) = this.0.tabs.take()
                && tell
            {
                note("telling the tabs", if log_out { tabs.log_out() } else { tabs.lock() });
            }
            note("locking", location::lock());
        });
    }
}

fn msg_of(event: ShellEvent) -> Option<Msg> {
    Some(match event {
        ShellEvent::SocketOpened => Msg::SocketOpened,
        ShellEvent::SocketFrame(bytes) => Msg::SocketFrame(bytes),
        ShellEvent::SocketLost(_) => Msg::SocketLost,
        ShellEvent::Lead(leads) => Msg::Lead(leads),
        ShellEvent::Appended(last) => Msg::OthersWrote(last),
        ShellEvent::KeyWanted(tab) => Msg::KeyWanted(tab),
        ShellEvent::LockedElsewhere => Msg::LockedElsewhere { log_out: false },
        ShellEvent::LoggedOutElsewhere => Msg::LockedElsewhere { log_out: true },
        ShellEvent::SessionElsewhere(over) => Msg::SessionElsewhere { over },
        // The next use opens it again or says why not.
        ShellEvent::StoreClosed => return None,
        ShellEvent::Visible(visible) => Msg::Visible(visible),
        ShellEvent::Leaving => Msg::Leaving,
        ShellEvent::Focused | ShellEvent::Online => Msg::Foreground,
        ShellEvent::Activity => Msg::Activity,
        ShellEvent::Navigated(path) => Msg::Navigated(Route::parse(&path)),
        ShellEvent::UpdateReady => Msg::UpdateReady,
        ShellEvent::UpdateActive => Msg::UpdateActive,
    })
}

fn note(what: &'static str, done: Result<(), ShellError>) {
    if let Err(error) = done {
        log::note(what, &error);
    }
}

fn api_fault(error: ShellError) -> ApiFault {
    match error {
        ShellError::Http(HttpError::Unreachable(_)) => ApiFault::Unreachable,
        ShellError::Http(HttpError::Problem(problem)) => ApiFault::Problem(problem),
        error => {
            log::note("asking the server", &error);
            ApiFault::Unexpected
        }
    }
}

fn store_fault(error: &ShellError) -> StoreFault {
    log::note("the device's store", error);
    match error {
        ShellError::Missing(_) => StoreFault::OldBrowser,
        ShellError::Store(error) => match error {
            StoreError::Full => StoreFault::Full,
            StoreError::Blocked => StoreFault::Blocked,
            StoreError::Evicted => StoreFault::Evicted,
            StoreError::Newer => StoreFault::Newer,
            StoreError::Unavailable => StoreFault::Unavailable,
            _ => StoreFault::Failed,
        },
        _ => StoreFault::Failed,
    }
}

fn vault_fault(error: &ShellError) -> VaultFault {
    match error {
        ShellError::Vault(VaultError::WrongSecret) => VaultFault::WrongSecret,
        ShellError::Vault(VaultError::Header(_)) => VaultFault::Damaged,
        ShellError::Store(_) => VaultFault::Store(store_fault(error)),
        ShellError::Passkey(_) => VaultFault::PasskeyUnused,
        error => {
            log::note("the vault", error);
            VaultFault::Browser
        }
    }
}
