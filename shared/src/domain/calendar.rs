//! The calendar of a unit: when it is open, when it answers the phone, and by which day a call is followed up.
//!
//! Public holidays are computed ([`Holiday`]); opening hours, phone hours and closed days are data that each unit edits,
//! with a version that stands beside every day that was computed from it. A unit's calendar holds its municipality's closed
//! days too. Phone and server compute from the same value, so both find the same day.
//!
//! All times are the Danish wall clock, from the time zone database: 8 kB of wasm more (2 kB compressed) than the rule of
//! the European Union written out would be, and it stays right if that rule ends. The database has Denmark as Germany,
//! which holds from 1980 on, and knows changes of the clock until 2100.

mod closure;
mod due;
mod holiday;
mod hours;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

pub use closure::{Closure, closure_ahead};
pub use due::{Due, DueError, SEARCH_DAYS, next_open_day};
pub use holiday::{Holiday, easter, holidays};
pub use hours::{HoursError, SPANS_MAX, Span, TimeOfDay, Week};

use super::text::{LineError, line};

/// Entries in a calendar's list of closed days: twenty years of Christmas, Easter and bridge days.
pub const CLOSED_MAX: usize = 200;

/// Days in one entry of that list: a summer closure, not a unit that gave up.
pub const CLOSED_DAYS_MAX: i64 = 62;

/// Characters of the reason for a closed day.
const REASON_MAX: usize = 80;

/// Closed days lie in these years; others are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// Why a calendar is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Versions count from 1.
    #[error("a calendar's version is 1 or more")]
    Version,
    /// The last closed day comes before the first.
    #[error("closed from {from} to {to}: it ends before it begins")]
    Backwards {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// More than [`CLOSED_DAYS_MAX`] days in one entry.
    #[error("closed from {from} to {to}: at most {CLOSED_DAYS_MAX} days are closed at a time")]
    TooLong {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// A year that is a typing error.
    #[error("closed on {0}: the year is before 2000 or after 2199")]
    Year(NaiveDate),
    /// Closed on days that are over when it is said.
    #[error("closed until {0}: that is over")]
    Over(NaiveDate),
    /// A week without any opening hours: no call would ever be followed up.
    #[error("a week needs opening hours")]
    NeverOpen,
    /// A day is in two entries.
    #[error("{0} is closed twice")]
    Twice(NaiveDate),
    /// More than [`CLOSED_MAX`] entries.
    #[error("a calendar has at most {CLOSED_MAX} closed periods")]
    TooMany,
    /// The reason is no line of text.
    #[error("the reason for closing on {from}: {error}")]
    Reason {
        /// The first day.
        from: NaiveDate,
        /// What is wrong with it.
        error: LineError,
    },
}

/// Days on which a unit is closed beside weekends and holidays, with the reason that people read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The first closed day.
    pub from: NaiveDate,
    /// The last closed day.
    pub to: NaiveDate,
    /// Why: 1 to 80 characters.
    pub reason: String,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// It has opening hours.
    Open,
    /// Closed by law.
    Holiday(Holiday),
    /// One of the unit's own closed days, with its reason.
    Closed(&'a str),
    /// The weekday has no opening hours.
    NoHours,
}

/// When a unit is open and answers the phone. Closed days are ascending and have no day in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Calendar {
    version: u32,
    open: Week,
    phone: Week,
    closed: Vec<Closed>,
}

impl Calendar {
    /// A calendar. `version` counts from 1 and goes up with every edit; `closed` comes in any order.
    pub fn new(version: u32, open: Week, phone: Week, mut closed: Vec<Closed>) -> Result<Self, CalendarError> {
        if version == 0 {
            return Err(CalendarError::Version);
        }
        if closed.len() > CLOSED_MAX {
            return Err(CalendarError::TooMany);
        }
        for entry in &mut closed {
            settle(entry)?;
        }
        closed.sort();
        for pair in closed.windows(2) {
            if let [before, after] = pair
                && after.from <= before.to
            {
                return Err(CalendarError::Twice(after.from));
            }
        }
        Ok(Self { version, open, phone, closed })
    }

    /// What a unit has that says nothing: open and answering from 8 to 16 on weekdays. It is no edition of any unit's
    /// calendar, so its version is none of theirs.
    pub fn ordinary() -> Self {
        let hours = Week::of_weekdays(Span::ORDINARY);
        Self { version: 0, open: hours.clone(), phone: hours, closed: Vec::new() }
    }

    /// The same hours with these closed days, in any order. It is no edition of its own: the version stays.
    pub fn with_closed(&self, closed: Vec<Closed>) -> Result<Self, CalendarError> {
        let calendar = Self::new(self.version.max(1), self.open.clone(), self.phone.clone(), closed)?;
        Ok(Self { version: self.version, ..calendar })
    }

