//! The main menu: a bar at the bottom of a phone, a bar at the side of a laptop (layout.css).

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use super::wordmark::Wordmark;
use crate::ui::i18n::*;

/// One entry of the menu.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub href: &'static str,
    pub glyph: Glyph,
    pub label: TextProp,
}

/// The menu; `current` is the path of the entry the reader is under.
#[component]
pub fn NavBar(
    items: Vec<NavItem>,
    #[prop(into)] current: Signal<String>,
    /// What stands at the foot of the side bar: the child, the municipality.
    #[prop(optional, into)]
    foot: TextProp,
) -> impl IntoView {
    let i18n = use_i18n();
    let entry = move |item: NavItem| {
        let NavItem { href, glyph, label } = item;
        view! {
            <li>
                <Link
                    href=href.to_owned()
                    attr:aria-current=move || current.with(|path| path == href).then_some("page")
                >
                    <Icon glyph />
                    <span>{move || label.get()}</span>
                </Link>
            </li>
        }
    };
    view! {
        <nav class="nav" aria-label=move || t_string!(i18n, app.menu)>
            <Wordmark />
            <ul>{items.into_iter().map(entry).collect_view()}</ul>
            <p class="foot">{move || foot.get()}</p>
        </nav>
    }
}
