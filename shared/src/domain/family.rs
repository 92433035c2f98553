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
