//! The server loses its disk, and an older copy of its records is put in its place. What it had said to have is owed by
//! every device that holds it and comes back: each brings back what the copy lacks, under its first author's name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rand::RngExt;
use samspil_shared::domain::{Acting, ChangeHash, DocId, DocState, EnrolmentId, PersonId, Role};
use samspil_shared::sync::record::OpKey;
use samspil_shared::sync::state::{HeldDocument, Standing, State};

use crate::model::{KeptApart, Life};
use crate::people::Part;
use crate::world::{Due, HOUR, MINUTE, World};

/// What the server's tables say, as far as they say it in clear.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// Every document, with the changes that it has and whose they are.
    pub(crate) docs: BTreeMap<DocId, BTreeMap<ChangeHash, PersonId>>,
    pub(crate) withdrawn: BTreeSet<DocId>,
}

/// A copy of the records, and what the model knew at that moment of what stands in them besides documents.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) file: PathBuf,
    parts: Vec<Part>,
    pub(crate) enrolled: BTreeSet<EnrolmentId>,
    apart: KeptApart,
}

/// What the server had and lost, and who holds it.
#[derive(Debug)]
pub(crate) struct Owed {
    pub(crate) key: OpKey,
    /// Stores of devices that hold it. One that is emptied later owes nothing.
    pub(crate) by: Vec<Life>,
}

impl World {
    pub(crate) fn plan_restores(&mut self) {
        if self.trouble.restores {
            let ms = self.rng.random_range(1..18) * HOUR;
            self.agenda.plan_in(ms, Due::Copied);
        }
    }

    /// The records are copied, and some time later the server is restored from that copy.
    pub(crate) async fn copy_records(&mut self) {
        if self.is_calming() || self.now() < self.server_down_until {
            return;
        }
        let (file, enrolled) = self.server.copy().await;
        let (parts, apart) = (self.cast.parts(), self.model.kept_apart().clone());
        self.copy = Some(Copy { file, parts, enrolled, apart });
        self.note("records copied");
        let ms = self.rng.random_range(1..20) * HOUR;
        self.agenda.plan_in(ms, Due::Restored);
    }

    pub(crate) async fn restore(&mut self) {
        let Some(copy) = self.copy.clone().filter(|_| !self.is_calming()) else { return };
        self.restores += 1;
        self.note("server restored from an older copy");
        self.server_down_until = self.now().plus_ms(self.rng.random_range(1..120) * MINUTE);
        self.lose_all();
        let states: Vec<State> = self.devices.iter().map(|device| device.on_disk(&self.rng)).collect();
        let withdrawn: BTreeSet<DocId> = self.model.withdrawn();
        self.server.restore(&copy).await;
        self.cast.go_back(copy.parts);
        let lost = self.learn().await;
        self.model.keep_apart(copy.apart);
        for key in lost {
            // What was made under a device's name that the copy does not know stays with it, parked.
            let known = |device: &usize| copy.enrolled.contains(&self.devices[*device].enrolment);
            let holds =
                |device: &usize| known(device) && self.is_there_to_bring(*device, &states[*device], key, &withdrawn);
            let by: Vec<Life> = (0..states.len()).filter(holds).map(|device| self.devices[device].life).collect();
            if !by.is_empty() {
                self.owed.push(Owed { key, by });
            }
        }
        for device in 0..self.devices.len() {
            // Everybody signs in again; a device that the copy does not know is a new one to the server.
            if !copy.enrolled.contains(&self.devices[device].enrolment) {
                self.devices[device].enrolment = self.server.enrol(self.devices[device].person).await;
                self.enrolled_anew.insert(device);
                self.crash(device);
            }
        }
        let ms = self.rng.random_range(1..16) * HOUR;
        let next = if self.rng.random_ratio(1, 3) { Due::Restored } else { Due::Copied };
        self.agenda.plan_in(ms, next);
    }

    /// Whether this device holds what the server lost, and its person takes part for good, so that it can bring it back.
    fn is_there_to_bring(&self, device: usize, state: &State, key: OpKey, withdrawn: &BTreeSet<DocId>) -> bool {
        let (OpKey::Create(id) | OpKey::Change(id, _) | OpKey::Withdraw(id)) = key else { return false };
        let Some(doc) = self.model.doc(id) else { return false };
        let person = self.devices[device].person;
        let reaches = |acting: Acting, key: OpKey| match key {
            OpKey::Withdraw(_) => acting.role == Role::FosterParent,
            _ => {
                let is_withdrawn = [Some(id), doc.parent].into_iter().flatten().any(|doc| withdrawn.contains(&doc));
                self.cast.may_see(person, acting, doc, is_withdrawn, self.now())
            }
        };
        let stays = self.cast.stays_as(person, doc.space);
        let own = self.cast.own.get(&person) == Some(&doc.space);
        if !own && !stays.into_iter().any(|acting| reaches(acting, key)) {
            return false;
        }
        let whole = |id| state.held(id).filter(|held| held.is_whole());
        // What it hangs on must come back before it.
        doc.parent.is_none_or(|parent| whole(parent).is_some()) && whole(id).is_some_and(|held| holds(held, key))
    }

    /// The model takes over what the server has now. Answers what it had before and has no longer.
    pub(crate) async fn learn(&mut self) -> BTreeSet<OpKey> {
        let truth = self.server.truth().await;
        let (lost, faults) = self.model.learn(&truth);
        self.faults.extend(faults);
        lost
    }

    /// Everybody hears what the server took in.
    pub(crate) fn wake_all(&mut self) {
        for conn in self.network.all() {
            let ms = self.rng.random_range(1..300);
            self.agenda.plan_in(ms, Due::Served { conn });
        }
    }

    /// What the server had said to have, and a device that still has it did not bring back.
    pub(crate) fn not_brought_back(&self) -> Vec<String> {
        let lost = self.owed.iter().filter(|owed| !self.model.is_stored(owed.key));
        let still = |life: &&Life| self.devices[life.device].life == **life;
        let held = lost.filter_map(|owed| Some((owed.key, owed.by.iter().find(still)?.device)));
        held.map(|(key, device)| format!("{key:?} was lost by the server, and device {device} never brought it"))
            .collect()
    }
}

fn holds(held: &HeldDocument, key: OpKey) -> bool {
    match key {
        OpKey::Create(_) => held.current().next().is_some(),
        OpKey::Change(_, hash) => {
            held.changes.iter().any(|change| change.hash == hash && !matches!(change.standing, Standing::Parked(_)))
        }
        OpKey::Withdraw(_) => held.state() == DocState::Withdrawn,
        OpKey::Read(_) => false,
    }
}
