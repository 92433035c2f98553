//! Names that are corrected, and the last days of families and placements.

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::api::admin::PlacementEnd;
use samspil_shared::domain::{EndReason, FamilyId, PersonId, PlacementId, SpaceId, Timestamp};

use super::row::Columns;
use super::users::NAME;
use super::{Store, StoreError, Tx};

pub(super) const FAMILY_NAME: &str = "families.name";

/// A placement, as far as its end is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlacementDays {
    pub(crate) placement: PlacementId,
    pub(crate) space: SpaceId,
    pub(crate) starts_on: NaiveDate,
    pub(crate) end: Option<PlacementEnd>,
}

const fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::AgreedMove => "agreed_move",
        EndReason::GrownUp => "grown_up",
        EndReason::ParentsWish => "parents_wish",
        EndReason::Decision => "decision",
        EndReason::ChildsWish => "childs_wish",
    }
}

/// The first instant after a day.
pub(crate) fn after(day: NaiveDate) -> Option<Timestamp> {
    Timestamp::from_local(day.succ_opt()?.and_time(NaiveTime::MIN))
}

/// The end in these two columns, if there is one.
pub(super) fn end_of(columns: &Columns<'_>, day: usize, reason: usize) -> Result<Option<PlacementEnd>, StoreError> {
    let Some(last_day) = columns.text_opt(day)? else { return Ok(None) };
    let last_day = last_day.parse().map_err(|_| columns.damaged(day, "no day"))?;
    let written = columns.text(reason)?;
    let reason_of = EndReason::ALL.into_iter().find(|reason| end_reason(*reason) == written);
    Ok(Some(PlacementEnd { last_day, reason: reason_of.ok_or_else(|| columns.damaged(reason, "unknown reason"))? }))
}

impl Store {
    /// Gives a person in force another name; whoever shares a space with them is told. Whether there was such a person.
    pub(crate) async fn rename_user(&self, tx: &mut Tx, id: PersonId, name: &str) -> Result<bool, StoreError> {
        let sealed = self.seal(NAME, id.as_bytes(), name.as_bytes());
        let done = sqlx::query("UPDATE users SET name = $1, key_id = $2 WHERE id = $3 AND ended_at IS NULL")
            .bind(&sealed.bytes[..])
            .bind(&sealed.key_id.as_bytes()[..])
            .bind(&id.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        // In the order in which the writer holds spaces too.
        let rows = sqlx::query("SELECT DISTINCT space_id FROM memberships WHERE user_id = $1 ORDER BY space_id")
            .bind(&id.as_bytes()[..])
            .fetch_all(&mut **tx)
            .await?;
        for row in &rows {
            self.bump_members(tx, Columns::new("memberships", row).id(0)?).await?;
        }
        Ok(true)
    }

    /// Gives a family a name, or none.
    pub(crate) async fn rename_family(&self, tx: &mut Tx, id: FamilyId, name: Option<&str>) -> Result<(), StoreError> {
        let sealed = name.map(|name| self.seal(FAMILY_NAME, id.as_bytes(), name.as_bytes()));
        sqlx::query("UPDATE families SET name = $1, key_id = $2 WHERE id = $3")
            .bind(sealed.as_ref().map(|sealed| &sealed.bytes[..]))
            .bind(sealed.as_ref().map(|sealed| &sealed.key_id.as_bytes()[..]))
            .bind(&id.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// A family's placements, with their days, in the order of their spaces.
    pub(crate) async fn placement_days(&self, family: FamilyId) -> Result<Vec<PlacementDays>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, space_id, starts_on, ends_on, end_reason FROM placements WHERE family_id = $1 ORDER BY space_id",
        )
        .bind(&family.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("placements", row);
                Ok(PlacementDays {
                    placement: columns.id(0)?,
                    space: columns.id(1)?,
                    starts_on: columns.text(2)?.parse().map_err(|_| columns.damaged(2, "no day"))?,
                    end: end_of(&columns, 3, 4)?,
                })
            })
            .collect()
    }

    /// When a family ends, or ended.
    pub(crate) async fn family_end(&self, family: FamilyId) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT ended_at FROM families WHERE id = $1")
            .bind(&family.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        row.map_or(Ok(None), |row| Columns::new("families", &row).time_opt(0))
    }

    /// When what this space is for ends, as this transaction sees it: its placement, or the family it is the contact of.
    pub(crate) async fn space_end(&self, tx: &mut Tx, space: SpaceId) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query(
            "SELECT f.ended_at, p.ends_on FROM spaces s LEFT JOIN families f ON f.id = s.family_id \
             LEFT JOIN placements p ON p.space_id = s.id WHERE s.id = $1",
        )
        .bind(&space.as_bytes()[..])
        .fetch_optional(&mut **tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns::new("placements", &row);
        let placement = match columns.text_opt(1)? {
            Some(day) => {
                let day = day.parse().ok().and_then(after);
                Some(day.ok_or_else(|| columns.damaged(1, "no day"))?)
            }
            None => None,
        };
        Ok(columns.time_opt(0)?.into_iter().chain(placement).min())
    }

    /// Ends everybody's part in a space at `until`; whoever watches it is told.
    pub(crate) async fn end_space(&self, tx: &mut Tx, space: SpaceId, until: Timestamp) -> Result<(), StoreError> {
        // First, so that whoever joins in this moment waits and then sees the end.
        self.bump_members(tx, space).await?;
        sqlx::query(
            "UPDATE memberships SET valid_until = $1 WHERE space_id = $2 AND (valid_until IS NULL OR valid_until > $1)",
        )
        .bind(until.as_ms())
        .bind(&space.as_bytes()[..])
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Sets the end of a placement.
    pub(crate) async fn end_placement(
        &self,
        tx: &mut Tx,
        placement: PlacementId,
        end: PlacementEnd,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE placements SET ends_on = $1, end_reason = $2 WHERE id = $3")
            .bind(end.last_day.to_string())
            .bind(end_reason(end.reason))
            .bind(&placement.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Sets the end of a family.
    pub(crate) async fn end_family(&self, tx: &mut Tx, family: FamilyId, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE families SET ended_at = $1 WHERE id = $2")
            .bind(at.as_ms())
            .bind(&family.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}
