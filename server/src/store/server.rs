//! The one row about the server itself, and text that is sealed.

use samspil_shared::domain::SpaceId;

use super::migrate::MAIN_VERSION;
use super::row::Columns;
use super::{KeyId, Store, StoreError, Tx};

impl Store {
    /// Asks the database whether it answers and has the schema that this binary knows, or a newer one.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let row = sqlx::query("SELECT max(version) FROM migrations").fetch_one(self.read()).await?;
        match Columns::new("migrations", &row).int_opt(0)? {
            Some(version) if version >= MAIN_VERSION => Ok(()),
            other => Err(StoreError::Unfit(format!("the schema is at {other:?}, {MAIN_VERSION} is needed"))),
        }
    }

    /// Holds the server's row until the transaction ends: whoever appends to the audit trail or counts tries does so
    /// one at a time, on every node. Taken last, so that nobody waits in a circle.
    pub(crate) async fn lock_server(&self, tx: &mut Tx) -> Result<(), StoreError> {
        sqlx::query("UPDATE server_state SET version = version WHERE id = 1").execute(&mut **tx).await?;
        Ok(())
    }

    /// Tells every node that something outside the space log changed; open sockets look at their rights again.
    pub(crate) async fn bump_version(&self, tx: &mut Tx) -> Result<(), StoreError> {
        sqlx::query("UPDATE server_state SET version = version + 1 WHERE id = 1").execute(&mut **tx).await?;
        Ok(())
    }

    /// Tells every node that the members of a space changed.
    pub(crate) async fn bump_members(&self, tx: &mut Tx, space: SpaceId) -> Result<(), StoreError> {
        sqlx::query("UPDATE spaces SET members_version = members_version + 1 WHERE id = $1")
            .bind(&space.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Opens sealed text.
    pub(crate) fn open_text(
        &self,
        place: &'static str,
        row: &[u8],
        key: KeyId,
        sealed: &[u8],
    ) -> Result<String, StoreError> {
        let bytes = self.open_sealed(place, row, key, sealed)?;
        String::from_utf8(bytes).map_err(|_| StoreError::damaged(place, "not UTF-8"))
    }
}
