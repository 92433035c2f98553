//! The independent model: what people saved on which device, and what the server said to each operation. What must be
//! where follows from the two. Text merges when exactly the sentences that were put in are there without those that were
//! taken out, whoever wrote what when.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use samspil_shared::domain::{Audience, ChangeHash, DocId, Kind, PersonId, SpaceId};
use samspil_shared::sync::engine::LocalOp;
use samspil_shared::sync::frame::{Op, OpResult, Reason};
use samspil_shared::sync::record::OpKey;
use samspil_shared::sync::scan;

use crate::restore::Truth;

/// 6,400 signs that mean nothing elsewhere (Unicode, Private Use Area).
const SIGNS: RangeInclusive<char> = '\u{e000}'..='\u{f8ff}';

/// What a save means, in the model's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Claim {
    /// A new document.
    Created(ModelDoc),
    /// Sentences put in and taken out by one save.
    Wrote { doc: DocId, put: Vec<String>, taken: Vec<String> },
    /// A publication taken back.
    Withdrew { doc: DocId },
}

/// What never changes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModelDoc {
    pub(crate) id: DocId,
    pub(crate) kind: Kind,
    pub(crate) space: SpaceId,
    pub(crate) by: PersonId,
    pub(crate) audience: Audience,
    pub(crate) parent: Option<DocId>,
}

/// A store of a device, from its first record to the day it is emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) device: usize,
    pub(crate) number: u32,
}

/// One save of a person, as its operations.
#[derive(Debug, Clone)]
pub(crate) struct Save {
    pub(crate) life: Life,
    pub(crate) person: PersonId,
    pub(crate) keys: Vec<OpKey>,
    pub(crate) claims: Vec<Claim>,
}

impl Save {
    pub(crate) fn new(life: Life, person: PersonId, ops: &[LocalOp], claims: Vec<Claim>) -> Self {
        let key = |op: &LocalOp| match op {
            LocalOp::Create(new) => Some(OpKey::Create(new.doc)),
            LocalOp::Change { doc, bytes } => Some(OpKey::Change(*doc, hash_of(bytes))),
            LocalOp::Withdraw(doc) => Some(OpKey::Withdraw(*doc)),
            LocalOp::Read(_) | LocalOp::Unpark(_) => None,
        };
        Self { life, person, keys: ops.iter().filter_map(key).collect(), claims }
    }
}

/// A document as it must be in the end.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) doc: ModelDoc,
    pub(crate) sentences: BTreeSet<String>,
    /// It, or what it hangs on, was taken back.
    pub(crate) withdrawn: bool,
}

/// All that became durable somewhere, and all that the server answered.
#[derive(Debug, Default)]
pub(crate) struct Model {
    saves: Vec<Save>,
    sentences: u32,
    /// Every document that anybody ever made, whether or not it came to anything.
    docs: BTreeMap<DocId, ModelDoc>,
    stored: BTreeSet<OpKey>,
    /// Every change that the server said to be stored, and whose it is.
    changes: BTreeMap<DocId, BTreeMap<ChangeHash, PersonId>>,
    /// Who asked the server to store each change, whatever it said.
    pushed: BTreeMap<(DocId, ChangeHash), PersonId>,
    /// What the server had once, and lost.
    lost: BTreeSet<OpKey>,
    apart: KeptApart,
    /// What somebody said to take in, and not to take in. The first word counts, whichever copy of the records there is.
    taken_in: BTreeSet<OpKey>,
    left_out: BTreeSet<OpKey>,
}

/// What is kept apart from the documents, of whom.
pub(crate) type KeptApart = BTreeMap<(DocId, PersonId), BTreeSet<OpKey>>;

impl Model {
    /// A sentence nobody wrote before: a word of one sign and the space before it, which is what the difference of two
    /// texts is told in.
    pub(crate) fn new_sentence(&mut self) -> String {
        self.sentences += 1;
        let sign = char::from_u32(u32::from(*SIGNS.start()) + self.sentences).filter(|sign| SIGNS.contains(sign));
        format!(" {}", sign.expect("fewer sentences than signs"))
    }

