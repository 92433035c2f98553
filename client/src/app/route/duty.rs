//! The places of the akuttelefon.

use std::fmt;

use samspil_shared::domain::{DocId, SpaceId};

use super::Tab;

/// A place of the akuttelefon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyPlace {
    /// *Vagt*.
    Shift,
    /// The card of a family, by its contact space.
    Family(SpaceId),
    /// *Nyt opkald*.
    NewCall,
    /// A call that was saved.
    Call(DocId),
    /// *Overlevering*.
    Handover,
}

impl DutyPlace {
    /// The place whose path ends in these parts.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            [] => Self::Shift,
            ["familie", id] => Self::Family(id.parse().ok()?),
            ["opkald"] => Self::NewCall,
            ["opkald", id] => Self::Call(id.parse().ok()?),
            ["overlevering"] => Self::Handover,
            _ => return None,
        })
    }

    /// The place that it lies below; none of those in the menu.
    pub fn up(self) -> Option<Self> {
        matches!(self, Self::Family(_) | Self::Call(_)).then_some(Self::Shift)
    }

    /// The entry of the menu that it lies under.
    pub(super) fn tab(self) -> Tab {
        match self {
            Self::Shift | Self::Family(_) | Self::Call(_) => Tab::Duty,
            Self::NewCall => Tab::NewCall,
            Self::Handover => Tab::Handover,
        }
    }
}

impl fmt::Display for DutyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shift => Ok(()),
            Self::Family(space) => write!(f, "/familie/{space}"),
            Self::NewCall => f.write_str("/opkald"),
            Self::Call(doc) => write!(f, "/opkald/{doc}"),
            Self::Handover => f.write_str("/overlevering"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Route;
    use super::*;

    #[test]
    fn every_place_is_found_by_its_own_path() {
        let (doc, space) = (DocId::from_bytes([7; 16]), SpaceId::from_bytes([9; 16]));
        let places =
            [DutyPlace::Shift, DutyPlace::Family(space), DutyPlace::NewCall, DutyPlace::Call(doc), DutyPlace::Handover];
        for place in places.map(Route::Duty) {
            assert_eq!(Route::parse(&place.to_string()), place);
        }
        assert_eq!(Route::parse("/vagt/familie/x"), Route::Unknown);
        for tab in [Tab::Duty, Tab::NewCall, Tab::Handover] {
            assert_eq!(tab.route().tab(), tab);
        }
    }
}
