//! Who takes part in a space, as what, and when.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::duty::NOTE_LATE_MS;
use super::ids::{CourseId, FamilyId, PersonId, SpaceId, UnitId};
use super::rule::{Rule, holds, holds_for};
use super::time::Timestamp;

/// How long after the end of a membership what was made in it may come in, by what the device says of the time: a month
/// without a connection. Without a bound a clock that is set back would keep a window open for ever.
pub const LATE_MS: i64 = 30 * 86_400_000;

/// What a person takes part as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Role {
    /// The person in their own `person` space.
    #[n(1)]
    Oneself,
    /// Plejeforælder.
    #[n(2)]
    FosterParent,
    /// Familieplejekonsulent, fixed or standing in.
    #[n(3)]
    Consultant,
    /// Akuttelefonvagt.
    #[n(4)]
    DutyOfficer,
    /// Døgninstitutionsmedarbejder.
    #[n(5)]
    InstitutionWorker,
    /// Myndighedsrådgiver.
    #[n(6)]
    Adviser,
    /// Leder.
    #[n(7)]
    Leader,
    /// Administrator.
    #[n(8)]
    Administrator,
}

impl Role {
    /// Every role, for tables that must name them all.
    pub const ALL: [Self; 8] = [
        Self::Oneself,
        Self::FosterParent,
        Self::Consultant,
        Self::DutyOfficer,
        Self::InstitutionWorker,
        Self::Adviser,
        Self::Leader,
        Self::Administrator,
    ];

    /// Whether it is somebody's work: what it opens is other people's.
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Oneself | Self::FosterParent)
    }

    /// Days that a device may be read in this role without having been in touch with the server (05 "The device vault").
    pub const fn lease_days(self) -> i64 {
        match self {
            Self::Oneself | Self::FosterParent => 45,
            Self::Consultant | Self::InstitutionWorker | Self::Adviser | Self::Leader | Self::Administrator => 14,
            Self::DutyOfficer => 3,
        }
    }

    /// The number on the wire and in the database.
    pub const fn code(self) -> u8 {
        match self {
            Self::Oneself => 1,
            Self::FosterParent => 2,
            Self::Consultant => 3,
            Self::DutyOfficer => 4,
            Self::InstitutionWorker => 5,
            Self::Adviser => 6,
            Self::Leader => 7,
            Self::Administrator => 8,
        }
    }

    /// The role with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What a person acts as at the moment: all memberships with this role and unit count, and their own `person` space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Acting {
    /// The role acted in.
    #[n(0)]
    pub role: Role,
    /// The unit acted for.
    #[n(1)]
    pub unit: UnitId,
}

/// When a membership holds: from `from` (inclusive) to `until` (exclusive; open if `None`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct Window {
    /// First instant.
    #[n(0)]
    pub from: Timestamp,
    /// First instant after it.
    #[n(1)]
    pub until: Option<Timestamp>,
}

impl Window {
    /// Whether `at` lies inside.
    pub fn contains(&self, at: Timestamp) -> bool {
        holds(Rule::WindowFrom, self.from <= at) && holds(Rule::WindowUntil, self.until.is_none_or(|until| at < until))
    }
}

/// A row of a person in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The person.
    pub person: PersonId,
    /// The space.
    pub space: SpaceId,
    /// As what.
    pub role: Role,
    /// For which unit.
    pub unit: UnitId,
    /// Whether the person stands in for the fixed one.
    pub stand_in: bool,
    /// The course that makes an institution worker part of the team.
    pub course: Option<CourseId>,
    /// When.
    pub window: Window,
    /// Documents created before this instant stay unseen; `None` sees everything shared with the relation.
    pub sees_from: Option<Timestamp>,
    /// Whether only what the person wrote is seen: a duty officer after the shift, until the note is taken up.
    pub own_only: bool,
}

impl Membership {
    /// Whether this row counts while its person acts as `acting`.
    pub fn counts_in(&self, acting: Acting) -> bool {
        holds_for(Rule::ActingOneself, self.role, &[Role::Oneself])
            || (holds(Rule::ActingRole, self.role == acting.role) && holds(Rule::ActingUnit, self.unit == acting.unit))
    }

    /// Whether it lasted beyond `at`, if that is known: what came to be after one's time is no concern of one's.
    pub fn reaches_beyond(&self, at: Option<Timestamp>) -> bool {
        let lasts = |at| self.window.until.is_none_or(|until| until > at);
        holds(Rule::ReachesBeyond, at.is_none_or(lasts))
    }
}

/// The memberships that count for one person acting as `acting` at `now`, families they are recused from left out.
///
/// `family_of` names the family a space belongs to, if any.
pub fn effective<'a>(
    memberships: &'a [Membership],
    acting: Acting,
    recused: &[FamilyId],
    family_of: impl Fn(SpaceId) -> Option<FamilyId>,
    now: Timestamp,
) -> Vec<&'a Membership> {
    let counting = ever(memberships, acting, recused, family_of).into_iter();
    counting.filter(|m| m.window.contains(now)).collect()
}

