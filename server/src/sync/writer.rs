//! The writer: one task a node. A group is what queued while the last commit ran, in one transaction; only after the
//! commit is on disk does anybody get an answer, and do readers see the rows.
//!
//! If the database refuses a group it is tried again space by space and then operation by operation, so that one poison
//! row harms itself alone.

mod group;

use std::collections::BTreeMap;
use std::sync::Arc;

use samspil_shared::domain::{ActorId, ChangeHash, DocId, DocumentMeta, EnrolmentId, PersonId, SpaceId, Timestamp};
use samspil_shared::sync::frame::Reason;
use tokio::sync::{mpsc, oneshot};

use super::tail::{Tail, TailRow};
use crate::metrics::Metrics;
use crate::store::follow_ups::FollowUpRow;
use crate::store::log::{ReadRow, RefusalRow, write_refusals};
use crate::store::{DataKeys, Notifier, Store, StoreError};
use group::Group;

/// Requests that may wait: beyond it a push waits for its place.
const QUEUE_MAX: usize = 1024;
/// Bytes of changes after which a group takes no more.
const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A validated change.
#[derive(Clone, Debug)]
pub(crate) struct NewChange {
    pub(crate) hash: ChangeHash,
    /// One uncompressed Automerge change chunk.
    pub(crate) bytes: Vec<u8>,
    pub(crate) actor: ActorId,
    pub(crate) actor_seq: u64,
    pub(crate) start_op: u32,
    pub(crate) max_op: u32,
    /// It was made inside a window that had closed when it came.
    pub(crate) late: bool,
    /// Who made it when, if the server had it before it was restored; else whoever brings it, now.
    pub(crate) first: Option<FirstStored>,
}

/// How something was stored the first time, as a receipt proves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstStored {
    pub(crate) by: PersonId,
    pub(crate) at: Timestamp,
}

/// What the validation of a batch stood on.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    /// There is no such document; the first `first` changes are its creation. `stored` if it was created before, on a
    /// server that lost it.
    New { meta: DocumentMeta, first: usize, stored: Option<FirstStored> },
    /// The document as it was after this number.
    Held { last_seq: i64 },
}

/// What one push does to one document: all of it or nothing.
#[derive(Clone, Debug)]
pub(crate) struct DocBatch {
    pub(crate) doc: DocId,
    pub(crate) space: SpaceId,
    pub(crate) by: PersonId,
    pub(crate) enrolment: EnrolmentId,
    /// The server's version that the validation saw.
    pub(crate) version: i64,
    /// The version of the space's members that the validation saw, if it stood on them.
    pub(crate) members_version: Option<i64>,
    pub(crate) base: Base,
    pub(crate) changes: Vec<NewChange>,
    pub(crate) withdraw: bool,
    /// What is kept beside the document once the changes are in it.
    pub(crate) follow_up: Option<Box<FollowUpRow>>,
}

/// One thing to write.
#[derive(Clone, Debug)]
pub(crate) enum Job {
    Document(DocBatch),
    Read(ReadRow),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// On disk.
    Stored(Stored),
    /// What the validation stood on has moved: validate again.
    Again,
    /// The database did not take it now.
    Busy,
    /// The database will never take it.
    Refused(Reason),
}

/// What is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) received_at: Timestamp,
    /// When the document was created.
    pub(crate) created_at: Timestamp,
    /// The document's receipt before the batch, and after each of its changes.
    pub(crate) tags: Vec<[u8; 16]>,
    /// How many changes the document has now.
    pub(crate) change_count: i64,
}

struct Request {
    jobs: Vec<Job>,
    refusals: Vec<RefusalRow>,
    answer: oneshot::Sender<Vec<Outcome>>,
}

/// The way to the writer.
#[derive(Clone, Debug)]
pub(crate) struct Writer(mpsc::Sender<Request>);

impl Writer {
    /// Starts the task; it ends, with everything written, when the last clone is dropped.
    pub(super) fn start(store: Store, tail: Arc<Tail>, metrics: Arc<Metrics>) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE_MAX);
        let notifier = Notifier::start(&store);
        tokio::spawn(Task { store, tail, notifier, metrics }.run(queue));
        Self(sender)
    }

    /// Writes all of it in one group; one outcome a job, in their order, once it is on disk.
    pub(crate) async fn write(&self, jobs: Vec<Job>, refusals: Vec<RefusalRow>) -> Vec<Outcome> {
        let count = jobs.len();
        let (answer, answered) = oneshot::channel();
        // The task ends only with the last sender, or by a defect in it: then nothing was stored.
        let sent = self.0.send(Request { jobs, refusals, answer }).await;
        let outcomes = if sent.is_ok() { answered.await.ok() } else { None };
        outcomes.unwrap_or_else(|| vec![Outcome::Busy; count])
    }
}

struct Task {
    store: Store,
    tail: Arc<Tail>,
    notifier: Notifier,
    metrics: Arc<Metrics>,
}

