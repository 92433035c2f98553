//! What whoever sets up a unit is shown of it: people, families, counts. Never what a document holds.

use chrono::NaiveDate;
use samspil_shared::api::admin::{NamedUnit, PlacementEnd, Refusal, RefusedKind};
use samspil_shared::domain::{
    FamilyId, FamilyKind, Membership, PersonId, PlacementId, Role, SpaceId, SpaceKind, Timestamp, UnitId,
};

use super::endings::{FAMILY_NAME, end_of};
use super::families::family_kind;
use super::log::reason_of;
use super::places::day_opt;
use super::row::Columns;
use super::standing::membership_of;
use super::users::NAME;
use super::{Store, StoreError};

/// A person, as far as whoever sets them up sees them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PersonRow {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) login: Option<String>,
    pub(crate) signed_up: bool,
    pub(crate) has_passkey: bool,
    pub(crate) invited_until: Option<Timestamp>,
    pub(crate) last_seen_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
}

/// A row of a person in a space that is not their own.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TieRow {
    pub(crate) membership: Membership,
    pub(crate) name: String,
    pub(crate) kind: SpaceKind,
    /// Whose the space is, by its kind.
    pub(crate) owner: [u8; 16],
    pub(crate) family: Option<FamilyId>,
}

/// A family.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FamilyRow {
    pub(crate) family: FamilyId,
    pub(crate) kind: FamilyKind,
    pub(crate) name: Option<String>,
    /// The first instant after its last day.
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) address_hidden: bool,
}

/// A placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlacementRow {
    pub(crate) placement: PlacementId,
    pub(crate) family: FamilyId,
    pub(crate) municipality: UnitId,
    pub(crate) starts_on: NaiveDate,
    pub(crate) end: Option<PlacementEnd>,
    pub(crate) hidden_until: Option<NaiveDate>,
}

/// The start of a question for rows in spaces: membership, name, space.
macro_rules! ties {
    ($rest:literal) => {
        concat!(
            "SELECT m.user_id, m.space_id, m.role, m.unit_id, m.stand_in, m.course, m.valid_from, m.valid_until, \
             m.sees_from, 0, u.name, u.key_id, s.kind, s.owner_id, s.family_id FROM memberships m \
             JOIN users u ON u.id = m.user_id JOIN spaces s ON s.id = m.space_id WHERE m.role <> $1 AND ",
            $rest,
            " ORDER BY m.valid_from, m.id"
        )
    };
}

const TIES_OF_UNIT: &str = ties!("m.user_id IN (SELECT user_id FROM memberships WHERE unit_id = $2)");
const TIES_IN_FAMILIES: &str = ties!("s.family_id IN (SELECT id FROM families WHERE unit_id = $2)");

