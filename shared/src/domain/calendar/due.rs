//! By which day a call to the akuttelefon is followed up.

use chrono::NaiveDate;

use super::Calendar;
use crate::domain::time::Timestamp;

/// Days that are looked at: more than a year, since no unit is closed for longer and lives.
pub const SEARCH_DAYS: u16 = 400;

/// The day a follow-up is due, and the calendar it was computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Due {
    /// The due day.
    pub day: NaiveDate,
    /// The calendar's version, stored with the task: an edited calendar does not move what was promised.
    pub calendar: u32,
}

/// Why there is no due day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// The calendar is closed for [`SEARCH_DAYS`] days on end.
    #[error("the calendar has no open day within {SEARCH_DAYS} days from {from}")]
    NeverOpen {
        /// The day of the call.
        from: NaiveDate,
    },
    /// The call ended at an instant no calendar has.
    #[error("the call ended at no day of any calendar")]
    NoSuchInstant,
}

/// The first open day whose opening time lies after the end of the call.
///
/// Compared are instants, not wall clocks, so that the order of two calls is right also in the hour that occurs twice. A
/// call that ends on the minute of opening is followed up on the next open day.
pub fn next_open_day(call_end: Timestamp, calendar: &Calendar) -> Result<Due, DueError> {
    let today = call_end.local_date().ok_or(DueError::NoSuchInstant)?;
    let opens_later = |day: NaiveDate| {
        let Some(first) = calendar.open_on(day).first() else { return false };
        // Whatever the clock does, it does not go back over midnight: a later day begins later.
        day > today || (first.from().time()).and_then(|time| Timestamp::from_local(day.and_time(time))) > Some(call_end)
    };
    let day = today.iter_days().take(SEARCH_DAYS.into()).find(|day| opens_later(*day));
    day.map(|day| Due { day, calendar: calendar.version() }).ok_or(DueError::NeverOpen { from: today })
}
