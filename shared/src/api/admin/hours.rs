//! When a unit is open, and its closed days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::NamedUnit;
use crate::domain::calendar::{Calendar, CalendarError, Closed, Week};

/// A unit's hours and closed days, as whoever sets them sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursOfUnit {
    /// Its own; none until its numbers are set up.
    pub own: Option<Calendar>,
    /// What it has from the municipality that it belongs to.
    pub shared: Option<SharedDays>,
    /// Units that belong to it: its closed days are theirs too.
    pub units: Vec<NamedUnit>,
}

/// What a unit has from its municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedDays {
    /// The municipality's name.
    pub name: String,
    /// Its calendar, of which the closed days count.
    pub calendar: Calendar,
}

impl HoursOfUnit {
    /// What calls are reckoned by: its own calendar, closed on the municipality's days too.
    pub fn whole(&self) -> Option<Calendar> {
        let own = self.own.as_ref()?;
        Some(self.shared.as_ref().map_or_else(|| own.clone(), |shared| own.and_closed(&shared.calendar)))
    }
}

/// Changes a unit's own calendar, which becomes another edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeHours {
    /// The edition that is changed; if it is not the last one any more, nothing is done.
    pub version: u32,
    /// How.
    pub change: HoursChange,
}

/// How a unit's calendar is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HoursChange {
    /// Other hours of the week.
    Week {
        /// Opening hours.
        open: Box<Week>,
        /// Phone hours.
        phone: Box<Week>,
    },
    /// Closed on these days.
    Close(Closed),
    /// Not closed any more on the days that begin with this one.
    Reopen(NaiveDate),
}

impl HoursChange {
    /// The next edition of a calendar.
    ///
    /// # Errors
    /// [`CalendarError`] if the days are none that a unit can be closed on.
    pub fn apply(self, calendar: &Calendar) -> Result<Calendar, CalendarError> {
        let mut closed = calendar.closed().to_vec();
        let changed = match self {
            Self::Week { open, phone } => calendar.clone().with_hours(*open, *phone),
            Self::Close(days) => {
                closed.push(days);
                calendar.with_closed(closed)?
            }
            Self::Reopen(from) => {
                closed.retain(|closed| closed.from != from);
                calendar.with_closed(closed)?
            }
        };
        Ok(changed.next_edition())
    }
}
