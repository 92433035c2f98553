//! Who plans the akuttelefon's rota, says that a consultant is away, and sees what has slipped.

use super::ids::{PersonId, UnitId};
use super::membership::{Acting, Membership, Role};
use super::rule::{RoleList, Rule, holds, is_one_of};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotaDeed {
    /// Reading the rota of the unit that is on duty.
    SeeRota,
    /// Planning it: adding a shift, taking one off.
    PlanRota,
    /// Giving one's own shift on, or taking one that is offered.
    HandOn,
    /// Reading who works when, and who stands in.
    SeeConsultants,
    /// *X er syg i dag*, that somebody stands in on named days, and that somebody is back: of any consultant of the unit.
    SayAway,
    /// The same of oneself, and of whom one is the standing partner.
    SayAwayOfOwn,
    /// Saying when a consultant works and who stands in.
    PlanConsultants,
    /// Reading what has slipped, and counts.
    SeeOverview,
    /// Making a device a station (*vagt-pc*), and ending that.
    MarkStation,
    /// Reading who of the next shifts is ready on a station.
    SeeStation,
    /// Fetching what lies ready for the others on a station, sealed to them.
    FillStation,
}

impl RotaDeed {
    /// Every deed, for tables that must name them all.
    pub const ALL: [Self; 11] = [
        Self::SeeRota,
        Self::PlanRota,
        Self::HandOn,
        Self::SeeConsultants,
        Self::SayAway,
        Self::SayAwayOfOwn,
        Self::PlanConsultants,
        Self::SeeOverview,
        Self::MarkStation,
        Self::SeeStation,
        Self::FillStation,
    ];

    fn roles(self) -> &'static [Role] {
        match self {
            Self::SeeRota => &[Role::DutyOfficer, Role::Leader, Role::Administrator],
            Self::PlanRota => &[Role::Leader, Role::Administrator],
            Self::MarkStation | Self::SeeStation => &[Role::DutyOfficer, Role::Leader],
            Self::HandOn | Self::FillStation => &[Role::DutyOfficer],
            Self::SeeConsultants | Self::SayAwayOfOwn => &[Role::Consultant, Role::Leader, Role::Administrator],
            Self::SayAway | Self::PlanConsultants => &[Role::Leader, Role::Administrator],
            Self::SeeOverview => &[Role::Leader],
        }
    }
}

/// Who says that a consultant is away, and who stands in, which lets somebody into all their families: a leader of anybody, a
/// consultant of themselves and of whom they are the standing partner (08, rule 27).
pub fn away_deed(person: PersonId, of: PersonId, partner_of_that: Option<PersonId>) -> RotaDeed {
    let own = holds(Rule::RotaOfAwayOwn, of == person || partner_of_that == Some(person));
    if own { RotaDeed::SayAwayOfOwn } else { RotaDeed::SayAway }
}

/// Proof that it may be done: by whom, and for which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RotaPermit {
    by: PersonId,
    unit: UnitId,
}

impl RotaPermit {
    /// Who does it.
    pub fn by(self) -> PersonId {
        self.by
    }

    /// For which unit.
    pub fn unit(self) -> UnitId {
        self.unit
    }
}

/// Whether a person may do this in the role they act in, by memberships that are in effect.
pub fn may_rota(person: PersonId, acting: Acting, memberships: &[&Membership], deed: RotaDeed) -> Option<RotaPermit> {
    let has = memberships.iter().any(|m| {
        holds(Rule::RotaOfOneself, m.person == person)
            && holds(Rule::RotaOfUnit, m.unit == acting.unit)
            && holds(Rule::RotaInRole, m.role == acting.role)
            && holds(Rule::RotaOfTheFixed, !m.stand_in)
            && holds(Rule::RotaOfThePresent, !m.own_only)
    });
    let may = holds(Rule::RotaByRole, is_one_of(RoleList::Does(deed), acting.role, deed.roles()));
    (has && may).then_some(RotaPermit { by: person, unit: acting.unit })
}
