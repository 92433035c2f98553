//! What was brought by somebody who may no longer write where it was meant to go: sealed, with its readers, until one of
//! them says what becomes of it. Nothing is ever deleted here but by erasing.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{Acting, ChangeHash, DocId, EnrolmentId, PersonId, Role, SpaceId, Timestamp};
use samspil_shared::sync::frame::Op;
use sqlx::any::AnyRow;

use super::decisions::OpName;
use super::row::Columns;
use super::statement::{Statement, Value};
use super::{Store, StoreError, Tx};

const OP: &str = "quarantine.op";
const COLUMNS: &str = "document_id, hash, by_user, n, space_id, enrolment_id, role, unit_id, op, key_id, at";

/// Operations of one person that wait at a time. Beyond that they stay on the device.
const WAITING_MAX: i64 = 200;

/// An operation that waits.
#[derive(Clone, Debug)]
pub(crate) struct QuarantineRow {
    pub(crate) doc: DocId,
    /// Of the change, or of a creation's first one.
    pub(crate) hash: ChangeHash,
    pub(crate) by: PersonId,
    pub(crate) space: SpaceId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) acting: Acting,
    pub(crate) op: Op,
    pub(crate) at: Timestamp,
}

impl QuarantineRow {
    /// The operation's name.
    pub(crate) fn name(&self) -> OpName {
        (self.doc, self.hash, self.by)
    }

    /// Its name, which is also where its bytes are sealed to.
    fn place(&self) -> Vec<u8> {
        place(self.doc, self.hash, self.by)
    }
}

/// Of each document that one of these rows creates below another the one that stands above all, as far as these rows say.
fn roots(rows: &[QuarantineRow]) -> BTreeMap<DocId, DocId> {
    let mut above = BTreeMap::new();
    for row in rows {
        if let Op::Create(new) = &row.op
            && let Some(parent) = new.meta.parent
        {
            above.insert(row.doc, parent);
        }
    }
    let top = |doc: &DocId| {
        let mut doc = *doc;
        // Not longer than there are steps: what comes from outside may go round in a circle.
        for _ in 0..above.len() {
            let Some(parent) = above.get(&doc) else { break };
            doc = *parent;
        }
        doc
    };
    above.keys().map(|doc| (*doc, top(doc))).collect()
}

fn place(doc: DocId, hash: ChangeHash, by: PersonId) -> Vec<u8> {
    [&doc.as_bytes()[..], hash.as_bytes(), by.as_bytes()].concat()
}

impl Store {
    /// Keeps operations of one person apart, as many as may wait; what is there already stays as it is and counts once. Of
    /// each whether it is there.
    pub(crate) async fn quarantine(&self, by: PersonId, rows: &[QuarantineRow]) -> Result<Vec<bool>, StoreError> {
        let mut tx = self.begin().await?;
        let waiting = sqlx::query("SELECT COUNT(*) FROM quarantine WHERE by_user = $1 AND settled_at IS NULL")
            .bind(&by.as_bytes()[..])
            .fetch_one(&mut *tx)
            .await?;
        let waiting = Columns::new("quarantine", &waiting).int(0)?;
        let mut room = WAITING_MAX.saturating_sub(waiting);
        let known = self.quarantined_names(&mut tx, by, rows).await?;
        // What belongs together waits together or not at all: whoever takes it in reads all of a note, and no call without its
        // follow-up.
        let roots = roots(rows);
        let root = |row: &QuarantineRow| roots.get(&row.doc).copied().unwrap_or(row.doc);
        let mut wanted: BTreeMap<DocId, i64> = BTreeMap::new();
        for row in rows.iter().filter(|row| !known.contains(&row.name())) {
            *wanted.entry(root(row)).or_default() += 1;
        }
        let mut fits = BTreeSet::new();
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            if known.contains(&row.name()) {
                kept.push(true);
                continue;
            }
            if let Some(together) = wanted.remove(&root(row)).filter(|together| *together <= room) {
                room -= together;
                fits.insert(root(row));
            }
            kept.push(fits.contains(&root(row)));
            if !fits.contains(&root(row)) {
                continue;
            }
            let bytes = minicbor::to_vec(&row.op)
                .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"));
            let sealed = self.seal(OP, &row.place(), &bytes);
            sqlx::query(
                "INSERT INTO quarantine (document_id, hash, by_user, n, space_id, enrolment_id, role, unit_id, op, key_id, at) \
                 SELECT $1, $2, $3, COUNT(*), $4, $5, $6, $7, $8, $9, $10 FROM quarantine \
                 WHERE document_id = $1 AND by_user = $3 ON CONFLICT (document_id, hash, by_user) DO NOTHING",
            )
            .bind(&row.doc.as_bytes()[..])
            .bind(&row.hash.as_bytes()[..])
            .bind(&row.by.as_bytes()[..])
            .bind(&row.space.as_bytes()[..])
            .bind(&row.enrolment.as_bytes()[..])
            .bind(i64::from(row.acting.role.code()))
            .bind(&row.acting.unit.as_bytes()[..])
            .bind(&sealed.bytes[..])
            .bind(&sealed.key_id.as_bytes()[..])
            .bind(row.at.as_ms())
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(kept)
    }

