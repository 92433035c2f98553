//! Which tab of a person holds the socket: a state machine without a clock, a lock or a channel of its own.
//!
//! The browser's lock manager elects: every tab asks for the same lock and one of them gets it. A tab that is told that it
//! will be frozen gives the lock up. Not every browser tells, and a tab can hang: so a visible tab without the lock pings
//! the holder, and takes the lock when no answer comes in [`ANSWER_MS`]. Taking it from a tab that still lives costs a
//! reconnect and nothing else.
//!
//! ```text
//! loop {
//!     let input = next of: lock granted | lock lost | message | visibility | own write | election.poll_timeout() passed
//!     for step in election.handle(input, now) { perform it }
//! }
//! ```

use minicbor::{Decode, Encode};
use thiserror::Error;

use super::draft::TAB_LEN;

/// Milliseconds that the leader has to answer a ping (04 "Tabs").
pub const ANSWER_MS: u64 = 2_000;

/// Milliseconds between two pings of a visible tab.
pub const PING_EVERY_MS: u64 = 3_000;

/// A timer that comes more than this many milliseconds late says that this tab itself was suspended: the answer may lie
/// unread in its queue.
pub const OWN_LAPSE_MS: u64 = 1_000;

/// A tab, for as long as its page lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct TabId(#[cbor(n(0), with = "minicbor::bytes")] [u8; TAB_LEN]);

impl TabId {
    /// A new tab's id.
    pub fn random(rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; TAB_LEN];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Its bytes, as [`super::draft::EditorId`] takes them.
    pub fn to_bytes(self) -> [u8; TAB_LEN] {
        self.0
    }
}

/// What tabs of one person tell each other. A tab of another version skips what it cannot read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum TabMessage {
    /// Records up to this key are durable in the log.
    #[n(1)]
    #[cbor(map)]
    Appended {
        /// The log's key of the last of them.
        #[n(0)]
        last: u64,
    },
    /// Is there a leader?
    #[n(2)]
    Ping,
    /// I lead.
    #[n(3)]
    Pong,
    /// The person locked the app: every tab locks.
    #[n(4)]
    Locked,
    /// The person logged out.
    #[n(5)]
    LoggedOut,
    /// A new tab asks for the vault key.
    #[n(6)]
    #[cbor(map)]
    KeyWanted {
        /// Who asks.
        #[n(0)]
        from: TabId,
    },
    /// The vault key travels with this message.
    #[n(7)]
    #[cbor(map)]
    KeyHere {
        /// Who asked.
        #[n(0)]
        to: TabId,
    },
    /// The session is over, or there is one again: the leader alone learns of the first, any tab may sign in.
    #[n(8)]
    #[cbor(map)]
    Session {
        /// It is over.
        #[n(0)]
        over: bool,
    },
}

/// A message that this version cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a message of another version of the app")]
pub struct ForeignMessage;

impl TabMessage {
    /// The message as CBOR.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self)
            .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
    }

    /// Reads what [`TabMessage::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ForeignMessage> {
        minicbor::decode(bytes).map_err(|_| ForeignMessage)
    }
}

/// What happened to this tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The person is known and unlocked: take part.
    Start,
    /// The lock is ours.
    Granted,
    /// The lock was taken from us, or our attempt at taking it failed.
    Lost,
    /// The tab came to the front or left it.
    Visible(bool),
    /// Another tab said something.
    Heard(TabMessage),
    /// This tab made a record durable.
    Wrote,
    /// [`Election::poll_timeout`] passed.
    Timer,
    /// The browser is about to freeze the tab.
    Freeze,
    /// The tab runs again.
    Thaw,
    /// The tab locks or ends.
    Stop,
}

/// What the shell has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Wait in line for the lock.
    Queue,
    /// Leave the line and take the lock from whoever holds it.
    Steal,
    /// Give the lock up, or leave the line.
    Release,
    /// Tell the other tabs. [`TabMessage::Pong`] from a timer, since a frozen tab of some browsers still hears and
    /// answers messages while its timers and its socket stand still.
    Send(TabMessage),
    /// Say whether this tab leads from here on.
    Lead(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Out,
    Asleep,
    Waiting,
    Stealing,
    Leading,
}

