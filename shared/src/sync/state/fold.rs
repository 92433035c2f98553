//! Folding one record after the other.

use super::document::{HeldChange, HeldDocument, Standing};
use super::view::SpaceView;
use super::{Moved, State, Unsent};
use crate::domain::{Acting, ChangeHash, DocId, DocState, Document, PersonId, SpaceId, Timestamp};
use crate::sync::frame::{NewDocument, Reason, Space};
use crate::sync::record::{Answer, Entry, OpKey};
use crate::sync::scan;

impl State {
    /// Folds a record that this tab wrote and that is now durable under `key`.
    pub(in crate::sync) fn fold_own(&mut self, key: u64, entry: &Entry, moved: &mut Moved) {
        if !self.folded.contains(key) {
            self.take_in(key, entry, moved);
            self.folded.insert_own(key);
        }
    }

    /// Folds a record that was read from the log, in the order of the keys.
    pub(in crate::sync) fn fold_read(&mut self, key: u64, entry: &Entry, moved: &mut Moved) {
        if !self.folded.contains(key) {
            self.take_in(key, entry, moved);
        }
        self.folded.insert_read(key);
    }

    fn take_in(&mut self, key: u64, entry: &Entry, moved: &mut Moved) {
        let mut here = Moved::default();
        self.apply(key, entry, &mut here);
        for doc in &here.docs {
            if self.docs.get(doc).is_some_and(HeldDocument::is_refused) {
                self.refused.insert(*doc);
            } else {
                self.refused.remove(doc);
            }
        }
        moved.docs.extend(here.docs);
        moved.spaces |= here.spaces;
        moved.sync |= here.sync;
    }

    fn apply(&mut self, key: u64, entry: &Entry, moved: &mut Moved) {
        match entry {
            Entry::Created { new, at, acting } => self.created(key, new, *at, *acting, moved),
            Entry::Changed { doc, bytes, at, acting } => self.changed(key, *doc, bytes, *at, *acting, moved),
            Entry::Withdrew { doc, at, acting } => {
                if let Some(held) = self.docs.get_mut(doc) {
                    held.withdrawing = true;
                    held.not_withdrawn = None;
                    self.unsent.insert((key, 0), Unsent { key: OpKey::Withdraw(*doc), acting: *acting, at: *at });
                    moved.docs.insert(*doc);
                    moved.sync = true;
                }
            }
            Entry::Read { fact, acting } => {
                self.reads.insert(fact.id, fact.clone());
                self.opened.insert(fact.doc);
                let op = Unsent { key: OpKey::Read(fact.id), acting: *acting, at: fact.device_time };
                self.unsent.insert((key, 0), op);
            }
            Entry::Answered { answers, at } => {
                for (op, answer) in answers {
                    self.answered(*op, *answer, *at, moved);
                }
                self.last_exchange = Some(*at);
                moved.sync = true;
            }
            Entry::Received { acting, items } => self.received(*acting, items, moved),
            Entry::Welcomed { acting, epoch, clock_offset_ms, spaces, at } => {
                if self.epoch.is_some_and(|known| known != *epoch) {
                    self.restored(key, *acting, moved);
                }
                self.epoch = Some(*epoch);
                self.clock_offset_ms = *clock_offset_ms;
                self.last_exchange = Some(*at);
                self.welcomed(*acting, spaces, moved);
            }
            Entry::Joined { acting, space } => self.joined(*acting, space, moved),
            Entry::Left { acting, space } => self.left(*acting, *space, moved),
            Entry::View { acting, visible } => self.saw(*acting, visible, moved),
            Entry::Unavailable { acting, doc } => self.unavailable(*acting, *doc, moved),
            Entry::Forgot { acting, space } => {
                if let Some(view) = self.space_mut(*acting, *space) {
                    view.forget_cursor();
                }
            }
            Entry::Offered { acting, space, kept, refused, put_off } => {
                self.offered(key, (*acting, *space), [kept, refused, put_off], moved);
            }
            Entry::Unparked { doc } => {
                if let Some(held) = self.docs.get_mut(doc) {
                    held.changes.retain(|change| !matches!(change.standing, Standing::Parked(_)));
                    held.not_withdrawn = None;
                    moved.docs.insert(*doc);
                    moved.sync = true;
                }
            }
        }
    }

    /// Whether the space is to be offered to a restored server yet.
    fn is_owed(&self, acting: Acting, space: SpaceId) -> bool {
        self.space(acting, space).is_some_and(|view| view.owed)
    }

