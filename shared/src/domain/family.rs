//! Families and spaces.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// What kind of foster family: rules name the kinds that they apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyKind {
    /// Almen plejefamilie.
    General,
    /// Forstærket plejefamilie.
    Reinforced,
    /// Specialiseret plejefamilie.
    Specialised,
    /// Netværksplejefamilie.
    Network,
    /// Aflastningsfamilie.
    Respite,
}

impl FamilyKind {
    /// Every kind, for tables and lists that must name them all.
    pub const ALL: [Self; 5] = [Self::General, Self::Reinforced, Self::Specialised, Self::Network, Self::Respite];
}

/// Why a placement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// A move that was agreed upon.
    AgreedMove,
    /// The child has grown up.
    GrownUp,
    /// The parents want the child home.
    ParentsWish,
    /// The municipality decides.
    Decision,
    /// The child wants to move.
    ChildsWish,
}

impl EndReason {
    /// Every reason, for tables and lists that must name them all.
    pub const ALL: [Self; 5] = [Self::AgreedMove, Self::GrownUp, Self::ParentsWish, Self::Decision, Self::ChildsWish];
}

/// What a space is for; it decides who may be a member and what may be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SpaceKind {
    /// One child's placement in one family.
    #[n(1)]
    Placement,
    /// A family's contact with the akuttelefon and its consultant.
    #[n(2)]
    Contact,
    /// One person's own notes.
    #[n(3)]
    Person,
    /// The duty officers' rota and hand-over.
    #[n(4)]
    Duty,
    /// A class, network group or group supervision.
    #[n(5)]
    Group,
    /// What everybody in a municipality may read.
    #[n(6)]
    Municipality,
}

impl SpaceKind {
    /// Every kind, for tables that must name them all.
    pub const ALL: [Self; 6] =
        [Self::Placement, Self::Contact, Self::Person, Self::Duty, Self::Group, Self::Municipality];

    /// The number on the wire and in the database.
    pub const fn code(self) -> u8 {
        match self {
            Self::Placement => 1,
            Self::Contact => 2,
            Self::Person => 3,
            Self::Duty => 4,
            Self::Group => 5,
            Self::Municipality => 6,
        }
    }

    /// The kind with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_space_has_one_number_everywhere() {
        for kind in SpaceKind::ALL {
            assert_eq!(SpaceKind::from_code(kind.code()), Some(kind));
            assert_eq!(crate::sync::frame::to_cbor(&kind), [kind.code()], "the wire says the same");
        }
    }
}
