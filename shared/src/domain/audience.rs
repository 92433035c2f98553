//! Whom a document is for: relations and named persons, fixed at its creation.

use minicbor::{Decode, Encode};

use super::membership::Role;
use super::rule::{RoleList, is_one_of};

/// A relation that a person can stand in to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Who created it.
    Author = 1 << 0,
    /// The family's adults.
    Family = 1 << 1,
    /// The fixed consultant and the stand-in.
    Consultant = 1 << 2,
    /// The consultant and institution workers with a running course; never the adviser.
    Team = 1 << 3,
    /// The authority adviser.
    Adviser = 1 << 4,
    /// Duty officers in their window.
    Duty = 1 << 5,
    /// Everybody in the space.
    Members = 1 << 6,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 7] =
        [Self::Author, Self::Family, Self::Consultant, Self::Team, Self::Adviser, Self::Duty, Self::Members];

    /// Whether a membership in this role meets the relation (the author and the course are asked elsewhere).
    pub fn is_met_by(self, role: Role) -> bool {
        let roles: &[Role] = match self {
            Self::Author => &[],
            Self::Family => &[Role::FosterParent],
            Self::Consultant => &[Role::Consultant],
            Self::Team => &[Role::Consultant, Role::InstitutionWorker],
            Self::Adviser => &[Role::Adviser],
            Self::Duty => &[Role::DutyOfficer],
            Self::Members => &Role::ALL,
        };
        is_one_of(RoleList::Meets(self), role, roles)
    }
}

/// A set of relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode)]
#[cbor(transparent)]
pub struct Audience(#[n(0)] u8);

/// The bits name no known relation, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0:#b} is not a set of relations")]
pub struct AudienceError(pub u8);

impl Audience {
    /// *Kun mig*: the author alone.
    pub const AUTHOR: Self = Self::of(&[Relation::Author]);
    /// *Os voksne*: the family's adults.
    pub const FAMILY: Self = Self::of(&[Relation::Family]);
    /// *Konsulenten*: the family and the consultant.
    pub const CONSULTANT: Self = Self::of(&[Relation::Family, Relation::Consultant]);
    /// *Teamet*: the family, the consultant and the institution workers.
    pub const TEAM: Self = Self::of(&[Relation::Family, Relation::Team]);
    /// A call: who took it, and the consultant.
    pub const CALL: Self = Self::of(&[Relation::Author, Relation::Consultant]);
    /// Its follow-up: the next officers too.
    pub const FOLLOW_UP: Self = Self::of(&[Relation::Author, Relation::Consultant, Relation::Duty]);
    /// What both adults are shown of it. For the caller alone it is [`Self::CALL`] with a named reader.
    pub const RECEIPT: Self = Self::of(&[Relation::Author, Relation::Consultant, Relation::Family]);
    /// Everybody in the space.
    pub const MEMBERS: Self = Self::of(&[Relation::Members]);

    /// The set of these relations.
    pub const fn of(relations: &[Relation]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < relations.len() {
            bits |= relations[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    /// Whether the relation is in the set.
    pub const fn has(self, relation: Relation) -> bool {
        self.0 & relation as u8 != 0
    }

    /// The relations in the set.
    pub fn relations(self) -> impl Iterator<Item = Relation> {
        Relation::ALL.into_iter().filter(move |relation| self.has(*relation))
    }

    /// The set's bits, as in `documents.audience_bits`.
    pub const fn bits(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Audience {
    type Error = AudienceError;
    fn try_from(bits: u8) -> Result<Self, AudienceError> {
        let known = Relation::ALL.iter().fold(0, |all, relation| all | *relation as u8);
        if bits == 0 || bits & !known != 0 { Err(AudienceError(bits)) } else { Ok(Self(bits)) }
    }
}

impl<'b, C> Decode<'b, C> for Audience {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::try_from(d.u8()?).map_err(minicbor::decode::Error::custom)
    }
}
