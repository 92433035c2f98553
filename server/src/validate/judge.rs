//! The operations of one batch, a document at a time.

use std::sync::Arc;

use automerge::Automerge;
use samspil_shared::domain::access::was_readable;
use samspil_shared::domain::{
    Creatable, DocId, DocState, Document, EnrolmentId, Membership, PersonId, Role, Timestamp, access, may_withdraw,
};
use samspil_shared::sync::frame::{Op, OpResult, ReadFact, Reason};
use samspil_shared::sync::scan;

use super::apply::{Unit, Units};
use super::{Answer, Context, DOCUMENT_BYTES_MAX, Judged, Validator};
use crate::store::StoreError;
use crate::store::documents::DocumentRow;
use crate::store::log::ReadRow;
use crate::store::projection::follow_up_row;
use crate::sync::writer::{Base, DocBatch, Job, NewChange};

/// How long to wait before an operation is tried again.
const BUSY_MS: u32 = 1_000;
const MISSING_DEPENDENCY_MS: u32 = 2_000;

/// A refusal as it is answered.
pub(crate) fn refused(reason: Reason) -> OpResult {
    match reason {
        Reason::Busy => OpResult::Later { reason, retry_after_ms: BUSY_MS },
        Reason::MissingDependency | Reason::UpdateFirst => {
            OpResult::Later { reason, retry_after_ms: MISSING_DEPENDENCY_MS }
        }
        Reason::Unavailable
        | Reason::Malformed
        | Reason::ForeignActor
        | Reason::Grammar
        | Reason::TooLarge
        | Reason::NotCreatable
        | Reason::Erased
        | Reason::Quarantined => OpResult::Never { reason },
    }
}

/// Whether the batch creates the document and was told to try that later.
fn is_put_off(doc: DocId, ops: &[Op], results: &[Option<OpResult>]) -> bool {
    ops.iter().zip(results).any(|(op, result)| {
        matches!(op, Op::Create(new) if new.doc == doc) && matches!(result, None | Some(OpResult::Later { .. }))
    })
}

/// What is to be done to one document, and which operation asks for each part.
pub(super) struct Plan {
    pub(super) base: Base,
    pub(super) document: Document,
    pub(super) units: Vec<(usize, Unit)>,
    pub(super) withdraws: Vec<usize>,
    pub(super) bytes: i64,
}

impl Validator {
    /// Judges the operations on one document.
    pub(super) async fn judge_document(
        &self,
        context: &mut Context<'_>,
        doc: DocId,
        members: &[usize],
        ops: &[Op],
        results: &mut [Option<OpResult>],
    ) -> Result<Option<Judged>, StoreError> {
        let mut plan = context.rows.get(&doc).map(Plan::of);
        for n in members {
            let result = match &ops[*n] {
                Op::Create(new) => {
                    let refusal = context.plan_creation(*n, new, &mut plan);
                    // What it hangs on stands in the same batch and is put off: so is this.
                    let waits = new.meta.parent.is_some_and(|parent| is_put_off(parent, ops, results));
                    refusal.map(|result| if waits { refused(Reason::Busy) } else { result })
                }
                Op::Change { bytes, .. } => context.plan_change(*n, bytes, doc, &mut plan),
                Op::Withdraw { .. } => self.plan_withdrawal(context, *n, doc, &mut plan).await?,
                Op::Read(_) => continue,
            };
            if let Some(result) = result {
                results[*n] = Some(result);
            }
        }
        let Some(plan) = plan else { return Ok(None) };
        self.carry_out(context, plan, results).await
    }

    async fn plan_withdrawal(
        &self,
        context: &Context<'_>,
        n: usize,
        doc: DocId,
        plan: &mut Option<Plan>,
    ) -> Result<Option<OpResult>, StoreError> {
        let Some(plan) = plan else { return Ok(Some(refused(Reason::Unavailable))) };
        if !may_withdraw(context.who.person, &context.memberships, &plan.document) {
            return Ok(Some(refused(Reason::Unavailable)));
        }
        if let Some(row) = context.rows.get(&doc)
            && let Some(seq) = row.state_seq
        {
            // Taken back before: idempotent, answered with the first time.
            let received_at = self.store.logged_at(row.space(), seq).await?.unwrap_or(row.created_at);
            let tag = self.store.tag_of(row).to_vec();
            return Ok(Some(OpResult::Stored { received_at, created_at: None, tag }));
        }
        plan.withdraws.push(n);
        Ok(None)
    }

