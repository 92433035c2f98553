//! The quiet line that says how far everything has come. It is no live region: the page has one for all of it.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use super::say;
use crate::app::view::SyncLine as Line;
use crate::ui::i18n::*;

const fn glyph(line: Line) -> Glyph {
    match line {
        Line::Sent(_) => Glyph::Check,
        Line::Fetching => Glyph::Fetching,
        Line::Never | Line::Waiting(_) | Line::SignInNeeded(_) => Glyph::Hourglass,
        Line::Parked(_) => Glyph::Info,
    }
}

/// A link to the list of what waits and what did not get through; icon and words, never colour alone.
#[component]
pub fn SyncLine(
    #[prop(into)] line: Signal<Line>,
    #[prop(into)] today: Signal<NaiveDate>,
    #[prop(into)] href: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_parked = move || matches!(line.get(), Line::Parked(_));
    let is_waiting = move || !matches!(line.get(), Line::Parked(_) | Line::Sent(_));
    view! {
        <Link href class="sync" class:is-waiting=is_waiting class:is-parked=is_parked>
            <Icon glyph=Signal::derive(move || glyph(line.get())) />
            <span>{move || say::sync(i18n, line.get(), today.get())}</span>
        </Link>
    }
}
