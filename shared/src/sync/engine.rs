//! The client engine, sans-IO: events in, effects out.
//!
//! ```text
//! change state → poll_timeout() → wait for the deadline or an event → handle(event, now, rng) → perform the effects
//! ```
//!
//! Order is safety: a record is appended before it is shown as saved or sent, and an operation counts as sent only when
//! the server has said `Stored`. What the engine knows is the fold of durable records ([`State`]), so that closing the
//! app at any moment loses nothing that was shown.

use std::collections::{BTreeMap, BTreeSet};

mod actor;
mod clock;
mod deferral;
mod errand;
mod event;
mod link;
mod offering;
mod outbox;
mod packet;
mod save;
mod shelf;
mod windows;
mod wire;

pub use event::{
    Durability, Effect, Event, LinkState, LocalOp, Notice, SaveError, SaveId, SyncStatus, Ticket, Unpacked, Wake,
};

use self::actor::Actors;
use self::errand::Errand;
use self::link::Link;
use self::shelf::{Purpose, Shelf};
use self::windows::Windows;
use super::record::{Entry, Record};
use super::state::{Moved, State};
use crate::domain::{
    Access, Acting, ActorId, ChangeHash, DocId, EnrolmentId, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp,
    access,
};

/// Who runs the engine, where.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// The person whose device log this is.
    pub person: PersonId,
    /// The device, as the server enrolled it.
    pub enrolment: EnrolmentId,
    /// What the person acts as.
    pub acting: Acting,
    /// Build number of the app.
    pub app: u32,
}

/// The engine of one tab.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    state: State,
    actors: Actors,
    link: Link,
    shelf: Shelf,
    /// Whether the cursors must be given up before the server is asked for anything.
    forgetting: Forgetting,
    windows: Windows,
    errand: Errand,
    /// A packet is on its way into the log: nothing is asked of the server before its cursors are there.
    unpacking: bool,
    /// The latest time that was seen, by the server's clock: see [`Engine::latest`].
    seen: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forgetting {
    /// Nothing is to be forgotten.
    Done,
    /// It is to be stored yet.
    Owed,
    /// The store was asked to.
    Appending,
}

impl Engine {
    /// An engine that knows nothing until [`Event::Opened`].
    pub fn new(config: Config) -> Self {
        Self {
            config,
            state: State::new(config.person),
            actors: Actors::default(),
            link: Link::default(),
            shelf: Shelf::default(),
            forgetting: Forgetting::Done,
            windows: Windows::default(),
            errand: Errand::default(),
            unpacking: false,
            seen: None,
        }
    }

