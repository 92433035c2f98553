//! What is public of the units.

use samspil_shared::api::{UnitFacts, UnitHours};
use samspil_shared::domain::calendar::Calendar;
use samspil_shared::domain::{Timestamp, UnitId};

use super::row::Columns;
use super::{Store, StoreError, Tx};

impl Store {
    /// Puts a unit's hours and numbers in place of the ones before.
    pub(crate) async fn set_public_facts(
        &self,
        tx: &mut Tx,
        unit: UnitId,
        hours: &UnitHours,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(hours)
            .unwrap_or_else(|error| unreachable!("what was parsed is written again: {error}"));
        sqlx::query(
            "INSERT INTO public_facts (unit_id, facts, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (unit_id) DO UPDATE SET facts = excluded.facts, changed_at = excluded.changed_at",
        )
        .bind(&unit.as_bytes()[..])
        .bind(json)
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// What is public, ascending by unit. A row that cannot be read is left out, and said in the log.
    pub(crate) async fn public_facts(&self) -> Result<Vec<UnitFacts>, StoreError> {
        let rows = sqlx::query(
            "SELECT f.unit_id, n.name, f.facts FROM public_facts f JOIN units n ON n.id = f.unit_id ORDER BY f.unit_id",
        )
        .fetch_all(self.read())
        .await?;
        let mut facts = Vec::with_capacity(rows.len());
        for row in &rows {
            let columns = Columns::new("public_facts", row);
            let (unit, name, json) = (columns.id(0)?, columns.text(1)?, columns.text(2)?);
            match serde_json::from_str(&json) {
                Ok(hours) => facts.push(UnitFacts { unit, name, hours }),
                Err(error) => tracing::error!(%unit, %error, "a unit's hours cannot be read"),
            }
        }
        Ok(facts)
    }

    /// By what a unit's calls are reckoned: weekdays from 8 to 16 if it has set nothing.
    pub(crate) async fn calendar_of(&self, unit: UnitId) -> Result<Calendar, StoreError> {
        let own = self.public_facts().await?.into_iter().find(|facts| facts.unit == unit);
        Ok(own.map_or_else(Calendar::ordinary, |facts| facts.hours.calendar))
    }
}
