//! What a device pushes, judged: who may, and whether the bytes are a change that this document can take.
//!
//! The order of questions: was it stored before (then its first answer again) · may the pusher do this · is it theirs ·
//! does it fit · is it one well-formed change that continues the document within its field grammar · can the result be
//! saved and loaded. Denied, missing and foreign get one answer. Nothing that is refused changes anything, and what
//! stands beside it in the batch is judged on its own.

mod apply;
mod cache;
mod creation;
mod judge;
mod quarantine;
mod returned;
mod tied;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use automerge::Automerge;
use samspil_shared::domain::{Acting, ChangeHash, DocId, Document, EnrolmentId, Membership, PersonId, Timestamp};
use samspil_shared::sync::frame::{Op, OpResult};
use samspil_shared::sync::scan;
use tokio::sync::Semaphore;

use crate::store::changes::FirstAnswer;
use crate::store::documents::DocumentRow;
use crate::store::standing::Standing;
use crate::store::{Store, StoreError};
use crate::sync::writer::{Job, Stored};
use apply::Applied;
use cache::Cache;
pub(crate) use judge::refused;
pub(crate) use quarantine::Wanted;
pub(crate) use returned::Verdict;

/// Bytes of all changes of a document (04 "Documents", limits).
pub(crate) const DOCUMENT_BYTES_MAX: i64 = 4 * 1024 * 1024;

/// Who pushes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who {
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) acting: Acting,
}

/// Judges pushes. It holds recently loaded documents; what they are is decided by the database each time.
pub(crate) struct Validator {
    store: Store,
    // A blocking lock: held for one look-up, never across an await.
    cache: Mutex<Cache>,
    /// Documents are merged on as many threads as there are processors, and no more.
    processors: Arc<Semaphore>,
}

/// On whose word operations are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pushing {
    /// Their author's, now.
    Own,
    /// A reader's, who takes in what was in quarantine.
    TakenIn,
}

/// A job and how the answers to its operations are read off its outcome.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) job: Job,
    /// The operations it answers, with the part of the outcome that is theirs.
    pub(crate) answers: Vec<(usize, Answer)>,
    /// The document with the changes in it, to be kept once they are stored.
    document: Option<Arc<Automerge>>,
}

/// What an operation is told of a stored batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The document was created; its receipt is the one after so many changes.
    Created { changes: usize },
    /// It was changed, or taken back: the receipt after so many changes.
    After { changes: usize },
    /// An opening was noted.
    Noted,
}

impl Answer {
    /// The answer on the wire.
    pub(crate) fn of(self, stored: &Stored) -> OpResult {
        let tag = |changes: usize| stored.tags.get(changes).map(|tag| tag.to_vec()).unwrap_or_default();
        let received_at = stored.received_at;
        match self {
            Self::Created { changes } => {
                OpResult::Stored { received_at, created_at: Some(stored.created_at), tag: tag(changes) }
            }
            Self::After { changes } => OpResult::Stored { received_at, created_at: None, tag: tag(changes) },
            Self::Noted => OpResult::Stored { received_at, created_at: None, tag: Vec::new() },
        }
    }
}

/// All that a batch is judged by, read once.
pub(super) struct Context<'a> {
    who: Who,
    standing: &'a Standing,
    memberships: Vec<&'a Membership>,
    now: Timestamp,
    /// One of its readers takes it in: what the pusher could ever do counts.
    is_taken_in: bool,
    /// Documents that the operations name, and their parents.
    rows: BTreeMap<DocId, DocumentRow>,
    /// Changes that were stored before.
    known: BTreeMap<(DocId, ChangeHash), FirstAnswer>,
    /// Documents that earlier operations of the batch create.
    created: BTreeMap<DocId, Document>,
    /// Calls of the common list that the operations would copy and that were tied to a family before, and to which call.
    tied: BTreeMap<DocId, DocId>,
}

impl Context<'_> {
    /// A document that is stored, or that the batch creates.
    fn document(&self, doc: DocId) -> Option<&Document> {
        self.rows.get(&doc).map(|row| &row.document).or_else(|| self.created.get(&doc))
    }
}

