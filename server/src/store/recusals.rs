//! *Inhabil*: who is kept out of which family's reach.

use samspil_shared::api::admin::Recusal;
use samspil_shared::domain::{FamilyId, PersonId, Timestamp, UnitId};

use super::row::Columns;
use super::users::NAME;
use super::{Store, StoreError, Tx};

impl Store {
    /// Keeps a family out of a person's reach in roles that serve many families. `false` if it was already.
    pub(crate) async fn recuse(
        &self,
        tx: &mut Tx,
        person: PersonId,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO recusals (user_id, family_id, since) VALUES ($1, $2, $3) ON CONFLICT (user_id, family_id) \
             DO UPDATE SET since = excluded.since, ended_at = NULL WHERE recusals.ended_at IS NOT NULL",
        )
        .bind(&person.as_bytes()[..])
        .bind(&family.as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends it. `false` if there was nothing to end.
    pub(crate) async fn end_recusal(
        &self,
        tx: &mut Tx,
        person: PersonId,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done =
            sqlx::query("UPDATE recusals SET ended_at = $3 WHERE user_id = $1 AND family_id = $2 AND ended_at IS NULL")
                .bind(&person.as_bytes()[..])
                .bind(&family.as_bytes()[..])
                .bind(now.as_ms())
                .execute(&mut **tx)
                .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Who is kept out of the families of a unit, by name.
    pub(crate) async fn recusals_of_unit(&self, unit: UnitId) -> Result<Vec<Recusal>, StoreError> {
        let rows = sqlx::query(
            "SELECT r.user_id, r.family_id, r.since, u.name, u.key_id FROM recusals r JOIN users u ON u.id = r.user_id \
             JOIN families f ON f.id = r.family_id WHERE f.unit_id = $1 AND r.ended_at IS NULL AND u.ended_at IS NULL",
        )
        .bind(&unit.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        let one = |row| {
            let columns = Columns::new("recusals", row);
            let person: PersonId = columns.id(0)?;
            let name = self.open_text(NAME, person.as_bytes(), columns.id(4)?, columns.bytes(3)?)?;
            Ok(Recusal { person, name, family: columns.id(1)?, since: columns.time_opt(2)? })
        };
        let mut recusals = rows.iter().map(one).collect::<Result<Vec<_>, StoreError>>()?;
        recusals.sort_by(|a, b| (&a.name, a.person, a.family).cmp(&(&b.name, b.person, b.family)));
        Ok(recusals)
    }
}
