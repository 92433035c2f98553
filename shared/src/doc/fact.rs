//! Facts: what several people may do at once. Each is a map under its own id, filled in the change that makes it and never
//! touched again; who did it is the change's author. Concurrent facts unite. Two under one id are two facts, and an id
//! that is not one's own alone is answered by nobody.

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjType, ReadDoc, ScalarValue};
use chrono::NaiveDate;

use super::digest::Digest;
use super::edit::EditError;
use super::read::{Held, ReadError, Reader, Stamp};
use super::value::{FieldValue, Intent, Line, Note, in_range, text};
use crate::domain::call::MayShow;
use crate::domain::{Audience, DocId, FactId, PersonId, Timestamp};
use crate::sync::scan::Scalar;

/// Something somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// When, as its author says.
    pub at: Timestamp,
    /// What.
    pub what: What,
    /// Who, as the server says.
    pub stamp: Stamp,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Took their own entry or comment out of sight (*slet*); real erasure is the municipality's act.
    Hidden,
    /// Asked the others who wrote in it to share the entry.
    AskShare {
        /// What would be shared.
        digest: Digest,
        /// With whom.
        audience: Audience,
        /// What for.
        intent: Intent,
    },
    /// Said yes to an [`What::AskShare`].
    Yes {
        /// The fact that asked.
        ask: FactId,
    },
    /// Said no to one.
    No {
        /// The fact that asked.
        ask: FactId,
    },
    /// Wrote on the card what the family would have it say.
    Approved,
    /// Said no to it.
    Declined,
    /// Added to their own call note (*Tilføj*).
    Added {
        /// What.
        text: Note,
    },
    /// *Jeg følger op*.
    Taken,
    /// *Ikke fået fat i*.
    NotReached {
        /// The day of the next try.
        again_on: Option<NaiveDate>,
    },
    /// *Talt sammen*.
    Talked {
        /// What came of it.
        outcome: Option<Note>,
    },
    /// *Givet videre til*.
    Handed {
        /// The consultant who goes on.
        to: PersonId,
    },
    /// *Afsluttet*.
    Closed {
        /// What came of it.
        outcome: Option<Note>,
    },
    /// *Åbnet igen*.
    Reopened,
    /// Filed in the municipality's own system.
    Filed {
        /// Where it is found there.
        reference: Option<Line>,
    },
    /// Let the family see what was withheld.
    Released {
        /// Whom.
        to: MayShow,
    },
    /// Goes on withholding it.
    Withheld {
        /// Why.
        reason: Line,
    },
    /// Tied a loose call to a family.
    Tied {
        /// The note that it became.
        to: DocId,
    },
    /// Called back, or did not, as was promised at night.
    RungBack {
        /// Whether they did.
        done: bool,
        /// When they call back again: another promise.
        next: Option<Timestamp>,
    },
    /// Wrote a line back to the family.
    LineBack {
        /// What.
        text: Note,
    },
}

/// A question whether an entry may be shared, with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The fact that asks.
    pub id: FactId,
    /// When, as who asks says.
    pub at: Timestamp,
    /// Who asks.
    pub by: PersonId,
    /// What would be shared.
    pub digest: Digest,
    /// With whom.
    pub audience: Audience,
    /// What for.
    pub intent: Intent,
    /// Each person's last answer and its time; a person's yes and no at once is a no.
    pub answers: BTreeMap<PersonId, (bool, Timestamp)>,
}

/// Every question, oldest first as far as devices agree on time. One whose id was used twice is left out: an answer to it
/// could be meant for the other.
pub fn asked(facts: &[Fact]) -> Vec<Asked> {
    let uses = |id: FactId| facts.iter().filter(|fact| fact.id == id).count();
    let mut asked: Vec<Asked> = facts
        .iter()
        .filter_map(|fact| {
            let What::AskShare { digest, audience, intent } = fact.what else { return None };
            let answers = answers(facts, fact.id);
            Some(Asked { id: fact.id, at: fact.at, by: fact.stamp.by, digest, audience, intent, answers })
        })
        .filter(|asked| uses(asked.id) == 1)
        .collect();
    asked.sort_by_key(|asked| (asked.at, asked.id));
    asked
}