    /// Whether the document is.
    pub(super) fn owes(&self, acting: Acting, space: SpaceId, doc: DocId) -> bool {
        self.space(acting, space).is_some_and(|view| view.owes(doc))
    }

    pub(super) fn space_mut(&mut self, acting: Acting, space: SpaceId) -> Option<&mut SpaceView> {
        self.views.get_mut(&acting)?.spaces.get_mut(&space)
    }

    fn created(&mut self, key: u64, new: &NewDocument, at: Timestamp, acting: Acting, moved: &mut Moved) {
        let document = Document {
            id: new.doc,
            meta: new.meta.clone(),
            author: self.person,
            created_at: None,
            state: DocState::Live,
        };
        let person = self.person;
        let held = self.docs.entry(new.doc).or_insert_with(|| HeldDocument::new(document));
        let hashes: Vec<ChangeHash> =
            new.changes.iter().filter_map(|bytes| take_own(held, person, bytes, at)).collect();
        held.creation = Some(hashes);
        self.unsent.insert((key, 0), Unsent { key: OpKey::Create(new.doc), acting, at });
        if let Some((parent, reason)) = new.meta.parent.and_then(|parent| Some((parent, self.refused_whole(parent)?))) {
            self.park_children(parent, reason, moved);
        }
        if let Some(view) = self.space_mut(acting, new.meta.space) {
            view.docs.insert(new.doc);
        }
        moved.docs.insert(new.doc);
        moved.sync = true;
    }

    fn changed(&mut self, key: u64, doc: DocId, bytes: &[u8], at: Timestamp, acting: Acting, moved: &mut Moved) {
        let person = self.person;
        if let Some(document) = self.let_go.get(&doc).filter(|_| !self.docs.contains_key(&doc)) {
            // It was written while the document was let go of, in another tab or while that was being noted.
            let bare = HeldDocument { whole: false, ..HeldDocument::new(document.clone()) };
            self.docs.insert(doc, bare);
        }
        let Some(held) = self.docs.get_mut(&doc) else { return };
        if let Some(hash) = take_own(held, person, bytes, at) {
            // What it builds on may have been refused in another tab meanwhile.
            let apart = Standing::Parked(Reason::Quarantined);
            let parked: Vec<(ChangeHash, Standing)> = held
                .parked()
                .map(|change| (change.hash, change.standing))
                .filter(|(_, standing)| *standing != apart)
                .collect();
            if let Some((_, Standing::Parked(reason))) = parked.first() {
                held.park(&parked.iter().map(|(hash, _)| *hash).collect::<Vec<_>>(), *reason);
            }
            if held.change_mut(hash).is_some_and(|change| change.standing == Standing::Unsent) {
                self.unsent.insert((key, 0), Unsent { key: OpKey::Change(doc, hash), acting, at });
            }
        }
        moved.docs.insert(doc);
        moved.sync = true;
    }

    fn answered(&mut self, op: OpKey, answer: Answer, at: Timestamp, moved: &mut Moved) {
        self.unsent.retain(|_, unsent| unsent.key != op);
        if let OpKey::Read(id) = op {
            self.reads.remove(&id);
            return;
        }
        let (OpKey::Create(doc) | OpKey::Change(doc, _) | OpKey::Withdraw(doc)) = op else { return };
        let Some(held) = self.docs.get_mut(&doc) else { return };
        moved.docs.insert(doc);
        let hashes = match op {
            OpKey::Create(_) => held.creation.take().unwrap_or_default(),
            OpKey::Change(_, hash) => vec![hash],
            _ => Vec::new(),
        };
        match answer {
            Answer::Stored { received_at, created_at } => {
                for change in held.changes.iter_mut().filter(|change| hashes.contains(&change.hash)) {
                    change.standing = Standing::Stored;
                    change.received_at = Some(received_at);
                }
                held.document.created_at = held.document.created_at.or(created_at);
                if matches!(op, OpKey::Withdraw(_)) {
                    held.withdrawing = false;
                    held.document.state = held.document.state.max(DocState::Withdrawn);
                }
                // It was on its way when its space was left: now that it is there, nothing of it stays here.
                self.shed(doc);
            }
            Answer::Exists => {
                held.changes.retain(|change| !hashes.contains(&change.hash));
                held.whole = false;
                let space = held.document.meta.space;
                for view in self.views.values_mut().filter_map(|view| view.spaces.get_mut(&space)) {
                    view.lacking.insert(doc);
                }
            }
            Answer::Refused { reason } if matches!(op, OpKey::Withdraw(_)) => {
                held.withdrawing = false;
                held.not_withdrawn = Some((reason, at));
            }
            Answer::Refused { reason } => {
                held.park(&hashes, reason);
                self.drop_parked_from_outbox(doc);
                // What hangs on something that is kept apart is kept with it.
                if matches!(op, OpKey::Create(_)) && reason != Reason::Quarantined {
                    self.park_children(doc, reason, moved);
                }
            }
        }
    }