    /// The same hours in another week.
    #[must_use]
    pub fn with_hours(self, open: Week, phone: Week) -> Self {
        Self { open, phone, ..self }
    }

    /// The next edition of the unit's calendar.
    #[must_use]
    pub fn next_edition(self) -> Self {
        Self { version: self.version.saturating_add(1), ..self }
    }

    /// Closed on the days of another calendar too; a day that is closed already keeps its reason. An edition of either makes
    /// another edition of both together. Of more than [`CLOSED_MAX`] closed periods the first ones are left out: they are over.
    #[must_use]
    pub fn and_closed(&self, other: &Self) -> Self {
        let mut closed = self.closed.clone();
        for entry in &other.closed {
            let mut run: Option<Closed> = None;
            for day in entry.from.iter_days().take_while(|day| *day <= entry.to) {
                if self.closed_on(day).is_some() {
                    closed.extend(run.take());
                } else {
                    run.get_or_insert_with(|| Closed { from: day, to: day, reason: entry.reason.clone() }).to = day;
                }
            }
            closed.extend(run);
        }
        closed.sort();
        closed.drain(..closed.len().saturating_sub(CLOSED_MAX));
        Self { version: self.version.saturating_add(other.version), closed, ..self.clone() }
    }

    /// Opening hours of an ordinary week.
    pub const fn open(&self) -> &Week {
        &self.open
    }

    /// Phone hours of an ordinary week.
    pub const fn phone(&self) -> &Week {
        &self.phone
    }

    /// Which edition of the unit's calendar this is; 0 of [`Self::ordinary`].
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The unit's own closed days, ascending.
    pub fn closed(&self) -> &[Closed] {
        &self.closed
    }

    /// What this day is. A holiday is one also where the unit names it as closed.
    pub fn day(&self, day: NaiveDate) -> DayKind<'_> {
        if let Some(holiday) = Holiday::on(day) {
            DayKind::Holiday(holiday)
        } else if let Some(closed) = self.closed_on(day) {
            DayKind::Closed(&closed.reason)
        } else if self.open.on(day.weekday()).is_empty() {
            DayKind::NoHours
        } else {
            DayKind::Open
        }
    }

    /// Whether it is an open day: opening hours on that weekday, no holiday, not closed.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.day(day) == DayKind::Open
    }

    /// The opening hours of this very day, ascending; none if it is not an open day.
    pub fn open_on(&self, day: NaiveDate) -> &[Span] {
        self.unless_off(day, &self.open)
    }

    /// The phone hours of this very day, ascending; a weekday may be open and have none.
    pub fn phone_on(&self, day: NaiveDate) -> &[Span] {
        self.unless_off(day, &self.phone)
    }

    fn unless_off<'a>(&'a self, day: NaiveDate, week: &'a Week) -> &'a [Span] {
        // Most days are neither, and looking up a weekday is cheaper than Easter.
        let hours = week.on(day.weekday());
        if hours.is_empty() || self.closed_on(day).is_some() || Holiday::on(day).is_some() { &[] } else { hours }
    }

    fn closed_on(&self, day: NaiveDate) -> Option<&Closed> {
        let after = self.closed.partition_point(|closed| closed.from <= day);
        self.closed[..after].last().filter(|closed| day <= closed.to)
    }
}

fn settle(closed: &mut Closed) -> Result<(), CalendarError> {
    let Closed { from, to, .. } = *closed;
    if to < from {
        return Err(CalendarError::Backwards { from, to });
    }
    if let Some(day) = [from, to].into_iter().find(|day| !YEARS.contains(&day.year())) {
        return Err(CalendarError::Year(day));
    }
    if to.signed_duration_since(from).num_days() >= CLOSED_DAYS_MAX {
        return Err(CalendarError::TooLong { from, to });
    }
    closed.reason = line(&closed.reason, REASON_MAX).map_err(|error| CalendarError::Reason { from, error })?;
    Ok(())
}

/// A calendar as it is written; a field with a typing error is refused.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    open: Week,
    phone: Week,
    #[serde(default)]
    closed: Vec<Closed>,
}

impl TryFrom<Written> for Calendar {
    type Error = CalendarError;
    fn try_from(Written { version, open, phone, closed }: Written) -> Result<Self, CalendarError> {
        Self::new(version, open, phone, closed)
    }
}

impl From<Calendar> for Written {
    fn from(Calendar { version, open, phone, closed }: Calendar) -> Self {
        Self { version, open, phone, closed }
    }
}
