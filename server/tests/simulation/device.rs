//! A device: its disk, its tabs, its clock.

use std::collections::{BTreeMap, VecDeque};

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use samspil_shared::sync::engine::{Config, Effect, Engine, Event, SaveId, Ticket, Wake};
use samspil_shared::sync::record::{Entry, Record};
use samspil_shared::sync::state::State;

use crate::model::Claim;
use crate::people::Cast;
use crate::server::Server;

const YEAR: i64 = 365 * 24 * 3_600_000;

/// A tab, never numbered twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TabId {
    pub(crate) device: usize,
    pub(crate) tab: u64,
}

/// What survives a crash.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    records: Vec<(u64, Record)>,
    next: u64,
}

impl Disk {
    fn append(&mut self, records: &[Record]) -> Vec<u64> {
        records
            .iter()
            .map(|record| {
                self.next += 1;
                // Through bytes and back, as every store must.
                let entry = Entry::decode(&record.entry.encode()).expect("a record survives its own encoding");
                self.records.push((self.next, Record { id: record.id, entry }));
                self.next
            })
            .collect()
    }

    pub(crate) fn read_after(&self, key: u64) -> Vec<(u64, Record)> {
        self.records.iter().filter(|(k, _)| *k > key).cloned().collect()
    }
}

struct Pending {
    generation: u64,
    ticket: Ticket,
    records: Vec<Record>,
    at: Timestamp,
}

struct Tab {
    engine: Engine,
    pending: VecDeque<Pending>,
    dialling: u64,
    next_wake: Option<Timestamp>,
}

/// One person's device.
pub(crate) struct Device {
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) index: usize,
    pub(crate) disk: Disk,
    config: Config,
    skew_ms: i64,
    tabs: BTreeMap<u64, Tab>,
    leader: Option<u64>,
    next_tab: u64,
    next_generation: u64,
    next_save: SaveId,
    notes: BTreeMap<SaveId, Vec<Claim>>,
    /// Which save an append belongs to, by the ids of its records.
    saving: BTreeMap<samspil_shared::domain::RecordId, SaveId>,
}

impl Device {
    /// One device for each person of the cast in turn, so that some have two.
    pub(crate) async fn hand_out(cast: &Cast, count: usize, server: &Server, rng: &mut ChaCha8Rng) -> Vec<Self> {
        let mut devices = Vec::new();
        for index in 0..count {
            let role = cast.role(index);
            let enrolment = server.enrol(role.person).await;
            let skew_ms = match rng.next_u32() % 6 {
                0 => YEAR,
                1 => -3 * YEAR,
                2 => 7 * 60_000,
                _ => 0,
            };
            let config = Config { person: role.person, enrolment, acting: role.acting, app: 1 };
            devices.push(Self {
                person: role.person,
                enrolment,
                index,
                disk: Disk::default(),
                config,
                skew_ms,
                tabs: BTreeMap::new(),
                leader: None,
                next_tab: 0,
                next_generation: 0,
                next_save: 0,
                notes: BTreeMap::new(),
                saving: BTreeMap::new(),
            });
        }
        devices
    }

    /// What its clock says, right or wrong.
    pub(crate) fn clock(&self, now: Timestamp) -> Timestamp {
        now.plus_ms(self.skew_ms)
    }

    pub(crate) fn open_tab(&mut self) -> TabId {
        self.next_tab += 1;
        let tab = Tab { engine: Engine::new(self.config), pending: VecDeque::new(), dialling: 0, next_wake: None };
        self.tabs.insert(self.next_tab, tab);
        TabId { device: self.index, tab: self.next_tab }
    }

    /// The tab that leads from now on, if none does.
    pub(crate) fn elect(&mut self) -> Option<TabId> {
        if self.leader.is_some_and(|leader| self.tabs.contains_key(&leader)) {
            return None;
        }
        self.leader = self.tabs.keys().next().copied();
        self.leader.map(|tab| TabId { device: self.index, tab })
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.tabs.is_empty()
    }

    pub(crate) fn tabs(&self) -> Vec<TabId> {
        self.tabs.keys().map(|tab| TabId { device: self.index, tab: *tab }).collect()
    }

    pub(crate) fn other_tabs(&self, tab: TabId) -> Vec<TabId> {
        self.tabs().into_iter().filter(|other| *other != tab).collect()
    }

    pub(crate) fn any_tab(&self, rng: &mut ChaCha8Rng) -> Option<TabId> {
        let tabs = self.tabs();
        if tabs.is_empty() { None } else { Some(tabs[rng.next_u32() as usize % tabs.len()]) }
    }

    pub(crate) fn close_tab(&mut self, tab: TabId) {
        self.tabs.remove(&tab.tab);
    }

