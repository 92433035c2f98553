//! The independent model: per document, the sentences that were put in and those that were taken out. Text merges when
//! exactly the former without the latter is left, whoever wrote what when.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{Audience, DocId, Kind, PersonId, SpaceId};

/// The first of 6,400 signs that mean nothing elsewhere (Unicode, Private Use Area).
const FIRST_SIGN: u32 = 0xe000;

/// What a save means, in the model's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Claim {
    /// A new document.
    Created { doc: DocId, kind: Kind, space: SpaceId, by: PersonId, audience: Audience, parent: Option<DocId> },
    /// Sentences put in and taken out by one save.
    Wrote { doc: DocId, put: Vec<String>, taken: Vec<String> },
    /// A publication taken back.
    Withdrew { doc: DocId },
}

/// A document in the model.
#[derive(Debug, Clone)]
pub(crate) struct ModelDoc {
    pub(crate) kind: Kind,
    pub(crate) space: SpaceId,
    pub(crate) by: PersonId,
    pub(crate) audience: Audience,
    pub(crate) put: BTreeSet<String>,
    pub(crate) taken: BTreeSet<String>,
    pub(crate) withdrawn: bool,
    pub(crate) parent: Option<DocId>,
}

impl ModelDoc {
    /// Sentences that must be there.
    pub(crate) fn sentences(&self) -> BTreeSet<String> {
        self.put.difference(&self.taken).cloned().collect()
    }
}

/// All that became durable somewhere.
#[derive(Debug, Default)]
pub(crate) struct Model {
    docs: BTreeMap<DocId, ModelDoc>,
    saves: u64,
    sentences: u32,
}

impl Model {
    /// A sentence nobody wrote before: a word of one sign and the space before it, which is what the difference of two
    /// texts is told in.
    pub(crate) fn new_sentence(&mut self) -> String {
        self.sentences += 1;
        format!(" {}", char::from_u32(FIRST_SIGN + self.sentences).expect("fewer sentences than signs"))
    }

    /// A save is on a device's disk.
    pub(crate) fn durable(&mut self, claim: Claim) {
        self.saves += 1;
        match claim {
            Claim::Created { doc, kind, space, by, audience, parent } => {
                let (put, taken) = (BTreeSet::new(), BTreeSet::new());
                self.docs.insert(doc, ModelDoc { kind, space, by, audience, put, taken, withdrawn: false, parent });
            }
            Claim::Wrote { doc, put, taken } => {
                if let Some(known) = self.docs.get_mut(&doc) {
                    known.put.extend(put);
                    known.taken.extend(taken);
                }
            }
            Claim::Withdrew { doc } => {
                if let Some(known) = self.docs.get_mut(&doc) {
                    known.withdrawn = true;
                }
            }
        }
    }

    /// Whether it, or what it hangs on, was taken back.
    pub(crate) fn is_withdrawn(&self, doc: &ModelDoc) -> bool {
        doc.withdrawn || doc.parent.and_then(|parent| self.docs.get(&parent)).is_some_and(|parent| parent.withdrawn)
    }

    /// Every document, by id.
    pub(crate) fn docs(&self) -> &BTreeMap<DocId, ModelDoc> {
        &self.docs
    }

    /// Saves that became durable.
    pub(crate) fn saves(&self) -> u64 {
        self.saves
    }
}

/// The sentences in a text; one that stands there twice is told apart.
pub(crate) fn sentences_in(text: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for sentence in in_order(text) {
        if !seen.insert(sentence.clone()) {
            seen.insert(format!("{sentence} twice"));
        }
    }
    seen
}

/// The sentences of a text, first to last.
pub(crate) fn in_order(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| format!(" {word}")).collect()
}
