//! The root: what is shown where the person is.

use leptos::prelude::*;

use super::app::App;
use super::part::Language;
use super::screen::{self, Place};

/// The whole app.
#[component]
pub fn Root(app: App) -> impl IntoView {
    app.provide();
    // Another page is another tree, so that nothing typed or focused on one is met again on the next.
    let place = app.view(Place::of);
    view! { <Language>{move || screen::page(place.get())}</Language> }
}
