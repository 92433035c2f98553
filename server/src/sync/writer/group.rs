//! One transaction of the writer: what is locked, what it does to it, and the rows that come of it.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{DocId, DocState, Document, EnrolmentId, PersonId, SpaceId, Timestamp};
use samspil_shared::sync::frame::{Item, Reason, StoredChange};

use super::{Base, DocBatch, FirstStored, Job, NewChange, Outcome, Stored};
use crate::store::changes::{ChangeRow, SealedChange, write_changes};
use crate::store::documents::{DocumentRow, meta_digest, provenance, read_children, read_documents, write_documents};
use crate::store::follow_ups::{FollowUpRow, write_follow_ups};
use crate::store::log::{LockedSpace, LogRow, ReadRow, What, advance_head, version_in, write_log, write_reads};
use crate::store::{DataKey, DataKeys, KeyId, Store, StoreError, Tx};
use crate::sync::items;
use crate::sync::tail::{TailItem, TailRow};

pub(super) struct Group<'a> {
    store: &'a Store,
    new_keys: &'a DataKeys<DocId>,
    keys: DataKeys<KeyId>,
    now: Timestamp,
    version: i64,
    spaces: BTreeMap<SpaceId, LockedSpace>,
    /// Heads as they were when the spaces were locked.
    heads: BTreeMap<SpaceId, i64>,
    documents: BTreeMap<DocId, DocumentRow>,
    moved: BTreeSet<DocId>,
    log: Vec<LogRow>,
    changes: Vec<SealedChange>,
    reads: Vec<&'a ReadRow>,
    follow_ups: Vec<FollowUpRow>,
    rows: BTreeMap<SpaceId, Vec<TailRow>>,
}

