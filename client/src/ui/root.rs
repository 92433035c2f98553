//! The root: everything there is to see.

use leptos::prelude::*;

use super::app::App;
use super::i18n::Locale;
use super::part::Language;
use super::screen::Screens;
use crate::app::here::Here;
use crate::app::language::Language as Spoken;

/// The whole app, on the device that it lies on.
#[component]
pub fn Root(app: App, here: Here) -> impl IntoView {
    app.provide();
    provide_context(here);
    let spoken = app.view(crate::app::Model::language);
    let locale = Signal::derive(move || match spoken.get() {
        Spoken::Danish => Locale::da,
        Spoken::English => Locale::en,
    });
    view! {
        <Language locale>
            <Screens />
        </Language>
    }
}
