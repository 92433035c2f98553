//! A document as the device holds it.

use std::collections::{BTreeMap, BTreeSet};

use crate::doc::{self, DocError, Origin, Provenance};
use crate::domain::{ChangeHash, DocState, Document, PersonId, Timestamp};
use crate::sync::frame::{Reason, StoredChange};
use crate::sync::scan;

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// On the server's disk.
    Stored,
    /// Made here, on its way.
    Unsent,
    /// Made here, refused for good: not part of the document, but kept.
    Parked(Reason),
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldChange {
    /// Its hash.
    pub hash: ChangeHash,
    /// The changes it builds on.
    pub deps: Vec<ChangeHash>,
    /// One uncompressed Automerge change chunk.
    pub bytes: Vec<u8>,
    /// Who made it: as the server says, or oneself.
    pub by: PersonId,
    /// When it was made, as its author's device says.
    pub made_at: Timestamp,
    /// When the server received it.
    pub received_at: Option<Timestamp>,
    /// It was made inside a window that had closed when it arrived.
    pub late: bool,
    /// Where it stands.
    pub standing: Standing,
}

/// What the server confirmed of a document: with it any device can bring the document back to a server that lost it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::sync) struct Receipt {
    /// Changes in the order of the server's log.
    pub(in crate::sync) log: Vec<ChangeHash>,
    /// The server's tag over exactly these.
    pub(in crate::sync) tag: Vec<u8>,
    /// When the document was created, as the tag has it.
    pub(in crate::sync) created_at: Option<Timestamp>,
    /// It is of a history that the server has lost, and stands until the new one's comes with the whole document.
    pub(super) outdated: bool,
}

impl Receipt {
    /// The next change of the log came, with the tag that covers it. Another history is never continued.
    pub(super) fn extend(&mut self, hash: ChangeHash, tag: &[u8]) {
        if !self.outdated && !self.log.contains(&hash) {
            self.log.push(hash);
            self.tag = tag.to_vec();
        }
    }

    /// The whole log came.
    pub(super) fn replace(&mut self, log: Vec<ChangeHash>, tag: &[u8], created_at: Timestamp) {
        *self = Self { log, tag: tag.to_vec(), created_at: Some(created_at), outdated: false };
    }
}

/// A document as the device holds it.
#[derive(Debug, Clone)]
pub struct HeldDocument {
    /// What access sees of it.
    pub document: Document,
    /// Its changes in the order they came, the genesis left out.
    pub changes: Vec<HeldChange>,
    /// What the server last confirmed of it.
    pub(in crate::sync) receipt: Receipt,
    /// Own first changes, while the creation is unanswered.
    pub(in crate::sync) creation: Option<Vec<ChangeHash>>,
    /// Parts of a large document that have come so far.
    pub(super) parts: BTreeMap<u16, Vec<StoredChange>>,
    /// Whether its changes are all here.
    pub(super) whole: bool,
    /// Own withdrawal, not yet answered.
    pub(super) withdrawing: bool,
    /// The server would not take it back: why, and when that was said.
    pub(super) not_withdrawn: Option<(Reason, Timestamp)>,
    /// Counts up whenever own changes leave the document's history: a new actor must be drawn.
    pub(super) generation: u32,
}

impl HeldDocument {
    pub(super) fn new(document: Document) -> Self {
        Self {
            document,
            changes: Vec::new(),
            receipt: Receipt::default(),
            creation: None,
            parts: BTreeMap::new(),
            whole: true,
            withdrawing: false,
            not_withdrawn: None,
            generation: 0,
        }
    }

    /// Whether all its changes are here, so that it can be shown.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Changes that make up the document: stored and waiting ones, without what is parked and what builds on that.
    pub fn current(&self) -> impl Iterator<Item = &HeldChange> {
        let refused: BTreeSet<ChangeHash> = self.parked().map(|change| change.hash).collect();
        let without = self.with_successors(refused);
        self.changes.iter().filter(move |change| !without.contains(&change.hash))
    }

