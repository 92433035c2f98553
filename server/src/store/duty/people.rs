//! Who is who, by name.

use samspil_shared::domain::{PersonId, Role, SpaceId, Timestamp, UnitId};
use sqlx::any::AnyRow;

use crate::store::row::Columns;
use crate::store::users::NAME;
use crate::store::{Store, StoreError};

impl Store {
    /// Who is of the unit in this role now, by name.
    pub(crate) async fn people_in_role(
        &self,
        unit: UnitId,
        role: Role,
        now: Timestamp,
    ) -> Result<Vec<(PersonId, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.id, u.name, u.key_id FROM users u WHERE u.ended_at IS NULL AND u.id IN (SELECT m.user_id \
             FROM memberships m WHERE m.unit_id = $1 AND m.role = $2 AND m.stand_in = 0 AND m.valid_from <= $3 \
             AND (m.valid_until IS NULL OR m.valid_until > $3))",
        )
        .bind(&unit.as_bytes()[..])
        .bind(i64::from(role.code()))
        .bind(now.as_ms())
        .fetch_all(self.read())
        .await?;
        self.named(&rows)
    }

    /// Those who take part in a space in this role now and stand in for nobody, by name.
    pub(crate) async fn people_in_space(
        &self,
        space: SpaceId,
        role: Role,
        now: Timestamp,
    ) -> Result<Vec<(PersonId, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.id, u.name, u.key_id FROM users u WHERE u.id IN (SELECT m.user_id FROM memberships m \
             WHERE m.space_id = $1 AND m.role = $2 AND m.stand_in = 0 AND m.valid_from <= $3 \
             AND (m.valid_until IS NULL OR m.valid_until > $3))",
        )
        .bind(&space.as_bytes()[..])
        .bind(i64::from(role.code()))
        .bind(now.as_ms())
        .fetch_all(self.read())
        .await?;
        self.named(&rows)
    }

    /// People by name.
    fn named(&self, rows: &[AnyRow]) -> Result<Vec<(PersonId, String)>, StoreError> {
        let named = rows.iter().map(|row| {
            let columns = Columns::new("users", row);
            let person: PersonId = columns.id(0)?;
            Ok((person, self.open_text(NAME, person.as_bytes(), columns.id(2)?, columns.bytes(1)?)?))
        });
        let mut named: Vec<(PersonId, String)> = named.collect::<Result<_, StoreError>>()?;
        named.sort_by(|(a, one), (b, other)| (one, a).cmp(&(other, b)));
        Ok(named)
    }
}
