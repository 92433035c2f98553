//! Kommentar to a publication: its author's text, mergeable between the author's own devices.

use automerge::Automerge;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, add_fact, check_kind};
use super::fact::{self, Fact, What};
use super::read::{Provenance, ReadError, Reader};
use super::text::normalised;
use crate::domain::{ActorId, FactId, Kind, Timestamp};

/// A comment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text.
    pub text: String,
    /// What was done with it.
    pub facts: Vec<Fact>,
}

impl Comment {
    /// Whether its author took it out of sight.
    pub fn is_hidden(&self) -> bool {
        fact::is_hidden(&self.facts)
    }
}

/// The comment as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<Comment, ReadError> {
    let reader = Reader::new(doc, provenance);
    Ok(Comment { text: reader.text()?, facts: fact::read(&reader)? })
}

/// The first changes of a new comment.
///
/// # Errors
/// [`EditError::TextTooLong`], [`EditError::Empty`].
pub fn create(actor: ActorId, time: Timestamp, text: &str) -> Result<Vec<Vec<u8>>, EditError> {
    let text = normalised(text)?;
    if text.is_empty() {
        return Err(EditError::Empty);
    }
    let mut draft = Draft::of_new(Kind::Comment, SCHEMA, actor, time)?;
    draft.change_with_text(Some(&text), |_| Ok(()))?;
    Ok(draft.finish())
}

/// Saves the whole text as it shall be, seen from the heads the edit starts from.
///
/// # Errors
/// [`EditError`].
pub fn save(pen: &Pen<'_>, text: &str) -> Result<Vec<Vec<u8>>, EditError> {
    check_kind(pen.doc, Kind::Comment, SCHEMA)?;
    let text = normalised(text)?;
    let mut draft = Draft::at(pen)?;
    draft.change_with_text(Some(&text), |_| Ok(()))?;
    Ok(draft.finish())
}

/// Takes an own comment out of sight.
///
/// # Errors
/// [`EditError`].
pub fn hide(pen: &Pen<'_>, id: FactId) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::Comment, id, &What::Hidden)
}
