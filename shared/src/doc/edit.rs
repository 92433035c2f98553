//! Making changes. An edit never touches the document it is given; it returns the chunks of its changes.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ObjId, ROOT, ReadDoc};

use super::fact::{self, What};
use super::materialise::{blank, heads, library, ours};
use super::read::object;
use super::text::TextEdit;
use super::value::{FieldValue, scalar};
use crate::domain::{ActorId, ChangeHash, FactId, Kind, Timestamp};
use crate::sync::scan::MAX_CHANGE_BYTES;

/// Operations on text in one change: with the longest characters and the most scattered deletions it stays below the 64 KiB
/// and 10,000 operations that a change may have.
const TEXT_OPS: usize = 4_000;

/// With what an edit is made: the document, where in its history, by whom and when.
#[derive(Debug, Clone, Copy)]
pub struct Pen<'a> {
    /// The document.
    pub doc: &'a Automerge,
    /// The heads that the author looked at; a draft keeps those it began from. What others saved since is merged in.
    pub base: &'a [ChangeHash],
    /// The author's actor: [`ActorId::fresh`] at the first edit of a document after the store was opened and whenever
    /// [`needs_fresh_actor`] says so, else the same as before.
    pub actor: ActorId,
    /// When, by the device's corrected clock.
    pub time: Timestamp,
}

/// Whether an edit at `base` needs an actor that has not written yet: an actor's changes follow one another, so one that
/// wrote something `base` does not hold cannot write there. Automerge would draw another one in silence, and one that the
/// server knows no device of.
pub fn needs_fresh_actor(doc: &Automerge, base: &[ChangeHash], actor: ActorId) -> bool {
    let base: Vec<_> = base.iter().copied().map(library).collect();
    let theirs = automerge::ActorId::from(actor.as_bytes().as_slice());
    doc.get_changes_meta(&base).iter().any(|meta| *meta.actor == theirs)
}

