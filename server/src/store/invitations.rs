//! One-time links.

use samspil_shared::domain::{PersonId, Timestamp};
use sqlx::any::AnyRow;

use super::row::Columns;
use super::{Store, StoreError, Tx};

/// A one-time link as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub(crate) person: PersonId,
    pub(crate) expires_at: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

impl Store {
    pub(crate) async fn add_invitation(
        &self,
        tx: &mut Tx,
        token_hash: [u8; 32],
        person: PersonId,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO invitations (token_hash, user_id, created_at, expires_at, opened) VALUES ($1, $2, $3, $4, 0)",
        )
        .bind(&token_hash[..])
        .bind(&person.as_bytes()[..])
        .bind(now.as_ms())
        .bind(expires_at.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// The link with this hash.
    pub(crate) async fn invitation(&self, token_hash: [u8; 32]) -> Result<Option<Invitation>, StoreError> {
        let row = sqlx::query("SELECT user_id, expires_at, used_at, revoked_at FROM invitations WHERE token_hash = $1")
            .bind(&token_hash[..])
            .fetch_optional(self.read())
            .await?;
        row.as_ref().map(invitation_of).transpose()
    }

    /// The link with this hash; its row is held until the transaction ends, and the opening is counted.
    pub(crate) async fn open_invitation(
        &self,
        tx: &mut Tx,
        token_hash: [u8; 32],
    ) -> Result<Option<Invitation>, StoreError> {
        let row = sqlx::query(
            "UPDATE invitations SET opened = opened + 1 WHERE token_hash = $1
             RETURNING user_id, expires_at, used_at, revoked_at",
        )
        .bind(&token_hash[..])
        .fetch_optional(&mut **tx)
        .await?;
        row.as_ref().map(invitation_of).transpose()
    }

    /// Counts a code of the link with this hash, if it may give another. How many it has given now.
    pub(crate) async fn count_code(
        &self,
        tx: &mut Tx,
        token_hash: [u8; 32],
        max: u32,
    ) -> Result<Option<u32>, StoreError> {
        let row = sqlx::query(
            "UPDATE invitations SET codes = codes + 1 WHERE token_hash = $1 AND codes < $2 RETURNING codes",
        )
        .bind(&token_hash[..])
        .bind(i64::from(max))
        .fetch_optional(&mut **tx)
        .await?;
        let given = row.map(|row| Columns::new("invitations", &row).int(0)).transpose()?;
        Ok(given.map(|given| u32::try_from(given).unwrap_or(u32::MAX)))
    }

    /// Keeps a code of a link. Whether it is new.
    pub(crate) async fn add_code(
        &self,
        tx: &mut Tx,
        code: &str,
        token_hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO link_codes (code_hash, token_hash, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (code_hash) DO NOTHING",
        )
        .bind(&self.0.master.code_hash(code)[..])
        .bind(&token_hash[..])
        .bind(expires_at.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The link that a code stands for, while it does. Keyed hashes are compared: how long it takes says nothing.
    pub(crate) async fn link_of_code(&self, code: &str, now: Timestamp) -> Result<Option<[u8; 32]>, StoreError> {
        let row = sqlx::query("SELECT token_hash FROM link_codes WHERE code_hash = $1 AND expires_at > $2")
            .bind(&self.0.master.code_hash(code)[..])
            .bind(now.as_ms())
            .fetch_optional(self.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns::new("link_codes", &row);
        let hash = columns.bytes(0)?.try_into();
        hash.map(Some).map_err(|_| columns.damaged(0, "a hash has 32 bytes"))
    }

    /// Drops codes that no longer work. Returns how many.
    pub(crate) async fn forget_old_codes(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let gone = sqlx::query("DELETE FROM link_codes WHERE expires_at <= $1")
            .bind(before.as_ms())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(gone)
    }

    pub(crate) async fn mark_invitation_used(
        &self,
        tx: &mut Tx,
        token_hash: [u8; 32],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE invitations SET used_at = $1 WHERE token_hash = $2")
            .bind(now.as_ms())
            .bind(&token_hash[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Takes back every link of a person that was not used. Returns how many there were.
    pub(crate) async fn revoke_invitations(
        &self,
        tx: &mut Tx,
        person: PersonId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE invitations SET revoked_at = $1 WHERE user_id = $2 AND used_at IS NULL AND revoked_at IS NULL",
        )
        .bind(now.as_ms())
        .bind(&person.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }
}

fn invitation_of(row: &AnyRow) -> Result<Invitation, StoreError> {
    let columns = Columns::new("invitations", row);
    Ok(Invitation {
        person: columns.id(0)?,
        expires_at: columns.time(1)?,
        used_at: columns.time_opt(2)?,
        revoked_at: columns.time_opt(3)?,
    })
}
