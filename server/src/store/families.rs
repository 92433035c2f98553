//! Units, families, placements, spaces and who is in them: what an administrator sets up.

use chrono::NaiveDate;
use samspil_shared::domain::{
    FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceId, SpaceKind, Timestamp, UnitId,
};

use super::row::Columns;
use super::{Store, StoreError, Tx};

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A municipality's department: places children, has its own rules and calendar.
    Municipality,
    /// A residential institution.
    Institution,
    /// A centre that looks after foster families for municipalities.
    FamilyCentre,
}

impl UnitKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Institution => "institution",
            Self::FamilyCentre => "family_centre",
        }
    }
}

pub(super) const fn family_kind(kind: FamilyKind) -> &'static str {
    match kind {
        FamilyKind::General => "general",
        FamilyKind::Reinforced => "reinforced",
        FamilyKind::Specialised => "specialised",
        FamilyKind::Network => "network",
        FamilyKind::Respite => "respite",
    }
}

/// A child's placement, as it is set up.
#[derive(Clone, Debug)]
pub(crate) struct NewPlacement {
    pub(crate) id: PlacementId,
    pub(crate) family: FamilyId,
    pub(crate) municipality: UnitId,
    pub(crate) space: SpaceId,
    pub(crate) starts_on: NaiveDate,
}

/// Whose space it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SpaceOwner {
    Person(PersonId),
    /// The family's contact space.
    Family(FamilyId),
    Placement(PlacementId, FamilyId),
    Municipality(UnitId),
    /// Of the unit whose families the akuttelefon answers.
    Duty(UnitId),
}

impl SpaceOwner {
    fn parts(&self) -> (SpaceKind, &[u8; 16], Option<FamilyId>) {
        match self {
            Self::Person(id) => (SpaceKind::Person, id.as_bytes(), None),
            Self::Family(id) => (SpaceKind::Contact, id.as_bytes(), Some(*id)),
            Self::Placement(id, family) => (SpaceKind::Placement, id.as_bytes(), Some(*family)),
            Self::Municipality(id) => (SpaceKind::Municipality, id.as_bytes(), None),
            Self::Duty(id) => (SpaceKind::Duty, id.as_bytes(), None),
        }
    }
}

impl Store {
    pub(crate) async fn add_unit(&self, tx: &mut Tx, id: UnitId, kind: UnitKind, name: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO units (id, kind, name) VALUES ($1, $2, $3)")
            .bind(&id.as_bytes()[..])
            .bind(kind.as_str())
            .bind(name)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Every unit with its name, by name.
    pub(crate) async fn units(&self) -> Result<Vec<(UnitId, String)>, StoreError> {
        let rows = sqlx::query("SELECT id, name FROM units ORDER BY name").fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("units", row);
                Ok((columns.id(0)?, columns.text(1)?))
            })
            .collect()
    }

    pub(crate) async fn add_family(
        &self,
        tx: &mut Tx,
        id: FamilyId,
        unit: UnitId,
        kind: FamilyKind,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO families (id, unit_id, kind, created_at) VALUES ($1, $2, $3, $4)")
            .bind(&id.as_bytes()[..])
            .bind(&unit.as_bytes()[..])
            .bind(family_kind(kind))
            .bind(now.as_ms())
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// The unit that looks after a family, if there is such a family.
    pub(crate) async fn family_unit(&self, family: FamilyId) -> Result<Option<UnitId>, StoreError> {
        let row = sqlx::query("SELECT unit_id FROM families WHERE id = $1")
            .bind(&family.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        row.map(|row| Columns::new("families", &row).id(0)).transpose()
    }

    /// A space, empty and without members.
    pub(crate) async fn add_space(
        &self,
        tx: &mut Tx,
        id: SpaceId,
        owner: SpaceOwner,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (kind, owner, family) = owner.parts();
        sqlx::query(
            "INSERT INTO spaces (id, kind, owner_id, family_id, head, members_version, created_at)
             VALUES ($1, $2, $3, $4, 0, 1, $5)",
        )
        .bind(&id.as_bytes()[..])
        .bind(i64::from(kind.code()))
        .bind(&owner[..])
        .bind(family.as_ref().map(|family| &family.as_bytes()[..]))
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// The space of this kind and owner, if there is one.
    pub async fn space_of(&self, kind: SpaceKind, owner: &[u8; 16]) -> Result<Option<SpaceId>, StoreError> {
        let row = sqlx::query("SELECT id FROM spaces WHERE owner_id = $1 AND kind = $2")
            .bind(&owner[..])
            .bind(i64::from(kind.code()))
            .fetch_optional(self.read())
            .await?;
        row.map(|row| Columns::new("spaces", &row).id(0)).transpose()
    }

    /// What kind of space this is, if it is one.
    pub(crate) async fn space_kind(&self, space: SpaceId) -> Result<Option<SpaceKind>, StoreError> {
        let row = sqlx::query("SELECT kind FROM spaces WHERE id = $1")
            .bind(&space.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        row.map(|row| Columns::new("spaces", &row).code(0, SpaceKind::from_code)).transpose()
    }

    pub(crate) async fn add_placement(
        &self,
        tx: &mut Tx,
        placement: &NewPlacement,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO placements (id, family_id, municipality_id, space_id, starts_on, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&placement.id.as_bytes()[..])
        .bind(&placement.family.as_bytes()[..])
        .bind(&placement.municipality.as_bytes()[..])
        .bind(&placement.space.as_bytes()[..])
        .bind(placement.starts_on.to_string())
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// A row of a person in a space; whoever watches the space is told.
    pub(crate) async fn add_membership(
        &self,
        tx: &mut Tx,
        membership: &Membership,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id: [u8; 16] = self.edge().bytes();
        sqlx::query(
            "INSERT INTO memberships
             (id, space_id, user_id, role, unit_id, stand_in, course, valid_from, valid_until, sees_from, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&id[..])
        .bind(&membership.space.as_bytes()[..])
        .bind(&membership.person.as_bytes()[..])
        .bind(i64::from(membership.role.code()))
        .bind(&membership.unit.as_bytes()[..])
        .bind(i64::from(membership.stand_in))
        .bind(membership.course.as_ref().map(|course| &course.as_bytes()[..]))
        .bind(membership.window.from.as_ms())
        .bind(membership.window.until.map(Timestamp::as_ms))
        .bind(membership.sees_from.map(Timestamp::as_ms))
        .bind(now.as_ms())
        .execute(&mut **tx)
        .await?;
        self.bump_members(tx, membership.space).await
    }

    /// Ends a person's rows of this role in a space at `until`. Returns how many there were.
    pub(crate) async fn end_memberships(
        &self,
        tx: &mut Tx,
        person: PersonId,
        space: SpaceId,
        role: Role,
        until: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "UPDATE memberships SET valid_until = $1
             WHERE user_id = $2 AND space_id = $3 AND role = $4 AND (valid_until IS NULL OR valid_until > $1)",
        )
        .bind(until.as_ms())
        .bind(&person.as_bytes()[..])
        .bind(&space.as_bytes()[..])
        .bind(i64::from(role.code()))
        .execute(&mut **tx)
        .await?;
        self.bump_members(tx, space).await?;
        Ok(done.rows_affected())
    }
}
