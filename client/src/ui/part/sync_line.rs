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
    }
}

/// A link to the list of what waits and what did not get through; icon and words, never colour alone. What did not get
/// through comes first and alone, in one line: all the rest stands on the page that it leads to.
#[component]
pub fn SyncLine(
    #[prop(into)] line: Signal<Line>,
    /// How many things did not get through.
    #[prop(into)]
    parked: Signal<usize>,
    #[prop(into)] today: Signal<NaiveDate>,
    #[prop(into)] href: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_parked = move || parked.get() > 0;
    let is_waiting = move || !is_parked() && !matches!(line.get(), Line::Sent(_));
    let glyph = move || if is_parked() { Glyph::Info } else { glyph(line.get()) };
    let said = move || say::parked(i18n, parked.get()).unwrap_or_else(|| say::sync(i18n, line.get(), today.get()));
    view! {
        <Link href class="sync" class:is-waiting=is_waiting class:is-parked=is_parked>
            <Icon glyph=Signal::derive(glyph) />
            <span>{said}</span>
        </Link>
    }
}
