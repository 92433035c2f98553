//! What goes wrong around people, and what changes without them.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use samspil_shared::sync::engine::{Event, LocalOp};
use samspil_shared::testing::network::Conditions;

use crate::deeds::Deed;
use crate::world::{DAY, Due, HOUR, MINUTE, Plant, World};

/// Whether disks fail at all: off only while a defect that they find is being mended.
const DISKS_FAIL: bool = true;

/// What goes wrong in a run besides the weather: each fault in some seeds, so that each is also met without the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trouble {
    /// Messages stall, connections go dead without a word, items come twice.
    pub(crate) rough_network: bool,
    /// A device may die between any two effects.
    pub(crate) crashes: bool,
    /// Disks are full for a while, or nearly so all the time.
    pub(crate) full_disks: bool,
    /// Browsers take a device's store away.
    pub(crate) evictions: bool,
    /// Windows open and close by time alone.
    pub(crate) windows: bool,
    /// The server refuses changes that nothing is wrong with.
    pub(crate) refusals: bool,
    /// The server is restored from an older copy, now and then.
    pub(crate) restores: bool,
    /// Some write at length, so that the first sync of a device that was emptied has several pages. Nothing is refused or
    /// taken away half-way in these seeds: a long text is several operations, and the model knows a save only as a whole.
    pub(crate) at_length: bool,
}

impl Trouble {
    pub(crate) fn draw(seed: u64, rng: &mut ChaCha8Rng) -> Self {
        // Long texts take their time.
        let at_length = seed % 50 == 11;
        let mut half = || rng.random_ratio(1, 2);
        Self {
            rough_network: half(),
            crashes: half(),
            full_disks: half() && DISKS_FAIL,
            evictions: half() || at_length,
            windows: half(),
            refusals: half() && !at_length,
            restores: half() && !at_length,
            at_length,
        }
    }
}

impl World {
    pub(crate) async fn weather(&mut self) {
        if self.is_calming() {
            return self.calm();
        }
        let pause = self.rng.random_range(5..150) * MINUTE;
        self.agenda.plan_in(pause, Due::Weather);
        let device = self.rng.random_range(0..self.devices.len());
        if self.plant == Some(Plant::ParkedPutAway) {
            self.put_parked_away(device);
        }
        match self.rng.random_range(0..10) {
            0..=2 => self.turn_network(device),
            3 => self.kill_server().await,
            4 | 5 => self.close_tab(device),
            6 if self.devices[device].tabs().len() < 3 => self.open(device),
            7 => self.crash(device),
            8 if self.trouble.full_disks => self.fill_disk(device),
            9 if self.trouble.evictions && self.may_be_emptied(device) => self.evict(device).await,
            _ => {}
        }
    }

    /// Everything is well again, for good.
    fn calm(&mut self) {
        self.network.set_conditions(Conditions::FAIR);
        for device in 0..self.devices.len() {
            self.network.heal(device);
            self.mend_disk(device);
            if !self.devices[device].is_open() {
                self.open(device);
            }
            for tab in self.devices[device].tabs() {
                self.event(tab, Event::Foreground);
            }
        }
        if self.now() < self.end.plus_ms(DAY / 2) {
            self.agenda.plan_in(20 * MINUTE, Due::Weather);
        }
    }

    /// Planted: nobody asked for it.
    fn put_parked_away(&mut self, device: usize) {
        let Some(tab) = self.devices[device].any_tab(&mut self.rng) else { return };
        let Some(engine) = self.devices[device].engine(tab) else { return };
        let ops: Vec<LocalOp> = engine.state().parked().iter().map(|parked| LocalOp::Unpark(parked.doc)).collect();
        if !ops.is_empty() {
            self.save(tab, Deed { what: "parked texts are put away", ops, claims: vec![] });
        }
    }

    fn turn_network(&mut self, device: usize) {
        if self.network.is_cut(device) {
            self.network.heal(device);
        } else {
            for conn in self.network.cut(device) {
                if self.rng.random_ratio(2, 3) {
                    self.lose(conn);
                }
            }
        }
        self.note(&format!("network of {device} {}", !self.network.is_cut(device)));
    }

