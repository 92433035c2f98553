//! Small marks: a picture and a word.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::say;
use crate::app::view::Readers;
use crate::ui::i18n::*;

/// The class that colours a badge and the edge of an entry's card.
pub(super) const fn readers_class(readers: Readers) -> &'static str {
    match readers {
        Readers::Me => "me",
        Readers::Family => "fam",
        Readers::Consultant => "con",
        Readers::Team => "team",
    }
}

const fn readers_glyph(readers: Readers) -> Glyph {
    match readers {
        Readers::Me => Glyph::Lock,
        Readers::Family => Glyph::Persons,
        Readers::Consultant => Glyph::Share,
        Readers::Team => Glyph::Team,
    }
}

/// Who may read an entry: picture and word, the colour only repeats it.
#[component]
pub fn AudienceBadge(readers: Readers) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class=format!("badge {}", readers_class(readers))>
            <Icon glyph=readers_glyph(readers) />
            {move || match readers {
                Readers::Me | Readers::Family => say::readers(i18n, readers),
                Readers::Consultant => t_string!(i18n, aud.shared_consultant),
                Readers::Team => t_string!(i18n, aud.shared_team),
            }}
        </span>
    }
}

/// What a badge tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
