//! The virtual world: what is due, and what happens then on the devices.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::{DocId, Timestamp};
use samspil_shared::sync::engine::{Effect, Event, LocalOp, Notice, SaveError};
use samspil_shared::testing::clock::Agenda;
use samspil_shared::testing::network::{Conditions, ConnId, Network};

use crate::check;
use crate::deeds::{Deed, Hand};
use crate::device::{Device, TabId};
use crate::model::{Model, Save};
use crate::people::Cast;
use crate::restore::{Copy, Owed};
use crate::server::Server;
use crate::weather::Trouble;

/// 2026-03-28 08:00 UTC: the days include a change of the clocks.
const START: Timestamp = Timestamp::from_ms(1_774_684_800_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

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
    /// The server looks at rights when they are changed, and not when their time is over.
    TimelessWindows,
    /// The app puts away what was refused.
    ParkedPutAway,
    /// A restored server says that it lacks nothing.
    NothingLacking,
    /// What was to be left out of the logbook is taken in.
    LeftIsTaken,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What is wrong; empty if nothing is.
    pub(crate) faults: Vec<String>,
    /// Saves that became durable.
    pub(crate) saved: usize,
    /// Operations that were refused for no reason.
    pub(crate) refused: usize,
    /// How often the server was restored.
    pub(crate) restores: usize,
    /// What such a server had lost, and has again because a device held it.
    pub(crate) brought_back: usize,
    /// What was kept apart and then taken in or left out.
    pub(crate) settled: usize,
    /// Most changes of one document that are parked on one device.
    pub(crate) parked: usize,
    /// Everything that happened, for the comparison of two runs.
    pub(crate) trace: Vec<String>,
}

/// What waits for its moment.
#[derive(Debug)]
pub(crate) enum Due {
    /// A person does something on a device.
    Person { device: usize },
    /// A person goes on at once, in that document or with whatever comes, so many times more.
    Burst { device: usize, doc: Option<DocId>, more: u32 },
    /// The store of a tab has finished an append.
    Stored { tab: TabId, number: u64 },
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
    /// The server hears that a client is gone.
    Gone { conn: ConnId },
    /// A connection takes more from the server.
    Served { conn: ConnId },
    /// A window of a connection's person opens or closes.
    Boundary { conn: ConnId },
    /// A device loses or finds its network, the server dies, a tab is closed.
    Weather,
    /// A disk is no longer full.
    DiskMended { device: usize },
    /// Somebody begins or ceases to take part.
    Membership,
    /// The server's records are copied.
    Copied,
    /// The server is restored from the copy.
    Restored,
    /// Somebody looks at what is kept apart for them.
    Settled,
    /// Somebody acts as something else, and again later.
    Act { device: usize, again: bool },
}

/// One run.
pub(crate) struct World {
    pub(crate) agenda: Agenda<Due>,
    pub(crate) rng: ChaCha8Rng,
    pub(crate) cast: Cast,
    pub(crate) devices: Vec<Device>,
    pub(crate) server: Server,
    pub(crate) model: Model,
    pub(crate) network: Network<TabId>,
    pub(crate) plant: Option<Plant>,
    pub(crate) trouble: Trouble,
    pub(crate) end: Timestamp,
    pub(crate) server_down_until: Timestamp,
    pub(crate) faults: Vec<String>,
    pub(crate) copy: Option<Copy>,
    pub(crate) owed: Vec<Owed>,
    /// Devices that a restored server did not know and that it knows by another name since.
    pub(crate) enrolled_anew: BTreeSet<usize>,
    pub(crate) restores: usize,
    pub(crate) settled: usize,
    trace: Vec<String>,
}

