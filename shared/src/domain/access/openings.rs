//! Who sees that a family's card was opened.

use super::counts;
use crate::domain::ids::{PersonId, SpaceId};
use crate::domain::membership::{Membership, Role};
use crate::domain::rule::{Rule, holds};

/// Proof that a person may see who opened the card in this space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningsPermit(SpaceId);

impl OpeningsPermit {
    /// The family's contact space.
    pub fn space(self) -> SpaceId {
        self.0
    }
}

/// Whether `viewer` may see who opened the card in this contact space: the family, and whoever keeps the card.
pub fn may_see_openings(viewer: PersonId, memberships: &[&Membership], space: SpaceId) -> Option<OpeningsPermit> {
    let mut mine = memberships.iter().filter(|m| counts(m, viewer, space));
    let may = mine.any(|m| holds(Rule::OpeningsByRole, matches!(m.role, Role::FosterParent | Role::Consultant)));
    may.then_some(OpeningsPermit(space))
}
