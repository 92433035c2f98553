//! Packets: what the server left ready for a shift goes into the log as if a sync had brought it.

use super::Engine;
use super::event::{Effect, Notice, Unpacked};
use crate::domain::Timestamp;
use crate::sync::packet::{Packet, Step};
use crate::sync::record::Entry;

impl Engine {
    /// Takes a packet in its window, unless the server itself has said something since it was made. It counts as what the
    /// server said at that time, the lease included; the device's clock is not set by it.
    pub(super) fn unpack(&mut self, packet: Packet, now: Timestamp, effects: &mut Vec<Effect>) {
        match self.refuses(&packet, now) {
            Some(why) => return effects.push(Effect::Tell(Notice::Unpacked(why))),
            None => self.unpacking = true,
        }
        // A connection that is being made would go on from cursors that are about to be overtaken.
        self.link.restart(now, effects);
        let Packet { head, acting, epoch, mut spaces, steps } = packet;
        spaces.sort_by_key(|space| space.id);
        let clock_offset_ms = self.state.clock_offset_ms;
        self.shelf.receive(Entry::Welcomed { acting, epoch, clock_offset_ms, spaces, at: head.made });
        for step in steps {
            self.shelf.receive(match step {
                Step::Visible(visible) => Entry::View { acting, visible },
                Step::Items(items) => Entry::Received { acting, items },
            });
        }
    }

    fn refuses(&self, packet: &Packet, now: Timestamp) -> Option<Unpacked> {
        let (head, at) = (&packet.head, self.latest(now));
        let mine = head.person == self.config.person && head.enrolment == self.config.enrolment;
        // A server that was restored is met before anything is believed that it said.
        let known_epoch = self.state.epoch.is_none_or(|known| known == packet.epoch);
        // What came on a connection that stayed open says nothing of the exchange: its changes tell when they were received.
        let heard_since =
            self.state.last_exchange.is_some_and(|last| last > head.made) || self.state.heard_after(head.made);
        if at >= head.until {
            Some(Unpacked::Over)
        } else if !mine || !known_epoch || heard_since || self.link.is_online() || self.unpacking {
            Some(Unpacked::Useless)
        } else {
            (at < head.from).then_some(Unpacked::Early)
        }
    }

    /// Once all of it is stored it may go.
    pub(super) fn mind_unpacking(&mut self, effects: &mut Vec<Effect>) {
        if self.unpacking && self.shelf.is_idle() {
            self.unpacking = false;
            effects.push(Effect::Tell(Notice::Unpacked(Unpacked::Taken)));
        }
    }
}