    /// These changes, and all own ones on their way that build on them.
    fn with_successors(&self, mut chain: BTreeSet<ChangeHash>) -> BTreeSet<ChangeHash> {
        while !chain.is_empty() {
            let more: Vec<_> = self
                .changes
                .iter()
                .filter(|change| change.standing == Standing::Unsent && !chain.contains(&change.hash))
                .filter(|change| change.deps.iter().any(|dep| chain.contains(dep)))
                .map(|change| change.hash)
                .collect();
            if more.is_empty() {
                break;
            }
            chain.extend(more);
        }
        chain
    }

    /// The document that its changes make.
    ///
    /// # Errors
    /// [`DocError`] if the device's store holds what never was a document, or misses something of it.
    pub fn materialise(&self) -> Result<automerge::Automerge, DocError> {
        let meta = &self.document.meta;
        doc::materialise(meta.kind, meta.schema, self.current().map(|change| change.bytes.as_slice()))
    }

    /// Who made each change.
    pub fn provenance(&self) -> Provenance {
        let origin = |change: &HeldChange| Origin { by: change.by, received_at: change.received_at };
        self.changes.iter().map(|change| (change.hash, origin(change))).collect()
    }

    /// Changes that were refused for good.
    pub fn parked(&self) -> impl Iterator<Item = &HeldChange> {
        self.changes.iter().filter(|change| matches!(change.standing, Standing::Parked(_)))
    }

    /// Whether the server refused something of it for good.
    pub(super) fn is_refused(&self) -> bool {
        self.not_withdrawn.is_some() || self.parked().next().is_some()
    }

    /// Whether the receipt covers everything that is stored of it.
    pub(super) fn is_receipted(&self) -> bool {
        let log: BTreeSet<ChangeHash> = self.receipt.log.iter().copied().collect();
        let stored = self.changes.iter().filter(|change| change.standing == Standing::Stored);
        stored.map(|change| change.hash).collect::<BTreeSet<_>>() == log
    }

    /// Whether something of it waits to be sent.
    pub fn is_waiting(&self) -> bool {
        self.withdrawing || self.changes.iter().any(|change| change.standing == Standing::Unsent)
    }

    /// Whether own work in it would be lost with it.
    pub(in crate::sync) fn holds_own_work(&self) -> bool {
        self.withdrawing
            || self.not_withdrawn.is_some()
            || self.changes.iter().any(|change| change.standing != Standing::Stored)
    }

    /// What happened to it, an own withdrawal that is on its way included.
    pub fn state(&self) -> DocState {
        if self.withdrawing { self.document.state.max(DocState::Withdrawn) } else { self.document.state }
    }

