//! The virtual world: time, the network, and what happens in it.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::Timestamp;
use samspil_shared::sync::engine::{Effect, Event, Notice};

use crate::check;
use crate::device::{Device, TabId};
use crate::model::Model;
use crate::people::{Cast, act};
use crate::server::Server;

/// 2026-03-28 08:00 UTC: the days include a change of the clocks.
const START: Timestamp = Timestamp::from_ms(1_774_684_800_000);
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// How large a run is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Devices, from three on.
    pub(crate) devices: u64,
    /// Virtual days.
    pub(crate) days: u64,
}

/// Bugs put in on purpose, to see that they are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    /// The server says `Stored` to an operation that it dropped.
    StoredBeforeCommit,
    /// A device's disk loses what it said it had kept.
    ForgetfulDisk,
    /// The consultant's connection gets what the family's gets.
    ConsultantSeesAll,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What is wrong; empty if nothing is.
    pub(crate) faults: Vec<String>,
    /// Saves that became durable.
    pub(crate) saved: u64,
    /// Everything that happened, for the comparison of two runs.
    pub(crate) trace: Vec<String>,
}

/// A connection, numbered in the order they are made.
pub(crate) type ConnId = u64;

/// What waits for its moment.
#[derive(Debug)]
enum Due {
    /// A person does something on a device.
    Person { device: usize },
    /// The store of a tab has finished an append.
    Stored { tab: TabId, generation: u64 },
    /// A tab hears that another one wrote.
    Announced { tab: TabId },
    /// A tab's engine asked to be woken.
    Wake { tab: TabId },
    /// A connection attempt ends.
    Connected { tab: TabId, generation: u64 },
    /// A message reaches the server.
    ToServer { conn: ConnId, bytes: Vec<u8> },
    /// A message reaches a tab.
    ToTab { conn: ConnId, bytes: Vec<u8> },
    /// Weather: a device loses or finds its network, the server dies, a tab is closed.
    Weather,
    /// A membership begins or ends.
    Membership,
}

struct Conn {
    tab: TabId,
    /// When the last message in each direction arrives: a connection keeps its order.
    to_server: Timestamp,
    to_tab: Timestamp,
}

/// One run.
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) rng: ChaCha8Rng,
    pub(crate) cast: Cast,
    pub(crate) devices: Vec<Device>,
    pub(crate) server: Server,
    pub(crate) model: Model,
    pub(crate) plant: Option<Plant>,
    end: Timestamp,
    queue: BTreeMap<(Timestamp, u64), Due>,
    next: u64,
    conns: BTreeMap<ConnId, Conn>,
    next_conn: ConnId,
    offline: BTreeSet<usize>,
    server_down_until: Timestamp,
    trace: Vec<String>,
    faults: Vec<String>,
}

