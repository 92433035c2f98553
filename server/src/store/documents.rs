//! What stands beside a document.

use std::collections::BTreeMap;

use samspil_shared::domain::{
    Audience, DocId, DocState, Document, DocumentMeta, EnrolmentId, Kind, PersonId, SpaceId, Timestamp,
};
use sha2::{Digest, Sha256};
use sqlx::AnyExecutor;
use sqlx::any::AnyRow;

use super::row::Columns;
use super::statement::{Statement, Value, insert};
use super::{KeyId, Store, StoreError, Tx};

/// Every column, in the order of [`DocumentRow::read`] and [`write_documents`].
const COLUMNS: &str = "id, space_id, kind, schema_version, author_id, parent_id, course, audience_bits, readers, meta_digest, \
     key_id, created_seq, created_by_enrolment, created_at, last_seq, change_count, bytes, provenance, state, state_seq";
const TABLE: &str = "documents";

/// A row of `documents`.
#[derive(Clone, Debug)]
pub(crate) struct DocumentRow {
    pub(crate) document: Document,
    pub(crate) created_at: Timestamp,
    pub(crate) meta_digest: [u8; 32],
    pub(crate) key: KeyId,
    pub(crate) created_seq: i64,
    pub(crate) creator: EnrolmentId,
    pub(crate) last_seq: i64,
    pub(crate) change_count: i64,
    /// Of its changes, unsealed.
    pub(crate) bytes: i64,
    /// Digest of the provenance of all its changes: see [`provenance`].
    pub(crate) provenance: [u8; 32],
    pub(crate) state_seq: Option<i64>,
}

impl Store {
    /// The receipt of a document as its row stands.
    pub(crate) fn tag_of(&self, row: &DocumentRow) -> [u8; 16] {
        self.tag(row.space(), row.document.id, &row.meta_digest, row.created_at, &row.provenance)
    }
}

/// Digest of what a document's creator said of it, and who that was.
pub(crate) fn meta_digest(meta: &DocumentMeta, author: PersonId) -> [u8; 32] {
    let encoded = minicbor::to_vec(meta)
        .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"));
    Sha256::new().chain_update(encoded).chain_update(author.as_bytes()).finalize().into()
}

/// The next link of a document's chain of provenance: who brought which change when, in the order of the log. A chain, so
/// that a change costs the same however many there are.
pub(crate) fn provenance(before: &[u8; 32], hash: &[u8; 32], by: PersonId, received_at: Timestamp) -> [u8; 32] {
    let link = Sha256::new().chain_update(before).chain_update(hash).chain_update(by.as_bytes());
    link.chain_update(received_at.as_ms().to_be_bytes()).finalize().into()
}

pub(crate) const fn state_code(state: DocState) -> i64 {
    match state {
        DocState::Live => 1,
        DocState::Withdrawn => 2,
        DocState::Erased => 3,
    }
}

fn state_of(code: u8) -> Option<DocState> {
    [DocState::Live, DocState::Withdrawn, DocState::Erased].into_iter().find(|s| state_code(*s) == i64::from(code))
}

impl DocumentRow {
    /// The document's space, for life.
    pub(crate) fn space(&self) -> SpaceId {
        self.document.meta.space
    }

    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let columns = Columns::new(TABLE, row);
        let readers = columns.bytes(8)?.chunks(PersonId::LEN).map(PersonId::try_from).collect::<Result<_, _>>();
        let created_at = columns.time(13)?;
        let meta = DocumentMeta {
            space: columns.id(1)?,
            kind: columns.code(2, Kind::from_code)?,
            schema: columns.code(3, Some)?,
            parent: columns.id_opt(5)?,
            course: columns.id_opt(6)?,
            audience: columns.code(7, |bits| Audience::try_from(bits).ok())?,
            readers: readers.map_err(|error| columns.damaged(8, error))?,
        };
        Ok(Self {
            document: Document {
                id: columns.id(0)?,
                meta,
                author: columns.id(4)?,
                created_at: Some(created_at),
                state: columns.code(18, state_of)?,
            },
            created_at,
            meta_digest: columns.id(9)?,
            key: columns.id(10)?,
            created_seq: columns.int(11)?,
            creator: columns.id(12)?,
            last_seq: columns.int(14)?,
            change_count: columns.int(15)?,
            bytes: columns.int(16)?,
            provenance: columns.id(17)?,
            state_seq: columns.int_opt(19)?,
        })
    }
}

/// Which rows of a space, and in which order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slice {
    /// Changed after this sequence number, ascending by it.
    ChangedAfter(i64),
    /// Created before this sequence number, newest first.
    CreatedBefore(i64),
}

