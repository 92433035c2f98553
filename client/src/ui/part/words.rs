//! Days, times and names as people say them. Pure: what is passed in, in the words of the chosen language.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};

use crate::app::view::When;
use crate::app::view::common::Near;
use crate::ui::I18n;
use crate::ui::i18n::*;

/// "tirsdag"
pub fn weekday(i18n: I18n, day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => t_string!(i18n, weekday.monday),
        Weekday::Tue => t_string!(i18n, weekday.tuesday),
        Weekday::Wed => t_string!(i18n, weekday.wednesday),
        Weekday::Thu => t_string!(i18n, weekday.thursday),
        Weekday::Fri => t_string!(i18n, weekday.friday),
        Weekday::Sat => t_string!(i18n, weekday.saturday),
        Weekday::Sun => t_string!(i18n, weekday.sunday),
    }
}

/// "april"
fn month(i18n: I18n, date: NaiveDate) -> &'static str {
    match date.month0() {
        0 => t_string!(i18n, month.january),
        1 => t_string!(i18n, month.february),
        2 => t_string!(i18n, month.march),
        3 => t_string!(i18n, month.april),
        4 => t_string!(i18n, month.may),
        5 => t_string!(i18n, month.june),
        6 => t_string!(i18n, month.july),
        7 => t_string!(i18n, month.august),
        8 => t_string!(i18n, month.september),
        9 => t_string!(i18n, month.october),
        10 => t_string!(i18n, month.november),
        _ => t_string!(i18n, month.december),
    }
}

/// "21.04", for sentences that hold their own "kl."
#[must_use]
pub fn bare_clock(i18n: I18n, time: NaiveTime) -> String {
    t_string!(i18n, time.bare, h = time.hour(), m = format!("{:02}", time.minute()))
}

/// "kl. 21.04"
#[must_use]
pub fn clock(i18n: I18n, time: NaiveTime) -> String {
    t_string!(i18n, time.clock, t = bare_clock(i18n, time))
}

/// No day is near to it: in the place of today it has every date written in full, with its year. For what is read later
/// and elsewhere.
pub const IN_FULL: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");

/// "7. april", with the year where it is not the year of `today`.
#[must_use]
pub fn date(i18n: I18n, date: NaiveDate, today: NaiveDate) -> String {
    let (d, name) = (date.day(), month(i18n, date));
    match Near::of(date, today) {
        Near::OtherYear => t_string!(i18n, time.day_year, d = d, month = name, year = date.year()),
        Near::Yesterday | Near::Today | Near::ThisYear => t_string!(i18n, time.day, d = d, month = name),
    }
}

/// "tirsdag 7. april"
#[must_use]
pub fn long_date(i18n: I18n, day: NaiveDate, today: NaiveDate) -> String {
    t_string!(i18n, time.weekday_day, weekday = weekday(i18n, day.weekday()), day = date(i18n, day, today))
}

/// The heading of a day: "I dag, tirsdag 7. april", "Mandag 6. april".
#[must_use]
pub fn day_heading(i18n: I18n, day: NaiveDate, today: NaiveDate) -> String {
    let long = long_date(i18n, day, today);
    capital(&match Near::of(day, today) {
        Near::Today => t_string!(i18n, time.today_day, day = long),
        Near::Yesterday => t_string!(i18n, time.yesterday_day, day = long),
        Near::ThisYear | Near::OtherYear => long,
    })
}

/// A day in a sentence: "i dag", "i går", "mandag 6. april".
#[must_use]
pub fn near_date(i18n: I18n, day: NaiveDate, today: NaiveDate) -> String {
    match Near::of(day, today) {
        Near::Today => t_string!(i18n, time.today).to_owned(),
        Near::Yesterday => t_string!(i18n, time.yesterday).to_owned(),
        Near::ThisYear | Near::OtherYear => long_date(i18n, day, today),
    }
}

/// "april 2026"
#[must_use]
pub fn month_year(i18n: I18n, day: NaiveDate) -> String {
    t_string!(i18n, time.month_year, month = month(i18n, day), year = day.year())
}

/// "apr. 2026", where there is little room.
#[must_use]
pub fn short_month_year(i18n: I18n, day: NaiveDate) -> String {
    let name = month(i18n, day);
    let short: String = name.chars().take(3).collect();
    let short = if short.len() < name.len() { t_string!(i18n, time.short, word = short) } else { short };
    t_string!(i18n, time.month_year, month = short, year = day.year())
}

/// A moment in a sentence: "kl. 21.04" today, "i går kl. 21.04", "mandag 6. april kl. 21.04".
#[must_use]
pub fn moment(i18n: I18n, at: When, today: NaiveDate) -> String {
    if at.date == today {
        return clock(i18n, at.time);
    }
    t_string!(i18n, time.at, day = near_date(i18n, at.date, today), t = bare_clock(i18n, at.time))
}

/// "Maria, Jonas og Mette Holm"
#[must_use]
pub fn names(i18n: I18n, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => t_string!(i18n, list.and, first = head.join(", "), last = last.clone()),
    }
}

/// The first letter large, as a heading wants it.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "1.212"
#[must_use]
pub fn number(i18n: I18n, number: usize) -> String {
    let digits = number.to_string();
    let (first, rest) = digits.split_at(digits.len() % 3);
    let thousands = rest.as_bytes().chunks(3).map(|three| String::from_utf8_lossy(three).into_owned());
    let parts: Vec<String> =
        Some(first.to_owned()).filter(|first| !first.is_empty()).into_iter().chain(thousands).collect();
    parts.join(t_string!(i18n, list.thousands))
}
