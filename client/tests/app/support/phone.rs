//! A phone: the model, and what a shell would do for it, in memory.

mod answers;
mod device;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_client::app::Model;
use samspil_client::app::command::{Command, Token};
use samspil_client::app::election::TabId;
use samspil_client::app::export::{ExportIntent, Taken};
use samspil_client::app::intent::{DoorIntent, EditorIntent, Intent, ShareIntent};
use samspil_client::app::language::Language;
use samspil_client::app::locked_file::LockedFile;
use samspil_client::app::msg::{DeviceFacts, Msg, Started, VaultOnDevice};
use samspil_client::app::route::Route;
use samspil_client::app::view::{DayGroup, EntryCard, Readers, Why};
use samspil_shared::api;
use samspil_shared::api::station::Readiness;
use samspil_shared::domain::{DocId, PersonId, Timestamp};
use samspil_shared::sync::frame::ClientFrame;

use self::device::Device;
use super::authenticator::Authenticator;
use super::duty_office::DutyOffice;
use super::notices::NoticeOffice;
use super::office::Office;
use super::server::{Connection, Server};
use super::{EVENING, at};

pub(crate) struct Phone {
    pub(crate) model: Model,
    pub(crate) device: Device,
    pub(crate) now: Timestamp,
    pub(crate) online: bool,
    /// The store takes nothing.
    pub(crate) store_full: bool,
    /// The store answers nothing until this is taken away.
    pub(crate) store_asleep: bool,
    pub(crate) asleep: Vec<Command>,
    /// The page would be gone now: `Some(logged out)`.
    pub(crate) locked: Option<bool>,
    pub(crate) reloads: usize,
    pub(crate) copied: Vec<String>,
    pub(crate) files: Vec<(String, String)>,
    /// Files that were to be locked and saved.
    pub(crate) locked_files: Vec<LockedFile>,
    /// The browser cannot lock or save any.
    pub(crate) files_fail: bool,
    pub(crate) printed: usize,
    /// What the server says of the person's devices.
    pub(crate) enrolled: Vec<api::Device>,
    /// What the server keeps of the unit.
    pub(crate) office: Office,
    /// What it keeps of the akuttelefon's rota.
    pub(crate) duty_office: DutyOffice,
    /// Who comes next at the station, as the server says.
    pub(crate) next: Vec<Readiness>,
    /// Whom the shell was to fetch something for, each time.
    pub(crate) filled: Vec<Vec<PersonId>>,
    /// What it and the browser know of mail and push.
    pub(crate) notices: NoticeOffice,
    /// The number on the app's icon.
    pub(crate) badge: Option<usize>,
    /// Frames that were sent.
    pub(crate) sent: Vec<ClientFrame>,
    pub(crate) refreshes: usize,
    /// While it is there the answers that make a connection wait in it, for a story to bring them in its own order.
    pub(crate) far_away: Option<Vec<Msg>>,
    /// What the other tabs were told of the session: whether it is over.
    pub(crate) told: Vec<bool>,
    /// Reading this document ends the app.
    pub(crate) poison: Option<DocId>,
    /// The app has ended: nothing happens in it any more.
    pub(crate) ended: bool,
    /// Of the last append that was asked for.
    pub(crate) last_ticket: Option<u64>,
    /// Drafts that cannot be read.
    pub(crate) damaged_drafts: usize,
    /// Rows of the log that cannot be read.
    pub(crate) damaged: usize,
    /// What the browser says of the device.
    pub(crate) facts: DeviceFacts,
    /// It is one that must have the app on its home screen, and this is its browser.
    pub(crate) install_first: bool,
    /// What the browser keeps in clear.
    pub(crate) language: Language,
    /// The log cannot be read the next time.
    pub(crate) read_fails: bool,
    /// Tabs that were given the key.
    pub(crate) gave_key: Vec<TabId>,
    /// Another tab would give the key.
    pub(crate) tab_has_key: bool,
    pub(crate) authenticator: Authenticator,
    pub(super) server: Rc<RefCell<Server>>,
    connection: Option<Connection>,
    pub(super) tried: Option<PersonId>,
    rng: ChaCha8Rng,
    tab: u8,
}

