//! What the receiver will see, word for word.

use leptos::prelude::*;

use super::icon::{Glyph, Icon, IconSize};
use crate::ui::i18n::*;

/// *Vis som konsulent*: the text as it stands, with what goes along.
#[component]
pub fn SharePreview(
    #[prop(into)] author: TextProp,
    /// "Noah · mandag 6. april kl. 22.10"
    #[prop(into)]
    about: TextProp,
    #[prop(into)] text: TextProp,
    /// How the day went, where that is shared too.
    #[prop(optional, into)]
    notes: Signal<Vec<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="preview" aria-labelledby="preview-title">
            <h3 id="preview-title">
                <Icon glyph=Glyph::Show size=IconSize::Small />
                {move || t_string!(i18n, share.preview)}
            </h3>
            <div class="body">
                <p class="meta">
                    <b>{move || author.get()}</b>
                    <span>{move || about.get()}</span>
                </p>
                <p class="txt">{move || text.get()}</p>
                {move || {
                    notes.get().into_iter().map(|note| view! { <p class="small muted">{note}</p> }).collect_view()
                }}
            </div>
        </section>
    }
}
