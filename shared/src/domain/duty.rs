//! Duty: what a shift opens, for how long, and who follows up while a consultant is away.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use super::membership::Window;
use super::time::Timestamp;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The families' cards are on the device this long before a shift begins, so that it can be prepared at home (01).
pub const OPENS_BEFORE_MS: i64 = 12 * HOUR_MS;
/// And this long after it ends.
pub const CLOSES_AFTER_MS: i64 = 2 * HOUR_MS;
/// A call note that was begun in a window is taken for this long after it (08 rule 5).
pub const NOTE_LATE_MS: i64 = 14 * DAY_MS;
/// Who took a call adds to it for this long, also once it was taken up (08, day b).
pub const ADD_MS: i64 = 72 * HOUR_MS;
/// Of calls before a shift its officer sees those of so many days, without their text (08 section 4).
pub const LOOKS_BACK_MS: i64 = 14 * DAY_MS;
/// The longest shift: whoever is on for longer has typed the wrong day.
pub const SHIFT_MAX_MS: i64 = 26 * HOUR_MS;

/// The window in which a shift from `from` until `until` reaches the families.
pub const fn window(from: Timestamp, until: Timestamp) -> Window {
    Window { from: from.plus_ms(-OPENS_BEFORE_MS), until: Some(until.plus_ms(CLOSES_AFTER_MS)) }
}

/// Whether a shift is one: it ends after it begins, and within [`SHIFT_MAX_MS`].
pub const fn is_shift(from: Timestamp, until: Timestamp) -> bool {
    let length = until.ms_since(from);
    0 < length && length <= SHIFT_MAX_MS
}

/// The weekdays on which a consultant works, as a set of bits from Monday (1) to Sunday (64).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct WorkDays(u8);

/// Not a set of weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a work week has 1 to 7 days")]
pub struct WorkDaysError;

impl WorkDays {
    /// Monday to Friday.
    pub const WEEKDAYS: Self = Self(0b001_1111);

    /// These days; at least one.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Result<Self, WorkDaysError> {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(day));
        Self::try_from(bits)
    }

    /// Whether the day is one of them.
    pub const fn has(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The bits.
    pub const fn bits(self) -> u8 {
        self.0
    }
}

const fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl TryFrom<u8> for WorkDays {
    type Error = WorkDaysError;
    fn try_from(bits: u8) -> Result<Self, WorkDaysError> {
        if (1..1 << 7).contains(&bits) { Ok(Self(bits)) } else { Err(WorkDaysError) }
    }
}

impl From<WorkDays> for u8 {
    fn from(days: WorkDays) -> Self {
        days.0
    }
}

/// The days from `from` on, `days` of them, on which somebody who works on `week` is away though it is an ordinary working
/// day: on those a partner stands in by themselves. Weekends are nobody's.
pub fn days_off(week: WorkDays, from: NaiveDate, days: u16) -> impl Iterator<Item = NaiveDate> {
    from.iter_days()
        .take(days.into())
        .filter(move |day| WorkDays::WEEKDAYS.has(day.weekday()) && !week.has(day.weekday()))
}

/// The whole of a day on the Danish wall clock; `None` for a day no calendar has.
pub fn whole_day(day: NaiveDate) -> Option<Window> {
    let begins = |day: NaiveDate| Timestamp::from_local(day.and_time(NaiveTime::MIN));
    let next = day.checked_add_signed(TimeDelta::days(1))?;
    Some(Window { from: begins(day)?, until: Some(begins(next)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_local(text.parse().unwrap()).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_shift_opens_twelve_hours_before_and_closes_two_hours_after() {
        let window = window(at("2026-04-06T23:00:00"), at("2026-04-07T07:30:00"));
        assert_eq!(window.from, at("2026-04-06T11:00:00"));
        assert_eq!(window.until, Some(at("2026-04-07T09:30:00")));
    }

    #[test]
    fn a_shift_that_is_none_is_refused() {
        let (from, until) = (at("2026-04-06T23:00:00"), at("2026-04-07T07:30:00"));
        assert!(is_shift(from, until) && !is_shift(until, from) && !is_shift(from, from));
        assert!(!is_shift(from, at("2026-04-09T07:30:00")), "the wrong day");
        let summer = (at("2026-10-24T23:00:00"), at("2026-10-25T07:30:00"));
        assert_eq!(summer.1.ms_since(summer.0), 9 * HOUR_MS + HOUR_MS / 2, "the night the clock goes back is longer");
    }

    #[test]
    fn an_off_day_is_a_weekday_that_is_not_worked() {
        let no_fridays = WorkDays::of([Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu]).unwrap();
        let off: Vec<_> = days_off(no_fridays, day("2026-04-06"), 14).collect();
        assert_eq!(off, [day("2026-04-10"), day("2026-04-17")]);
        assert_eq!(days_off(WorkDays::WEEKDAYS, day("2026-04-06"), 14).count(), 0);
        assert_eq!(WorkDays::of([]), Err(WorkDaysError));
        assert_eq!(WorkDays::try_from(128), Err(WorkDaysError));
    }

    #[test]
    fn a_day_lasts_from_midnight_to_midnight_whatever_the_clock_does() {
        for (text, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-04-07", 24)] {
            let window = whole_day(day(text)).unwrap();
            assert_eq!(window.until.unwrap().ms_since(window.from), hours * HOUR_MS, "{text}");
        }
    }
}
