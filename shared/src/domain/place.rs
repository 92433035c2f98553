//! A place that must not be told: until when, and what a family's and a placement's own decisions make of each other.

use chrono::NaiveDate;

/// Whether the place where somebody lives may be told. The later in this order hides the longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hiding {
    /// It may.
    #[default]
    Open,
    /// Not until this Danish day is over.
    Until(NaiveDate),
    /// Not until somebody decides otherwise.
    Always,
}

impl Hiding {
    /// What was decided for a family (`address_hidden`) and for a placement in it (`hidden_until`).
    pub fn of(address_hidden: bool, hidden_until: Option<NaiveDate>) -> Self {
        if address_hidden { Self::Always } else { hidden_until.map_or(Self::Open, Self::Until) }
    }

    /// Whether the place is kept on this Danish day. It ends by itself: no device needs to be told.
    pub fn hides(self, today: NaiveDate) -> bool {
        match self {
            Self::Open => false,
            Self::Until(last) => today <= last,
            Self::Always => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, day).expect("a day")
    }

    #[test]
    fn a_day_counts_to_its_end_and_the_family_decides_over_it() {
        let until = Hiding::of(false, Some(day(9)));
        assert_eq!([8, 9, 10].map(|n| until.hides(day(n))), [true, true, false]);
        assert!(Hiding::of(true, None).hides(day(10)) && Hiding::of(true, Some(day(9))).hides(day(10)));
        assert!(!Hiding::of(false, None).hides(day(9)));
    }

    #[test]
    fn of_several_the_longest_counts() {
        let of = |n| Hiding::Until(day(n));
        assert_eq!([of(9), Hiding::Open, of(12)].into_iter().max(), Some(of(12)));
        assert!(Hiding::Always > of(30) && of(1) > Hiding::Open);
    }
}
