//! What goes to the device's store, and in which order.
//!
//! Own work goes at once. What the server sent goes in groups, one group at a time: a group that the store does not
//! take is dropped together with all that came after it, so that no cursor is ever stored above rows that were not.

use std::collections::VecDeque;

use super::event::{Durability, Effect, SaveId, Ticket};
use crate::domain::{DocId, RecordId};
use crate::sync::frame::FRAME_MAX;
use crate::sync::record::{Entry, Record};

/// Entries of a group.
const GROUP_MAX: usize = 32;
/// Bytes of documents in a group, about.
const GROUP_BYTES_MAX: usize = 4 * FRAME_MAX;

/// Appends that the store has not answered, and what waits for them.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    appending: VecDeque<Append>,
    received: VecDeque<Entry>,
    next_ticket: Ticket,
}

/// What the store was asked to append.
#[derive(Debug)]
pub(super) struct Append {
    ticket: Ticket,
    pub(super) records: Vec<Record>,
    pub(super) purpose: Purpose,
}

/// Why something is appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The person saved.
    Save(SaveId),
    /// The server sent it.
    Received,
    /// Cursors are given up.
    Forget,
}

impl Shelf {
    /// Whether everything that was received is stored.
    pub(super) fn is_idle(&self) -> bool {
        self.appending.is_empty() && self.received.is_empty()
    }

    /// Whether an own change of the document is on its way to the store.
    pub(super) fn holds(&self, doc: DocId) -> bool {
        self.appending.iter().any(|append| append.records.iter().any(|record| record.entry.doc() == Some(doc)))
    }

    /// Takes what the server sent; it goes out with [`Self::flush`].
    pub(super) fn receive(&mut self, entry: Entry) {
        self.received.push_back(entry);
    }

    /// Appends at once.
    pub(super) fn append(
        &mut self,
        entries: Vec<Entry>,
        purpose: Purpose,
        rng: &mut dyn rand::Rng,
        effects: &mut Vec<Effect>,
    ) {
        let durability = if purpose == Purpose::Received { Durability::Relaxed } else { Durability::Strict };
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let records: Vec<Record> =
            entries.into_iter().map(|entry| Record { id: RecordId::random(rng), entry }).collect();
        self.appending.push_back(Append { ticket, records: records.clone(), purpose });
        effects.push(Effect::Append { ticket, records, durability });
    }

    /// Appends what was received, unless a group is on its way.
    pub(super) fn flush(&mut self, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        if self.received.is_empty() || self.appending.iter().any(|append| append.purpose == Purpose::Received) {
            return;
        }
        let mut bytes = 0;
        let group = self.received.iter().take(GROUP_MAX).take_while(|entry| {
            let fits = bytes < GROUP_BYTES_MAX;
            bytes += entry.weight();
            fits
        });
        let count = group.count();
        let entries = self.received.drain(..count).collect();
        self.append(entries, Purpose::Received, rng, effects);
    }

    /// The append that the store answered.
    pub(super) fn take(&mut self, ticket: Ticket) -> Option<Append> {
        let at = self.appending.iter().position(|append| append.ticket == ticket)?;
        self.appending.remove(at)
    }

    /// Lets go of what was received and not yet appended: it comes again.
    pub(super) fn drop_received(&mut self) {
        self.received.clear();
    }
}
