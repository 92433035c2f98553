//! Names that are corrected, and last days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{EndReason, FamilyId, PersonId, PlacementId};

/// The end of a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlacementEnd {
    /// Its last day.
    pub last_day: NaiveDate,
    /// Why.
    pub reason: EndReason,
}

/// Corrects a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenamePerson {
    /// Whose.
    pub person: PersonId,
    /// 1 to [`super::NAME_MAX`] characters.
    pub name: String,
}

/// Names a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameFamily {
    /// Which.
    pub family: FamilyId,
    /// At most [`super::NAME_MAX`] characters; with none it goes by its adults.
    pub name: String,
}

/// Ends a placement: whoever takes part does so until its last day is over. It can be made earlier, never later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndPlacement {
    /// Which.
    pub placement: PlacementId,
    /// The last day.
    pub last_day: NaiveDate,
    /// Why.
    pub reason: EndReason,
}

/// Ends a family, and the placements in it that run beyond that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndFamily {
    /// Which.
    pub family: FamilyId,
    /// The last day.
    pub last_day: NaiveDate,
    /// Why those placements end.
    pub reason: EndReason,
}
