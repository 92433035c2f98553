//! A phone: the model, and what a shell would do for it, in memory.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_client::app::Model;
use samspil_client::app::command::{Command, PasskeySecret, SealedBox, Secret, Token};
use samspil_client::app::draft::DraftKey;
use samspil_client::app::election::TabId;
use samspil_client::app::export::{ExportIntent, Taken};
use samspil_client::app::intent::{DoorIntent, EditorIntent, Intent, ShareIntent};
use samspil_client::app::language::Language;
use samspil_client::app::locked_file::LockedFile;
use samspil_client::app::msg::{
    ApiFault, DeviceFacts, Msg, Opened, Reading, SlotKey, Started, StoreFault, Suspects, VaultFault, VaultOnDevice,
};
use samspil_client::app::route::Route;
use samspil_client::app::station::StationAsk;
use samspil_client::app::unsent::Unsent;
use samspil_client::app::view::{DayGroup, EntryCard, Readers, Why};
use samspil_shared::api::station::{Readiness, Station};
use samspil_shared::api::{self, Code, Devices, Openings, Quarantined};
use samspil_shared::domain::{Acting, DocId, EnrolmentId, PersonId, StationId, Timestamp};
use samspil_shared::sync::frame::ClientFrame;
use samspil_shared::sync::record::Record;
use samspil_shared::sync::slip::{SlipId, SlipKey, SlipSecret};

use super::authenticator::Authenticator;
use super::duty_office::DutyOffice;
use super::notices::NoticeOffice;
use super::office::Office;
use super::server::{Connection, Server, problem};
use super::{EVENING, at};

/// What lies on the device and outlives the app.
#[derive(Debug, Clone, Default)]
pub(crate) struct Device {
    pub(crate) vaults: Vec<StoredVault>,
    pub(crate) log: Vec<(u64, Record)>,
    pub(crate) drafts: BTreeMap<DraftKey, Vec<u8>>,
    pub(crate) boxes: Vec<SealedBox>,
    pub(crate) slip_key: Option<SlipKey>,
    /// In clear.
    pub(crate) facts: Option<String>,
    pub(crate) slip_secret: Option<SlipSecret>,
    pub(crate) slips: BTreeMap<SlipId, Vec<u8>>,
    /// In clear: that it is a station.
    pub(crate) station: Option<StationId>,
    /// In clear: who is not ready on it.
    pub(crate) not_ready: Option<String>,
    /// What the server left ready, sealed.
    pub(crate) packet: Option<Vec<u8>>,
    /// What the app was about to run through Automerge.
    pub(crate) applying: Option<Suspects>,
}

#[derive(Debug, Clone)]
pub(crate) struct StoredVault {
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    /// Empty for none.
    pub(crate) password: String,
    pub(crate) server_key: [u8; 32],
    pub(crate) passkeys: Vec<PasskeySecret>,
}

