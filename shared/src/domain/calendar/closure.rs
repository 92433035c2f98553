//! Closures of several days, told before they begin: most calls to the akuttelefon come in them.

use chrono::{Datelike, Days, NaiveDate};

use super::{Calendar, SEARCH_DAYS};

/// Days on end without an open one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Closure {
    /// The first closed day.
    pub from: NaiveDate,
    /// The last closed day.
    pub to: NaiveDate,
}

impl Closure {
    /// The closed days around `day`; `None` if it is open, or if nothing is within [`SEARCH_DAYS`].
    pub fn around(day: NaiveDate, calendar: &Calendar) -> Option<Self> {
        if calendar.is_open(day) {
            return None;
        }
        let back = std::iter::successors(Some(day), NaiveDate::pred_opt).take(SEARCH_DAYS.into());
        let open_before = back.skip(1).find(|day| calendar.is_open(*day));
        let open_after = day.iter_days().take(SEARCH_DAYS.into()).skip(1).find(|day| calendar.is_open(*day));
        Some(Self { from: open_before?.succ_opt()?, to: open_after?.pred_opt()? })
    }

    /// How many days it has.
    pub fn days(self) -> u64 {
        self.to.signed_duration_since(self.from).num_days().unsigned_abs() + 1
    }

    /// Whether it has several days, of which one at least would be open in another week: not each weekend.
    fn is_unusual(self, calendar: &Calendar) -> bool {
        let usual = |day: NaiveDate| calendar.open.on(day.weekday()).is_empty();
        let mut days = self.from.iter_days().take_while(|day| *day <= self.to);
        self.days() > 1 && !days.all(usual)
    }
}

/// The first closure of several days that begins within `within_days` days of `today`, or in which `today` lies. A single
/// holiday and an ordinary weekend are none; a weekend with a holiday beside it is one.
pub fn closure_ahead(today: NaiveDate, calendar: &Calendar, within_days: u16) -> Option<Closure> {
    let last = today.checked_add_days(Days::new(within_days.min(SEARCH_DAYS).into()))?;
    let mut day = today;
    while day <= last {
        match Closure::around(day, calendar) {
            Some(closure) if closure.is_unusual(calendar) => return Some(closure),
            Some(closure) => day = closure.to.succ_opt()?,
            None if calendar.is_open(day) => day = day.succ_opt()?,
            None => return None,
        }
    }
    None
}