/// The memberships that count for one person acting as `acting` at any time, families they are recused from left out.
pub fn ever<'a>(
    memberships: &'a [Membership],
    acting: Acting,
    recused: &[FamilyId],
    family_of: impl Fn(SpaceId) -> Option<FamilyId>,
) -> Vec<&'a Membership> {
    memberships
        .iter()
        .filter(|m| m.counts_in(acting))
        .filter(|m| {
            let is_recused = || family_of(m.space).is_some_and(|family| recused.contains(&family));
            !holds_for(Rule::RecusedRole, m.role, &RECUSABLE) || !holds(Rule::RecusedFamily, is_recused())
        })
        .collect()
}

/// The memberships in which something made at `at` may still come in at `now`: those that counted then, and that have not
/// ended longer ago than late work is waited for.
pub fn late<'a>(
    memberships: &'a [Membership],
    acting: Acting,
    recused: &[FamilyId],
    family_of: impl Fn(SpaceId) -> Option<FamilyId>,
    at: Timestamp,
    now: Timestamp,
) -> Vec<&'a Membership> {
    let waited_for = |m: &&Membership| {
        let wait = if holds_for(Rule::LateOfDuty, m.role, &[Role::DutyOfficer]) { NOTE_LATE_MS } else { LATE_MS };
        holds(Rule::LateWaits, m.window.until.is_none_or(|until| now.ms_since(until) <= wait))
    };
    if !holds(Rule::LateNotAhead, at <= now) {
        return Vec::new();
    }
    effective(memberships, acting, recused, family_of, at).into_iter().filter(waited_for).collect()
}

/// The families in which somebody with these memberships is or was a foster parent: nobody is on duty for their own. Kin's
/// are told by a leader, who keeps them as rows.
pub fn own_families(
    memberships: &[Membership],
    family_of: impl Fn(SpaceId) -> Option<FamilyId>,
) -> impl Iterator<Item = FamilyId> {
    let foster = memberships.iter().filter(|m| holds_for(Rule::OwnFamily, m.role, &[Role::FosterParent]));
    foster.filter_map(move |m| family_of(m.space))
}

/// A row of somebody who was recused from the row's family until `ended`: what came to be before stays unseen in it.
pub fn after_recusal(row: Membership, ended: Timestamp) -> Membership {
    if !holds(Rule::RecusalStaysUnseen, RECUSABLE.contains(&row.role)) {
        return row;
    }
    let sees_from = row.sees_from.map_or(ended, |sees| sees.max(ended));
    Membership { sees_from: Some(sees_from), ..row }
}

/// Own, a partner's and close kin's families are out of reach in the roles that serve many families.
pub const RECUSABLE: [Role; 3] = [Role::DutyOfficer, Role::InstitutionWorker, Role::Consultant];

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: UnitId = UnitId::from_bytes([1; 16]);
    const FAMILY: FamilyId = FamilyId::from_bytes([5; 16]);

    fn membership(role: Role, space: u8) -> Membership {
        Membership {
            person: PersonId::from_bytes([2; 16]),
            space: SpaceId::from_bytes([space; 16]),
            role,
            unit: UNIT,
            stand_in: false,
            course: None,
            window: Window { from: Timestamp::from_ms(100), until: Some(Timestamp::from_ms(200)) },
            sees_from: None,
            own_only: false,
        }
    }

    #[test]
    fn one_acting_membership_at_a_time() {
        let rows = [membership(Role::FosterParent, 1), membership(Role::DutyOfficer, 2), membership(Role::Oneself, 3)];
        let acting = Acting { role: Role::FosterParent, unit: UNIT };
        let spaces: Vec<_> = effective(&rows, acting, &[], |_| None, Timestamp::from_ms(150))
            .iter()
            .map(|m| m.space.as_bytes()[0])
            .collect();
        assert_eq!(spaces, [1, 3]);
    }

    #[test]
    fn a_role_has_one_number_everywhere() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert_eq!(crate::sync::frame::to_cbor(&role), [role.code()], "the wire says the same");
        }
    }

    #[test]
    fn the_window_is_half_open() {
        let rows = [membership(Role::DutyOfficer, 1)];
        let acting = Acting { role: Role::DutyOfficer, unit: UNIT };
        let at = |ms| effective(&rows, acting, &[], |_| None, Timestamp::from_ms(ms)).len();
        assert_eq!((at(99), at(100), at(199), at(200)), (0, 1, 1, 0));
    }

    #[test]
    fn own_family_is_out_of_reach_on_duty_but_not_at_home() {
        let family_of = |_| Some(FAMILY);
        for (role, seen) in [(Role::DutyOfficer, 0), (Role::InstitutionWorker, 0), (Role::FosterParent, 1)] {
            let rows = [membership(role, 1)];
            let acting = Acting { role, unit: UNIT };
            assert_eq!(effective(&rows, acting, &[FAMILY], family_of, Timestamp::from_ms(150)).len(), seen, "{role:?}");
        }
    }
}
