//! Consultants who are away while nobody stands in for them.

use samspil_shared::domain::{Membership, PersonId, Role, SpaceId, Timestamp, UnitId, membership};

use super::super::row::Columns;
use super::super::standing::membership_of;
use crate::store::{Store, StoreError, Tx};

/// Somebody is away, and nobody stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Absence {
    pub(crate) unit: UnitId,
    pub(crate) person: PersonId,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Store {
    /// Notes that somebody is away; once more is the same, and begins again what was ended.
    pub(crate) async fn add_absence(
        &self,
        tx: &mut Tx,
        new: &Absence,
        by: Option<PersonId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO absences (user_id, unit_id, from_at, until_at, said_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id, unit_id, from_at) DO UPDATE SET ended_at = NULL",
        )
        .bind(&new.person.as_bytes()[..])
        .bind(&new.unit.as_bytes()[..])
        .bind(new.from.as_ms())
        .bind(new.until.as_ms())
        .bind(by.as_ref().map(|by| &by.as_bytes()[..]))
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// They are there again. How many absences that ended.
    pub(crate) async fn end_absences(
        &self,
        tx: &mut Tx,
        person: PersonId,
        unit: UnitId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE absences SET ended_at = $1 WHERE user_id = $2 AND unit_id = $3 AND until_at > $1 AND ended_at IS NULL",
        )
        .bind(now.as_ms())
        .bind(&person.as_bytes()[..])
        .bind(&unit.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }

    /// Who of a unit is away with nobody standing in, at least in part between the two instants.
    pub(crate) async fn absences(
        &self,
        unit: UnitId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Absence>, StoreError> {
        let rows = sqlx::query(
            "SELECT user_id, unit_id, from_at, until_at FROM absences WHERE unit_id = $1 AND until_at > $2 \
             AND from_at < $3 AND ended_at IS NULL ORDER BY from_at, user_id",
        )
        .bind(&unit.as_bytes()[..])
        .bind(from.as_ms())
        .bind(until.as_ms())
        .fetch_all(self.read())
        .await?;
        let one = |row| {
            let columns = Columns::new("absences", row);
            let (from, until) = (columns.time(2)?, columns.time(3)?);
            Ok(Absence { person: columns.id(0)?, unit: columns.id(1)?, from, until })
        };
        rows.iter().map(one).collect()
    }

    /// Who follows up in a space now, fixed ones and those who stand in: nobody who is kept out of its family, whose own family
    /// it is, or whose account ended.
    pub(crate) async fn consultants_at(&self, space: SpaceId, now: Timestamp) -> Result<Vec<Membership>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.user_id, m.space_id, m.role, m.unit_id, m.stand_in, m.course, m.valid_from, m.valid_until, m.sees_from, \
             m.own_only, r.ended_at FROM reach m JOIN spaces s ON s.id = m.space_id \
             JOIN users u ON u.id = m.user_id AND u.ended_at IS NULL \
             LEFT JOIN recusals r ON r.user_id = m.user_id AND r.family_id = s.family_id \
             WHERE m.space_id = $1 AND m.role = $2 AND m.valid_from <= $3 AND (m.valid_until IS NULL OR m.valid_until > $3) \
             AND (r.user_id IS NULL OR r.ended_at IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM memberships o JOIN spaces p ON p.id = o.space_id \
             WHERE o.user_id = m.user_id AND o.role = $4 AND p.family_id = s.family_id)",
        )
        .bind(&space.as_bytes()[..])
        .bind(i64::from(Role::Consultant.code()))
        .bind(now.as_ms())
        .bind(i64::from(Role::FosterParent.code()))
        .fetch_all(self.read())
        .await?;
        let one = |row| {
            let columns = Columns::new("memberships", row);
            let row = membership_of(&columns)?;
            Ok(match columns.time_opt(10)? {
                Some(ended) => membership::after_recusal(row, ended),
                None => row,
            })
        };
        rows.iter().map(one).collect()
    }
}
