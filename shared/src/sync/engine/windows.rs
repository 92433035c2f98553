//! Windows that end while the device has no connection: what was seen in them goes by itself.

use super::Engine;
use crate::domain::{Acting, DocId, Membership, SpaceId, Timestamp};
use crate::sync::frame::Visible;
use crate::sync::record::Entry;
use crate::sync::state::{HeldDocument, SpaceView};

/// Milliseconds after which a store that took nothing is asked again.
const PAUSE_MS: i64 = 30_000;

/// When the next window ends.
#[derive(Debug)]
pub(super) struct Windows {
    /// Spaces or memberships moved since this was found out.
    pub(super) stale: bool,
    next: Option<Timestamp>,
}

impl Default for Windows {
    fn default() -> Self {
        Self { stale: true, next: None }
    }
}

impl Windows {
    /// The store did not take that a space was left: it is not asked again and again.
    pub(super) fn put_off(&mut self, at: Timestamp) {
        *self = Self { stale: false, next: Some(at.plus_ms(PAUSE_MS)) };
    }

    /// By the server's clock.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.next
    }
}

impl Engine {
    /// Leaves the spaces in which every window of the person has ended, in each role; what they hold of own unsent work
    /// stays. Where all that is left is a window for what one wrote oneself, the rest goes. The server does the same on an open connection, and it names what is seen after the next welcome.
    pub(super) fn close_windows(&mut self, now: Timestamp) {
        let at = self.latest(now);
        if !self.windows.stale && self.windows.next.is_none_or(|next| at < next) {
            return;
        }
        let mut ended: Vec<(Acting, SpaceId)> = Vec::new();
        let mut narrowed: Vec<(Acting, Visible)> = Vec::new();
        let mut next: Option<Timestamp> = None;
        for (acting, view) in &self.state.views {
            for space in view.spaces() {
                // A window that opens by the server's clock before it does by this one's: its end is found out then.
                let opens = space.memberships_of(self.config.person).map(|membership| membership.window.from);
                next = next.into_iter().chain(opens.filter(|opens| *opens > at)).min();
                match self.end_of(space, at, |_| true) {
                    Some(end) if end <= at => {
                        ended.push((*acting, space.space.id));
                        continue;
                    }
                    end => next = next.into_iter().chain(end).min(),
                }
                match self.end_of(space, at, |membership| !membership.own_only) {
                    Some(end) if end <= at => narrowed.extend(self.narrowed(space).map(|visible| (*acting, visible))),
                    end => next = next.into_iter().chain(end).min(),
                }
            }
        }
        // Once: folding the records makes it stale again, and failing to store them puts it off.
        self.windows = Windows { stale: false, next };
        for (acting, space) in ended {
            self.shelf.receive(Entry::Left { acting, space });
        }
        for (acting, visible) in narrowed {
            self.shelf.receive(Entry::View { acting, visible });
        }
    }

    /// When the last of these windows of the person in the space ends, of those that have begun: the next shift brings the
    /// cards itself. `None` if one is open for good, or there is none.
    fn end_of(&self, space: &SpaceView, at: Timestamp, which: impl Fn(&Membership) -> bool) -> Option<Timestamp> {
        let windows = space.memberships_of(self.config.person).filter(|one| one.window.from <= at && which(one));
        let ends: Option<Vec<Timestamp>> = windows.map(|membership| membership.window.until).collect();
        ends?.into_iter().max()
    }

    /// What the person wrote themselves or works at, as all that is visible of the space; `None` if nothing else is held.
    fn narrowed(&self, space: &SpaceView) -> Option<Visible> {
        let stays = |held: &HeldDocument| held.document.author == self.config.person || held.holds_own_work();
        let is_own = |doc: &DocId| self.state.held(*doc).is_none_or(stays);
        // What is offered to a restored server stays until that is done.
        let docs = space.docs().filter(|doc| !space.owes(*doc));
        let (own, others): (Vec<DocId>, Vec<DocId>) = docs.partition(is_own);
        let token = space.token.clone();
        (!others.is_empty()).then_some(Visible { space: space.space.id, part: 0, of: 1, docs: own, token })
    }
}
