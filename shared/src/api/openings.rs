//! Who on duty opened a family's card: for the family it is about, and for its consultant. Never a name.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::duty::NOTE_LATE_MS;
use crate::domain::{Role, SpaceId, UnitId};

/// Lines of an answer.
pub const OPENINGS_MAX: usize = 100;

/// Milliseconds that pass before an opening is told. A call may be withheld from the family, and that it came would show in
/// the opening of the card: by then the call is there, too, however late its note was sent.
pub const OPENINGS_AFTER_MS: i64 = NOTE_LATE_MS + 24 * 3_600_000;

/// Asks who opened the card of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskOpenings {
    /// The role acted in.
    pub role: Role,
    /// The unit acted for.
    pub unit: UnitId,
    /// The family's contact space.
    pub space: SpaceId,
}

/// The openings of a card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Openings {
    /// The latest first, at most [`OPENINGS_MAX`]; of one day and unit one.
    pub openings: Vec<Opening>,
}

/// Somebody on duty opened the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// On this Danish day.
    pub on: NaiveDate,
    /// For this unit; nothing if it is no longer known.
    pub unit: Option<String>,
}
