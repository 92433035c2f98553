//! What the device knows: a fold over the records of its log, the same in every tab.
//!
//! Only what is durable is folded, so nothing that is shown can be lost by closing the app. Folding a record twice
//! changes nothing.

use std::collections::{BTreeMap, BTreeSet};

mod document;
mod fold;
mod restore;
mod rows;
mod spent;
mod view;

pub use document::{HeldChange, HeldDocument, Standing};
pub use spent::OldRows;
pub use view::{SpaceView, View};

use super::record::OpKey;
use crate::domain::{Acting, DocId, Document, Epoch, Membership, PersonId, ReadId, SpaceId, Timestamp};
use crate::sync::frame::{ReadFact, Reason};

/// The device's knowledge.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) person: PersonId,
    pub(super) epoch: Option<Epoch>,
    pub(super) clock_offset_ms: i64,
    pub(super) last_exchange: Option<Timestamp>,
    pub(super) docs: BTreeMap<DocId, HeldDocument>,
    /// What access sees of documents that were let go of, without a word of them: something written meanwhile hangs on it.
    let_go: BTreeMap<DocId, Document>,
    /// Of these, what the server refused something of: looked up after each event, so not searched for among all.
    refused: BTreeSet<DocId>,
    pub(super) views: BTreeMap<Acting, View>,
    pub(super) names: BTreeMap<PersonId, String>,
    pub(super) reads: BTreeMap<ReadId, ReadFact>,
    /// Others' records that this person opened on this device.
    pub(super) opened: BTreeSet<DocId>,
    /// Own operations that the server has not answered for good, in the order of the log.
    pub(super) unsent: BTreeMap<(u64, u32), Unsent>,
    pub(super) folded: Folded,
}

/// An own operation on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    /// Which one.
    pub key: OpKey,
    /// What the person acted as.
    pub acting: Acting,
    /// When, by the device's corrected clock.
    pub at: Timestamp,
}

/// What folding records moved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// Documents that came, changed, went, or whose standing changed.
    pub docs: BTreeSet<DocId>,
    /// Whether spaces or memberships changed.
    pub spaces: bool,
    /// Whether what waits, is parked or was exchanged changed.
    pub sync: bool,
}

/// A parked document: what the server will not take, still here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parked {
    /// The document.
    pub doc: DocId,
    /// Why.
    pub reason: Reason,
    /// When the oldest parked change was made.
    pub at: Timestamp,
    /// It is no text: a publication that the server would not take back.
    pub stops: bool,
}

/// Keys that are folded: all up to `upto`, and some beyond it that this tab wrote itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    upto: u64,
    beyond: BTreeSet<u64>,
}

impl Folded {
    pub(super) fn contains(&self, key: u64) -> bool {
        key <= self.upto || self.beyond.contains(&key)
    }

    fn insert_own(&mut self, key: u64) {
        self.beyond.insert(key);
    }

    fn insert_read(&mut self, key: u64) {
        self.upto = self.upto.max(key);
        self.beyond.retain(|beyond| *beyond > key);
    }
}

impl State {
    /// Knowing nothing yet.
    pub fn new(person: PersonId) -> Self {
        Self {
            person,
            epoch: None,
            clock_offset_ms: 0,
            last_exchange: None,
            docs: BTreeMap::new(),
            let_go: BTreeMap::new(),
            refused: BTreeSet::new(),
            views: BTreeMap::new(),
            names: BTreeMap::new(),
            reads: BTreeMap::new(),
            opened: BTreeSet::new(),
            unsent: BTreeMap::new(),
            folded: Folded::default(),
        }
    }

    /// Whether a change is held that the server received after this.
    pub fn heard_after(&self, at: Timestamp) -> bool {
        let received = |held: &HeldDocument| held.changes.iter().any(|change| change.received_at > Some(at));
        self.docs.values().any(received)
    }

    /// How many documents something is held of.
    pub fn how_many(&self) -> usize {
        self.docs.len()
    }

    /// The device's clock, corrected by what the server last said.
    pub fn corrected(&self, now: Timestamp) -> Timestamp {
        now.plus_ms(self.clock_offset_ms)
    }

    /// Key up to which every record was read; others' records begin after it.
    pub fn read_upto(&self) -> u64 {
        self.folded.upto
    }

    /// A document this device holds and that is visible in the role acted in.
    pub fn document(&self, acting: Acting, doc: DocId) -> Option<&HeldDocument> {
        let held = self.docs.get(&doc)?;
        self.view(acting)?.shows(held.document.meta.space, doc).then_some(held)
    }

    /// A document this device holds anything of, whether or not it may be shown: for parked and waiting texts.
    pub fn held(&self, doc: DocId) -> Option<&HeldDocument> {
        self.docs.get(&doc)
    }

    /// Documents visible in the role acted in, by space and id.
    pub fn documents(&self, acting: Acting) -> impl Iterator<Item = &HeldDocument> {
        self.view(acting)
            .into_iter()
            .flat_map(|view| view.spaces.values())
            .flat_map(|space| space.docs.iter())
            .filter_map(|doc| self.docs.get(doc))
            .filter(|held| held.is_whole())
    }

    /// What is reached in the role acted in.
    pub fn view(&self, acting: Acting) -> Option<&View> {
        self.views.get(&acting)
    }

    /// The roles this device has been welcomed in.
    pub fn actings(&self) -> impl Iterator<Item = Acting> {
        self.views.keys().copied()
    }

    /// The name of a person met in some space.
    pub fn name_of(&self, person: PersonId) -> Option<&str> {
        self.names.get(&person).map(String::as_str)
    }

    /// Own memberships in the role acted in.
    pub fn memberships(&self, acting: Acting) -> Vec<Membership> {
        let Some(view) = self.view(acting) else { return Vec::new() };
        view.spaces.values().flat_map(|space| space.memberships_of(self.person)).collect()
    }

    /// Own operations that wait to be sent, in the order they were made.
    pub fn waiting(&self) -> impl Iterator<Item = &Unsent> {
        self.unsent.values()
    }

    /// Documents with something that the server refused for good.
    pub fn parked(&self) -> Vec<Parked> {
        self.refused
            .iter()
            .filter_map(|doc| self.docs.get(doc))
            .filter_map(|held| {
                let mut parked = held.changes.iter().filter_map(|change| match change.standing {
                    Standing::Parked(reason) => Some((change.made_at, reason)),
                    _ => None,
                });
                let doc = held.document.id;
                let Some(first) = parked.next() else {
                    let (reason, at) = held.not_withdrawn()?;
                    return Some(Parked { doc, reason, at, stops: true });
                };
                let (at, reason) = parked.fold(first, |oldest, next| if next.0 < oldest.0 { next } else { oldest });
                Some(Parked { doc, reason, at, stops: false })
            })
            .collect()
    }

    /// Whether this person ever opened that record of another's on this device.
    pub fn has_opened(&self, doc: DocId) -> bool {
        self.opened.contains(&doc)
    }

    /// When the server last answered, by the corrected clock.
    pub fn last_exchange(&self) -> Option<Timestamp> {
        self.last_exchange
    }

    /// The spaces that show a document, for a view model that groups by space.
    pub fn space(&self, acting: Acting, space: SpaceId) -> Option<&SpaceView> {
        self.view(acting)?.spaces.get(&space)
    }
}
