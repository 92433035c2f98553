//! What anybody may know of the units: when they are open and whom their families call.

use serde::{Deserialize, Serialize};

use crate::domain::UnitId;
use crate::domain::calendar::Calendar;
use crate::domain::numbers::{Numbers, WorryChannel};

/// What is public of all units, ascending by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicFacts {
    /// One each.
    pub units: Vec<UnitFacts>,
}

/// What is public of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFacts {
    /// Which.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its hours.
    pub hours: UnitHours,
}

/// Hours and numbers of a unit, as they are written down for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitHours {
    /// When it is open.
    pub calendar: Calendar,
    /// Whom its families call.
    pub numbers: Numbers,
    /// *Bekymret for et barn?*
    pub worry: WorryChannel,
}
