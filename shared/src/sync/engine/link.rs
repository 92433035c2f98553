//! The connection: who leads, when to try, what is owed.

use std::collections::{BTreeMap, BTreeSet};

use super::Parts;
use super::event::{Effect, LinkState, Notice, Wake};
use crate::domain::{DocId, SpaceId, Timestamp};
use crate::sync::record::OpKey;

/// Milliseconds before the second attempt; doubled with each further one.
const FIRST_PAUSE_MS: i64 = 500;
/// Milliseconds between attempts at most.
const LONGEST_PAUSE_MS: i64 = 30_000;
/// Milliseconds that the server may owe an answer before the connection counts as dead.
const ANSWER_DUE_MS: i64 = 20_000;
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
    pub(super) batch: u32,
    pub(super) in_flight: Option<(u32, Vec<OpKey>)>,
    /// Answers that are being appended: not sent again meanwhile.
    pub(super) settling: BTreeSet<OpKey>,
    /// When to try again what the server put off.
    pub(super) retry_at: Option<Timestamp>,
    /// Frames that a space's pages may still bring unasked.
    pub(super) pages: BTreeMap<SpaceId, u8>,
    pub(super) fetching: BTreeSet<DocId>,
    pub(super) parts: Parts,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            leads: false,
            phase: Phase::Waiting(Some(Timestamp::from_ms(i64::MIN))),
            attempts: 0,
            last_heard: Timestamp::from_ms(i64::MIN),
            due: None,
            batch: 0,
            in_flight: None,
            settling: BTreeSet::new(),
            retry_at: None,
            pages: BTreeMap::new(),
            fetching: BTreeSet::new(),
            parts: BTreeMap::new(),
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
        let (leads, attempts, last_heard) = (self.leads, self.attempts, self.last_heard);
        *self = Self { leads, attempts, last_heard, phase, ..Self::default() };
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

    pub(super) fn greeted(&mut self, now: Timestamp) {
        self.phase = Phase::Greeting;
        self.due = Some(now.plus_ms(ANSWER_DUE_MS));
    }

    pub(super) fn heard(&mut self, now: Timestamp) {
        self.last_heard = now;
    }

    pub(super) fn welcomed(&mut self) {
        self.phase = Phase::Welcomed;
        self.attempts = 0;
        self.due = None;
    }

    pub(super) fn expect_answer(&mut self, now: Timestamp) {
        self.due = Some(now.plus_ms(ANSWER_DUE_MS));
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

    /// Waits before the next attempt: doubling, at least `at_least_ms`, and somewhere in the upper half of it, so that a
    /// server that comes back does not meet everybody at once.
    pub(super) fn pause(&mut self, at_least_ms: i64, now: Timestamp, rng: &mut dyn rand::Rng) {
        let doubled = FIRST_PAUSE_MS << self.attempts.min(6);
        let pause = doubled.min(LONGEST_PAUSE_MS).max(at_least_ms.min(LONGEST_PAUSE_MS * 10));
        self.attempts = self.attempts.saturating_add(1);
        let jitter = i64::from(rng.next_u32() % 1000) * (pause / 2) / 1000;
        self.reset(Phase::Waiting(Some(now.plus_ms(pause / 2 + jitter))));
    }

    /// Does what is due.
    pub(super) fn tick(&mut self, now: Timestamp, rng: &mut dyn rand::Rng, effects: &mut Vec<Effect>) {
        if self.due.is_some_and(|due| due <= now) {
            effects.push(Effect::Disconnect);
            self.lost(false, now, rng, effects);
        }
        if self.retry_at.is_some_and(|at| at <= now) {
            self.retry_at = None;
        }
        if self.leads
            && let Phase::Waiting(Some(at)) = self.phase
            && at <= now
        {
            self.phase = Phase::Connecting;
            effects.push(Effect::Connect);
        }
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
        let retry = self.retry_at.map(|at| (at, Wake::Retry));
        [reconnect, overdue, retry].into_iter().flatten().min_by_key(|(at, _)| *at)
    }
}
