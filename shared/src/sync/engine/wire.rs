//! What the server said.

use std::collections::BTreeSet;

use super::Engine;
use super::event::{Effect, Notice};
use crate::domain::Timestamp;
use crate::sync::frame::{
    Bye, ByeReason, ClientFrame, Cursor, Hello, Item, Items, OpResult, Pushed, Reason, ServerFrame, VERSION, Visible,
    Welcome,
};
use crate::sync::record::{Answer, Entry};

/// Milliseconds by which the clock's offset must move to be noted again.
const OFFSET_NOTED_MS: i64 = 5_000;
/// Milliseconds between two notes of a contact that brought nothing else: for "Alt er sendt kl. ...".
const CONTACT_NOTED_MS: i64 = 60_000;

impl Engine {
    pub(super) fn socket_opened(&mut self, ticket: String, now: Timestamp, effects: &mut Vec<Effect>) {
        if !self.link.is_connecting() {
            effects.push(Effect::Disconnect);
            return;
        }
        let cursors = self.state.view(self.acting()).map(|view| {
            view.spaces()
                .filter_map(|space| Some(Cursor { space: space.space.id, token: space.token.clone()? }))
                .collect()
        });
        let hello = Hello {
            versions: vec![VERSION],
            app: self.config.app,
            ticket,
            enrolment: self.config.enrolment,
            epoch: self.state.epoch,
            acting: self.acting(),
            cursors: cursors.unwrap_or_default(),
            device_time: now,
        };
        let bytes = ClientFrame::Hello(hello).encode();
        self.link.greeted(now, bytes.len());
        effects.push(Effect::Send(bytes));
    }

    pub(super) fn frame(&mut self, bytes: &[u8], now: Timestamp, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        self.link.heard(now);
        let acting = self.acting();
        let frame = match ServerFrame::decode(bytes) {
            Ok(ServerFrame::Welcome(welcome)) if self.link.is_greeting() => {
                return self.welcomed(&welcome, now, effects);
            }
            Ok(ServerFrame::Bye(bye)) => return self.dismissed(&bye, now, rng, effects),
            Ok(frame) if self.link.is_online() => frame,
            // Before the welcome, or no frame we know: begin anew rather than guess.
            Ok(_) | Err(_) => {
                effects.push(Effect::Disconnect);
                return self.link.lost(false, now, rng, effects);
            }
        };
        let entry = match frame {
            ServerFrame::Pushed(pushed) => return self.pushed(&pushed, now, rng, effects),
            ServerFrame::Items(items) => {
                self.count_page(&items);
                Entry::Received { acting, items }
            }
            ServerFrame::Visible(part) => match self.all_visible(part) {
                Some(visible) => Entry::View { acting, visible },
                None => return,
            },
            ServerFrame::Space(space) => Entry::Joined { acting, space },
            ServerFrame::Left(left) => Entry::Left { acting, space: left.space },
            ServerFrame::Withdrawn(withdrawn) => self.lone(Item::Withdrawn(withdrawn.doc), withdrawn.doc),
            ServerFrame::Erased(erased) => self.lone(Item::Erased(erased.doc), erased.doc),
            ServerFrame::Unavailable(unavailable) => {
                self.link.fetching.remove(&unavailable.doc);
                Entry::Unavailable { acting, doc: unavailable.doc }
            }
            ServerFrame::Want(want) => return self.wanted(want),
            ServerFrame::Returned(returned) => return self.returned(&returned),
            ServerFrame::Welcome(_) | ServerFrame::Bye(_) => return,
        };
        self.shelf.receive(entry);
    }

    fn welcomed(&mut self, welcome: &Welcome, now: Timestamp, effects: &mut Vec<Effect>) {
        self.link.welcomed();
        if welcome.min_app > self.config.app {
            effects.push(Effect::Tell(Notice::UpdateFirst));
        }
        self.link.is_strange = self.state.epoch.is_some_and(|known| known != welcome.epoch);
        let offset = welcome.now.ms_since(now);
        let known: Vec<_> = self
            .state
            .view(self.acting())
            .map(|view| view.spaces().map(|space| space.space.clone()).collect())
            .unwrap_or_default();
        let mut spaces = welcome.spaces.clone();
        spaces.sort_by_key(|space| space.id);
        let quiet = self.state.epoch == Some(welcome.epoch)
            && known == spaces
            && self.state.view(self.acting()).is_some()
            && (offset - self.state.clock_offset_ms).abs() < OFFSET_NOTED_MS
            && self.state.last_exchange.is_some_and(|last| welcome.now.ms_since(last) < CONTACT_NOTED_MS);
        if quiet {
            self.told_time(welcome.now);
            self.link.proved();
        } else {
            let entry = Entry::Welcomed {
                acting: self.acting(),
                epoch: welcome.epoch,
                clock_offset_ms: offset,
                spaces,
                at: welcome.now,
            };
            self.shelf.receive(entry);
        }
        effects.push(Effect::Tell(Notice::Moved(super::Moved { sync: true, ..super::Moved::default() })));
    }

