//! The quiet line that says how far everything has come. It is no live region: the page has one for all of it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;
use crate::ui::I18n;
use crate::ui::i18n::*;

/// What the sync line says, the most important thing first: parked before waiting before sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// Everything is sent, and the server answered at this time ("21.04").
    SentAt(String),
    /// Everything is sent; the last answer was on this day ("i går", "3. april").
    SentOn(String),
    /// Nothing has come or gone yet on this device.
    Never,
    Fetching,
    Waiting(usize),
    /// Something waits, and only a login helps.
    LoginNeeded,
    Parked(usize),
}

impl SyncState {
    const fn glyph(&self) -> Glyph {
        match self {
            Self::SentAt(_) | Self::SentOn(_) => Glyph::Check,
            Self::Fetching => Glyph::Fetching,
            Self::Never | Self::Waiting(_) | Self::LoginNeeded => Glyph::Hourglass,
            Self::Parked(_) => Glyph::Info,
        }
    }

    const fn is_waiting(&self) -> bool {
        matches!(self, Self::Never | Self::Fetching | Self::Waiting(_) | Self::LoginNeeded)
    }
}

/// The words for a sync state, for the line and for the page's live region.
#[must_use]
pub fn sync_words(i18n: I18n, state: &SyncState) -> String {
    match state {
        SyncState::SentAt(time) => t_string!(i18n, sync.all, t = time.clone()),
        SyncState::SentOn(day) => t_string!(i18n, sync.all_day, day = day.clone()),
        SyncState::Never => t_string!(i18n, sync.never).to_owned(),
        SyncState::Fetching => t_string!(i18n, sync.fetching).to_owned(),
        SyncState::Waiting(1) => t_string!(i18n, sync.waiting_single).to_owned(),
        SyncState::Waiting(n) => t_string!(i18n, sync.waiting_many, n = *n),
        SyncState::LoginNeeded => t_string!(i18n, sync.login_needed).to_owned(),
        SyncState::Parked(1) => t_string!(i18n, sync.refused_single).to_owned(),
        SyncState::Parked(n) => t_string!(i18n, sync.refused_many, n = *n),
    }
}

/// A link to the list of what waits and what did not get through; icon and words, never colour alone.
#[component]
pub fn SyncLine(#[prop(into)] state: Signal<SyncState>, #[prop(into)] href: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let glyph = Signal::derive(move || state.with(SyncState::glyph));
    view! {
        <Link
            href
            class="sync"
            class:is-waiting=move || state.with(SyncState::is_waiting)
            class:is-parked=move || state.with(|state| matches!(state, SyncState::Parked(_)))
        >
            <Icon glyph />
            <span>{move || state.with(|state| sync_words(i18n, state))}</span>
        </Link>
    }
}
