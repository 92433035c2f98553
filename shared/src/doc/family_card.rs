//! A family's card for the akuttelefon: who they are, how to reach them, what to know. Written by the consultant, read by
//! the family too.

use automerge::Automerge;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, check_kind, set, set_if};
use super::grammar::Rule;
use super::read::{Field, Provenance, ReadError, Reader};
use super::value::{CardAdults, CardChildren, NightWords, Note};
use crate::domain::{ActorId, Kind, Timestamp};

const ADULTS: &str = "adults";
const CHILDREN: &str = "children";
const KNOW: &str = "know";
const NIGHT_HELP: &str = "night_help";

pub(super) const FIELDS: &[Rule] = &[
    Rule::required::<CardAdults>(ADULTS),
    Rule::required::<CardChildren>(CHILDREN),
    Rule::optional::<Option<Note>>(KNOW),
    Rule::optional::<Option<NightWords>>(NIGHT_HELP),
];

/// A card as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyCard {
    /// The adults and their numbers.
    pub adults: Field<CardAdults>,
    /// The children's first names.
    pub children: Field<CardChildren>,
    /// What an officer has to know: the least there is.
    pub know: Option<Field<Option<Note>>>,
    /// *Det hjælper om natten*, in the family's words, approved by the consultant.
    pub night_help: Option<Field<Option<NightWords>>>,
}

/// What is written on a card; `None` where nothing was touched. A value that is given is written also where it is one of
/// several: that settles them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FamilyCardEdit {
    /// The adults and their numbers.
    pub adults: Option<CardAdults>,
    /// The children's first names.
    pub children: Option<CardChildren>,
    /// What an officer has to know; `Some(None)` takes it away.
    pub know: Option<Option<Note>>,
    /// *Det hjælper om natten*; `Some(None)` takes it away.
    pub night_help: Option<Option<NightWords>>,
}

/// The card as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<FamilyCard, ReadError> {
    let reader = Reader::new(doc, provenance);
    Ok(FamilyCard {
        adults: reader.field(ADULTS)?,
        children: reader.field(CHILDREN)?,
        know: reader.optional(KNOW)?,
        night_help: reader.optional(NIGHT_HELP)?,
    })
}

/// The first change of a new card.
///
/// # Errors
/// [`EditError`].
pub fn create(
    actor: ActorId,
    time: Timestamp,
    adults: &CardAdults,
    children: &CardChildren,
    know: Option<&Note>,
) -> Result<Vec<Vec<u8>>, EditError> {
    let mut draft = Draft::of_new(Kind::FamilyCard, SCHEMA, actor, time)?;
    draft.change(|tx| {
        set(tx, ADULTS, adults)?;
        set(tx, CHILDREN, children)?;
        set_if(tx, KNOW, know.cloned().map(Some).as_ref())
    })?;
    Ok(draft.finish())
}

/// Saves what was changed; no change if nothing was.
///
/// # Errors
/// [`EditError`].
pub fn save(pen: &Pen<'_>, edit: &FamilyCardEdit) -> Result<Vec<Vec<u8>>, EditError> {
    check_kind(pen.doc, Kind::FamilyCard, SCHEMA)?;
    let mut draft = Draft::at(pen)?;
    draft.change(|tx| {
        set_if(tx, ADULTS, edit.adults.as_ref())?;
        set_if(tx, CHILDREN, edit.children.as_ref())?;
        set_if(tx, KNOW, edit.know.as_ref())?;
        set_if(tx, NIGHT_HELP, edit.night_help.as_ref())
    })?;
    Ok(draft.finish())
}
