//! What has become of the text being typed.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::{say, words};
use crate::app::view::DraftState as Draft;
use crate::ui::i18n::*;

/// One line under the text. Failure is announced at once; the rest is for the eye and for who asks (describedby).
#[component]
pub fn DraftState(
    id: &'static str,
    #[prop(into)] draft: Signal<Draft>,
    #[prop(into)] today: Signal<NaiveDate>,
) -> impl IntoView {
    let i18n = use_i18n();
    let line = move || match draft.get() {
        Draft::Untouched => None,
        Draft::Typing => Some((Glyph::Edit, t_string!(i18n, draft.typing).to_owned())),
        Draft::Kept(at) => {
            let when = words::moment(i18n, at, today.get());
            Some((Glyph::Check, t_string!(i18n, draft.kept, here = say::here(i18n), when = when)))
        }
        Draft::Failed => Some((Glyph::Warning, t_string!(i18n, draft.failed).to_owned())),
    };
    view! {
        <p
            class="draft"
            id=id
            class:is-typing=move || draft.get() == Draft::Typing
            class:is-failed=move || draft.get() == Draft::Failed
            role=move || (draft.get() == Draft::Failed).then_some("alert")
        >
            {move || line().map(|(glyph, words)| view! { <Icon glyph /> {words} })}
        </p>
    }
}
