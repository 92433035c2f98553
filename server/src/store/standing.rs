//! What decides what a person may see and do, read in one go.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::domain::{
    Acting, EnrolmentId, FamilyId, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId, Window,
    membership,
};
use samspil_shared::sync::frame::{Space, SpaceMembership};
use sqlx::any::AnyRow;

use super::enrolments::LABEL;
use super::row::Columns;
use super::statement::{Statement, Value};
use super::users::NAME;
use super::{Store, StoreError};

/// How far ahead a device is told of its person's shifts: the next ones, not the rota.
const SHIFTS_AHEAD_MS: i64 = 36 * 3_600_000;

/// Where a row of the view `reach` comes from: a shift, or a call that one registered.
const SHIFT: i64 = 1;
const OWN_NOTE: i64 = 2;

/// What a person may see and do, as of `version`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The server's version before the rest was read: while it stands, this holds.
    pub(crate) version: i64,
    pub(crate) person: PersonId,
    /// All rows ever, ended and future ones too; of shifts those from which something may still come in.
    pub(crate) memberships: Vec<Membership>,
    pub(crate) spaces: BTreeMap<SpaceId, SpaceFacts>,
    /// Own families, and those of kin.
    recused: Vec<FamilyId>,
    /// Since when, of those that are not one's own, where it is known.
    since: BTreeMap<FamilyId, Timestamp>,
    /// Families that were kept out of reach, and until when: what came to be before stays unseen.
    until: BTreeMap<FamilyId, Timestamp>,
    /// Every device of the person, and whether it is in force.
    pub(crate) enrolments: BTreeMap<EnrolmentId, bool>,
    /// Whether the account is in force.
    pub(crate) in_force: bool,
}

/// What is said of a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpaceFacts {
    pub(crate) kind: SpaceKind,
    pub(crate) family: Option<FamilyId>,
    pub(crate) members_version: i64,
    /// The unit that looks after it.
    pub(crate) unit: Option<UnitId>,
}

impl Standing {
    /// The memberships that count now.
    pub(crate) fn effective(&self, acting: Acting, now: Timestamp) -> Vec<&Membership> {
        membership::effective(&self.memberships, acting, &self.recused, self.families(), now)
    }

    /// The memberships that count in a role at any time.
    pub(crate) fn ever(&self, acting: Acting) -> Vec<&Membership> {
        membership::ever(&self.memberships, acting, &self.recused, self.families())
    }

    /// The same for what was done at `at`.
    pub(crate) fn ever_at(&self, acting: Acting, at: Timestamp, now: Timestamp) -> Vec<&Membership> {
        membership::ever(&self.memberships, acting, &self.recused_at(at, now), self.families())
    }

    /// The memberships in which something made at `at` may still come in now: those that counted then, and that have not
    /// ended longer ago than late work is waited for.
    pub(crate) fn late(&self, acting: Acting, at: Timestamp, now: Timestamp) -> Vec<&Membership> {
        membership::late(&self.memberships, acting, &self.recused_at(at, now), self.families(), at, now)
    }

    /// The families that were out of reach at `at`: what was done before somebody was kept out is waited for as long as what
    /// was done before a membership ended.
    fn recused_at(&self, at: Timestamp, now: Timestamp) -> Vec<FamilyId> {
        let was_within = |since: &Timestamp| at < *since && at <= now && now.ms_since(*since) <= membership::LATE_MS;
        let mut recused = self.recused.clone();
        recused.retain(|family| !self.since.get(family).is_some_and(was_within));
        recused
    }

    /// A row as it counts in a family that was kept out of reach once.
    fn after_recusal(&self, row: Membership, family: Option<FamilyId>) -> Membership {
        match family.and_then(|family| self.until.get(&family)) {
            Some(ended) => membership::after_recusal(row, *ended),
            None => row,
        }
    }

    fn families(&self) -> impl Fn(SpaceId) -> Option<FamilyId> {
        move |space| self.spaces.get(&space)?.family
    }

