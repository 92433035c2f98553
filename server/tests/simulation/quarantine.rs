//! What came from somebody who had lost the right to write it: one of those whom it was meant for says what becomes of it.

use rand::RngExt;
use samspil_server::sync::{Quarantined, Settled};
use samspil_shared::domain::Acting;
use samspil_shared::domain::PersonId;

use crate::world::{Due, HOUR, Plant, World};

impl World {
    /// Somebody looks at what waits for them, and settles one of it.
    pub(crate) async fn settle(&mut self) {
        if self.is_calming_down() {
            return;
        }
        let pause = self.rng.random_range(1..6) * HOUR;
        self.agenda.plan_in(pause, Due::Settled);
        if self.now() < self.server_down_until {
            return;
        }
        let device = self.rng.random_range(0..self.devices.len());
        let (person, acting) = (self.devices[device].person, self.devices[device].acting);
        let waiting = self.server.quarantined(person, acting).await;
        // What was decided before a restore is done again by the looking.
        self.learn().await;
        let wrong = waiting.iter().find(|one| !self.is_meant_for(person, acting, one));
        if let Some(one) = wrong {
            self.faults
                .push(format!("{person:?} as {:?} is shown what {:?} wanted with {:?}", acting.role, one.by, one.doc));
        }
        if waiting.is_empty() {
            self.wake_all();
            return;
        }
        let one = &waiting[self.rng.random_range(0..waiting.len())];
        let take = self.rng.random_ratio(2, 3);
        let done = take || self.plant == Some(Plant::LeftIsTaken);
        let keys = self.model.undecided((one.doc, one.by));
        if keys.is_empty() {
            self.faults.push(format!("of what {:?} wanted with {:?} all is decided, and it is asked", one.by, one.doc));
        }
        let settled = self.server.settle((person, acting), (one.doc, one.by), done).await;
        self.note(&format!("what {:?} wanted: take {take}, {settled:?}", one.by));
        if settled == Settled::Done {
            self.model.settle((one.doc, one.by), &keys, take);
        }
        self.learn().await;
        let fault = match settled {
            Settled::Done if take && !keys.iter().all(|key| self.model.is_stored(*key)) => Some("is not there"),
            Settled::Done if take && one.text.is_none() => Some("could not be read"),
            Settled::Unreadable if one.text.is_some() => Some("could be read, and is not taken in"),
            Settled::Missing => Some("was shown, and is not to be had"),
            Settled::Done | Settled::Unreadable | Settled::Later => None,
        };
        self.faults.extend(fault.map(|what| format!("what {:?} wanted with {:?} {what}", one.by, one.doc)));
        self.settled += usize::from(settled == Settled::Done);
        self.wake_all();
    }

    fn is_meant_for(&self, person: PersonId, acting: Acting, one: &Quarantined) -> bool {
        let doc = self.model.doc(one.doc);
        doc.is_some_and(|doc| {
            let withdrawn = self.model.is_withdrawn(doc);
            one.by != person && self.cast.may_see(person, acting, doc, withdrawn, self.now())
        })
    }
}
