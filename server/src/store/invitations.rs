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
