//! Danish public holidays, computed: no table to keep up to date, and every year is as good as the next.

use chrono::{Datelike, Days, NaiveDate};

/// A day that is free by law. Names for people stand beside it because they are proper names, the same in every text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holiday {
    /// Nytårsdag, 1 January.
    NewYearsDay,
    /// Skærtorsdag, three days before Easter.
    MaundyThursday,
    /// Langfredag, two days before Easter.
    GoodFriday,
    /// Påskedag.
    EasterSunday,
    /// 2. påskedag, the day after Easter.
    EasterMonday,
    /// Store bededag, 26 days after Easter; the last one was in 2023.
    GeneralPrayerDay,
    /// Kristi himmelfartsdag, 39 days after Easter.
    AscensionDay,
    /// Pinsedag, 49 days after Easter.
    WhitSunday,
    /// 2. pinsedag, 50 days after Easter.
    WhitMonday,
    /// Juledag, 25 December.
    ChristmasDay,
    /// 2. juledag, 26 December.
    SecondChristmasDay,
}

/// The last year with store bededag (the law that ended it holds from 1 January 2024).
const LAST_PRAYER_DAY: i32 = 2023;

impl Holiday {
    /// Every holiday, as they follow each other in a year.
    pub const ALL: [Self; 11] = [
        Self::NewYearsDay,
        Self::MaundyThursday,
        Self::GoodFriday,
        Self::EasterSunday,
        Self::EasterMonday,
        Self::GeneralPrayerDay,
        Self::AscensionDay,
        Self::WhitSunday,
        Self::WhitMonday,
        Self::ChristmasDay,
        Self::SecondChristmasDay,
    ];

    /// The holiday on this day, if it is one.
    pub fn on(day: NaiveDate) -> Option<Self> {
        match (day.month(), day.day()) {
            (1, 1) => Some(Self::NewYearsDay),
            (12, 25) => Some(Self::ChristmasDay),
            (12, 26) => Some(Self::SecondChristmasDay),
            // The earliest skærtorsdag is 19 March, the latest 2. pinsedag 14 June.
            (3..=6, _) => {
                let after_easter = day.signed_duration_since(easter(day.year())?).num_days();
                let moving = Self::ALL.into_iter().find(|holiday| holiday.days_after_easter() == Some(after_easter))?;
                moving.is_in(day.year()).then_some(moving)
            }
            _ => None,
        }
    }

    /// The day it falls on in `year`; `None` if that year does not have it or lies outside of any calendar.
    pub fn day(self, year: i32) -> Option<NaiveDate> {
        if !self.is_in(year) {
            return None;
        }
        match self {
            Self::NewYearsDay => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::ChristmasDay => NaiveDate::from_ymd_opt(year, 12, 25),
            Self::SecondChristmasDay => NaiveDate::from_ymd_opt(year, 12, 26),
            moving => {
                let (easter, days) = (easter(year)?, moving.days_after_easter()?);
                let distance = Days::new(days.unsigned_abs());
                if days < 0 { easter.checked_sub_days(distance) } else { easter.checked_add_days(distance) }
            }
        }
    }

