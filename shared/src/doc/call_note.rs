//! Registrering of a call: written once, in one change, and only added to. A call note lives with its family; a loose call,
//! from somebody who is on no card, on the consultants' common list until one of them ties it to a family.

use automerge::Automerge;
use automerge::transaction::Transaction;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, add_fact, set, set_if};
use super::fact::{self, Fact, What};
use super::grammar::Rule;
use super::read::{Provenance, ReadError, Reader, Stamp, once, once_if};
use super::value::{FieldValue, Line, Note, WhatHappened};
use crate::domain::call::{CallerKind, MayShow, Notice, PassedOn, Urgency};
use crate::domain::numbers::Tel;
use crate::domain::{ActorId, DocId, FactId, Kind, PersonId, Timestamp, UnitId};
use crate::sync::scan::{Action, Key, Obj, scan};

const BEGAN: &str = "began";
const ENDED: &str = "ended";
const CALLER_KIND: &str = "caller_kind";
const CALLER: &str = "caller";
const CALLER_NAME: &str = "caller_name";
const TEL: &str = "tel";
const ABOUT: &str = "about";
const WHAT: &str = "what";
const ADVICE: &str = "advice";
const AGREED: &str = "agreed";
const URGENCY: &str = "urgency";
const BEST_TIME: &str = "best_time";
const PASSED_ON: &str = "passed_on";
const NOTICE: &str = "notice";
const NOTICE_BY: &str = "notice_by";
const MAY_SHOW: &str = "may_show";
const WHY_NOT: &str = "why_not";
const UNIT: &str = "unit";
const COPY_OF: &str = "copy_of";
const COPY_BY: &str = "copy_by";

pub(super) const FIELDS: &[Rule] = &[
    Rule::required::<Timestamp>(BEGAN),
    Rule::required::<Timestamp>(ENDED),
    Rule::required::<CallerKind>(CALLER_KIND),
    Rule::optional::<PersonId>(CALLER),
    Rule::optional::<Line>(CALLER_NAME),
    Rule::optional::<Tel>(TEL),
    Rule::optional::<Line>(ABOUT),
    Rule::required::<WhatHappened>(WHAT),
    Rule::optional::<Note>(ADVICE),
    Rule::optional::<Note>(AGREED),
    Rule::required::<Urgency>(URGENCY),
    Rule::optional::<Line>(BEST_TIME),
    Rule::required::<PassedOn>(PASSED_ON),
    Rule::optional::<Notice>(NOTICE),
    Rule::optional::<Line>(NOTICE_BY),
    Rule::required::<MayShow>(MAY_SHOW),
    Rule::optional::<Line>(WHY_NOT),
    Rule::required::<UnitId>(UNIT),
    Rule::optional::<DocId>(COPY_OF),
    Rule::optional::<PersonId>(COPY_BY),
];

/// What is registered of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When it began: by this a note counts as made in a window.
    pub began: Timestamp,
    /// When it ended: by this the follow-up is due.
    pub ended: Timestamp,
    /// Who called.
    pub caller_kind: CallerKind,
    /// Which adult of the family it was.
    pub caller: Option<PersonId>,
    /// The name that was given, of whoever is not one of the family's adults.
    pub caller_name: Option<Line>,
    /// The number that was given.
    pub tel: Option<Tel>,
    /// Whom it was about.
    pub about: Option<Line>,
    /// *Hvad skete der?*
    pub what: WhatHappened,
    /// *Hvad rådede du til?*
    pub advice: Option<Note>,
    /// *Hvad aftalte I?*
    pub agreed: Option<Note>,
    /// How soon they should be called.
    pub urgency: Urgency,
    /// *Hvornår passer det, at vi ringer?*
    pub best_time: Option<Line>,
    /// Who else was brought in.
    pub passed_on: PassedOn,
    /// What was done about the statutory notice; `None` if nobody answered.
    pub notice: Option<Notice>,
    /// Who sent it, and when.
    pub notice_by: Option<Line>,
    /// To whom of the family it may be shown.
    pub may_show: MayShow,
    /// Why to nobody yet; given if and only if it may be shown to nobody.
    pub why_not: Option<Line>,
    /// For which unit whoever took the call was on duty.
    pub unit: UnitId,
    /// The loose call that this is a copy of, and who took that.
    pub copy: Option<(DocId, PersonId)>,
}

/// A call note as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// What was registered.
    pub call: Call,
    /// Who registered it and when.
    pub stamp: Stamp,
    /// *Tilføj*: what was added since, oldest first as far as devices agree on time.
    pub added: Vec<Fact>,
}

impl CallNote {
    /// Who took the call.
    pub fn taken_by(&self) -> PersonId {
        self.call.copy.map_or(self.stamp.by, |(_, by)| by)
    }
}

