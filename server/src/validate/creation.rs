//! Creations: who may make which document, when, and what it is told if it is there already.

use samspil_shared::doc::call_note;
use samspil_shared::domain::access::was_readable;
use samspil_shared::domain::call::is_rightly_named;
use samspil_shared::domain::{Creatable, DocState, Document, Kind, Membership, access, may_create};
use samspil_shared::sync::frame::{NewDocument, OpResult, Reason};
use samspil_shared::sync::scan;

use super::Context;
use super::apply::Unit;
use super::judge::{Plan, refused};
use crate::store::documents::DocumentRow;
use crate::sync::writer::Base;

impl Context<'_> {
    pub(super) fn plan_creation(&self, n: usize, new: &NewDocument, plan: &mut Option<Plan>) -> Option<OpResult> {
        if let Some(row) = self.rows.get(&new.doc) {
            let made_alike = || self.is_made_alike(row, new).then_some(OpResult::Exists);
            let answer = self.repeated_creation(row, new).or_else(made_alike);
            return Some(answer.unwrap_or_else(|| refused(Reason::Unavailable)));
        }
        if plan.is_some() {
            return Some(refused(Reason::Unavailable));
        }
        let (meta, late) = match self.creatable(new, &self.memberships) {
            Ok(creatable) => (creatable.meta().clone(), false),
            Err(reason) => match self.creatable_late(new) {
                Ok(creatable) => (creatable.meta().clone(), true),
                Err(_) => return Some(refused(reason)),
            },
        };
        if self.is_tied_elsewhere(new) {
            return Some(refused(Reason::NotCreatable));
        }
        if let Some(reason) = new.changes.iter().find_map(|bytes| self.foreign(bytes)) {
            return Some(refused(reason));
        }
        let document = Document {
            id: new.doc,
            meta: meta.clone(),
            author: self.who.person,
            created_at: None,
            state: DocState::Live,
        };
        let changes: Vec<Vec<u8>> = new.changes.iter().map(|bytes| bytes.to_vec()).collect();
        let base = Base::New { meta, first: changes.len(), stored: None };
        let mut fresh = Plan { base, document, units: Vec::new(), withdraws: Vec::new(), bytes: 0 };
        let refusal = fresh.add(n, Unit { changes, creating: true, late });
        if refusal.is_none() {
            *plan = Some(fresh);
        }
        refusal
    }

    /// What may be created by the window that it was made in. A call counts by its beginning: the note of one that began in
    /// a shift is taken for two weeks after it (08 rule 5), with what is made of it.
    fn creatable_late<'n>(&self, new: &'n NewDocument) -> Result<Creatable<'n>, Reason> {
        let changes = || new.changes.iter().map(|bytes| &bytes[..]);
        let made_in = self.creatable(new, &self.late(changes()));
        let is_of_call = matches!(new.meta.kind, Kind::CallNote | Kind::LooseCall | Kind::FollowUp | Kind::CallReceipt);
        match call_note::began(changes()).filter(|_| is_of_call && made_in.is_err()) {
            Some(began) => self.creatable(new, &self.standing.late(self.who.acting, began, self.now)),
            None => made_in,
        }
    }

    /// Whether the document is there already as several devices make it, and the pusher sees it.
    fn is_made_alike(&self, row: &DocumentRow, new: &NewDocument) -> bool {
        new.meta.kind.is_made_alike()
            && row.document.meta == new.meta
            && access(self.who.person, &self.memberships, &row.document).readable().is_some()
    }

    /// The first answer again, if this is the same creation by the same person.
    fn repeated_creation(&self, row: &DocumentRow, new: &NewDocument) -> Option<OpResult> {
        if row.document.author != self.who.person || row.document.meta != new.meta {
            return None;
        }
        let mut last = None;
        for (bytes, seq) in new.changes.iter().zip(row.created_seq + 1..) {
            let hash = scan::peek(bytes).ok()?.hash;
            let first = self.known.get(&(new.doc, hash)).filter(|first| first.seq == seq)?;
            last = Some(first.tag);
        }
        let tag = last?.to_vec();
        Some(OpResult::Stored { received_at: row.created_at, created_at: Some(row.created_at), tag })
    }

    pub(super) fn creatable<'n>(
        &self,
        new: &'n NewDocument,
        memberships: &[&Membership],
    ) -> Result<Creatable<'n>, Reason> {
        let meta = &new.meta;
        if new.changes.is_empty() {
            return Err(Reason::Malformed);
        }
        if !is_rightly_named(new.doc, meta) {
            return Err(Reason::NotCreatable);
        }
        let Some(facts) = self.standing.spaces.get(&meta.space) else { return Err(Reason::Unavailable) };
        if !memberships.iter().any(|membership| membership.space == meta.space) {
            return Err(Reason::Unavailable);
        }
        let parent = meta.parent.and_then(|parent| self.document(parent));
        if meta.parent.is_some() && !parent.is_some_and(|parent| was_readable(self.who.person, memberships, parent)) {
            return Err(Reason::Unavailable);
        }
        may_create(self.who.person, memberships, facts.kind, meta, parent).ok_or(Reason::NotCreatable)
    }
}
