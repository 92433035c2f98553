//! What is public of the units.

use samspil_shared::api::admin::NamedUnit;
use samspil_shared::api::{UnitFacts, UnitHours};
use samspil_shared::domain::calendar::Calendar;
use samspil_shared::domain::{SpaceKind, Timestamp, UnitId};

use super::row::Columns;
use super::{Store, StoreError, Tx};

fn written(hours: &UnitHours) -> String {
    serde_json::to_string(hours).unwrap_or_else(|error| unreachable!("what was parsed is written again: {error}"))
}

/// What a unit has set, as it lies in the store.
pub(crate) struct OwnHours {
    /// None if it cannot be read, which is said in the log.
    pub(crate) hours: Option<UnitHours>,
    /// How it is written.
    pub(crate) written: String,
}

impl Store {
    /// A unit's first hours and numbers. `false` if it has some.
    pub(crate) async fn set_first_hours(
        &self,
        tx: &mut Tx,
        unit: UnitId,
        hours: &UnitHours,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO public_facts (unit_id, facts, changed_at) VALUES ($1, $2, $3) ON CONFLICT (unit_id) DO NOTHING",
        )
        .bind(&unit.as_bytes()[..])
        .bind(written(hours))
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What is public, ascending by unit: a unit's calendar is closed on its municipality's days too. A row that cannot be
    /// read is left out, and said in the log.
    pub(crate) async fn public_facts(&self) -> Result<Vec<UnitFacts>, StoreError> {
        let rows = sqlx::query(
            "SELECT f.unit_id, n.name, f.facts, n.municipality_id FROM public_facts f JOIN units n ON n.id = f.unit_id \
             ORDER BY f.unit_id",
        )
        .fetch_all(self.read())
        .await?;
        let mut facts = Vec::with_capacity(rows.len());
        let mut belongs = Vec::new();
        for row in &rows {
            let columns = Columns::new("public_facts", row);
            let (unit, name, json): (UnitId, _, _) = (columns.id(0)?, columns.text(1)?, columns.text(2)?);
            match serde_json::from_str(&json) {
                Ok(hours) => facts.push(UnitFacts { unit, name, hours }),
                Err(error) => tracing::error!(%unit, %error, "a unit's hours cannot be read"),
            }
            if let Some(municipality) = columns.id_opt::<UnitId>(3)? {
                belongs.push((unit, municipality));
            }
        }
        // A municipality belongs to none, so its own calendar is all there is of it.
        for (unit, municipality) in belongs {
            let shared = facts.iter().find(|facts| facts.unit == municipality);
            let shared = shared.map(|facts: &UnitFacts| facts.hours.calendar.clone());
            let own = facts.iter_mut().find(|facts| facts.unit == unit);
            if let (Some(shared), Some(own)) = (shared, own) {
                own.hours.calendar = own.hours.calendar.and_closed(&shared);
            }
        }
        Ok(facts)
    }

    /// What a unit has set itself.
    pub(crate) async fn own_hours(&self, unit: UnitId) -> Result<Option<OwnHours>, StoreError> {
        let row = sqlx::query("SELECT facts FROM public_facts WHERE unit_id = $1")
            .bind(&unit.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let written = Columns::new("public_facts", &row).text(0)?;
        let hours = serde_json::from_str(&written);
        let hours = hours.inspect_err(|error| tracing::error!(%unit, %error, "a unit's hours cannot be read")).ok();
        Ok(Some(OwnHours { hours, written }))
    }

    /// Whether a unit follows up on calls: of families that it looks after, or of such that nobody knows.
    pub(crate) async fn follows_up(&self, unit: UnitId) -> Result<bool, StoreError> {
        let family = sqlx::query("SELECT id FROM families WHERE unit_id = $1 LIMIT 1")
            .bind(&unit.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        Ok(family.is_some() || self.space_of(SpaceKind::Duty, unit.as_bytes()).await?.is_some())
    }

    /// Puts a unit's hours in place of those that are written like this. Whether they were the last ones.
    pub(crate) async fn change_hours(
        &self,
        tx: &mut Tx,
        unit: UnitId,
        before: &str,
        hours: &UnitHours,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE public_facts SET facts = $1, changed_at = $2 WHERE unit_id = $3 AND facts = $4")
            .bind(written(hours))
            .bind(now.as_ms())
            .bind(&unit.as_bytes()[..])
            .bind(before.to_owned())
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The municipality that a unit belongs to.
    pub(crate) async fn municipality_of(&self, unit: UnitId) -> Result<Option<NamedUnit>, StoreError> {
        let text = "SELECT m.id, m.name FROM units n JOIN units m ON m.id = n.municipality_id WHERE n.id = $1";
        Ok(self.named_units(text, unit).await?.pop())
    }

    /// The units that belong to a municipality, by name.
    pub(crate) async fn units_of(&self, municipality: UnitId) -> Result<Vec<NamedUnit>, StoreError> {
        self.named_units("SELECT id, name FROM units WHERE municipality_id = $1 ORDER BY name", municipality).await
    }

    async fn named_units(&self, text: &'static str, unit: UnitId) -> Result<Vec<NamedUnit>, StoreError> {
        let rows = sqlx::query(text).bind(&unit.as_bytes()[..]).fetch_all(self.read()).await?;
        let named = |row| {
            let columns = Columns::new("units", row);
            Ok(NamedUnit { unit: columns.id(0)?, name: columns.text(1)? })
        };
        rows.iter().map(named).collect()
    }

    /// Says that a unit belongs to a municipality, once. Whether it is so now.
    pub(crate) async fn set_municipality(
        &self,
        tx: &mut Tx,
        unit: UnitId,
        municipality: UnitId,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE units SET municipality_id = $1 WHERE id = $2 AND kind <> 'municipality' \
             AND (municipality_id IS NULL OR municipality_id = $1) \
             AND EXISTS (SELECT 1 FROM units m WHERE m.id = $1 AND m.kind = 'municipality')",
        )
        .bind(&municipality.as_bytes()[..])
        .bind(&unit.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// By what a unit's calls are reckoned: weekdays from 8 to 16 if it has set nothing.
    pub(crate) async fn calendar_of(&self, unit: UnitId) -> Result<Calendar, StoreError> {
        let own = self.public_facts().await?.into_iter().find(|facts| facts.unit == unit);
        Ok(own.map_or_else(Calendar::ordinary, |facts| facts.hours.calendar))
    }
}
