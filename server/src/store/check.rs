//! Looks at everything that is stored: every hash, count, number and receipt. Nothing here mends anything.

use std::collections::BTreeMap;

use samspil_shared::domain::{DocId, DocState, SpaceId};
use samspil_shared::sync::scan;

use super::documents::{DocumentRow, Slice, meta_digest, provenance};
use super::log::{LogRow, What};
use super::row::Columns;
use super::{Store, StoreError};
use crate::progress::{Reached, Step, Tell};

const ROWS_MAX: usize = 1000;
/// How often a space is looked at again because it moved meanwhile.
const ROUNDS_MAX: usize = 5;

/// What was looked at, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Rows of all logs.
    pub rows: u64,
    /// Documents.
    pub documents: u64,
    /// Their changes.
    pub changes: u64,
    /// One sentence each; ids only, no content.
    pub faults: Vec<String>,
}

/// What was found in one space.
#[derive(Debug, Default)]
struct Found {
    /// As it was before the rest was read.
    head: i64,
    rows: u64,
    documents: u64,
    changes: u64,
    faults: Vec<String>,
}

impl Checked {
    fn add(&mut self, found: Found) {
        self.rows += found.rows;
        self.documents += found.documents;
        self.changes += found.changes;
        self.faults.extend(found.faults);
    }
}

/// A space's log, by number.
type Log = BTreeMap<i64, LogRow>;

impl Store {
    /// Looks at every space.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the database does not answer; damage is a fault, not an error.
    pub async fn check(&self) -> Result<Checked, StoreError> {
        self.check_telling(&mut |_| {}).await
    }

    /// The same, telling how far it is.
    ///
    /// # Errors
    /// As for [`Store::check`].
    pub async fn check_telling(&self, tell: &mut Tell<'_>) -> Result<Checked, StoreError> {
        tell(Reached::begun(Step::File));
        let mut checked = Checked { faults: self.0.pools.damage().await?, ..Checked::default() };
        let count = sqlx::query("SELECT COUNT(*) FROM documents").fetch_one(self.read()).await?;
        let of = Columns::new("documents", &count).int(0)?.unsigned_abs();
        tell(Reached::counted(Step::Documents, 0, of));
        let spaces = sqlx::query("SELECT id FROM spaces ORDER BY id").fetch_all(self.read()).await?;
        for row in &spaces {
            let space = Columns::new("spaces", row).id(0)?;
            let before = checked.documents;
            let mut tell = |done| tell(Reached::counted(Step::Documents, before + done, of));
            let mut found = self.check_space(space, &mut tell).await?;
            for _ in 0..ROUNDS_MAX {
                // A live server writes while this reads: what looks wrong only in between is not.
                if found.faults.is_empty() || self.head(space).await? == found.head {
                    break;
                }
                let before = std::mem::take(&mut found.faults);
                found = self.check_space(space, &mut tell).await?;
                found.faults.retain(|fault| before.contains(fault));
            }
            checked.add(found);
        }
        Ok(checked)
    }

    async fn head(&self, space: SpaceId) -> Result<i64, StoreError> {
        Ok(self.heads([space]).await?.remove(&space).unwrap_or_default())
    }

    async fn check_space(&self, space: SpaceId, tell: &mut (dyn FnMut(u64) + Send)) -> Result<Found, StoreError> {
        let head = self.head(space).await?;
        let log = self.whole_log(space).await?;
        let mut found = Found { head, rows: log.len() as u64, ..Found::default() };
        let mut fault = |what: String| found.faults.push(format!("space {space}: {what}"));
        if let Some(gap) = (1..=head).find(|seq| !log.contains_key(seq)) {
            fault(format!("number {gap} of {head} is missing"));
        }
        if let Some(beyond) = log.keys().next_back().filter(|last| **last > head) {
            fault(format!("number {beyond} is beyond the head {head}"));
        }
        let mut rows_of: BTreeMap<DocId, Vec<&LogRow>> = BTreeMap::new();
        for row in log.values() {
            rows_of.entry(row.doc).or_default().push(row);
        }
        let mut before = i64::MAX;
        loop {
            let documents = self.documents_of(space, Slice::CreatedBefore(before), ROWS_MAX).await?;
            let Some(last) = documents.last() else { break };
            before = last.created_seq;
            for row in &documents {
                let rows = rows_of.remove(&row.document.id).unwrap_or_default();
                self.check_document(row, &rows, &mut found).await?;
                tell(found.documents);
            }
        }
        for doc in rows_of.keys() {
            found.faults.push(format!("space {space}: the log names document {doc}, which is not there"));
        }
        Ok(found)
    }

