//! A comment beside an entry.

use leptos::prelude::*;

use super::entry_card::StandingStrip;
use crate::app::view::Standing;

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
    pub standing: Standing,
}

/// One comment.
#[component]
pub fn Comment(face: CommentFace) -> impl IntoView {
    let CommentFace { author, role, when, text, own, standing } = face;
    view! {
        <div class="comment" class=("own", own)>
            <p class="meta">
                <b>{author}</b>
                {role.map(|role| view! { <span>{role}</span> })}
                <time>{when}</time>
            </p>
            <p class="said">{text}</p>
            <StandingStrip standing inside=true />
        </div>
    }
}