    fn dismissed(&mut self, bye: &Bye, now: Timestamp, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        effects.push(Effect::Disconnect);
        match bye.reason {
            ByeReason::Revoked => {
                effects.push(Effect::Tell(Notice::Revoked));
                self.link.lost(true, now, rng, effects);
            }
            // The shell draws a fresh ticket with each attempt, and says so itself if only a login helps.
            ByeReason::Acting if self.errand.is_on() => {
                self.errand.fail();
                self.link.pause(i64::from(bye.retry_after_ms), now, rng);
            }
            ByeReason::Ticket | ByeReason::Busy | ByeReason::Acting | ByeReason::Malformed | ByeReason::Protocol => {
                self.link.pause(i64::from(bye.retry_after_ms), now, rng);
            }
            ByeReason::Version => {
                effects.push(Effect::Tell(Notice::UpdateFirst));
                self.link.pause(i64::from(bye.retry_after_ms), now, rng);
            }
        }
        effects.push(Effect::Tell(Notice::Moved(super::Moved { sync: true, ..super::Moved::default() })));
    }

    fn pushed(&mut self, pushed: &Pushed, now: Timestamp, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        let Some((batch, keys)) = self.link.in_flight.take() else { return };
        if batch != pushed.batch || keys.len() != pushed.results.len() {
            effects.push(Effect::Disconnect);
            return self.link.lost(false, now, rng, effects);
        }
        self.link.answered();
        let (mut answers, mut settled) = (Vec::new(), BTreeSet::new());
        for (key, result) in keys.into_iter().zip(&pushed.results) {
            let doc = self.state.doc_of(key);
            let answer = match result {
                OpResult::Stored { received_at, created_at, .. } => {
                    Answer::Stored { received_at: *received_at, created_at: *created_at }
                }
                OpResult::Exists => Answer::Exists,
                OpResult::Never { reason } => Answer::Refused { reason: *reason },
                OpResult::Later { reason, retry_after_ms } => {
                    if *reason == Reason::UpdateFirst {
                        effects.push(Effect::Tell(Notice::UpdateFirst));
                    }
                    if let Some(doc) = doc {
                        self.link.deferred.put_off(doc, *retry_after_ms, now, rng);
                    }
                    continue;
                }
            };
            if let Some(doc) = doc {
                settled.insert(doc);
            }
            self.link.settling.insert(key);
            answers.push((key, answer));
        }
        for doc in settled {
            if !self.link.deferred.holds(doc) {
                self.link.deferred.settled(doc);
            }
        }
        if !answers.is_empty() {
            let at = self.state.corrected(now);
            self.shelf.receive(Entry::Answered { answers, at });
        }
    }

    /// A page of a first sync, or an answer to `Fetch`.
    fn count_page(&mut self, items: &Items) {
        for item in &items.items {
            if let Item::New(stored) = item
                && stored.part + 1 >= stored.of
            {
                self.link.fetching.remove(&stored.doc);
            }
        }
        if items.progress.is_some()
            && let Some(left) = self.link.pages.get_mut(&items.space)
        {
            *left = left.saturating_sub(1);
            if *left == 0 || !items.more {
                // Asked again once this page is folded, as far as there is more.
                self.link.pages.remove(&items.space);
            }
        }
    }

    /// All parts of a `Visible`, once the last is here.
    fn all_visible(&mut self, part: Visible) -> Option<Visible> {
        let docs = self.link.parts.entry(part.space).or_default();
        if part.part == 0 {
            docs.clear();
        }
        docs.extend(part.docs);
        if part.part + 1 < part.of {
            return None;
        }
        let docs = self.link.parts.remove(&part.space)?;
        Some(Visible { space: part.space, part: 0, of: 1, docs, token: part.token })
    }

    fn lone(&self, item: Item, doc: crate::domain::DocId) -> Entry {
        let held = self.state.docs.get(&doc);
        let space = held.map_or(crate::domain::SpaceId::from_bytes([0; 16]), |held| held.document.meta.space);
        let items = Items { space, items: vec![item], token: None, more: false, progress: None };
        Entry::Received { acting: self.acting(), items }
    }
}
