//! What the person did becomes records.

use super::Engine;
use super::event::{Effect, LocalOp, Notice, SaveError, SaveId};
use super::shelf::Purpose;
use crate::doc::grammar::{Writer, check_grammar};
use crate::domain::{DocId, DocumentMeta, Timestamp, may_create, may_withdraw};
use crate::sync::frame::CREATE_CHANGES_MAX;
use crate::sync::record::Entry;
use crate::sync::scan::scan;

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
        match op {
            LocalOp::Create(new) => {
                self.check_creation(new.doc, &new.meta, all, now)?;
                if new.changes.is_empty() || new.changes.len() > CREATE_CHANGES_MAX {
                    return Err(SaveError::Form);
                }
                new.changes
                    .iter()
                    .try_for_each(|bytes| check_form(&new.meta, Writer { creating: true, author: true }, bytes))
            }
            LocalOp::Change { doc, bytes } => {
                if let Some(meta) = all.iter().find_map(|op| created_in(op, *doc)) {
                    return check_form(meta, Writer { creating: false, author: true }, bytes);
                }
                let writable = self.access(*doc, now).writable().ok_or(SaveError::Denied)?;
                let document = writable.readable().document();
                let author = document.author == self.config.person;
                check_form(&document.meta, Writer { creating: false, author }, bytes)
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

    fn check_creation(
        &self,
        doc: DocId,
        meta: &DocumentMeta,
        all: &[LocalOp],
        now: Timestamp,
    ) -> Result<(), SaveError> {
        let acting = self.config.acting;
        let space = self.state.space(acting, meta.space).ok_or(SaveError::Denied)?;
        let memberships = self.memberships(now);
        let rows: Vec<_> = memberships.iter().collect();
        let held_parent = meta.parent.and_then(|parent| self.state.document(acting, parent));
        let fresh =
            !self.state.docs.contains_key(&doc) && all.iter().filter(|op| created_in(op, doc).is_some()).count() == 1;
        let parent = held_parent.map(|held| &held.document);
        (fresh && may_create(self.config.person, &rows, space.space.kind, meta, parent).is_some())
            .then_some(())
            .ok_or(SaveError::Denied)
    }
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
