//! A place where there is nothing yet.

use leptos::prelude::*;

use super::icon::{Glyph, Icon, IconSize};

/// A kind word and what to do; the children are the button.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="card empty">
            <span class="dot warm">
                <Icon glyph size=IconSize::Large />
            </span>
            <h2>{move || title.get()}</h2>
            <p class="muted">{move || text.get()}</p>
            {children.map(|children| children())}
        </section>
    }
}
