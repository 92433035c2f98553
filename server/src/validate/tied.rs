//! Calls from the common list that were tied to a family: each is tied once, and what its officer adds goes along.

use std::collections::BTreeMap;
use std::sync::Arc;

use samspil_shared::doc::call_note::{self, CallNote};
use samspil_shared::doc::{Fact, Pen, What, extend, follow_up, heads};
use samspil_shared::domain::call::follow_up_of;
use samspil_shared::domain::{ActorId, DocId, DocState, Kind, Role};
use samspil_shared::sync::frame::{NewDocument, Op};

use super::apply::{Unit, Units};
use super::{Context, Judged, Validator};
use crate::store::StoreError;
use crate::store::documents::DocumentRow;
use crate::store::projection::by_anybody;
use crate::sync::writer::{Base, DocBatch, Job};

/// The loose call that a creation would copy.
fn copied(new: &NewDocument) -> Option<DocId> {
    let changes = || new.changes.iter().map(|bytes| &bytes[..]);
    (new.meta.kind == Kind::CallNote).then(|| call_note::copy_of(changes())).flatten()
}

impl Context<'_> {
    /// Whether somebody tied the call to another family before: one follow-up is enough, and whoever comes second is told.
    pub(super) fn is_tied_elsewhere(&self, new: &NewDocument) -> bool {
        copied(new).and_then(|loose| self.tied.get(&loose)).is_some_and(|to| *to != new.doc)
    }
}

impl Validator {
    /// Of the calls that these operations would copy, those that were tied before, and to which call of a family.
    pub(super) async fn tied<'o>(
        &self,
        ops: impl Iterator<Item = &'o Op>,
    ) -> Result<BTreeMap<DocId, DocId>, StoreError> {
        let loose = ops.filter_map(|op| if let Op::Create(new) = op { copied(new) } else { None });
        let mut tied = BTreeMap::new();
        for loose in loose {
            if let Some(to) = self.tied_to(loose).await? {
                tied.insert(loose, to);
            }
        }
        Ok(tied)
    }

    /// Where a call of the common list lay, and what became of it; `None` if it was tied to no family.
    pub(crate) async fn tied_call(&self, loose: DocId) -> Result<Option<(DocumentRow, DocumentRow)>, StoreError> {
        let Some(tied) = self.tied_to(loose).await? else { return Ok(None) };
        let mut rows = self.store.documents([loose, tied]).await?;
        let is_call = |row: &DocumentRow| row.document.meta.kind == Kind::LooseCall;
        Ok(rows.remove(&loose).filter(is_call).zip(rows.remove(&tied)))
    }

    async fn tied_to(&self, loose: DocId) -> Result<Option<DocId>, StoreError> {
        let doc = follow_up_of(loose);
        let rows = self.store.documents([doc]).await?;
        let Some(row) = rows.get(&doc).filter(|row| row.document.meta.kind == Kind::FollowUp) else { return Ok(None) };
        let Some(merged) = self.load(row).await? else { return Ok(None) };
        Ok(follow_up::read(&merged, &by_anybody(&merged)).ok().and_then(|read| read.tied_to()))
    }

    /// What was added to a call that is tied to a family, and is not in the family's call yet. It is written there as it
    /// was: the same fact, of the same time, by its officer, who never sees that family again.
    pub(crate) async fn carried(&self, loose: DocId) -> Result<Option<Judged>, StoreError> {
        let Some(tied) = self.tied_to(loose).await? else { return Ok(None) };
        let mut rows = self.store.documents([loose, tied]).await?;
        let (Some(from), Some(to)) = (rows.remove(&loose), rows.remove(&tied)) else { return Ok(None) };
        if to.document.meta.kind != Kind::CallNote || to.document.state != DocState::Live {
            return Ok(None);
        }
        let Some((_, added)) = self.note(&from).await? else { return Ok(None) };
        let Some((held, copy)) = self.note(&to).await? else { return Ok(None) };
        // Whoever follows up says to which call it was tied; the copy says of which it is one.
        let is_copy = copy.call.copy.is_some_and(|(of, _)| of == loose);
        let lacks = |fact: &&Fact| {
            let alike = |there: &Fact| there.id == fact.id || (there.at == fact.at && there.what == fact.what);
            !copy.added.iter().any(alike)
        };
        let missing: Vec<&Fact> = added.added.iter().filter(lacks).collect();
        if !is_copy || missing.is_empty() {
            return Ok(None);
        }
        let enrolment = self.store.service_enrolment().await?;
        let actor = self.store.edge().with_rng(|rng| ActorId::fresh(enrolment, rng));
        let (mut document, mut units) = ((*held).clone(), Vec::new());
        for fact in missing {
            let What::Added { text } = &fact.what else { continue };
            let base = heads(&document);
            let pen = Pen { doc: &document, base: &base, actor, time: fact.at };
            let Ok(changes) = call_note::add(&pen, Kind::CallNote, fact.id, text) else { return Ok(None) };
            let Ok(extended) = extend(&document, changes.iter().map(Vec::as_slice)) else { return Ok(None) };
            document = extended;
            units.push(Unit { changes, creating: false, late: false });
        }
        let schema = to.document.meta.schema;
        let units = Units { kind: Kind::CallNote, schema, author: true, role: Role::DutyOfficer, units };
        let Some(applied) = self.apply(Some(held), units).await else { return Ok(None) };
        let changes: Vec<_> = applied.units.into_iter().flatten().flatten().collect();
        if changes.is_empty() {
            return Ok(None);
        }
        let batch = DocBatch {
            doc: tied,
            space: to.space(),
            by: from.document.author,
            enrolment,
            version: self.store.version().await?,
            members_version: None,
            base: Base::Held { last_seq: to.last_seq },
            changes,
            withdraw: false,
            follow_up: None,
        };
        Ok(Some(Judged { job: Job::Document(batch), answers: Vec::new(), document: Some(Arc::new(applied.document)) }))
    }

    async fn note(&self, row: &DocumentRow) -> Result<Option<(Arc<automerge::Automerge>, CallNote)>, StoreError> {
        let Some(merged) = self.load(row).await? else { return Ok(None) };
        let read = call_note::read(&merged, &by_anybody(&merged)).ok();
        Ok(read.map(|read| (merged, read)))
    }
}
