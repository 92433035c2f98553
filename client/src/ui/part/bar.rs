//! The bar at the top: who is here and as what, and how far everything has come.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use super::status::Toast;
use crate::ui::i18n::*;

/// The top bar of a main page. The children are the [`SyncLine`](super::SyncLine). What has just been done is told over
/// the name: nothing is pressed there.
#[component]
pub fn AppBar(
    #[prop(into)] name: TextProp,
    /// The role acted in, as it stands in a sentence: "plejeforælder".
    #[prop(into)]
    role: TextProp,
    #[prop(into)] said: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <header class="appbar">
            <Who first=name role said />
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
    #[prop(into)] said: Signal<Option<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="appbar">
            <Link href=back class="iconbtn" attr:aria-label=move || t_string!(i18n, app.back)>
                <Icon glyph=Glyph::Back />
            </Link>
            <Who first=title role said />
            {children.map(|children| children())}
        </header>
    }
}

/// As whom one is here, and over it what has just been done.
#[component]
fn Who(first: TextProp, role: TextProp, said: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="who-here">
            <p class="who">
                <b>{move || first.get()}</b>
                <span>{move || t_string!(i18n, role.acting, role = role.get().to_string())}</span>
            </p>
            <Toast message=said />
        </div>
    }
}