    async fn check_document(&self, row: &DocumentRow, log: &[&LogRow], found: &mut Found) -> Result<(), StoreError> {
        let doc = row.document.id;
        found.documents += 1;
        let mut faults = faults_of_row(row, log);
        match self.changes(&[row], 0).await?.remove(&doc).unwrap_or_else(|| Ok(Vec::new())) {
            Ok(changes) => {
                found.changes += changes.len() as u64;
                let (mut chain, mut bytes) = ([0; 32], 0);
                for change in &changes {
                    let hash = change.hash;
                    bytes += i64::try_from(change.bytes.len()).unwrap_or(i64::MAX);
                    chain = provenance(&chain, hash.as_bytes(), change.by, change.received_at);
                    if scan::peek(&change.bytes).map(|peeked| peeked.hash) != Ok(hash) {
                        faults.push(format!("change {hash} does not have its hash"));
                    }
                    if change.tag != self.tag(row.space(), doc, &row.meta_digest, row.created_at, &chain) {
                        faults.push(format!("change {hash} does not have its receipt"));
                    }
                    let logged = log.iter().find(|logged| logged.seq == change.seq);
                    let agrees = logged.is_some_and(|logged| {
                        logged.what == What::Changed(hash) && logged.by == change.by && logged.at == change.received_at
                    });
                    if !agrees {
                        faults.push(format!("change {hash} is not what the log says"));
                    }
                }
                let logged = log.iter().filter(|logged| matches!(logged.what, What::Changed(_))).count();
                if logged != changes.len() || i64::try_from(changes.len()) != Ok(row.change_count) {
                    faults.push(format!("{} changes of {}, {logged} in the log", changes.len(), row.change_count));
                }
                faults.extend(self.check_follow_up(&row.document, &changes).await?);
                if bytes != row.bytes || chain != row.provenance {
                    faults.push("its changes are not those that were counted".to_owned());
                }
            }
            // An erased document has no key any more; that is what erasing is.
            Err(StoreError::Sealed(_)) if row.document.state == DocState::Erased => {}
            Err(error @ (StoreError::Sealed(_) | StoreError::Damaged { .. })) => faults.push(error.to_string()),
            Err(error) => return Err(error),
        }
        found.faults.extend(faults.into_iter().map(|fault| format!("document {doc}: {fault}")));
        Ok(())
    }

    async fn whole_log(&self, space: SpaceId) -> Result<Log, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, document_id, what, hash, by_user, enrolment_id, at FROM log WHERE space_id = $1 ORDER BY seq",
        )
        .bind(&space.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("log", row);
                let (seq, hash) = (columns.int(0)?, columns.id_opt(3)?);
                let row = LogRow {
                    space,
                    seq,
                    doc: columns.id(1)?,
                    what: columns.code(2, |code| What::from_code(code, hash))?,
                    by: columns.id(4)?,
                    enrolment: columns.id(5)?,
                    at: columns.time(6)?,
                };
                Ok((seq, row))
            })
            .collect()
    }
}

fn faults_of_row(row: &DocumentRow, log: &[&LogRow]) -> Vec<String> {
    let mut faults = Vec::new();
    if row.meta_digest != meta_digest(&row.document.meta, row.document.author) {
        faults.push("what its creator said of it was changed".to_owned());
    }
    let created: Vec<i64> = log.iter().filter(|row| row.what == What::Created).map(|row| row.seq).collect();
    if created != [row.created_seq] {
        faults.push(format!("created at {}, in the log at {created:?}", row.created_seq));
    }
    if log.iter().map(|row| row.seq).max() != Some(row.last_seq) {
        faults.push(format!("its last row is not {}", row.last_seq));
    }
    let withdrawn = log.iter().find(|row| row.what == What::Withdrawn).map(|row| row.seq);
    let erased = log.iter().find(|row| row.what == What::Erased).map(|row| row.seq);
    let agrees = match row.document.state {
        DocState::Live => withdrawn.is_none() && erased.is_none() && row.state_seq.is_none(),
        DocState::Withdrawn => withdrawn.is_some() && row.state_seq == withdrawn && erased.is_none(),
        DocState::Erased => erased.is_some() && row.state_seq == erased,
    };
    if !agrees {
        faults.push("its state is not what the log says".to_owned());
    }
    faults
}
