//! Which documents are run through Automerge next. On the web a panic ends the app, so each batch is made known outside of
//! the app's memory before it is run; what is known still when the app starts again did not end well, and is halved until
//! the one document is found that ends the app. That one is set aside, and everything else works (04 "Client engine").

use std::collections::{BTreeSet, VecDeque};

use minicbor::{Decode, Encode};
use samspil_shared::doc::digest_of_hashes;
use samspil_shared::domain::DocId;
use samspil_shared::sync::state::HeldDocument;

use crate::app::msg::Suspects;

/// Times that a document alone must have ended the app: once may have been a battery.
const TRIES: u8 = 2;

/// A document that ends the app, as this device remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SetAside {
    /// Which.
    #[n(0)]
    pub doc: DocId,
    /// Its changes then; with others it may do.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub version: [u8; 32],
    /// Build number of the app that it ended; another one may do.
    #[n(2)]
    pub app: u32,
}

/// The batches.
#[derive(Debug, Default)]
pub(super) struct Applying {
    /// To be run in the next turn.
    next: Suspects,
    /// What ended the app, halved, to be tried before anything else.
    suspects: VecDeque<Suspects>,
    aside: BTreeSet<DocId>,
}

/// All the changes that a document has.
pub(in crate::app) fn version_of(held: &HeldDocument) -> [u8; 32] {
    digest_of_hashes(held.changes.iter().map(|change| change.hash))
}

impl Applying {
    /// Takes what was being run when the app ended. Answers the documents that are found guilty.
    pub(super) fn ended_at(&mut self, batches: Vec<Suspects>) -> Vec<DocId> {
        let mut guilty = Vec::new();
        for Suspects { mut docs, tries } in batches {
            match docs[..] {
                [] => {}
                [one] if tries >= TRIES => guilty.push(one),
                [_] => self.suspects.push_back(Suspects { docs, tries: tries.saturating_add(1) }),
                _ => {
                    let half = docs.split_off(docs.len() / 2);
                    self.suspects.extend([docs, half].map(|docs| Suspects { docs, tries: 1 }));
                }
            }
        }
        self.aside.extend(&guilty);
        guilty
    }

    /// Documents known to end the app.
    pub(super) fn set_aside(&mut self, docs: impl IntoIterator<Item = DocId>) {
        self.aside.extend(docs);
    }

    pub(super) fn is_aside(&self, doc: DocId) -> bool {
        self.aside.contains(&doc)
    }

    pub(super) fn aside(&self) -> usize {
        self.aside.len()
    }

    /// The batch that is made known.
    pub(super) fn next(&self) -> &Suspects {
        &self.next
    }

    /// The batch to run: it was made known in an earlier turn.
    pub(super) fn take(&mut self) -> Vec<DocId> {
        std::mem::take(&mut self.next).docs
    }

    /// The batch for the next turn: suspects first, on their own.
    pub(super) fn plan(&mut self, others: impl FnOnce() -> Vec<DocId>) {
        self.next = self.suspects.pop_front().unwrap_or_else(|| Suspects { docs: others(), tries: 1 });
        self.next.docs.retain(|doc| !self.aside.contains(doc));
    }

    /// The role changed: what was to be read is another's.
    pub(super) fn restart(self) -> Self {
        Self { next: Suspects::default(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    /// Runs until nothing is left; ends at a batch with the poison in it, as the app would.
    fn run(mut applying: Applying, mut queue: Vec<DocId>, poison: DocId) -> (Option<Suspects>, BTreeSet<DocId>) {
        let mut read = BTreeSet::new();
        loop {
            applying.plan(|| queue.drain(..queue.len().min(12)).collect());
            let next = applying.next().clone();
            if next.docs.contains(&poison) {
                return (Some(next), read);
            }
            if next.docs.is_empty() && queue.is_empty() && applying.suspects.is_empty() {
                return (None, read);
            }
            read.extend(applying.take());
        }
    }

    #[test]
    fn the_one_that_ends_the_app_is_found_and_all_others_are_read() {
        for poison in [0, 1, 7, 12, 29].map(doc) {
            let queue: Vec<DocId> = (0..30).map(doc).collect();
            let (mut left, mut aside, mut ends) = (None, Vec::new(), 0);
            loop {
                let mut applying = Applying::default();
                applying.set_aside(aside.iter().copied());
                aside.extend(applying.ended_at(left.into_iter().collect()));
                let (ended, read) = run(applying, queue.clone(), poison);
                left = ended;
                if left.is_none() {
                    assert_eq!(read.len(), 29);
                    break;
                }
                ends += 1;
                assert!(ends <= 7, "it is not found");
            }
            assert_eq!(aside, [poison]);
        }
    }

    #[test]
    fn a_battery_that_dies_once_accuses_nobody() {
        let mut applying = Applying::default();
        assert_eq!(applying.ended_at(vec![Suspects { docs: vec![doc(1)], tries: 1 }]), []);
        applying.plan(Vec::new);
        assert_eq!(applying.next(), &Suspects { docs: vec![doc(1)], tries: 2 });
        assert_eq!(applying.ended_at(vec![Suspects { docs: vec![doc(1)], tries: 2 }]), [doc(1)]);
        assert!(applying.is_aside(doc(1)));
    }
}
