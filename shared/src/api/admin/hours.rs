//! When a unit is open, and its closed days.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::NamedUnit;
use crate::domain::calendar::{Calendar, CalendarError, Closed, Week};

/// Closed days that are over are kept so long: a leader's report looks back over a year.
const KEPT_DAYS: Days = Days::new(2 * 366);

/// A unit's hours and closed days, as whoever sets them sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursOfUnit {
    /// Its own; none until its numbers are set up.
    pub own: Option<Calendar>,
    /// What it has from the municipality that it belongs to.
    pub shared: Option<SharedDays>,
    /// Units that belong to it: its closed days are theirs too.
    pub units: Vec<NamedUnit>,
    /// Whether it follows up on calls: it looks after families, or has calls of families nobody knows.
    pub follows_up: bool,
}

/// What a unit has from its municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedDays {
    /// The municipality's name.
    pub name: String,
    /// Its calendar, of which the closed days count; none until its numbers are set up.
    pub calendar: Option<Calendar>,
}

impl HoursOfUnit {
    /// What calls are reckoned by: its own calendar, closed on the municipality's days too.
    pub fn whole(&self) -> Option<Calendar> {
        let own = self.own.as_ref()?;
        let shared = self.shared.as_ref().and_then(|shared| shared.calendar.as_ref());
        Some(shared.map_or_else(|| own.clone(), |shared| own.and_closed(shared)))
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
    /// The next edition of a calendar, made on `today`. What was closed before then stays so: calls were counted by it.
    ///
    /// # Errors
    /// [`CalendarError`] if the days are none that a unit can be closed on any more, or the week has no hours.
    pub fn apply(self, calendar: &Calendar, today: NaiveDate) -> Result<Calendar, CalendarError> {
        let mut closed = calendar.closed().to_vec();
        closed.retain(|closed| closed.to.checked_add_days(KEPT_DAYS).is_none_or(|kept| kept >= today));
        let calendar = calendar.with_closed(closed.clone())?;
        let changed = match self {
            Self::Week { open, .. } if open.is_empty() => return Err(CalendarError::NeverOpen),
            Self::Week { open, phone } => calendar.with_hours(*open, *phone),
            Self::Close(days) if days.to < today => return Err(CalendarError::Over(days.to)),
            Self::Close(days) => {
                closed.push(days);
                calendar.with_closed(closed)?
            }
            Self::Reopen(from) => {
                for days in closed.iter_mut().filter(|days| days.from == from && days.from < today && days.to >= today)
                {
                    days.to = today.pred_opt().unwrap_or(days.from);
                }
                closed.retain(|days| days.from != from || days.to < today);
                calendar.with_closed(closed)?
            }
        };
        Ok(changed.next_edition())
    }

    /// Whether a calendar says already what this would make of the one before it: whoever asked may not have heard the answer.
    pub fn is_done_in(&self, calendar: &Calendar, today: NaiveDate) -> bool {
        let closed = calendar.closed();
        match self {
            Self::Week { open, phone } => calendar.open() == &**open && calendar.phone() == &**phone,
            Self::Close(days) => {
                let days = Closed { reason: days.reason.trim().to_owned(), ..*days };
                closed.contains(&days)
            }
            Self::Reopen(from) => !closed.iter().any(|days| days.from == *from && days.to >= today),
        }
    }
}