    /// Whether the person holds or held the role that they want to act in.
    pub(crate) fn may_act(&self, acting: Acting) -> bool {
        acting.role == Role::Oneself || self.memberships.iter().any(|m| m.role == acting.role && m.unit == acting.unit)
    }

    /// The next instant after `now` at which one of the person's windows opens or closes.
    pub(crate) fn next_boundary(&self, now: Timestamp) -> Option<Timestamp> {
        boundaries(self.memberships.iter().map(|m| m.window)).filter(|at| *at > now).min()
    }
}

/// When windows open and close.
pub(crate) fn boundaries(windows: impl Iterator<Item = Window>) -> impl Iterator<Item = Timestamp> {
    windows.flat_map(|window| [Some(window.from), window.until]).flatten()
}

/// A row of `roster` as others are told it: who is kept out of the family takes no part in it from then on, and keeps the name
/// for what they wrote before.
fn seen_by_others(row: Membership, columns: &Columns<'_>) -> Result<Membership, StoreError> {
    const KEPT_OUT: i64 = 1;
    if let Some(ended) = columns.time_opt(14)? {
        return Ok(membership::after_recusal(row, ended));
    }
    if columns.int(16)? != KEPT_OUT || !membership::RECUSABLE.contains(&row.role) {
        return Ok(row);
    }
    let Window { from, until } = row.window;
    let out = columns.time_opt(15)?.map_or(from, |since| since.max(from));
    Ok(Membership { window: Window { from, until: Some(until.map_or(out, |until| until.min(out))) }, ..row })
}

impl Store {
    /// What a person may see and do; `None` if there is no such person.
    pub(crate) async fn standing(&self, person: PersonId) -> Result<Option<Standing>, StoreError> {
        let id = &person.as_bytes()[..];
        let user =
            sqlx::query("SELECT ended_at, (SELECT version FROM server_state WHERE id = 1) FROM users WHERE id = $1")
                .bind(id)
                .fetch_optional(self.read())
                .await?;
        let Some(user) = user else { return Ok(None) };
        let user = Columns::new("users", &user);
        let (ended_at, version) = (user.time_opt(0)?, user.int(1)?);
        let rows = sqlx::query(
            "SELECT m.user_id, m.space_id, m.role, m.unit_id, m.stand_in, m.course, m.valid_from, m.valid_until, m.sees_from, \
             m.own_only, s.kind, s.family_id, s.members_version, \
             CASE WHEN s.kind IN (4, 6) THEN s.owner_id ELSE f.unit_id END \
             FROM reach m JOIN spaces s ON s.id = m.space_id LEFT JOIN families f ON f.id = s.family_id \
             WHERE m.user_id = $1 AND (m.source <> $2 OR m.valid_until > $3)",
        )
        .bind(id)
        .bind(SHIFT)
        .bind(self.edge().now().plus_ms(-membership::LATE_MS).as_ms())
        .fetch_all(self.read())
        .await?;
        let (mut memberships, mut spaces) = (Vec::new(), BTreeMap::new());
        for row in &rows {
            let columns = Columns::new("memberships", row);
            let membership = membership_of(&columns)?;
            let facts = SpaceFacts {
                kind: columns.code(10, SpaceKind::from_code)?,
                family: columns.id_opt(11)?,
                members_version: columns.int(12)?,
                unit: columns.id_opt(13)?,
            };
            spaces.insert(membership.space, facts);
            memberships.push(membership);
        }
        let recusals = sqlx::query("SELECT family_id, ended_at, since FROM recusals WHERE user_id = $1")
            .bind(id)
            .fetch_all(self.read())
            .await?;
        let enrolments = sqlx::query("SELECT id, revoked_at FROM enrolments WHERE user_id = $1")
            .bind(id)
            .fetch_all(self.read())
            .await?;
        let (mut set_up, mut since, mut until) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for row in &recusals {
            let columns = Columns::new("recusals", row);
            let family: FamilyId = columns.id(0)?;
            match columns.time_opt(1)? {
                None => {
                    set_up.push(family);
                    since.extend(columns.time_opt(2)?.map(|since| (family, since)));
                }
                Some(ended) => drop(until.insert(family, ended)),
            }
        }
        let own = membership::own_families(&memberships, |space| {
            spaces.get(&space).and_then(|facts: &SpaceFacts| facts.family)
        });
        let own: BTreeSet<FamilyId> = own.collect();
        since.retain(|family, _| !own.contains(family));
        let recused = own.into_iter().chain(set_up).collect::<BTreeSet<_>>().into_iter().collect();
        let mut standing = Standing {
            version,
            person,
            memberships: Vec::new(),
            spaces,
            recused,
            since,
            until,
            enrolments: enrolments.iter().map(enrolment_of).collect::<Result<_, _>>()?,
            in_force: ended_at.is_none(),
        };
        let family = |row: &Membership| standing.spaces.get(&row.space).and_then(|facts| facts.family);
        let rows = memberships.into_iter().map(|row| (family(&row), row));
        standing.memberships = rows.map(|(family, row)| standing.after_recusal(row, family)).collect();
        Ok(Some(standing))
    }