fn answers(facts: &[Fact], question: FactId) -> BTreeMap<PersonId, (bool, Timestamp)> {
    let mut answers: BTreeMap<PersonId, (bool, Timestamp)> = BTreeMap::new();
    for fact in facts {
        let yes = match fact.what {
            What::Yes { ask } if ask == question => true,
            What::No { ask } if ask == question => false,
            _ => continue,
        };
        let answer = answers.entry(fact.stamp.by).or_insert((yes, fact.at));
        let (known_yes, known_at) = *answer;
        if fact.at > known_at || (fact.at == known_at && known_yes) {
            *answer = (yes, fact.at);
        }
    }
    answers
}

type Scalars = BTreeMap<&'static str, ScalarValue>;

impl What {
    /// What is written beside `at`.
    fn encode(&self) -> Scalars {
        let what = |name: &str| ("what", ScalarValue::from(name));
        match self {
            Self::Hidden => [what("hidden")].into(),
            Self::AskShare { digest, audience, intent } => [
                what("ask_share"),
                ("digest", digest.encode()),
                ("audience", audience.encode()),
                ("intent", intent.encode()),
            ]
            .into(),
            Self::Yes { ask } => [what("yes"), ("ask", ask.to_string().into())].into(),
            Self::No { ask } => [what("no"), ("ask", ask.to_string().into())].into(),
            Self::Approved => [what("approved")].into(),
            Self::Declined => [what("declined")].into(),
            Self::Added { text } => [what("added"), ("text", text.encode())].into(),
            Self::Taken => [what("taken")].into(),
            Self::NotReached { again_on } => with(what("not_reached"), "again_on", again_on.as_ref()),
            Self::Talked { outcome } => with(what("talked"), "text", outcome.as_ref()),
            Self::Handed { to } => [what("handed"), ("to", to.encode())].into(),
            Self::Closed { outcome } => with(what("closed"), "text", outcome.as_ref()),
            Self::Reopened => [what("reopened")].into(),
            Self::Filed { reference } => with(what("filed"), "text", reference.as_ref()),
            Self::Released { to } => [what("released"), ("to", to.encode())].into(),
            Self::Withheld { reason } => [what("withheld"), ("text", reason.encode())].into(),
            Self::Tied { to } => [what("tied"), ("to", to.encode())].into(),
            Self::RungBack { done, next } => {
                let said = with(what("rung_back"), "next", next.as_ref());
                said.into_iter().chain([("done", done.encode())]).collect()
            }
            Self::LineBack { text } => [what("line_back"), ("text", text.encode())].into(),
        }
    }

    /// When and what, if the scalars are exactly those of a fact.
    pub(super) fn decode(scalars: &BTreeMap<String, Scalar>) -> Option<(Timestamp, Self)> {
        let get = |key: &str| scalars.get(key);
        let ask = || parse_id(text(get("ask")?)?);
        let (what, keys) = match text(get("what")?)? {
            "hidden" => (Self::Hidden, 2),
            "ask_share" => {
                let digest = Digest::decode(get("digest")?)?;
                let audience = Audience::decode(get("audience")?)?;
                let intent = Intent::decode(get("intent")?)?;
                (Self::AskShare { digest, audience, intent }, 5)
            }
            "yes" => (Self::Yes { ask: ask()? }, 3),
            "no" => (Self::No { ask: ask()? }, 3),
            "approved" => (Self::Approved, 2),
            "declined" => (Self::Declined, 2),
            "added" => (Self::Added { text: value(get("text"))? }, 3),
            "taken" => (Self::Taken, 2),
            "not_reached" => {
                let again_on: Option<NaiveDate> = value_if(get("again_on"))?;
                let keys = 2 + usize::from(again_on.is_some());
                (Self::NotReached { again_on }, keys)
            }
            "talked" => {
                let outcome: Option<Note> = value_if(get("text"))?;
                let keys = 2 + usize::from(outcome.is_some());
                (Self::Talked { outcome }, keys)
            }
            "handed" => (Self::Handed { to: value(get("to"))? }, 3),
            "closed" => {
                let outcome: Option<Note> = value_if(get("text"))?;
                let keys = 2 + usize::from(outcome.is_some());
                (Self::Closed { outcome }, keys)
            }
            "reopened" => (Self::Reopened, 2),
            "filed" => {
                let reference: Option<Line> = value_if(get("text"))?;
                let keys = 2 + usize::from(reference.is_some());
                (Self::Filed { reference }, keys)
            }
            "released" => match value(get("to"))? {
                MayShow::Nobody => return None,
                to => (Self::Released { to }, 3),
            },
            "withheld" => (Self::Withheld { reason: value(get("text"))? }, 3),
            "tied" => (Self::Tied { to: value(get("to"))? }, 3),
            "rung_back" => {
                let next: Option<Timestamp> = value_if(get("next"))?;
                let keys = 3 + usize::from(next.is_some());
                (Self::RungBack { done: value(get("done"))?, next }, keys)
            }
            "line_back" => (Self::LineBack { text: value(get("text"))? }, 3),
            _ => return None,
        };
        let at = Timestamp::decode(get("at")?)?;
        (scalars.len() == keys).then_some((at, what))
    }
}

