//! Places that must not be told, as they were decided.

use chrono::NaiveDate;
use samspil_shared::domain::{FamilyId, Hiding, Kind, PlacementId, SpaceId, SpaceKind};

use super::row::Columns;
use super::{Store, StoreError, Tx};

/// What was decided about the places of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) contact: SpaceId,
    pub(crate) address_hidden: bool,
    pub(crate) placements: Vec<HiddenPlacement>,
}

/// What was decided about a placement's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HiddenPlacement {
    pub(crate) placement: PlacementId,
    pub(crate) space: SpaceId,
    pub(crate) hidden_until: Option<NaiveDate>,
}

impl Places {
    /// What each space is told, in the order in which the writer holds spaces. Whoever reaches a family by its contact
    /// space keeps every place in it.
    pub(crate) fn marks(&self) -> Vec<(SpaceId, Hiding)> {
        let of = |one: &HiddenPlacement| Hiding::of(self.address_hidden, one.hidden_until);
        let longest = self.placements.iter().map(of).max().unwrap_or_default();
        let mut marks = vec![(self.contact, longest.max(Hiding::of(self.address_hidden, None)))];
        marks.extend(self.placements.iter().map(|one| (one.space, of(one))));
        marks.sort_by_key(|(space, _)| *space);
        marks
    }
}

/// The day in this column, if there is one.
pub(super) fn day_opt(columns: &Columns<'_>, at: usize) -> Result<Option<NaiveDate>, StoreError> {
    let day = columns.text_opt(at)?.map(|day| day.parse().map_err(|_| columns.damaged(at, "no day")));
    day.transpose()
}

impl Store {
    /// What was decided about a family's places, if there is such a family.
    pub(crate) async fn places_of(&self, family: FamilyId) -> Result<Option<Places>, StoreError> {
        let row = sqlx::query(
            "SELECT f.address_hidden, s.id FROM families f JOIN spaces s ON s.owner_id = f.id AND s.kind = $1 \
             WHERE f.id = $2",
        )
        .bind(i64::from(SpaceKind::Contact.code()))
        .bind(&family.as_bytes()[..])
        .fetch_optional(self.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns::new("families", &row);
        let (address_hidden, contact) = (columns.bool(0)?, columns.id(1)?);
        let rows = sqlx::query("SELECT id, space_id, place_hidden_until FROM placements WHERE family_id = $1")
            .bind(&family.as_bytes()[..])
            .fetch_all(self.read())
            .await?;
        let placements = rows.iter().map(|row| {
            let columns = Columns::new("placements", row);
            Ok(HiddenPlacement {
                placement: columns.id(0)?,
                space: columns.id(1)?,
                hidden_until: day_opt(&columns, 2)?,
            })
        });
        let placements = placements.collect::<Result<_, StoreError>>()?;
        Ok(Some(Places { contact, address_hidden, placements }))
    }

    /// Decides whether a family's address may be told.
    pub(crate) async fn hide_address(&self, tx: &mut Tx, family: FamilyId, hidden: bool) -> Result<(), StoreError> {
        sqlx::query("UPDATE families SET address_hidden = $1 WHERE id = $2")
            .bind(i64::from(hidden))
            .bind(&family.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Decides until when a placement's place may not be told.
    pub(crate) async fn hide_place(
        &self,
        tx: &mut Tx,
        placement: PlacementId,
        until: Option<NaiveDate>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE placements SET place_hidden_until = $1 WHERE id = $2")
            .bind(until.map(|day| day.to_string()))
            .bind(&placement.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Whether a space holds a document of this kind.
    pub(crate) async fn has_kind(&self, space: SpaceId, kind: Kind) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM documents WHERE space_id = $1 AND kind = $2 LIMIT 1")
            .bind(&space.as_bytes()[..])
            .bind(i64::from(kind.code()))
            .fetch_optional(self.read())
            .await?;
        Ok(row.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reaches_the_family_keeps_every_place_in_it() {
        let id = |n| SpaceId::from_bytes([n; 16]);
        let day = |n| NaiveDate::from_ymd_opt(2026, 5, n);
        let placed = |n, hidden_until| HiddenPlacement {
            placement: PlacementId::from_bytes([n; 16]),
            space: id(n),
            hidden_until,
        };
        let mut places = Places {
            contact: id(5),
            address_hidden: false,
            placements: vec![placed(9, day(8)), placed(1, None), placed(7, day(12))],
        };
        let until = |n| Hiding::of(false, day(n));
        let told = [(id(1), Hiding::Open), (id(5), until(12)), (id(7), until(12)), (id(9), until(8))];
        assert_eq!(places.marks(), told);
        places.address_hidden = true;
        assert!(places.marks().iter().all(|(_, hiding)| *hiding == Hiding::Always));
        places.placements.clear();
        assert_eq!(places.marks(), [(id(5), Hiding::Always)]);
        places.address_hidden = false;
        assert_eq!(places.marks(), [(id(5), Hiding::Open)]);
    }
}
