//! A few words that stand out from the page.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What a notice is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeTone {
    #[default]
    Info,
    /// Waiting, worth knowing.
    Warm,
    Done,
    /// Must be put right before going on; announced when it appears.
    Error,
}

/// A notice with a picture. The children are paragraphs and buttons.
#[component]
pub fn Notice(
    #[prop(optional)] tone: NoticeTone,
    #[prop(optional, into)] glyph: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    let (class, own) = match tone {
        NoticeTone::Info => ("alert alert-info", Glyph::Info),
        NoticeTone::Warm => ("alert alert-warning", Glyph::Info),
        NoticeTone::Done => ("alert alert-success", Glyph::Check),
        NoticeTone::Error => ("alert alert-error", Glyph::Warning),
    };
    view! {
        <div class=class role=(tone == NoticeTone::Error).then_some("alert")>
            <Icon glyph=glyph.unwrap_or(own) />
            <div class="stack">{children()}</div>
        </div>
    }
}
