//! The root: everything there is to see.

use leptos::prelude::*;

use super::app::App;
use super::part::Language;
use super::screen::Screens;

/// The whole app.
#[component]
pub fn Root(app: App) -> impl IntoView {
    app.provide();
    view! {
        <Language>
            <Screens />
        </Language>
    }
}
