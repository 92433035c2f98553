//! The name with its two shapes.

use leptos::prelude::*;

/// Two shapes that meet, and the name. Decoration: pages carry their own headings.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <p class="wordmark">
            <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                <path class="a" d="M13 4a9 9 0 0 0 0 18h2.2A11 11 0 0 1 20 7.3 9 9 0 0 0 13 4Z"></path>
                <path class="b" d="M19 10a9 9 0 1 1-6.8 14.9A11.5 11.5 0 0 0 19 10Z"></path>
            </svg>
            "Samspil"
        </p>
    }
}