impl Validator {
    /// A validator with nothing in memory.
    pub(crate) fn new(store: Store) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self { store, cache: Mutex::default(), processors: Arc::new(Semaphore::new(processors)) }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Judges the operations that have no result yet. Results of those that need no writing are filled in; the others are
    /// in the jobs that come back.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(crate) async fn judge(
        &self,
        who: Who,
        standing: &Standing,
        ops: &[Op],
        results: &mut [Option<OpResult>],
        pushing: Pushing,
    ) -> Result<Vec<Judged>, StoreError> {
        let mut context = self.context(who, standing, ops, results).await?;
        context.is_taken_in = pushing == Pushing::TakenIn;
        let mut groups: Vec<(DocId, Vec<usize>)> = Vec::new();
        for (n, op) in ops.iter().enumerate().filter(|(n, _)| results[*n].is_none()) {
            match groups.iter_mut().find(|(doc, _)| *doc == op.doc()) {
                Some((_, members)) => members.push(n),
                None => groups.push((op.doc(), vec![n])),
            }
        }
        let mut jobs = self.judge_reads(&context, ops, results).await?;
        for (doc, members) in groups {
            let members: Vec<usize> = members.into_iter().filter(|n| !matches!(ops[*n], Op::Read(_))).collect();
            if let Some(judged) = self.judge_document(&mut context, doc, &members, ops, results).await? {
                jobs.push(judged);
            }
        }
        if pushing == Pushing::Own {
            self.set_aside(&mut context, ops, results).await?;
        }
        Ok(jobs)
    }

    /// Keeps the document that a job was judged with, now that its changes are stored.
    pub(crate) fn keep(&self, judged: Judged, stored: &Stored) {
        if let (Job::Document(batch), Some(document)) = (judged.job, judged.document) {
            self.cache().put(batch.doc, stored.change_count, document);
        }
    }

    async fn context<'a>(
        &self,
        who: Who,
        standing: &'a Standing,
        ops: &[Op],
        results: &[Option<OpResult>],
    ) -> Result<Context<'a>, StoreError> {
        let open = || ops.iter().zip(results).filter(|(_, result)| result.is_none()).map(|(op, _)| op);
        let mut docs = BTreeSet::new();
        let mut changes = Vec::new();
        for op in open() {
            docs.insert(op.doc());
            match op {
                Op::Create(new) => {
                    docs.extend(new.meta.parent);
                    changes
                        .extend(new.changes.iter().filter_map(|bytes| Some((new.doc, scan::peek(bytes).ok()?.hash))));
                }
                Op::Change { doc, bytes } => changes.extend(scan::peek(bytes).ok().map(|peeked| (*doc, peeked.hash))),
                Op::Withdraw { .. } | Op::Read(_) => {}
            }
        }
        let now = self.now();
        Ok(Context {
            who,
            standing,
            memberships: standing.effective(who.acting, now),
            now,
            is_taken_in: false,
            rows: self.store.documents(docs).await?,
            known: self.store.first_answers(&changes).await?,
            created: BTreeMap::new(),
            tied: Box::pin(self.tied(open())).await?,
        })
    }

    fn now(&self) -> Timestamp {
        self.store.edge().now()
    }

    /// Loads a document, from memory if it is there as it is in the database.
    async fn load(&self, row: &DocumentRow) -> Result<Option<Arc<Automerge>>, StoreError> {
        let doc = row.document.id;
        if let Some(held) = self.cache().get(doc, row.change_count) {
            return Ok(Some(held));
        }
        // Rows that came since are no harm: the writer finds that the document moved.
        let changes = match self.store.changes(&[row], 0).await?.remove(&doc) {
            Some(Ok(changes)) => changes,
            Some(Err(error)) => {
                tracing::error!(document = %doc, error = &error as &dyn std::error::Error, "a stored document cannot be read");
                return Ok(None);
            }
            None => Vec::new(),
        };
        let (meta, count) = (&row.document.meta, changes.len());
        let (kind, schema) = (meta.kind, meta.schema);
        let loaded = self.on_processor(move || apply::load(kind, schema, &changes)).await;
        let Some(loaded) = loaded else {
            tracing::error!(document = %doc, "a stored document cannot be loaded");
            return Ok(None);
        };
        let loaded = Arc::new(loaded);
        self.cache().put(doc, i64::try_from(count).unwrap_or(i64::MAX), Arc::clone(&loaded));
        Ok(Some(loaded))
    }

    /// Runs what computes where it holds up no connection. `None` if it panicked.
    async fn on_processor<T: Send + 'static>(&self, run: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
        // It goes along: what computes goes on computing after whoever waited for it is gone.
        let permit = Arc::clone(&self.processors).acquire_owned().await.ok()?;
        let run = move || {
            let _permit = permit;
            run()
        };
        tokio::task::spawn_blocking(run).await.ok().flatten()
    }

    async fn apply(&self, base: Option<Arc<Automerge>>, units: apply::Units) -> Option<Applied> {
        self.on_processor(move || apply::apply(base, &units)).await
    }
}