    /// Brings the changes into a copy, and makes the job of what was taken.
    async fn carry_out(
        &self,
        context: &mut Context<'_>,
        plan: Plan,
        results: &mut [Option<OpResult>],
    ) -> Result<Option<Judged>, StoreError> {
        let Plan { base, document, units, withdraws, .. } = plan;
        if units.is_empty() && withdraws.is_empty() {
            return Ok(None);
        }
        let (doc, space) = (document.id, document.meta.space);
        let (members, units): (Vec<usize>, Vec<Unit>) = units.into_iter().unzip();
        let mut answers = Vec::new();
        let mut changes: Vec<NewChange> = Vec::new();
        let mut merged: Option<Arc<Automerge>> = None;
        if !units.is_empty() {
            let held = match context.rows.get(&doc) {
                Some(row) => match self.load(row).await? {
                    Some(held) => Some(held),
                    None => {
                        members.iter().chain(&withdraws).for_each(|n| results[*n] = Some(refused(Reason::Busy)));
                        return Ok(None);
                    }
                },
                None => None,
            };
            let (kind, schema) = (document.meta.kind, document.meta.schema);
            let author = document.author == context.who.person;
            let role = context.who.acting.role;
            let Some(applied) = self.apply(held, Units { kind, schema, author, role, units }).await else {
                members.iter().chain(&withdraws).for_each(|n| results[*n] = Some(refused(Reason::Malformed)));
                return Ok(None);
            };
            let mut missing = false;
            for (n, result) in members.iter().zip(applied.units) {
                let creates = answers.is_empty() && matches!(base, Base::New { .. });
                match result {
                    // Nothing can stand on a creation that was refused.
                    _ if missing => results[*n] = Some(refused(Reason::Unavailable)),
                    Ok(taken) => {
                        changes.extend(taken);
                        let changes = changes.len();
                        let answer = if creates { Answer::Created { changes } } else { Answer::After { changes } };
                        answers.push((*n, answer));
                    }
                    Err(reason) => {
                        missing = creates;
                        results[*n] = Some(refused(reason));
                    }
                }
            }
            if missing {
                withdraws.iter().for_each(|n| results[*n] = Some(refused(Reason::Unavailable)));
                return Ok(None);
            }
            merged = Some(Arc::new(applied.document));
        }
        answers.extend(withdraws.iter().map(|n| (*n, Answer::After { changes: changes.len() })));
        if answers.is_empty() {
            return Ok(None);
        }
        let follow_up = merged.as_ref().and_then(|merged| follow_up_row(&document, merged)).map(Box::new);
        context.created.insert(doc, document);
        let members_version = context.standing.spaces.get(&space).map(|facts| facts.members_version);
        let batch = DocBatch {
            doc,
            space,
            by: context.who.person,
            enrolment: context.who.enrolment,
            version: context.standing.version,
            members_version,
            base,
            changes,
            withdraw: !withdraws.is_empty(),
            follow_up,
        };
        Ok(Some(Judged { job: Job::Document(batch), answers, document: merged }))
    }

    /// Judges what the server itself creates.
    pub(crate) async fn judge_service(
        &self,
        author: PersonId,
        enrolment: EnrolmentId,
        creatable: Creatable<'_>,
        doc: DocId,
        changes: Vec<Vec<u8>>,
    ) -> Result<Result<Judged, Reason>, StoreError> {
        let meta = creatable.meta().clone();
        let version = self.store.version().await?;
        let first = changes.len();
        let units = Units {
            kind: meta.kind,
            schema: meta.schema,
            author: true,
            // The server writes cards, which are a consultant's.
            role: Role::Consultant,
            units: vec![Unit { changes, creating: true, late: false }],
        };
        let Some(mut applied) = self.apply(None, units).await else { return Ok(Err(Reason::Malformed)) };
        let changes = match applied.units.pop() {
            Some(Ok(changes)) => changes,
            Some(Err(reason)) => return Ok(Err(reason)),
            None => return Ok(Err(Reason::Malformed)),
        };
        let batch = DocBatch {
            doc,
            space: meta.space,
            by: author,
            enrolment,
            version,
            members_version: None,
            base: Base::New { meta, first, stored: None },
            changes,
            withdraw: false,
            follow_up: None,
        };
        Ok(Ok(Judged { job: Job::Document(batch), answers: Vec::new(), document: Some(Arc::new(applied.document)) }))
    }

