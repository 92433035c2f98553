//! *Logbog*.

use leptos::prelude::*;

use super::around::{MenuPage, Notices, part_of};
use super::drafts::Drafts;
use super::face;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::{Child, Logbook};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, ButtonShape, DayFace, EmptyState, Glyph, Notice, PageLayout, PageTitle,
    PlaceHidden, Progress, Timeline, say, words,
};
use crate::ui::{I18n, use_app};

/// The timeline, newest first.
#[component]
pub fn LogbookPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::logbook);
    let days = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| days(i18n, view)).unwrap_or_default()));
    let any = Memo::new(move |_| days.with(|days| !days.is_empty()));
    let more = part_of(view, |view| view.more);
    let can_write = part_of(view, |view| view.can_write);
    let no_child = part_of(view, |view| view.no_child);
    view! {
        <MenuPage layout=PageLayout::WithFloating>
            <PageTitle text=move || title(i18n, &part_children(view)) />
            <PlaceHidden hidden=app.view(crate::app::Model::own_place_hidden) />
            <Notices />
            <ButtonLink glyph=Glyph::Search href=Route::Search.to_string()>
                {move || t_string!(i18n, search.title)}
            </ButtonLink>
            <Drafts drafts=part_of(view, |view| view.drafts.clone()) />
            <Show when=move || any.get() fallback=move || view! { <Empty view /> }>
                <Show when=move || no_child.get()>
                    <Notice>
                        <p>{move || t_string!(i18n, log.no_child)}</p>
                    </Notice>
                </Show>
                <Timeline days />
                <Show when=move || more.get()>
                    <Button shape=ButtonShape::Full on_press=app.on(|| Intent::Older)>
                        {move || t_string!(i18n, log.older)}
                    </Button>
                </Show>
                <Covers view />
            </Show>
            <Show when=move || can_write.get()>
                <ButtonLink
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Floating
                    glyph=Glyph::Edit
                    href=Route::NewEntry.to_string()
                >
                    {move || t_string!(i18n, log.write_short)}
                </ButtonLink>
            </Show>
        </MenuPage>
    }
}

fn part_children(view: Memo<Option<Logbook>>) -> Vec<Child> {
    view.with(|view| view.as_ref().map(|view| view.children.clone()).unwrap_or_default())
}

fn title(i18n: I18n, children: &[Child]) -> String {
    match children {
        [Child { name: Some(child), .. }] => t_string!(i18n, log.title_child, child = child.clone()),
        _ => t_string!(i18n, log.title).to_owned(),
    }
}

fn days(i18n: I18n, view: &Logbook) -> Vec<DayFace> {
    view.days
        .iter()
        .map(|day| DayFace {
            key: face::day_key(day.date),
            heading: words::day_heading(i18n, day.date, view.today),
            entries: day
                .entries
                .iter()
                .map(|card| face::entry(i18n, card, words::clock(i18n, card.when.time)))
                .collect(),
        })
        .collect()
}

/// How far back the device's logbook goes.
#[component]
fn Covers(view: Memo<Option<Logbook>>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        view.with(|view| {
            let view = view.as_ref()?;
            Some(match view.covers_from {
                _ if view.more => return None,
                Some(day) if view.incomplete => {
                    t_string!(i18n, log.covers, here = say::here(i18n), day = words::near_date(i18n, day, view.today))
                }
                _ => t_string!(i18n, log.everything).to_owned(),
            })
        })
    };
    view! { <p class="small muted">{words}</p> }
}

/// Nothing to show: because nothing is written, or because it is not here yet.
#[component]
fn Empty(view: Memo<Option<Logbook>>) -> impl IntoView {
    let i18n = use_i18n();
    let incomplete = part_of(view, |view| view.incomplete);
    move || {
        if incomplete.get() {
            return view! { <Progress label=move || t_string!(i18n, sync.fetching) value=Signal::stored(0) /> }
                .into_any();
        }
        view! {
            <EmptyState
                glyph=Glyph::Logbook
                title=move || t_string!(i18n, log.empty_title)
                text=move || t_string!(i18n, log.empty_text)
            />
        }
        .into_any()
    }
}