    /// Takes what happened, returns what to do about it.
    pub fn handle(&mut self, event: Event, now: Timestamp, rng: &mut dyn rand::Rng) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Opened { records } => self.fold_read(&records, &mut effects),
            Event::Folded { records } => {
                self.fold_read(&records, &mut effects);
                records.iter().for_each(|(_, record)| self.take_time_of(&record.entry));
            }
            Event::Save { save, ops } => self.save(save, ops, now, rng, &mut effects),
            Event::Appended { ticket, keys } => self.appended(ticket, &keys, &mut effects),
            Event::AppendFailed { ticket } => self.append_failed(ticket, now, rng, &mut effects),
            Event::Lead(leads) => self.link.lead(leads, now, &mut effects),
            Event::Act(acting) => {
                self.config.acting = acting;
                self.errand.cancel();
                self.link.restart(now, &mut effects);
                effects.push(Effect::Tell(Notice::Moved(Moved { spaces: true, sync: true, ..Moved::default() })));
            }
            Event::SignedIn => {
                self.errand.refresh();
                self.link.signed_in(now);
            }
            Event::Foreground => {
                self.errand.refresh();
                self.link.foreground(now, &mut effects);
            }
            Event::SocketOpened { ticket } => self.socket_opened(ticket, now, &mut effects),
            Event::SocketLost { needs_login } => self.link.lost(needs_login, now, rng, &mut effects),
            Event::Frame(bytes) => self.frame(&bytes, now, rng, &mut effects),
            Event::Timer => {}
            Event::Damaged => self.forget_tokens(rng, &mut effects),
            Event::Packet(packet) => self.unpack(*packet, now, &mut effects),
        }
        self.seen = Some(self.latest(now));
        self.close_windows(now);
        self.shelf.flush(rng, &mut effects);
        self.mind_unpacking(&mut effects);
        if self.forgetting == Forgetting::Owed && self.link.is_due(now) {
            self.forget_tokens(rng, &mut effects);
        }
        self.link.tick(self.forgetting == Forgetting::Done && !self.unpacking, now, rng, &mut effects);
        self.fill_socket(now, &mut effects);
        self.mind_errands(now, &mut effects);
        effects
    }

    /// The next moment at which [`Event::Timer`] is due, and why.
    pub fn poll_timeout(&self) -> Option<(Timestamp, Wake)> {
        let ends = self.windows.next().map(|at| (at.plus_ms(-self.state.clock_offset_ms), Wake::WindowEnds));
        self.link.poll_timeout().into_iter().chain(ends).min_by_key(|(at, _)| *at)
    }

    /// What the device knows.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Who runs the engine, where.
    pub fn config(&self) -> Config {
        self.config
    }

    /// Own memberships in the role acted in that are in effect at `now`.
    pub fn memberships(&self, now: Timestamp) -> Vec<Membership> {
        let at = self.latest(now);
        self.state.memberships(self.config.acting).into_iter().filter(|m| m.window.contains(at)).collect()
    }

    /// Spaces of this kind that the person is in with this role at `now`, by id.
    pub fn spaces_as(&self, role: Role, kind: SpaceKind, now: Timestamp) -> BTreeSet<SpaceId> {
        let is_of_kind =
            |space| self.state.space(self.config.acting, space).is_some_and(|view| view.space.kind == kind);
        let rows = self.memberships(now).into_iter().filter(|m| m.role == role);
        rows.map(|m| m.space).filter(|space| is_of_kind(*space)).collect()
    }

    /// What the person reaches of a document at `now`: the same function as on the server.
    pub fn access(&self, doc: DocId, now: Timestamp) -> Access<'_> {
        let memberships = self.memberships(now);
        let rows: Vec<&Membership> = memberships.iter().collect();
        match self.state.document(self.config.acting, doc) {
            Some(held) => access(self.config.person, &rows, &held.document),
            None => Access::None,
        }
    }

    /// How far things are.
    pub fn status(&self) -> SyncStatus {
        SyncStatus {
            waiting: self.state.waiting_documents().len(),
            parked: self.state.parked().len(),
            last_exchange: self.state.last_exchange(),
            link: self.link.state(),
        }
    }

    /// The actor for an edit of `doc` that builds on `base`: the device's own while the edit is at the current heads,
    /// a fresh one otherwise (04 "Documents", actor id).
    pub fn actor_for(&mut self, doc: DocId, base: &[ChangeHash], rng: &mut dyn rand::Rng) -> ActorId {
        let held = self.state.docs.get(&doc);
        let busy = self.shelf.holds(doc);
        let current = held.is_none_or(|held| is_same_set(&held.heads(), base)) && !busy;
        let generation = held.map_or(0, |held| held.generation());
        self.actors.draw(self.config.enrolment, doc, (self.state.epoch, generation), current, rng)
    }

    fn fold_read(&mut self, records: &[(u64, Record)], effects: &mut Vec<Effect>) {
        let mut moved = Moved::default();
        for (key, record) in records {
            self.state.fold_read(*key, &record.entry, &mut moved);
        }
        self.windows.stale |= moved.spaces;
        tell(moved, effects);
    }

    /// Every space is fetched anew, in each role that this device knows.
    fn forget_tokens(&mut self, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        let spaces = self.state.views.iter().flat_map(|(acting, view)| {
            view.spaces().map(|space| Entry::Forgot { acting: *acting, space: space.space.id })
        });
        let forgot: Vec<Entry> = spaces.collect();
        if forgot.is_empty() {
            self.forgetting = Forgetting::Done;
        } else {
            self.forgetting = Forgetting::Appending;
            self.shelf.append(forgot, Purpose::Forget, rng, effects);
        }
    }

    fn appended(&mut self, ticket: Ticket, keys: &[u64], effects: &mut Vec<Effect>) {
        let Some(append) = self.shelf.take(ticket) else { return };
        let mut moved = Moved::default();
        for (key, record) in keys.iter().zip(&append.records) {
            self.state.fold_own(*key, &record.entry, &mut moved);
            self.take_time_of(&record.entry);
            if let Entry::Answered { answers, .. } = &record.entry {
                answers.iter().for_each(|(op, _)| {
                    self.link.settling.remove(op);
                });
            }
        }
        self.windows.stale |= moved.spaces;
        tell(moved, effects);
        match append.purpose {
            Purpose::Save(save) => effects.push(Effect::Tell(Notice::Saved(save))),
            Purpose::Forget => self.forgetting = Forgetting::Done,
            Purpose::Received => self.link.proved(),
        }
    }

    /// The store said no. An own save is told to the person, whose draft still holds the text; rows from the server come
    /// again, since neither their cursor nor anything after them was stored.
    fn append_failed(&mut self, ticket: Ticket, now: Timestamp, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        let Some(append) = self.shelf.take(ticket) else { return };
        match append.purpose {
            Purpose::Save(save) => return effects.push(Effect::Tell(Notice::NotSaved(save, SaveError::Store))),
            Purpose::Forget => self.forgetting = Forgetting::Owed,
            Purpose::Received => {
                self.shelf.drop_received();
                // It stays where it lay, for the next time.
                self.unpacking = false;
                self.windows.put_off(self.latest(now));
            }
        }
        effects.push(Effect::Disconnect);
        effects.push(Effect::Tell(Notice::StoreFailed));
        self.link.lost(false, now, rng, effects);
    }
}

fn is_same_set(a: &[ChangeHash], b: &[ChangeHash]) -> bool {
    let set = |hashes: &[ChangeHash]| hashes.iter().copied().collect::<BTreeSet<_>>();
    set(a) == set(b)
}

fn tell(moved: Moved, effects: &mut Vec<Effect>) {
    if moved != Moved::default() {
        effects.push(Effect::Tell(Notice::Moved(moved)));
    }
}

/// Parts of a `Visible` that have come so far, a space each.
type Parts = BTreeMap<crate::domain::SpaceId, Vec<DocId>>;