    /// Which of these are there, settled or not.
    async fn quarantined_names(
        &self,
        tx: &mut Tx,
        by: PersonId,
        rows: &[QuarantineRow],
    ) -> Result<BTreeSet<OpName>, StoreError> {
        let docs: BTreeSet<DocId> = rows.iter().map(|row| row.doc).collect();
        let statement = Statement::new("SELECT document_id, hash FROM quarantine WHERE by_user = ")
            .bind(Value::Bytes(by.as_bytes()))
            .text(" AND document_id IN ")
            .list(docs.iter().map(|id| &id.as_bytes()[..]));
        let found = statement.all(&mut **tx).await?;
        let name = |row| {
            let columns = Columns::new("quarantine", row);
            Ok((columns.id(0)?, columns.id(1)?, by))
        };
        found.iter().map(name).collect()
    }

    /// Documents that a person wanted to create and that are kept apart.
    pub(crate) async fn quarantined_creations(
        &self,
        by: PersonId,
        docs: &BTreeSet<DocId>,
    ) -> Result<Vec<QuarantineRow>, StoreError> {
        if docs.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.quarantine_rows(By::Documents(docs)).await?;
        Ok(rows.into_iter().filter(|row| row.by == by && matches!(row.op, Op::Create(_))).collect())
    }

    /// What waits in these spaces, in the order of its coming.
    pub(crate) async fn quarantined_in(&self, spaces: &BTreeSet<SpaceId>) -> Result<Vec<QuarantineRow>, StoreError> {
        if spaces.is_empty() { Ok(Vec::new()) } else { self.quarantine_rows(By::Spaces(spaces)).await }
    }

    async fn quarantine_rows(&self, by: By<'_>) -> Result<Vec<QuarantineRow>, StoreError> {
        let statement = Statement::new("SELECT ").text(COLUMNS).text(" FROM quarantine WHERE ");
        let statement = match by {
            By::Documents(docs) => statement.text("document_id IN ").list(docs.iter().map(|id| &id.as_bytes()[..])),
            By::Spaces(spaces) => {
                statement.text("settled_at IS NULL AND space_id IN ").list(spaces.iter().map(|id| &id.as_bytes()[..]))
            }
        };
        let rows = statement.text(" ORDER BY at, document_id, n").all(self.read()).await?;
        rows.iter().map(|row| self.quarantine_row(row)).collect()
    }

    fn quarantine_row(&self, row: &AnyRow) -> Result<QuarantineRow, StoreError> {
        let columns = Columns::new("quarantine", row);
        let (doc, hash, by) = (columns.id(0)?, columns.id(1)?, columns.id(2)?);
        let bytes = self.open_sealed(OP, &place(doc, hash, by), columns.id(9)?, columns.bytes(8)?)?;
        Ok(QuarantineRow {
            doc,
            hash,
            by,
            space: columns.id(4)?,
            enrolment: columns.id(5)?,
            acting: Acting { role: columns.code(6, Role::from_code)?, unit: columns.id(7)? },
            op: minicbor::decode(&bytes).map_err(|_| columns.damaged(8, "no operation"))?,
            at: columns.time(10)?,
        })
    }

    /// Notes what became of operations, and on whose word of this history. Whether any waited.
    pub(crate) async fn settle_quarantined(
        &self,
        tx: &mut Tx,
        rows: &[QuarantineRow],
        settled_by: Option<PersonId>,
        taken: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut any = false;
        for row in rows {
            let done = sqlx::query(
                "UPDATE quarantine SET settled_at = $1, settled_by = $2, taken = $3 \
                 WHERE document_id = $4 AND hash = $5 AND by_user = $6 AND settled_at IS NULL",
            )
            .bind(now.as_ms())
            .bind(settled_by.map(|person| person.as_bytes().to_vec()))
            .bind(i64::from(taken))
            .bind(&row.doc.as_bytes()[..])
            .bind(&row.hash.as_bytes()[..])
            .bind(&row.by.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
            any |= done.rows_affected() > 0;
        }
        Ok(any)
    }
}

enum By<'a> {
    Documents(&'a BTreeSet<DocId>),
    Spaces(&'a BTreeSet<SpaceId>),
}