impl Phone {
    pub(crate) fn new(server: &Rc<RefCell<Server>>, seed: u64) -> Self {
        Self {
            model: Model::default(),
            device: Device::default(),
            now: at(EVENING),
            far_away: None,
            online: true,
            store_full: false,
            store_asleep: false,
            asleep: Vec::new(),
            locked: None,
            reloads: 0,
            copied: Vec::new(),
            files: Vec::new(),
            locked_files: Vec::new(),
            files_fail: false,
            printed: 0,
            enrolled: Vec::new(),
            office: Office::default(),
            duty_office: DutyOffice::default(),
            next: Vec::new(),
            filled: Vec::new(),
            notices: NoticeOffice::default(),
            badge: None,
            sent: Vec::new(),
            refreshes: 0,
            told: Vec::new(),
            poison: None,
            ended: false,
            last_ticket: None,
            damaged_drafts: 0,
            damaged: 0,
            facts: DeviceFacts { installed: Some(true), persisted: Some(true), free: Some(1 << 30) },
            install_first: false,
            language: Language::Danish,
            read_fails: false,
            gave_key: Vec::new(),
            tab_has_key: false,
            authenticator: Authenticator::default(),
            server: Rc::clone(server),
            connection: None,
            tried: None,
            rng: ChaCha8Rng::seed_from_u64(seed),
            tab: 1,
        }
    }

    /// The app starts on whatever the device holds.
    pub(crate) fn start(&mut self) {
        self.start_at(Route::Today, None, false);
    }

    pub(crate) fn start_at(&mut self, route: Route, link: Option<&str>, locked: bool) {
        self.model = Model::default();
        self.connection = None;
        self.locked = None;
        self.ended = false;
        self.tab += 1;
        let vaults = self.device.vaults.iter().map(|vault| VaultOnDevice {
            person: vault.person,
            enrolment: Some(vault.enrolment),
            initials: "M".into(),
            password: !vault.password.is_empty(),
            passkey: !vault.passkeys.is_empty(),
        });
        let link = link.map(|token| Token(token.into()));
        let started = Started {
            route,
            link,
            vaults: vaults.collect(),
            locked,
            tab: [self.tab; 8],
            app: 1,
            passkeys: true,
            install_first: self.install_first,
            language: self.language,
            facts: self.device.facts.clone(),
            station: self.device.station,
            not_ready: self.device.not_ready.clone(),
        };
        self.happens(Msg::Started(started));
    }

    /// The process is killed and the app opened again.
    pub(crate) fn crash(&mut self) {
        self.asleep.clear();
        self.store_asleep = false;
        self.start();
    }

    pub(crate) fn crash_and_unlock(&mut self, password: &str) {
        self.crash();
        self.unlock(password);
    }

    pub(crate) fn unlock(&mut self, password: &str) {
        self.door(DoorIntent::Password(password.into()));
        self.door(DoorIntent::Submit);
    }

    pub(crate) fn sign_in(&mut self, login: &str, password: &str) {
        self.door(DoorIntent::Login(login.into()));
        self.door(DoorIntent::Password(password.into()));
        self.door(DoorIntent::Submit);
    }

    pub(crate) fn door(&mut self, intent: DoorIntent) {
        self.does(Intent::Door(intent));
    }

    pub(crate) fn does(&mut self, intent: Intent) {
        self.happens(Msg::Intent(intent));
    }

    pub(crate) fn goes(&mut self, route: Route) {
        self.does(Intent::Go(route));
    }

    pub(crate) fn edits(&mut self, intent: EditorIntent) {
        self.does(Intent::Editor(intent));
    }

    /// Writes a note from the logbook's button to *Gem*.
    pub(crate) fn writes(&mut self, text: &str, readers: Readers) -> DocId {
        self.goes(Route::NewEntry);
        let doc = self.model.editor().expect("the editor is open").doc;
        self.edits(EditorIntent::Text(text.into()));
        self.edits(EditorIntent::Readers(readers));
        self.edits(EditorIntent::Save);
        doc
    }

