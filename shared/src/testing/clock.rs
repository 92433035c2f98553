//! Virtual time: what is due when, and clocks that are wrong.

use std::collections::BTreeMap;

use rand::RngExt;

use crate::domain::Timestamp;

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

/// The one true time, and all that waits for its moment. What is due at the same moment happens in the order it was
/// planned.
#[derive(Debug)]
pub struct Agenda<T> {
    now: Timestamp,
    planned: u64,
    due: BTreeMap<(Timestamp, u64), T>,
}

impl<T> Agenda<T> {
    /// Nothing is planned yet.
    pub fn new(start: Timestamp) -> Self {
        Self { now: start, planned: 0, due: BTreeMap::new() }
    }

    /// What the time is.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Plans something; what should have happened before now happens next.
    pub fn plan(&mut self, at: Timestamp, what: T) {
        self.planned += 1;
        self.due.insert((at.max(self.now), self.planned), what);
    }

    /// Plans something `in_ms` milliseconds from now.
    pub fn plan_in(&mut self, in_ms: i64, what: T) {
        self.plan(self.now.plus_ms(in_ms), what);
    }
}

/// Time passes until the next thing is due.
impl<T> Iterator for Agenda<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let ((at, _), what) = self.due.pop_first()?;
        self.now = at;
        Some(what)
    }
}

/// How wrong a device's clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew {
    ms: i64,
}

impl Skew {
    /// A clock that is right.
    pub const NONE: Self = Self { ms: 0 };

    /// Half of all clocks are right, the others are off by minutes or by years.
    pub fn draw(rng: &mut impl rand::Rng) -> Self {
        let ms = match rng.random_range(0..6) {
            0 => YEAR_MS,
            1 => -3 * YEAR_MS,
            2 => 7 * 60_000,
            _ => 0,
        };
        Self { ms }
    }

    /// What the clock shows.
    pub fn read(self, now: Timestamp) -> Timestamp {
        now.plus_ms(self.ms)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn things_happen_in_their_order_and_time_never_goes_back() {
        let mut agenda = Agenda::new(Timestamp::from_ms(100));
        agenda.plan_in(50, "later");
        agenda.plan_in(10, "first");
        agenda.plan_in(10, "second");
        assert_eq!((agenda.next(), agenda.now().as_ms()), (Some("first"), 110));
        agenda.plan(Timestamp::from_ms(5), "overdue");
        assert_eq!(agenda.by_ref().collect::<Vec<_>>(), ["second", "overdue", "later"]);
        assert_eq!((agenda.next(), agenda.now().as_ms()), (None, 150));
    }

    #[test]
    fn some_clocks_are_right_and_some_are_years_off() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<Skew> = (0..60).map(|_| Skew::draw(&mut rng)).collect();
        let off = |skew: &Skew| skew.read(Timestamp::from_ms(0)).as_ms();
        assert!(drawn.contains(&Skew::NONE));
        assert!(drawn.iter().any(|skew| off(skew) >= YEAR_MS) && drawn.iter().any(|skew| off(skew) <= -YEAR_MS));
    }
}