impl Task {
    async fn run(self, mut queue: mpsc::Receiver<Request>) {
        while let Some(first) = queue.recv().await {
            let mut bytes = first.bytes();
            let mut requests = vec![first];
            while bytes < GROUP_BYTES_MAX
                && let Ok(next) = queue.try_recv()
            {
                bytes += next.bytes();
                requests.push(next);
            }
            self.write(requests).await;
        }
    }

    async fn write(&self, requests: Vec<Request>) {
        let refusals: Vec<RefusalRow> = requests.iter().flat_map(|request| request.refusals.iter().copied()).collect();
        let jobs: Vec<&Job> = requests.iter().flat_map(|request| &request.jobs).collect();
        let outcomes = self.write_jobs(&jobs, &refusals).await;
        let mut outcomes = outcomes.into_iter();
        for request in requests {
            let own = outcomes.by_ref().take(request.jobs.len()).collect();
            // Whoever asked may be gone; it is stored all the same, and a repetition is answered with this.
            let _ = request.answer.send(own);
        }
    }

    async fn write_jobs(&self, jobs: &[&Job], refusals: &[RefusalRow]) -> Vec<Outcome> {
        let keys = match self.new_keys(jobs).await {
            Ok(keys) => keys,
            Err(error) => {
                warn(&error, "no keys for new documents");
                return vec![Outcome::Busy; jobs.len()];
            }
        };
        let everything: Vec<usize> = (0..jobs.len()).collect();
        let mut outcomes = vec![Outcome::Busy; jobs.len()];
        if self.try_write(&everything, jobs, refusals, &keys, &mut outcomes).await.is_ok() {
            return outcomes;
        }
        let mut by_space: BTreeMap<Option<SpaceId>, Vec<usize>> = BTreeMap::new();
        for (n, job) in jobs.iter().enumerate() {
            by_space.entry(job.space()).or_default().push(n);
        }
        for part in by_space.into_values() {
            if self.try_write(&part, jobs, &[], &keys, &mut outcomes).await.is_ok() {
                continue;
            }
            for n in part {
                if let Err(error) = self.try_write(&[n], jobs, &[], &keys, &mut outcomes).await
                    && error.is_constraint_violation()
                {
                    outcomes[n] = Outcome::Refused(Reason::Malformed);
                }
            }
        }
        outcomes
    }

    async fn new_keys(&self, jobs: &[&Job]) -> Result<DataKeys<DocId>, StoreError> {
        let new = jobs.iter().filter_map(|job| match job {
            Job::Document(DocBatch { doc, base: Base::New { .. }, .. }) => Some(*doc),
            _ => None,
        });
        let mut new: Vec<DocId> = new.collect();
        new.sort_unstable();
        new.dedup();
        self.store.create_keys(&new).await
    }

    /// Writes the jobs at these places in one transaction; if it fails none of them is written.
    async fn try_write(
        &self,
        part: &[usize],
        jobs: &[&Job],
        refusals: &[RefusalRow],
        keys: &DataKeys<DocId>,
        outcomes: &mut [Outcome],
    ) -> Result<(), StoreError> {
        let chosen: Vec<&Job> = part.iter().map(|n| jobs[*n]).collect();
        match self.commit(&chosen, refusals, keys).await {
            Ok((done, rows)) => {
                self.metrics.grouped(part.len());
                part.iter().zip(done).for_each(|(n, outcome)| outcomes[*n] = outcome);
                let moved = !rows.is_empty();
                rows.into_iter().for_each(|(space, rows)| self.tail.publish(space, rows));
                if moved {
                    self.notifier.hint();
                }
                Ok(())
            }
            Err(error) => {
                warn(&error, "a group was not written");
                Err(error)
            }
        }
    }

    async fn commit(
        &self,
        jobs: &[&Job],
        refusals: &[RefusalRow],
        keys: &DataKeys<DocId>,
    ) -> Result<(Vec<Outcome>, BTreeMap<SpaceId, Vec<TailRow>>), StoreError> {
        let mut tx = self.store.begin().await?;
        let mut group = Group::lock(&self.store, &mut tx, jobs, keys).await?;
        let outcomes = jobs.iter().map(|job| group.take(job)).collect();
        let rows = group.write(&mut tx).await?;
        if !refusals.is_empty() {
            write_refusals(&mut tx, &self.store, refusals, self.store.edge().now()).await?;
        }
        tx.commit().await?;
        Ok((outcomes, rows))
    }
}

impl Job {
    fn space(&self) -> Option<SpaceId> {
        match self {
            Self::Document(batch) => Some(batch.space),
            Self::Read(_) => None,
        }
    }
}

impl Request {
    fn bytes(&self) -> usize {
        let bytes = |job: &Job| match job {
            Job::Document(batch) => batch.changes.iter().map(|change| change.bytes.len()).sum(),
            Job::Read(_) => 0,
        };
        self.jobs.iter().map(bytes).sum()
    }
}

#[cfg(test)]
mod tests;

fn warn(error: &StoreError, what: &str) {
    tracing::warn!(error = error as &dyn std::error::Error, "{what}");
}
