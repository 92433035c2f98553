//! Who is away, and who stands in. It needs the server.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::api::duty::{OfConsultant, WhyAway};
use samspil_shared::domain::PersonId;

use super::week::WeekForm;
use crate::app::follow_up::{AwayAsk, FollowUpIntent, StandInFault, TypedStandIn};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::admin::AdminDeed;
use crate::app::view::away::{AwayFace, AwayRow};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, Field, FieldKind, Form, Glyph, Line, Lines, Notice, NoticeTone, Opt, Select, Tap, Tone,
    words,
};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::screen::asked::Asked;
use crate::ui::{I18n, use_app};

fn ask(ask: AwayAsk) -> Intent {
    Intent::FollowUp(FollowUpIntent::Away(ask))
}

/// Consultants, each with who stands in.
#[component]
pub fn AwayPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::away);
    let state = part_of(view, |view| Some(view.state));
    let people = part_of(view, |view| view.people.clone());
    let deed = part_of(view, |view| view.deed);
    let any = Memo::new(move |_| people.with(|people| !people.is_empty()));
    let plans = part_of(view, |view| view.plans);
    let fault = RwSignal::new(false);
    view! {
        <SubPage title=move || t_string!(i18n, follow_up.away)>
            <p class="muted">{move || t_string!(i18n, follow_up.away_text)}</p>
            <Asked
                state
                asking=move || t_string!(i18n, follow_up.away_asking)
                offline=move || t_string!(i18n, follow_up.away_offline)
                again=|| ask(AwayAsk::Look)
            />
            <DeedFault deed missing=fault />
            <ul class="stack">
                {move || {
                    people
                        .get()
                        .into_iter()
                        .map(|row| {
                            view! {
                                <li>
                                    <Row row />
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <Show when=move || any.get()>
                <StandInForm people fault />
                <Show when=move || plans.get()>
                    <WeekForm people fault />
                </Show>
            </Show>
        </SubPage>
    }
}

/// Why what was said did not get through.
#[component]
pub fn DeedFault(deed: Memo<AdminDeed>, missing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let words = match deed.get() {
            _ if missing.get() => t_string!(i18n, follow_up.fault_missing),
            AdminDeed::Ready | AdminDeed::Doing => return None,
            AdminDeed::Offline => t_string!(i18n, follow_up.fault_offline),
            AdminDeed::SignIn => t_string!(i18n, login.again),
            AdminDeed::Incomplete | AdminDeed::Window => t_string!(i18n, follow_up.fault_missing),
            AdminDeed::PartnerAway => t_string!(i18n, follow_up.fault_partner_away),
            AdminDeed::Denied | AdminDeed::RoleNotHere => t_string!(i18n, follow_up.fault_denied),
            AdminDeed::Name
            | AdminDeed::Child
            | AdminDeed::Hours
            | AdminDeed::ClosedDays
            | AdminDeed::HoursChanged
            | AdminDeed::TooMany
            | AdminDeed::Failed => {
                t_string!(i18n, follow_up.fault_failed)
            }
        };
        Some(view! {
            <Notice tone=NoticeTone::Error>
                <p>{words}</p>
            </Notice>
        })
    }
}

fn why(i18n: I18n, why: WhyAway) -> &'static str {
    match why {
        WhyAway::DayOff => t_string!(i18n, follow_up.why_day_off),
        WhyAway::Ill => t_string!(i18n, follow_up.why_ill),
        WhyAway::Days => t_string!(i18n, follow_up.why_days),
    }
}

/// "Lars Quist følger op, mens Mette Holm er væk"
#[component]
fn Row(row: AwayRow) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let AwayRow { person, name, me, partner, now, alone, ahead, can_return, may_say, .. } = row;
    let of = OfConsultant { person };
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    let partner = match partner {
        Some(partner) => t_string!(i18n, follow_up.partner, name = partner),
        None => t_string!(i18n, follow_up.no_partner).to_owned(),
    };
    let day = today.get();
    let absent = now.is_some() || alone.is_some();
    let alone = alone.map(|(names, because)| {
        let names = words::names(i18n, &names);
        view! {
            <p>
                <Badge tone=Tone::Warm glyph=Glyph::Person>
                    {why(i18n, because)}
                </Badge>
                " "
                {t_string!(i18n, follow_up.away_alone, names = names)}
            </p>
        }
    });
    let away = now.map(|away| {
        let who = t_string!(i18n, follow_up.away_now, name = away.instead.clone(), who = first.clone());
        let until = t_string!(i18n, follow_up.away_to, day = words::near_date(i18n, away.last, day));
        view! {
            <p>
                <Badge tone=Tone::Warm glyph=Glyph::Person>
                    {why(i18n, away.why)}
                </Badge>
                " "
                {t_string!(i18n, list.dot, first = who, last = until)}
            </p>
        }
    });
    let later = ahead.into_iter().map(move |away| view! { <li>{planned(i18n, &away, day)}</li> });
    let button = if !may_say {
        None
    } else if can_return {
        let label = if me {
            t_string!(i18n, follow_up.back_me).to_owned()
        } else {
            t_string!(i18n, follow_up.back, name = first)
        };
        Some(
            view! { <Button glyph=Glyph::Again on_press=app.on(move || ask(AwayAsk::Back(of)))>{label}</Button> }
                .into_any(),
        )
    } else if !absent {
        let label = if me {
            t_string!(i18n, follow_up.ill_me).to_owned()
        } else {
            t_string!(i18n, follow_up.ill, name = first)
        };
        Some(view! { <Button on_press=app.on(move || ask(AwayAsk::Ill(of)))>{label}</Button> }.into_any())
    } else {
        None
    };
    view! {
        <article class="card pad stack">
            <h2 class="meta">
                <b>{name}</b>
                <span>{partner}</span>
            </h2>
            {away}
            {alone}
            <ul class="small muted stack-s">{later.collect_view()}</ul>
            {button}
        </article>
    }
}

/// "Aftalte dage · Lars Quist følger op 20. april – 24. april"
fn planned(i18n: I18n, away: &AwayFace, today: NaiveDate) -> String {
    let (first, last) = (words::date(i18n, away.first, today), words::date(i18n, away.last, today));
    let name = away.instead.clone();
    let days = if away.first == away.last {
        t_string!(i18n, follow_up.away_day, name = name, day = first)
    } else {
        t_string!(i18n, follow_up.away_days, name = name, first = first, last = last)
    };
    t_string!(i18n, list.dot, first = why(i18n, away.why).to_owned(), last = days)
}

fn stand_in_fault(i18n: I18n, fault: StandInFault) -> &'static str {
    match fault {
        StandInFault::Person => t_string!(i18n, follow_up.need_person),
        StandInFault::Instead => t_string!(i18n, follow_up.need_instead),
        StandInFault::Same => t_string!(i18n, follow_up.need_another),
        StandInFault::From | StandInFault::To => t_string!(i18n, follow_up.need_day),
        StandInFault::Past => t_string!(i18n, follow_up.again_past),
        StandInFault::Order => t_string!(i18n, follow_up.need_order),
    }
}

