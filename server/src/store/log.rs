//! The log of each space: its head, and what stands at each number.

use std::collections::BTreeMap;

use samspil_shared::domain::{ChangeHash, DocId, EnrolmentId, PersonId, ReadId, SpaceId, Timestamp};
use samspil_shared::sync::frame::{ReadFact, Reason};

use super::dialect::for_update;
use super::row::Columns;
use super::statement::{Statement, Value, insert};
use super::{Store, StoreError, Tx};

/// What a row of the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Created,
    Changed(ChangeHash),
    Withdrawn,
    Erased,
}

impl What {
    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::Created => 1,
            Self::Changed(_) => 2,
            Self::Withdrawn => 3,
            Self::Erased => 4,
        }
    }

    /// What stands in a row with this number and this hash.
    pub(crate) fn from_code(code: u8, hash: Option<ChangeHash>) -> Option<Self> {
        match (code, hash) {
            (1, None) => Some(Self::Created),
            (2, Some(hash)) => Some(Self::Changed(hash)),
            (3, None) => Some(Self::Withdrawn),
            (4, None) => Some(Self::Erased),
            _ => None,
        }
    }
}

/// A row of the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogRow {
    pub(crate) space: SpaceId,
    pub(crate) seq: i64,
    pub(crate) doc: DocId,
    pub(crate) what: What,
    pub(crate) by: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) at: Timestamp,
}

/// A space as the writer holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LockedSpace {
    pub(crate) head: i64,
    pub(crate) members_version: i64,
}

/// An opening of somebody's record, on its way into the database.
#[derive(Clone, Debug)]
pub(crate) struct ReadRow {
    pub(crate) fact: ReadFact,
    pub(crate) by: PersonId,
    pub(crate) enrolment: EnrolmentId,
}

/// Refusals of one kind in one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RefusalRow {
    pub(crate) enrolment: EnrolmentId,
    pub(crate) reason: Reason,
    pub(crate) op: u8,
    pub(crate) count: u32,
}

impl Store {
    /// The last sequence number of these spaces.
    pub(crate) async fn heads(
        &self,
        spaces: impl IntoIterator<Item = SpaceId>,
    ) -> Result<BTreeMap<SpaceId, i64>, StoreError> {
        let spaces: Vec<SpaceId> = spaces.into_iter().collect();
        if spaces.is_empty() {
            return Ok(BTreeMap::new());
        }
        let statement = Statement::new("SELECT id, head FROM spaces WHERE id IN ");
        let rows = statement.list(spaces.iter().map(|space| &space.as_bytes()[..])).all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("spaces", row);
                Ok((columns.id(0)?, columns.int(1)?))
            })
            .collect()
    }

    /// Counts up with every change made outside the space log.
    pub(crate) async fn version(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT version FROM server_state WHERE id = 1").fetch_one(self.read()).await?;
        Columns::new("server_state", &row).int(0)
    }

    /// Who first brought these facts and when, as far as they are there.
    pub(crate) async fn read_facts(
        &self,
        ids: &[ReadId],
    ) -> Result<BTreeMap<ReadId, (PersonId, Timestamp)>, StoreError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let statement = Statement::new("SELECT id, user_id, received_at FROM reads WHERE id IN ");
        let rows = statement.list(ids.iter().map(|id| &id.as_bytes()[..])).all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("reads", row);
                Ok((columns.id(0)?, (columns.id(1)?, columns.time(2)?)))
            })
            .collect()
    }

    /// When that row of the log was written.
    pub(crate) async fn logged_at(&self, space: SpaceId, seq: i64) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT at FROM log WHERE space_id = $1 AND seq = $2")
            .bind(&space.as_bytes()[..])
            .bind(seq)
            .fetch_optional(self.read())
            .await?;
        row.map(|row| Columns::new("log", &row).time(0)).transpose()
    }

    /// Locks spaces until the transaction ends, ascending by id, so that nobody waits in a circle.
    pub(crate) async fn lock_spaces(
        &self,
        tx: &mut Tx,
        spaces: impl IntoIterator<Item = SpaceId>,
    ) -> Result<BTreeMap<SpaceId, LockedSpace>, StoreError> {
        let spaces: Vec<SpaceId> = spaces.into_iter().collect();
        let statement = Statement::new("SELECT id, head, members_version FROM spaces WHERE id IN ");
        let statement = statement.list(spaces.iter().map(|space| &space.as_bytes()[..])).text(" ORDER BY id");
        let rows = statement.text(for_update(self.dialect())).all(&mut **tx).await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("spaces", row);
                Ok((columns.id(0)?, LockedSpace { head: columns.int(1)?, members_version: columns.int(2)? }))
            })
            .collect()
    }
}

