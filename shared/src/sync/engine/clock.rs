//! The latest time that is known: a clock that is set back without a network opens nothing that has ended.

use super::Engine;
use crate::domain::Timestamp;
use crate::sync::record::Entry;

impl Engine {
    /// The time by which leases and windows end: the device's corrected clock, or the latest time that was ever seen here
    /// where the clock says an earlier one. What people write is dated by the clock alone.
    pub fn latest(&self, now: Timestamp) -> Timestamp {
        let known = self.seen.into_iter().chain(self.state.last_exchange());
        known.fold(self.state.corrected(now), Timestamp::max)
    }

    /// What is to be remembered beside the log, for [`Engine::remember`].
    pub fn seen(&self) -> Option<Timestamp> {
        self.seen
    }

    /// This time was seen here before. Said before [`super::Event::Opened`].
    pub fn remember(&mut self, seen: Timestamp) {
        self.seen = self.seen.max(Some(seen));
    }

    /// The server says what time it is: a clock that was ahead for a while holds nothing back from now on.
    pub(super) fn told_time(&mut self, at: Timestamp) {
        self.seen = Some(at);
    }

    /// The same where it stands in the log. A packet lay ready and says no more than when it was made.
    pub(super) fn take_time_of(&mut self, entry: &Entry) {
        if let Entry::Welcomed { at, .. } = entry
            && !self.unpacking
        {
            self.told_time(*at);
        }
    }
}
