//! Own work of another role: a connection acts as one role, so what was written in another goes on an errand of its own,
//! once there is nothing else to do. What the person sees stays in the role that they act in.

use std::collections::BTreeSet;

use super::Engine;
use super::event::Effect;
use crate::domain::{Acting, Timestamp};

/// Which other role the connection acts as.
#[derive(Debug, Default)]
pub(super) struct Errand {
    role: Option<Acting>,
    /// Roles in which something could not be sent: not again before something gives reason to.
    tried: BTreeSet<Acting>,
}

impl Errand {
    /// Whether the connection is on an errand.
    pub(super) fn is_on(&self) -> bool {
        self.role.is_some()
    }

    /// Gives every role another try.
    pub(super) fn refresh(&mut self) {
        self.tried.clear();
    }

    /// The errand is over, as the person acts as something else.
    pub(super) fn cancel(&mut self) {
        *self = Self::default();
    }

    /// The server does not let the person act so: nothing goes that way.
    pub(super) fn fail(&mut self) {
        self.tried.extend(self.role.take());
    }
}

impl Engine {
    /// What the connection acts as.
    pub(super) fn acting(&self) -> Acting {
        self.errand.role.unwrap_or(self.config.acting)
    }

    /// Begins or ends an errand once nothing is left to do as what the connection acts as.
    pub(super) fn mind_errands(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if !self.link.is_online() || !self.shelf.is_idle() || self.link.is_busy() || self.has_sendable() {
            return;
        }
        let waits = |acting: &Acting| self.state.unsent.values().any(|unsent| unsent.acting == *acting);
        let left = self.errand.role.filter(waits);
        self.errand.tried.extend(left);
        let other = |acting: &Acting| *acting != self.config.acting && !self.errand.tried.contains(acting);
        let next = self.state.unsent.values().map(|unsent| unsent.acting).find(other);
        let next = next.filter(|_| !self.state.view(self.config.acting).is_some_and(|view| view.is_arriving()));
        if next.is_some() || self.errand.is_on() {
            self.errand.role = next;
            self.link.restart(now, effects);
        }
    }
}