    /// Which of these spaces the person reaches in the role, as they are told of them: the viewer's own rows, and who
    /// else takes or took part as far as the viewer may know them. Names of a family's members go to those of its own
    /// spaces only. With them the next instant at which any of it changes by itself.
    pub(crate) async fn roster(
        &self,
        standing: &Standing,
        acting: Acting,
        spaces: &BTreeSet<SpaceId>,
        now: Timestamp,
    ) -> Result<Roster, StoreError> {
        let mut roster = Roster { spaces: BTreeMap::new(), next_boundary: None };
        if spaces.is_empty() {
            return Ok(roster);
        }
        let statement = Statement::new(
            "SELECT m.user_id, m.space_id, m.role, m.unit_id, m.stand_in, m.course, m.valid_from, m.valid_until, m.sees_from, \
             m.own_only, u.name, u.key_id, n.name, m.source, r.ended_at, r.since, \
             CAST(CASE WHEN r.user_id IS NULL THEN 0 WHEN r.ended_at IS NULL THEN 1 ELSE 2 END AS BIGINT) \
             FROM reach m JOIN users u ON u.id = m.user_id JOIN spaces s ON s.id = m.space_id \
             LEFT JOIN recusals r ON r.user_id = m.user_id AND r.family_id = s.family_id \
             LEFT JOIN units n ON n.id = m.unit_id WHERE (m.user_id = ",
        );
        // Of spaces where strangers meet only one's own rows are read: a unit has as many others as it has people.
        let known =
            spaces.iter().filter(|space| standing.spaces.get(space).is_some_and(|facts| shows_others(facts.kind)));
        let rows = statement
            .bind(Value::Bytes(standing.person.as_bytes()))
            .text(" OR (m.source <> ")
            .bind(Value::Int(SHIFT))
            .text(" AND m.space_id IN ")
            .list(known.map(|space| &space.as_bytes()[..]))
            .text(")) AND m.space_id IN ")
            .list(spaces.iter().map(|space| &space.as_bytes()[..]))
            .text(" ORDER BY m.space_id, m.role, m.valid_from, m.user_id, m.source")
            .all(self.read())
            .await?;
        for space in spaces {
            let Some(facts) = standing.spaces.get(space) else { continue };
            let (kind, family, unit) = (facts.kind, facts.family, facts.unit);
            let empty = Space { id: *space, kind, family, members: Vec::new(), unit };
            roster.spaces.insert(*space, empty);
        }
        for row in &rows {
            let columns = Columns::new("memberships", row);
            let membership = membership_of(&columns)?;
            let Some(space) = roster.spaces.get_mut(&membership.space) else { continue };
            let own = membership.person == standing.person;
            let membership = if own {
                standing.after_recusal(membership, space.family)
            } else {
                seen_by_others(membership, &columns)?
            };
            if !own && !shows_others(space.kind) {
                continue;
            }
            if own && !membership.counts_in(acting) {
                continue;
            }
            // Families are never told who answers at night; whoever follows up is.
            let source = columns.int(13)?;
            let is_told = |known: &[SpaceMembership]| known.iter().any(|m| m.person == membership.person && m.own_only);
            if !own && source == OWN_NOTE && (acting.role != Role::Consultant || is_told(&space.members)) {
                continue;
            }
            let is_near = |window: Window| {
                window.until.is_none_or(|until| until > now) && window.from < now.plus_ms(SHIFTS_AHEAD_MS)
            };
            if own && source == SHIFT && !is_near(membership.window) {
                continue;
            }
            let next = boundaries(std::iter::once(membership.window)).filter(|at| *at > now).min();
            roster.next_boundary = roster.next_boundary.into_iter().chain(next).min();
            if own || membership.window.from <= now {
                space.members.push(SpaceMembership {
                    person: membership.person,
                    name: self.open_text(NAME, membership.person.as_bytes(), columns.id(11)?, columns.bytes(10)?)?,
                    role: membership.role,
                    unit: membership.unit,
                    unit_name: columns.text_opt(12)?.unwrap_or_default(),
                    stand_in: membership.stand_in,
                    course: membership.course,
                    window: membership.window,
                    sees_from: membership.sees_from,
                    own_only: membership.own_only,
                });
            }
        }
        Ok(roster)
    }

