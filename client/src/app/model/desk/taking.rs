//! Calls that are nobody's: those that nobody took, and those of whoever took them and is away since.

use samspil_shared::domain::follow_up::{Status, addressed};
use samspil_shared::domain::{Role, Timestamp};

use super::{Desk, Followed};

impl Desk {
    /// Open calls of families that are the person's and that nobody has taken who is here, as they should be called.
    pub(in crate::app) fn untaken(&self, now: Timestamp) -> Vec<Followed<'_>> {
        let today = self.day(now);
        let mut untaken = self.followed();
        untaken.retain(|followed| {
            let taken = followed.progress.is_taken() && !self.takers_are_away(followed, now);
            !followed.progress.is_closed() && !taken && !followed.loose && self.is_mine(followed, now)
        });
        untaken.sort_by_key(|followed| followed.order(today));
        untaken
    }

    /// Whether everybody who said that they follow up is away by now, and the call would wait for nobody.
    pub(in crate::app) fn takers_are_away(&self, followed: &Followed<'_>, now: Timestamp) -> bool {
        let progress = &followed.progress;
        let waits = matches!(progress.status, Status::Taken | Status::NotReached);
        if followed.loose || !waits || progress.takers.is_empty() {
            return false;
        }
        let at = self.engine.state().corrected(now);
        let consultants = self.consultants(followed.held.space);
        let mut here = addressed(&consultants, None, at);
        here.extend(addressed(&consultants, progress.handed_to, at));
        if here.is_empty() || progress.takers.iter().any(|taker| here.contains(taker)) {
            return false;
        }
        // Who took it although somebody stands in for them is not away.
        let open = || consultants.iter().filter(|m| m.role == Role::Consultant && m.window.contains(at));
        let since = open().filter(|m| m.stand_in).map(|m| m.window.from).max();
        let took_since = progress.last.zip(since).is_some_and(|((by, when), since)| {
            when >= since && progress.takers.contains(&by) && open().any(|m| m.person == by)
        });
        !took_since
    }
}
