//! What a leader sees: calls that slipped, the rota, and how much the akuttelefon is used. It needs the server.

pub mod chart;
pub mod overview;
pub mod report;
pub mod rota;
pub mod slips;
pub mod table;

use leptos::prelude::*;

use self::overview::OverviewPage;
use self::report::ReportPage;
use self::rota::{HandedOn, Rotas};
use self::slips::{Over, Slips};
use super::around::{MenuPage, Notices, part_of, use_day};
use super::asked::Asked;
use super::check::NotReady;
use super::follow_up::away::DeedFault;
use super::station::WhoIsReady;
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, LeaderPlace, Route};
use crate::app::view::leader::LeaderToday;
use crate::app::view::{AnswerState, Today, When};
use crate::ui::i18n::*;
use crate::ui::part::{Button, EmptyState, Glyph, Line, Lines, PageLayout, PageTitle, Tap, words};
use crate::ui::use_app;

/// A place of a leader.
#[component]
pub fn LeaderPage(place: LeaderPlace) -> impl IntoView {
    match place {
        LeaderPlace::Overview => view! { <OverviewPage /> }.into_any(),
        LeaderPlace::Report => view! { <ReportPage /> }.into_any(),
    }
}

/// *Frister*: a leader's *I dag*.
#[component]
pub fn LeaderDay() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(|model| match model.today() {
        Some(Today::Leader(view)) => Some(*view),
        _ => None,
    });
    let today = use_day();
    let known = part_of(view, |view| view.told.is_some());
    let none = part_of(view, |view| {
        [&view.nobody, &view.late, &view.not_taken, &view.not_tried].into_iter().all(Vec::is_empty)
    });
    view! {
        <MenuPage layout=PageLayout::Two>
            <div class="head section-h">
                <PageTitle text=move || t_string!(i18n, leader.deadlines) />
                <p class="small muted">
                    {move || words::capital(&words::long_date(i18n, today.get(), today.get()))}
                </p>
            </div>
            <Notices />
            <div class="stack-l">
                <Told state=part_of(view, |view| Some(view.state)) told=part_of(view, |view| view.told) />
                <DeedFault deed=part_of(view, |view| view.deed) missing=RwSignal::new(false) />
                <Show when=move || known.get() && none.get()>
                    <EmptyState
                        glyph=Glyph::Check
                        title=move || t_string!(i18n, leader.none)
                        text=move || t_string!(i18n, leader.none_text)
                    />
                </Show>
                <Slips
                    id="slips-nobody"
                    title=move || t_string!(i18n, leader.nobody)
                    rows=part_of(view, |view| view.nobody.clone())
                />
                <Slips
                    id="slips-late"
                    title=move || t_string!(i18n, leader.late)
                    rows=part_of(view, |view| view.late.clone())
                />
                <Slips
                    id="slips-not-taken"
                    title=move || t_string!(i18n, leader.not_taken)
                    rows=part_of(view, |view| view.not_taken.clone())
                />
                <Slips
                    id="slips-not-tried"
                    title=move || t_string!(i18n, leader.not_tried)
                    rows=part_of(view, |view| view.not_tried.clone())
                />
                <Lines>
                    <Line
                        tap=Tap::Open(Route::Calls(CallPlace::Away).to_string())
                        glyph=Glyph::Persons
                        title=move || t_string!(i18n, follow_up.away)
                        text=move || t_string!(i18n, follow_up.away_hint)
                    />
                </Lines>
                <Over rows=part_of(view, |view| view.over.clone()) />
                <NotReady />
            </div>
            <aside class="stack-l" aria-label=move || t_string!(i18n, leader.beside)>
                <Rotas rotas=part_of(view, |view| view.rota.clone()) known />
                <WhoIsReady />
                <HandedOn turns=part_of(view, |view| view.handed_on.clone()) />
                <Counts view />
            </aside>
        </MenuPage>
    }
}

/// What no list shows: what is not filed, and what families do not see yet.
#[component]
fn Counts(view: Memo<Option<LeaderToday>>) -> impl IntoView {
    let i18n = use_i18n();
    let counts = part_of(view, |view| (view.not_filed, view.withheld, view.withheld_again));
    move || {
        let (not_filed, withheld, again) = counts.get();
        let filed = match not_filed {
            0 => None,
            1 => Some(t_string!(i18n, leader.not_filed_single).to_owned()),
            n => Some(t_string!(i18n, leader.not_filed_many, n = n)),
        };
        let held = match withheld {
            0 => None,
            1 => Some(t_string!(i18n, leader.withheld_single).to_owned()),
            n => Some(t_string!(i18n, leader.withheld_many, n = n)),
        };
        let longer = (again > 0).then(|| t_string!(i18n, leader.withheld_again, n = again));
        let lines: Vec<String> = [filed, held, longer].into_iter().flatten().collect();
        (!lines.is_empty()).then(|| {
            view! {
                <section class="stack" aria-labelledby="counts-title">
                    <h2 id="counts-title">{t_string!(i18n, leader.also)}</h2>
                    <ul class="card pad stack-s">
                        {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                    </ul>
                </section>
            }
        })
    }
}

/// How far the question is, and when what is shown was told.
#[component]
fn Told(state: Memo<Option<AnswerState>>, told: Memo<Option<When>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let shown = Memo::new(move |_| (state.get() == Some(AnswerState::Known)).then(|| told.get()).flatten());
    // What is known stands while it is asked for again.
    let state =
        Memo::new(move |_| state.get().filter(|state| *state != AnswerState::Asking || told.with(Option::is_none)));
    let as_of = move || {
        let told = told.get()?;
        let again = matches!(state.get(), Some(AnswerState::Offline | AnswerState::Failed | AnswerState::SignIn));
        again.then(|| t_string!(i18n, leader.as_of, when = words::moment(i18n, told, today.get())))
    };
    view! {
        <div class="stack-s no-print">
            <Asked
                state
                asking=move || t_string!(i18n, leader.asking)
                offline=move || t_string!(i18n, leader.offline)
                again=|| Intent::AskOverview
            />
            {move || as_of().map(|words| view! { <p class="small muted">{words}</p> })}
            {move || {
                shown
                    .get()
                    .map(|told| {
                        view! {
                            <p class="told small muted">
                                <span>
                                    {t_string!(i18n, leader.told, when = words::moment(i18n, told, today.get()))}
                                </span>
                                <Button glyph=Glyph::Again on_press=app.on(|| Intent::AskOverview)>
                                    {t_string!(i18n, leader.again)}
                                </Button>
                            </p>
                        }
                    })
            }}
        </div>
    }
}
