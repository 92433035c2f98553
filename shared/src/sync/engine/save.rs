//! What the person did becomes records.

use super::Engine;
use super::event::{Effect, LocalOp, Notice, SaveError, SaveId};
use super::shelf::Purpose;
use crate::doc::call_note;
use crate::doc::grammar::{Writer, check_grammar};
use crate::domain::call::is_rightly_named;
use crate::domain::duty::NOTE_LATE_MS;
use crate::domain::{DocId, DocState, Document, DocumentMeta, Kind, Role, Timestamp, may_create, may_withdraw};
use crate::sync::frame::{CREATE_CHANGES_MAX, NewDocument};
use crate::sync::record::{Entry, OpKey};
use crate::sync::scan::scan;
use crate::sync::state::HeldDocument;

impl Engine {
    pub(super) fn save(
        &mut self,
        save: SaveId,
        ops: Vec<LocalOp>,
        now: Timestamp,
        rng: &mut dyn rand::Rng,
        effects: &mut Vec<Effect>,
    ) {
        if let Err(error) = ops.iter().try_for_each(|op| self.check(op, &ops, now)) {
            effects.push(Effect::Tell(Notice::NotSaved(save, error)));
            return;
        }
        let (at, acting) = (self.state.corrected(now), self.config.acting);
        let entries: Vec<Entry> = ops
            .into_iter()
            .map(|op| match op {
                LocalOp::Create(new) => Entry::Created { new, at, acting },
                LocalOp::Change { doc, bytes } => Entry::Changed { doc, bytes, at, acting },
                LocalOp::Withdraw(doc) => Entry::Withdrew { doc, at, acting },
                LocalOp::Read(fact) => Entry::Read { fact, acting },
                LocalOp::Unpark(doc) => Entry::Unparked { doc },
            })
            .collect();
        if !entries.is_empty() {
            self.shelf.append(entries, Purpose::Save(save), rng, effects);
        }
    }

    /// The device judges its own operation as the server will: an honest client is never refused for form.
    fn check(&self, op: &LocalOp, all: &[LocalOp], now: Timestamp) -> Result<(), SaveError> {
        let role = self.config.acting.role;
        match op {
            LocalOp::Create(new) => {
                self.check_creation(new, all, now)?;
                if new.changes.is_empty() || new.changes.len() > CREATE_CHANGES_MAX {
                    return Err(SaveError::Form);
                }
                new.changes
                    .iter()
                    .try_for_each(|bytes| check_form(&new.meta, Writer { creating: true, author: true, role }, bytes))
            }
            LocalOp::Change { doc, bytes } => {
                if let Some(meta) = all.iter().find_map(|op| created_in(op, *doc)) {
                    return check_form(meta, Writer { creating: false, author: true, role }, bytes);
                }
                // What was registered here in a window that has ended meanwhile is added to before it is sent.
                if let Some(held) = self.waiting_call(*doc) {
                    return check_form(&held.document.meta, Writer { creating: false, author: true, role }, bytes);
                }
                let writable = self.access(*doc, now).writable().ok_or(SaveError::Denied)?;
                let document = writable.readable().document();
                let author = document.author == self.config.person;
                check_form(&document.meta, Writer { creating: false, author, role }, bytes)
            }
            LocalOp::Withdraw(doc) => {
                let memberships = self.memberships(now);
                let held = self.state.document(self.config.acting, *doc).ok_or(SaveError::Denied)?;
                let rows: Vec<_> = memberships.iter().collect();
                may_withdraw(self.config.person, &rows, &held.document).then_some(()).ok_or(SaveError::Denied)
            }
            LocalOp::Read(_) | LocalOp::Unpark(_) => Ok(()),
        }
    }

    /// A document of a call that was made on this device in the role acted in, while the server does not have it. Its author
    /// sees it and writes in it whatever window has ended: the device knows no more of the space by then.
    pub fn waiting_call(&self, doc: DocId) -> Option<&HeldDocument> {
        let held = self.state.held(doc).filter(|held| is_of_call(held.document.meta.kind))?;
        self.waiting_calls().any(|waiting| waiting == doc).then_some(held)
    }

    /// Every such document.
    pub fn waiting_calls(&self) -> impl Iterator<Item = DocId> {
        let made_here = self.state.waiting().filter(|unsent| unsent.acting == self.config.acting);
        let made = made_here.filter_map(|unsent| if let OpKey::Create(doc) = unsent.key { Some(doc) } else { None });
        made.filter(|doc| self.state.held(*doc).is_some_and(|held| is_of_call(held.document.meta.kind)))
    }

    fn check_creation(&self, new: &NewDocument, all: &[LocalOp], now: Timestamp) -> Result<(), SaveError> {
        let NewDocument { doc, meta, .. } = new;
        let acting = self.config.acting;
        let fresh =
            !self.state.docs.contains_key(doc) && all.iter().filter(|op| created_in(op, *doc).is_some()).count() == 1;
        let is_named = is_rightly_named(*doc, meta);
        if !fresh || !is_named {
            return Err(SaveError::Denied);
        }
        if self.is_late_call(new, now) {
            return Ok(());
        }
        let space = self.state.space(acting, meta.space).ok_or(SaveError::Denied)?;
        let memberships = self.memberships(now);
        let rows: Vec<_> = memberships.iter().collect();
        // What it hangs on is made by the same save, or is here.
        let made_here = meta.parent.and_then(|parent| {
            let meta = all.iter().find_map(|op| created_in(op, parent))?.clone();
            let author = self.config.person;
            Some(Document { id: parent, meta, author, created_at: None, state: DocState::Live })
        });
        let held = meta.parent.and_then(|parent| self.state.document(acting, parent)).map(|held| &held.document);
        let parent = made_here.as_ref().or(held);
        let may = may_create(self.config.person, &rows, space.space.kind, meta, parent).is_some();
        may.then_some(()).ok_or(SaveError::Denied)
    }

    /// Whether it registers a call that began while its officer was on duty, saved after the window closed. The device
    /// knows no more of the space by then; the server does.
    fn is_late_call(&self, new: &NewDocument, now: Timestamp) -> bool {
        let is_call = is_of_call(new.meta.kind);
        let began = call_note::began(new.changes.iter().map(|bytes| &bytes[..]));
        let now = self.state.corrected(now);
        self.config.acting.role == Role::DutyOfficer
            && is_call
            && began.is_some_and(|began| began <= now && now.ms_since(began) <= NOTE_LATE_MS)
    }
}

fn is_of_call(kind: Kind) -> bool {
    matches!(kind, Kind::CallNote | Kind::LooseCall | Kind::FollowUp | Kind::CallReceipt)
}

fn created_in(op: &LocalOp, doc: DocId) -> Option<&DocumentMeta> {
    match op {
        LocalOp::Create(new) if new.doc == doc => Some(&new.meta),
        _ => None,
    }
}

fn check_form(meta: &DocumentMeta, writer: Writer, bytes: &[u8]) -> Result<(), SaveError> {
    let change = scan(bytes).map_err(|_| SaveError::Form)?;
    check_grammar(meta.kind, meta.schema, writer, &change).map_err(|_| SaveError::Form)
}
