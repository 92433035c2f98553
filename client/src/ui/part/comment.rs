//! A comment beside an entry.

use leptos::prelude::*;

use super::icon::{Glyph, Icon, IconSize};
use crate::ui::i18n::*;

/// What a comment shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommentFace {
    pub author: String,
    /// "konsulent"; none for the family's own adults.
    pub role: Option<String>,
    /// "kl. 15.20" or "mandag 6. april kl. 15.20".
    pub when: String,
    pub text: String,
    /// Written by the reader.
    pub own: bool,
    pub waiting: bool,
}

/// One comment.
#[component]
pub fn Comment(face: CommentFace) -> impl IntoView {
    let i18n = use_i18n();
    let CommentFace { author, role, when, text, own, waiting } = face;
    view! {
        <div class="comment" class=("own", own)>
            <p class="meta">
                <b>{author}</b>
                {role.map(|role| view! { <span>{role}</span> })}
                <time>{when}</time>
            </p>
            <p class="said">{text}</p>
            {waiting
                .then(|| {
                    view! {
                        <p class="waiting inline">
                            <Icon glyph=Glyph::Hourglass size=IconSize::Small />
                            {move || t_string!(i18n, sync.saved_waiting)}
                        </p>
                    }
                })}
        </div>
    }
}