impl Store {
    /// Whether anything was ever written in a space.
    pub(crate) async fn has_documents(&self, space: SpaceId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM documents WHERE space_id = $1 LIMIT 1")
            .bind(&space.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        Ok(row.is_some())
    }

    /// These documents, as far as they exist.
    pub(crate) async fn documents(
        &self,
        docs: impl IntoIterator<Item = DocId>,
    ) -> Result<BTreeMap<DocId, DocumentRow>, StoreError> {
        read_documents(self.read(), docs).await
    }

    /// A slice of a space's documents.
    pub(crate) async fn documents_of(
        &self,
        space: SpaceId,
        slice: Slice,
        limit: usize,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let statement = Statement::new("SELECT ")
            .text(COLUMNS)
            .text(" FROM documents WHERE space_id = ")
            .bind(Value::Bytes(space.as_bytes()));
        let statement = match slice {
            Slice::ChangedAfter(seq) => {
                statement.text(" AND last_seq > ").bind(Value::Int(seq)).text(" ORDER BY last_seq")
            }
            Slice::CreatedBefore(seq) => {
                statement.text(" AND created_seq < ").bind(Value::Int(seq)).text(" ORDER BY created_seq DESC")
            }
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.text(" LIMIT ").bind(Value::Int(limit)).all(self.read()).await?;
        rows.iter().map(DocumentRow::read).collect()
    }
}

/// These documents, as far as they exist.
pub(crate) async fn read_documents<'e>(
    executor: impl AnyExecutor<'e>,
    docs: impl IntoIterator<Item = DocId>,
) -> Result<BTreeMap<DocId, DocumentRow>, StoreError> {
    read_by("id", executor, docs).await
}

/// All documents that hang on one of these.
pub(crate) async fn read_children<'e>(
    executor: impl AnyExecutor<'e>,
    parents: impl IntoIterator<Item = DocId>,
) -> Result<BTreeMap<DocId, DocumentRow>, StoreError> {
    read_by("parent_id", executor, parents).await
}

async fn read_by<'e>(
    column: &'static str,
    executor: impl AnyExecutor<'e>,
    docs: impl IntoIterator<Item = DocId>,
) -> Result<BTreeMap<DocId, DocumentRow>, StoreError> {
    let docs: Vec<DocId> = docs.into_iter().collect();
    if docs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids = docs.iter().map(|doc| &doc.as_bytes()[..]);
    let statement = Statement::new("SELECT ").text(COLUMNS).text(" FROM documents WHERE ").text(column).text(" IN ");
    let rows = statement.list(ids).all(executor).await?;
    rows.iter()
        .map(|row| {
            let row = DocumentRow::read(row)?;
            Ok((row.document.id, row))
        })
        .collect()
}

/// Writes rows, new ones and changed ones alike: of one that is there only what moves is replaced.
pub(crate) async fn write_documents(tx: &mut Tx, rows: &[&DocumentRow]) -> Result<(), StoreError> {
    let readers: Vec<Vec<u8>> =
        rows.iter().map(|row| row.document.meta.readers.iter().flat_map(|id| *id.as_bytes()).collect()).collect();
    let values: Vec<[Value<'_>; 20]> = rows
        .iter()
        .zip(&readers)
        .map(|(row, readers)| {
            let Document { id, meta, author, state, .. } = &row.document;
            [
                Value::Bytes(id.as_bytes()),
                Value::Bytes(meta.space.as_bytes()),
                Value::Int(meta.kind.code().into()),
                Value::Int(meta.schema.into()),
                Value::Bytes(author.as_bytes()),
                Value::BytesOpt(meta.parent.as_ref().map(|id| &id.as_bytes()[..])),
                Value::BytesOpt(meta.course.as_ref().map(|id| &id.as_bytes()[..])),
                Value::Int(meta.audience.bits().into()),
                Value::Bytes(readers),
                Value::Bytes(&row.meta_digest),
                Value::Bytes(row.key.as_bytes()),
                Value::Int(row.created_seq),
                Value::Bytes(row.creator.as_bytes()),
                Value::Int(row.created_at.as_ms()),
                Value::Int(row.last_seq),
                Value::Int(row.change_count),
                Value::Int(row.bytes),
                Value::Bytes(&row.provenance),
                Value::Int(state_code(*state)),
                Value::IntOpt(row.state_seq),
            ]
        })
        .collect();
    let moved = " ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, change_count = excluded.change_count, \
         bytes = excluded.bytes, provenance = excluded.provenance, state = excluded.state, state_seq = excluded.state_seq \
         WHERE documents.space_id = excluded.space_id AND documents.created_seq = excluded.created_seq";
    let written = insert(tx, &format!("INSERT INTO documents ({COLUMNS}) VALUES "), &values, moved).await?;
    // An id that is another document's already: the second net below the writer's own look.
    if written == rows.len() as u64 { Ok(()) } else { Err(StoreError::damaged("documents", "an id was used twice")) }
}
