//! *I dag*.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::Place;
use super::admin::AdminLine;
use super::around::{MenuPage, Notices, part_of, use_day};
use super::check::NotReady;
use super::drafts::Drafts;
use super::entry::ask::Question;
use super::face;
use super::follow_up::inbox::{InboxCount, InboxList};
use super::follow_up::receipt::{CardNewsLine, Receipts};
use super::follow_up::stand_in::StandIns;
use super::numbers::NumbersLine;
use super::quarantine::Quarantined;
use crate::app::chunk::Chunk;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::today::{ChildDay, FamilyToday, StaffToday};
use crate::app::view::{News, PublicationCard, Today};
use crate::ui::chunk::Chunked;
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, ButtonShape, DangerLine, EmptyState, EntryCard, EntryFace, Glyph, Line, Lines,
    Link, PageLayout, PageTitle, Progress, Tap, words,
};
use crate::ui::{I18n, use_app};

const HERE: Place = Place::Inside(Route::Today);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    Family,
    Staff,
    Leader,
    Office,
    #[default]
    Nothing,
}

/// *I dag*, in the role acted in.
#[component]
pub fn TodayPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::today);
    let kind = part_of(view, |view| match view {
        Today::Family(_) => Kind::Family,
        Today::Staff(_) => Kind::Staff,
        Today::Leader(_) => Kind::Leader,
        Today::Nothing { sets_up: true, .. } => Kind::Office,
        Today::Nothing { .. } => Kind::Nothing,
    });
    move || match kind.get() {
        Kind::Family => {
            let view = Memo::new(move |_| match view.get() {
                Some(Today::Family(view)) => Some(view),
                _ => None,
            });
            view! { <FamilyDay view /> }.into_any()
        }
        Kind::Staff => view! { <Chunked chunk=Chunk::Calls place=HERE /> }.into_any(),
        Kind::Leader => view! { <Chunked chunk=Chunk::Office place=HERE /> }.into_any(),
        Kind::Office => view! {
            <MenuPage>
                <PageTitle text=move || t_string!(i18n, today.title) />
                <Notices />
                <AdminLine />
            </MenuPage>
        }
        .into_any(),
        Kind::Nothing => view! {
            <MenuPage>
                <PageTitle text=move || t_string!(i18n, today.title) />
                <Notices />
                <p class="muted">{move || t_string!(i18n, today.nothing)}</p>
            </MenuPage>
        }
        .into_any(),
    }
}

/// "Tirsdag 7. april"
fn heading(i18n: I18n, today: NaiveDate) -> String {
    words::capital(&words::long_date(i18n, today, today))
}

#[component]
fn FamilyDay(view: Memo<Option<FamilyToday>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let can_write = part_of(view, |view| view.can_write);
    let first = part_of(view, |view| view.first);
    let children = move || {
        let day = |child: &ChildDay| match child.day {
            Some(n) => t_string!(i18n, today.child_day, child = child.name.clone(), n = n),
            None => child.name.clone(),
        };
        view.with(|view| view.iter().flat_map(|view| &view.children).map(day).collect::<Vec<_>>())
    };
    view! {
        <MenuPage layout=PageLayout::Two>
            <div class="head section-h">
                <PageTitle text=move || heading(i18n, today.get()) />
                {move || {
                    children().into_iter().map(|day| view! { <p class="small muted">{day}</p> }).collect_view()
                }}
            </div>
            <Notices />
            <div class="stack-l">
                <Show when=move || can_write.get()>
                    <ButtonLink
                        kind=ButtonKind::Primary
                        shape=ButtonShape::Big
                        glyph=Glyph::Edit
                        href=Route::NewEntry.to_string()
                    >
                        {move || t_string!(i18n, log.write)}
                    </ButtonLink>
                </Show>
                <DangerLine />
                <NumbersLine />
                <StandIns stand_ins=part_of(view, |view| view.stand_ins.clone()) />
                <Receipts calls=part_of(view, |view| view.calls.clone()) />
                <CardNewsLine news=part_of(view, |view| view.card.clone()) />
                <Questions view />
                <Quarantined />
                <Drafts drafts=part_of(view, |view| view.drafts.clone()) />
                <NewsList view />
                <NotReady />
            </div>
            <aside class="stack-l">
                <Show when=move || first.get() fallback=move || view! { <Latest view /> }>
                    <EmptyState
                        glyph=Glyph::Logbook
                        title=move || t_string!(i18n, today.first_title)
                        text=move || t_string!(i18n, today.first_text)
                    />
                </Show>
            </aside>
        </MenuPage>
    }
}

