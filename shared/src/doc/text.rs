//! The text of an entry or comment: written by minimal splices, read with whose words stand in it.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ReadDoc, ScalarValueRef, ValueRef};

use super::diff::{Splice, splices};
use super::edit::EditError;
use super::read::{Provenance, ReadError, object};
use super::{TEXT_BYTES_MAX, TEXT_CHARS_MAX};
use crate::domain::{ChangeHash, PersonId};

/// Whether the character may stand in a text: control characters may not, but for line feed and tab.
pub(super) fn is_allowed(c: char) -> bool {
    !c.is_control() || matches!(c, '\n' | '\t')
}

/// The text as it is stored: lines end with a line feed, and what [`is_allowed`] refuses (a paste may hold it) is left out.
///
/// # Errors
/// [`EditError::TextTooLong`] above [`TEXT_CHARS_MAX`] characters or [`TEXT_BYTES_MAX`] bytes.
pub fn normalised(text: &str) -> Result<Cow<'_, str>, EditError> {
    let text = if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        Cow::Owned(lines.chars().filter(|c| is_allowed(*c)).collect())
    };
    let chars = text.chars().count();
    if chars > TEXT_CHARS_MAX || text.len() > TEXT_BYTES_MAX {
        return Err(EditError::TextTooLong { chars, bytes: text.len() });
    }
    Ok(text)
}

/// What is left to do to turn one text into another, a bounded number of operations at a time.
pub(super) struct TextEdit {
    left: VecDeque<Splice>,
    /// Characters inserted so far.
    inserted: usize,
    /// Characters deleted so far.
    deleted: usize,
}

impl TextEdit {
    pub(super) fn new(old: &str, new: &str) -> Self {
        Self { left: splices(old, new).into(), inserted: 0, deleted: 0 }
    }

    pub(super) fn is_done(&self) -> bool {
        self.left.is_empty()
    }

    /// Does as much as `ops` operations can: each inserts or deletes one character.
    pub(super) fn advance(
        &mut self,
        tx: &mut Transaction<'_>,
        text: &ObjId,
        mut ops: usize,
    ) -> Result<(), automerge::AutomergeError> {
        while ops > 0
            && let Some(splice) = self.left.front_mut()
        {
            // A splice's place is in the old text; all before it is done.
            let at = splice.at + self.inserted - self.deleted;
            let cut = splice.insert.char_indices().nth(ops).map_or(splice.insert.len(), |(cut, _)| cut);
            let rest = splice.insert.split_off(cut);
            let insert = std::mem::replace(&mut splice.insert, rest);
            let inserted = insert.chars().count();
            ops -= inserted;
            let delete = splice.delete.min(ops);
            ops -= delete;
            splice.delete -= delete;
            splice.at += delete;
            self.inserted += inserted;
            self.deleted += delete;
            if inserted > 0 {
                tx.splice_text(text, at, 0, &insert)?;
            }
            if delete > 0 {
                tx.splice_text(text, at + inserted, isize::try_from(delete).unwrap_or(isize::MAX), "")?;
            }
            if splice.insert.is_empty() && splice.delete == 0 {
                self.left.pop_front();
            }
        }
        Ok(())
    }
}

/// The persons of whom at least a letter or a digit stands in the text: whose yes is asked before it is shared (04a).
///
/// # Errors
/// [`ReadError`] if the document has no text, or nobody is named as the author of a change whose words stand in it.
pub fn contributors(doc: &Automerge, provenance: &Provenance) -> Result<BTreeSet<PersonId>, ReadError> {
    let text = object(doc, "text").ok_or(ReadError::Missing("text"))?;
    let mut people = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for item in doc.list_range(&text, ..) {
        let ValueRef::Scalar(ScalarValueRef::Str(letters)) = &item.value else { return Err(ReadError::Shape("text")) };
        if !letters.chars().any(char::is_alphanumeric) {
            continue;
        }
        let change = doc.hash_for_opid(&item.id()).ok_or(ReadError::Shape("text"))?;
        let change = ChangeHash::from_bytes(change.0);
        if seen.insert(change) {
            people.insert(provenance.of(&change).ok_or(ReadError::Unattributed(change))?.by);
        }
    }
    Ok(people)
}
