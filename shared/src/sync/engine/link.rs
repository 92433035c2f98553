//! The connection: who leads, when to try, what is owed.

use std::collections::{BTreeMap, BTreeSet};

use super::Parts;
use super::deferral::Deferrals;
use super::event::{Effect, LinkState, Notice, Wake};
use super::offering::Offering;
use crate::domain::{DocId, SpaceId, Timestamp};
use crate::sync::record::OpKey;

/// Milliseconds before the second attempt; doubled with each further one.
const FIRST_PAUSE_MS: i64 = 500;
/// Milliseconds between attempts at most, of a device's own accord.
const LONGEST_PAUSE_MS: i64 = 30_000;
/// Milliseconds that a server may ask a device to stay away.
const LONGEST_ASKED_MS: i64 = 300_000;
/// Milliseconds that the server may owe an answer before the connection counts as dead, beside what sending takes.
const ANSWER_DUE_MS: i64 = 20_000;
/// Bytes that leave in a millisecond on the slowest uplink that is reckoned with at first: 16 kbit/s.
const BYTES_PER_MS: i64 = 2;
/// How often an overdue answer halves what is sent at once and doubles the patience for it.
const SLOWNESS_MAX: u32 = 5;
/// Milliseconds of silence after which an app that comes to the front does not trust its old connection.
const STALE_MS: i64 = 30_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waits until the instant; `None` waits for a login.
    Waiting(Option<Timestamp>),
    /// `Connect` was asked for.
    Connecting,
    /// `Hello` was sent.
    Greeting,
    /// `Welcome` came.
    Welcomed,
}

/// The connection of this tab.
#[derive(Debug)]
pub(super) struct Link {
    leads: bool,
    phase: Phase,
    attempts: u32,
    last_heard: Timestamp,
    /// When an answer (to `Hello` or `Push`) is overdue.
    pub(super) due: Option<Timestamp>,
    /// How much slower the uplink seems than [`BYTES_PER_MS`], in powers of two. Outlives the connection.
    slowness: u32,
    pub(super) batch: u32,
    pub(super) in_flight: Option<(u32, Vec<OpKey>)>,
    /// Answers that are being appended: not sent again meanwhile.
    pub(super) settling: BTreeSet<OpKey>,
    /// What the server put off. Outlives the connection: a new one is no reason to ask sooner.
    pub(super) deferred: Deferrals,
    /// Frames that a space's pages may still bring unasked.
    pub(super) pages: BTreeMap<SpaceId, u8>,
    pub(super) fetching: BTreeSet<DocId>,
    pub(super) parts: Parts,
    pub(super) offering: Offering,
    /// The server has another history, and the device has not noted that yet: nothing is sent on the old one's footing.
    pub(super) is_strange: bool,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            leads: false,
            phase: Phase::Waiting(Some(Timestamp::from_ms(i64::MIN))),
            attempts: 0,
            last_heard: Timestamp::from_ms(i64::MIN),
            due: None,
            slowness: 0,
            batch: 0,
            in_flight: None,
            settling: BTreeSet::new(),
            deferred: Deferrals::default(),
            pages: BTreeMap::new(),
            fetching: BTreeSet::new(),
            parts: BTreeMap::new(),
            offering: Offering::default(),
            is_strange: false,
        }
    }
}

impl Link {
    pub(super) fn state(&self) -> LinkState {
        match self.phase {
            _ if !self.leads => LinkState::Following,
            Phase::Waiting(None) => LinkState::NeedsLogin,
            Phase::Waiting(Some(_)) => LinkState::Offline,
            Phase::Connecting | Phase::Greeting => LinkState::Connecting,
            Phase::Welcomed => LinkState::Online,
        }
    }

    pub(super) fn is_online(&self) -> bool {
        self.leads && self.phase == Phase::Welcomed
    }

    /// Whether the server owes an answer to what was sent.
    pub(super) fn is_busy(&self) -> bool {
        self.in_flight.is_some() || self.offering.is_in_flight()
    }

    pub(super) fn is_greeting(&self) -> bool {
        self.phase == Phase::Greeting
    }

    pub(super) fn is_connecting(&self) -> bool {
        self.leads && self.phase == Phase::Connecting
    }

    pub(super) fn lead(&mut self, leads: bool, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.leads == leads {
            return;
        }
        self.leads = leads;
        self.restart(now, effects);
    }

    /// Lets go of the connection and begins anew at once.
    pub(super) fn restart(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if !matches!(self.phase, Phase::Waiting(_)) {
            effects.push(Effect::Disconnect);
        }
        self.attempts = 0;
        self.reset(Phase::Waiting(Some(now)));
    }

    fn reset(&mut self, phase: Phase) {
        let (leads, attempts, last_heard, slowness) = (self.leads, self.attempts, self.last_heard, self.slowness);
        let deferred = std::mem::take(&mut self.deferred);
        *self = Self { leads, attempts, last_heard, slowness, deferred, phase, ..Self::default() };
    }

    pub(super) fn signed_in(&mut self, now: Timestamp) {
        if self.phase == Phase::Waiting(None) {
            self.phase = Phase::Waiting(Some(now));
        }
    }

