//! What was set up under a key that its client drew: asked once more, it is not done once more.

use samspil_shared::domain::{PersonId, Timestamp};

use super::row::Columns;
use super::{Store, StoreError, Tx};

/// A request that is to be done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Once {
    person: PersonId,
    key: [u8; 16],
    /// Keyed digest of what is asked.
    request: [u8; 16],
}

/// Whether it was asked before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is the first time.
    First,
    /// It was done then, and this came of it.
    Again { subject: Option<[u8; 16]>, at: Timestamp },
    /// Something else was asked under this key.
    Other,
}

impl Store {
    /// What names a request: whose it is, its key, and what it asks. What is asked holds names, so its digest is keyed.
    pub(crate) fn once(&self, person: PersonId, key: [u8; 16], path: &str, body: &[u8]) -> Once {
        let request = self.0.master.tag(&[b"deed", path.as_bytes(), &[0], body]);
        Once { person, key, request }
    }

    /// A secret that only this server can compute again, for the answer to a repetition.
    pub(crate) fn secret_of(&self, once: &Once) -> [u8; 32] {
        self.0.master.once_secret(&[once.person.as_bytes(), &once.key, &once.request])
    }

    /// Claims a key within the transaction that does what is asked. Two that come at once wait for one another.
    pub(crate) async fn claim(&self, tx: &mut Tx, once: &Once, now: Timestamp) -> Result<Claim, StoreError> {
        let done = sqlx::query(
            "INSERT INTO deeds (user_id, key, request, at) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, key) DO NOTHING",
        )
        .bind(&once.person.as_bytes()[..])
        .bind(&once.key[..])
        .bind(&once.request[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(Claim::First);
        }
        let row = sqlx::query("SELECT request, subject, at FROM deeds WHERE user_id = $1 AND key = $2")
            .bind(&once.person.as_bytes()[..])
            .bind(&once.key[..])
            .fetch_one(&mut **tx)
            .await?;
        let columns = Columns::new("deeds", &row);
        if columns.bytes(0)? != once.request {
            return Ok(Claim::Other);
        }
        Ok(Claim::Again { subject: columns.id_opt(1)?, at: columns.time(2)? })
    }

    /// Notes what came of it.
    pub(crate) async fn note_deed(&self, tx: &mut Tx, once: &Once, subject: &[u8; 16]) -> Result<(), StoreError> {
        sqlx::query("UPDATE deeds SET subject = $1 WHERE user_id = $2 AND key = $3")
            .bind(&subject[..])
            .bind(&once.person.as_bytes()[..])
            .bind(&once.key[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Drops keys that nobody comes back with. Returns how many.
    pub(crate) async fn forget_old_deeds(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let gone = sqlx::query("DELETE FROM deeds WHERE at <= $1")
            .bind(before.as_ms())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(gone)
    }
}
