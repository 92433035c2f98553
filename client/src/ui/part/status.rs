//! Telling without interrupting.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// The page's one live region: words that appear here are read aloud when the reader pauses. Nothing is shown. Keep it
/// mounted across pages and change `message` seldom: what changes each second is not read to its end.
#[component]
pub fn StatusRegion(#[prop(into)] message: Signal<String>) -> impl IntoView {
    view! {
        <div class="vh" role="status" aria-live="polite">
            {move || message.get()}
        </div>
    }
}

/// A line that comes and goes ("Gemt på telefonen"). It is for the eye; [`StatusRegion`] says the same. It stands inside of
/// a bar, where it covers nothing that can be pressed: a thumb on its way to a button meets the button.
#[component]
pub fn Toast(#[prop(into)] message: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="flashes" aria-hidden="true">
            {move || {
                message
                    .get()
                    .map(|words| {
                        view! {
                            <p class="flash">
                                <Icon glyph=Glyph::Check />
                                {words}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
