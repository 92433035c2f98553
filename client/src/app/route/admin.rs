//! The places under *Administration*.

use std::fmt;

use samspil_shared::domain::{FamilyId, PersonId};

/// A place under *Administration*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdminPlace {
    /// *Administration*.
    Menu,
    /// *Personer*.
    People,
    /// A new person.
    NewPerson,
    /// A person.
    Person(PersonId),
    /// A new role of a person in the unit.
    NewRole(PersonId),
    /// *Familier*.
    Families,
    /// A new family.
    NewFamily,
    /// A family.
    Family(FamilyId),
    /// A new person in a family.
    NewParent(FamilyId),
    /// Somebody known who is to take part in a family.
    NewMember(FamilyId),
    /// A new placement in a family.
    NewPlacement(FamilyId),
    /// *Åbningstider og lukkedage*.
    Hours,
    /// *Inhabil*.
    Recusals,
    /// How much was refused.
    Refused,
}

impl AdminPlace {
    /// The place whose path ends in these parts.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            [] => Self::Menu,
            ["personer"] => Self::People,
            ["personer", "ny"] => Self::NewPerson,
            ["personer", id] => Self::Person(id.parse().ok()?),
            ["personer", id, "rolle"] => Self::NewRole(id.parse().ok()?),
            ["familier"] => Self::Families,
            ["familier", "ny"] => Self::NewFamily,
            ["familier", id] => Self::Family(id.parse().ok()?),
            ["familier", id, "ny-person"] => Self::NewParent(id.parse().ok()?),
            ["familier", id, "person"] => Self::NewMember(id.parse().ok()?),
            ["familier", id, "anbringelse"] => Self::NewPlacement(id.parse().ok()?),
            ["tider"] => Self::Hours,
            ["inhabil"] => Self::Recusals,
            ["afvist"] => Self::Refused,
            _ => return None,
        })
    }

    /// The place that it lies below; none of the first one.
    pub fn up(self) -> Option<Self> {
        Some(match self {
            Self::Menu => return None,
            Self::People | Self::Families | Self::Hours | Self::Recusals | Self::Refused => Self::Menu,
            Self::NewPerson | Self::Person(_) => Self::People,
            Self::NewRole(person) => Self::Person(person),
            Self::NewFamily | Self::Family(_) => Self::Families,
            Self::NewParent(family) | Self::NewMember(family) | Self::NewPlacement(family) => Self::Family(family),
        })
    }
}

impl fmt::Display for AdminPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Menu => Ok(()),
            Self::People => f.write_str("/personer"),
            Self::NewPerson => f.write_str("/personer/ny"),
            Self::Person(id) => write!(f, "/personer/{id}"),
            Self::NewRole(id) => write!(f, "/personer/{id}/rolle"),
            Self::Families => f.write_str("/familier"),
            Self::NewFamily => f.write_str("/familier/ny"),
            Self::Family(id) => write!(f, "/familier/{id}"),
            Self::NewParent(id) => write!(f, "/familier/{id}/ny-person"),
            Self::NewMember(id) => write!(f, "/familier/{id}/person"),
            Self::NewPlacement(id) => write!(f, "/familier/{id}/anbringelse"),
            Self::Hours => f.write_str("/tider"),
            Self::Recusals => f.write_str("/inhabil"),
            Self::Refused => f.write_str("/afvist"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::route::{Route, Tab};

    #[test]
    fn every_place_is_found_by_its_own_path_and_lies_below_more() {
        let (person, family) = (PersonId::from_bytes([7; 16]), FamilyId::from_bytes([9; 16]));
        let places = [
            AdminPlace::Menu,
            AdminPlace::People,
            AdminPlace::NewPerson,
            AdminPlace::Person(person),
            AdminPlace::NewRole(person),
            AdminPlace::Families,
            AdminPlace::NewFamily,
            AdminPlace::Family(family),
            AdminPlace::NewParent(family),
            AdminPlace::NewMember(family),
            AdminPlace::NewPlacement(family),
            AdminPlace::Hours,
            AdminPlace::Recusals,
            AdminPlace::Refused,
        ];
        for place in places {
            let route = Route::Admin(place);
            assert_eq!(Route::parse(&route.to_string()), route);
            assert_eq!(route.tab(), Tab::More);
            let steps = std::iter::successors(Some(place), |place| place.up());
            assert_eq!(steps.last(), Some(AdminPlace::Menu));
        }
        assert_eq!(Route::parse("/mere/administration/personer/x"), Route::Unknown);
    }
}