impl<'a> Group<'a> {
    /// Locks the spaces that the jobs write to, and reads everything that decides about them.
    pub(super) async fn lock(
        store: &'a Store,
        tx: &mut Tx,
        jobs: &[&'a Job],
        new_keys: &'a DataKeys<DocId>,
    ) -> Result<Self, StoreError> {
        let batches = || {
            jobs.iter().filter_map(|job| match job {
                Job::Document(batch) => Some(batch),
                Job::Read(_) => None,
            })
        };
        let spaces: BTreeSet<SpaceId> = batches().map(|batch| batch.space).collect();
        let spaces = if spaces.is_empty() { BTreeMap::new() } else { store.lock_spaces(tx, spaces).await? };
        let version = version_in(tx).await?;
        let parents = batches().filter_map(|batch| match &batch.base {
            Base::New { meta, .. } => meta.parent,
            Base::Held { .. } => None,
        });
        let wanted: BTreeSet<DocId> = batches().map(|batch| batch.doc).chain(parents).collect();
        let mut documents = read_documents(&mut **tx, wanted).await?;
        let withdrawn: Vec<DocId> = batches().filter(|batch| batch.withdraw).map(|batch| batch.doc).collect();
        documents.extend(read_children(&mut **tx, withdrawn).await?);
        let keys = store.keys_of(documents.values().map(|row| row.key)).await?;
        Ok(Self {
            store,
            new_keys,
            keys,
            now: store.edge().now(),
            version,
            heads: spaces.iter().map(|(id, space)| (*id, space.head)).collect(),
            spaces,
            documents,
            moved: BTreeSet::new(),
            log: Vec::new(),
            changes: Vec::new(),
            reads: Vec::new(),
            follow_ups: Vec::new(),
            rows: BTreeMap::new(),
        })
    }

    /// Takes a job as far as what its validation stood on still holds.
    pub(super) fn take(&mut self, job: &'a Job) -> Outcome {
        match job {
            Job::Read(row) => {
                self.reads.push(row);
                let received_at = self.now;
                Outcome::Stored(Stored { received_at, created_at: received_at, tags: Vec::new(), change_count: 0 })
            }
            Job::Document(batch) => self.take_batch(batch),
        }
    }

    /// Writes everything that was taken; the rows of each space for its tail, once this is committed.
    pub(super) async fn write(self, tx: &mut Tx) -> Result<BTreeMap<SpaceId, Vec<TailRow>>, StoreError> {
        for (space, locked) in &self.spaces {
            let taken = locked.head - self.heads.get(space).copied().unwrap_or(locked.head);
            if taken > 0 && advance_head(tx, *space, taken).await? != locked.head {
                return Err(StoreError::damaged("spaces", "the head moved under its lock"));
            }
        }
        let moved: Vec<&DocumentRow> = self.moved.iter().filter_map(|doc| self.documents.get(doc)).collect();
        write_documents(tx, &moved).await?;
        write_changes(tx, &self.changes).await?;
        write_log(tx, &self.log).await?;
        write_reads(tx, &self.reads, self.now).await?;
        if !self.follow_ups.is_empty() {
            // Who registered a call reaches it from now on, or no longer once it is taken up.
            write_follow_ups(tx, &self.follow_ups, self.now).await?;
            self.store.bump_version(tx).await?;
        }
        Ok(self.rows)
    }

    fn take_batch(&mut self, batch: &DocBatch) -> Outcome {
        let Some(space) = self.spaces.get(&batch.space) else { return Outcome::Again };
        if batch.version != self.version || batch.members_version.is_some_and(|seen| seen != space.members_version) {
            return Outcome::Again;
        }
        let known = self.documents.get(&batch.doc);
        match (&batch.base, known) {
            (Base::New { meta, .. }, None) => {
                if meta.parent.is_some_and(|parent| !self.documents.contains_key(&parent)) {
                    return Outcome::Again;
                }
            }
            (Base::Held { last_seq }, Some(row)) if row.last_seq == *last_seq => {}
            _ => return Outcome::Again,
        }
        let Some((row, key)) = self.begin(batch) else { return Outcome::Refused(Reason::Erased) };
        self.store_batch(batch, row, &key)
    }

    fn store_batch(&mut self, batch: &DocBatch, mut row: DocumentRow, key: &DataKey) -> Outcome {
        let mut tags = vec![self.store.tag_of(&row)];
        let first = if let Base::New { first, .. } = batch.base { first } else { 0 };
        let (creation, later) = batch.changes.split_at(first);
        if matches!(batch.base, Base::New { .. }) {
            self.create(&mut row, batch, creation, key, &mut tags);
        }
        for change in later {
            let stored = self.change(&mut row, batch, change, key);
            tags.push(stored.tag);
            let item = TailItem::Changed { item: items::changed(&stored, false), own: items::changed(&stored, true) };
            self.publish(&row, stored.seq, batch, item);
        }
        if row.document.state == DocState::Withdrawn && row.state_seq.is_none() {
            // A comment on a publication that was taken back is taken back from its first day.
            self.mark_withdrawn(&mut row, batch);
        }
        let (created_at, change_count) = (row.created_at, row.change_count);
        self.put(row);
        self.follow_ups.extend(batch.follow_up.as_deref().cloned());
        if batch.withdraw {
            self.withdraw(batch);
        }
        Outcome::Stored(Stored { received_at: self.now, created_at, tags, change_count })
    }

    /// The row as it stands, or a new one, and its key; `None` if the key was destroyed.
    fn begin(&self, batch: &DocBatch) -> Option<(DocumentRow, DataKey)> {
        let Base::New { meta, stored, .. } = &batch.base else {
            let row = self.documents.get(&batch.doc)?;
            return Some((row.clone(), self.keys.get(&row.key)?.clone()));
        };
        let key = self.new_keys.get(&batch.doc)?.clone();
        let (author, created_at) = stored.map_or((batch.by, self.now), |stored| (stored.by, stored.at));
        let document =
            Document { id: batch.doc, meta: meta.clone(), author, created_at: Some(created_at), state: DocState::Live };
        let creator = batch.changes.first().map_or(batch.enrolment, |change| self.device(batch, change));
        let row = DocumentRow {
            document,
            created_at,
            meta_digest: meta_digest(meta, author),
            key: key.id,
            created_seq: 0,
            creator,
            last_seq: 0,
            change_count: 0,
            bytes: 0,
            provenance: [0; 32],
            state_seq: None,
        };
        Some((row, key))
    }

    fn create(
        &mut self,
        row: &mut DocumentRow,
        batch: &DocBatch,
        creation: &[NewChange],
        key: &DataKey,
        tags: &mut Vec<[u8; 16]>,
    ) {
        let (by, at) = (row.document.author, row.created_at);
        row.created_seq = self.log(row, What::Created, by, row.creator, at);
        if self.parent_is_withdrawn(row) {
            row.document.state = DocState::Withdrawn;
        }
        let stored: Vec<ChangeRow> = creation.iter().map(|change| self.change(row, batch, change, key)).collect();
        tags.extend(stored.iter().map(|change| change.tag));
        let own = stored.iter().map(|change| items::changed(change, true)).collect();
        let whole = stored.into_iter().map(|change| StoredChange {
            bytes: change.bytes,
            by: change.by,
            received_at: change.received_at,
            late: change.late,
        });
        let tag = tags.last().copied().unwrap_or_default();
        let whole = items::whole_of(row, whole.collect(), tag);
        self.publish(row, row.created_seq, batch, TailItem::Created { whole, own });
    }

    fn parent_is_withdrawn(&self, row: &DocumentRow) -> bool {
        let parent = row.document.meta.parent.and_then(|parent| self.documents.get(&parent));
        parent.is_some_and(|parent| parent.document.state == DocState::Withdrawn)
    }

    fn change(&mut self, row: &mut DocumentRow, batch: &DocBatch, change: &NewChange, key: &DataKey) -> ChangeRow {
        let sealed = key.seal_change(batch.doc, change.hash, &change.bytes, self.store);
        let FirstStored { by, at } = change.first.unwrap_or(FirstStored { by: batch.by, at: self.now });
        let late = change.late;
        let enrolment = self.device(batch, change);
        let seq = self.log(row, What::Changed(change.hash), by, enrolment, at);
        row.change_count += 1;
        row.bytes += i64::try_from(change.bytes.len()).unwrap_or(i64::MAX);
        row.provenance = provenance(&row.provenance, change.hash.as_bytes(), by, at);
        let tag = self.store.tag_of(row);
        self.changes.push(SealedChange {
            doc: batch.doc,
            hash: change.hash,
            space: batch.space,
            seq,
            sealed,
            key: row.key,
            actor: change.actor,
            actor_seq: i64::try_from(change.actor_seq).unwrap_or(i64::MAX),
            start_op: change.start_op.into(),
            max_op: change.max_op.into(),
            by,
            enrolment,
            received_at: at,
            late,
            tag,
        });
        ChangeRow {
            doc: batch.doc,
            hash: change.hash,
            seq,
            bytes: change.bytes.clone(),
            by,
            enrolment,
            received_at: at,
            late,
            tag,
        }
    }

    /// The device that made a change: the one that brings it, or, of what another brings back, the one that its actor
    /// names.
    fn device(&self, batch: &DocBatch, change: &NewChange) -> EnrolmentId {
        if change.first.is_some() { change.actor.enrolment() } else { batch.enrolment }
    }

    /// Takes a publication back, and every comment on it: one row each.
    fn withdraw(&mut self, batch: &DocBatch) {
        let hangs_on = |row: &DocumentRow| row.document.id == batch.doc || row.document.meta.parent == Some(batch.doc);
        let live = |row: &&DocumentRow| row.document.state == DocState::Live && hangs_on(row);
        let mut rows: Vec<DocumentRow> = self.documents.values().filter(live).cloned().collect();
        rows.sort_by_key(|row| row.created_seq);
        for mut row in rows {
            self.mark_withdrawn(&mut row, batch);
            self.put(row);
        }
    }

    fn mark_withdrawn(&mut self, row: &mut DocumentRow, batch: &DocBatch) {
        row.document.state = DocState::Withdrawn;
        let seq = self.log(row, What::Withdrawn, batch.by, batch.enrolment, self.now);
        row.state_seq = Some(seq);
        let item = TailItem::Withdrawn(items::state(&Item::Withdrawn(row.document.id)));
        self.publish(row, seq, batch, item);
    }

    /// Takes the space's next number for a row of the log.
    fn log(&mut self, row: &mut DocumentRow, what: What, by: PersonId, enrolment: EnrolmentId, at: Timestamp) -> i64 {
        let space = row.space();
        let seq = self.spaces.get_mut(&space).map_or(0, |locked| {
            locked.head += 1;
            locked.head
        });
        row.last_seq = seq;
        let doc = row.document.id;
        self.log.push(LogRow { space, seq, doc, what, by, enrolment, at });
        seq
    }

    fn publish(&mut self, row: &DocumentRow, first: i64, batch: &DocBatch, item: TailItem) {
        self.rows.entry(row.space()).or_default().push(TailRow {
            first,
            last: row.last_seq,
            document: row.document.clone(),
            created_seq: row.created_seq,
            enrolment: batch.enrolment,
            item,
        });
    }

    fn put(&mut self, row: DocumentRow) {
        let doc = row.document.id;
        self.moved.insert(doc);
        self.documents.insert(doc, row);
    }
}