/// Asks that wait for the person's yes.
#[component]
fn Questions(view: Memo<Option<FamilyToday>>) -> impl IntoView {
    let i18n = use_i18n();
    let asks = part_of(view, |view| view.asks.clone());
    let any = Memo::new(move |_| asks.with(|asks| !asks.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby="questions-title">
                <h2 id="questions-title">{move || t_string!(i18n, today.questions)}</h2>
                <For each=move || asks.get() key=|ask| (ask.entry, ask.id) let:ask>
                    <Question ask with_text=true />
                </For>
            </section>
        </Show>
    }
}

#[component]
fn NewsList(view: Memo<Option<FamilyToday>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let news = part_of(view, |view| view.news.clone());
    let line = move |news: News| {
        let (glyph, href, title, when, excerpt) = match news {
            News::Commented { by, publication, entry, when, excerpt } => {
                let to = entry.map_or(Route::Publication(publication), Route::Entry);
                (Glyph::Talk, to, t_string!(i18n, today.commented, name = by), when, excerpt)
            }
            News::Edited { by, entry, when, excerpt } => {
                (Glyph::Edit, Route::Entry(entry), t_string!(i18n, today.edited, name = by), when, excerpt)
            }
            News::Wrote { by, entry, when, excerpt } => {
                (Glyph::Logbook, Route::Entry(entry), t_string!(i18n, today.wrote, name = by), when, excerpt)
            }
        };
        let moment = words::moment(i18n, when, today.get());
        let text = t_string!(i18n, list.dot, first = moment, last = excerpt);
        view! { <Line tap=Tap::Open(href.to_string()) glyph title text /> }
    };
    let list = move || match news.get() {
        news if news.is_empty() => view! { <p class="muted">{move || t_string!(i18n, today.news_none)}</p> }.into_any(),
        news => view! { <Lines>{news.into_iter().map(line).collect_view()}</Lines> }.into_any(),
    };
    let of = part_of(view, |view| view.news_of);
    let on_all = use_app().on(|| Intent::AllNews);
    let all = move || {
        of.get().map(|n| {
            view! { <Button on_press=on_all>{move || t_string!(i18n, today.news_all, n = n)}</Button> }
        })
    };
    view! {
        <section class="stack" aria-labelledby="news-title">
            <h2 id="news-title">{move || t_string!(i18n, today.news)}</h2>
            {list}
            {all}
        </section>
    }
}

#[component]
fn Latest(view: Memo<Option<FamilyToday>>) -> impl IntoView {
    let i18n = use_i18n();
    let faces = Memo::new(move |_| {
        view.with(|view| {
            let Some(view) = view else { return Vec::new() };
            let face = |card| face::entry(i18n, card, words::moment(i18n, card.when, view.today));
            view.latest.iter().map(face).collect::<Vec<_>>()
        })
    });
    let any = Memo::new(move |_| faces.with(|faces| !faces.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section aria-labelledby="latest-title">
                <div class="section-h">
                    <h2 id="latest-title">{move || t_string!(i18n, today.latest)}</h2>
                    <Link href=Route::Logbook.to_string()>{move || t_string!(i18n, today.see_all)}</Link>
                </div>
                <Cards faces />
            </section>
        </Show>
    }
}

#[component]
fn Cards(faces: Memo<Vec<EntryFace>>) -> impl IntoView {
    view! {
        <ul class="stack">
            <For each=move || faces.get() key=Clone::clone let:face>
                <li>
                    <EntryCard face />
                </li>
            </For>
        </ul>
    }
}

/// *I dag* of those who work with families.
#[component]
pub fn StaffDay() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(|model| match model.today() {
        Some(Today::Staff(view)) => Some(view),
        _ => None,
    });
    let today = use_day();
    let incomplete = part_of(view, |view| view.incomplete);
    let cards = move |of: fn(&StaffToday) -> &Vec<PublicationCard>| {
        Memo::new(move |_| {
            view.with(|view| {
                let Some(view) = view else { return Vec::new() };
                let face =
                    |card| face::publication(i18n, card, words::moment(i18n, card.shared_at, view.today), view.today);
                of(view).iter().map(face).collect::<Vec<_>>()
            })
        })
    };
    let (talk, shared) = (cards(|view| &view.talk), cards(|view| &view.shared));
    let inbox = part_of(view, |view| view.inbox.clone());
    let follows_up = Memo::new(move |_| inbox.with(Option::is_some));
    let talk_inside = Memo::new(move |_| {
        inbox.with(|inbox| inbox.iter().flat_map(|inbox| &inbox.buckets).any(|bucket| bucket.talk_at.is_some()))
    });
    view! {
        <MenuPage layout=PageLayout::Two>
            <div class="head">
                <PageTitle text=move || heading(i18n, today.get()) />
                <InboxCount inbox />
            </div>
            <Notices />
            <div class="stack-l">
                <Show when=move || follows_up.get()>
                    <InboxList inbox incomplete talk=move || view! { <Talk faces=talk incomplete /> } />
                </Show>
                <Show when=move || !talk_inside.get()>
                    <Talk faces=talk incomplete />
                </Show>
                <Quarantined />
                <Drafts drafts=part_of(view, |view| view.drafts.clone()) />
                <NotReady />
            </div>
            <section class="stack" aria-labelledby="shared-title">
                <h2 id="shared-title">{move || t_string!(i18n, today.shared)}</h2>
                <CardsOr faces=shared incomplete none=move || t_string!(i18n, today.shared_none) />
            </section>
        </MenuPage>
    }
}

/// What families would like to talk about.
#[component]
fn Talk(faces: Memo<Vec<EntryFace>>, incomplete: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="stack" aria-labelledby="talk-title">
            <h2 id="talk-title">{move || t_string!(i18n, today.talk)}</h2>
            <CardsOr faces incomplete none=move || t_string!(i18n, today.talk_none) />
        </section>
    }
}

/// Cards, or a word that there are none once that is sure.
#[component]
fn CardsOr(faces: Memo<Vec<EntryFace>>, incomplete: Memo<bool>, #[prop(into)] none: TextProp) -> impl IntoView {
    let i18n = use_i18n();
    let empty = Memo::new(move |_| faces.with(Vec::is_empty));
    let otherwise = move || {
        if incomplete.get() {
            view! { <Progress label=move || t_string!(i18n, sync.fetching) value=Signal::stored(0) /> }.into_any()
        } else {
            let none = none.clone();
            view! { <p class="muted">{move || none.get()}</p> }.into_any()
        }
    };
    view! {
        <Show when=move || !empty.get() fallback=otherwise>
            <Cards faces />
        </Show>
    }
}
