//! The bar at the top: who is here and as what, and how far everything has come.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use crate::ui::i18n::*;

/// The top bar of a main page. The children are the [`SyncLine`](super::SyncLine).
#[component]
pub fn AppBar(
    #[prop(into)] name: TextProp,
    /// The role acted in, as it stands in a sentence: "plejeforælder".
    #[prop(into)]
    role: TextProp,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="appbar">
            <p class="who">
                <b>{move || name.get()}</b>
                <span>{move || t_string!(i18n, role.acting, role = role.get().to_string())}</span>
            </p>
            {children()}
        </header>
    }
}

/// The top bar of a page below another: a way back, what this is, and as whom one is here.
#[component]
pub fn BackBar(
    #[prop(into)] title: TextProp,
    #[prop(into)] role: TextProp,
    /// The path of the page above.
    #[prop(into)]
    back: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="appbar">
            <Link href=back class="iconbtn" attr:aria-label=move || t_string!(i18n, app.back)>
                <Icon glyph=Glyph::Back />
            </Link>
            <p class="who">
                <b>{move || title.get()}</b>
                <span>{move || t_string!(i18n, role.acting, role = role.get().to_string())}</span>
            </p>
            {children.map(|children| children())}
        </header>
    }
}
