//! Lists that are longer than a page.

use serde::{Deserialize, Serialize};

use crate::domain::{FamilyId, PersonId, Role};

/// So many are answered at once; a list that is longer is asked for again, beginning after those.
pub const PAGE: usize = 50;
/// Characters of what is looked for, at most.
pub const FIND_MAX: usize = 100;

/// Which people are asked for, beside [`super::As`]; all of it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindPeople {
    /// What their name or login contains; case does not count.
    #[serde(default)]
    pub q: String,
    /// So many of those that fit are known already.
    #[serde(default)]
    pub skip: usize,
    /// This one alone.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Those who are this in the unit now.
    #[serde(default)]
    pub having: Option<Role>,
}

/// Which families are asked for, beside [`super::As`]; all of it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindFamilies {
    /// What their name, or that of somebody in them, contains; case does not count.
    #[serde(default)]
    pub q: String,
    /// So many of those that fit are known already.
    #[serde(default)]
    pub skip: usize,
    /// This one alone.
    #[serde(default)]
    pub family: Option<FamilyId>,
}
