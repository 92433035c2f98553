//! Instants and Danish local time. Nothing here reads a clock: `now` is always an argument.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Copenhagen;
use minicbor::{Decode, Encode};

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, serde::Serialize, serde::Deserialize,
)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Timestamp(#[n(0)] i64);

impl Timestamp {
    /// The instant `ms` milliseconds after 1970-01-01 UTC.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms` milliseconds, stopping at the ends of the range.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant; negative if it is later.
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Wall clock in Denmark, or `None` for an instant no calendar has (a hostile value).
    pub fn local(self) -> Option<NaiveDateTime> {
        let utc: DateTime<Utc> = DateTime::from_timestamp_millis(self.0)?;
        Some(utc.with_timezone(&Copenhagen).naive_local())
    }

    /// The Danish day this instant lies in.
    pub fn local_date(self) -> Option<NaiveDate> {
        self.local().map(|local| local.date())
    }

    /// The instant at which a Danish wall clock shows `local`. In the hour that occurs twice the first one is meant; a
    /// time in the hour that does not exist is moved on by that hour.
    pub fn from_local(local: NaiveDateTime) -> Option<Self> {
        WallTime::at(local).map(WallTime::settled)
    }
}

/// What a time on the Danish wall clock means. Whoever typed it can be asked where it is not one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WallTime {
    /// It occurs once.
    One(Timestamp),
    /// The clock goes back over it: the first is in summer time, the second in winter time.
    Twice(Timestamp, Timestamp),
    /// The clock goes forward over it.
    None {
        /// The time moved on by what the clock leaves out: 03:30 for 02:30.
        shifted: Timestamp,
    },
}

impl WallTime {
    /// What `local` means, or `None` for a time no calendar has (a hostile value).
    pub fn at(local: NaiveDateTime) -> Option<Self> {
        let instant = |at: DateTime<chrono_tz::Tz>| Timestamp(at.timestamp_millis());
        match Copenhagen.from_local_datetime(&local) {
            LocalResult::Single(at) => Some(Self::One(instant(at))),
            LocalResult::Ambiguous(first, second) => Some(Self::Twice(instant(first), instant(second))),
            LocalResult::None => {
                let later = local.checked_add_signed(chrono::TimeDelta::hours(1))?;
                let shifted = Copenhagen.from_local_datetime(&later).earliest().map(instant)?;
                Some(Self::None { shifted })
            }
        }
    }

    /// The instant that is meant if nobody can be asked: the first of two, and the shifted one.
    pub const fn settled(self) -> Timestamp {
        match self {
            Self::One(at) | Self::Twice(at, _) | Self::None { shifted: at } => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn both_clock_changes_of_2026() {
        let before = Timestamp::from_local(local("2026-03-29T01:59:00")).unwrap();
        let missing = Timestamp::from_local(local("2026-03-29T02:30:00")).unwrap();
        assert_eq!(missing.ms_since(before), 31 * 60_000);
        assert_eq!(missing.local().unwrap(), local("2026-03-29T03:30:00"));
        assert_eq!(WallTime::at(local("2026-03-29T02:30:00")), Some(WallTime::None { shifted: missing }));
        assert_eq!(WallTime::at(local("2026-03-29T01:59:00")), Some(WallTime::One(before)));

        let first = Timestamp::from_local(local("2026-10-25T02:30:00")).unwrap();
        let second = first.plus_ms(3_600_000);
        assert_eq!(first.local(), second.local(), "the hour occurs twice");
        assert_eq!(WallTime::at(local("2026-10-25T02:30:00")), Some(WallTime::Twice(first, second)));
        assert!(matches!(WallTime::at(local("2026-10-25T03:00:00")), Some(WallTime::One(_))), "half-open");
    }

    #[test]
    fn summer_time_begins_and_ends_as_the_law_of_the_union_says() {
        use chrono::{Datelike, Weekday};
        let last_sunday = |year, month| {
            let days = NaiveDate::from_ymd_opt(year, month, 31).unwrap().iter_days().rev();
            { days }.find(|day| day.weekday() == Weekday::Sun).unwrap()
        };
        for year in 1996..=2040 {
            // Both changes are at 01:00 UTC.
            for (month, before, after) in [(3, "01:59:59.999", "03:00:00"), (10, "02:59:59.999", "02:00:00")] {
                let day = last_sunday(year, month);
                let change = Timestamp(day.and_hms_opt(1, 0, 0).unwrap().and_utc().timestamp_millis());
                assert_eq!(change.plus_ms(-1).local(), Some(local(&format!("{day}T{before}"))));
                assert_eq!(change.local(), Some(local(&format!("{day}T{after}"))));
            }
        }
    }

    #[test]
    fn an_instant_no_calendar_has_is_not_a_panic() {
        assert_eq!(Timestamp::from_ms(i64::MAX).local(), None);
        for end in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            assert!(WallTime::at(end).is_none_or(|meant| meant.settled().local().is_some()));
        }
        assert_eq!(Timestamp::from_ms(i64::MAX).plus_ms(1), Timestamp::from_ms(i64::MAX));
    }
}