/// The note as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<CallNote, ReadError> {
    let reader = Reader::new(doc, provenance);
    let (began, op) = reader.once(BEGAN)?.ok_or(ReadError::Missing(BEGAN))?;
    let call = Call {
        began,
        ended: once(&reader, ENDED)?,
        caller_kind: once(&reader, CALLER_KIND)?,
        caller: once_if(&reader, CALLER)?,
        caller_name: once_if(&reader, CALLER_NAME)?,
        tel: once_if(&reader, TEL)?,
        about: once_if(&reader, ABOUT)?,
        what: once(&reader, WHAT)?,
        advice: once_if(&reader, ADVICE)?,
        agreed: once_if(&reader, AGREED)?,
        urgency: once(&reader, URGENCY)?,
        best_time: once_if(&reader, BEST_TIME)?,
        passed_on: once(&reader, PASSED_ON)?,
        notice: once_if(&reader, NOTICE)?,
        notice_by: once_if(&reader, NOTICE_BY)?,
        may_show: once(&reader, MAY_SHOW)?,
        why_not: once_if(&reader, WHY_NOT)?,
        unit: once(&reader, UNIT)?,
        copy: match (once_if(&reader, COPY_OF)?, once_if(&reader, COPY_BY)?) {
            (Some(of), Some(by)) => Some((of, by)),
            (None, None) => None,
            _ => return Err(ReadError::Missing(COPY_OF)),
        },
    };
    if !is_sound(&call) {
        return Err(ReadError::Shape(WHY_NOT));
    }
    let mut added = fact::read(&reader)?;
    added.sort_by_key(|fact| (fact.at, fact.id));
    Ok(CallNote { call, stamp: reader.stamp(&op, BEGAN)?, added })
}

/// A call ends after it begins, and what is shown to nobody has a reason.
fn is_sound(call: &Call) -> bool {
    call.began <= call.ended && call.why_not.is_some() == (call.may_show == MayShow::Nobody)
}

/// The one change of a new note.
///
/// # Errors
/// [`EditError::Unsound`] if the call ends before it begins, or is shown to nobody without a reason.
pub fn create(kind: Kind, actor: ActorId, time: Timestamp, call: &Call) -> Result<Vec<Vec<u8>>, EditError> {
    if !is_sound(call) {
        return Err(EditError::Unsound);
    }
    let mut draft = Draft::of_new(kind, SCHEMA, actor, time)?;
    draft.change(|tx| write(tx, call))?;
    Ok(draft.finish())
}

fn write(tx: &mut Transaction<'_>, call: &Call) -> Result<(), EditError> {
    set(tx, BEGAN, &call.began)?;
    set(tx, ENDED, &call.ended)?;
    set(tx, CALLER_KIND, &call.caller_kind)?;
    set_if(tx, CALLER, call.caller.as_ref())?;
    set_if(tx, CALLER_NAME, call.caller_name.as_ref())?;
    set_if(tx, TEL, call.tel.as_ref())?;
    set_if(tx, ABOUT, call.about.as_ref())?;
    set(tx, WHAT, &call.what)?;
    set_if(tx, ADVICE, call.advice.as_ref())?;
    set_if(tx, AGREED, call.agreed.as_ref())?;
    set(tx, URGENCY, &call.urgency)?;
    set_if(tx, BEST_TIME, call.best_time.as_ref())?;
    set(tx, PASSED_ON, &call.passed_on)?;
    set_if(tx, NOTICE, call.notice.as_ref())?;
    set_if(tx, NOTICE_BY, call.notice_by.as_ref())?;
    set(tx, MAY_SHOW, &call.may_show)?;
    set_if(tx, WHY_NOT, call.why_not.as_ref())?;
    set(tx, UNIT, &call.unit)?;
    set_if(tx, COPY_OF, call.copy.as_ref().map(|(of, _)| of))?;
    set_if(tx, COPY_BY, call.copy.as_ref().map(|(_, by)| by))
}

/// *Tilføj*. The server refuses it from anybody but the note's author.
///
/// # Errors
/// [`EditError`].
pub fn add(pen: &Pen<'_>, kind: Kind, id: FactId, text: &Note) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, kind, id, &What::Added { text: text.clone() })
}

/// When the call began that these changes create a note of, as they say; `None` if they create none. Nothing is run through
/// Automerge for it.
pub fn began<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Option<Timestamp> {
    first(changes, BEGAN)
}

/// The loose call that these changes create a copy of, as they say.
pub fn copy_of<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Option<DocId> {
    first(changes, COPY_OF)
}

/// What the first of these changes sets a field to.
fn first<'a, T: FieldValue>(changes: impl IntoIterator<Item = &'a [u8]>, field: &str) -> Option<T> {
    let first = scan(changes.into_iter().next()?).ok()?;
    first.ops.iter().find_map(|op| match (&op.obj, &op.key, &op.action) {
        (Obj::Root, Key::Map(key), Action::Set(value)) if **key == *field => T::decode(value),
        _ => None,
    })
}
