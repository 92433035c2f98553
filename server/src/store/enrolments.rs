//! A person's devices.

use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};

use super::row::Columns;
use super::{Store, StoreError, Tx};

pub(super) const LABEL: &str = "enrolments.label";
const SLOT: &str = "enrolments.server_slot_key";

/// A device that a person has signed in on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub enrolment: EnrolmentId,
    /// What the browser said of itself.
    pub label: String,
    pub created_at: Timestamp,
    /// When it last got a new session token.
    pub last_seen_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

impl Store {
    /// A person's devices, the one seen last first; ended ones too.
    pub async fn devices(&self, person: PersonId) -> Result<Vec<Device>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, label, key_id, created_at, last_seen_at, revoked_at FROM enrolments WHERE user_id = $1 \
             ORDER BY last_seen_at DESC, id",
        )
        .bind(&person.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("enrolments", row);
                let enrolment: EnrolmentId = columns.id(0)?;
                Ok(Device {
                    enrolment,
                    label: self.open_text(LABEL, enrolment.as_bytes(), columns.id(2)?, columns.bytes(1)?)?,
                    created_at: columns.time(3)?,
                    last_seen_at: columns.time(4)?,
                    revoked_at: columns.time_opt(5)?,
                })
            })
            .collect()
    }

    /// Ends a device, and destroys the server's share of its vault: what it holds opens with the password or a passkey
    /// alone. Whose it was, if it was in force.
    pub(crate) async fn revoke_enrolment(
        &self,
        tx: &mut Tx,
        enrolment: EnrolmentId,
        now: Timestamp,
    ) -> Result<Option<PersonId>, StoreError> {
        let done = sqlx::query(
            "UPDATE enrolments SET revoked_at = $1, server_slot_key = NULL \
             WHERE id = $2 AND revoked_at IS NULL AND user_id IS NOT NULL",
        )
        .bind(now.as_ms())
        .bind(&enrolment.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        self.end_subscription(tx, enrolment).await?;
        let row = sqlx::query("SELECT user_id FROM enrolments WHERE id = $1")
            .bind(&enrolment.as_bytes()[..])
            .fetch_one(&mut **tx)
            .await?;
        Columns::new("enrolments", &row).id(0).map(Some)
    }

    /// Whether this device belongs to this person and has not been revoked.
    pub(crate) async fn enrolment_holds(&self, enrolment: EnrolmentId, person: PersonId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM enrolments WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL")
            .bind(&enrolment.as_bytes()[..])
            .bind(&person.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        Ok(row.is_some())
    }

    /// A new device of a person.
    pub(crate) async fn add_enrolment(
        &self,
        tx: &mut Tx,
        enrolment: EnrolmentId,
        person: PersonId,
        label: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(LABEL, enrolment.as_bytes(), label.as_bytes());
        sqlx::query(
            "INSERT INTO enrolments (id, user_id, label, key_id, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)",
        )
        .bind(&enrolment.as_bytes()[..])
        .bind(&person.as_bytes()[..])
        .bind(&sealed.bytes[..])
        .bind(&sealed.key_id.as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Holds the device's row until the transaction ends, so that its sessions change one at a time. Whether the device
    /// is in force.
    pub(crate) async fn lock_enrolment(
        &self,
        tx: &mut Tx,
        enrolment: EnrolmentId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE enrolments SET last_seen_at = $1 WHERE id = $2 AND revoked_at IS NULL")
            .bind(now.as_ms())
            .bind(&enrolment.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets when a device was last in touch, since it never was: the demo's people wrote before anybody signed in.
    pub(crate) async fn never_seen(&self, enrolment: EnrolmentId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE enrolments SET last_seen_at = 0 WHERE id = $1")
            .bind(&enrolment.as_bytes()[..])
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The server's share of the vault on this device, if it was made.
    pub(crate) async fn slot_key(&self, enrolment: EnrolmentId) -> Result<Option<[u8; 32]>, StoreError> {
        let row =
            sqlx::query("SELECT server_slot_key, key_id FROM enrolments WHERE id = $1 AND server_slot_key IS NOT NULL")
                .bind(&enrolment.as_bytes()[..])
                .fetch_optional(self.read())
                .await?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns::new("enrolments", &row);
        let key = self.open_sealed(SLOT, enrolment.as_bytes(), columns.id(1)?, columns.bytes(0)?)?;
        key.try_into().map(Some).map_err(|_| columns.damaged(0, "a slot key has 32 bytes"))
    }

    /// Stores a slot key unless there is one. Whether it was stored.
    pub(crate) async fn add_slot_key(
        &self,
        tx: &mut Tx,
        enrolment: EnrolmentId,
        key: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let sealed = self.seal(SLOT, enrolment.as_bytes(), key);
        // Label and slot share one `key_id`: both are sealed with the server's key, which never changes in this version.
        let done = sqlx::query(
            "UPDATE enrolments SET server_slot_key = $1 WHERE id = $2 AND key_id = $3 AND server_slot_key IS NULL",
        )
        .bind(&sealed.bytes[..])
        .bind(&enrolment.as_bytes()[..])
        .bind(&sealed.key_id.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
