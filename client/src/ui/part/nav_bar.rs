//! The main menu: a bar at the bottom of a phone, a bar at the side of a laptop (layout.css).

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use super::wordmark::Wordmark;
use crate::app::route::Tab;
use crate::ui::I18n;
use crate::ui::i18n::*;

const fn glyph(tab: Tab) -> Glyph {
    match tab {
        Tab::Today => Glyph::Home,
        Tab::Logbook => Glyph::Logbook,
        Tab::Families => Glyph::Persons,
        Tab::More => Glyph::More,
        Tab::Duty => Glyph::Headset,
        Tab::NewCall => Glyph::Phone,
        Tab::Handover => Glyph::Handover,
        Tab::Overview => Glyph::Chart,
        Tab::Deadlines => Glyph::Clock,
    }
}

fn words(i18n: I18n, tab: Tab) -> &'static str {
    match tab {
        Tab::Today => t_string!(i18n, bar.today),
        Tab::Logbook => t_string!(i18n, bar.logbook),
        Tab::Families => t_string!(i18n, bar.families),
        Tab::More => t_string!(i18n, bar.more),
        Tab::Duty => t_string!(i18n, bar.duty),
        Tab::NewCall => t_string!(i18n, bar.new_call),
        Tab::Handover => t_string!(i18n, bar.handover),
        Tab::Overview => t_string!(i18n, bar.overview),
        Tab::Deadlines => t_string!(i18n, bar.deadlines),
    }
}

/// The menu of the role acted in; `current` is the entry that the page lies under.
#[component]
pub fn NavBar(
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(into)] current: Signal<Tab>,
    /// What stands at the foot of the side bar: the child, the municipality.
    #[prop(optional, into)]
    foot: TextProp,
) -> impl IntoView {
    let i18n = use_i18n();
    let entry = move |tab: Tab| {
        view! {
            <li>
                <Link href=tab.route().to_string() attr:aria-current=move || (current.get() == tab).then_some("page")>
                    <Icon glyph=glyph(tab) />
                    <span>{move || words(i18n, tab)}</span>
                </Link>
            </li>
        }
    };
    view! {
        <nav class="nav" aria-label=move || t_string!(i18n, app.menu)>
            <Wordmark />
            <ul>
                <For each=move || tabs.get() key=|tab| *tab as u8 children=entry />
            </ul>
            <p class="foot">{move || foot.get()}</p>
        </nav>
    }
}
