//! Passkeys, and which questions to them were answered.

use samspil_shared::domain::{PersonId, Timestamp};

use super::row::Columns;
use super::{Store, StoreError, Tx, User};

const CREDENTIAL: &str = "passkeys.credential";
const LABEL: &str = "passkeys.label";
const CEREMONY_PLACE: &[u8] = b"ceremony";

/// A passkey to be stored.
#[derive(Debug)]
pub(crate) struct NewPasskey {
    pub(crate) id: Vec<u8>,
    /// Public key, counter and flags, as the library writes them.
    pub(crate) credential: Vec<u8>,
    pub(crate) label: String,
}

/// A passkey as its person knows it.
#[derive(Debug)]
pub(crate) struct KeptPasskey {
    pub(crate) id: Vec<u8>,
    pub(crate) label: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// A credential opens at its own person only: whoever can write to the table cannot pass one on.
fn row(person: PersonId, id: &[u8]) -> Vec<u8> {
    [person.as_bytes(), id].concat()
}

impl Store {
    /// Seals what this side must remember of a question.
    pub(crate) fn seal_ceremony(&self, plain: &[u8]) -> Vec<u8> {
        self.0.master.token.seal(CEREMONY_PLACE, plain, &self.0.edge)
    }

    /// Opens it; `None` if it was not sealed here.
    pub(crate) fn open_ceremony(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.master.token.open(CEREMONY_PLACE, sealed)
    }

    /// Notes that a question was answered. Whether this is the first time.
    pub(crate) async fn spend_ceremony(&self, hash: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO spent_ceremonies (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
        )
        .bind(&hash[..])
        .bind(expires_at.as_ms())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Drops what is too old to be answered again. Returns how many.
    pub(crate) async fn forget_old_ceremonies(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let gone = sqlx::query("DELETE FROM spent_ceremonies WHERE expires_at <= $1")
            .bind(before.as_ms())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(gone)
    }

    /// Stores a passkey; a unique violation if there is, or was, one of this id.
    pub(crate) async fn add_passkey(
        &self,
        tx: &mut Tx,
        person: PersonId,
        new: &NewPasskey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let row = row(person, &new.id);
        let credential = self.seal(CREDENTIAL, &row, &new.credential);
        // Both are sealed with the server's key, which never changes in this version.
        let label = self.seal(LABEL, &row, new.label.as_bytes());
        sqlx::query(
            "INSERT INTO passkeys (credential_id, user_id, credential, label, key_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&new.id[..])
        .bind(&person.as_bytes()[..])
        .bind(&credential.bytes[..])
        .bind(&label.bytes[..])
        .bind(&label.key_id.as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// A person's passkeys in force, the newest first.
    pub(crate) async fn passkeys(&self, person: PersonId) -> Result<Vec<KeptPasskey>, StoreError> {
        let rows = sqlx::query(
            "SELECT credential_id, label, key_id, created_at, last_used_at FROM passkeys
             WHERE user_id = $1 AND ended_at IS NULL ORDER BY created_at DESC, credential_id",
        )
        .bind(&person.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|found| {
                let columns = Columns::new("passkeys", found);
                let id = columns.bytes(0)?;
                Ok(KeptPasskey {
                    id: id.to_vec(),
                    label: self.open_text(LABEL, &row(person, id), columns.id(2)?, columns.bytes(1)?)?,
                    created_at: columns.time(3)?,
                    last_used_at: columns.time_opt(4)?,
                })
            })
            .collect()
    }

    /// Whether something opens this person's account: they were here.
    pub(crate) async fn signed_up(&self, user: &User) -> Result<bool, StoreError> {
        Ok(user.password_hash.is_some() || !self.passkeys(user.id).await?.is_empty())
    }

    /// How many a person has in force, seen from this transaction.
    pub(crate) async fn count_passkeys(&self, tx: &mut Tx, person: PersonId) -> Result<usize, StoreError> {
        let row = sqlx::query("SELECT count(*) FROM passkeys WHERE user_id = $1 AND ended_at IS NULL")
            .bind(&person.as_bytes()[..])
            .fetch_one(&mut **tx)
            .await?;
        Ok(usize::try_from(Columns::new("passkeys", &row).int(0)?).unwrap_or(usize::MAX))
    }

    /// Whose passkey this is, if both are in force.
    pub(crate) async fn passkey_owner(&self, id: &[u8]) -> Result<Option<PersonId>, StoreError> {
        let row = sqlx::query(
            "SELECT u.id FROM passkeys p JOIN users u ON u.id = p.user_id
             WHERE p.credential_id = $1 AND p.ended_at IS NULL AND u.ended_at IS NULL",
        )
        .bind(id)
        .fetch_optional(self.read())
        .await?;
        row.map(|row| Columns::new("users", &row).id(0)).transpose()
    }

    /// The credential of a passkey that is in force, noted as used; its row is held until the transaction ends.
    pub(crate) async fn lock_passkey(
        &self,
        tx: &mut Tx,
        id: &[u8],
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let found = sqlx::query(
            "UPDATE passkeys SET last_used_at = $1 WHERE credential_id = $2 AND ended_at IS NULL
             RETURNING user_id, credential, key_id",
        )
        .bind(now.as_ms())
        .bind(id)
        .fetch_optional(&mut **tx)
        .await?;
        found
            .map(|found| {
                let columns = Columns::new("passkeys", &found);
                self.open_sealed(CREDENTIAL, &row(columns.id(0)?, id), columns.id(2)?, columns.bytes(1)?)
            })
            .transpose()
    }

    /// Keeps a credential whose counter has moved.
    pub(crate) async fn keep_passkey(
        &self,
        tx: &mut Tx,
        person: PersonId,
        id: &[u8],
        credential: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = self.seal(CREDENTIAL, &row(person, id), credential);
        sqlx::query("UPDATE passkeys SET credential = $1 WHERE credential_id = $2 AND key_id = $3")
            .bind(&sealed.bytes[..])
            .bind(id)
            .bind(&sealed.key_id.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Ends a passkey of this person. Whether it was in force.
    pub(crate) async fn end_passkey(
        &self,
        tx: &mut Tx,
        person: PersonId,
        id: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE passkeys SET ended_at = $1 WHERE credential_id = $2 AND user_id = $3 AND ended_at IS NULL",
        )
        .bind(now.as_ms())
        .bind(id)
        .bind(&person.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends all of a person's passkeys. Returns how many there were.
    pub(crate) async fn end_passkeys_of(
        &self,
        tx: &mut Tx,
        person: PersonId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query("UPDATE passkeys SET ended_at = $1 WHERE user_id = $2 AND ended_at IS NULL")
            .bind(now.as_ms())
            .bind(&person.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected())
    }
}
