//! *Er min telefon klar?*, and the line that leads there.

use leptos::prelude::*;

use super::around::{SubPage, part_of, use_day};
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::check::{CheckItem, CheckState, Checked};
use crate::ui::i18n::*;
use crate::ui::part::{Button, Glyph, Line, Lines, Tap, say, words};
use crate::ui::{I18n, use_app};

/// What was looked at, each with what to do.
#[component]
pub fn CheckPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::phone_check);
    let items = part_of(view, |view| view.items.clone());
    let ready = part_of(view, |view| view.items.iter().all(|item| item.state != CheckState::Wrong));
    let asks = part_of(view, |view| {
        view.items.iter().any(|item| item.what == Checked::Kept && item.state == CheckState::Wrong)
    });
    view! {
        <SubPage title=move || say::is_ready(i18n)>
            <p role="status">
                {move || if ready.get() { t_string!(i18n, check.ok) } else { t_string!(i18n, check.not_yet) }}
            </p>
            <Lines>
                <For each=move || items.get() key=Clone::clone let:item>
                    <ItemLine item />
                </For>
            </Lines>
            <Show when=move || asks.get()>
                <p>
                    <Button on_press=app.on(|| Intent::Persist)>{move || t_string!(i18n, more.persist, here = say::here(i18n))}</Button>
                </p>
            </Show>
        </SubPage>
    }
}

#[component]
fn ItemLine(item: CheckItem) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let glyph = match item.state {
        CheckState::Good => Glyph::Done,
        CheckState::Wrong => Glyph::Warning,
        CheckState::Unknown => Glyph::Info,
    };
    let title = move || title(i18n, item, today.get());
    let tap = match (item.what, item.state) {
        (Checked::Waiting { .. }, CheckState::Wrong) => Tap::Open(Route::Waiting.to_string()),
        (Checked::Notices, CheckState::Wrong | CheckState::Unknown) => Tap::Open(Route::Notices.to_string()),
        _ => Tap::Nothing,
    };
    match fix(item) {
        Some(fix) => view! { <Line tap glyph title text=move || fix(i18n) /> }.into_any(),
        None => view! { <Line tap glyph title /> }.into_any(),
    }
}

/// How one thing is, in words.
fn title(i18n: I18n, item: CheckItem, today: chrono::NaiveDate) -> String {
    match (item.what, item.state) {
        (Checked::Installed, CheckState::Good) => t_string!(i18n, check.installed),
        (Checked::Installed, _) => t_string!(i18n, check.not_installed),
        (Checked::Kept, CheckState::Good) => return t_string!(i18n, check.kept, here = say::here_first(i18n)),
        (Checked::Kept, CheckState::Wrong) => return t_string!(i18n, check.not_kept, here = say::here_first(i18n)),
        (Checked::Kept, CheckState::Unknown) => return t_string!(i18n, check.kept_unknown, here = say::here(i18n)),
        (Checked::Room(_), CheckState::Good) => t_string!(i18n, check.room),
        (Checked::Room(mb), CheckState::Wrong) => {
            let mb = usize::try_from(mb).unwrap_or(usize::MAX);
            return t_string!(i18n, check.no_room, n = words::number(i18n, mb));
        }
        (Checked::Room(_), CheckState::Unknown) => t_string!(i18n, check.room_unknown),
        (Checked::Clock, CheckState::Good) => t_string!(i18n, check.clock),
        (Checked::Clock, CheckState::Wrong) => t_string!(i18n, check.clock_off),
        (Checked::Clock, CheckState::Unknown) => return t_string!(i18n, check.clock_unknown, here = say::here(i18n)),
        (Checked::ClockBehind, _) => t_string!(i18n, check.clock_behind),
        (Checked::Exchanged(Some(at)), _) => {
            return t_string!(i18n, more.exchanged, when = words::moment(i18n, at, today));
        }
        (Checked::Exchanged(None), _) => t_string!(i18n, check.never),
        (Checked::Notices, CheckState::Good) => t_string!(i18n, check.notices),
        (Checked::Notices, CheckState::Wrong) => t_string!(i18n, check.notices_denied),
        (Checked::Notices, CheckState::Unknown) => t_string!(i18n, check.notices_off),
        (Checked::Waiting { .. }, CheckState::Good) => t_string!(i18n, check.nothing_waits),
        (Checked::Waiting { parked: 1, .. }, _) => t_string!(i18n, sync.refused_single),
        (Checked::Waiting { parked: 0, waiting: 1 }, _) => t_string!(i18n, sync.waiting_single),
        (Checked::Waiting { parked: 0, waiting }, _) => return t_string!(i18n, sync.waiting_many, n = waiting),
        (Checked::Waiting { parked, .. }, _) => return t_string!(i18n, sync.refused_many, n = parked),
    }
    .to_owned()
}

/// What to do about it.
fn fix(item: CheckItem) -> Option<fn(I18n) -> String> {
    if item.state != CheckState::Wrong {
        return None;
    }
    Some(match item.what {
        Checked::Installed => |i18n| t_string!(i18n, check.fix_installed).to_owned(),
        Checked::Kept => say::keeps_fix,
        Checked::Room(_) => |i18n| t_string!(i18n, check.fix_room).to_owned(),
        Checked::Clock => |i18n| t_string!(i18n, check.fix_clock, here = say::here(i18n)),
        Checked::ClockBehind => |i18n| t_string!(i18n, check.fix_clock_behind).to_owned(),
        Checked::Notices => |i18n| t_string!(i18n, check.fix_notices).to_owned(),
        Checked::Exchanged(_) => |i18n| t_string!(i18n, check.fix_exchanged).to_owned(),
        Checked::Waiting { .. } => |i18n| t_string!(i18n, check.fix_waiting).to_owned(),
    })
}

/// The way to the page, in *Mere*.
#[component]
pub fn CheckLine() -> impl IntoView {
    let i18n = use_i18n();
    let wrong = use_app().view(crate::app::Model::not_ready);
    let today = use_day();
    let text = move || match wrong.get() {
        Some(item) => title(i18n, item, today.get()),
        None => t_string!(i18n, check.ok).to_owned(),
    };
    let href = Route::PhoneCheck.to_string();
    view! {
        <Lines>
            <Line tap=Tap::Open(href) glyph=Glyph::Phone title=move || say::is_ready(i18n) text />
        </Lines>
    }
}

/// The same on *I dag*, only while something is to be put right.
#[component]
pub fn NotReady() -> impl IntoView {
    let wrong = use_app().view(|model| model.not_ready().is_some());
    view! {
        <Show when=move || wrong.get()>
            <CheckLine />
        </Show>
    }
}
