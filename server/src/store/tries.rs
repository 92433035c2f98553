//! Tries to log in, counted over a sliding time.

use samspil_shared::domain::Timestamp;

use super::row::Columns;
use super::{Store, StoreError};

/// Whom a try is counted against: a hash, so that the table names nobody.
pub(crate) type Subject = [u8; 32];

impl Store {
    /// Counts a try unless `max` were made since `since`. If so, the instant of the oldest of them is returned and
    /// nothing is counted.
    pub(crate) async fn count_try(
        &self,
        subject: &Subject,
        max: i64,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        // Refusing is the common case under attack; it costs a read and no commit.
        let row = sqlx::query("SELECT count(*), min(at) FROM tries WHERE subject = $1 AND at > $2")
            .bind(&subject[..])
            .bind(since.as_ms())
            .fetch_one(self.read())
            .await?;
        if let Some(oldest) = oldest_if_full(&Columns::new("tries", &row), max)? {
            return Ok(Some(oldest));
        }
        let mut tx = self.begin().await?;
        self.lock_server(&mut tx).await?;
        let row = sqlx::query("SELECT count(*), min(at) FROM tries WHERE subject = $1 AND at > $2")
            .bind(&subject[..])
            .bind(since.as_ms())
            .fetch_one(&mut *tx)
            .await?;
        if let Some(oldest) = oldest_if_full(&Columns::new("tries", &row), max)? {
            return Ok(Some(oldest));
        }
        sqlx::query("INSERT INTO tries (subject, at) VALUES ($1, $2)")
            .bind(&subject[..])
            .bind(now.as_ms())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(None)
    }

    /// Forgets the tries of one subject: it was the right person after all.
    pub(crate) async fn forget_tries(&self, subject: &Subject) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM tries WHERE subject = $1").bind(&subject[..]).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Drops tries that no rule looks at any more. Returns how many.
    pub(crate) async fn forget_old_tries(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let gone = sqlx::query("DELETE FROM tries WHERE at <= $1")
            .bind(before.as_ms())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(gone)
    }
}

fn oldest_if_full(columns: &Columns<'_>, max: i64) -> Result<Option<Timestamp>, StoreError> {
    if columns.int(0)? < max { Ok(None) } else { columns.time_opt(1) }
}
