//! The changes of documents: sealed, append-only, the truth.

use std::collections::BTreeMap;

use samspil_shared::domain::{ActorId, ChangeHash, DocId, EnrolmentId, PersonId, SpaceId, Timestamp};

use sqlx::any::AnyRow;

use super::documents::DocumentRow;
use super::keys::{DataKey, DataKeys};
use super::row::Columns;
use super::statement::{Statement, Value, insert};
use super::{KeyId, Store, StoreError, Tx};

const TABLE: &str = "changes";

/// A change as it was received.
#[derive(Clone, Debug)]
pub(crate) struct ChangeRow {
    pub(crate) doc: DocId,
    pub(crate) hash: ChangeHash,
    pub(crate) seq: i64,
    /// One uncompressed Automerge change chunk.
    pub(crate) bytes: Vec<u8>,
    pub(crate) by: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) received_at: Timestamp,
    pub(crate) late: bool,
    pub(crate) tag: [u8; 16],
}

/// Changes by document, each with its own fault.
pub(crate) type Changes = BTreeMap<DocId, Result<Vec<ChangeRow>, StoreError>>;

/// What was answered when a change was first stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstAnswer {
    pub(crate) seq: i64,
    pub(crate) by: PersonId,
    pub(crate) received_at: Timestamp,
    pub(crate) tag: [u8; 16],
}

/// A change on its way into the database.
#[derive(Clone, Debug)]
pub(crate) struct SealedChange {
    pub(crate) doc: DocId,
    pub(crate) hash: ChangeHash,
    pub(crate) space: SpaceId,
    pub(crate) seq: i64,
    pub(crate) sealed: Vec<u8>,
    pub(crate) key: KeyId,
    pub(crate) actor: ActorId,
    pub(crate) actor_seq: i64,
    pub(crate) start_op: i64,
    pub(crate) max_op: i64,
    pub(crate) by: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) received_at: Timestamp,
    pub(crate) late: bool,
    pub(crate) tag: [u8; 16],
}

/// The place of a change: its sealed bytes open nowhere else.
fn place(doc: DocId, hash: ChangeHash) -> Vec<u8> {
    [&b"changes.bytes\0"[..], doc.as_bytes(), hash.as_bytes()].concat()
}

impl DataKey {
    /// Seals a change with its document's key.
    pub(crate) fn seal_change(&self, doc: DocId, hash: ChangeHash, bytes: &[u8], store: &Store) -> Vec<u8> {
        self.key.seal(&place(doc, hash), bytes, store.edge())
    }
}

