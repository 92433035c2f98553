//! Hours of a week, on the Danish wall clock.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDateTime, NaiveTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes in a day of the wall clock.
const DAY: u16 = 24 * 60;

/// Spans in one day; more is not a timetable.
pub const SPANS_MAX: usize = 8;

/// Why hours are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not a time, or one after 24:00.
    #[error("a time is written as 08:30 and is 24:00 at the latest")]
    Time,
    /// Not two times with a dash between them.
    #[error("hours are written as 08:00-15:30")]
    Span,
    /// It ends before it begins, or is empty; hours over midnight are two spans.
    #[error("{from}-{to} ends before it begins; write hours over midnight as two")]
    Backwards {
        /// Where it begins.
        from: TimeOfDay,
        /// Where it ends.
        to: TimeOfDay,
    },
    /// Two spans of a day have a minute in common.
    #[error("{0} and {1} of one day overlap")]
    Overlap(Span, Span),
    /// More spans than [`SPANS_MAX`] in one day.
    #[error("a day has at most {SPANS_MAX} spans of hours")]
    TooMany,
}

/// A minute of the day, `00:00` to `24:00`; the last one is only ever an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The end of a day.
    pub const MIDNIGHT: Self = Self(DAY);

    /// Minutes since the day began, 0 to 1440.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The minute that has begun on this wall clock.
    pub fn of(local: NaiveDateTime) -> Self {
        // At most 23 and 59.
        Self(u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(DAY))
    }

    /// As the time of a day; the end of a day is none.
    pub fn time(self) -> Option<NaiveTime> {
        NaiveTime::from_hms_opt(u32::from(self.0 / 60), u32::from(self.0 % 60), 0)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = HoursError;
    fn from_str(text: &str) -> Result<Self, HoursError> {
        let two = |text: &str| -> Option<u16> {
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
        };
        let (hour, minute) = text.split_once(':').ok_or(HoursError::Time)?;
        match (two(hour), two(minute)) {
            (Some(hour), Some(minute)) if minute < 60 && hour * 60 + minute <= DAY => Ok(Self(hour * 60 + minute)),
            _ => Err(HoursError::Time),
        }
    }
}

/// Part of a day, half-open: 09:00-19:00 has 18:59, not 19:00. Written `09:00-19:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    from: TimeOfDay,
    to: TimeOfDay,
}

impl Span {
    /// From 8 to 16.
    pub(super) const ORDINARY: Self = Self { from: TimeOfDay(8 * 60), to: TimeOfDay(16 * 60) };

    /// From `from` until `to`, which is not in it.
    pub fn new(from: TimeOfDay, to: TimeOfDay) -> Result<Self, HoursError> {
        if from < to { Ok(Self { from, to }) } else { Err(HoursError::Backwards { from, to }) }
    }

    /// Its first minute.
    pub const fn from(self) -> TimeOfDay {
        self.from
    }

    /// The first minute after it.
    pub const fn to(self) -> TimeOfDay {
        self.to
    }

