//! Chains of refresh tokens.

use std::fmt;

use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::row::Columns;
use super::{Store, StoreError, Tx};

/// The name of a session: it stays the same while its tokens change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chain([u8; 16]);

impl Chain {
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn random(rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({})", hex::encode(&self.0[..4]))
    }
}

impl Serialize for Chain {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Chain {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// One token of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChainLink {
    pub(crate) id: [u8; 16],
    pub(crate) generation: i64,
    pub(crate) token_hash: [u8; 32],
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) first_used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

/// A token to be stored.
#[derive(Debug)]
pub(crate) struct NewSession {
    pub(crate) enrolment: EnrolmentId,
    pub(crate) chain: Chain,
    pub(crate) generation: i64,
    pub(crate) token_hash: [u8; 32],
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Store {
    /// The device and the person of a chain, if it is known and neither has been ended.
    pub(crate) async fn chain_owner(&self, chain: Chain) -> Result<Option<(EnrolmentId, PersonId)>, StoreError> {
        let row = sqlx::query(
            "SELECT e.id, u.id FROM sessions s
             JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id
             WHERE s.chain = $1 AND e.revoked_at IS NULL AND u.ended_at IS NULL LIMIT 1",
        )
        .bind(&chain.as_bytes()[..])
        .fetch_optional(self.read())
        .await?;
        row.map(|row| {
            let columns = Columns::new("enrolments", &row);
            Ok((columns.id(0)?, columns.id(1)?))
        })
        .transpose()
    }

    /// All tokens of a chain that are left.
    pub(crate) async fn chain_links(&self, tx: &mut Tx, chain: Chain) -> Result<Vec<ChainLink>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, generation, token_hash, created_at, expires_at, first_used_at, revoked_at
             FROM sessions WHERE chain = $1 ORDER BY generation, created_at, id",
        )
        .bind(&chain.as_bytes()[..])
        .fetch_all(&mut **tx)
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("sessions", row);
                Ok(ChainLink {
                    id: columns.id(0)?,
                    generation: columns.int(1)?,
                    token_hash: columns.id(2)?,
                    created_at: columns.time(3)?,
                    expires_at: columns.time(4)?,
                    first_used_at: columns.time_opt(5)?,
                    revoked_at: columns.time_opt(6)?,
                })
            })
            .collect()
    }

    pub(crate) async fn add_session(&self, tx: &mut Tx, session: &NewSession) -> Result<(), StoreError> {
        let id: [u8; 16] = self.edge().bytes();
        sqlx::query(
            "INSERT INTO sessions (id, enrolment_id, chain, generation, token_hash, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id[..])
        .bind(&session.enrolment.as_bytes()[..])
        .bind(&session.chain.as_bytes()[..])
        .bind(session.generation)
        .bind(&session.token_hash[..])
        .bind(session.created_at.as_ms())
        .bind(session.expires_at.as_ms())
        .execute(&mut **tx)
        .await?;
        sqlx::query("UPDATE sessions SET replaced_by = $1 WHERE chain = $2 AND generation = $3")
            .bind(&id[..])
            .bind(&session.chain.as_bytes()[..])
            .bind(session.generation - 1)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    pub(crate) async fn mark_link_used(&self, tx: &mut Tx, id: [u8; 16], now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET first_used_at = $1 WHERE id = $2 AND first_used_at IS NULL")
            .bind(now.as_ms())
            .bind(&id[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    pub(crate) async fn forget_links(&self, tx: &mut Tx, ids: &[[u8; 16]]) -> Result<(), StoreError> {
        for id in ids {
            sqlx::query("DELETE FROM sessions WHERE id = $1").bind(&id[..]).execute(&mut **tx).await?;
        }
        Ok(())
    }

    pub(crate) async fn end_chain(
        &self,
        tx: &mut Tx,
        chain: Chain,
        why: &'static str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET revoked_at = $1, why = $2 WHERE chain = $3 AND revoked_at IS NULL")
            .bind(now.as_ms())
            .bind(why)
            .bind(&chain.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Ends every session of a device. Returns how many tokens stopped working.
    pub(crate) async fn end_sessions_of(
        &self,
        tx: &mut Tx,
        enrolment: EnrolmentId,
        why: &'static str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done =
            sqlx::query("UPDATE sessions SET revoked_at = $1, why = $2 WHERE enrolment_id = $3 AND revoked_at IS NULL")
                .bind(now.as_ms())
                .bind(why)
                .bind(&enrolment.as_bytes()[..])
                .execute(&mut **tx)
                .await?;
        Ok(done.rows_affected())
    }

    /// Ends every session of a person, on all devices. Returns how many tokens stopped working.
    pub(crate) async fn end_all_sessions(
        &self,
        tx: &mut Tx,
        person: PersonId,
        why: &'static str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE sessions SET revoked_at = $1, why = $2
             WHERE revoked_at IS NULL AND enrolment_id IN (SELECT id FROM enrolments WHERE user_id = $3)",
        )
        .bind(now.as_ms())
        .bind(why)
        .bind(&person.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }

    /// Whether session, device and person are all still in force: asked at every request, and by open sockets.
    pub async fn session_holds(
        &self,
        person: PersonId,
        enrolment: EnrolmentId,
        chain: Chain,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 FROM sessions s
             JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id
             WHERE s.chain = $1 AND s.generation = 0 AND s.revoked_at IS NULL
               AND e.id = $2 AND e.revoked_at IS NULL AND u.id = $3 AND u.ended_at IS NULL",
        )
        .bind(&chain.as_bytes()[..])
        .bind(&enrolment.as_bytes()[..])
        .bind(&person.as_bytes()[..])
        .fetch_optional(self.read())
        .await?;
        Ok(row.is_some())
    }

    /// Drops chains whose last token is too old to be used. Returns how many rows went.
    pub(crate) async fn forget_old_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let gone = sqlx::query(
            "DELETE FROM sessions WHERE chain IN
             (SELECT chain FROM sessions GROUP BY chain HAVING max(expires_at) <= $1)",
        )
        .bind(now.as_ms())
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(gone)
    }
}