impl Store {
    /// Changes of these documents after a sequence number (0: all), ascending by it; a document that has none is left
    /// out. One that is damaged, or whose key was destroyed, is told for itself: the others are not to suffer for it.
    /// `docs` bounds what is read into memory: its rows say how many bytes each document has.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub(crate) async fn changes(&self, docs: &[&DocumentRow], after: i64) -> Result<Changes, StoreError> {
        let mut changes = Changes::new();
        if docs.is_empty() {
            return Ok(changes);
        }
        let keys = self.keys_of(docs.iter().map(|row| row.key)).await?;
        let statement = Statement::new(
            "SELECT document_id, hash, seq, bytes, key_id, by_user, enrolment_id, received_at, late, tag FROM changes \
             WHERE document_id IN ",
        );
        let statement = statement.list(docs.iter().map(|row| &row.document.id.as_bytes()[..]));
        let rows = statement.text(" AND seq > ").bind(Value::Int(after)).text(" ORDER BY seq").all(self.read()).await?;
        for row in &rows {
            let doc: DocId = Columns::new(TABLE, row).id(0)?;
            let known = changes.entry(doc).or_insert_with(|| Ok(Vec::new()));
            match change_of(doc, row, &keys) {
                Ok(change) => {
                    if let Ok(known) = known {
                        known.push(change);
                    }
                }
                Err(error) => *known = Err(error),
            }
        }
        Ok(changes)
    }

    /// Hashes of all changes of these documents.
    pub(crate) async fn hashes(
        &self,
        docs: impl IntoIterator<Item = DocId>,
    ) -> Result<BTreeMap<DocId, Vec<ChangeHash>>, StoreError> {
        let docs: Vec<DocId> = docs.into_iter().collect();
        let mut hashes: BTreeMap<DocId, Vec<ChangeHash>> = BTreeMap::new();
        if docs.is_empty() {
            return Ok(hashes);
        }
        let statement = Statement::new("SELECT document_id, hash FROM changes WHERE document_id IN ");
        let ids = docs.iter().map(|doc| &doc.as_bytes()[..]);
        for row in statement.list(ids).text(" ORDER BY document_id, seq").all(self.read()).await? {
            let columns = Columns::new(TABLE, &row);
            hashes.entry(columns.id(0)?).or_default().push(columns.id(1)?);
        }
        Ok(hashes)
    }

    /// What was answered to these changes, as far as they are there.
    pub(crate) async fn first_answers(
        &self,
        changes: &[(DocId, ChangeHash)],
    ) -> Result<BTreeMap<(DocId, ChangeHash), FirstAnswer>, StoreError> {
        if changes.is_empty() {
            return Ok(BTreeMap::new());
        }
        let statement = Statement::new(
            "SELECT document_id, hash, seq, by_user, received_at, tag FROM changes WHERE document_id IN ",
        );
        let statement = statement.list(changes.iter().map(|(doc, _)| &doc.as_bytes()[..])).text(" AND hash IN ");
        let rows = statement.list(changes.iter().map(|(_, hash)| &hash.as_bytes()[..])).all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new(TABLE, row);
                let first = FirstAnswer {
                    seq: columns.int(2)?,
                    by: columns.id(3)?,
                    received_at: columns.time(4)?,
                    tag: columns.id(5)?,
                };
                Ok(((columns.id(0)?, columns.id(1)?), first))
            })
            .collect()
    }
}

fn change_of(doc: DocId, row: &AnyRow, keys: &DataKeys<KeyId>) -> Result<ChangeRow, StoreError> {
    let columns = Columns::new(TABLE, row);
    let hash: ChangeHash = columns.id(1)?;
    let key = keys.get(&columns.id::<KeyId>(4)?).ok_or(StoreError::Sealed(TABLE))?;
    let bytes = key.key.open(&place(doc, hash), columns.bytes(3)?).ok_or(StoreError::Sealed(TABLE))?;
    Ok(ChangeRow {
        doc,
        hash,
        seq: columns.int(2)?,
        bytes,
        by: columns.id(5)?,
        enrolment: columns.id(6)?,
        received_at: columns.time(7)?,
        late: columns.bool(8)?,
        tag: columns.id(9)?,
    })
}

/// Appends changes.
pub(crate) async fn write_changes(tx: &mut Tx, changes: &[SealedChange]) -> Result<(), StoreError> {
    let values: Vec<[Value<'_>; 15]> = changes
        .iter()
        .map(|change| {
            [
                Value::Bytes(change.doc.as_bytes()),
                Value::Bytes(change.hash.as_bytes()),
                Value::Bytes(change.space.as_bytes()),
                Value::Int(change.seq),
                Value::Bytes(&change.sealed),
                Value::Bytes(change.key.as_bytes()),
                Value::Bytes(change.actor.as_bytes()),
                Value::Int(change.actor_seq),
                Value::Int(change.start_op),
                Value::Int(change.max_op),
                Value::Bytes(change.by.as_bytes()),
                Value::Bytes(change.enrolment.as_bytes()),
                Value::Int(change.received_at.as_ms()),
                Value::Int(change.late.into()),
                Value::Bytes(&change.tag),
            ]
        })
        .collect();
    insert(
        tx,
        "INSERT INTO changes (document_id, hash, space_id, seq, bytes, key_id, actor, actor_seq, start_op, max_op, by_user, \
         enrolment_id, received_at, late, tag) VALUES ",
        &values,
        "",
    )
    .await?;
    Ok(())
}
