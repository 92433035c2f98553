//! *Det hjælper om natten*: what a family would have their card say. It is for them and their consultant until the
//! consultant approves it; then the card says it.

use automerge::Automerge;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, add_fact, set};
use super::fact::{self, Fact, What};
use super::grammar::Rule;
use super::read::{Provenance, ReadError, Reader, Stamp};
use super::value::NightWords;
use crate::domain::{ActorId, FactId, Kind, Timestamp};

const WORDS: &str = "words";

pub(super) const FIELDS: &[Rule] = &[Rule::required::<NightWords>(WORDS)];

/// What somebody would have the card say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NightHelp {
    /// Their words.
    pub words: NightWords,
    /// Who wrote them and when.
    pub stamp: Stamp,
    /// What was done with them.
    pub facts: Vec<Fact>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The consultant has not said anything yet.
    Waits,
    /// The card says it.
    Approved,
    /// The consultant said no; a no that was said at the same time as a yes is a no.
    Declined,
    /// Its author took it back.
    TakenBack,
}

impl NightHelp {
    /// What became of it.
    pub fn answer(&self) -> Answer {
        let says = |what: &What| self.facts.iter().any(|fact| fact.what == *what);
        if fact::is_hidden(&self.facts) {
            Answer::TakenBack
        } else if says(&What::Declined) {
            Answer::Declined
        } else if says(&What::Approved) {
            Answer::Approved
        } else {
            Answer::Waits
        }
    }
}

/// The words and what became of them.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<NightHelp, ReadError> {
    let reader = Reader::new(doc, provenance);
    let (words, op) = reader.once(WORDS)?.ok_or(ReadError::Missing(WORDS))?;
    Ok(NightHelp { words, stamp: reader.stamp(&op, WORDS)?, facts: fact::read(&reader)? })
}

/// The first change.
///
/// # Errors
/// [`EditError`].
pub fn create(actor: ActorId, time: Timestamp, words: &NightWords) -> Result<Vec<Vec<u8>>, EditError> {
    let mut draft = Draft::of_new(Kind::NightHelp, SCHEMA, actor, time)?;
    draft.change(|tx| set(tx, WORDS, words))?;
    Ok(draft.finish())
}

/// The consultant's answer. Whoever approves writes the words on the card too.
///
/// # Errors
/// [`EditError`].
pub fn answer(pen: &Pen<'_>, id: FactId, approves: bool) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::NightHelp, id, &if approves { What::Approved } else { What::Declined })
}

/// Takes one's own words back.
///
/// # Errors
/// [`EditError`].
pub fn take_back(pen: &Pen<'_>, id: FactId) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::NightHelp, id, &What::Hidden)
}
