//! *Stedet må ikke oplyses*.

use leptos::prelude::*;

use super::icon::{Glyph, Icon, IconSize};
use crate::ui::i18n::*;

/// The red line, on paper too. The children say more, on screen alone.
#[component]
pub fn PlaceHidden(
    #[prop(into)] hidden: Signal<bool>,
    #[prop(optional, into)] more: Option<TextProp>,
) -> impl IntoView {
    let i18n = use_i18n();
    let more = StoredValue::new(more);
    let told =
        move || more.with_value(|more| more.as_ref().map(|more| view! { <span class="no-print">{more.get()}</span> }));
    view! {
        <Show when=move || hidden.get()>
            <p class="place-hidden">
                <Icon glyph=Glyph::Warning size=IconSize::Small />
                <span class="stack-s">
                    <b>{move || t_string!(i18n, place.hidden)}</b>
                    {told}
                </span>
            </p>
        </Show>
    }
}