    /// Takes something along in a locked file, with the password that is suggested.
    pub(crate) fn takes_along(&mut self, what: Taken) -> LockedFile {
        self.does(Intent::Export(ExportIntent::Begin(what)));
        let password = self.model.export_sheet().unwrap().suggestion;
        self.does(Intent::Export(ExportIntent::Save { password, words: Box::default() }));
        self.locked_files.pop().unwrap()
    }

    pub(crate) fn changes(&mut self, entry: DocId, text: &str) {
        self.waits(1_000);
        self.goes(Route::EditEntry(entry));
        self.edits(EditorIntent::Text(text.into()));
        self.edits(EditorIntent::Save);
    }

    pub(crate) fn shares(&mut self, entry: DocId, readers: Readers, why: Why) {
        self.goes(Route::Share(entry));
        self.does(Intent::Share(ShareIntent::Readers(readers)));
        self.does(Intent::Share(ShareIntent::Why(why)));
        self.does(Intent::Share(ShareIntent::Go));
    }

    /// The logbook's cards, newest first.
    pub(crate) fn cards(&self) -> Vec<EntryCard> {
        let logbook = self.model.logbook().expect("the vault is open");
        logbook.days.into_iter().flat_map(|DayGroup { entries, .. }| entries).collect()
    }

    pub(crate) fn card(&self, doc: DocId) -> Option<EntryCard> {
        self.cards().into_iter().find(|card| card.doc == doc)
    }

    /// Exchanges with the server until both are quiet.
    pub(crate) fn sync(&mut self) {
        self.online = true;
        self.happens(Msg::Lead(true));
        self.happens(Msg::Foreground);
        self.hears_news();
    }

    /// Takes what the server has to tell on the connection that there is.
    pub(crate) fn hears_news(&mut self) {
        while let Some(mut connection) = self.connection.take() {
            let frames = self.server.borrow_mut().news(&mut connection);
            self.connection = Some(connection);
            if frames.is_empty() {
                break;
            }
            for frame in frames {
                self.happens(Msg::SocketFrame(frame.encode()));
            }
        }
    }

    pub(crate) fn goes_offline(&mut self) {
        self.online = false;
        self.connection = None;
        self.happens(Msg::SocketLost);
    }

    /// The answer that this is true of arrives; nothing if there is none on its way.
    pub(crate) fn hears(&mut self, which: impl Fn(&Msg) -> bool) {
        let held = self.far_away.as_mut().expect("the server is far away");
        if let Some(at) = held.iter().position(which) {
            let msg = held.remove(at);
            self.happens(msg);
        }
    }

    /// Time passes; what is due is done when it is due.
    pub(crate) fn waits(&mut self, ms: i64) {
        let end = self.now.plus_ms(ms);
        while let Some((at, _)) = self.model.poll_timeout().filter(|(at, _)| *at <= end) {
            self.now = self.now.max(at);
            self.happens(Msg::Timer);
        }
        self.now = end;
    }

    /// Time passes while the browser runs no timer.
    pub(crate) fn sleeps(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
    }

    /// The store answers again.
    pub(crate) fn store_wakes(&mut self) {
        self.store_asleep = false;
        let asleep = std::mem::take(&mut self.asleep);
        for command in asleep {
            if let Some(msg) = self.perform(command) {
                self.happens(msg);
            }
        }
    }

    pub(crate) fn happens(&mut self, msg: Msg) {
        let mut inbox = VecDeque::from([msg]);
        for _ in 0..10_000 {
            if self.ended {
                return;
            }
            let msg = match inbox.pop_front() {
                Some(msg) => msg,
                None if self.is_due() => Msg::Timer,
                None => return,
            };
            let mut rng = self.rng.clone();
            let commands = self.model.update(msg, self.now, &mut rng);
            self.rng = rng;
            for command in commands {
                let connects = matches!(command, Command::Refresh(_) | Command::OpenSocket);
                let answer = self.perform(command);
                match &mut self.far_away {
                    Some(held) if connects => held.extend(answer),
                    _ => inbox.extend(answer),
                }
            }
        }
        panic!("the app does not come to rest: {:?}", self.model.poll_timeout());
    }

    fn is_due(&self) -> bool {
        self.locked.is_none() && self.model.poll_timeout().is_some_and(|(at, _)| at <= self.now)
    }
}