impl World {
    /// A world in which nothing has happened yet.
    pub(crate) async fn new(seed: u64, size: Size, plant: Option<Plant>) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let server = Server::start(seed, START).await;
        let cast = Cast::settle(&server).await;
        let devices = Device::hand_out(&cast, size.devices as usize, &server, &mut rng).await;
        let trouble = Trouble::draw(seed, &mut rng);
        let conditions = if trouble.rough_network { Conditions::ROUGH } else { Conditions::FAIR };
        let mut world = Self {
            agenda: Agenda::new(START),
            rng,
            cast,
            devices,
            server,
            model: Model::default(),
            network: Network::new(conditions),
            plant,
            trouble,
            end: START.plus_ms(size.days as i64 * DAY),
            server_down_until: START,
            faults: Vec::new(),
            copy: None,
            owed: Vec::new(),
            enrolled_anew: BTreeSet::new(),
            restores: 0,
            settled: 0,
            trace: vec![format!("{trouble:?}")],
        };
        world.server.refuser.set_chance(if trouble.refusals { 30 } else { 0 });
        world.server.hear_all(plant == Some(Plant::ConsultantSeesAll));
        world.crowd_disks();
        for device in 0..world.devices.len() {
            world.open(device);
            let first = world.rng.random_range(0..120) * MINUTE;
            world.agenda.plan_in(first, Due::Person { device });
        }
        world.agenda.plan_in(30 * MINUTE, Due::Weather);
        world.agenda.plan_in(DAY / 4, Due::Membership);
        world.agenda.plan_in(HOUR, Due::Settled);
        world.plan_actings();
        world.plan_restores();
        world
    }

    /// Lets the days pass, then the network heal and everything calm down, and looks.
    pub(crate) async fn run(mut self) -> Outcome {
        while let Some(due) = self.agenda.next() {
            if self.now() > self.end.plus_ms(DAY) {
                break;
            }
            self.server.set_time(self.now());
            self.happen(due).await;
        }
        let faults = check::all(&self).await;
        self.faults.extend(faults);
        let (saved, refused) = (self.model.saves().len(), self.server.refuser.count());
        let parked = check::longest_parked(&self);
        let (restores, settled) = (self.restores, self.settled);
        let brought_back = self.owed.iter().filter(|owed| self.model.is_stored(owed.key)).count();
        Outcome { faults: self.faults, saved, refused, restores, brought_back, settled, parked, trace: self.trace }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.agenda.now()
    }

    pub(crate) fn is_calming(&self) -> bool {
        self.now() >= self.end
    }

    /// Nobody does anything any more: what was done is only carried everywhere.
    pub(crate) fn is_calming_down(&self) -> bool {
        self.now() >= self.end.plus_ms(DAY / 4)
    }

    pub(crate) fn note(&mut self, what: &str) {
        self.trace.push(format!("{} {what}", self.now().as_ms()));
    }

    async fn happen(&mut self, due: Due) {
        match due {
            Due::Person { device } => self.person_acts(device),
            Due::Burst { device, doc, more } => self.goes_on(device, doc, more),
            Due::Stored { tab, number } => self.stored(tab, number),
            Due::Announced { tab } => self.announced(tab),
            Due::Wake { tab } => self.event(tab, Event::Timer),
            Due::Connected { tab, generation } => self.connected(tab, generation),
            Due::ToServer { conn, bytes } => self.reach_server(conn, &bytes).await,
            Due::ToTab { conn, bytes } => self.reach_tab(conn, bytes),
            Due::Gone { conn } => self.gone(conn),
            Due::Served { conn } => self.serve(conn).await,
            Due::Boundary { .. } if self.plant == Some(Plant::TimelessWindows) => {}
            Due::Boundary { conn } => self.recheck(conn).await,
            Due::Weather => self.weather().await,
            Due::DiskMended { device } => self.mend_disk(device),
            Due::Membership => self.membership().await,
            Due::Copied => self.copy_records().await,
            Due::Restored => self.restore().await,
            Due::Settled => self.settle().await,
            Due::Act { device, again } => self.act_as_other(device, again),
        }
    }

    // ---- devices ----

    /// Opens the app on a device, or one more tab of it.
    pub(crate) fn open(&mut self, device: usize) {
        let tab = self.devices[device].open_tab();
        let records = self.devices[device].disk.read_after(0);
        self.event(tab, Event::Opened { records });
        let leads = self.devices[device].elect();
        if leads == Some(tab) {
            self.event(tab, Event::Lead(true));
        }
    }

    /// Every tab of the device is gone: the browser or the battery died.
    pub(crate) fn crash(&mut self, device: usize) {
        self.note(&format!("device {device} crashed"));
        for tab in self.devices[device].tabs() {
            self.hang_up(tab);
        }
        for save in self.devices[device].crash(&mut self.rng) {
            self.model.durable(save);
        }
        self.open(device);
    }

    fn person_acts(&mut self, device: usize) {
        if self.is_calming() {
            return;
        }
        let pause = self.rng.random_range(20..240) * MINUTE;
        self.agenda.plan_in(pause, Due::Person { device });
        let Some(tab) = self.devices[device].any_tab(&mut self.rng) else { return };
        let Some(deed) = self.hand(tab).act() else { return };
        if self.rng.random_ratio(1, 5) {
            // Somebody who saves after each sentence, or writes down a whole day.
            let doc = match deed.ops[..] {
                [LocalOp::Change { doc, .. }] => Some(doc),
                _ => None,
            };
            let more = self.rng.random_range(1..6);
            self.agenda.plan_in(500, Due::Burst { device, doc, more });
        }
        self.save(tab, deed);
    }

    fn goes_on(&mut self, device: usize, doc: Option<DocId>, more: u32) {
        if more > 1 {
            let pause = self.rng.random_range(50..3_000);
            self.agenda.plan_in(pause, Due::Burst { device, doc, more: more - 1 });
        }
        let Some(tab) = self.devices[device].any_tab(&mut self.rng) else { return };
        let hand = self.hand(tab);
        let deed = match doc {
            Some(doc) => hand.edit(doc),
            None => hand.act(),
        };
        if let Some(deed) = deed {
            self.save(tab, deed);
        }
    }

    fn hand(&mut self, tab: TabId) -> Hand<'_> {
        let now = self.devices[tab.device].clock(self.agenda.now());
        let (cast, device, model, rng) = (&self.cast, &mut self.devices[tab.device], &mut self.model, &mut self.rng);
        Hand { cast, device, tab, model, at_length: self.trouble.at_length, now, rng }
    }

    pub(crate) fn save(&mut self, tab: TabId, deed: Deed) {
        self.note(&format!("{} {}", tab.device, deed.what));
        let device = &mut self.devices[tab.device];
        let save = device.note(Save::new(device.life, device.person, &deed.ops, deed.claims));
        self.event(tab, Event::Save { save, ops: deed.ops });
    }

    pub(crate) fn event(&mut self, tab: TabId, event: Event) {
        let now = self.devices[tab.device].clock(self.now());
        let Some(effects) = self.devices[tab.device].handle(tab, event, now, &mut self.rng) else { return };
        let dies = self.trouble.crashes && !self.is_calming() && self.rng.random_ratio(1, 400);
        let last = if dies { self.rng.random_range(0..=effects.len()) } else { effects.len() };
        for effect in effects.into_iter().take(last) {
            self.perform(tab, effect);
        }
        if dies {
            return self.crash(tab.device);
        }
        if let Some(at) = self.devices[tab.device].next_wake(tab) {
            self.agenda.plan_in(at.ms_since(now).clamp(1, DAY), Due::Wake { tab });
        }
    }

    fn perform(&mut self, tab: TabId, effect: Effect) {
        match effect {
            Effect::Append { ticket, records, .. } => {
                // A disk that is nearly full takes its time, and meanwhile more comes.
                let slow = if self.devices[tab.device].disk.is_failing() { 3 } else { 20 };
                let ms = if self.rng.random_ratio(1, slow) { 3_000 } else { 30 };
                let at = self.now().plus_ms(self.rng.random_range(1..ms));
                let (number, at) = self.devices[tab.device].begin_append(tab, ticket, records, at);
                self.agenda.plan(at, Due::Stored { tab, number });
            }
            Effect::Connect => {
                let ms = self.rng.random_range(20..800);
                let generation = self.devices[tab.device].dial(tab);
                self.agenda.plan_in(ms, Due::Connected { tab, generation });
            }
            Effect::Disconnect => {
                self.devices[tab.device].dial(tab);
                self.hang_up(tab);
            }
            Effect::Send(bytes) => self.send_to_server(tab, &bytes),
            Effect::Tell(Notice::NotSaved(save, error)) => {
                let save = self.devices[tab.device].forget(save);
                // A right that ended while the person wrote is no fault; a change of a form that is not known is one.
                if error == SaveError::Form {
                    self.faults.push(format!("an honest edit was refused for its form: {save:?}"));
                }
            }
            Effect::Tell(_) => {}
        }
    }

    fn stored(&mut self, tab: TabId, number: u64) {
        let device = &mut self.devices[tab.device];
        let Some((finished, save)) = device.finish_append(tab, number, &mut self.rng) else { return };
        let ticket = finished.ticket;
        let Ok(keys) = finished.outcome else { return self.event(tab, Event::AppendFailed { ticket }) };
        if self.plant == Some(Plant::ForgetfulDisk) && self.rng.random_ratio(1, 50) {
            self.devices[tab.device].disk.lose_newest(keys.len());
        }
        if let Some(save) = save {
            self.model.durable(save);
        }
        for other in self.devices[tab.device].other_tabs(tab) {
            let ms = self.rng.random_range(1..50);
            self.agenda.plan_in(ms, Due::Announced { tab: other });
        }
        self.event(tab, Event::Appended { ticket, keys });
    }

    fn announced(&mut self, tab: TabId) {
        let Some(after) = self.devices[tab.device].read_upto(tab) else { return };
        let records = self.devices[tab.device].disk.read_after(after);
        self.event(tab, Event::Folded { records });
    }
}
