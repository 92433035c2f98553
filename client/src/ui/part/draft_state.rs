//! What has become of the text being typed.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::ui::i18n::*;

/// Where a draft stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Draft {
    /// Nothing typed yet.
    #[default]
    Untouched,
    Typing,
    /// Durable on the device since this time ("21.06").
    Kept(String),
    /// The store refused it.
    Failed,
}

/// One line under the text. Failure is announced at once; the rest is for the eye and for who asks (describedby).
#[component]
pub fn DraftState(id: &'static str, #[prop(into)] draft: Signal<Draft>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move || match draft.get() {
        Draft::Untouched => None,
        Draft::Typing => Some((Glyph::Edit, t_string!(i18n, draft.typing).to_owned())),
        Draft::Kept(time) => Some((Glyph::Check, t_string!(i18n, draft.kept, t = time))),
        Draft::Failed => Some((Glyph::Warning, t_string!(i18n, draft.failed).to_owned())),
    };
    view! {
        <p
            class="draft"
            id=id
            class:is-typing=move || draft.with(|draft| *draft == Draft::Typing)
            class:is-failed=move || draft.with(|draft| *draft == Draft::Failed)
            role=move || draft.with(|draft| *draft == Draft::Failed).then_some("alert")
        >
            {move || line().map(|(glyph, words)| view! { <Icon glyph /> {words} })}
        </p>
    }
}
