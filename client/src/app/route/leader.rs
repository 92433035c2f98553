//! The places of a leader.

use std::fmt;

/// A place below `/overblik`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaderPlace {
    /// *Overblik*: the calls of twelve months, in clear.
    Overview,
    /// *Rapport til andre*: the same with small numbers hidden.
    Report,
}

impl LeaderPlace {
    /// The place with these parts of a path.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            [] => Self::Overview,
            ["rapport"] => Self::Report,
            _ => return None,
        })
    }
}

impl fmt::Display for LeaderPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overview => Ok(()),
            Self::Report => f.write_str("/rapport"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::route::{Route, Tab};

    #[test]
    fn every_place_is_found_by_its_own_path() {
        for place in [LeaderPlace::Overview, LeaderPlace::Report].map(Route::Leader) {
            assert_eq!(Route::parse(&place.to_string()), place);
            assert_eq!(place.tab(), Tab::Overview);
        }
        assert_eq!(Tab::Overview.route(), Route::Leader(LeaderPlace::Overview));
        assert_eq!(Route::parse("/overblik/x"), Route::Unknown);
    }
}
