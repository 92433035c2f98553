//! The languages the app speaks. Which one is no secret: the browser keeps it in clear, for the screens before unlocking.

use minicbor::{Decode, Encode};

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum Language {
    /// *Dansk*.
    #[default]
    #[n(1)]
    Danish,
    /// *English*.
    #[n(2)]
    English,
}

impl Language {
    /// All of them, as they are offered.
    pub const ALL: [Self; 2] = [Self::Danish, Self::English];

    /// The tag for the page, and for what the browser keeps.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Danish => "da",
            Self::English => "en",
        }
    }

    /// The language of such a tag; Danish if there is none.
    pub fn of_tag(tag: &str) -> Self {
        let main = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| main.eq_ignore_ascii_case(language.tag())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_tag_and_anything_else_is_danish() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), language);
        }
        assert_eq!(Language::of_tag("EN-gb"), Language::English);
        for other in ["", "de", "english", "-en"] {
            assert_eq!(Language::of_tag(other), Language::Danish, "{other}");
        }
    }
}