impl StoredVault {
    /// Makes the slot that this opens.
    pub(crate) fn put(&mut self, secret: Secret) {
        match secret {
            Secret::Password(password) => self.password = password,
            Secret::Server(key) => self.server_key = key,
            Secret::Passkey(secret) => {
                self.passkeys.retain(|other| other.credential != secret.credential);
                self.passkeys.push(secret);
            }
        }
    }
}

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

    fn perform(&mut self, command: Command) -> Option<Msg> {
        let store = matches!(command, Command::Append { .. } | Command::PutDraft { .. } | Command::DropDraft(_));
        if let Command::Append { ticket, .. } = &command {
            self.last_ticket = Some(*ticket);
        }
        if store && self.store_asleep {
            self.asleep.push(command);
            return None;
        }
        match command {
            Command::LookUpLink { attempt, token } => {
                let looked = self.asks(|server| server.look(&token.0));
                Some(Msg::LinkLooked(attempt, looked))
            }
            Command::MakeCode { attempt, token } => {
                let made = self.asks(|server| server.make_code(&token.0));
                Some(Msg::CodeMade(attempt, made))
            }
            Command::Accept(attempt, accept) => {
                let session = self.asks(|server| {
                    let token = server.link_of(&accept.token);
                    let person = match server.links.get(&token) {
                        Some(Ok(person)) => *person,
                        _ => return Err(problem(Code::LinkUnknown)),
                    };
                    if accept.login.as_deref() == Some("taken") {
                        return Err(problem(Code::LoginTaken));
                    }
                    server.links.insert(token, Err(Code::LinkUsed));
                    let account = server.accounts.iter_mut().find(|account| account.person == person).unwrap();
                    account.password.clone_from(&accept.password);
                    account.login.clone_from(accept.login.as_ref().unwrap());
                    Ok(server.session(person, accept.enrolment))
                });
                Some(Msg::SignedIn(attempt, session))
            }
            Command::SignIn(attempt, login) => {
                let session = self.asks(|server| server.sign_in(&login.login, &login.password, login.enrolment));
                self.tried = session.as_ref().ok().map(|session| session.person.id);
                Some(Msg::SignedIn(attempt, session))
            }
            Command::PasskeySignIn { .. }
            | Command::PasskeyAccept { .. }
            | Command::PasskeyUnlock { .. }
            | Command::AskPasskeys(_) => Some(self.asks_passkey(command)),
            Command::Refresh(attempt) => {
                self.refreshes += 1;
                let me = self.device.vaults.first().map(|vault| (vault.person, vault.enrolment));
                let session = self.asks(|server| {
                    let (person, enrolment) = me.ok_or_else(|| problem(Code::SessionEnded))?;
                    let account = server.accounts.iter().find(|account| account.person == person).unwrap();
                    if account.session_over {
                        return Err(problem(Code::SessionEnded));
                    }
                    Ok(server.session(person, Some(enrolment)))
                });
                Some(Msg::Refreshed(attempt, session))
            }
            Command::EndSession => None,
            Command::Slot { attempt, make } => {
                let known = self.device.vaults.iter().find(|vault| Some(vault.person) == self.tried);
                let enrolment = known.map_or(EnrolmentId::from_bytes([9; 12]), |vault| vault.enrolment);
                let slot = self.asks(|server| {
                    if make {
                        server.slots.entry(enrolment).or_insert([4; 32]);
                    }
                    server.slots.get(&enrolment).copied().ok_or_else(|| problem(Code::NoSlot))
                });
                Some(Msg::SlotCame(attempt, slot.map(SlotKey)))
            }
            Command::CreateVault(attempt, new) => {
                self.server.borrow_mut().slots.insert(new.enrolment, new.server_key);
                let (person, enrolment, server_key) = (new.person, new.enrolment, new.server_key);
                let mut vault =
                    StoredVault { person, enrolment, password: String::new(), server_key, passkeys: Vec::new() };
                if let Some(opener) = new.opener {
                    vault.put(opener);
                }
                self.device.vaults.push(vault);
                Some(Msg::VaultCreated(attempt, Ok(())))
            }
            Command::UnlockVault { attempt, person, secret } => {
                let opened = self.opens(person, &secret);
                Some(Msg::VaultUnlocked(attempt, opened))
            }
            Command::RewrapVault { attempt, person, opener, new, enrolment } => {
                let opened = self.opens(person, &opener);
                if opened.is_ok() {
                    let vault = self.device.vaults.iter_mut().find(|vault| vault.person == person).unwrap();
                    vault.enrolment = enrolment;
                    vault.put(new);
                }
                Some(Msg::VaultRewrapped(attempt, opened))
            }
            Command::AskTabs { attempt, .. } => Some(Msg::TabsAnswered(attempt, self.tab_has_key)),
            Command::OpenStore { attempt, .. } => {
                let mut drafts: Vec<_> = self.device.drafts.clone().into_iter().collect();
                let settings = self.device.drafts.get(&DraftKey::SETTINGS).cloned();
                drafts.retain(|(key, _)| *key != DraftKey::SETTINGS && key.editor.tab() != [self.tab; 8]);
                let log = Reading { records: self.device.log.clone(), damaged: self.damaged };
                let boxes = self.device.boxes.iter().map(|one| one.key).collect();
                let ended_at = self.device.applying.take().into_iter().collect();
                let damaged_drafts = self.damaged_drafts;
                let slips = self.device.slips.clone().into_iter().collect();
                let slip_secret = self.device.slip_secret.clone();
                let packet = self.device.packet.is_some();
                Some(Msg::StoreOpened(
                    attempt,
                    Ok(Opened { log, settings, drafts, boxes, slip_secret, slips, packet, damaged_drafts, ended_at }),
                ))
            }
            Command::Append { ticket, .. } if self.store_full => {
                Some(Msg::AppendFailed { ticket, fault: StoreFault::Full })
            }
            Command::Append { ticket, records, drop, boxes, unbox, .. } => {
                self.device.boxes.retain(|one| !unbox.contains(&one.key));
                self.device.boxes.extend(boxes);
                let first = self.device.log.last().map_or(0, |(key, _)| *key) + 1;
                let keys: Vec<u64> = (first..).take(records.len()).collect();
                self.device.log.extend(keys.iter().copied().zip(records));
                drop.iter().for_each(|key| {
                    self.device.drafts.remove(key);
                });
                Some(Msg::Appended { ticket, keys })
            }
            Command::Unbox(keys) => {
                self.device.boxes.retain(|one| !keys.contains(&one.key));
                None
            }
            Command::Bring { besides } => Some(Msg::Brought(self.brings(besides))),
            Command::ReadAfter(_) if std::mem::take(&mut self.read_fails) => Some(Msg::ReadFailed(StoreFault::Failed)),
            Command::ReadAfter(after) => {
                let records = self.device.log.iter().filter(|(key, _)| *key > after).cloned().collect();
                Some(Msg::ReadOn(Reading { records, damaged: 0 }))
            }
            Command::FindPacket => Some(Msg::PacketCame(self.device.packet.clone())),
            Command::Gather => Some(Msg::Gathered(self.device.log.clone())),
            Command::Sweep(keys) => {
                self.device.log.retain(|(key, _)| !keys.contains(key));
                None
            }
            Command::PutDraft { key, version, .. } if self.store_full => {
                Some(Msg::DraftFailed { key, version, fault: StoreFault::Full })
            }
            Command::PutDraft { key, version, bytes } => {
                self.device.drafts.insert(key, bytes);
                Some(Msg::DraftKept { key, version })
            }
            Command::DropDraft(key) => {
                self.device.drafts.remove(&key);
                None
            }
            Command::FindDrafts => {
                let orphans = self.device.drafts.iter().filter(|(key, _)| key.editor.tab() != [self.tab; 8]);
                Some(Msg::DraftsFound(orphans.map(|(key, bytes)| (*key, bytes.clone())).collect()))
            }
            Command::OpenSocket => Some(if self.online { Msg::SocketOpened } else { Msg::SocketLost }),
            Command::CloseSocket => {
                self.connection = None;
                None
            }
            Command::Send(bytes) => self.sends(&bytes),
            Command::Lock { log_out, .. } => {
                self.locked = Some(log_out);
                None
            }
            Command::Reload => {
                self.reloads += 1;
                None
            }
            Command::Copy(text) => {
                self.copied.push(text);
                Some(Msg::Copied(true))
            }
            Command::AskSlipKey(person) => Some(Msg::SlipKeyCame(person, self.device.slip_key)),
            Command::PutSlip { id, bytes, .. } => {
                if !self.store_full {
                    self.device.slips.insert(id, bytes);
                }
                Some(Msg::SlipPut(id, !self.store_full))
            }
            Command::KeepSlipSecret(secret) => {
                let kept = self.device.slip_secret.get_or_insert(secret).clone();
                Some(Msg::SlipSecretKept(Some(kept)))
            }
            Command::GiveKey(tab) => {
                self.gave_key.push(tab);
                None
            }
            Command::PutSlipKey(key) => {
                self.device.slip_key = Some(key);
                None
            }
            Command::SlipToDraft { id, key, bytes } => {
                self.device.slips.remove(&id);
                self.device.drafts.insert(key, bytes);
                None
            }
            Command::AskFacts => Some(Msg::FactsCame(self.asks(|server| Ok(server.facts.clone())))),
            Command::KeepFacts(facts) => {
                self.device.facts = Some(facts);
                None
            }
            Command::SaveContacts(cards) => {
                self.files.push(("samspil.vcf".into(), cards));
                None
            }
            Command::AskQuarantine(asked) => {
                let waiting = self.asks(|server| Ok(server.quarantined.clone()));
                let items = |items| if asked.texts { items } else { Vec::new() };
                let answer = waiting.map(|waiting| Quarantined { count: waiting.len(), items: items(waiting) });
                let acting = Acting { role: asked.role, unit: asked.unit };
                Some(Msg::QuarantineCame { acting, texts: asked.texts, answer })
            }
            Command::SettleQuarantined(settle) => {
                let left = self.asks(|server| {
                    server.quarantined.retain(|text| text.doc != settle.doc || text.by != settle.by);
                    server.settled.push((settle.doc, settle.take));
                    Ok(server.quarantined.clone())
                });
                let answer = left.map(|items| Quarantined { count: items.len(), items });
                let acting = Acting { role: settle.role, unit: settle.unit };
                Some(Msg::QuarantineCame { acting, texts: true, answer })
            }
            Command::AskAdmin { acting, ask, key } => {
                self.office.keys.extend(key);
                let answer = self.office.answer(&ask, self.now).map_err(ApiFault::Problem);
                Some(Msg::AdminCame(acting, ask, if self.online { answer } else { Err(ApiFault::Unreachable) }))
            }
            Command::AskOpenings(asked) => {
                let answer = self.asks(|server| Ok(Openings { openings: server.openings.clone() }));
                let acting = Acting { role: asked.role, unit: asked.unit };
                Some(Msg::OpeningsCame(acting, asked.space, answer))
            }
            Command::AskDuty(acting, ask) => {
                let answer = self.duty_office.answer(&ask, self.online);
                Some(Msg::DutyCame(acting, ask, answer))
            }
            Command::AskRota(acting, ask) => {
                let answer = self.duty_office.plans(&ask, self.online);
                Some(Msg::RotaCame(acting, ask, answer))
            }
            Command::AskTied(acting, call) => {
                let answer = self.asks(|server| server.tied.clone().ok_or(problem(Code::NotFound)));
                Some(Msg::TiedCame(acting, call, answer))
            }
            Command::AskStation(acting, ask) => {
                let ended = matches!(ask, StationAsk::End(_));
                let officers = if ended { Vec::new() } else { self.next.clone() };
                let station = Station { station: ask.station(), ended, officers };
                let answer = if self.online { Ok(station) } else { Err(ApiFault::Unreachable) };
                Some(Msg::StationCame(acting, ask, answer))
            }
            Command::FillStation { officers, besides, .. } => {
                let ready = officers.iter().filter(|officer| officer.ready && officer.person != besides);
                let ready: Vec<PersonId> = ready.map(|officer| officer.person).collect();
                self.filled.push(ready.clone());
                Some(Msg::StationFilled(ready))
            }
            Command::KeepStation(station) => {
                self.device.station = station;
                None
            }
            Command::KeepNotReady(kept) => {
                self.device.not_ready = Some(kept);
                None
            }
            Command::DropPacket => {
                self.device.packet = None;
                None
            }
            Command::Print => {
                self.printed += 1;
                None
            }
            Command::AskOverview(acting) => {
                let answer = self.asks(Server::tells_overview);
                Some(Msg::OverviewCame(acting, answer))
            }
            Command::AskAway(acting, ask) => {
                let answer = self.asks(|server| Ok(server.says_away(ask)));
                Some(Msg::AwayCame(acting, ask, answer))
            }
            Command::AskDevices { end } => Some(Msg::DevicesCame(match self.online {
                true => {
                    self.enrolled.retain(|device| Some(device.enrolment) != end);
                    Ok(Devices { devices: self.enrolled.clone() })
                }
                false => Err(ApiFault::Unreachable),
            })),
            Command::AskNotices(deed, language) => {
                Some(Msg::NoticesCame(self.notices.answer(deed, language, self.online)))
            }
            Command::Badge(count) => {
                self.badge = Some(count);
                None
            }
            Command::SaveLocked(attempt, file) => {
                self.locked_files.push(*file);
                Some(Msg::FileSaved(attempt, !self.files_fail))
            }
            Command::Persist { .. } => Some(Msg::Persisted(true)),
            Command::Applying(batch) => {
                self.ended = self.poison.is_some_and(|poison| batch.docs.contains(&poison));
                self.device.applying = Some(batch).filter(|batch| !batch.docs.is_empty());
                None
            }
            Command::LookAtDevice => Some(Msg::DeviceLooked(self.facts)),
            Command::Speak(language) => {
                self.language = language;
                None
            }
            Command::TellSession { over } => {
                self.told.push(over);
                None
            }
            Command::Navigate { .. } | Command::TakeUpdate | Command::WarmUp => None,
        }
    }

    pub(super) fn asks<T>(
        &self,
        ask: impl FnOnce(&mut Server) -> Result<T, samspil_shared::api::Problem>,
    ) -> Result<T, ApiFault> {
        if !self.online {
            return Err(ApiFault::Unreachable);
        }
        ask(&mut self.server.borrow_mut()).map_err(ApiFault::Problem)
    }

    pub(super) fn opens(&self, person: PersonId, secret: &Secret) -> Result<(), VaultFault> {
        let vault = self.device.vaults.iter().find(|vault| vault.person == person).ok_or(VaultFault::Damaged)?;
        let fits = match secret {
            Secret::Password(password) => !vault.password.is_empty() && *password == vault.password,
            Secret::Passkey(secret) => vault.passkeys.contains(secret),
            Secret::Server(key) => *key == vault.server_key,
        };
        if fits { Ok(()) } else { Err(VaultFault::WrongSecret) }
    }

    /// The phone holds one person's boxes: they are brought while that person is not in.
    fn brings(&mut self, besides: Option<PersonId>) -> Unsent {
        let unsent = |boxes: &[SealedBox]| Unsent::of(boxes.iter().map(|one| one.waits));
        if besides.is_some() || !self.online {
            return if besides.is_some() { Unsent::default() } else { unsent(&self.device.boxes) };
        }
        let boxes = std::mem::take(&mut self.device.boxes);
        let left = boxes.into_iter().filter(|one| !self.server.borrow_mut().deliver(&one.bytes));
        self.device.boxes = left.collect();
        unsent(&self.device.boxes)
    }

    fn sends(&mut self, bytes: &[u8]) -> Option<Msg> {
        if !self.online {
            return None;
        }
        let frame = ClientFrame::decode(bytes).expect("an honest client sends frames");
        self.sent.push(frame.clone());
        let server = Rc::clone(&self.server);
        let later = server.borrow().now.max(self.now);
        server.borrow_mut().now = later;
        if let ClientFrame::Hello(hello) = &frame {
            let (connection, welcome) = server.borrow().hello(hello)?;
            self.connection = Some(connection);
            return Some(Msg::SocketFrame(welcome.encode()));
        }
        let mut connection = self.connection.take()?;
        let mut answers = server.borrow_mut().frame(&mut connection, frame);
        self.connection = Some(connection);
        assert!(answers.len() <= 1, "one answer a frame");
        answers.pop().map(|frame| Msg::SocketFrame(frame.encode()))
    }
}