    /// The name in Danish.
    pub const fn danish(self) -> &'static str {
        match self {
            Self::NewYearsDay => "Nytårsdag",
            Self::MaundyThursday => "Skærtorsdag",
            Self::GoodFriday => "Langfredag",
            Self::EasterSunday => "Påskedag",
            Self::EasterMonday => "2. påskedag",
            Self::GeneralPrayerDay => "Store bededag",
            Self::AscensionDay => "Kristi himmelfartsdag",
            Self::WhitSunday => "Pinsedag",
            Self::WhitMonday => "2. pinsedag",
            Self::ChristmasDay => "Juledag",
            Self::SecondChristmasDay => "2. juledag",
        }
    }

    /// The name in English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::NewYearsDay => "New Year's Day",
            Self::MaundyThursday => "Maundy Thursday",
            Self::GoodFriday => "Good Friday",
            Self::EasterSunday => "Easter Sunday",
            Self::EasterMonday => "Easter Monday",
            Self::GeneralPrayerDay => "General Prayer Day",
            Self::AscensionDay => "Ascension Day",
            Self::WhitSunday => "Whit Sunday",
            Self::WhitMonday => "Whit Monday",
            Self::ChristmasDay => "Christmas Day",
            Self::SecondChristmasDay => "Second Day of Christmas",
        }
    }

    /// Whether `year` has it.
    const fn is_in(self, year: i32) -> bool {
        !matches!(self, Self::GeneralPrayerDay) || year <= LAST_PRAYER_DAY
    }

    /// Days from Easter Sunday, for those that move with it.
    const fn days_after_easter(self) -> Option<i64> {
        match self {
            Self::NewYearsDay | Self::ChristmasDay | Self::SecondChristmasDay => None,
            Self::MaundyThursday => Some(-3),
            Self::GoodFriday => Some(-2),
            Self::EasterSunday => Some(0),
            Self::EasterMonday => Some(1),
            Self::GeneralPrayerDay => Some(26),
            Self::AscensionDay => Some(39),
            Self::WhitSunday => Some(49),
            Self::WhitMonday => Some(50),
        }
    }
}

/// The holidays of a year in their order; empty for a year outside of any calendar.
pub fn holidays(year: i32) -> Vec<(NaiveDate, Holiday)> {
    Holiday::ALL.into_iter().filter_map(|holiday| Some((holiday.day(year)?, holiday))).collect()
}

/// Easter Sunday in the Gregorian calendar (the anonymous computus of 1876, with the names it was printed with).
pub fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_as_almanacs_print_it() {
        // Earliest and latest possible, both of the method's exceptions (1954, 1981), and the years around today.
        for printed in [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2019-04-21",
            "2020-04-12",
            "2021-04-04",
            "2022-04-17",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2038-04-25",
            "2076-04-19",
        ] {
            assert_eq!(easter(day(printed).year()), Some(day(printed)));
        }
    }

    #[test]
    fn the_holidays_of_2026() {
        let found: Vec<String> = holidays(2026).iter().map(|(day, name)| format!("{day} {}", name.danish())).collect();
        let expected = [
            "2026-01-01 Nytårsdag",
            "2026-04-02 Skærtorsdag",
            "2026-04-03 Langfredag",
            "2026-04-05 Påskedag",
            "2026-04-06 2. påskedag",
            "2026-05-14 Kristi himmelfartsdag",
            "2026-05-24 Pinsedag",
            "2026-05-25 2. pinsedag",
            "2026-12-25 Juledag",
            "2026-12-26 2. juledag",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn store_bededag_was_in_2023_for_the_last_time() {
        assert_eq!(Holiday::on(day("2023-05-05")), Some(Holiday::GeneralPrayerDay));
        assert_eq!(Holiday::on(day("2022-05-13")), Some(Holiday::GeneralPrayerDay));
        assert_eq!(Holiday::on(day("2024-04-26")), None);
        assert!((2024..2100).all(|year| Holiday::GeneralPrayerDay.day(year).is_none()));
    }

    #[test]
    fn a_day_and_its_year_say_the_same() {
        for year in 1900..2200 {
            let listed = holidays(year);
            assert!(listed.is_sorted(), "{year}");
            let all = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|day| day.year() == year);
            let found: Vec<_> = all.filter_map(|day| Some((day, Holiday::on(day)?))).collect();
            assert_eq!(found, listed);
        }
    }

    #[test]
    fn a_year_no_calendar_has_is_not_a_panic() {
        assert_eq!(holidays(i32::MAX), []);
        assert_eq!(holidays(i32::MIN), []);
        assert_eq!(Holiday::on(NaiveDate::MAX), None);
    }
}
