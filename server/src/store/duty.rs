//! Who answers the akuttelefon for whom and when, and who stands in for which consultant.

mod absences;
mod people;

use samspil_shared::domain::duty::{WorkDays, window};
use samspil_shared::domain::{PersonId, ShiftId, Timestamp, UnitId};

pub(crate) use self::absences::Absence;
use super::row::Columns;
use super::users::NAME;
use super::{Store, StoreError, Tx};

/// A shift as it is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NewShift {
    pub(crate) id: ShiftId,
    /// The unit that is on duty.
    pub(crate) unit: UnitId,
    pub(crate) person: PersonId,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    /// The shift that was given away for it.
    pub(crate) after: Option<ShiftId>,
    pub(crate) by: Option<PersonId>,
}

/// A shift on the rota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShiftRow {
    pub(crate) id: ShiftId,
    pub(crate) unit: UnitId,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) after: Option<ShiftId>,
    pub(crate) offered_to: Option<PersonId>,
    pub(crate) ended_at: Option<Timestamp>,
}

/// Why somebody stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The consultant does not work on that weekday.
    DayOff,
    /// *X er syg i dag*.
    Ill,
    /// The consultant is away on named days.
    Days,
}

impl Why {
    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::DayOff => 1,
            Self::Ill => 2,
            Self::Days => 3,
        }
    }

    fn from_code(code: u8) -> Option<Self> {
        [Self::DayOff, Self::Ill, Self::Days].into_iter().find(|why| why.code() == i64::from(code))
    }
}

/// Which of those who stand in do so no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those who do already.
    Begun,
    /// Those too who would on a later day.
    All,
}

/// Somebody stands in for a consultant, in all their families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cover {
    pub(crate) unit: UnitId,
    pub(crate) absent: PersonId,
    pub(crate) cover: PersonId,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) why: Why,
}

/// When a consultant works and who stands in else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WorkWeek {
    pub(crate) person: PersonId,
    pub(crate) unit: UnitId,
    pub(crate) days: WorkDays,
    pub(crate) partner: Option<PersonId>,
}

const SHIFTS: &str = "SELECT s.id, s.unit_id, s.user_id, u.name, u.key_id, s.starts_at, s.ends_at, s.after_id, \
     s.offered_to, s.ended_at FROM shifts s JOIN users u ON u.id = s.user_id";

impl Store {
    /// Lets a unit answer for the families of another one. `false` if it did already.
    pub(crate) async fn add_duty_agreement(
        &self,
        tx: &mut Tx,
        unit: UnitId,
        serves: UnitId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO duty_agreements (unit_id, serves_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(&unit.as_bytes()[..])
        .bind(&serves.as_bytes()[..])
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The units whose families this one answers for, with their names, by name.
    pub(crate) async fn served_by(&self, unit: UnitId) -> Result<Vec<(UnitId, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.id, n.name FROM duty_agreements a JOIN units n ON n.id = a.serves_id WHERE a.unit_id = $1 \
             ORDER BY n.name",
        )
        .bind(&unit.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("duty_agreements", row);
                Ok((columns.id(0)?, columns.text(1)?))
            })
            .collect()
    }