    /// Somebody makes a document, which may yet come to nothing.
    pub(crate) fn begun(&mut self, doc: ModelDoc) {
        self.docs.insert(doc.id, doc);
    }

    /// A save is on a device's disk.
    pub(crate) fn durable(&mut self, save: Save) {
        self.saves.push(save);
    }

    /// The server answered an operation.
    pub(crate) fn answered(&mut self, person: PersonId, op: &Op, result: &OpResult) {
        let hashes: Vec<ChangeHash> = match op {
            Op::Create(new) => new.changes.iter().map(|bytes| hash_of(bytes)).collect(),
            Op::Change { bytes, .. } => vec![hash_of(bytes)],
            Op::Withdraw { .. } | Op::Read(_) => vec![],
        };
        self.pushed.extend(hashes.iter().map(|hash| ((op.doc(), *hash), person)));
        match result {
            OpResult::Stored { .. } | OpResult::Exists => {
                self.stored.insert(key_of(op));
                self.changes.entry(op.doc()).or_default().extend(hashes.into_iter().map(|hash| (hash, person)));
            }
            OpResult::Never { reason: Reason::Quarantined } => {
                self.apart.entry((op.doc(), person)).or_default().insert(key_of(op));
            }
            OpResult::Never { .. } | OpResult::Later { .. } => {}
        }
    }

    // ---- a server that was restored, and what is taken in ----

    /// What the server has is what its tables say. Answers what it had before and has no longer, and what is wrong: a
    /// change that nobody asked it to store, or that stands under another's name.
    pub(crate) fn learn(&mut self, truth: &Truth) -> (BTreeSet<OpKey>, Vec<String>) {
        let before = std::mem::take(&mut self.stored);
        let changes =
            truth.docs.iter().flat_map(|(doc, changes)| changes.keys().map(|hash| OpKey::Change(*doc, *hash)));
        self.stored.extend(truth.docs.keys().map(|doc| OpKey::Create(*doc)));
        self.stored.extend(truth.withdrawn.iter().map(|doc| OpKey::Withdraw(*doc)));
        self.stored.extend(changes);
        self.changes.clone_from(&truth.docs);
        let all = truth.docs.iter().flat_map(|(doc, changes)| changes.iter().map(|(hash, by)| ((*doc, *hash), *by)));
        let wrong = all.filter(|(change, by)| self.pushed.get(change) != Some(by));
        let faults = wrong.map(|(change, by)| format!("{change:?} is stored as {by:?}'s")).collect();
        let lost: BTreeSet<OpKey> = before.difference(&self.stored).copied().collect();
        self.lost.extend(&lost);
        (lost, faults)
    }

    /// Whether the server had it once and lost it, whether or not it came back.
    pub(crate) fn was_lost(&self, key: OpKey) -> bool {
        self.lost.contains(&key)
    }

    /// Documents that the server was told to take back.
    pub(crate) fn withdrawn(&self) -> BTreeSet<DocId> {
        self.stored.iter().filter_map(|key| if let OpKey::Withdraw(doc) = key { Some(*doc) } else { None }).collect()
    }

    pub(crate) fn kept_apart(&self) -> &KeptApart {
        &self.apart
    }

    pub(crate) fn keep_apart(&mut self, apart: KeptApart) {
        self.apart = apart;
    }

    /// What is to be asked of what this person wanted with the document: neither decided before, nor there already.
    pub(crate) fn undecided(&self, whose: (DocId, PersonId)) -> BTreeSet<OpKey> {
        let is_open =
            |key: &&OpKey| !self.taken_in.contains(key) && !self.left_out.contains(key) && !self.is_stored(**key);
        self.apart.get(&whose).into_iter().flatten().filter(is_open).copied().collect()
    }

    /// Somebody said what becomes of these.
    pub(crate) fn settle(&mut self, whose: (DocId, PersonId), keys: &BTreeSet<OpKey>, take: bool) {
        self.apart.remove(&whose);
        if take { self.taken_in.extend(keys) } else { self.left_out.extend(keys) }
    }