    /// Why nothing of the document came to be on the server, if it was refused for good and is not kept apart there.
    fn refused_whole(&self, doc: DocId) -> Option<Reason> {
        let held = self.docs.get(&doc).filter(|held| held.current().next().is_none())?;
        let reason = held
            .parked()
            .find_map(|change| if let Standing::Parked(reason) = change.standing { Some(reason) } else { None });
        reason.filter(|reason| *reason != Reason::Quarantined)
    }

    /// What hangs on a document that was refused cannot be stored either.
    fn park_children(&mut self, parent: DocId, reason: Reason, moved: &mut Moved) {
        let children: Vec<DocId> = self
            .docs
            .values()
            .filter(|held| held.document.meta.parent == Some(parent) && held.creation.is_some())
            .map(|held| held.document.id)
            .collect();
        for child in children {
            if let Some(held) = self.docs.get_mut(&child) {
                let hashes = held.creation.take().unwrap_or_default();
                held.park(&hashes, reason);
                moved.docs.insert(child);
            }
            self.unsent.retain(|_, unsent| unsent.key != OpKey::Create(child));
            self.drop_parked_from_outbox(child);
            self.park_children(child, reason, moved);
        }
    }

    pub(super) fn drop_parked_from_outbox(&mut self, doc: DocId) {
        let Some(held) = self.docs.get(&doc) else { return };
        let waits = |hash| held.changes.iter().any(|change| change.hash == hash && change.standing == Standing::Unsent);
        self.unsent.retain(|_, unsent| !matches!(unsent.key, OpKey::Change(of, hash) if of == doc && !waits(hash)));
    }

    fn welcomed(&mut self, acting: Acting, spaces: &[Space], moved: &mut Moved) {
        let gone: Vec<SpaceId> = self
            .view(acting)
            .map(|view| view.spaces.keys().copied().filter(|id| !spaces.iter().any(|s| s.id == *id)).collect())
            .unwrap_or_default();
        self.views.entry(acting).or_default();
        for space in gone {
            if self.is_owed(acting, space) {
                self.views.entry(acting).or_default().lose(space);
            } else {
                self.left(acting, space, moved);
            }
        }
        for space in spaces {
            self.joined(acting, space, moved);
        }
        moved.spaces = true;
        moved.sync = true;
    }

    fn joined(&mut self, acting: Acting, space: &Space, moved: &mut Moved) {
        for member in &space.members {
            self.names.insert(member.person, member.name.clone());
        }
        let view = self.views.entry(acting).or_default();
        let known = view.lost.remove(&space.id);
        view.spaces.entry(space.id).or_insert_with(|| known.unwrap_or_else(|| SpaceView::new(space.clone()))).space =
            space.clone();
        moved.spaces = true;
    }

    fn left(&mut self, acting: Acting, space: SpaceId, moved: &mut Moved) {
        let Some(view) = self.views.get_mut(&acting).and_then(|view| view.spaces.remove(&space)) else { return };
        for doc in view.docs {
            self.shed(doc);
            moved.docs.insert(doc);
        }
        moved.spaces = true;
    }
}

/// Takes an own change; its hash, or `None` if the bytes are no change (they are kept in the log all the same).
fn take_own(held: &mut HeldDocument, person: PersonId, bytes: &[u8], at: Timestamp) -> Option<ChangeHash> {
    let scanned = scan::peek(bytes).ok()?;
    if held.change_mut(scanned.hash).is_none() {
        held.changes.push(HeldChange {
            hash: scanned.hash,
            deps: scanned.deps,
            bytes: bytes.to_vec(),
            by: person,
            made_at: at,
            received_at: None,
            late: false,
            standing: Standing::Unsent,
        });
    }
    Some(scanned.hash)
}