    /// Every tab is gone at once. An append that was on its way is on disk or is not: the disk decides.
    /// What is there although the person was never told is returned for the model.
    pub(crate) fn crash(&mut self, rng: &mut ChaCha8Rng) -> Vec<Claim> {
        let mut claims = Vec::new();
        for tab in self.tabs() {
            let reached_disk = rng.next_u32().is_multiple_of(2);
            let oldest = self.tabs.get_mut(&tab.tab).and_then(|t| t.pending.pop_front()).filter(|_| reached_disk);
            if let Some(pending) = oldest {
                self.disk.append(&pending.records);
                claims.extend(self.claims_of(&pending.records));
            }
        }
        self.tabs.clear();
        self.leader = None;
        claims
    }

    fn claims_of(&mut self, records: &[Record]) -> Vec<Claim> {
        let save = records.first().and_then(|record| self.saving.remove(&record.id));
        save.and_then(|save| self.notes.remove(&save)).unwrap_or_default()
    }

    /// What the device knows, as its first tab has folded it.
    pub(crate) fn state(&self) -> Option<&State> {
        self.tabs.values().next().map(|t| t.engine.state())
    }

    pub(crate) fn engine(&self, tab: TabId) -> Option<&Engine> {
        self.tabs.get(&tab.tab).map(|t| &t.engine)
    }

    pub(crate) fn engine_mut(&mut self, tab: TabId) -> Option<&mut Engine> {
        self.tabs.get_mut(&tab.tab).map(|t| &mut t.engine)
    }

    pub(crate) fn handle(
        &mut self,
        tab: TabId,
        event: Event,
        now: Timestamp,
        rng: &mut ChaCha8Rng,
    ) -> Option<Vec<Effect>> {
        let save = if let Event::Save { save, .. } = &event { Some(*save) } else { None };
        let t = self.tabs.get_mut(&tab.tab)?;
        if matches!(event, Event::Timer) {
            t.next_wake = None;
        }
        let effects = t.engine.handle(event, now, rng);
        if let Some(save) = save {
            for effect in &effects {
                if let Effect::Append { records, .. } = effect {
                    self.saving.extend(records.iter().map(|record| (record.id, save)));
                }
            }
        }
        Some(effects)
    }

    pub(crate) fn poll_timeout(&self, tab: TabId) -> Option<(Timestamp, Wake)> {
        self.tabs.get(&tab.tab)?.engine.poll_timeout()
    }

    /// Whether no earlier wake is on its way.
    pub(crate) fn wants_wake(&mut self, tab: TabId, at: Timestamp) -> bool {
        let Some(t) = self.tabs.get_mut(&tab.tab) else { return false };
        if t.next_wake.is_some_and(|known| known <= at) {
            return false;
        }
        t.next_wake = Some(at);
        true
    }

    pub(crate) fn read_upto(&self, tab: TabId) -> Option<u64> {
        self.tabs.get(&tab.tab).map(|t| t.engine.state().read_upto())
    }

    /// Notes what a save means, until the store has answered.
    pub(crate) fn note(&mut self, claims: Vec<Claim>) -> SaveId {
        self.next_save += 1;
        self.notes.insert(self.next_save, claims);
        self.next_save
    }

    pub(crate) fn forget_note(&mut self, save: SaveId) -> Vec<Claim> {
        self.notes.remove(&save).unwrap_or_default()
    }

    pub(crate) fn begin_append(
        &mut self,
        tab: TabId,
        ticket: Ticket,
        records: Vec<Record>,
        at: Timestamp,
    ) -> (Timestamp, u64) {
        self.next_generation += 1;
        let generation = self.next_generation;
        let Some(t) = self.tabs.get_mut(&tab.tab) else { return (at, generation) };
        let at = t.pending.back().map_or(at, |last| last.at.plus_ms(1).max(at));
        t.pending.push_back(Pending { generation, ticket, records, at });
        (at, generation)
    }

    /// The store is done: the ticket, the keys, and what the person saved with it.
    pub(crate) fn finish_append(
        &mut self,
        tab: TabId,
        generation: u64,
        forget: bool,
    ) -> Option<(Ticket, Vec<u64>, Vec<Claim>)> {
        let t = self.tabs.get_mut(&tab.tab)?;
        let at = t.pending.iter().position(|pending| pending.generation == generation)?;
        let pending = t.pending.remove(at)?;
        let keys = self.disk.append(&pending.records);
        if forget {
            self.disk.records.truncate(self.disk.records.len() - keys.len());
        }
        let claims = self.claims_of(&pending.records);
        Some((pending.ticket, keys, claims))
    }

    /// A new connection attempt; earlier ones no longer count.
    pub(crate) fn dial(&mut self, tab: TabId) -> u64 {
        let Some(t) = self.tabs.get_mut(&tab.tab) else { return 0 };
        t.dialling += 1;
        t.dialling
    }

    pub(crate) fn is_dialling(&self, tab: TabId, generation: u64) -> bool {
        self.tabs.get(&tab.tab).is_some_and(|t| t.dialling == generation)
    }
}