impl World {
    /// A world in which nothing has happened yet.
    pub(crate) async fn new(seed: u64, size: Size, plant: Option<Plant>) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let server = Server::start(seed, START).await;
        let cast = Cast::settle(&server).await;
        let devices = Device::hand_out(&cast, size.devices as usize, &server, &mut rng).await;
        let end = START.plus_ms(size.days as i64 * DAY);
        let mut world = Self {
            now: START,
            rng,
            cast,
            devices,
            server,
            model: Model::default(),
            plant,
            end,
            queue: BTreeMap::new(),
            next: 0,
            conns: BTreeMap::new(),
            next_conn: 0,
            offline: BTreeSet::new(),
            server_down_until: START,
            trace: Vec::new(),
            faults: Vec::new(),
        };
        world.server.hear_all(plant == Some(Plant::ConsultantSeesAll));
        for device in 0..world.devices.len() {
            world.open(device);
            let first = world.rng.random_range(0..120) * MINUTE;
            world.at(first, Due::Person { device });
        }
        world.at(30 * MINUTE, Due::Weather);
        world.at(DAY / 2, Due::Membership);
        world
    }

    /// Lets the days pass, then the network heal and everything calm down, and looks.
    pub(crate) async fn run(mut self) -> Outcome {
        while let Some(((at, _), due)) = self.queue.pop_first() {
            self.now = self.now.max(at);
            self.server.set_time(self.now);
            self.happen(due).await;
            if self.now > self.end.plus_ms(DAY) {
                break;
            }
        }
        self.faults.extend(check::all(&self).await);
        let saved = self.model.saves();
        Outcome { faults: self.faults, saved, trace: self.trace }
    }

    fn is_calming(&self) -> bool {
        self.now >= self.end
    }

    fn at(&mut self, in_ms: i64, due: Due) {
        self.next += 1;
        self.queue.insert((self.now.plus_ms(in_ms), self.next), due);
    }

    async fn happen(&mut self, due: Due) {
        match due {
            Due::Person { device } => self.person_acts(device),
            Due::Stored { tab, generation } => self.stored(tab, generation),
            Due::Announced { tab } => self.announced(tab),
            Due::Wake { tab } => self.event(tab, Event::Timer),
            Due::Connected { tab, generation } => self.connected(tab, generation).await,
            Due::ToServer { conn, bytes } => self.reach_server(conn, &bytes).await,
            Due::ToTab { conn, bytes } => self.reach_tab(conn, bytes),
            Due::Weather => self.weather().await,
            Due::Membership => self.membership().await,
        }
    }

    // ---- devices ----

    /// Opens the app on a device, or one more tab of it.
    fn open(&mut self, device: usize) {
        let tab = self.devices[device].open_tab();
        let records = self.devices[device].disk.read_after(0);
        self.event(tab, Event::Opened { records });
        let leads = self.devices[device].elect();
        if leads == Some(tab) {
            self.event(tab, Event::Lead(true));
        }
    }

    fn person_acts(&mut self, device: usize) {
        if self.is_calming() {
            return;
        }
        let pause = self.rng.random_range(20..240) * MINUTE;
        self.at(pause, Due::Person { device });
        let Some(tab) = self.devices[device].any_tab(&mut self.rng) else { return };
        let now = self.devices[device].clock(self.now);
        let Some(deed) = act(&self.cast, &mut self.devices[device], tab, &mut self.model, now, &mut self.rng) else {
            return;
        };
        self.trace.push(format!("{} {device} {}", self.now.as_ms(), deed.what));
        let save = self.devices[device].note(deed.claims);
        self.event(tab, Event::Save { save, ops: deed.ops });
    }

    fn event(&mut self, tab: TabId, event: Event) {
        let now = self.devices[tab.device].clock(self.now);
        let Some(effects) = self.devices[tab.device].handle(tab, event, now, &mut self.rng) else { return };
        for effect in effects {
            self.perform(tab, effect);
        }
        let device = &self.devices[tab.device];
        if let Some((at, _)) = device.poll_timeout(tab) {
            let in_ms = at.ms_since(now).clamp(1, DAY);
            if self.devices[tab.device].wants_wake(tab, at) {
                self.at(in_ms, Due::Wake { tab });
            }
        }
    }

    fn perform(&mut self, tab: TabId, effect: Effect) {
        match effect {
            Effect::Append { ticket, records, .. } => {
                let ms = self.rng.random_range(1..30);
                let (at, generation) =
                    self.devices[tab.device].begin_append(tab, ticket, records, self.now.plus_ms(ms));
                self.at(at.ms_since(self.now), Due::Stored { tab, generation });
            }
            Effect::Connect => {
                let ms = self.rng.random_range(20..800);
                let generation = self.devices[tab.device].dial(tab);
                self.at(ms, Due::Connected { tab, generation });
            }
            Effect::Disconnect => {
                self.devices[tab.device].dial(tab);
                self.hang_up(tab);
            }
            Effect::Send(bytes) => self.send_to_server(tab, bytes),
            Effect::Tell(Notice::NotSaved(save, error)) => {
                let claims = self.devices[tab.device].forget_note(save);
                // A right that ended while the person wrote is no fault; a change of a form that is not known is one.
                if error == samspil_shared::sync::engine::SaveError::Form {
                    self.faults.push(format!("an honest edit was refused for its form: {claims:?}"));
                }
            }
            Effect::Tell(_) => {}
        }
    }

    fn stored(&mut self, tab: TabId, generation: u64) {
        let forget = self.plant == Some(Plant::ForgetfulDisk) && self.rng.random_ratio(1, 50);
        let Some((ticket, keys, saves)) = self.devices[tab.device].finish_append(tab, generation, forget) else {
            return;
        };
        for claim in saves {
            self.model.durable(claim);
        }
        for other in self.devices[tab.device].other_tabs(tab) {
            let ms = self.rng.random_range(1..50);
            self.at(ms, Due::Announced { tab: other });
        }
        self.event(tab, Event::Appended { ticket, keys });
    }

    fn announced(&mut self, tab: TabId) {
        let Some(after) = self.devices[tab.device].read_upto(tab) else { return };
        let records = self.devices[tab.device].disk.read_after(after);
        self.event(tab, Event::Folded { records });
    }

    // ---- network ----

    async fn connected(&mut self, tab: TabId, generation: u64) {
        if !self.devices[tab.device].is_dialling(tab, generation) {
            return;
        }
        if self.offline.contains(&tab.device) || self.now < self.server_down_until {
            self.event(tab, Event::SocketLost { needs_login: false });
            return;
        }
        self.next_conn += 1;
        let conn = self.next_conn;
        self.server.accept(conn);
        self.conns.insert(conn, Conn { tab, to_server: self.now, to_tab: self.now });
        let ticket = self.server.ticket(self.devices[tab.device].person, self.devices[tab.device].enrolment);
        self.event(tab, Event::SocketOpened { ticket });
    }

    fn conn_of(&self, tab: TabId) -> Option<ConnId> {
        self.conns.iter().rev().find(|(_, conn)| conn.tab == tab).map(|(id, _)| *id)
    }

    fn hang_up(&mut self, tab: TabId) {
        let gone: Vec<ConnId> = self.conns.iter().filter(|(_, conn)| conn.tab == tab).map(|(id, _)| *id).collect();
        for conn in gone {
            self.conns.remove(&conn);
            self.server.close(conn);
        }
    }

    fn send_to_server(&mut self, tab: TabId, bytes: Vec<u8>) {
        let Some(id) = self.conn_of(tab) else { return };
        let ms = self.rng.random_range(5..400);
        let Some(conn) = self.conns.get_mut(&id) else { return };
        conn.to_server = conn.to_server.max(self.now.plus_ms(ms)).plus_ms(1);
        let in_ms = conn.to_server.ms_since(self.now);
        self.at(in_ms, Due::ToServer { conn: id, bytes });
    }

    fn send_to_tab(&mut self, id: ConnId, bytes: Vec<u8>) {
        let ms = self.rng.random_range(5..400);
        let Some(conn) = self.conns.get_mut(&id) else { return };
        conn.to_tab = conn.to_tab.max(self.now.plus_ms(ms)).plus_ms(1);
        let in_ms = conn.to_tab.ms_since(self.now);
        self.at(in_ms, Due::ToTab { conn: id, bytes });
    }

    async fn reach_server(&mut self, id: ConnId, bytes: &[u8]) {
        if !self.conns.contains_key(&id) || self.now < self.server_down_until {
            return;
        }
        let lie = self.plant == Some(Plant::StoredBeforeCommit) && self.rng.random_ratio(1, 40);
        let answers = self.server.frame(id, bytes, lie).await;
        for answer in answers {
            self.send_to_tab(id, answer);
        }
        self.wake_readers().await;
    }

    /// The log wakes every reader, in a random order.
    async fn wake_readers(&mut self) {
        let mut ids: Vec<ConnId> = self.conns.keys().copied().collect();
        let turn = if ids.is_empty() { 0 } else { self.rng.next_u32() as usize % ids.len() };
        ids.rotate_left(turn);
        for id in ids {
            for frame in self.server.wake(id).await {
                self.send_to_tab(id, frame);
            }
        }
    }

    fn reach_tab(&mut self, id: ConnId, bytes: Vec<u8>) {
        let Some(tab) = self.conns.get(&id).map(|conn| conn.tab) else { return };
        if let Some(fault) = check::frame(self, tab, &bytes) {
            self.faults.push(fault);
        }
        self.event(tab, Event::Frame(bytes));
    }

    fn lose(&mut self, id: ConnId) {
        let Some(conn) = self.conns.remove(&id) else { return };
        self.server.close(id);
        self.event(conn.tab, Event::SocketLost { needs_login: false });
    }

    // ---- weather ----

    async fn weather(&mut self) {
        if self.is_calming() {
            self.offline.clear();
            for device in 0..self.devices.len() {
                if !self.devices[device].is_open() {
                    self.open(device);
                }
                for tab in self.devices[device].tabs() {
                    self.event(tab, Event::Foreground);
                }
            }
            if self.now < self.end.plus_ms(DAY / 2) {
                self.at(20 * MINUTE, Due::Weather);
            }
            return;
        }
        let pause = self.rng.random_range(5..90) * MINUTE;
        self.at(pause, Due::Weather);
        let device = self.rng.random_range(0..self.devices.len());
        match self.rng.random_range(0..8) {
            0..=2 => {
                if !self.offline.remove(&device) {
                    self.offline.insert(device);
                    let lost: Vec<ConnId> =
                        self.conns.iter().filter(|(_, c)| c.tab.device == device).map(|(id, _)| *id).collect();
                    lost.into_iter().for_each(|id| self.lose(id));
                }
                self.trace.push(format!("{} network of {device} {}", self.now.as_ms(), self.offline.contains(&device)));
            }
            3 => {
                self.server_down_until = self.now.plus_ms(self.rng.random_range(1..120) * MINUTE);
                let all: Vec<ConnId> = self.conns.keys().copied().collect();
                all.into_iter().for_each(|id| self.lose(id));
                self.server.crash().await;
                self.trace.push(format!("{} server killed", self.now.as_ms()));
            }
            4 | 5 => self.close_tab(device),
            6 => {
                if self.devices[device].tabs().len() < 3 {
                    self.open(device);
                }
            }
            _ => {
                // The browser or the battery dies: what was not durable is gone.
                for tab in self.devices[device].tabs() {
                    self.hang_up(tab);
                }
                for claim in self.devices[device].crash(&mut self.rng) {
                    self.model.durable(claim);
                }
                self.trace.push(format!("{} device {device} crashed", self.now.as_ms()));
                self.open(device);
            }
        }
    }

    fn close_tab(&mut self, device: usize) {
        let Some(tab) = self.devices[device].any_tab(&mut self.rng) else {
            self.open(device);
            return;
        };
        self.hang_up(tab);
        self.devices[device].close_tab(tab);
        if let Some(next) = self.devices[device].elect() {
            self.event(next, Event::Lead(true));
        }
    }

    async fn membership(&mut self) {
        if self.is_calming() {
            return;
        }
        let pause = self.rng.random_range(6..30) * 60 * MINUTE;
        self.at(pause, Due::Membership);
        let what = self.cast.change_membership(&self.server).await;
        self.trace.push(format!("{} {what}", self.now.as_ms()));
        let ids: Vec<ConnId> = self.conns.keys().copied().collect();
        for id in ids {
            for frame in self.server.recheck(id).await {
                self.send_to_tab(id, frame);
            }
        }
    }
}
