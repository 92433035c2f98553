//! A person's phone with one document on it. What it writes goes the way a server would let it.

use std::collections::BTreeMap;

use automerge::Automerge;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_shared::doc::log_entry::{self, LogEntry, NewLogEntry};
use samspil_shared::doc::{
    About, EditError, Grammar, GrammarError, Origin, Pen, Provenance, SCHEMA, Writer, extend, heads, materialise,
    needs_fresh_actor,
};
use samspil_shared::domain::{ActorId, ChangeHash, EnrolmentId, FactId, Kind, PersonId, Role, Timestamp};
use samspil_shared::sync::ingest::{Refusal, ingest, round_trips};
use samspil_shared::sync::scan::{ScannedChange, scan};

pub(crate) const MARIA: PersonId = PersonId::from_bytes([1; 16]);
pub(crate) const JONAS: PersonId = PersonId::from_bytes([2; 16]);
pub(crate) const METTE: PersonId = PersonId::from_bytes([3; 16]);

pub(crate) const YUSUF: PersonId = PersonId::from_bytes([4; 16]);

/// What each of them acts as.
fn role_of(person: PersonId) -> Role {
    match person {
        METTE => Role::Consultant,
        YUSUF => Role::DutyOfficer,
        _ => Role::FosterParent,
    }
}

/// 2026-04-07 21.40 in Denmark.
pub(crate) const EVENING: Timestamp = Timestamp::from_ms(1_775_590_800_000);

/// A document as one phone has it.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) person: PersonId,
    pub(crate) doc: Automerge,
    pub(crate) provenance: Provenance,
    /// Every change, in the order it came.
    pub(crate) changes: Vec<Vec<u8>>,
    kind: Kind,
    author: PersonId,
    now: Timestamp,
    actor: Option<ActorId>,
    seed: u64,
    rng: ChaCha8Rng,
}

impl Phone {
    pub(crate) fn new(person: PersonId, kind: Kind, author: PersonId) -> Self {
        Self::seeded(person, kind, author, 0)
    }

    fn seeded(person: PersonId, kind: Kind, author: PersonId, seed: u64) -> Self {
        Self {
            person,
            doc: materialise(kind, SCHEMA, []).unwrap(),
            provenance: Provenance::default(),
            changes: Vec::new(),
            kind,
            author,
            now: EVENING.plus_ms(i64::from(person.as_bytes()[0])),
            actor: None,
            seed,
            rng: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// Her phone, with a new entry on it.
    pub(crate) fn with_entry(person: PersonId, text: &str) -> Self {
        let mut phone = Self::new(person, Kind::LogEntry, person);
        let new = new_entry(text);
        phone.create(|actor, time| log_entry::create(actor, time, &new));
        phone
    }

    pub(crate) fn create(&mut self, create: impl FnOnce(ActorId, Timestamp) -> Result<Vec<Vec<u8>>, EditError>) {
        let (actor, time) = (self.draw(), self.tick());
        let changes = create(actor, time).unwrap();
        self.author(changes, true);
    }

    /// Edits what stands.
    pub(crate) fn edit(&mut self, edit: impl FnOnce(&Pen<'_>) -> Result<Vec<Vec<u8>>, EditError>) {
        let base = heads(&self.doc);
        self.edit_at(&base, edit);
    }

    /// Edits what stood at `base`.
    pub(crate) fn edit_at(
        &mut self,
        base: &[ChangeHash],
        edit: impl FnOnce(&Pen<'_>) -> Result<Vec<Vec<u8>>, EditError>,
    ) {
        let known = self.actor.filter(|actor| !needs_fresh_actor(&self.doc, base, *actor));
        let actor = known.unwrap_or_else(|| self.draw());
        let time = self.tick();
        let changes = edit(&Pen { doc: &self.doc, base, actor, time }).unwrap();
        self.author(changes, false);
    }

    /// Takes what the other phone has, as the server would hand it over.
    pub(crate) fn take_from(&mut self, other: &Self) {
        let new: Vec<_> = other.changes.iter().filter(|bytes| !self.changes.contains(bytes)).cloned().collect();
        self.doc = extend(&self.doc, new.iter().map(Vec::as_slice)).unwrap();
        for bytes in new {
            let hash = scan(&bytes).unwrap().hash;
            self.provenance.insert(hash, other.provenance.of(&hash).unwrap());
            self.changes.push(bytes);
        }
    }

    /// Another phone of the person with this document.
    pub(crate) fn copy_for(&self, person: PersonId) -> Self {
        let seed = 31 * self.seed + u64::from(person.as_bytes()[0]);
        let mut phone = Self::seeded(person, self.kind, self.author, seed);
        phone.take_from(self);
        phone
    }

    pub(crate) fn entry(&self) -> LogEntry {
        log_entry::read(&self.doc, &self.provenance).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        self.entry().text
    }

    pub(crate) fn heads(&self) -> Vec<ChangeHash> {
        heads(&self.doc)
    }

    pub(crate) fn fact_id(&mut self) -> FactId {
        FactId::random(&mut self.rng)
    }

    /// The server holds all of it now.
    pub(crate) fn stored_at(&mut self, received_at: Timestamp) {
        for bytes in &self.changes {
            let hash = scan(bytes).unwrap().hash;
            let by = self.provenance.of(&hash).unwrap().by;
            self.provenance.insert(hash, Origin { by, received_at: Some(received_at) });
        }
    }

    /// What the server would say to a change that this phone pushes.
    pub(crate) fn judge(&self, bytes: &[u8], creating: bool) -> Result<Automerge, Refusal<GrammarError>> {
        let writer = Writer { creating, author: self.author == self.person, role: role_of(self.person) };
        ingest(&self.doc, bytes, |change| judge(self.kind, writer, change, &self.doc)).map(|accepted| accepted.doc)
    }

    fn author(&mut self, changes: Vec<Vec<u8>>, creating: bool) {
        for bytes in changes {
            self.doc = self.judge(&bytes, creating).unwrap();
            let hash = scan(&bytes).unwrap().hash;
            self.provenance.insert(hash, Origin { by: self.person, received_at: None });
            self.changes.push(bytes);
        }
        assert!(round_trips(&self.doc));
    }

    fn draw(&mut self) -> ActorId {
        let mut device = [0; 12];
        device[..4].fill(self.person.as_bytes()[0]);
        let actor = ActorId::fresh(EnrolmentId::from_bytes(device), &mut self.rng);
        self.actor = Some(actor);
        actor
    }

    fn tick(&mut self) -> Timestamp {
        self.now = self.now.plus_ms(60_000);
        self.now
    }
}

pub(crate) fn new_entry(text: &str) -> NewLogEntry {
    NewLogEntry { text: text.into(), event_time: EVENING, about: About::Child, day_child: None, day_family: None }
}

pub(crate) fn judge(kind: Kind, writer: Writer, change: &ScannedChange, past: &Automerge) -> Result<(), GrammarError> {
    let grammar = Grammar::new(kind, SCHEMA, writer)?;
    grammar.check(change)?;
    grammar.check_past(change, past)
}

/// Nobody was asked.
pub(crate) fn nobody() -> BTreeMap<PersonId, Timestamp> {
    BTreeMap::new()
}