    pub(crate) async fn add_shift(&self, tx: &mut Tx, new: &NewShift, now: Timestamp) -> Result<(), StoreError> {
        let reach = window(new.from, new.until);
        sqlx::query(
            "INSERT INTO shifts \
             (id, unit_id, user_id, starts_at, ends_at, opens_at, closes_at, created_at, created_by, after_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&new.id.as_bytes()[..])
        .bind(&new.unit.as_bytes()[..])
        .bind(&new.person.as_bytes()[..])
        .bind(new.from.as_ms())
        .bind(new.until.as_ms())
        .bind(reach.from.as_ms())
        .bind(reach.until.unwrap_or(new.until).as_ms())
        .bind(now.as_ms())
        .bind(new.by.as_ref().map(|by| &by.as_bytes()[..]))
        .bind(new.after.as_ref().map(|after| &after.as_bytes()[..]))
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// A shift, ended ones too.
    pub(crate) async fn shift(&self, id: ShiftId) -> Result<Option<ShiftRow>, StoreError> {
        let text = format!("{SHIFTS} WHERE s.id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(&id.as_bytes()[..]).fetch_optional(self.read()).await?;
        row.map(|row| self.shift_of(&Columns::new("shifts", &row))).transpose()
    }

    /// The shifts of a unit that lie at least in part between the two instants, by their beginning.
    pub(crate) async fn rota(
        &self,
        unit: UnitId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ShiftRow>, StoreError> {
        let text =
            format!("{SHIFTS} WHERE s.unit_id = $1 AND s.ends_at > $2 AND s.starts_at < $3 ORDER BY s.starts_at, s.id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(&unit.as_bytes()[..])
            .bind(from.as_ms())
            .bind(until.as_ms())
            .fetch_all(self.read())
            .await?;
        rows.iter().map(|row| self.shift_of(&Columns::new("shifts", row))).collect()
    }

    fn shift_of(&self, columns: &Columns<'_>) -> Result<ShiftRow, StoreError> {
        let person: PersonId = columns.id(2)?;
        Ok(ShiftRow {
            id: columns.id(0)?,
            unit: columns.id(1)?,
            person,
            name: self.open_text(NAME, person.as_bytes(), columns.id(4)?, columns.bytes(3)?)?,
            from: columns.time(5)?,
            until: columns.time(6)?,
            after: columns.id_opt(7)?,
            offered_to: columns.id_opt(8)?,
            ended_at: columns.time_opt(9)?,
        })
    }

    /// Takes a shift off the rota: nobody reaches anything by it after `closes`. `false` if it was ended before.
    pub(crate) async fn end_shift(
        &self,
        tx: &mut Tx,
        id: ShiftId,
        closes: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE shifts SET ended_at = $1, offered_to = NULL, offered_at = NULL, \
             closes_at = CASE WHEN closes_at > $2 THEN $2 ELSE closes_at END WHERE id = $3 AND ended_at IS NULL",
        )
        .bind(now.as_ms())
        .bind(closes.as_ms())
        .bind(&id.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Offers a shift to somebody, or to nobody any more. `false` if it was ended.
    pub(crate) async fn offer_shift(
        &self,
        tx: &mut Tx,
        id: ShiftId,
        to: Option<PersonId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE shifts SET offered_to = $1, offered_at = $2 WHERE id = $3 AND ended_at IS NULL")
            .bind(to.as_ref().map(|to| &to.as_bytes()[..]))
            .bind(to.map(|_| now.as_ms()))
            .bind(&id.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Puts a consultant's week in place of the one before.
    pub(crate) async fn set_work_week(&self, tx: &mut Tx, week: &WorkWeek, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO work_weeks (user_id, unit_id, days, partner_id, changed_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (user_id, unit_id) DO UPDATE SET days = excluded.days, partner_id = excluded.partner_id, \
             changed_at = excluded.changed_at",
        )
        .bind(&week.person.as_bytes()[..])
        .bind(&week.unit.as_bytes()[..])
        .bind(i64::from(week.days.bits()))
        .bind(week.partner.as_ref().map(|partner| &partner.as_bytes()[..]))
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// The weeks of all consultants, or of those of one unit.
    pub(crate) async fn work_weeks(&self, unit: Option<UnitId>) -> Result<Vec<WorkWeek>, StoreError> {
        let rows = sqlx::query("SELECT user_id, unit_id, days, partner_id FROM work_weeks ORDER BY unit_id, user_id")
            .fetch_all(self.read())
            .await?;
        let weeks = rows.iter().map(|row| {
            let columns = Columns::new("work_weeks", row);
            Ok(WorkWeek {
                person: columns.id(0)?,
                unit: columns.id(1)?,
                days: columns.code(2, |bits| WorkDays::try_from(bits).ok())?,
                partner: columns.id_opt(3)?,
            })
        });
        weeks.filter(|week| unit.is_none() || week.as_ref().is_ok_and(|week| Some(week.unit) == unit)).collect()
    }

    /// Lets somebody stand in. `false` if they do already.
    pub(crate) async fn add_cover(
        &self,
        tx: &mut Tx,
        cover: &Cover,
        by: Option<PersonId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id: [u8; 16] = self.edge().bytes();
        let done = sqlx::query(
            "INSERT INTO covers (id, unit_id, absent_id, cover_id, from_at, until_at, why, said_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (absent_id, unit_id, cover_id, from_at, why) DO UPDATE SET ended_at = NULL, \
             until_at = excluded.until_at WHERE covers.ended_at IS NOT NULL OR covers.until_at <> excluded.until_at",
        )
        .bind(&id[..])
        .bind(&cover.unit.as_bytes()[..])
        .bind(&cover.absent.as_bytes()[..])
        .bind(&cover.cover.as_bytes()[..])
        .bind(cover.from.as_ms())
        .bind(cover.until.as_ms())
        .bind(cover.why.code())
        .bind(by.as_ref().map(|by| &by.as_bytes()[..]))
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Nobody stands in for this consultant any more for this reason, as far as it lies after `now`. How many did.
    pub(crate) async fn end_covers(
        &self,
        tx: &mut Tx,
        absent: PersonId,
        unit: UnitId,
        why: Why,
        which: Which,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE covers SET ended_at = $1 WHERE absent_id = $2 AND unit_id = $3 AND why = $4 AND until_at > $1 \
             AND from_at < $5 AND ended_at IS NULL",
        )
        .bind(now.as_ms())
        .bind(&absent.as_bytes()[..])
        .bind(&unit.as_bytes()[..])
        .bind(why.code())
        .bind(if which == Which::Begun { now.as_ms().saturating_add(1) } else { i64::MAX })
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }

    /// Who stands in for whom in a unit, at least in part between the two instants.
    pub(crate) async fn covers(
        &self,
        unit: UnitId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Cover>, StoreError> {
        let rows = sqlx::query(
            "SELECT unit_id, absent_id, cover_id, from_at, until_at, why FROM covers WHERE unit_id = $1 \
             AND until_at > $2 AND from_at < $3 AND ended_at IS NULL ORDER BY from_at, id",
        )
        .bind(&unit.as_bytes()[..])
        .bind(from.as_ms())
        .bind(until.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("covers", row);
                Ok(Cover {
                    unit: columns.id(0)?,
                    absent: columns.id(1)?,
                    cover: columns.id(2)?,
                    from: columns.time(3)?,
                    until: columns.time(4)?,
                    why: columns.code(5, Why::from_code)?,
                })
            })
            .collect()
    }

    /// The units that answer for the families of this one, with their names, by name.
    pub(crate) async fn units_serving(&self, unit: UnitId) -> Result<Vec<(UnitId, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.id, n.name FROM duty_agreements a JOIN units n ON n.id = a.unit_id WHERE a.serves_id = $1 \
             ORDER BY n.name, n.id",
        )
        .bind(&unit.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("duty_agreements", row);
                Ok((columns.id(0)?, columns.text(1)?))
            })
            .collect()
    }
}