/// The election as one tab sees it. All times are milliseconds of one monotonic clock.
#[derive(Debug)]
pub struct Election {
    standing: Standing,
    visible: bool,
    asked_at: Option<u64>,
    ping_at: Option<u64>,
}

impl Election {
    /// A tab that takes no part yet.
    pub fn new(visible: bool) -> Self {
        Self { standing: Standing::Out, visible, asked_at: None, ping_at: None }
    }

    /// Whether this tab holds the lock.
    pub fn leads(&self) -> bool {
        self.standing == Standing::Leading
    }

    /// When [`Input::Timer`] is due.
    pub fn poll_timeout(&self) -> Option<u64> {
        let answer_due = self.asked_at.map(|at| at + ANSWER_MS);
        answer_due.or(self.ping_at)
    }

    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, input: Input, now: u64) -> Vec<Step> {
        match (input, self.standing) {
            (Input::Start, Standing::Out) | (Input::Thaw, Standing::Asleep) => {
                self.standing = Standing::Waiting;
                let mut steps = vec![Step::Queue];
                steps.extend(self.ask(now));
                steps
            }
            (Input::Granted, Standing::Waiting | Standing::Stealing) => {
                self.standing = Standing::Leading;
                self.quiet();
                vec![Step::Lead(true), Step::Send(TabMessage::Pong)]
            }
            (Input::Lost, Standing::Leading) => {
                self.wait(now);
                vec![Step::Lead(false), Step::Queue]
            }
            (Input::Lost, Standing::Stealing) => {
                self.wait(now);
                vec![Step::Queue]
            }
            (Input::Visible(visible), standing) => {
                self.visible = visible;
                match standing {
                    Standing::Waiting if visible => self.ask(now),
                    Standing::Waiting => {
                        self.quiet();
                        Vec::new()
                    }
                    _ => Vec::new(),
                }
            }
            (Input::Heard(TabMessage::Ping), Standing::Leading) => {
                vec![Step::Send(TabMessage::Pong)]
            }
            (Input::Heard(TabMessage::Pong), Standing::Waiting) => {
                self.wait(now);
                Vec::new()
            }
            (Input::Wrote, Standing::Waiting) if self.asked_at.is_none() => self.ask(now),
            (Input::Timer, Standing::Waiting) => self.timer(now),
            (Input::Freeze, Standing::Waiting | Standing::Stealing | Standing::Leading) => self.leave(Standing::Asleep),
            (Input::Stop, Standing::Asleep) => {
                self.standing = Standing::Out;
                Vec::new()
            }
            (Input::Stop, Standing::Waiting | Standing::Stealing | Standing::Leading) => self.leave(Standing::Out),
            _ => Vec::new(),
        }
    }

    fn leave(&mut self, to: Standing) -> Vec<Step> {
        let led = self.leads();
        self.standing = to;
        self.quiet();
        led.then_some(Step::Lead(false)).into_iter().chain([Step::Release]).collect()
    }

    fn timer(&mut self, now: u64) -> Vec<Step> {
        match (self.asked_at, self.ping_at) {
            (Some(at), _) if now >= at + ANSWER_MS + OWN_LAPSE_MS => self.ask(now),
            (Some(at), _) if now >= at + ANSWER_MS => {
                self.standing = Standing::Stealing;
                self.quiet();
                vec![Step::Steal]
            }
            (None, Some(at)) if now >= at => self.ask(now),
            _ => Vec::new(),
        }
    }

    fn ask(&mut self, now: u64) -> Vec<Step> {
        if !self.visible {
            return Vec::new();
        }
        self.asked_at = Some(now);
        self.ping_at = None;
        vec![Step::Send(TabMessage::Ping)]
    }

    fn wait(&mut self, now: u64) {
        self.standing = Standing::Waiting;
        self.asked_at = None;
        self.ping_at = self.visible.then_some(now + PING_EVERY_MS);
    }

    fn quiet(&mut self) {
        self.asked_at = None;
        self.ping_at = None;
    }
}

#[cfg(test)]
mod tests;
