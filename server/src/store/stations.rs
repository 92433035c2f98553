//! Computers that officers share, and who signed in on them.

use std::collections::BTreeMap;

use samspil_shared::domain::{EnrolmentId, PersonId, StationId, Timestamp, UnitId};

use super::row::Columns;
use super::{Store, StoreError, Tx};

/// A station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StationRow {
    pub(crate) unit: UnitId,
    pub(crate) ended_at: Option<Timestamp>,
}

impl Store {
    /// A new station of a unit. `false` if there is one with this id.
    pub(crate) async fn add_station(
        &self,
        tx: &mut Tx,
        station: StationId,
        unit: UnitId,
        by: PersonId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO stations (id, unit_id, made_by, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(&station.as_bytes()[..])
        .bind(&unit.as_bytes()[..])
        .bind(&by.as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// A station, an ended one too.
    pub(crate) async fn station(&self, station: StationId) -> Result<Option<StationRow>, StoreError> {
        let row = sqlx::query("SELECT unit_id, ended_at FROM stations WHERE id = $1")
            .bind(&station.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        row.map(|row| {
            let columns = Columns::new("stations", &row);
            Ok(StationRow { unit: columns.id(0)?, ended_at: columns.time_opt(1)? })
        })
        .transpose()
    }

    /// Ends a station: it is an ordinary device from here on. `false` if it was ended before.
    pub(crate) async fn end_station(
        &self,
        tx: &mut Tx,
        station: StationId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE stations SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL")
            .bind(now.as_ms())
            .bind(&station.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Whether a device lies on a station that was not ended.
    pub(crate) async fn is_on_station(&self, enrolment: EnrolmentId) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 FROM enrolments e JOIN stations s ON s.id = e.station_id WHERE e.id = $1 AND s.ended_at IS NULL",
        )
        .bind(&enrolment.as_bytes()[..])
        .fetch_optional(self.read())
        .await?;
        Ok(row.is_some())
    }

    /// A person's device lies on this station from here on. Nothing is pushed there.
    pub(crate) async fn join_station(
        &self,
        tx: &mut Tx,
        enrolment: EnrolmentId,
        station: StationId,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE enrolments SET station_id = $1 WHERE id = $2 AND (station_id IS NULL OR station_id <> $1)")
            .bind(&station.as_bytes()[..])
            .bind(&enrolment.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        sqlx::query("DELETE FROM push_subscriptions WHERE enrolment_id = $1")
            .bind(&enrolment.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Who signed in on a station and may still: each with the device that was seen last.
    pub(crate) async fn ready_on(&self, station: StationId) -> Result<BTreeMap<PersonId, EnrolmentId>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.user_id, e.id FROM enrolments e JOIN users u ON u.id = e.user_id WHERE e.station_id = $1 \
             AND e.revoked_at IS NULL AND u.ended_at IS NULL ORDER BY e.last_seen_at, e.id",
        )
        .bind(&station.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("enrolments", row);
                Ok((columns.id(0)?, columns.id(1)?))
            })
            .collect()
    }
}
