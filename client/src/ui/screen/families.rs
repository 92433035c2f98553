//! *Familier*: the families, and what one of them shares.

use leptos::prelude::*;
use samspil_shared::domain::SpaceId;

use super::around::{MenuPage, Notices, SubPage, part_of};
use super::face;
use super::family_card::CardLink;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::{Families, FamilyCard, FamilyPage as View, Reader};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonLink, ButtonShape, DayFace, EmptyState, Glyph, Line, Lines, MarkFace, PageLayout, PageTitle,
    PlaceHidden, Progress, Tap, Timeline, Tone, say, words,
};
use crate::ui::{I18n, use_app};

/// *Familier*.
#[component]
pub fn FamiliesPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::families);
    let rows = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| rows(i18n, view)).unwrap_or_default()));
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let incomplete = part_of(view, |view| view.incomplete);
    let none = move || {
        if incomplete.get() {
            return view! { <Progress label=move || t_string!(i18n, sync.fetching) value=Signal::stored(0) /> }
                .into_any();
        }
        view! {
            <EmptyState
                glyph=Glyph::Persons
                title=move || t_string!(i18n, families.none)
                text=move || t_string!(i18n, families.none_text)
            />
        }
        .into_any()
    };
    view! {
        <MenuPage>
            <PageTitle text=move || t_string!(i18n, families.title) />
            <Notices />
            <ButtonLink glyph=Glyph::Search href=Route::Search.to_string()>
                {move || t_string!(i18n, search.title)}
            </ButtonLink>
            <Show when=move || any.get() fallback=none>
                <Lines>
                    <For each=move || rows.get() key=Clone::clone let:row>
                        <FamilyRow row />
                    </For>
                </Lines>
            </Show>
        </MenuPage>
    }
}

/// A family in the list. Equal rows look alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Row {
    href: String,
    title: String,
    text: String,
    marks: Vec<MarkFace>,
}

fn rows(i18n: I18n, view: &Families) -> Vec<Row> {
    let row = |family: &FamilyCard| {
        let mark = |tone, glyph, words: String| MarkFace { tone, glyph, words };
        let talk =
            family.wants_talk.then(|| mark(Tone::Warm, Glyph::Talk, t_string!(i18n, families.wants_talk).to_owned()));
        let new = match family.new {
            0 => None,
            1 => Some(t_string!(i18n, families.new_single).to_owned()),
            n => Some(t_string!(i18n, families.new_many, n = n)),
        };
        let stand_in =
            family.stand_in.then(|| mark(Tone::Plain, Glyph::Person, t_string!(i18n, families.stand_in).to_owned()));
        let hidden =
            family.place_hidden.then(|| mark(Tone::Warm, Glyph::Warning, t_string!(i18n, place.hidden).to_owned()));
        let shared = match family.last_shared {
            Some(when) => t_string!(i18n, families.last_shared, when = words::moment(i18n, when, view.today)),
            None => t_string!(i18n, families.nothing_shared).to_owned(),
        };
        let adults = words::names(i18n, &family.adults);
        Row {
            href: Route::Family(family.space).to_string(),
            title: title(i18n, family.child.as_deref()),
            text: if adults.is_empty() { shared } else { t_string!(i18n, list.dot, first = adults, last = shared) },
            marks: [hidden, talk, new.map(|words| mark(Tone::Info, Glyph::Info, words)), stand_in]
                .into_iter()
                .flatten()
                .collect(),
        }
    };
    view.families.iter().map(row).collect()
}

/// "Forløb for Noah"
fn title(i18n: I18n, child: Option<&str>) -> String {
    let child = child.unwrap_or_else(|| t_string!(i18n, log.the_child)).to_owned();
    t_string!(i18n, families.plan_for, child = child)
}

#[component]
fn FamilyRow(row: Row) -> impl IntoView {
    let Row { href, title, text, marks } = row;
    let tap = Tap::Open(href);
    if marks.is_empty() {
        return view! { <Line tap glyph=Glyph::Persons title text /> }.into_any();
    }
    let mark = |mark: MarkFace| view! { <Badge tone=mark.tone glyph=mark.glyph>{mark.words}</Badge> };
    view! {
        <Line tap glyph=Glyph::Persons title text>
            {marks.into_iter().map(mark).collect_view()}
        </Line>
    }
    .into_any()
}

/// What one family shares about one child.
#[component]
pub fn FamilyPage(space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.family(space));
    let child = part_of(view, |view| view.child.clone());
    let since = part_of(view, move |view| {
        view.since.map(|day| t_string!(i18n, families.since, day = words::long_date(i18n, day, view.today)))
    });
    let days = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| days(i18n, view)).unwrap_or_default()));
    let any = Memo::new(move |_| days.with(|days| !days.is_empty()));
    let more = part_of(view, |view| view.more);
    let persons = part_of(view, |view| view.persons.clone());
    view! {
        <SubPage layout=PageLayout::Two title=move || title(i18n, child.get().as_deref())>
            <div class="stack-l">
                <PlaceHidden hidden=app.view(move |model| model.place_hidden(space)) />
                {move || {
                    since
                        .get()
                        .map(|since| {
                            view! {
                                <p>
                                    <Badge glyph=Glyph::Clock>{since}</Badge>
                                </p>
                            }
                        })
                }}
                <Show when=move || any.get() fallback=move || view! { <NothingShared view /> }>
                    <Timeline days />
                </Show>
                <Show when=move || more.get()>
                    <Button shape=ButtonShape::Full on_press=app.on(|| Intent::Older)>
                        {move || t_string!(i18n, log.older)}
                    </Button>
                </Show>
                <p class="small muted">{move || t_string!(i18n, families.what_you_see)}</p>
            </div>
            <aside class="stack" aria-labelledby="persons-title">
                <CardLink placement=space />
                <h2 id="persons-title">{move || t_string!(i18n, families.persons)}</h2>
                <Lines>{move || persons.get().into_iter().map(|one| person(i18n, one)).collect_view()}</Lines>
            </aside>
        </SubPage>
    }
}

fn days(i18n: I18n, view: &View) -> Vec<DayFace> {
    view.days
        .iter()
        .map(|day| DayFace {
            key: face::day_key(day.date),
            heading: words::day_heading(i18n, day.date, view.today),
            entries: day
                .cards
                .iter()
                .map(|card| face::publication(i18n, card, words::clock(i18n, card.when.time), view.today))
                .collect(),
        })
        .collect()
}

fn person(i18n: I18n, person: Reader) -> impl IntoView {
    let Reader { name, role, stand_in, .. } = person;
    let text = move || {
        let role = say::role(i18n, role, stand_in).to_owned();
        if stand_in {
            t_string!(i18n, list.dot, first = role, last = t_string!(i18n, families.follows_up))
        } else {
            role
        }
    };
    view! { <Line tap=Tap::Nothing glyph=Glyph::Person title=name text /> }
}

#[component]
fn NothingShared(view: Memo<Option<View>>) -> impl IntoView {
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
                title=move || t_string!(i18n, families.nothing_shared)
                text=move || t_string!(i18n, today.shared_none)
            />
        }
        .into_any()
    }
}
