//! *Skriv nu* on the lock screen: sealed at each pause, a draft after unlocking.

use samspil_shared::domain::{DocId, PersonId, Timestamp};
use samspil_shared::sync::slip::{KEY_LEN, Slip, SlipId, SlipKey, SlipSecret};

use super::desk::Desk;
use super::{Ctx, door::Around};
use crate::app::command::Command;
use crate::app::draft::{Content, Draft, DraftKey, EditorId};
use crate::app::duty::CallDraft;
use crate::app::view::door::{SlipFace, SlipState};

/// A slip that is being written.
#[derive(Default)]
pub(super) struct SlipDesk {
    /// The text as typed, and as it lies on the disk.
    text: String,
    kept: Option<String>,
    begun: Option<(SlipId, Timestamp)>,
    /// `None` while the device is asked for it, or has none.
    key: Option<SlipKey>,
    asked: bool,
    writing: Option<String>,
    failed: bool,
}

impl std::fmt::Debug for SlipDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SlipDesk({} bytes)", self.text.len())
    }
}

impl SlipDesk {
    /// Whether closing it loses something.
    pub(super) fn is_safe(&self) -> bool {
        self.text.trim().is_empty() || self.kept.as_deref() == Some(&self.text)
    }

    pub(super) fn key_came(&mut self, key: Option<SlipKey>) {
        (self.asked, self.key, self.failed) = (true, key, false);
    }

    pub(super) fn types(&mut self, text: String) {
        self.text = text;
        self.failed = false;
    }

    /// Keeps what is typed, unless that is being done.
    pub(super) fn keep(&mut self, person: PersonId, now: Timestamp, around: &mut Around<'_>) -> Option<Command> {
        if self.writing.is_some() || self.failed || !self.asked || self.is_safe() {
            return None;
        }
        let (id, at) = *self.begun.get_or_insert_with(|| (SlipId::random(around.rng), now));
        let mut seed = [0; KEY_LEN];
        around.rng.fill_bytes(&mut seed);
        let slip = Slip { at, text: self.text.clone() };
        let bytes = self.key.and_then(|key| key.seal(person, id, &slip, seed));
        self.failed = bytes.is_none();
        let bytes = bytes?;
        self.writing = Some(self.text.clone());
        Some(Command::PutSlip { person, id, bytes })
    }

    /// The disk answered.
    pub(super) fn put(&mut self, id: SlipId, done: bool) {
        if self.begun.is_none_or(|(begun, _)| begun != id) {
            return;
        }
        let written = self.writing.take();
        if done {
            self.kept = written;
        } else {
            self.failed = true;
        }
    }

    pub(super) fn view(&self) -> SlipFace {
        let state = match () {
            () if self.failed || (self.asked && self.key.is_none()) => SlipState::Failed,
            () if self.text.trim().is_empty() => SlipState::Empty,
            () if self.is_safe() => SlipState::Kept,
            () => SlipState::Keeping,
        };
        SlipFace { text: self.text.clone(), state }
    }
}

impl Desk {
    /// What was written on the lock screen becomes drafts; the slips go once these are kept.
    pub(super) fn take_slips(&mut self, secret: Option<&SlipSecret>, slips: Vec<(SlipId, Vec<u8>)>, ctx: &mut Ctx<'_>) {
        let person = self.engine.config().person;
        let Some(secret) = secret else {
            ctx.out.push(Command::KeepSlipSecret(SlipSecret::random(ctx.rng)));
            return;
        };
        self.leave_slip_key(secret, ctx);
        for (id, sealed) in slips {
            // One that another key sealed stays where it is.
            let Some(slip) = secret.open(person, id, &sealed) else { continue };
            let at = self.engine.state().corrected(slip.at);
            let content = if self.is_on_duty() {
                // Whoever has the telephone and writes at once writes down a call; by now it is over.
                let mut call = CallDraft { what: slip.text, ..CallDraft::begun(at) };
                call.touch(at);
                Content::Call(Box::new(call))
            } else {
                Content::Entry(self.blank(at, slip.text))
            };
            let draft = Draft { kept_at: slip.at, acting: self.settings.acting, content };
            let key = DraftKey { doc: DocId::from_bytes(*id.as_bytes()), editor: EditorId::of_slip(id) };
            ctx.out.push(Command::SlipToDraft { id, key, bytes: draft.encode() });
            self.left.insert(key, draft);
        }
    }

    /// Told only of a secret that is on the disk: another key could seal what nobody opens.
    pub(super) fn leave_slip_key(&self, secret: &SlipSecret, ctx: &mut Ctx<'_>) {
        ctx.out.push(Command::PutSlipKey(secret.key()));
    }
}
