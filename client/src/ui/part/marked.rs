//! Text with what came and what went marked: by line and colour for the eye, by words for the ear.

use leptos::prelude::*;

use crate::app::view::Piece;
use crate::ui::i18n::*;

/// The same against what stands; where nothing stands that it differs from, it is text like any other.
#[component]
pub fn MarkedOrNew(pieces: Vec<Piece>) -> impl IntoView {
    match &pieces[..] {
        [Piece::Added(text)] => view! { <p class="txt">{text.clone()}</p> }.into_any(),
        _ => view! { <Marked pieces /> }.into_any(),
    }
}

/// A text made of pieces.
#[component]
pub fn Marked(pieces: Vec<Piece>) -> impl IntoView {
    let i18n = use_i18n();
    let end = move || {
        view! { <span class="vh">" " {move || t_string!(i18n, log.history_end)} " "</span> }
    };
    let piece = move |piece: Piece| match piece {
        Piece::Kept(text) => text.into_any(),
        Piece::Added(text) => view! {
            <ins>
                <span class="vh">{move || t_string!(i18n, log.history_added)} " "</span>
                {text}
                {end()}
            </ins>
        }
        .into_any(),
        Piece::Removed(text) => view! {
            <del>
                <span class="vh">{move || t_string!(i18n, log.history_removed)} " "</span>
                {text}
                {end()}
            </del>
        }
        .into_any(),
    };
    view! { <p class="txt">{pieces.into_iter().map(piece).collect_view()}</p> }
}
