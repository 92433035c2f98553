//! What the family is shown of a call: that it was, what was agreed, by when somebody calls, and the line that comes back.
//! None of what was said at night.

use automerge::Automerge;
use chrono::NaiveDate;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, add_fact, set, set_if};
use super::fact::{self, Fact, What};
use super::grammar::Rule;
use super::read::{Provenance, ReadError, Reader, Stamp, once, once_if};
use super::value::{Line, Note};
use crate::domain::{ActorId, FactId, Kind, Timestamp};

const BEGAN: &str = "began";
const CALLER_NAME: &str = "caller_name";
const AGREED: &str = "agreed";
const DUE: &str = "due";
const ANSWERED_BY: &str = "answered_by";

pub(super) const FIELDS: &[Rule] = &[
    Rule::required::<Timestamp>(BEGAN),
    Rule::optional::<Line>(CALLER_NAME),
    Rule::optional::<Note>(AGREED),
    Rule::required::<NaiveDate>(DUE),
    Rule::required::<Line>(ANSWERED_BY),
];

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCallReceipt {
    /// When the call began.
    pub began: Timestamp,
    /// Who called.
    pub caller_name: Option<Line>,
    /// *Aftalt*.
    pub agreed: Option<Note>,
    /// The day by which the consultant or a colleague calls.
    pub due: NaiveDate,
    /// Where it was answered: a unit, never a person.
    pub answered_by: Line,
}

/// A receipt as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallReceipt {
    /// What it says.
    pub new: NewCallReceipt,
    /// Who made it and when.
    pub stamp: Stamp,
    /// Lines from the consultant, and that they talked, oldest first as far as devices agree on time.
    pub lines: Vec<Fact>,
}

/// How what a receipt promises was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// *Talt sammen*.
    Talked,
    /// *Afsluttet*, by whatever it was.
    Closed,
}

impl CallReceipt {
    /// How the promise was kept, and when that was said first since it was last opened again; that they talked says more
    /// than that it is closed.
    pub fn settled(&self) -> Option<(Settled, &Fact)> {
        let opened = self.lines.iter().rposition(|fact| fact.what == What::Reopened);
        let since = self.lines.get(opened.map_or(0, |at| at + 1)..).unwrap_or_default();
        let first = |is: fn(&What) -> bool| since.iter().find(|fact| is(&fact.what));
        let talked = first(|what| matches!(what, What::Talked { .. })).map(|fact| (Settled::Talked, fact));
        talked.or_else(|| first(|what| matches!(what, What::Closed { .. })).map(|fact| (Settled::Closed, fact)))
    }
}

/// The receipt as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<CallReceipt, ReadError> {
    let reader = Reader::new(doc, provenance);
    let (began, op) = reader.once(BEGAN)?.ok_or(ReadError::Missing(BEGAN))?;
    let new = NewCallReceipt {
        began,
        caller_name: once_if(&reader, CALLER_NAME)?,
        agreed: once_if(&reader, AGREED)?,
        due: once(&reader, DUE)?,
        answered_by: once(&reader, ANSWERED_BY)?,
    };
    let mut lines = fact::read(&reader)?;
    lines.sort_by_key(|fact| (fact.at, fact.id));
    Ok(CallReceipt { new, stamp: reader.stamp(&op, BEGAN)?, lines })
}

/// The one change of a new receipt.
///
/// # Errors
/// [`EditError`].
pub fn create(actor: ActorId, time: Timestamp, new: &NewCallReceipt) -> Result<Vec<Vec<u8>>, EditError> {
    let mut draft = Draft::of_new(Kind::CallReceipt, SCHEMA, actor, time)?;
    draft.change(|tx| {
        set(tx, BEGAN, &new.began)?;
        set_if(tx, CALLER_NAME, new.caller_name.as_ref())?;
        set_if(tx, AGREED, new.agreed.as_ref())?;
        set(tx, DUE, &new.due)?;
        set(tx, ANSWERED_BY, &new.answered_by)
    })?;
    Ok(draft.finish())
}

/// A line back to the family.
///
/// # Errors
/// [`EditError`].
pub fn line_back(pen: &Pen<'_>, id: FactId, text: &Note) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::CallReceipt, id, &What::LineBack { text: text.clone() })
}

/// Somebody calls after all: it was opened again.
///
/// # Errors
/// [`EditError`].
pub fn unsettle(pen: &Pen<'_>, id: FactId) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::CallReceipt, id, &What::Reopened)
}

/// Nobody need call any more: they talked, or it is closed.
///
/// # Errors
/// [`EditError`].
pub fn settle(pen: &Pen<'_>, id: FactId, how: Settled) -> Result<Vec<Vec<u8>>, EditError> {
    let what = match how {
        Settled::Talked => What::Talked { outcome: None },
        Settled::Closed => What::Closed { outcome: None },
    };
    add_fact(pen, Kind::CallReceipt, id, &what)
}
