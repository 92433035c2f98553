//! Refusals for good of changes that nothing is wrong with: whatever the reason was, a device keeps the words, parks what
//! builds on them, and goes on with everything else.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::{ChangeHash, DocId};
use samspil_shared::sync::frame::{Op, OpResult, Push, Pushed, Reason};
use samspil_shared::sync::record::OpKey;

use crate::model::key_of;

/// Stands before the server's judgement, and remembers what it said: a refusal is for good, however often it is asked.
pub(crate) struct Refuser {
    /// One operation in so many; 0 is none.
    one_in: u32,
    rng: ChaCha8Rng,
    said: BTreeMap<OpKey, Option<Reason>>,
}

impl Refuser {
    pub(crate) fn new(seed: u64) -> Self {
        Self { one_in: 0, rng: ChaCha8Rng::seed_from_u64(seed ^ 0x0fe0), said: BTreeMap::new() }
    }

    pub(crate) fn set_chance(&mut self, one_in: u32) {
        self.one_in = one_in;
    }

    /// What is refused of a push; the rest is left in it, for the server to judge.
    pub(crate) fn take(&mut self, push: &mut Push) -> Vec<Option<Reason>> {
        let refused: Vec<Option<Reason>> = push.ops.iter().map(|op| self.judge(op)).collect();
        let mut verdicts = refused.iter();
        push.ops.retain(|_| verdicts.next().is_some_and(Option::is_none));
        refused
    }

    fn judge(&mut self, op: &Op) -> Option<Reason> {
        let reasons: &[Reason] = match op {
            Op::Create(_) => &[Reason::NotCreatable, Reason::Grammar],
            Op::Change { .. } => &[Reason::Grammar, Reason::TooLarge, Reason::Unavailable],
            Op::Withdraw { .. } | Op::Read(_) => &[],
        };
        let (one_in, rng) = (self.one_in, &mut self.rng);
        *self.said.entry(key_of(op)).or_insert_with(|| {
            let refuses = one_in > 0 && !reasons.is_empty() && rng.random_ratio(1, one_in);
            refuses.then(|| reasons[rng.random_range(0..reasons.len())])
        })
    }

    /// Whether this document's creation was refused.
    pub(crate) fn refused_creation(&self, doc: DocId) -> bool {
        self.refused(OpKey::Create(doc))
    }

    /// Whether this change was refused.
    pub(crate) fn refused_change(&self, doc: DocId, hash: ChangeHash) -> bool {
        self.refused(OpKey::Change(doc, hash))
    }

    fn refused(&self, key: OpKey) -> bool {
        self.said.get(&key).is_some_and(Option::is_some)
    }

    /// How many operations were refused.
    pub(crate) fn count(&self) -> usize {
        self.said.values().flatten().count()
    }
}

/// The answers in the order of the operations that were asked about.
pub(crate) fn put_together(batch: u32, refused: Vec<Option<Reason>>, judged: Vec<OpResult>) -> Pushed {
    let mut judged = judged.into_iter();
    let result = |reason: Option<Reason>| match reason {
        Some(reason) => OpResult::Never { reason },
        None => judged.next().expect("an answer to each operation"),
    };
    Pushed { batch, results: refused.into_iter().map(result).collect() }
}
