//! A device: its disk, its tabs, its clock.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::{Acting, EnrolmentId, PersonId, RecordId, Timestamp};
use samspil_shared::sync::engine::{Config, Effect, Engine, Event, SaveId, Ticket};
use samspil_shared::sync::record::Record;
use samspil_shared::sync::state::State;
use samspil_shared::testing::clock::Skew;
use samspil_shared::testing::store::{Appends, Disk, Finished};

use crate::deeds::Draft;
use crate::model::{Life, Save};
use crate::people::Cast;
use crate::server::Server;

/// A tab, never numbered twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TabId {
    pub(crate) device: usize,
    pub(crate) tab: u64,
}

struct Tab {
    engine: Engine,
    appends: Appends,
    dialling: u64,
    next_wake: Option<Timestamp>,
}

/// One person's device.
pub(crate) struct Device {
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) acting: Acting,
    pub(crate) disk: Disk,
    /// One append in so many is refused while the disk is not full altogether; 0 is none.
    pub(crate) refuses: u32,
    /// Texts that somebody has begun: durable at every pause, as the disk.
    pub(crate) drafts: Vec<Draft>,
    pub(crate) life: Life,
    skew: Skew,
    tabs: BTreeMap<u64, Tab>,
    leader: Option<u64>,
    next_tab: u64,
    next_save: SaveId,
    saves: BTreeMap<SaveId, Save>,
    /// Which save an append belongs to, by the ids of its records.
    saving: BTreeMap<RecordId, SaveId>,
}

impl Device {
    /// One device for each person of the cast in turn, so that some have two.
    pub(crate) async fn hand_out(cast: &Cast, count: usize, server: &Server, rng: &mut ChaCha8Rng) -> Vec<Self> {
        let mut devices = Vec::new();
        for device in 0..count {
            let person = cast.owner(device);
            devices.push(Self {
                person,
                enrolment: server.enrol(person).await,
                acting: cast.actings(person)[0],
                disk: Disk::default(),
                refuses: 0,
                drafts: Vec::new(),
                life: Life { device, number: 0 },
                skew: Skew::draw(rng),
                tabs: BTreeMap::new(),
                leader: None,
                next_tab: 0,
                next_save: 0,
                saves: BTreeMap::new(),
                saving: BTreeMap::new(),
            });
        }
        devices
    }

    /// What its clock says, right or wrong.
    pub(crate) fn clock(&self, now: Timestamp) -> Timestamp {
        self.skew.read(now)
    }

    // ---- tabs ----

    fn id(&self, tab: u64) -> TabId {
        TabId { device: self.life.device, tab }
    }

    pub(crate) fn open_tab(&mut self) -> TabId {
        self.next_tab += 1;
        let config = Config { person: self.person, enrolment: self.enrolment, acting: self.acting, app: 1 };
        let tab = Tab { engine: Engine::new(config), appends: Appends::default(), dialling: 0, next_wake: None };
        self.tabs.insert(self.next_tab, tab);
        self.id(self.next_tab)
    }

    /// The tab that leads from now on, if none does.
    pub(crate) fn elect(&mut self) -> Option<TabId> {
        if self.leader.is_some_and(|leader| self.tabs.contains_key(&leader)) {
            return None;
        }
        self.leader = self.tabs.keys().next().copied();
        self.leader.map(|tab| self.id(tab))
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.tabs.is_empty()
    }

    pub(crate) fn tabs(&self) -> Vec<TabId> {
        self.tabs.keys().map(|tab| self.id(*tab)).collect()
    }

    pub(crate) fn other_tabs(&self, tab: TabId) -> Vec<TabId> {
        self.tabs().into_iter().filter(|other| *other != tab).collect()
    }

    pub(crate) fn any_tab(&self, rng: &mut ChaCha8Rng) -> Option<TabId> {
        let tabs = self.tabs();
        if tabs.is_empty() { None } else { Some(tabs[rng.random_range(0..tabs.len())]) }
    }

    pub(crate) fn close_tab(&mut self, tab: TabId) {
        self.tabs.remove(&tab.tab);
    }

    /// Every tab is gone at once. Of the appends that were on their way the disk has some. What is there although the
    /// person was never told is returned for the model.
    pub(crate) fn crash(&mut self, rng: &mut ChaCha8Rng) -> Vec<Save> {
        self.leader = None;
        let mut tabs = std::mem::take(&mut self.tabs);
        let reached: Vec<_> = tabs.values_mut().flat_map(|tab| tab.appends.crash(&mut self.disk, rng)).collect();
        reached.iter().filter_map(|records| self.save_of(records)).collect()
    }

    /// The browser takes its store away.
    pub(crate) fn evict(&mut self, rng: &mut ChaCha8Rng) {
        self.crash(rng);
        self.disk.evict();
        self.drafts.clear();
        self.life.number += 1;
    }

    /// What the device knows, as its first tab has folded it.
    pub(crate) fn state(&self) -> Option<&State> {
        self.tabs.values().next().map(|t| t.engine.state())
    }

    /// What a tab would know that is opened now.
    pub(crate) fn on_disk(&self, rng: &ChaCha8Rng) -> State {
        let config = Config { person: self.person, enrolment: self.enrolment, acting: self.acting, app: 1 };
        let mut engine = Engine::new(config);
        engine.handle(Event::Opened { records: self.disk.read_after(0) }, Timestamp::from_ms(0), &mut rng.clone());
        engine.state().clone()
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

    /// When a tab wants to be woken, by its own clock, unless an earlier wake is on its way.
    pub(crate) fn next_wake(&mut self, tab: TabId) -> Option<Timestamp> {
        let t = self.tabs.get_mut(&tab.tab)?;
        let (at, _) = t.engine.poll_timeout()?;
        if t.next_wake.is_some_and(|known| known <= at) {
            return None;
        }
        t.next_wake = Some(at);
        Some(at)
    }

    pub(crate) fn read_upto(&self, tab: TabId) -> Option<u64> {
        self.tabs.get(&tab.tab).map(|t| t.engine.state().read_upto())
    }

    // ---- saves and appends ----

    /// Notes what a save means, until the store has answered.
    pub(crate) fn note(&mut self, save: Save) -> SaveId {
        self.next_save += 1;
        self.saves.insert(self.next_save, save);
        self.next_save
    }

    pub(crate) fn forget(&mut self, save: SaveId) -> Option<Save> {
        self.saves.remove(&save)
    }

    fn save_of(&mut self, records: &[Record]) -> Option<Save> {
        let save = records.first().and_then(|record| self.saving.remove(&record.id))?;
        self.saves.remove(&save)
    }

    pub(crate) fn begin_append(
        &mut self,
        tab: TabId,
        ticket: Ticket,
        records: Vec<Record>,
        at: Timestamp,
    ) -> (u64, Timestamp) {
        self.tabs.get_mut(&tab.tab).map_or((0, at), |t| t.appends.begin(ticket, records, at))
    }

    /// The store is done: what came of it, and what the person saved with it.
    pub(crate) fn finish_append(
        &mut self,
        tab: TabId,
        number: u64,
        rng: &mut ChaCha8Rng,
    ) -> Option<(Finished, Option<Save>)> {
        let finished = self.tabs.get_mut(&tab.tab)?.appends.finish(number, &mut self.disk, rng)?;
        let save = if finished.outcome.is_ok() { self.save_of(&finished.records) } else { None };
        Some((finished, save))
    }

    // ---- connections ----

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
