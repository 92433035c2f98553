//! What the server put off: each document waits for itself, longer each time, and holds up no other.

use std::collections::BTreeMap;

use crate::domain::{DocId, Timestamp};

/// Milliseconds before an operation that was put off is tried again, at least and at most.
const SHORTEST_MS: i64 = 200;
const LONGEST_MS: i64 = 60_000;

/// Documents whose operations the server put off.
#[derive(Debug, Default)]
pub(super) struct Deferrals(BTreeMap<DocId, Deferral>);

#[derive(Debug, Clone, Copy)]
struct Deferral {
    times: u32,
    /// `None` once that moment has passed.
    until: Option<Timestamp>,
}

impl Deferrals {
    /// The server asked to try this document later: after what it asks for, doubled each further time.
    pub(super) fn put_off(&mut self, doc: DocId, asked_ms: u32, now: Timestamp, rng: &mut dyn rand::Rng) {
        let times = match self.0.get(&doc) {
            // Another operation of the same batch: counted once.
            Some(Deferral { until: Some(_), .. }) => return,
            Some(known) => known.times + 1,
            None => 0,
        };
        let pause = (i64::from(asked_ms).clamp(SHORTEST_MS, LONGEST_MS) << times.min(8)).min(LONGEST_MS);
        let jitter = if times == 0 { 0 } else { i64::from(rng.next_u32() % 1000) * (pause / 4) / 1000 };
        self.0.insert(doc, Deferral { times, until: Some(now.plus_ms(pause + jitter)) });
    }

    /// The server took a decision on it.
    pub(super) fn settled(&mut self, doc: DocId) {
        self.0.remove(&doc);
    }

    /// Whether the document has to wait.
    pub(super) fn holds(&self, doc: DocId) -> bool {
        self.0.get(&doc).is_some_and(|deferral| deferral.until.is_some())
    }

    /// When the next one may be tried.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.0.values().filter_map(|deferral| deferral.until).min()
    }

    /// Lets go of what has waited long enough, or longer than anything waits: the clock was set back meanwhile.
    pub(super) fn pass(&mut self, now: Timestamp) {
        for deferral in self.0.values_mut() {
            deferral.until = deferral.until.filter(|until| (1..=2 * LONGEST_MS).contains(&until.ms_since(now)));
        }
    }
}
