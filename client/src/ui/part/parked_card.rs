//! What the server would not take: the text, why, and what can be done. Nothing here is lost.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::icon::Glyph;
use super::marked::MarkedOrNew;
use super::notice::{Notice, NoticeTone};
use crate::app::view::Piece;
use crate::ui::i18n::*;

/// What a parked card shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedFace {
    /// "Notat om Noah"
    pub title: String,
    pub when: String,
    /// The text; where it changed an entry that stands, against that.
    pub pieces: Vec<Piece>,
    /// Why, in one plain sentence.
    pub reason: String,
}

/// One refused piece of writing. `on_again` only where it can help, `on_seen` until it was put away.
#[component]
pub fn ParkedCard(
    face: ParkedFace,
    #[prop(into)] on_copy: Callback<()>,
    #[prop(into)] on_export: Callback<()>,
    /// What takes it along: a file, or a print.
    #[prop(into)]
    export: TextProp,
    on_again: Option<Callback<()>>,
    on_seen: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let ParkedFace { title, when, pieces, reason } = face;
    view! {
        <article class="card pad stack">
            <h2 class="meta">
                <b>{title}</b>
                <time>{when}</time>
            </h2>
            <MarkedOrNew pieces />
            <Notice tone=NoticeTone::Warm>
                <p>{reason}</p>
                <p>
                    <b>{move || t_string!(i18n, refused.safe)}</b>
                </p>
            </Notice>
            <div class="line-up wrap">
                <Button glyph=Glyph::Copy on_press=on_copy>
                    {move || t_string!(i18n, refused.copy)}
                </Button>
                <Button glyph=Glyph::Save on_press=on_export>
                    {move || export.get()}
                </Button>
                {on_again
                    .map(|on_again| {
                        view! {
                            <Button glyph=Glyph::Again on_press=on_again>
                                {move || t_string!(i18n, refused.again)}
                            </Button>
                        }
                    })}
                {on_seen
                    .map(|on_seen| {
                        view! {
                            <Button kind=ButtonKind::Tertiary glyph=Glyph::Check on_press=on_seen>
                                {move || t_string!(i18n, refused.seen)}
                            </Button>
                        }
                    })}
            </div>
        </article>
    }
}