impl Store {
    /// Everybody who is or was of the unit.
    pub(crate) async fn people_of_unit(&self, unit: UnitId, now: Timestamp) -> Result<Vec<PersonRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.id, u.name, u.key_id, u.login, u.password_hash, u.ended_at, \
             (SELECT MAX(i.expires_at) FROM invitations i WHERE i.user_id = u.id AND i.used_at IS NULL \
             AND i.revoked_at IS NULL AND i.expires_at > $2), \
             (SELECT MAX(e.last_seen_at) FROM enrolments e WHERE e.user_id = u.id AND e.last_seen_at > 0), \
             (SELECT count(*) FROM passkeys p WHERE p.user_id = u.id AND p.ended_at IS NULL) \
             FROM users u WHERE u.id IN (SELECT user_id FROM memberships WHERE unit_id = $1)",
        )
        .bind(&unit.as_bytes()[..])
        .bind(now.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("users", row);
                let person: PersonId = columns.id(0)?;
                let has_passkey = columns.int(8)? > 0;
                Ok(PersonRow {
                    person,
                    name: self.open_text(NAME, person.as_bytes(), columns.id(2)?, columns.bytes(1)?)?,
                    login: columns.text_opt(3)?,
                    signed_up: columns.text_opt(4)?.is_some() || has_passkey,
                    has_passkey,
                    ended_at: columns.time_opt(5)?,
                    invited_until: columns.time_opt(6)?,
                    last_seen_at: columns.time_opt(7)?,
                })
            })
            .collect()
    }

    /// All rows of everybody who is or was of the unit, those for other units too, by their beginning.
    pub(crate) async fn ties_of_unit(&self, unit: UnitId) -> Result<Vec<TieRow>, StoreError> {
        self.ties(TIES_OF_UNIT, unit).await
    }

    /// All rows in the spaces of the unit's families, by their beginning.
    pub(crate) async fn ties_in_families(&self, unit: UnitId) -> Result<Vec<TieRow>, StoreError> {
        self.ties(TIES_IN_FAMILIES, unit).await
    }

    async fn ties(&self, question: &'static str, unit: UnitId) -> Result<Vec<TieRow>, StoreError> {
        let rows = sqlx::query(question)
            .bind(i64::from(Role::Oneself.code()))
            .bind(&unit.as_bytes()[..])
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("memberships", row);
                let membership = membership_of(&columns)?;
                let id = membership.person;
                Ok(TieRow {
                    name: self.open_text(NAME, id.as_bytes(), columns.id(11)?, columns.bytes(10)?)?,
                    kind: columns.code(12, SpaceKind::from_code)?,
                    owner: columns.id(13)?,
                    family: columns.id_opt(14)?,
                    membership,
                })
            })
            .collect()
    }

    /// The unit's families that have not ended, the newest first.
    pub(crate) async fn families_of_unit(&self, unit: UnitId, now: Timestamp) -> Result<Vec<FamilyRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, kind, created_at, name, key_id, ended_at, address_hidden FROM families \
             WHERE unit_id = $1 AND (ended_at IS NULL OR ended_at > $2) ORDER BY created_at DESC, id",
        )
        .bind(&unit.as_bytes()[..])
        .bind(now.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("families", row);
                let written = columns.text(1)?;
                let kind = FamilyKind::ALL.into_iter().find(|kind| family_kind(*kind) == written);
                let family: FamilyId = columns.id(0)?;
                let name = columns.bytes_opt(3)?;
                let name = name
                    .map(|name| self.open_text(FAMILY_NAME, family.as_bytes(), columns.id(4)?, name))
                    .transpose()?;
                Ok(FamilyRow {
                    family,
                    name,
                    ended_at: columns.time_opt(5)?,
                    kind: kind.ok_or_else(|| columns.damaged(1, "unknown kind"))?,
                    created_at: columns.time(2)?,
                    address_hidden: columns.bool(6)?,
                })
            })
            .collect()
    }

    /// The placements in the unit's families, by their beginning.
    pub(crate) async fn placements_of_unit(&self, unit: UnitId) -> Result<Vec<PlacementRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.id, p.family_id, p.municipality_id, p.starts_on, p.ends_on, p.end_reason, p.place_hidden_until \
             FROM placements p JOIN families f ON f.id = p.family_id WHERE f.unit_id = $1 ORDER BY p.starts_on, p.id",
        )
        .bind(&unit.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("placements", row);
                Ok(PlacementRow {
                    placement: columns.id(0)?,
                    family: columns.id(1)?,
                    municipality: columns.id(2)?,
                    starts_on: columns.text(3)?.parse().map_err(|_| columns.damaged(3, "no day"))?,
                    end: end_of(&columns, 4, 5)?,
                    hidden_until: day_opt(&columns, 6)?,
                })
            })
            .collect()
    }

    /// The spaces of a family's placements.
    pub(crate) async fn placement_spaces(&self, family: FamilyId) -> Result<Vec<SpaceId>, StoreError> {
        let rows = sqlx::query("SELECT space_id FROM placements WHERE family_id = $1 ORDER BY id")
            .bind(&family.as_bytes()[..])
            .fetch_all(self.read())
            .await?;
        rows.iter().map(|row| Columns::new("placements", row).id(0)).collect()
    }

    /// The family that a placement is in, if there is such a placement.
    pub(crate) async fn placement_family(&self, placement: PlacementId) -> Result<Option<FamilyId>, StoreError> {
        let row = sqlx::query("SELECT family_id FROM placements WHERE id = $1")
            .bind(&placement.as_bytes()[..])
            .fetch_optional(self.read())
            .await?;
        row.map(|row| Columns::new("placements", &row).id(0)).transpose()
    }

    /// All rows in a space.
    pub(crate) async fn members_of(&self, space: SpaceId) -> Result<Vec<Membership>, StoreError> {
        let rows = sqlx::query(
            "SELECT user_id, space_id, role, unit_id, stand_in, course, valid_from, valid_until, sees_from, 0 \
             FROM memberships WHERE space_id = $1 ORDER BY valid_from, id",
        )
        .bind(&space.as_bytes()[..])
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| membership_of(&Columns::new("memberships", row))).collect()
    }

    /// The units that may place a child: municipalities, by name.
    pub(crate) async fn municipalities(&self) -> Result<Vec<NamedUnit>, StoreError> {
        let rows = sqlx::query("SELECT id, name FROM units WHERE kind = 'municipality' ORDER BY name")
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("units", row);
                Ok(NamedUnit { unit: columns.id(0)?, name: columns.text(1)? })
            })
            .collect()
    }

    /// What was refused for good on devices of people who are of the unit now, the most frequent first.
    pub(crate) async fn refusals_of_unit(&self, unit: UnitId, now: Timestamp) -> Result<Vec<Refusal>, StoreError> {
        let rows = sqlx::query(
            "SELECT r.reason, r.op, CAST(SUM(r.count) AS BIGINT) AS n, MAX(r.at) FROM refusals r \
             JOIN enrolments e ON e.id = r.enrolment_id WHERE e.user_id IN (SELECT user_id FROM memberships \
             WHERE unit_id = $1 AND valid_from <= $2 AND (valid_until IS NULL OR valid_until > $2)) \
             GROUP BY r.reason, r.op ORDER BY n DESC, r.reason, r.op",
        )
        .bind(&unit.as_bytes()[..])
        .bind(now.as_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns::new("refusals", row);
                Ok(Refusal {
                    reason: columns.code(0, reason_of)?,
                    kind: columns.code(1, RefusedKind::from_code)?,
                    count: u64::try_from(columns.int(2)?).map_err(|_| columns.damaged(2, "no count"))?,
                    last_at: columns.time(3)?,
                })
            })
            .collect()
    }
}