#[component]
fn StandInForm(people: Memo<Vec<AwayRow>>, fault: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let person = RwSignal::new(None::<PersonId>);
    let instead = RwSignal::new(None::<PersonId>);
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let named = move |may_say: bool| {
        Signal::derive(move || {
            let named = |people: &Vec<AwayRow>| {
                let rows = people.iter().filter(|row| row.may_say || !may_say);
                rows.map(|row| Opt::new(row.person, row.name.clone())).collect::<Vec<_>>()
            };
            people.with(named)
        })
    };
    let (away, options) = (named(true), named(false));
    let (today, tried) = (use_day(), RwSignal::new(false));
    let typed = move || TypedStandIn { person: person.get(), instead: instead.get(), from: from.get(), to: to.get() };
    let read = Memo::new(move |_| typed().read(today.get()));
    // What is not filled in yet is no mistake before somebody says that it is all.
    let wrong = move |faults: &'static [StandInFault]| {
        Signal::derive(move || {
            let found =
                read.with(|read| faults.iter().copied().find(|fault| matches!(read, Err(all) if all.contains(fault))));
            found.filter(|_| tried.get()).map(|fault| stand_in_fault(i18n, fault).to_owned())
        })
    };
    let done = Callback::new(move |()| {
        fault.set(false);
        tried.set(read.with_untracked(Result::is_err));
        if let Ok(stand_in) = read.get_untracked() {
            app.send(ask(AwayAsk::StandIn(stand_in)));
        }
    });
    view! {
        <section class="card pad stack" aria-labelledby="stand-in-title">
            <h2 id="stand-in-title">{move || t_string!(i18n, follow_up.stand_in)}</h2>
            <Form on_submit=done>
                <Select
                    id="stand-in-for"
                    label=move || t_string!(i18n, follow_up.stand_in_for)
                    empty=move || t_string!(i18n, follow_up.choose)
                    options=away
                    chosen=person
                    on_choose=move |chosen| person.set(chosen)
                    error=wrong(&[StandInFault::Person])
                />
                <Select
                    id="stand-in-who"
                    label=move || t_string!(i18n, follow_up.stand_in_who)
                    empty=move || t_string!(i18n, follow_up.choose)
                    options
                    chosen=instead
                    on_choose=move |chosen| instead.set(chosen)
                    error=wrong(&[StandInFault::Instead, StandInFault::Same])
                />
                <Field
                    id="stand-in-from"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, follow_up.stand_in_from)
                    error=wrong(&[StandInFault::From, StandInFault::Past])
                    value=from
                    on_input=move |typed| from.set(typed)
                />
                <Field
                    id="stand-in-to"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, follow_up.stand_in_to)
                    error=wrong(&[StandInFault::To, StandInFault::Order])
                    value=to
                    on_input=move |typed| to.set(typed)
                />
                <Button kind=ButtonKind::Primary submit=true>
                    {move || t_string!(i18n, follow_up.save)}
                </Button>
            </Form>
        </section>
    }
}

/// The line in *Mere*.
#[component]
pub fn AwayLine() -> impl IntoView {
    let i18n = use_i18n();
    let any = use_app().view(|model| model.more().is_some_and(|more| more.says_away));
    view! {
        <Show when=move || any.get()>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Calls(CallPlace::Away).to_string())
                    glyph=Glyph::Persons
                    title=move || t_string!(i18n, follow_up.away)
                    text=move || t_string!(i18n, follow_up.away_hint)
                />
            </Lines>
        </Show>
    }
}