/// The version as the transaction sees it.
pub(crate) async fn version_in(tx: &mut Tx) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT version FROM server_state WHERE id = 1").fetch_one(&mut **tx).await?;
    Columns::new("server_state", &row).int(0)
}

/// Takes the next `n` numbers of a space; the last of them.
pub(crate) async fn advance_head(tx: &mut Tx, space: SpaceId, n: i64) -> Result<i64, StoreError> {
    let row = sqlx::query("UPDATE spaces SET head = head + $2 WHERE id = $1 RETURNING head")
        .bind(&space.as_bytes()[..])
        .bind(n)
        .fetch_one(&mut **tx)
        .await?;
    Columns::new("spaces", &row).int(0)
}

/// Appends rows to the log.
pub(crate) async fn write_log(tx: &mut Tx, rows: &[LogRow]) -> Result<(), StoreError> {
    let values: Vec<[Value<'_>; 8]> = rows
        .iter()
        .map(|row| {
            let hash = if let What::Changed(hash) = &row.what { Some(&hash.as_bytes()[..]) } else { None };
            [
                Value::Bytes(row.space.as_bytes()),
                Value::Int(row.seq),
                Value::Bytes(row.doc.as_bytes()),
                Value::Int(row.what.code()),
                Value::BytesOpt(hash),
                Value::Bytes(row.by.as_bytes()),
                Value::Bytes(row.enrolment.as_bytes()),
                Value::Int(row.at.as_ms()),
            ]
        })
        .collect();
    let head = "INSERT INTO log (space_id, seq, document_id, what, hash, by_user, enrolment_id, at) VALUES ";
    insert(tx, head, &values, "").await?;
    Ok(())
}

/// Notes openings; one that was noted before stays as it was.
pub(crate) async fn write_reads(tx: &mut Tx, rows: &[&ReadRow], at: Timestamp) -> Result<(), StoreError> {
    let values: Vec<[Value<'_>; 8]> = rows
        .iter()
        .map(|row| {
            [
                Value::Bytes(row.fact.id.as_bytes()),
                Value::Bytes(row.by.as_bytes()),
                Value::Bytes(row.enrolment.as_bytes()),
                Value::Bytes(row.fact.doc.as_bytes()),
                Value::Bytes(row.fact.version.as_bytes()),
                Value::Int(row.fact.purpose.into()),
                Value::Int(row.fact.device_time.as_ms()),
                Value::Int(at.as_ms()),
            ]
        })
        .collect();
    let head = "INSERT INTO reads (id, user_id, enrolment_id, document_id, version, purpose, device_time, received_at) VALUES ";
    insert(tx, head, &values, " ON CONFLICT (id) DO NOTHING").await?;
    Ok(())
}

/// Counts refusals.
pub(crate) async fn write_refusals(
    tx: &mut Tx,
    store: &Store,
    rows: &[RefusalRow],
    at: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<[u8; 16]> = rows.iter().map(|_| store.edge().bytes()).collect();
    let values: Vec<[Value<'_>; 6]> = rows
        .iter()
        .zip(&ids)
        .map(|(row, id)| {
            [
                Value::Bytes(id),
                Value::Bytes(row.enrolment.as_bytes()),
                Value::Int(reason_code(row.reason)),
                Value::Int(row.op.into()),
                Value::Int(row.count.into()),
                Value::Int(at.as_ms()),
            ]
        })
        .collect();
    insert(tx, "INSERT INTO refusals (id, enrolment_id, reason, op, count, at) VALUES ", &values, "").await?;
    Ok(())
}

/// The reason with this number.
pub(super) fn reason_of(code: u8) -> Option<Reason> {
    Reason::ALL.into_iter().find(|reason| reason_code(*reason) == i64::from(code))
}

/// The reason's number on the wire.
const fn reason_code(reason: Reason) -> i64 {
    match reason {
        Reason::Busy => 1,
        Reason::MissingDependency => 2,
        Reason::UpdateFirst => 3,
        Reason::Unavailable => 16,
        Reason::Malformed => 17,
        Reason::ForeignActor => 18,
        Reason::Grammar => 19,
        Reason::TooLarge => 20,
        Reason::NotCreatable => 21,
        Reason::Erased => 22,
        Reason::Quarantined => 23,
    }
}