    /// What was left out and is there all the same.
    pub(crate) fn taken_against_their_word(&self) -> Vec<String> {
        let there = self.left_out.iter().filter(|key| self.is_stored(**key));
        there.map(|key| format!("{key:?} was left out, and is stored")).collect()
    }

    /// What never changes of a document that somebody made.
    pub(crate) fn doc(&self, doc: DocId) -> Option<&ModelDoc> {
        self.docs.get(&doc)
    }

    /// Whether the server said that it has this.
    pub(crate) fn is_stored(&self, key: OpKey) -> bool {
        self.stored.contains(&key)
    }

    /// Whether it, or what it hangs on, was taken back on the server.
    pub(crate) fn is_withdrawn(&self, doc: &ModelDoc) -> bool {
        [Some(doc.id), doc.parent].into_iter().flatten().any(|doc| self.is_stored(OpKey::Withdraw(doc)))
    }

    /// The changes of a document that the server has, and whose they are.
    pub(crate) fn changes(&self, doc: DocId) -> BTreeMap<ChangeHash, PersonId> {
        self.changes.get(&doc).cloned().unwrap_or_default()
    }

    /// Every document that the server has, as it must be.
    pub(crate) fn contents(&self) -> BTreeMap<DocId, Content> {
        let (mut put, mut taken) = (BTreeSet::new(), BTreeSet::new());
        let stored = self.saves.iter().filter(|save| save.keys.iter().all(|key| self.is_stored(*key)));
        for claim in stored.flat_map(|save| &save.claims) {
            if let Claim::Wrote { doc, put: more, taken: less } = claim {
                put.extend(more.iter().map(|sentence| (*doc, sentence.clone())));
                taken.extend(less.iter().map(|sentence| (*doc, sentence.clone())));
            }
        }
        let here = self.docs.values().filter(|doc| self.is_stored(OpKey::Create(doc.id)));
        let content = |doc: &ModelDoc| {
            let left = put.difference(&taken).filter(|(of, _)| *of == doc.id).map(|(_, sentence)| sentence.clone());
            Content { doc: doc.clone(), sentences: left.collect(), withdrawn: self.is_withdrawn(doc) }
        };
        here.map(|doc| (doc.id, content(doc))).collect()
    }

    /// Every save that became durable.
    pub(crate) fn saves(&self) -> &[Save] {
        &self.saves
    }
}

/// Which operation it is.
pub(crate) fn key_of(op: &Op) -> OpKey {
    match op {
        Op::Create(new) => OpKey::Create(new.doc),
        Op::Change { doc, bytes } => OpKey::Change(*doc, hash_of(bytes)),
        Op::Withdraw { doc } => OpKey::Withdraw(*doc),
        Op::Read(fact) => OpKey::Read(fact.id),
    }
}

/// The hash of a change.
pub(crate) fn hash_of(bytes: &[u8]) -> ChangeHash {
    scan::peek(bytes).expect("the engine makes changes").hash
}

/// The sentences in a text; one that stands there twice is told apart. Neither spaces nor what makes a text long are part of
/// what is compared: where two people took out and put in at one place, two words may come to stand together.
pub(crate) fn sentences_in(text: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for sentence in text.chars().filter(|sign| SIGNS.contains(sign)).map(|sign| format!(" {sign}")) {
        if !seen.insert(sentence.clone()) {
            seen.insert(format!("{sentence} twice"));
        }
    }
    seen
}

/// The words of a text, each with the space before it. Words that came to stand together are one: whoever rewrote them as
/// two while somebody else does would have them twice.
pub(crate) fn in_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_inside = true;
    for sign in text.chars() {
        if words.is_empty() || sign.is_whitespace() && is_inside {
            words.push(String::new());
        }
        is_inside = !sign.is_whitespace();
        words.last_mut().expect("one was begun").push(sign);
    }
    words
}
