//! Values that several screens show.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use samspil_shared::domain::{Role, SpaceId, Timestamp};

/// A moment by Danish clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// The day.
    pub date: NaiveDate,
    /// The time of day, to the minute.
    pub time: NaiveTime,
}

impl When {
    /// The moment of an instant; one that no calendar has shows as the first day of 1970.
    pub fn of(at: Timestamp) -> Self {
        Self::of_local(at.local().unwrap_or_default())
    }

    /// The moment of a wall clock.
    pub fn of_local(local: NaiveDateTime) -> Self {
        use chrono::Timelike;
        let time = local.time().with_second(0).and_then(|time| time.with_nanosecond(0));
        Self { date: local.date(), time: time.unwrap_or_default() }
    }
}

/// How near a day is, for *i dag*, *i går* and whether a date needs its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Near {
    /// *i dag*.
    Today,
    /// *i går*.
    Yesterday,
    /// Another day of this year.
    ThisYear,
    /// A day of another year.
    OtherYear,
}

impl Near {
    /// How near `date` is on the day `today`.
    pub fn of(date: NaiveDate, today: NaiveDate) -> Self {
        use chrono::Datelike;
        if date == today {
            Self::Today
        } else if date.succ_opt() == Some(today) {
            Self::Yesterday
        } else if date.year() == today.year() {
            Self::ThisYear
        } else {
            Self::OtherYear
        }
    }
}

/// Who may read: the presets a person chooses between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readers {
    /// *Kun mig*.
    Me,
    /// *Os voksne*.
    Family,
    /// *Konsulenten*.
    Consultant,
    /// *Teamet*.
    Team,
}

/// A person who can read something. Names are as persons are called here: an adult of one's own family by the first name;
/// empty for somebody whose name this device never heard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reader {
    /// Their name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Reads while the fixed one is away.
    pub stand_in: bool,
    /// The person at the screen.
    pub me: bool,
}

/// A child, as the family's device knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Child {
    /// The placement's space.
    pub space: SpaceId,
    /// The name on the card; `None` until the card is here.
    pub name: Option<String>,
}

/// Whom a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// The child of this placement.
    Child(SpaceId),
    /// The family, where it has one placement.
    Family,
    /// Each of several children: saving makes one note for each.
    All,
}

/// Why something is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// *Til orientering*.
    Info,
    /// *Vil gerne tale om det*.
    Talk,
}

/// Where something written stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The server has it.
    Sent,
    /// On the device, on its way.
    Waiting,
    /// Some of it was refused for good; it is in the list of what did not get through.
    Parked,
}

/// A stretch of a text against the one before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// In both.
    Kept(String),
    /// Only in the later one.
    Added(String),
    /// Only in the earlier one.
    Removed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_near_by_the_calendar_and_not_by_hours() {
        let today = day("2026-01-01");
        assert_eq!(Near::of(day("2026-01-01"), today), Near::Today);
        assert_eq!(Near::of(day("2025-12-31"), today), Near::Yesterday, "over the turn of the year");
        assert_eq!(Near::of(day("2025-12-30"), today), Near::OtherYear);
        assert_eq!(Near::of(day("2026-01-02"), today), Near::ThisYear, "tomorrow has no word of its own");
    }

    #[test]
    fn late_in_a_danish_evening_is_still_today() {
        let at = Timestamp::from_local("2026-04-07T23:59:58".parse().unwrap()).unwrap();
        let when = When::of(at);
        assert_eq!((when.date, when.time), (day("2026-04-07"), "23:59:00".parse().unwrap()));
        assert_eq!(When::of(at.plus_ms(2_000)).date, day("2026-04-08"), "though it is still the seventh by UTC");
    }
}

/// How far a question to the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerState {
    /// It is being asked.
    Asking,
    /// This is how it is.
    Known,
    /// The server was not reached.
    Offline,
    /// The session is over: sign in again.
    SignIn,
    /// The server said something else.
    Failed,
}
