//! One push: judged, written, answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use samspil_shared::domain::{DocId, SpaceKind};
use samspil_shared::sync::frame::{Op, OpResult, Push, Pushed, Reason};

use super::Hub;
use super::writer::{Job, Outcome};
use crate::store::StoreError;
use crate::store::log::RefusalRow;
use crate::store::standing::Standing;
use crate::validate::{Judged, Pushing, Who, refused};

/// How often a push is judged again because what it stood on moved, before the device is asked to try later.
const ROUNDS_MAX: usize = 8;

/// Takes the pushes of one connection.
#[derive(Clone, Debug)]
pub struct Pusher {
    hub: Hub,
    who: Who,
    standing: Arc<Standing>,
    pushing: Pushing,
}

impl Pusher {
    pub(super) fn new(hub: Hub, who: Who, standing: Arc<Standing>) -> Self {
        Self { hub, who, standing, pushing: Pushing::Own }
    }

    /// Stores what may be stored; the answer is true when it comes: everything said to be stored is on disk.
    pub async fn push(self, push: Push) -> Pushed {
        let mut results: Vec<Option<OpResult>> = vec![None; push.ops.len()];
        if let Err(error) = self.rounds(&push.ops, &mut results).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a push was not judged");
        }
        let results: Vec<OpResult> =
            results.into_iter().map(|result| result.unwrap_or_else(|| refused(Reason::Busy))).collect();
        self.hub.metrics().pushed(&results);
        self.count_refusals(&push.ops, &results);
        Pushed { batch: push.batch, results }
    }

    /// Stores what waited in quarantine, on the word of one of its readers.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(super) async fn take_in(mut self, op: Op) -> Result<OpResult, StoreError> {
        self.pushing = Pushing::TakenIn;
        let mut results = [None];
        self.rounds(std::slice::from_ref(&op), &mut results).await?;
        let [result] = results;
        Ok(result.unwrap_or_else(|| refused(Reason::Busy)))
    }

    async fn rounds(&self, ops: &[Op], results: &mut [Option<OpResult>]) -> Result<(), StoreError> {
        let mut loose = BTreeSet::new();
        let done = self.all_rounds(ops, results, &mut loose).await;
        for doc in loose {
            Box::pin(self.hub.carry_added(doc)).await?;
        }
        done
    }

    async fn all_rounds(
        &self,
        ops: &[Op],
        results: &mut [Option<OpResult>],
        loose: &mut BTreeSet<DocId>,
    ) -> Result<(), StoreError> {
        let _turns = self.hub.0.turns.take(ops.iter().filter_map(changed).collect()).await;
        let mut standing = Arc::clone(&self.standing);
        for _ in 0..ROUNDS_MAX {
            let in_force = standing.in_force && standing.enrolments.get(&self.who.enrolment) == Some(&true);
            if !in_force && self.pushing == Pushing::Own {
                // Revoked: the connection is about to end, and what the device holds stays with it.
                return Ok(());
            }
            let judged = self.hub.0.validator.judge(self.who, &standing, ops, results, self.pushing).await?;
            if judged.is_empty() {
                return Ok(());
            }
            let jobs: Vec<Job> = judged.iter().map(|judged| judged.job.clone()).collect();
            let outcomes = self.hub.0.writer.write(jobs, Vec::new()).await;
            let again = self.settle(judged, outcomes, results, loose);
            if !again {
                return Ok(());
            }
            standing = match self.hub.0.store.standing(self.who.person).await? {
                Some(standing) => Arc::new(standing),
                None => return Ok(()),
            };
        }
        Ok(())
    }

    /// Fills in the results, and notes which calls of a common list were written to; whether something is to be judged
    /// again.
    fn settle(
        &self,
        judged: Vec<Judged>,
        outcomes: Vec<Outcome>,
        results: &mut [Option<OpResult>],
        loose: &mut BTreeSet<DocId>,
    ) -> bool {
        let mut again = false;
        for (judged, outcome) in judged.into_iter().zip(outcomes) {
            let reason = match outcome {
                Outcome::Stored(stored) => {
                    for (n, answer) in &judged.answers {
                        results[*n] = Some(answer.of(&stored));
                    }
                    loose.extend(self.loose_call(&judged.job));
                    self.hub.0.validator.keep(judged, &stored);
                    continue;
                }
                Outcome::Again => {
                    again = true;
                    continue;
                }
                Outcome::Busy => Reason::Busy,
                Outcome::Refused(reason) => reason,
            };
            for (n, _) in &judged.answers {
                results[*n] = Some(refused(reason));
            }
        }
        again
    }

    /// The call of a common list that a job wrote to: it, or what its follow-up says, may have to go along to a family.
    fn loose_call(&self, job: &Job) -> Option<DocId> {
        let Job::Document(batch) = job else { return None };
        let space = self.standing.spaces.get(&batch.space)?;
        let written = space.kind == SpaceKind::Duty && !batch.changes.is_empty();
        written.then(|| batch.follow_up.as_ref().map_or(batch.doc, |follow_up| follow_up.note))
    }

    /// Refusals for good are counted for the operator; nobody waits for that.
    fn count_refusals(&self, ops: &[Op], results: &[OpResult]) {
        let mut counts: BTreeMap<(Reason, u8), u32> = BTreeMap::new();
        for (op, result) in ops.iter().zip(results) {
            if let OpResult::Never { reason } = result {
                *counts.entry((*reason, op_code(op))).or_default() += 1;
            }
        }
        if counts.is_empty() {
            return;
        }
        let enrolment = self.who.enrolment;
        let rows =
            counts.into_iter().map(|((reason, op), count)| RefusalRow { enrolment, reason, op, count }).collect();
        let writer = self.hub.0.writer.clone();
        tokio::spawn(async move { writer.write(Vec::new(), rows).await });
    }
}

/// The document that an operation changes.
fn changed(op: &Op) -> Option<DocId> {
    if let Op::Read(_) = op { None } else { Some(op.doc()) }
}

/// The operation's number on the wire.
fn op_code(op: &Op) -> u8 {
    match op {
        Op::Create(_) => 1,
        Op::Change { .. } => 2,
        Op::Withdraw { .. } => 3,
        Op::Read(_) => 4,
    }
}