    pub(super) fn foreground(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        match self.phase {
            Phase::Waiting(Some(_)) => self.phase = Phase::Waiting(Some(now)),
            Phase::Welcomed if now.ms_since(self.last_heard) > STALE_MS => self.restart(now, effects),
            _ => {}
        }
    }

    pub(super) fn greeted(&mut self, now: Timestamp, bytes: usize) {
        self.phase = Phase::Greeting;
        self.expect_answer(now, bytes);
    }

    /// A server that speaks is there: what it owes may stand in line behind what it sends.
    pub(super) fn heard(&mut self, now: Timestamp) {
        self.last_heard = now;
        self.due = self.due.map(|due| due.max(now.plus_ms(ANSWER_DUE_MS)));
    }

    pub(super) fn welcomed(&mut self) {
        self.phase = Phase::Welcomed;
        self.due = None;
    }

    /// What the server sent is stored, or there was nothing to store: the next pause is a short one again. Not the
    /// welcome alone: a device with a full disk would call again and again.
    pub(super) fn proved(&mut self) {
        self.attempts = 0;
    }

    /// An answer is owed once so many bytes have left.
    pub(super) fn expect_answer(&mut self, now: Timestamp, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX / 1024);
        self.due = Some(now.plus_ms(ANSWER_DUE_MS + ((bytes / BYTES_PER_MS) << self.slowness)));
    }

    /// The answer came: what is sent at once may grow again.
    pub(super) fn answered(&mut self) {
        if self.in_flight.is_none() && !self.offering.is_in_flight() {
            self.due = None;
        }
        self.slowness = self.slowness.saturating_sub(1);
    }

    /// Bytes of operations that go into one push, of `most` on an uplink that keeps up.
    pub(super) fn push_bytes(&self, most: usize) -> usize {
        most >> self.slowness
    }

    pub(super) fn lost(
        &mut self,
        needs_login: bool,
        now: Timestamp,
        rng: &mut dyn rand::Rng,
        effects: &mut Vec<Effect>,
    ) {
        if matches!(self.phase, Phase::Waiting(_)) {
            return;
        }
        if needs_login {
            self.reset(Phase::Waiting(None));
            effects.push(Effect::Tell(Notice::NeedsLogin));
        } else {
            self.pause(0, now, rng);
        }
        effects.push(Effect::Tell(Notice::Moved(super::Moved { sync: true, ..super::Moved::default() })));
    }

    /// Waits before the next attempt: doubling, never less than `at_least_ms`, and not all for equally long, so that a
    /// server that comes back does not meet everybody at once.
    pub(super) fn pause(&mut self, at_least_ms: i64, now: Timestamp, rng: &mut dyn rand::Rng) {
        let doubled = (FIRST_PAUSE_MS << self.attempts.min(6)).min(LONGEST_PAUSE_MS);
        let asked = at_least_ms.clamp(0, LONGEST_ASKED_MS);
        self.attempts = self.attempts.saturating_add(1);
        let spread = doubled.max(asked) / 2;
        let jitter = i64::from(rng.next_u32() % 1000) * spread / 1000;
        self.reset(Phase::Waiting(Some(now.plus_ms((doubled / 2).max(asked) + jitter))));
    }

    /// Does what is due. A connection is made only once the store is `ready` for what it brings.
    pub(super) fn tick(&mut self, ready: bool, now: Timestamp, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        self.mind_clock(now);
        if self.due.is_some_and(|due| due <= now) {
            self.slowness = (self.slowness + 1).min(SLOWNESS_MAX);
            effects.push(Effect::Disconnect);
            self.lost(false, now, rng, effects);
        }
        if self.leads && self.is_due(now) {
            if ready {
                self.phase = Phase::Connecting;
                effects.push(Effect::Connect);
            } else {
                self.phase = Phase::Waiting(Some(now.plus_ms(FIRST_PAUSE_MS)));
            }
        }
    }

    /// Whether the time for the next attempt has come.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        matches!(self.phase, Phase::Waiting(Some(at)) if at <= now)
    }

    /// A clock that was set back leaves deadlines behind that are farther off than any pause: they are taken anew.
    fn mind_clock(&mut self, now: Timestamp) {
        if let Phase::Waiting(Some(at)) = self.phase
            && at.ms_since(now) > 2 * LONGEST_ASKED_MS
        {
            self.phase = Phase::Waiting(Some(now));
        }
        if self.last_heard.ms_since(now) > 0 {
            self.last_heard = now;
            self.due = self
                .due
                .map(|due| if due.ms_since(now) > 2 * LONGEST_ASKED_MS { now.plus_ms(LONGEST_ASKED_MS) } else { due });
        }
        self.deferred.pass(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<(Timestamp, Wake)> {
        if !self.leads {
            return None;
        }
        let reconnect = match self.phase {
            Phase::Waiting(at) => at.map(|at| (at, Wake::Reconnect)),
            _ => None,
        };
        let overdue = self.due.map(|at| (at, Wake::AnswerOverdue));
        let retry = self.deferred.next().filter(|_| self.is_online()).map(|at| (at, Wake::Retry));
        [reconnect, overdue, retry].into_iter().flatten().min_by_key(|(at, _)| *at)
    }
}
