//! Who takes part, as what, and when: written down a second time beside the server's own memberships.

use std::collections::{BTreeMap, BTreeSet};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::{Acting, Audience, Kind, PersonId, Role, SpaceId, Timestamp, UnitId, Window};

use crate::model::ModelDoc;
use crate::server::Server;

const HOUR: i64 = 3_600_000;

/// That somebody takes part in a family's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    person: PersonId,
    role: Role,
    space: SpaceId,
    window: Window,
}

/// The people of a run: two adults of one family, its consultant, a stand-in who comes and goes, an adult of another
/// family who is relief for the first. The consultant is an adult of that other family besides, and acts as either.
#[derive(Debug)]
pub(crate) struct Cast {
    persons: Vec<PersonId>,
    unit: UnitId,
    placement: SpaceId,
    pub(crate) own: BTreeMap<PersonId, SpaceId>,
    parts: Vec<Part>,
    /// Whose parts are not what they were, since the server was restored.
    unsettled: BTreeSet<PersonId>,
}

impl Cast {
    pub(crate) async fn settle(server: &Server) -> Self {
        let unit = server.add_unit("Klitmark").await;
        let (placement, elsewhere) = (server.add_placement(unit).await, server.add_placement(unit).await);
        let mut cast =
            Self { persons: vec![], unit, placement, own: BTreeMap::new(), parts: vec![], unsettled: BTreeSet::new() };
        let roles: [(&str, &[(Role, SpaceId)]); 5] = [
            ("Maria", &[(Role::FosterParent, placement)]),
            ("Mette", &[(Role::Consultant, placement), (Role::FosterParent, elsewhere)]),
            ("Jonas", &[(Role::FosterParent, placement)]),
            ("Lars", &[(Role::Consultant, elsewhere)]),
            ("Leyla", &[(Role::FosterParent, elsewhere)]),
        ];
        for (name, parts) in roles {
            let (person, own) = server.add_person(name).await;
            cast.own.insert(person, own);
            cast.persons.push(person);
            for (role, space) in parts {
                cast.begin(server, person, *role, *space, Window { from: server.now(), until: None }).await;
            }
        }
        cast
    }

    async fn begin(&mut self, server: &Server, person: PersonId, role: Role, space: SpaceId, window: Window) {
        server.begin_membership(person, space, role, self.unit, window).await;
        self.parts.push(Part { person, role, space, window });
    }

    /// Whose the device with this number is.
    pub(crate) fn owner(&self, device: usize) -> PersonId {
        self.persons[device % self.persons.len()]
    }

    /// What somebody may act as.
    pub(crate) fn actings(&self, person: PersonId) -> Vec<Acting> {
        let mut actings: Vec<Acting> = Vec::new();
        for part in self.parts.iter().filter(|part| part.person == person) {
            let acting = Acting { role: part.role, unit: self.unit };
            if !actings.contains(&acting) {
                actings.push(acting);
            }
        }
        actings
    }

    // ---- who comes and goes ----

    /// An administrator lets the stand-in begin or end, or the relief.
    pub(crate) async fn change_membership(&mut self, server: &Server, rng: &mut ChaCha8Rng) -> String {
        let (person, role) = self.guest(rng);
        let now = server.now();
        let is_here = |part: &Part| part.person == person && part.space == self.placement;
        if self.parts.iter().any(|part| is_here(part) && part.window.until.is_none_or(|until| now < until)) {
            server.end_membership(person, self.placement, role).await;
            for part in self.parts.iter_mut().filter(|part| part.person == person && part.space == self.placement) {
                part.window.until = Some(part.window.until.map_or(now, |until| until.min(now)));
            }
            format!("{role:?} ends")
        } else {
            self.begin(server, person, role, self.placement, Window { from: now, until: None }).await;
            format!("{role:?} begins")
        }
    }

    /// Somebody is to come for some hours, now or later: from then on only time opens and closes the window.
    pub(crate) async fn plan_window(
        &mut self,
        server: &Server,
        last: Timestamp,
        rng: &mut ChaCha8Rng,
    ) -> Option<String> {
        let (person, role) = self.guest(rng);
        let from = server.now().plus_ms(rng.random_range(0..8) * HOUR);
        let until = from.plus_ms(rng.random_range(1..15 * 60) * HOUR / 60).min(last);
        if until <= from {
            return None;
        }
        self.begin(server, person, role, self.placement, Window { from, until: Some(until) }).await;
        Some(format!("{role:?} comes from {} until {}", from.as_ms(), until.as_ms()))
    }

    /// Who takes part as what, as a copy of the server's records has it.
    pub(crate) fn parts(&self) -> Vec<Part> {
        self.parts.clone()
    }

    /// The server knows only what it knew then.
    pub(crate) fn go_back(&mut self, parts: Vec<Part>) {
        let moved = |part: &&Part| !parts.contains(part);
        let gone = self.parts.iter().filter(moved).map(|part| part.person);
        self.unsettled.extend(gone);
        self.parts = parts;
    }

    /// As what somebody takes part in the space for good.
    pub(crate) fn stays_as(&self, person: PersonId, space: SpaceId) -> Vec<Acting> {
        let here = self.parts.iter().filter(|part| part.person == person && part.space == space);
        let stays =
            here.filter(|part| part.window.until.is_none() && (!self.is_guest(person) || space != self.placement));
        stays.map(|part| Acting { role: part.role, unit: self.unit }).collect()
    }

    /// Whether somebody comes and goes.
    pub(crate) fn is_guest(&self, person: PersonId) -> bool {
        self.persons[3..].contains(&person)
    }

    fn guest(&self, rng: &mut ChaCha8Rng) -> (PersonId, Role) {
        if rng.random_ratio(1, 2) { (self.persons[3], Role::Consultant) } else { (self.persons[4], Role::FosterParent) }
    }

    /// Whether somebody lost a right before now: what they had not sent may be refused.
    pub(crate) fn has_lost_right(&self, person: PersonId, now: Timestamp) -> bool {
        let is_over = |part: &Part| part.person == person && part.window.until.is_some_and(|until| until <= now);
        self.unsettled.contains(&person) || self.parts.iter().any(is_over)
    }

    // ---- who may ----

    /// Whether somebody who acts as this may see the document at `now`.
    pub(crate) fn may_see(
        &self,
        person: PersonId,
        acting: Acting,
        doc: &ModelDoc,
        withdrawn: bool,
        now: Timestamp,
    ) -> bool {
        if let Some((owner, _)) = self.own.iter().find(|(_, space)| **space == doc.space) {
            return *owner == person;
        }
        let takes_part = self
            .parts
            .iter()
            .filter(|part| part.person == person && part.role == acting.role && part.space == doc.space)
            .any(|part| part.window.contains(now));
        let reads = match acting.role {
            Role::FosterParent => true,
            _ => doc.audience != Audience::FAMILY && (!withdrawn || (doc.by == person && doc.kind == Kind::Comment)),
        };
        takes_part && reads
    }
}
