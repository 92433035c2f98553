//! What the app lies on: where something is kept is told by the name of it.

/// As far as words tell one from another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Here {
    /// "telefonen"
    #[default]
    Phone,
    /// "enheden"
    Tablet,
    /// "computeren"
    Computer,
}

impl Here {
    /// By the screen, and whether a finger is what points on it. A small screen is a phone's, also where a mouse is used.
    #[must_use]
    pub const fn of(small: bool, finger: bool) -> Self {
        match (small, finger) {
            (true, _) => Self::Phone,
            (false, true) => Self::Tablet,
            (false, false) => Self::Computer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_is_what_has_a_large_screen_and_a_mouse() {
        let all =
            [(true, true), (true, false), (false, true), (false, false)].map(|(small, finger)| Here::of(small, finger));
        assert_eq!(all, [Here::Phone, Here::Phone, Here::Tablet, Here::Computer]);
    }
}
