//! What lies unsent on this device while its author is locked out: brought to the server by whoever is here (05 "Locked is
//! not stuck"). This is its clock; what is brought, and whose it is, nobody here can read.

use samspil_shared::domain::Timestamp;

use crate::app::unsent::Unsent;

/// Milliseconds before the second try; doubled with each further one that brings nothing.
const FIRST_PAUSE_MS: i64 = 15_000;
/// Milliseconds between tries at most.
const LONGEST_PAUSE_MS: i64 = 10 * 60_000;

/// When to try next.
#[derive(Debug)]
pub(super) struct Courier {
    due: Option<Timestamp>,
    pause_ms: i64,
    busy: bool,
    unsent: Unsent,
}

impl Default for Courier {
    fn default() -> Self {
        Self { due: None, pause_ms: FIRST_PAUSE_MS, busy: false, unsent: Unsent::default() }
    }
}

impl Courier {
    /// A good moment: the app began, came to the front, or there may be a network again.
    pub(super) fn good_moment(&mut self, now: Timestamp) {
        self.pause_ms = FIRST_PAUSE_MS;
        self.due = Some(now);
    }

    /// Whether to go now.
    pub(super) fn goes(&mut self, now: Timestamp) -> bool {
        let goes = !self.busy && self.due.is_some_and(|due| due <= now);
        if goes {
            (self.busy, self.due) = (true, None);
        }
        goes
    }

    /// Came back; so much is still here.
    pub(super) fn back(&mut self, unsent: Unsent, now: Timestamp) {
        self.busy = false;
        if unsent.is_none() {
            self.pause_ms = FIRST_PAUSE_MS;
        } else if self.due.is_none() {
            self.due = Some(now.plus_ms(self.pause_ms));
            self.pause_ms = (self.pause_ms * 2).min(LONGEST_PAUSE_MS);
        }
        self.unsent = unsent;
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.due.filter(|_| !self.busy)
    }

    /// What lies here unsent, of people who are not in.
    pub(super) fn unsent(&self) -> Unsent {
        self.unsent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Unsent = Unsent { calls: 1, things: 1, openings: 0 };

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(ms)
    }

    #[test]
    fn it_goes_at_once_and_then_less_and_less_often_until_nothing_is_left() {
        let mut courier = Courier::default();
        assert!(!courier.goes(at(0)) && courier.due().is_none());
        courier.good_moment(at(0));
        assert!(courier.goes(at(0)));
        assert!(!courier.goes(at(0)), "one at a time");
        let mut now = at(0);
        let mut pauses = Vec::new();
        for _ in 0..8 {
            courier.back(TWO, now);
            let due = courier.due().expect("it tries again");
            pauses.push(due.ms_since(now) / 1_000);
            now = due;
            assert!(courier.goes(now));
        }
        assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 600, 600]);
        assert_eq!(courier.unsent(), TWO);
        courier.back(Unsent::default(), now);
        assert_eq!((courier.unsent(), courier.due()), (Unsent::default(), None));
    }

    #[test]
    fn a_good_moment_while_it_is_away_is_not_forgotten() {
        let mut courier = Courier::default();
        courier.good_moment(at(0));
        assert!(courier.goes(at(0)));
        courier.good_moment(at(5));
        assert_eq!(courier.due(), None, "not before it is back");
        courier.back(TWO, at(9));
        assert_eq!(courier.due(), Some(at(5)));
        assert!(courier.goes(at(9)));
    }
}
