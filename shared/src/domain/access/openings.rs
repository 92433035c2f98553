//! Who sees that a family's card was opened.

use super::counts;
use crate::domain::ids::{PersonId, SpaceId};
use crate::domain::membership::{Membership, Role};
use crate::domain::rule::{RoleList, Rule, holds, holds_for, is_one_of};

/// Proof that a person may see who opened the card in this space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningsPermit {
    space: SpaceId,
    family: Option<PersonId>,
}

impl OpeningsPermit {
    /// The family's contact space.
    pub fn space(self) -> SpaceId {
        self.space
    }

    /// Who of the family asks: nothing may tell them of a call that they are not shown. `None` for a consultant.
    pub fn family(self) -> Option<PersonId> {
        self.family
    }
}

/// Whether `viewer` may see who opened the card in this contact space: the family, and whoever keeps the card.
pub fn may_see_openings(viewer: PersonId, memberships: &[&Membership], space: SpaceId) -> Option<OpeningsPermit> {
    let mut mine = memberships.iter().filter(|m| counts(m, viewer, space));
    let may = mine.any(|m| holds_for(Rule::OpeningsByRole, m.role, &[Role::FosterParent, Role::Consultant]));
    let mut mine = memberships.iter().filter(|m| counts(m, viewer, space));
    let of_family = RoleList::Of(Rule::OpeningsOfFamily);
    let follows_up = holds(Rule::OpeningsOfFamily, mine.all(|m| is_one_of(of_family, m.role, &[Role::Consultant])));
    may.then_some(OpeningsPermit { space, family: (!follows_up).then_some(viewer) })
}