    async fn kill_server(&mut self) {
        self.server_down_until = self.now().plus_ms(self.rng.random_range(1..120) * MINUTE);
        self.lose_all();
        self.server.crash().await;
        self.note("server killed");
    }

    fn close_tab(&mut self, device: usize) {
        let Some(tab) = self.devices[device].any_tab(&mut self.rng) else { return self.open(device) };
        self.hang_up(tab);
        self.devices[device].close_tab(tab);
        if let Some(next) = self.devices[device].elect() {
            self.event(next, Event::Lead(true));
        }
    }

    /// Nearly full, every other disk takes some appends and refuses others, all the time.
    pub(crate) fn crowd_disks(&mut self) {
        for device in (0..self.devices.len()).filter(|_| self.trouble.full_disks) {
            if self.rng.random_ratio(1, 2) {
                let one_in = self.rng.random_range(3..12);
                self.devices[device].refuses = one_in;
                self.devices[device].disk.set_failing(one_in);
            }
        }
    }

    /// Full for a while, a disk takes nothing.
    fn fill_disk(&mut self, device: usize) {
        self.devices[device].disk.set_failing(1);
        let ms = self.rng.random_range(1..90) * 1_000;
        self.agenda.plan_in(ms, Due::DiskMended { device });
        self.note(&format!("disk of {device} is full"));
    }

    pub(crate) fn mend_disk(&mut self, device: usize) {
        let refuses = if self.is_calming() { 0 } else { self.devices[device].refuses };
        self.devices[device].disk.set_failing(refuses);
    }

    fn may_be_emptied(&mut self, device: usize) -> bool {
        let waits = self.devices[device].state().is_none_or(|state| state.waiting().count() > 0);
        if self.trouble.at_length { !waits } else { self.rng.random_ratio(1, 3) }
    }

    /// The browser takes a device's store, and sometimes what it was signed in with.
    async fn evict(&mut self, device: usize) {
        for tab in self.devices[device].tabs() {
            self.hang_up(tab);
        }
        self.devices[device].evict(&mut self.rng);
        if self.rng.random_ratio(1, 2) {
            self.devices[device].enrolment = self.server.enrol(self.devices[device].person).await;
        }
        self.note(&format!("device {device} is emptied"));
        self.open(device);
    }

    // ---- rights ----

    pub(crate) async fn membership(&mut self) {
        if self.is_calming() {
            return;
        }
        let pause = self.rng.random_range(2..16) * HOUR;
        self.agenda.plan_in(pause, Due::Membership);
        let what = if self.trouble.windows && self.rng.random_ratio(3, 4) {
            let last = self.end.plus_ms(DAY / 4);
            self.cast.plan_window(&self.server, last, &mut self.rng).await
        } else {
            Some(self.cast.change_membership(&self.server, &mut self.rng).await)
        };
        let Some(what) = what else { return };
        self.note(&what);
        for conn in self.network.all() {
            self.recheck(conn).await;
        }
    }

    /// Whoever may act as several things does so now and then, and once as each when everything is calm: what was done as
    /// one is sent only as that one.
    pub(crate) fn plan_actings(&mut self) {
        for device in 0..self.devices.len() {
            if self.cast.actings(self.devices[device].person).len() > 1 {
                self.agenda.plan_in(DAY / 6, Due::Act { device, again: true });
                self.agenda.plan(self.end.plus_ms(DAY / 12), Due::Act { device, again: false });
                self.agenda.plan(self.end.plus_ms(DAY / 6), Due::Act { device, again: false });
            }
        }
    }

    pub(crate) fn act_as_other(&mut self, device: usize, again: bool) {
        if again {
            if self.is_calming() {
                return;
            }
            let pause = self.rng.random_range(2..24) * HOUR;
            self.agenda.plan_in(pause, Due::Act { device, again });
        }
        let here = self.devices[device].acting;
        let others = self.cast.actings(self.devices[device].person);
        let Some(acting) = others.into_iter().find(|acting| *acting != here) else { return };
        self.devices[device].acting = acting;
        self.note(&format!("{device} acts as {:?}", acting.role));
        for tab in self.devices[device].tabs() {
            self.event(tab, Event::Act(acting));
        }
    }
}
