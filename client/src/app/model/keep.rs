//! Keeping what is typed: at every pause, at least once a second, and at once when the person leaves.

use samspil_shared::domain::Timestamp;

use crate::app::command::Command;
use crate::app::draft::{Draft, DraftKey};
use crate::app::view::{DraftState, When};

/// Milliseconds without a keystroke that count as a pause.
const PAUSE_MS: i64 = 400;
/// Milliseconds that may pass before what is typed is kept (04 "Documents").
const LONGEST_MS: i64 = 1_000;

/// How far a draft is kept.
#[derive(Debug)]
pub(super) struct Keeping {
    pub(super) key: DraftKey,
    /// Counts up with each flush.
    version: u64,
    dirty_since: Option<Timestamp>,
    typed_at: Timestamp,
    state: State,
    /// A draft of an ended tab that this one goes on with; dropped once this one is kept.
    replaces: Option<DraftKey>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Untouched,
    OnItsWay,
    Kept(Timestamp),
    Failed,
}

impl Keeping {
    pub(super) fn new(key: DraftKey) -> Self {
        let typed_at = Timestamp::from_ms(0);
        Self { key, version: 0, dirty_since: None, typed_at, state: State::Untouched, replaces: None }
    }

    /// Goes on with a draft that was kept then, under its own name or in the place of another's.
    pub(super) fn resumed(key: DraftKey, kept_at: Timestamp, replaces: Option<DraftKey>) -> Self {
        Self { state: State::Kept(kept_at), replaces, ..Self::new(key) }
    }

    pub(super) fn typed(&mut self, now: Timestamp) {
        self.dirty_since.get_or_insert(now);
        self.typed_at = now;
    }

    /// When the next flush is due.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.dirty_since.map(|since| since.plus_ms(LONGEST_MS).min(self.typed_at.plus_ms(PAUSE_MS)))
    }

    /// Keeps the draft if something is typed that is not on its way yet.
    pub(super) fn flush(&mut self, draft: impl FnOnce() -> Draft) -> Option<Command> {
        self.dirty_since.take()?;
        Some(self.put(&draft()))
    }

    /// Keeps the draft whatever was typed.
    pub(super) fn put(&mut self, draft: &Draft) -> Command {
        self.dirty_since = None;
        self.version += 1;
        self.state = State::OnItsWay;
        Command::PutDraft { key: self.key, version: self.version, bytes: draft.encode() }
    }

    /// The store kept this version. Answers what else to do.
    pub(super) fn kept(&mut self, version: u64, now: Timestamp) -> Option<Command> {
        if version == self.version {
            self.state = State::Kept(now);
        }
        self.replaces.take().map(Command::DropDraft)
    }

    /// The store could not keep this version; it is tried again.
    pub(super) fn failed(&mut self, version: u64, now: Timestamp) {
        if version == self.version {
            self.state = State::Failed;
            self.dirty_since = Some(now.plus_ms(LONGEST_MS));
            self.typed_at = now.plus_ms(LONGEST_MS);
        }
    }

    /// When something was typed last, or kept.
    pub(super) fn typed_at(&self) -> Timestamp {
        match self.state {
            State::Kept(at) => at.max(self.typed_at),
            State::Untouched | State::OnItsWay | State::Failed => self.typed_at,
        }
    }

    /// Whether all that was typed is on the disk.
    pub(super) fn is_settled(&self) -> bool {
        self.dirty_since.is_none() && matches!(self.state, State::Untouched | State::Kept(_))
    }

    /// Whether a version is in the store, or may be.
    pub(super) fn is_stored(&self) -> bool {
        self.version > 0 || matches!(self.state, State::Kept(_))
    }

    /// Names in the store that hold this text.
    pub(super) fn names(&self) -> Vec<DraftKey> {
        std::iter::once(self.key).chain(self.replaces).collect()
    }

    pub(super) fn view(&self) -> DraftState {
        match (self.dirty_since, self.state) {
            (_, State::Failed) => DraftState::Failed,
            (Some(_), _) | (None, State::OnItsWay) => DraftState::Typing,
            (None, State::Untouched) => DraftState::Untouched,
            (None, State::Kept(at)) => DraftState::Kept(When::of(at)),
        }
    }
}