    /// The enrolment under which this node writes; made at the first use.
    pub(crate) async fn service_enrolment(&self) -> Result<EnrolmentId, StoreError> {
        let mut tx = self.begin().await?;
        // The server's row is held, so that two commands at once make one.
        sqlx::query("UPDATE server_state SET version = version WHERE id = 1").execute(&mut *tx).await?;
        let found = sqlx::query("SELECT id FROM enrolments WHERE user_id IS NULL AND node = $1")
            .bind(self.node())
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(row) = found {
            return Columns::new("enrolments", &row).id(0);
        }
        let enrolment = self.edge().with_rng(EnrolmentId::random);
        let label = self.seal(LABEL, enrolment.as_bytes(), self.node().as_bytes());
        sqlx::query(
            "INSERT INTO enrolments (id, node, label, key_id, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)",
        )
        .bind(&enrolment.as_bytes()[..])
        .bind(self.node())
        .bind(&label.bytes[..])
        .bind(&label.key_id.as_bytes()[..])
        .bind(self.edge().now().as_ms())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(enrolment)
    }
}

/// Spaces as a person is told of them.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    pub(crate) spaces: BTreeMap<SpaceId, Space>,
    /// When a window of anybody in them opens or closes next.
    pub(crate) next_boundary: Option<Timestamp>,
}

/// In a placement's and in a family's contact space people know each other; elsewhere families meet that are strangers.
fn shows_others(kind: SpaceKind) -> bool {
    match kind {
        SpaceKind::Placement | SpaceKind::Contact => true,
        SpaceKind::Person | SpaceKind::Duty | SpaceKind::Group | SpaceKind::Municipality => false,
    }
}

/// The first ten columns.
pub(super) fn membership_of(columns: &Columns<'_>) -> Result<Membership, StoreError> {
    Ok(Membership {
        person: columns.id(0)?,
        space: columns.id(1)?,
        role: columns.code(2, Role::from_code)?,
        unit: columns.id(3)?,
        stand_in: columns.bool(4)?,
        course: columns.id_opt(5)?,
        window: Window { from: columns.time(6)?, until: columns.time_opt(7)? },
        sees_from: columns.time_opt(8)?,
        own_only: columns.bool(9)?,
    })
}

fn enrolment_of(row: &AnyRow) -> Result<(EnrolmentId, bool), StoreError> {
    let columns = Columns::new("enrolments", row);
    Ok((columns.id(0)?, columns.time_opt(1)?.is_none()))
}
