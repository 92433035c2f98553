//! Folding what the server sends: rows, whole documents, and what is visible.

use std::collections::BTreeSet;

use super::document::{HeldDocument, Standing};
use super::{Moved, State};
use crate::doc::genesis_hash;
use crate::domain::{Acting, DocId, DocState, Document, Membership, Role, SpaceId};
use crate::sync::frame::{Item, Items, StoredChange, StoredDocument, Visible};
use crate::sync::record::OpKey;

impl State {
    pub(super) fn received(&mut self, acting: Acting, items: &Items, moved: &mut Moved) {
        for item in &items.items {
            match item {
                Item::New(stored) => self.received_document(acting, stored, moved),
                Item::Changed(change) => {
                    // Until all was offered the receipt is the one of the lost history.
                    let owed = self.owes(acting, items.space, change.doc);
                    let known = self.docs.get_mut(&change.doc).is_some_and(|held| match &change.bytes {
                        Some(bytes) => held
                            .take_stored(
                                &StoredChange {
                                    bytes: bytes.clone(),
                                    by: change.by,
                                    received_at: change.received_at,
                                    late: change.late,
                                },
                                owed,
                            )
                            .is_some(),
                        None => held.confirm(change.hash, change.received_at, owed),
                    });
                    if known
                        && !owed
                        && let Some(held) = self.docs.get_mut(&change.doc)
                    {
                        held.receipt.extend(change.hash, &change.tag);
                    }
                    self.unsent.retain(|_, unsent| unsent.key != OpKey::Change(change.doc, change.hash));
                    moved.docs.insert(change.doc);
                    self.settle(acting, items.space, change.doc, known);
                }
                Item::Withdrawn(doc) => {
                    if let Some(held) = self.docs.get_mut(doc) {
                        held.document.state = held.document.state.max(DocState::Withdrawn);
                        held.withdrawing = false;
                    }
                    self.unsent.retain(|_, unsent| unsent.key != OpKey::Withdraw(*doc));
                    moved.docs.insert(*doc);
                    let was = |m: &Membership, held: &HeldDocument| {
                        m.role == Role::FosterParent || held.document.author == m.person
                    };
                    // What is still to be fetched: whether it may be seen now is the server's word.
                    let keeps = self.docs.get(doc).is_none_or(|held| {
                        self.memberships(acting).iter().any(|m| m.space == items.space && was(m, held))
                    });
                    if !keeps {
                        self.forget(acting, items.space, *doc);
                    }
                }
                Item::Erased(doc) => {
                    if let Some(held) = self.docs.get_mut(doc) {
                        held.document.state = DocState::Erased;
                    }
                    moved.docs.insert(*doc);
                    self.forget(acting, items.space, *doc);
                }
            }
        }
        let mut gone = BTreeSet::new();
        if let Some(view) = self.space_mut(acting, items.space) {
            if let Some(renewed) = &mut view.renewed {
                renewed.extend(items.items.iter().map(Item::doc));
            }
            if let Some(token) = &items.token {
                view.token = Some(token.clone());
                if items.progress.is_some() {
                    view.more = items.more;
                    view.progress = items.progress.filter(|_| items.more);
                }
                if items.progress.is_some() {
                    gone = view.settled();
                }
            }
        }
        self.drop_hidden(acting, items.space, gone, moved);
        moved.sync = true;
    }

    fn received_document(&mut self, acting: Acting, stored: &StoredDocument, moved: &mut Moved) {
        let document = Document {
            id: stored.doc,
            meta: stored.meta.clone(),
            author: stored.author,
            created_at: Some(stored.created_at),
            state: stored.state,
        };
        let owed = self.owes(acting, stored.meta.space, stored.doc);
        let held = self.docs.entry(stored.doc).or_insert_with(|| HeldDocument::new(document.clone()));
        let state = held.document.state.max(document.state);
        held.document = Document { state, ..document };
        if stored.part == 0 {
            held.parts.clear();
        }
        held.parts.insert(stored.part, stored.changes.clone());
        let here = held.parts.len() == usize::from(stored.of);
        if here {
            held.whole = true;
            let mut log = Vec::new();
            for change in std::mem::take(&mut held.parts).into_values().flatten() {
                let taken = held.take_stored(&change, owed);
                held.whole &= taken.is_some();
                log.extend(taken);
            }
            if !owed || held.receipt.log.is_empty() {
                held.receipt.replace(log, &stored.tag, stored.created_at);
            }
            held.creation = None;
            // All that the server has is here: what builds on something else can never be sent.
            held.park_stranded(genesis_hash(stored.meta.kind, stored.meta.schema));
            self.unsent.retain(|_, unsent| unsent.key != OpKey::Create(stored.doc));
            self.drop_parked_from_outbox(stored.doc);
        } else {
            held.whole = false;
        }
        moved.docs.insert(stored.doc);
        self.settle(acting, stored.meta.space, stored.doc, here);
        if here && let Some(view) = self.space_mut(acting, stored.meta.space) {
            // Even if it is not closed: asking again would bring the same.
            view.lacking.remove(&stored.doc);
        }
    }

