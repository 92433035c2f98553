//! What readers decided of quarantined operations. It lies with the keys, which no older copy of the records takes the place
//! of: the first word counts, also after a restore.

use std::collections::BTreeMap;

use samspil_shared::domain::{ChangeHash, DocId, PersonId, Timestamp};

use super::quarantine::QuarantineRow;
use super::row::Columns;
use super::statement::{Statement, Value, insert};
use super::{Store, StoreError};

/// An operation's name: its document, its change (a creation's first one), its author.
pub(crate) type OpName = (DocId, ChangeHash, PersonId);

impl Store {
    /// Notes what is decided of these operations. What was decided before stands.
    pub(crate) async fn decide(&self, rows: &[QuarantineRow], taken: bool, now: Timestamp) -> Result<(), StoreError> {
        let values: Vec<[Value<'_>; 5]> = rows
            .iter()
            .map(|row| {
                [
                    Value::Bytes(row.doc.as_bytes()),
                    Value::Bytes(row.hash.as_bytes()),
                    Value::Bytes(row.by.as_bytes()),
                    Value::Int(taken.into()),
                    Value::Int(now.as_ms()),
                ]
            })
            .collect();
        let mut tx = self.beside_keys().begin().await?;
        let head = "INSERT INTO quarantine_decisions (document_id, hash, by_user, taken, at) VALUES ";
        insert(&mut tx, head, &values, " ON CONFLICT (document_id, hash, by_user) DO NOTHING").await?;
        Ok(tx.commit().await?)
    }

    /// Whether operations were taken in, of those that were decided.
    pub(crate) async fn decisions(&self, rows: &[&QuarantineRow]) -> Result<BTreeMap<OpName, bool>, StoreError> {
        if rows.is_empty() {
            return Ok(BTreeMap::new());
        }
        let statement =
            Statement::new("SELECT document_id, hash, by_user, taken FROM quarantine_decisions WHERE document_id IN ")
                .list(rows.iter().map(|row| &row.doc.as_bytes()[..]));
        // Through the writing pool: a decision of a moment ago is seen.
        let found = statement.all(&self.beside_keys().write).await?;
        let name = |row| {
            let columns = Columns::new("quarantine_decisions", row);
            Ok(((columns.id(0)?, columns.id(1)?, columns.id(2)?), columns.bool(3)?))
        };
        found.iter().map(name).collect()
    }

    /// Takes back that these are taken in: they cannot be.
    pub(crate) async fn undecide(&self, rows: &[QuarantineRow]) -> Result<(), StoreError> {
        let mut tx = self.beside_keys().begin().await?;
        for row in rows {
            Statement::new("DELETE FROM quarantine_decisions WHERE taken = 1 AND document_id = ")
                .bind(Value::Bytes(row.doc.as_bytes()))
                .text(" AND hash = ")
                .bind(Value::Bytes(row.hash.as_bytes()))
                .text(" AND by_user = ")
                .bind(Value::Bytes(row.by.as_bytes()))
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit().await?)
    }
}
