//! Small marks: a picture and a word.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::ui::I18n;
use crate::ui::i18n::*;

/// Who may read: the presets a person chooses between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readers {
    Me,
    Family,
    Consultant,
    Team,
}

impl Readers {
    /// The class that colours a badge and the edge of an entry's card.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Family => "fam",
            Self::Consultant => "con",
            Self::Team => "team",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Me => Glyph::Lock,
            Self::Family => Glyph::Persons,
            Self::Consultant => Glyph::Share,
            Self::Team => Glyph::Team,
        }
    }

    /// The preset's name: "Kun mig", "Os voksne".
    #[must_use]
    pub fn words(self, i18n: I18n) -> &'static str {
        match self {
            Self::Me => t_string!(i18n, aud.me),
            Self::Family => t_string!(i18n, aud.family),
            Self::Consultant => t_string!(i18n, aud.consultant),
            Self::Team => t_string!(i18n, aud.team),
        }
    }
}

/// Who may read an entry: picture and word, the colour only repeats it.
#[component]
pub fn AudienceBadge(readers: Readers) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class=format!("badge {}", readers.class())>
            <Icon glyph=readers.glyph() />
            {move || readers.words(i18n)}
        </span>
    }
}

/// What a badge tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Info,
    /// Waiting, asks for something.
    Warm,
    /// Done, kept.
    Leaf,
}

/// Any other mark.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] glyph: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Tone::Plain => "badge",
        Tone::Info => "badge info",
        Tone::Warm => "badge warm",
        Tone::Leaf => "badge leaf",
    };
    view! {
        <span class=class>
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </span>
    }
}