    /// Whether this minute is in it.
    pub fn contains(self, minute: TimeOfDay) -> bool {
        self.from <= minute && minute < self.to
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl FromStr for Span {
    type Err = HoursError;
    fn from_str(text: &str) -> Result<Self, HoursError> {
        let (from, to) = text.split_once('-').ok_or(HoursError::Span)?;
        Self::new(from.trim().parse()?, to.trim().parse()?)
    }
}

impl TryFrom<String> for Span {
    type Error = HoursError;
    fn try_from(text: String) -> Result<Self, HoursError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// Hours that are the same every week. Spans of a day are ascending, have nothing in common and do not touch: two that
/// touch are one. Written `{"mon": ["08:00-15:30"], "fri": ["08:00-14:00"]}`; a weekday that is not named has none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Week([Vec<Span>; 7]);

impl Week {
    /// Hours by weekday, Monday first.
    pub fn new(days: [Vec<Span>; 7]) -> Result<Self, HoursError> {
        let mut week = Self::default();
        for (settled, day) in week.0.iter_mut().zip(days) {
            *settled = settle(day)?;
        }
        Ok(week)
    }

    /// The same hours Monday to Friday.
    pub fn of_weekdays(span: Span) -> Self {
        Self(std::array::from_fn(|weekday| if weekday < 5 { vec![span] } else { Vec::new() }))
    }

    /// The hours of a weekday, ascending.
    pub fn on(&self, weekday: Weekday) -> &[Span] {
        // A weekday is 0 to 6 days from Monday.
        self.0.get(weekday.num_days_from_monday() as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether it has no hours at all.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

fn settle(mut day: Vec<Span>) -> Result<Vec<Span>, HoursError> {
    if day.len() > SPANS_MAX {
        return Err(HoursError::TooMany);
    }
    day.sort();
    let mut settled: Vec<Span> = Vec::with_capacity(day.len());
    for span in day {
        match settled.last_mut() {
            Some(before) if span.from < before.to => return Err(HoursError::Overlap(*before, span)),
            Some(before) if span.from == before.to => before.to = span.to,
            _ => settled.push(span),
        }
    }
    Ok(settled)
}

/// A week as it is written; a weekday with a typing error is refused, not closed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mon: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tue: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wed: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    thu: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fri: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sat: Vec<Span>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sun: Vec<Span>,
}

impl TryFrom<Written> for Week {
    type Error = HoursError;
    fn try_from(written: Written) -> Result<Self, HoursError> {
        let Written { mon, tue, wed, thu, fri, sat, sun } = written;
        Self::new([mon, tue, wed, thu, fri, sat, sun])
    }
}

impl From<Week> for Written {
    fn from(Week([mon, tue, wed, thu, fri, sat, sun]): Week) -> Self {
        Self { mon, tue, wed, thu, fri, sat, sun }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Span {
        text.parse().unwrap()
    }

    fn monday(spans: &[&str]) -> Result<Week, HoursError> {
        let mut days = [const { Vec::new() }; 7];
        days[0] = spans.iter().map(|text| span(text)).collect();
        Week::new(days)
    }

    #[test]
    fn hours_are_half_open_and_survive_text() {
        let hours = span("09:00-19:00");
        assert!(hours.contains("09:00".parse().unwrap()) && hours.contains("18:59".parse().unwrap()));
        assert!(!hours.contains("19:00".parse().unwrap()) && !hours.contains("08:59".parse().unwrap()));
        assert_eq!(hours.to_string(), "09:00-19:00");
        assert_eq!(span("00:00 - 24:00").to().minutes(), 1440);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in ["", "8:00", "08.00", "08:60", "24:01", "25:00", "+8:00", "08:0٣", "99:99", "08:00:00", "-1:00"] {
            assert_eq!(bad.parse::<TimeOfDay>(), Err(HoursError::Time), "{bad}");
        }
        assert_eq!("08:00".parse::<Span>(), Err(HoursError::Span));
        for bad in ["16:00-08:00", "08:00-08:00", "24:00-24:00"] {
            assert!(matches!(bad.parse::<Span>(), Err(HoursError::Backwards { .. })), "{bad}");
        }
    }

    #[test]
    fn spans_of_a_day_are_put_in_order_and_never_overlap() {
        let week = monday(&["13:00-15:00", "09:00-12:00"]).unwrap();
        assert_eq!(week.on(Weekday::Mon), [span("09:00-12:00"), span("13:00-15:00")]);
        assert!(week.on(Weekday::Tue).is_empty());
        assert_eq!(monday(&["09:00-12:00", "12:00-15:00"]), monday(&["09:00-15:00"]), "two that touch are one");
        for bad in [["09:00-12:00", "11:59-13:00"], ["09:00-12:00", "10:00-11:00"], ["09:00-10:00", "09:00-10:00"]] {
            assert!(matches!(monday(&bad), Err(HoursError::Overlap(..))), "{bad:?}");
        }
        assert_eq!(monday(&["09:00-09:01"; SPANS_MAX + 1]), Err(HoursError::TooMany));
    }
}