    /// Notes a document as visible, and as lacking if something of it is missing: Automerge would queue what it cannot
    /// place without saying so.
    fn settle(&mut self, acting: Acting, space: SpaceId, doc: DocId, here: bool) {
        let whole = here
            && self.docs.get_mut(&doc).is_some_and(|held| {
                let meta = &held.document.meta;
                held.whole = held.is_closed(genesis_hash(meta.kind, meta.schema));
                // A row alone does not bring the receipt of the new history.
                held.whole && !held.receipt.outdated
            });
        if let Some(view) = self.space_mut(acting, space) {
            view.docs.insert(doc);
            if whole {
                view.lacking.remove(&doc);
            } else {
                view.lacking.insert(doc);
            }
        }
    }

    pub(super) fn saw(&mut self, acting: Acting, visible: &Visible, moved: &mut Moved) {
        let held: Vec<DocId> =
            self.space(acting, visible.space).map(|v| v.docs.iter().copied().collect()).unwrap_or_default();
        let named: BTreeSet<DocId> = visible.docs.iter().copied().collect();
        let gone: Vec<DocId> =
            held.into_iter().filter(|doc| !named.contains(doc) && !self.owes(acting, visible.space, *doc)).collect();
        self.drop_hidden(acting, visible.space, gone, moved);
        for doc in &visible.docs {
            let whole = self.docs.get(doc).is_some_and(HeldDocument::is_whole);
            self.settle(acting, visible.space, *doc, whole);
            moved.docs.insert(*doc);
        }
        if let Some(view) = self.space_mut(acting, visible.space) {
            view.token.clone_from(&visible.token);
            view.more = false;
            view.progress = None;
            view.renewed = view.renewed.take().filter(|_| view.owed);
        }
    }

    /// Lets go of documents that are no longer visible; own work that is on its way or parked stays.
    pub(super) fn drop_hidden(
        &mut self,
        acting: Acting,
        space: SpaceId,
        gone: impl IntoIterator<Item = DocId>,
        moved: &mut Moved,
    ) {
        for doc in gone {
            if self.docs.get(&doc).is_none_or(|held| !held.holds_own_work()) {
                self.forget(acting, space, doc);
                moved.docs.insert(doc);
            }
        }
    }

    pub(super) fn unavailable(&mut self, acting: Acting, doc: DocId, moved: &mut Moved) {
        let spaces: Vec<SpaceId> = self
            .view(acting)
            .map(|view| view.spaces().filter(|s| s.lacking.contains(&doc)).map(|s| s.space.id).collect())
            .unwrap_or_default();
        for space in spaces {
            let keeps = self.owes(acting, space, doc) || self.docs.get(&doc).is_some_and(HeldDocument::holds_own_work);
            if !keeps {
                self.forget(acting, space, doc);
            } else if let Some(view) = self.space_mut(acting, space) {
                view.lacking.remove(&doc);
            }
        }
        moved.docs.insert(doc);
    }

    /// Takes a document out of a view, and what is stored of it out of memory.
    fn forget(&mut self, acting: Acting, space: SpaceId, doc: DocId) {
        if let Some(view) = self.space_mut(acting, space) {
            view.docs.remove(&doc);
            view.lacking.remove(&doc);
        }
        self.shed(doc);
    }

    /// Lets go of a document's stored changes once no view shows it; own work that is on its way or parked stays.
    pub(super) fn shed(&mut self, doc: DocId) {
        let Some(held) = self.docs.get_mut(&doc) else { return };
        let space = held.document.meta.space;
        if self.views.values().any(|view| view.keeps(space, doc)) {
            return;
        }
        held.changes.retain(|change| change.standing != Standing::Stored);
        held.whole = false;
        if held.changes.is_empty() && !held.withdrawing {
            self.let_go.insert(doc, held.document.clone());
            self.docs.remove(&doc);
        }
    }
}
