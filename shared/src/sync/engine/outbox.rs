//! What is sent, in the order of the log.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;

use super::Engine;
use super::event::Effect;
use crate::domain::{DocId, SpaceId, Timestamp};
use crate::sync::frame::{ClientFrame, FETCH_MAX, Fetch, NewDocument, OPS_MAX, Op, Page, Push};
use crate::sync::record::OpKey;
use crate::sync::state::{HeldDocument, State, Unsent};

/// Bytes of operations in one Push: below the frame's limit, with room for the envelope.
const PUSH_BYTES_MAX: usize = 192 * 1024;
/// Frames of a first sync that may come before they are asked for.
const PAGE_FRAMES: u8 = 8;

impl State {
    /// Documents with something to send.
    pub fn waiting_documents(&self) -> BTreeSet<DocId> {
        self.unsent.values().filter_map(|unsent| doc_of(unsent.key)).collect()
    }

    /// The document that an operation is about.
    pub(super) fn doc_of(&self, key: OpKey) -> Option<DocId> {
        match key {
            OpKey::Create(doc) | OpKey::Change(doc, _) | OpKey::Withdraw(doc) => Some(doc),
            OpKey::Read(id) => self.reads.get(&id).map(|fact| fact.doc),
        }
    }

    fn op(&self, key: OpKey) -> Option<Op> {
        match key {
            OpKey::Create(doc) => {
                let held = self.docs.get(&doc)?;
                let first = held.creation.as_ref()?;
                let changes = first.iter().filter_map(|hash| bytes_of(held, *hash)).map(ByteVec::from).collect();
                Some(Op::Create(NewDocument { doc, meta: held.document.meta.clone(), changes }))
            }
            OpKey::Change(doc, hash) => Some(Op::Change { doc, bytes: bytes_of(self.docs.get(&doc)?, hash)? }),
            OpKey::Withdraw(doc) => Some(Op::Withdraw { doc }),
            OpKey::Read(id) => Some(Op::Read(self.reads.get(&id)?.clone())),
        }
    }
}

impl Engine {
    /// Sends what the connection has room for.
    pub(super) fn fill_socket(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if !self.link.is_online() {
            return;
        }
        self.link.is_strange &= !self.shelf.is_idle();
        if self.link.is_strange {
            return;
        }
        self.push(now, effects);
        // What is lacking and how far a space is are known only once everything received is folded.
        if self.shelf.is_idle() && !self.errand.is_on() {
            self.fetch(effects);
            self.page(effects);
            self.offer(now, effects);
        }
    }

    fn push(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.link.in_flight.is_some() {
            return;
        }
        let most = self.link.push_bytes(PUSH_BYTES_MAX);
        let (mut ops, mut keys, mut bytes) = (Vec::new(), Vec::new(), 0);
        for unsent in self.state.unsent.values().filter(|unsent| self.is_sendable(unsent)) {
            let Some(op) = self.state.op(unsent.key) else { continue };
            bytes += size_of_op(&op);
            if !ops.is_empty() && (bytes > most || ops.len() == OPS_MAX) {
                break;
            }
            keys.push(unsent.key);
            ops.push(op);
        }
        if ops.is_empty() {
            return;
        }
        self.link.batch = self.link.batch.wrapping_add(1);
        let batch = self.link.batch;
        self.link.in_flight = Some((batch, keys));
        let frame = ClientFrame::Push(Push { batch, ops }).encode();
        self.link.expect_answer(now, frame.len());
        effects.push(Effect::Send(frame));
    }

    /// Whether something of the role that the connection acts as could be sent now or is to be tried again.
    pub(super) fn has_sendable(&self) -> bool {
        let acting = self.acting();
        self.state.unsent.values().any(|unsent| unsent.acting == acting && self.is_sendable(unsent))
    }

    fn is_sendable(&self, unsent: &Unsent) -> bool {
        unsent.acting == self.acting()
            && !self.link.settling.contains(&unsent.key)
            && !self.state.doc_of(unsent.key).is_some_and(|doc| self.is_put_off(doc) || self.is_missing_there(doc))
    }

    /// Whether a restored server may not have the document yet, or what it hangs on: it would refuse for good.
    fn is_missing_there(&self, doc: DocId) -> bool {
        let Some(held) = self.state.docs.get(&doc) else { return false };
        let meta = &held.document.meta;
        let owed = self.state.space(self.acting(), meta.space).is_some_and(|space| space.owes(doc));
        owed && (!held.receipt.log.is_empty() || meta.parent.is_some_and(|parent| self.is_missing_there(parent)))
    }

    /// Whether the document has to wait, or one that it hangs on and that the server does not have yet.
    fn is_put_off(&self, doc: DocId) -> bool {
        let held = self.state.docs.get(&doc).filter(|held| held.creation.is_some());
        self.link.deferred.holds(doc)
            || held.and_then(|held| held.document.meta.parent).is_some_and(|p| self.is_put_off(p))
    }

    fn fetch(&mut self, effects: &mut Vec<Effect>) {
        let Some(view) = self.state.view(self.acting()) else { return };
        let docs: Vec<DocId> = view
            .spaces()
            .flat_map(|space| space.lacking.iter().copied())
            .filter(|doc| !self.link.fetching.contains(doc))
            .take(FETCH_MAX)
            .collect();
        if !docs.is_empty() && self.link.fetching.len() < FETCH_MAX {
            self.link.fetching.extend(docs.iter().copied());
            effects.push(Effect::Send(ClientFrame::Fetch(Fetch { docs }).encode()));
        }
    }

    fn page(&mut self, effects: &mut Vec<Effect>) {
        let Some(view) = self.state.view(self.acting()) else { return };
        let due: Vec<(SpaceId, Option<Vec<u8>>)> = view
            .spaces()
            .filter(|space| space.token.is_none() || space.more)
            .filter(|space| !self.link.pages.contains_key(&space.space.id))
            .map(|space| (space.space.id, space.token.clone()))
            .collect();
        for (space, token) in due {
            self.link.pages.insert(space, PAGE_FRAMES);
            effects.push(Effect::Send(ClientFrame::Page(Page { space, token, frames: PAGE_FRAMES }).encode()));
        }
    }
}

fn doc_of(key: OpKey) -> Option<DocId> {
    match key {
        OpKey::Create(doc) | OpKey::Change(doc, _) | OpKey::Withdraw(doc) => Some(doc),
        OpKey::Read(_) => None,
    }
}

fn bytes_of(held: &HeldDocument, hash: crate::domain::ChangeHash) -> Option<Vec<u8>> {
    held.changes.iter().find(|change| change.hash == hash).map(|change| change.bytes.clone())
}

fn size_of_op(op: &Op) -> usize {
    /// Ids, meta and envelope of one operation.
    const HEAD: usize = 256;
    HEAD + match op {
        Op::Create(new) => new.changes.iter().map(|change| change.len()).sum(),
        Op::Change { bytes, .. } => bytes.len(),
        Op::Withdraw { .. } | Op::Read(_) => 0,
    }
}