/// Why an edit was not made.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum EditError {
    /// More than an entry may hold.
    #[error("{chars} characters, {bytes} bytes are more than an entry may have")]
    TextTooLong {
        /// Unicode code points.
        chars: usize,
        /// UTF-8 bytes.
        bytes: usize,
    },
    /// Nothing was written.
    #[error("there is no text")]
    Empty,
    /// The document does not hold the heads that the edit starts from.
    #[error("the document does not hold the heads of the edit")]
    UnknownBase,
    /// See [`needs_fresh_actor`].
    #[error("the actor wrote after the heads of the edit: draw a fresh one")]
    StaleActor,
    /// The document is of another kind.
    #[error("the document is not of the kind that is edited")]
    Kind,
    /// The id of the new fact is taken.
    #[error("fact {0} is already there")]
    FactExists(FactId),
    /// A field has several values; a person has to choose before the entry is shared.
    #[error("`{0}` has two values that nobody has settled")]
    Unsettled(&'static str),
    /// More persons said yes than a publication names.
    #[error("too many consents")]
    TooManyConsents,
    /// What is written contradicts itself: a call that ends before it begins, or is shown to nobody without a reason.
    #[error("what is written contradicts itself")]
    Unsound,
    /// A change came out larger than a change may be.
    #[error("the change would be too large")]
    TooLarge,
    /// Automerge did not do it.
    #[error(transparent)]
    Library(#[from] AutomergeError),
}

/// Changes in the making, on a copy of the document as it was at the edit's heads.
pub(super) struct Draft {
    doc: Automerge,
    time: Timestamp,
    changes: Vec<Vec<u8>>,
}

impl Draft {
    /// Edits the document.
    pub(super) fn at(pen: &Pen<'_>) -> Result<Self, EditError> {
        let base: Vec<_> = pen.base.iter().copied().map(library).collect();
        if base.is_empty() || !pen.doc.get_missing_deps(&base).is_empty() {
            return Err(EditError::UnknownBase);
        }
        if needs_fresh_actor(pen.doc, pen.base, pen.actor) {
            return Err(EditError::StaleActor);
        }
        // Automerge's own transaction at older heads seeks each character through the whole history.
        let mut doc = if heads(pen.doc) == pen.base { pen.doc.clone() } else { pen.doc.fork_at(&base)? };
        doc.set_actor(pen.actor.as_bytes().as_slice().into());
        Ok(Self { doc, time: pen.time, changes: Vec::new() })
    }

    /// Fills a new document.
    pub(super) fn of_new(kind: Kind, schema: u8, actor: ActorId, time: Timestamp) -> Result<Self, EditError> {
        let mut doc = blank(kind, schema).map_err(|_| EditError::Kind)?;
        doc.set_actor(actor.as_bytes().as_slice().into());
        Ok(Self { doc, time, changes: Vec::new() })
    }

    /// Makes one change, or none if `edit` does nothing.
    pub(super) fn change(
        &mut self,
        edit: impl FnOnce(&mut Transaction<'_>) -> Result<(), EditError>,
    ) -> Result<(), EditError> {
        let mut tx = self.doc.transaction();
        edit(&mut tx)?;
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(self.time.as_ms()));
        if let Some(hash) = hash {
            let change = self.doc.get_change_by_hash(&hash).ok_or(AutomergeError::MissingHash(hash))?;
            if change.raw_bytes().len() > MAX_CHANGE_BYTES {
                return Err(EditError::TooLarge);
            }
            self.changes.push(change.raw_bytes().to_vec());
        }
        Ok(())
    }

    /// Makes one change with `fields` and as much of the text as fits, and further ones with the rest. Text that is not
    /// given stays.
    pub(super) fn change_with_text(
        &mut self,
        text: Option<&str>,
        fields: impl FnOnce(&mut Transaction<'_>) -> Result<(), EditError>,
    ) -> Result<(), EditError> {
        let Some(new) = text else { return self.change(fields) };
        let object: ObjId = object(&self.doc, "text").ok_or(EditError::Kind)?;
        let mut edit = TextEdit::new(&self.doc.text(&object)?, new);
        self.change(|tx| {
            fields(tx)?;
            Ok(edit.advance(tx, &object, TEXT_OPS)?)
        })?;
        while !edit.is_done() {
            self.change(|tx| Ok(edit.advance(tx, &object, TEXT_OPS)?))?;
        }
        Ok(())
    }

    /// The chunks of the changes, in order.
    pub(super) fn finish(self) -> Vec<Vec<u8>> {
        self.changes
    }
}

/// Sets a single field, unless it holds this value and no other: choosing one of several is a change even where Automerge
/// already puts it first.
pub(super) fn set<T: FieldValue>(tx: &mut Transaction<'_>, key: &str, value: &T) -> Result<(), EditError> {
    let held: Vec<Option<T>> = tx
        .get_all(ROOT, key)?
        .iter()
        .map(|(held, _)| held.as_scalar().and_then(|held| T::decode(&scalar(held))))
        .collect();
    let is_value = |held: &Option<T>| held.as_ref() == Some(value);
    if !held.is_empty() && held.iter().all(is_value) {
        return Ok(());
    }
    // Setting the value that stands first would only delete the others. Another person who chooses one of those at the same
    // time would then win without a word; written anew, both choices are seen.
    if held.last().is_some_and(is_value) {
        tx.delete(ROOT, key)?;
    }
    Ok(tx.put(ROOT, key, value.encode())?)
}

/// [`set`], if there is something to set.
pub(super) fn set_if<T: FieldValue>(tx: &mut Transaction<'_>, key: &str, value: Option<&T>) -> Result<(), EditError> {
    value.map_or(Ok(()), |value| set(tx, key, value))
}

/// Adds a fact, in a change of its own.
pub(super) fn add_fact(pen: &Pen<'_>, kind: Kind, id: FactId, what: &What) -> Result<Vec<Vec<u8>>, EditError> {
    add_facts(pen, kind, [(id, pen.time, what)])
}

/// Adds facts, each with its own time, in one change.
pub(super) fn add_facts<'f>(
    pen: &Pen<'_>,
    kind: Kind,
    facts: impl IntoIterator<Item = (FactId, Timestamp, &'f What)>,
) -> Result<Vec<Vec<u8>>, EditError> {
    check_kind(pen.doc, kind, super::SCHEMA)?;
    let mut draft = Draft::at(pen)?;
    draft.change(|tx| facts.into_iter().try_for_each(|(id, at, what)| fact::add(tx, id, at, what)))?;
    Ok(draft.finish())
}

pub(super) fn check_kind(doc: &Automerge, kind: Kind, schema: u8) -> Result<(), EditError> {
    ours(doc, kind, schema).then_some(()).ok_or(EditError::Kind)
}