    /// See the field.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The changes that nothing in the document builds on.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let built_on: BTreeSet<_> = self.current().flat_map(|change| change.deps.iter().copied()).collect();
        let mut heads: Vec<_> = self.current().map(|change| change.hash).filter(|h| !built_on.contains(h)).collect();
        heads.sort_unstable();
        heads
    }

    pub(super) fn change_mut(&mut self, hash: ChangeHash) -> Option<&mut HeldChange> {
        self.changes.iter_mut().find(|change| change.hash == hash)
    }

    /// Takes a change that the server holds; an own one that waited is thereby stored. While the document is `owed` to a
    /// restored server, what the receipt says of its changes stands: it holds for nothing else. The change's hash, or
    /// `None` if the bytes are no change.
    pub(super) fn take_stored(&mut self, stored: &StoredChange, owed: bool) -> Option<ChangeHash> {
        let scanned = scan::peek(&stored.bytes).ok()?;
        let receipted = owed && self.receipt.log.contains(&scanned.hash);
        if let Some(known) = self.change_mut(scanned.hash) {
            if !receipted {
                known.by = stored.by;
                known.received_at = Some(stored.received_at);
                known.late = stored.late;
            }
            known.standing = Standing::Stored;
        } else {
            self.changes.push(HeldChange {
                hash: scanned.hash,
                deps: scanned.deps,
                bytes: stored.bytes.clone(),
                by: stored.by,
                made_at: scanned.made_at,
                received_at: Some(stored.received_at),
                late: stored.late,
                standing: Standing::Stored,
            });
        }
        Some(scanned.hash)
    }

    /// The server has a change that is here already. Whether it is.
    pub(super) fn confirm(&mut self, hash: ChangeHash, received_at: Timestamp, owed: bool) -> bool {
        let receipted = owed && self.receipt.log.contains(&hash);
        self.change_mut(hash).is_some_and(|own| {
            own.standing = Standing::Stored;
            if !receipted {
                own.received_at = Some(received_at);
            }
            true
        })
    }

    /// Whether every dependency of the document's changes is among them or is the kind's genesis.
    pub(super) fn is_closed(&self, genesis: Option<ChangeHash>) -> bool {
        let known: BTreeSet<_> = self.current().map(|change| change.hash).chain(genesis).collect();
        self.current().flat_map(|change| change.deps.iter()).all(|dep| known.contains(dep))
    }

    /// Own changes that the server said to have, but whose row never came: after it was restored nobody can tell whether
    /// it has them. They are on their way again. The creation is among them if nothing of the document was confirmed.
    pub(super) fn revive(&mut self, person: PersonId, confirmed: bool) -> Vec<ChangeHash> {
        let log: BTreeSet<ChangeHash> =
            if confirmed { self.receipt.log.iter().copied().collect() } else { BTreeSet::new() };
        let mut revived = Vec::new();
        for change in
            self.changes.iter_mut().filter(|change| change.by == person && change.standing == Standing::Stored)
        {
            if !log.contains(&change.hash) {
                change.standing = Standing::Unsent;
                change.received_at = None;
                revived.push(change.hash);
            }
        }
        revived
    }

    /// Parks own changes that build on what is not there.
    pub(super) fn park_stranded(&mut self, genesis: Option<ChangeHash>) {
        let known: BTreeSet<_> = self.current().map(|change| change.hash).chain(genesis).collect();
        let stranded: Vec<ChangeHash> = self
            .changes
            .iter()
            .filter(|change| change.standing == Standing::Unsent)
            .filter(|change| change.deps.iter().any(|dep| !known.contains(dep)))
            .map(|change| change.hash)
            .collect();
        if !stranded.is_empty() {
            self.park(&stranded, Reason::MissingDependency);
        }
    }

    /// Why and when the server refused to take the publication back.
    pub fn not_withdrawn(&self) -> Option<(Reason, Timestamp)> {
        self.not_withdrawn
    }

    /// Parks these own changes and all own ones that build on them: Automerge cannot take a change back, and what builds
    /// on a refused change would be refused as well. What builds on one that is kept apart is sent: it is kept with it.
    pub(super) fn park(&mut self, refused: &[ChangeHash], reason: Reason) {
        let refused: BTreeSet<ChangeHash> = refused.iter().copied().collect();
        let chain = if reason == Reason::Quarantined { refused } else { self.with_successors(refused) };
        for change in &mut self.changes {
            if change.standing == Standing::Unsent && chain.contains(&change.hash) {
                change.standing = Standing::Parked(reason);
            }
        }
        self.generation += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_of_a_lost_history_is_continued_by_nothing_until_the_new_one_comes_whole() {
        let [a, b, c] = [1, 2, 3].map(|n| ChangeHash::from_bytes([n; 32]));
        let mut receipt = Receipt::default();
        receipt.replace(vec![a], &[1; 16], Timestamp::from_ms(1));
        receipt.extend(b, &[2; 16]);
        receipt.outdated = true;
        receipt.extend(c, &[9; 16]);
        assert_eq!((receipt.log.clone(), receipt.tag.clone()), (vec![a, b], vec![2; 16]), "it holds for these alone");
        receipt.replace(vec![a, c, b], &[3; 16], Timestamp::from_ms(1));
        receipt.extend(ChangeHash::from_bytes([4; 32]), &[4; 16]);
        assert_eq!((receipt.log.len(), receipt.tag), (4, vec![4; 16]));
    }
}
