//! *Vagtplanen*, for whoever plans it.

use chrono::NaiveDate;
use samspil_shared::domain::PersonId;

use super::admin::AdminDeed;
use super::common::AnswerState;
use super::duty::Turn;

/// Who answers when, in the weeks ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaPage {
    /// How far the question is.
    pub state: AnswerState,
    /// How the last deed went.
    pub deed: AdminDeed,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// It was told at least once.
    pub known: bool,
    /// The units whose families are answered, by name.
    pub serves: Vec<String>,
    /// Who can be on duty.
    pub officers: Vec<(PersonId, String)>,
    /// The shifts that are not over, by the day on which they begin.
    pub days: Vec<RotaDay>,
}

/// The shifts of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaDay {
    /// The day on which they begin.
    pub day: NaiveDate,
    /// By their beginning.
    pub turns: Vec<Turn>,
}
