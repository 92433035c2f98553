//! *Inhabil*: who is kept out of which family's reach at work.

use serde::{Deserialize, Serialize};

use crate::domain::{FamilyId, PersonId, Timestamp};

/// Who is kept out of the unit's families, and who could be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusals {
    /// Those who are, by name.
    pub recusals: Vec<Recusal>,
    /// Who works for the unit, or answers for it at night, by name.
    pub people: Vec<NamedPerson>,
    /// The unit's families.
    pub families: Vec<NamedFamily>,
}

/// Somebody who is kept out of a family's reach.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recusal {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Of which family.
    pub family: FamilyId,
    /// Since when, if that was noted.
    pub since: Option<Timestamp>,
}

/// A person and their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPerson {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// A family and what it goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedFamily {
    /// Which.
    pub family: FamilyId,
    /// Its own name, or those of its adults.
    pub names: Vec<String>,
}

/// Keeps a family out of somebody's reach, or ends that: from then on they see what comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recuse {
    /// Who.
    pub person: PersonId,
    /// Of which family.
    pub family: FamilyId,
}
