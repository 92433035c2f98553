//! Places that must not be told.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{FamilyId, PlacementId};

/// Says whether a family's address may be told; until it is said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HideAddress {
    /// Which.
    pub family: FamilyId,
    /// It must not be told.
    pub hidden: bool,
}

/// Says until when the place of a placement must not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HidePlace {
    /// Which.
    pub placement: PlacementId,
    /// The last day, today at the earliest; `None` tells it from now on.
    pub until: Option<NaiveDate>,
}
