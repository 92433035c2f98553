//! In which language the app speaks.

use leptos::prelude::*;

use crate::ui::i18n::*;

/// Gives the words to everything below, in `locale`, and in another as soon as that is chosen. Stands once, around the
/// whole app.
#[component]
pub fn Language(#[prop(into)] locale: Signal<Locale>, children: Children) -> impl IntoView {
    view! { <I18nSubContextProvider initial_locale=locale>{children()}</I18nSubContextProvider> }
}
