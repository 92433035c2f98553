//! What waits to be sent and what did not get through, each with its text.

use leptos::prelude::*;

use super::around::{SubPage, part_of, use_day};
use super::export::ExportSheet;
use crate::app::export::{ExportIntent, Taken};
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::waiting::TiedFace;
use crate::app::view::{ParkedItem, Waiting, WaitingItem, WhyWaiting};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonLink, EmptyState, Glyph, Notice, NoticeTone, ParkedCard, ParkedFace, PlaceHidden, say, words,
};
use crate::ui::{I18n, use_app};

/// *Det, der venter* and *Kom ikke igennem*.
#[component]
pub fn WaitingPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::waiting);
    let none = part_of(view, |view| view.waiting.is_empty() && view.parked.is_empty());
    let parked = part_of(view, |view| view.parked.iter().filter(|item| !item.seen).count());
    let title = move || match parked.get() {
        0 => t_string!(i18n, waiting.title).to_owned(),
        1 => t_string!(i18n, sync.refused_single).to_owned(),
        n => t_string!(i18n, sync.refused_many, n = n),
    };
    view! {
        <SubPage title>
            <Show when=move || none.get()>
                <EmptyState
                    glyph=Glyph::Check
                    title=move || t_string!(i18n, sync.sent)
                    text=move || t_string!(i18n, waiting.none)
                />
            </Show>
            <OfTheRest parked />
            <ParkedList view seen=false />
            <WaitingList view />
            <ParkedList view seen=true />
            <ExportSheet />
        </SubPage>
    }
}

/// How far all else is, where something did not get through: the line at the top has no room for it.
#[component]
fn OfTheRest(#[prop(into)] parked: Signal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let line = use_app().view(|model| model.chrome().map(|chrome| chrome.sync));
    move || {
        let rest = say::sync_of_rest(i18n, line.get().filter(|_| parked.get() > 0)?, today.get())?;
        Some(view! { <p class="muted">{rest}</p> })
    }
}

/// What did not get through, or of that what was put away.
#[component]
fn ParkedList(view: Memo<Option<Waiting>>, seen: bool) -> impl IntoView {
    let i18n = use_i18n();
    let parked =
        part_of(view, move |view| view.parked.iter().filter(|item| item.seen == seen).cloned().collect::<Vec<_>>());
    let id = if seen { "seen-title" } else { "parked-title" };
    let title = move || if seen { t_string!(i18n, refused.seen_title) } else { t_string!(i18n, refused.title) };
    let any = Memo::new(move |_| parked.with(|parked| !parked.is_empty()));
    let card = |item: ParkedItem| view! { <Parked item /> };
    view! {
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <p class="muted">{move || t_string!(i18n, refused.text)}</p>
                {move || parked.get().into_iter().map(card).collect_view()}
            </section>
        </Show>
    }
}

#[component]
fn Parked(item: ParkedItem) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let ParkedItem { doc, title, when, reason, tied, has_access, child, pieces, can_try_again, seen } = item;
    let on_copy = app.on(move || Intent::CopyParked(doc));
    let on_export = app.on(move || Intent::Export(ExportIntent::Begin(Taken::Parked(doc))));
    // On a shared computer nothing goes into a folder that everybody opens.
    let shared = app.view(crate::app::Model::is_station);
    let export = move || {
        if shared.get() { t_string!(i18n, station.print) } else { t_string!(i18n, refused.export) }
    };
    let on_again = app.on(move || Intent::ParkedAgain(doc));
    let on_seen = app.on(move || Intent::ParkedSeen(doc));
    let hidden = app.view(move |model| model.place_hidden_of(doc));
    let card = move || {
        let face = ParkedFace {
            title: say::item_title(i18n, &title),
            when: words::moment(i18n, when, today.get()),
            pieces: pieces.clone(),
            reason: match &tied {
                Some(tied) => tied_words(i18n, tied, today.get()),
                None => say::refusal(i18n, reason, has_access, child.as_deref()),
            },
        };
        let on_again = can_try_again.then_some(on_again);
        let on_seen = (!seen).then_some(on_seen);
        view! { <ParkedCard face on_copy on_export export on_again on_seen /> }
    };
    view! {
        {card}
        <PlaceHidden hidden />
    }
}

/// "Lars Quist knyttede opkaldet til Maria Holst og Jonas Bak kl. 9.12 …"
fn tied_words(i18n: I18n, tied: &TiedFace, today: chrono::NaiveDate) -> String {
    let Some((name, when)) = tied.by.clone() else { return t_string!(i18n, refused.tied).to_owned() };
    let when = words::moment(i18n, when, today);
    if tied.family.is_empty() {
        t_string!(i18n, refused.tied_by, name = name, when = when)
    } else {
        t_string!(i18n, refused.tied_to, name = name, when = when, family = words::names(i18n, &tied.family))
    }
}

#[component]
fn WaitingList(view: Memo<Option<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let items = part_of(view, |view| view.waiting.clone());
    let any = Memo::new(move |_| items.with(|items| !items.is_empty()));
    let card = move |item: WaitingItem| {
        let title = say::item_title(i18n, &item.title);
        let when = words::moment(i18n, item.when, today.get());
        view! {
            <li class="card pad stack-s">
                <p class="meta">
                    <b>{title}</b>
                    <time>{when}</time>
                </p>
                <p class="txt">{item.text}</p>
            </li>
        }
    };
    view! {
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby="waiting-title">
                <h2 id="waiting-title">{move || t_string!(i18n, waiting.title)}</h2>
                <p class="muted">{move || t_string!(i18n, waiting.text, here = say::here(i18n))}</p>
                <Why view />
                <ul class="stack">{move || items.get().into_iter().map(card).collect_view()}</ul>
            </section>
        </Show>
    }
}

/// Why it waits, and what helps.
#[component]
fn Why(view: Memo<Option<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let why = part_of(view, |view| Some(view.why));
    let help = move |why: WhyWaiting| match why {
        WhyWaiting::Sending => None,
        WhyWaiting::Offline => Some(
            view! {
                <Button glyph=Glyph::Again on_press=app.on(|| Intent::TryNow)>
                    {move || t_string!(i18n, waiting.try_now)}
                </Button>
            }
            .into_any(),
        ),
        WhyWaiting::SignIn => Some(
            view! {
                <ButtonLink href=Route::SignInAgain.to_string()>{move || t_string!(i18n, login.go)}</ButtonLink>
            }
            .into_any(),
        ),
        WhyWaiting::Update => Some(
            view! { <Button on_press=app.on(|| Intent::Update)>{move || t_string!(i18n, update.now)}</Button> }
                .into_any(),
        ),
    };
    move || {
        why.get().map(|why| {
            view! {
                <Notice tone=NoticeTone::Warm glyph=Glyph::Hourglass>
                    <p>{move || say::why_waiting(i18n, why)}</p>
                    {help(why).map(|help| view! { <p>{help}</p> })}
                </Notice>
            }
        })
    }
}