    /// Judges openings of others' records: noted if the reader could ever read them in this role, however late they are
    /// told. A window that has closed meanwhile does not unmake what was read in it.
    pub(super) async fn judge_reads(
        &self,
        context: &Context<'_>,
        ops: &[Op],
        results: &mut [Option<OpResult>],
    ) -> Result<Vec<Judged>, StoreError> {
        let mut facts: Vec<(usize, &ReadFact)> = Vec::new();
        for (n, op) in ops.iter().enumerate() {
            if let (Op::Read(fact), None) = (op, &results[n]) {
                facts.push((n, fact));
            }
        }
        let ids: Vec<_> = facts.iter().map(|(_, fact)| fact.id).collect();
        let known = self.store.read_facts(&ids).await?;
        let mut jobs = Vec::new();
        for (n, fact) in facts {
            let document = context.rows.get(&fact.doc).map(|row| &row.document);
            let may_read = document.is_some_and(|document| {
                let memberships = context.standing.ever_at(context.who.acting, fact.device_time, context.now);
                was_readable(context.who.person, &memberships, document)
            });
            results[n] = match known.get(&fact.id) {
                Some((by, received_at)) if *by == context.who.person => {
                    Some(OpResult::Stored { received_at: *received_at, created_at: None, tag: Vec::new() })
                }
                None if may_read => {
                    let row = ReadRow { fact: fact.clone(), by: context.who.person, enrolment: context.who.enrolment };
                    jobs.push(Judged { job: Job::Read(row), answers: vec![(n, Answer::Noted)], document: None });
                    None
                }
                _ => Some(refused(Reason::Unavailable)),
            };
        }
        Ok(jobs)
    }
}

impl Plan {
    fn of(row: &DocumentRow) -> Self {
        Self {
            base: Base::Held { last_seq: row.last_seq },
            document: row.document.clone(),
            units: Vec::new(),
            withdraws: Vec::new(),
            bytes: row.bytes,
        }
    }

    /// Plans changes, unless the document would outgrow its limit.
    pub(super) fn add(&mut self, n: usize, unit: Unit) -> Option<OpResult> {
        let more: usize = unit.changes.iter().map(Vec::len).sum();
        let bytes = self.bytes.saturating_add(i64::try_from(more).unwrap_or(i64::MAX));
        if bytes > DOCUMENT_BYTES_MAX {
            return Some(refused(Reason::TooLarge));
        }
        self.bytes = bytes;
        self.units.push((n, unit));
        None
    }
}

impl Context<'_> {
    fn plan_change(&self, n: usize, bytes: &[u8], doc: DocId, plan: &mut Option<Plan>) -> Option<OpResult> {
        let hash = scan::peek(bytes).ok().map(|peeked| peeked.hash);
        let known = hash.and_then(|hash| self.known.get(&(doc, hash)));
        if let Some(first) = known.filter(|first| first.by == self.who.person) {
            let (received_at, tag) = (first.received_at, first.tag.to_vec());
            return Some(OpResult::Stored { received_at, created_at: None, tag });
        }
        let Some(plan) = plan else { return Some(refused(Reason::Unavailable)) };
        let may_write =
            |memberships: &[&Membership]| access(self.who.person, memberships, &plan.document).writable().is_some();
        let late = !may_write(&self.memberships);
        if late && !may_write(&self.late([bytes])) {
            let was = was_readable(self.who.person, &self.memberships, &plan.document);
            let erased = plan.document.state == DocState::Erased && was;
            return Some(refused(if erased { Reason::Erased } else { Reason::Unavailable }));
        }
        if let Some(reason) = self.foreign(bytes) {
            return Some(refused(reason));
        }
        plan.add(n, Unit { changes: vec![bytes.to_vec()], creating: false, late })
    }

    /// Why a change is not the pusher's own: its actor is no device of theirs.
    pub(super) fn foreign(&self, bytes: &[u8]) -> Option<Reason> {
        match scan::peek(bytes) {
            Ok(peeked) if self.standing.enrolments.contains_key(&peeked.actor.enrolment()) => None,
            Ok(_) => Some(Reason::ForeignActor),
            Err(_) => Some(Reason::Malformed),
        }
    }

    /// The memberships in which these changes may still come in, by when they say to have been made.
    pub(super) fn late<'b>(&self, changes: impl IntoIterator<Item = &'b [u8]>) -> Vec<&Membership> {
        if self.is_taken_in {
            return self.standing.ever(self.who.acting);
        }
        let made_at: Option<Vec<Timestamp>> =
            changes.into_iter().map(|bytes| scan::peek(bytes).ok().map(|peeked| peeked.made_at)).collect();
        let last = made_at.and_then(|times| times.into_iter().max());
        last.map(|at| self.standing.late(self.who.acting, at, self.now)).unwrap_or_default()
    }
}
