//! In which language the app speaks.

use leptos::prelude::*;

use crate::ui::i18n::*;

/// Gives the words to everything below, in `locale` whatever the browser would prefer: a Danish logbook is Danish also
/// on a phone set to English. Stands once, around the whole app.
#[component]
pub fn Language(
    #[prop(into, default = Signal::stored(Locale::da))] locale: Signal<Locale>,
    children: Children,
) -> impl IntoView {
    view! { <I18nSubContextProvider initial_locale=locale>{children()}</I18nSubContextProvider> }
}
