//! The places about calls, families' cards and who is away.

use std::fmt;

use samspil_shared::domain::{DocId, SpaceId};

use super::{Route, Tab};

/// A place below `/opfoelgning`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallPlace {
    /// The texts of all calls that nobody has taken yet.
    All,
    /// The calls of one family, by its contact space.
    Family(SpaceId),
    /// A call that is tied to no family.
    Loose(DocId),
    /// *Til journal*: one call with what became of it.
    Journal(DocId),
    /// *Mangler journalisering*.
    NotFiled,
    /// A family's card, for its consultant.
    Card(SpaceId),
    /// The form of the card.
    EditCard(SpaceId),
    /// *Vores kort til akuttelefonen*.
    OurCard(SpaceId),
    /// Who is away, and who stands in.
    Away,
    /// *Vagtplanen*: who answers when.
    Rota,
}

impl CallPlace {
    /// The place with these parts of a path.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            ["alle"] => Self::All,
            ["familie", id] => Self::Family(id.parse().ok()?),
            ["faelles", id] => Self::Loose(id.parse().ok()?),
            ["journal", id] => Self::Journal(id.parse().ok()?),
            ["journal"] => Self::NotFiled,
            ["kort", id] => Self::Card(id.parse().ok()?),
            ["kort", id, "ret"] => Self::EditCard(id.parse().ok()?),
            ["vores-kort", id] => Self::OurCard(id.parse().ok()?),
            ["vaek"] => Self::Away,
            ["vagtplan"] => Self::Rota,
            _ => return None,
        })
    }

    /// The entry of the main menu that it lies under.
    pub(super) fn tab(self) -> Tab {
        match self {
            Self::All | Self::Family(_) | Self::Loose(_) | Self::Journal(_) | Self::NotFiled => Tab::Today,
            Self::Card(_) | Self::EditCard(_) => Tab::Families,
            Self::OurCard(_) | Self::Away | Self::Rota => Tab::More,
        }
    }

    /// See [`Route::purpose`]: to follow up a call, or to keep a card. It follows from the place itself.
    pub(super) fn purpose(self) -> u8 {
        match self {
            Self::All | Self::Family(_) | Self::Loose(_) | Self::Journal(_) | Self::NotFiled => 8,
            Self::Card(_) | Self::EditCard(_) => 5,
            Self::OurCard(_) | Self::Away | Self::Rota => 6,
        }
    }

    /// Where *Tilbage* leads; the journal's page knows it by its call.
    pub(in crate::app) fn up(self) -> Route {
        match self {
            Self::All | Self::Family(_) | Self::Loose(_) | Self::Journal(_) | Self::NotFiled => Route::Today,
            Self::Card(_) => Route::Families,
            Self::EditCard(space) => Route::Calls(Self::Card(space)),
            Self::OurCard(_) | Self::Away | Self::Rota => Route::More,
        }
    }
}

impl fmt::Display for CallPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("/alle"),
            Self::Family(id) => write!(f, "/familie/{id}"),
            Self::Loose(id) => write!(f, "/faelles/{id}"),
            Self::Journal(id) => write!(f, "/journal/{id}"),
            Self::NotFiled => f.write_str("/journal"),
            Self::Card(id) => write!(f, "/kort/{id}"),
            Self::EditCard(id) => write!(f, "/kort/{id}/ret"),
            Self::OurCard(id) => write!(f, "/vores-kort/{id}"),
            Self::Away => f.write_str("/vaek"),
            Self::Rota => f.write_str("/vagtplan"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_by_its_own_path() {
        let (doc, space) = (DocId::from_bytes([7; 16]), SpaceId::from_bytes([9; 16]));
        let places = [
            CallPlace::All,
            CallPlace::Family(space),
            CallPlace::Loose(doc),
            CallPlace::Journal(doc),
            CallPlace::NotFiled,
            CallPlace::Card(space),
            CallPlace::EditCard(space),
            CallPlace::OurCard(space),
            CallPlace::Away,
            CallPlace::Rota,
        ];
        for place in places.map(Route::Calls) {
            assert_eq!(Route::parse(&place.to_string()), place);
        }
        assert_eq!(Route::parse("/opfoelgning/familie/x"), Route::Unknown);
        assert_eq!(Route::Calls(CallPlace::Family(space)).purpose(), 8, "the read log keeps this number");
    }
}