/// What is done, with a value that need not be there.
fn with<T: FieldValue>(what: (&'static str, ScalarValue), key: &'static str, value: Option<&T>) -> Scalars {
    [what].into_iter().chain(value.map(|value| (key, value.encode()))).collect()
}

fn value<T: FieldValue>(scalar: Option<&Scalar>) -> Option<T> {
    T::decode(scalar?)
}

/// `None` if there is a value and it is none of this type; `Some(None)` if there is none.
fn value_if<T: FieldValue>(scalar: Option<&Scalar>) -> Option<Option<T>> {
    scalar.map_or(Some(None), |scalar| T::decode(scalar).map(Some))
}

/// A fact's id as a map key: 32 hexadecimal digits in lower case.
pub(super) fn parse_id(key: &str) -> Option<FactId> {
    key.parse().ok().filter(|id: &FactId| id.to_string() == key)
}

/// Adds a fact in a running change.
pub(super) fn add(tx: &mut Transaction<'_>, id: FactId, at: Timestamp, what: &What) -> Result<(), EditError> {
    let Some((_, facts)) = tx.get(automerge::ROOT, "facts")? else { return Err(EditError::Kind) };
    let key = id.to_string();
    if tx.get(&facts, key.as_str())?.is_some() {
        return Err(EditError::FactExists(id));
    }
    let fact = tx.put_object(&facts, key, ObjType::Map)?;
    tx.put(&fact, "at", in_range(at).encode())?;
    for (key, value) in what.encode() {
        tx.put(&fact, key, value)?;
    }
    Ok(())
}

/// Every fact of the document, by id.
pub(super) fn read(reader: &Reader<'_>) -> Result<Vec<Fact>, ReadError> {
    const FACTS: &str = "facts";
    let object = reader.object(FACTS)?;
    let mut facts = Vec::new();
    for key in reader.doc.keys(&object) {
        let id = parse_id(&key).ok_or(ReadError::Shape(FACTS))?;
        for (held, op) in reader.at(&object, &key) {
            if !matches!(held, Held::Map) {
                return Err(ReadError::Shape(FACTS));
            }
            let mut scalars = BTreeMap::new();
            for key in reader.doc.keys(&op) {
                let mut values = reader.at(&op, &key);
                match (values.pop(), values.is_empty()) {
                    (Some((Held::Scalar(value), _)), true) => scalars.insert(key, value),
                    _ => return Err(ReadError::Shape(FACTS)),
                };
            }
            let (at, what) = What::decode(&scalars).ok_or(ReadError::Shape(FACTS))?;
            facts.push(Fact { id, at, what, stamp: reader.stamp(&op, FACTS)? });
        }
    }
    Ok(facts)
}

/// Whether somebody took the document out of sight.
pub(super) fn is_hidden(facts: &[Fact]) -> bool {
    facts.iter().any(|fact| fact.what == What::Hidden)
}

/// The persons among `needed` whose last answer is not yes.
pub(super) fn lacking(asked: &Asked, needed: &BTreeSet<PersonId>) -> BTreeSet<PersonId> {
    needed.iter().copied().filter(|person| !asked.answers.get(person).is_some_and(|(yes, _)| *yes)).collect()
}
