//! Who a placement is about: written when it is set up, corrected by a consultant.

use automerge::Automerge;
use chrono::NaiveDate;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, check_kind, set, set_if};
use super::grammar::Rule;
use super::read::{Field, Provenance, ReadError, Reader};
use super::value::{BirthMonth, ChildName};
use crate::domain::{ActorId, Kind, Timestamp};

const CHILD: &str = "child";
const BORN: &str = "born";
const STARTS_ON: &str = "starts_on";

pub(super) const FIELDS: &[Rule] =
    &[Rule::required::<ChildName>(CHILD), Rule::required::<BirthMonth>(BORN), Rule::required::<NaiveDate>(STARTS_ON)];

/// A card as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacementCard {
    /// The child's given name or initials.
    pub child: Field<ChildName>,
    /// The month it was born in.
    pub born: Field<BirthMonth>,
    /// First day of the placement.
    pub starts_on: Field<NaiveDate>,
}

/// What a new card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlacementCard {
    /// The child's given name or initials.
    pub child: ChildName,
    /// The month it was born in.
    pub born: BirthMonth,
    /// First day of the placement.
    pub starts_on: NaiveDate,
}

/// What was changed of a card; `None` where nothing was touched. A value that is given is written also where it is one of
/// several: that settles them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlacementCardEdit {
    /// The child's given name or initials.
    pub child: Option<ChildName>,
    /// The month it was born in.
    pub born: Option<BirthMonth>,
    /// First day of the placement.
    pub starts_on: Option<NaiveDate>,
}

/// The card as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<PlacementCard, ReadError> {
    let reader = Reader::new(doc, provenance);
    Ok(PlacementCard { child: reader.field(CHILD)?, born: reader.field(BORN)?, starts_on: reader.field(STARTS_ON)? })
}

/// The first change of a new card.
///
/// # Errors
/// [`EditError`].
pub fn create(actor: ActorId, time: Timestamp, new: &NewPlacementCard) -> Result<Vec<Vec<u8>>, EditError> {
    let mut draft = Draft::of_new(Kind::PlacementCard, SCHEMA, actor, time)?;
    draft.change(|tx| {
        set(tx, CHILD, &new.child)?;
        set(tx, BORN, &new.born)?;
        set(tx, STARTS_ON, &new.starts_on)
    })?;
    Ok(draft.finish())
}

/// Saves what was changed; no change if nothing was.
///
/// # Errors
/// [`EditError`].
pub fn save(pen: &Pen<'_>, edit: &PlacementCardEdit) -> Result<Vec<Vec<u8>>, EditError> {
    check_kind(pen.doc, Kind::PlacementCard, SCHEMA)?;
    let mut draft = Draft::at(pen)?;
    draft.change(|tx| {
        set_if(tx, CHILD, edit.child.as_ref())?;
        set_if(tx, BORN, edit.born.as_ref())?;
        set_if(tx, STARTS_ON, edit.starts_on.as_ref())
    })?;
    Ok(draft.finish())
}
