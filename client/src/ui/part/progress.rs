//! Long work shows itself.

use leptos::prelude::*;

/// A bar from nothing to `max`; without `max` it only says that something goes on. The words beside it are the
/// caller's; `label` is for screen readers.
#[component]
pub fn Progress(
    #[prop(into)] label: TextProp,
    #[prop(into)] value: Signal<u32>,
    #[prop(optional, into)] max: Signal<Option<u32>>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            aria-label=move || label.get()
            max=move || max.get()
            value=move || max.get().map(|_| value.get())
        ></progress>
    }
}
