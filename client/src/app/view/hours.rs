//! *Åbningstider og lukkedage*: when the unit is open, and what that means for a call tonight.

use chrono::NaiveDate;

/// The unit's hours and closed days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminHours {
    /// They can be set here.
    pub may_set: bool,
    /// The unit's own; none until its numbers are set up.
    pub own: Option<OwnHours>,
    /// The municipality that the unit belongs to, and its closed days from today on.
    pub shared: Option<(String, Vec<ClosedLine>)>,
    /// Units whose closed days these are too, by name.
    pub units: Vec<String>,
}

/// What a unit has set itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnHours {
    /// Which edition it is.
    pub version: u32,
    /// Opening hours, Monday first.
    pub open: [String; 7],
    /// Phone hours, Monday first.
    pub phone: [String; 7],
    /// Its closed days from today on, ascending.
    pub closed: Vec<ClosedLine>,
    /// By which day a call of this evening is followed up.
    pub follow_up: Option<NaiveDate>,
}

/// Closed days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClosedLine {
    /// The first one.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// Why.
    pub reason: String,
}
