//! Whose devices are connected to this node, and whose were a moment ago: they have what came in.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use samspil_shared::domain::{PersonId, Timestamp};

use crate::edge::Edge;

/// Counted by person.
#[derive(Default)]
pub(crate) struct Presence(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    here: BTreeMap<PersonId, usize>,
    /// When the last device of somebody went.
    left: BTreeMap<PersonId, Timestamp>,
}

impl Presence {
    // A blocking lock: it is held for the time of a look-up, never across an await.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A device came; it goes with the value.
    pub(super) fn arrive(self: &Arc<Self>, person: PersonId, edge: &Edge) -> Present {
        *self.lock().here.entry(person).or_default() += 1;
        Present { presence: Arc::clone(self), person, edge: edge.clone() }
    }

    /// Until when each person was connected: `now` for those who are. Those who left are told once.
    pub(crate) fn seen(&self, now: Timestamp) -> BTreeMap<PersonId, Timestamp> {
        let mut inner = self.lock();
        let mut seen = std::mem::take(&mut inner.left);
        seen.extend(inner.here.keys().map(|person| (*person, now)));
        seen
    }
}

/// A connected device.
pub(super) struct Present {
    presence: Arc<Presence>,
    person: PersonId,
    edge: Edge,
}

impl Drop for Present {
    fn drop(&mut self) {
        let mut inner = self.presence.lock();
        let count = inner.here.get(&self.person).map_or(0, |count| count - 1);
        if count == 0 {
            inner.here.remove(&self.person);
        } else {
            inner.here.insert(self.person, count);
        }
        inner.left.insert(self.person, self.edge.now());
    }
}

impl fmt::Debug for Present {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Present").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_two_devices_is_here_until_both_are_gone() {
        let presence = Arc::new(Presence::default());
        let (maria, edge) = (PersonId::from_bytes([1; 16]), Edge::with_clock(|| Timestamp::from_ms(5)));
        let (phone, pc) = (presence.arrive(maria, &edge), presence.arrive(maria, &edge));
        drop(phone);
        let now = Timestamp::from_ms(9);
        assert_eq!(presence.seen(now), [(maria, now)].into());
        drop(pc);
        assert_eq!(presence.seen(now), [(maria, Timestamp::from_ms(5))].into());
        assert!(presence.seen(now).is_empty());
    }
}
