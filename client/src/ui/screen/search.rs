//! *Søg*.

use leptos::prelude::*;

use super::around::{SubPage, part_of, use_day};
use crate::app::intent::Intent;
use crate::app::search::Stretch;
use crate::app::view::Search;
use crate::app::view::search::{Hit, HitMark, HitTo};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonShape, EmptyState, Field, FieldKind, Glyph, Link, Progress, Tone, say, words,
};
use crate::ui::{I18n, use_app};

/// The question, and what answers it.
#[component]
pub fn SearchPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::search);
    let typed = part_of(view, |view| view.typed.clone());
    let hits = part_of(view, |view| view.hits.clone());
    let asked = part_of(view, |view| view.asked);
    let nothing = part_of(view, |view| view.asked && view.found == 0 && !view.incomplete);
    let more = part_of(view, |view| view.found > view.hits.len());
    view! {
        <SubPage title=move || t_string!(i18n, search.title)>
            <div>
                <Field
                    id="search"
                    kind=FieldKind::Search
                    label=move || t_string!(i18n, search.label)
                    hint=move || t_string!(i18n, search.hint)
                    value=typed
                    on_input=app.with(Intent::Search)
                    autocomplete="off"
                    max=200
                />
            </div>
            <p class="small muted" role="status">
                {move || view.with(|view| view.as_ref().map(|view| count(i18n, view)).unwrap_or_default())}
            </p>
            <Show when=move || nothing.get()>
                <EmptyState
                    glyph=Glyph::Search
                    title=move || t_string!(i18n, search.none_title)
                    text=move || t_string!(i18n, search.none_text)
                />
            </Show>
            <Show when=move || hits.with(|hits| !hits.is_empty())>
                <ul class="card lines" aria-label=move || t_string!(i18n, search.hits)>
                    <For each=move || hits.get() key=Clone::clone let:hit>
                        <HitLine hit />
                    </For>
                </ul>
            </Show>
            <Show when=move || more.get()>
                <Button shape=ButtonShape::Full on_press=app.on(|| Intent::Older)>
                    {move || t_string!(i18n, search.more)}
                </Button>
            </Show>
            <Show when=move || asked.get()>
                <Covers view />
            </Show>
        </SubPage>
    }
}

/// "12 steder, de nyeste først"
fn count(i18n: I18n, view: &Search) -> String {
    match view.found {
        _ if !view.asked => String::new(),
        0 if view.incomplete => String::new(),
        0 => t_string!(i18n, search.none_title).to_owned(),
        1 => t_string!(i18n, search.found_single).to_owned(),
        n => t_string!(i18n, search.found_many, n = words::number(i18n, n)),
    }
}

/// How far back was looked.
#[component]
fn Covers(view: Memo<Option<Search>>) -> impl IntoView {
    let i18n = use_i18n();
    let incomplete = part_of(view, |view| view.incomplete);
    let text = move || {
        view.with(|view| {
            let view = view.as_ref()?;
            Some(match view.covers_from {
                _ if view.incomplete => t_string!(i18n, search.reading, n = words::number(i18n, view.texts)),
                Some(day) => {
                    t_string!(
                        i18n,
                        search.covers,
                        here = say::here(i18n),
                        day = words::near_date(i18n, day, view.today)
                    )
                }
                None => t_string!(i18n, search.covers_nothing, here = say::here(i18n)),
            })
        })
    };
    view! {
        <Show when=move || incomplete.get()>
            <Progress label=move || t_string!(i18n, search.looking) value=Signal::stored(0) />
        </Show>
        <p class="small muted">{text}</p>
    }
}

#[component]
fn HitLine(hit: Hit) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let Hit { to, title, by, when, pieces, mark } = hit;
    let about = move || {
        let when = words::moment(i18n, when, today.get());
        if by.is_empty() { when } else { t_string!(i18n, list.dot, first = when, last = by.clone()) }
    };
    let inside = view! {
        <span class="t">
            <b>{move || say::item_title(i18n, &title)}</b>
            <span>{about}</span>
            <span class="found">{pieces.into_iter().map(stretch).collect_view()}</span>
            {mark.map(|mark| view! { <span class="marks"><Besides mark /></span> })}
        </span>
    };
    let row = match to {
        HitTo::Page(route) => view! {
            <Link href=route.to_string() class="line">
                {inside}
            </Link>
        }
        .into_any(),
        HitTo::Draft(key) => view! {
            <button class="line" type="button" on:click=move |_| app.send(Intent::Resume(key))>
                {inside}
            </button>
        }
        .into_any(),
    };
    view! { <li>{row}</li> }
}

fn stretch(stretch: Stretch) -> AnyView {
    if stretch.hit { view! { <mark>{stretch.text}</mark> }.into_any() } else { stretch.text.into_any() }
}

#[component]
fn Besides(mark: HitMark) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, glyph) = match mark {
        HitMark::Draft => (Tone::Plain, Glyph::Edit),
        HitMark::Waiting => (Tone::Plain, Glyph::Hourglass),
        HitMark::Parked => (Tone::Warm, Glyph::Info),
    };
    let words = move || match mark {
        HitMark::Draft => t_string!(i18n, search.draft),
        HitMark::Waiting => t_string!(i18n, search.waiting),
        HitMark::Parked => t_string!(i18n, refused.title),
    };
    view! {
        <Badge tone glyph>
            {words}
        </Badge>
    }
}
