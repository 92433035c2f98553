//! *Hvem ringer jeg til nu?*

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::{EMERGENCY, Hours, Number, Numbers};
use crate::domain::calendar::{Calendar, Closure, SEARCH_DAYS, Span, TimeOfDay};
use crate::domain::time::Timestamp;

/// Hours of one day, such as the next phone hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// The Danish day.
    pub day: NaiveDate,
    /// From when until when.
    pub span: Span,
}

/// What the unit itself is at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Office<'a> {
    /// *Telefontid nu*.
    PhoneHour {
        /// The first minute after it.
        until: TimeOfDay,
    },
    /// *Åbent, men ikke telefontid*.
    Open {
        /// The next phone hour.
        next: Option<Hour>,
        /// Whom to call meanwhile.
        main: Option<&'a Number>,
    },
    /// *Lukket*.
    Closed {
        /// The next phone hour.
        next: Option<Hour>,
        /// The closed days that today is one of; `None` on an open day before or after its hours.
        days: Option<Closure>,
    },
}

/// Whether a number is answered at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered<'a> {
    /// It is.
    Now {
        /// The first minute at which it is not; `None` if that does not come today.
        until: Option<TimeOfDay>,
    },
    /// It is not.
    Later {
        /// When next; `None` if that is not within [`SEARCH_DAYS`].
        next: Option<Hour>,
        /// The first of its successors that is answered.
        instead: Option<&'a Number>,
    },
}

/// A number and whether it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// The number.
    pub number: &'a Number,
    /// Whether it is answered.
    pub answered: Answered<'a>,
}

/// Whom to call, for one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice<'a> {
    /// 112, which stands first whatever the hour is.
    pub emergency: &'static str,
    /// What the unit itself is.
    pub office: Office<'a>,
    /// Every number: those that are answered first, then the others, each in the unit's order.
    pub lines: Vec<Line<'a>>,
}

/// Whom to call at `now`. Hours are half-open and compared on the Danish wall clock: at 19:00 a number that is answered
/// until 19:00 is not. At an instant no calendar has (a device whose clock is broken) what is always answered still is.
pub fn who_to_call<'a>(now: Timestamp, calendar: &Calendar, numbers: &'a Numbers) -> Advice<'a> {
    let moment = Moment { local: now.local(), calendar };
    let mut lines: Vec<Line<'a>> =
        numbers.list().iter().map(|number| Line { number, answered: moment.answered(number, numbers) }).collect();
    lines.sort_by_key(|line| matches!(line.answered, Answered::Later { .. }));
    Advice { emergency: EMERGENCY, office: moment.office(numbers), lines }
}

struct Moment<'a> {
    local: Option<NaiveDateTime>,
    calendar: &'a Calendar,
}

impl Moment<'_> {
    fn office<'a>(&self, numbers: &'a Numbers) -> Office<'a> {
        let next = self.next(&Hours::PhoneHours);
        if let Some(phone) = self.current(&Hours::PhoneHours) {
            Office::PhoneHour { until: phone.to() }
        } else if self.current(&Hours::OpeningHours).is_some() {
            Office::Open { next, main: numbers.main() }
        } else {
            Office::Closed { next, days: self.local.and_then(|local| Closure::around(local.date(), self.calendar)) }
        }
    }

    fn answered<'a>(&self, number: &'a Number, numbers: &'a Numbers) -> Answered<'a> {
        if self.is_answered(number) {
            let until = self.current(&number.hours).map(Span::to).filter(|until| *until != TimeOfDay::MIDNIGHT);
            return Answered::Now { until };
        }
        let instead = numbers.after(number).find(|successor| self.is_answered(successor));
        Answered::Later { next: self.next(&number.hours), instead }
    }

    fn is_answered(&self, number: &Number) -> bool {
        number.hours == Hours::Always || self.current(&number.hours).is_some()
    }

    /// The hours that this moment lies in.
    fn current(&self, hours: &Hours) -> Option<Span> {
        let local = self.local?;
        self.on(hours, local.date()).iter().copied().find(|span| span.contains(TimeOfDay::of(local)))
    }

    /// The first hours that begin after this moment.
    fn next(&self, hours: &Hours) -> Option<Hour> {
        let local = self.local?;
        let (today, minute) = (local.date(), TimeOfDay::of(local));
        today.iter_days().take(SEARCH_DAYS.into()).find_map(|day| {
            let later = |span: &&Span| day > today || span.from() > minute;
            self.on(hours, day).iter().find(later).map(|span| Hour { day, span: *span })
        })
    }

    fn on<'h>(&'h self, hours: &'h Hours, day: NaiveDate) -> &'h [Span] {
        match hours {
            Hours::Always => &[],
            Hours::Weekly(week) => week.on(day.weekday()),
            Hours::PhoneHours => self.calendar.phone_on(day),
            Hours::OpeningHours => self.calendar.open_on(day),
        }
    }
}
