//! *Vagtplanen*, for whoever plans it. It needs the server.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use leptos::prelude::*;
use samspil_shared::api::duty::{AddShift, OfShift};
use samspil_shared::domain::{PersonId, ShiftId, WallTime};

use super::away::DeedFault;
use crate::app::follow_up::{FollowUpIntent, RotaAsk};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::duty::Turn;
use crate::app::view::rota::RotaDay;
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, Field, FieldKind, Form, Glyph, Line, Lines, Opt, Select, Sheet, SheetEnd, Tap, Tone,
    words,
};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::screen::asked::Asked;
use crate::ui::screen::duty::tell;
use crate::ui::use_app;

fn ask(ask: RotaAsk) -> Intent {
    Intent::FollowUp(FollowUpIntent::Rota(ask))
}

/// The weeks ahead, a day each, and a form for another shift.
#[component]
pub fn RotaPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::rota_page);
    let state = part_of(view, |view| Some(view.state));
    let deed = part_of(view, |view| view.deed);
    let days = part_of(view, |view| view.days.clone());
    let officers = part_of(view, |view| view.officers.clone());
    let known = part_of(view, |view| view.known);
    let serves = part_of(view, |view| view.serves.clone());
    let missing = RwSignal::new(false);
    let ending = RwSignal::new(None::<(ShiftId, String)>);
    let for_whom = move || match words::names(i18n, &serves.get()) {
        names if names.is_empty() => t_string!(i18n, rota.serves_nobody).to_owned(),
        names => t_string!(i18n, rota.serves, names = names),
    };
    let none = Memo::new(move |_| days.with(Vec::is_empty));
    let nobody = Memo::new(move |_| officers.with(Vec::is_empty));
    view! {
        <SubPage title=move || t_string!(i18n, rota.title)>
            <Asked
                state
                asking=move || t_string!(i18n, rota.asking)
                offline=move || t_string!(i18n, rota.offline)
                again=|| ask(RotaAsk::Look)
            />
            <DeedFault deed missing />
            <Show when=move || known.get()>
                <p class="muted">{for_whom}</p>
                <Show when=move || none.get()>
                    <p>{move || t_string!(i18n, leader.rota_none)}</p>
                </Show>
                <Days days ending />
                <Show
                    when=move || !nobody.get()
                    fallback=move || view! { <p class="muted">{t_string!(i18n, rota.no_officers)}</p> }
                >
                    <ShiftForm officers missing />
                </Show>
            </Show>
            <EndSheet ending />
        </SubPage>
    }
}

#[component]
fn Days(days: Memo<Vec<RotaDay>>, ending: RwSignal<Option<(ShiftId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let line = move |turn: Turn| {
        let span = tell::span(i18n, &turn, today.get());
        let whose = t_string!(i18n, list.dot, first = turn.name.clone(), last = span.clone());
        let offered = turn.offered_to.map(|name| t_string!(i18n, leader.offered_to, name = name));
        let label = t_string!(i18n, rota.end_of, whose = whose.clone());
        let end = move |shift| ending.set(Some((shift, whose.clone())));
        view! {
            <li class="line wrap">
                <span class="t">
                    <b>{turn.name}</b>
                    <span>{words::capital(&span)}</span>
                    {offered.map(|words| view! { <span>{words}</span> })}
                </span>
                {turn
                    .now
                    .then(|| {
                        view! {
                            <Badge tone=Tone::Leaf glyph=Glyph::Check>
                                {t_string!(i18n, duty.is_on)}
                            </Badge>
                        }
                    })}
                {turn
                    .shift
                    .map(|shift| {
                        view! {
                            <Button on_press=move |()| end(shift)>
                                <span aria-hidden="true">{t_string!(i18n, rota.end)}</span>
                                <span class="vh">{label}</span>
                            </Button>
                        }
                    })}
            </li>
        }
    };
    let of_day = move |day: RotaDay| {
        view! {
            <section class="stack-s">
                <h2 class="meta">{words::capital(&words::long_date(i18n, day.day, today.get()))}</h2>
                <ul class="card lines">{day.turns.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    };
    move || days.get().into_iter().map(of_day).collect_view()
}

/// The instants of a shift that begins on a day; an end that is no later than the beginning is on the next day.
fn instants(day: NaiveDate, from: NaiveTime, until: NaiveTime) -> Option<AddShiftTimes> {
    let last = if until <= from { day.checked_add_signed(TimeDelta::days(1))? } else { day };
    let from = WallTime::at(day.and_time(from))?.settled();
    Some((from, WallTime::at(last.and_time(until))?.settled()))
}

type AddShiftTimes = (samspil_shared::domain::Timestamp, samspil_shared::domain::Timestamp);

#[component]
fn ShiftForm(officers: Memo<Vec<(PersonId, String)>>, missing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let who = RwSignal::new(None::<PersonId>);
    let day = RwSignal::new(String::new());
    let (from, until) = (RwSignal::new("23:00".to_owned()), RwSignal::new("07:30".to_owned()));
    let options = Signal::derive(move || {
        officers.with(|officers| officers.iter().map(|(id, name)| Opt::new(*id, name.clone())).collect::<Vec<_>>())
    });
    let clock = |text: RwSignal<String>| NaiveTime::parse_from_str(&text.get_untracked(), "%H:%M").ok();
    let done = Callback::new(move |()| {
        let times = day.get_untracked().parse().ok().zip(clock(from)).zip(clock(until));
        let times = times.and_then(|((day, from), until)| instants(day, from, until));
        let Some((person, (from, until))) = who.get_untracked().zip(times) else { return missing.set(true) };
        missing.set(false);
        app.send(ask(RotaAsk::Add(AddShift { person, from, until })));
    });
    view! {
        <section class="card pad stack" aria-labelledby="shift-title">
            <h2 id="shift-title">{move || t_string!(i18n, rota.add)}</h2>
            <Form on_submit=done>
                <Select
                    id="shift-who"
                    label=move || t_string!(i18n, rota.who)
                    empty=move || t_string!(i18n, follow_up.choose)
                    options
                    chosen=who
                    on_choose=move |chosen| who.set(chosen)
                />
                <Field
                    id="shift-day"
                    kind=FieldKind::Date
                    label=move || t_string!(i18n, rota.day)
                    value=day
                    on_input=move |typed| day.set(typed)
                />
                <div class="two-up">
                    <Field
                        id="shift-from"
                        kind=FieldKind::Time
                        label=move || t_string!(i18n, rota.from)
                        value=from
                        on_input=move |typed| from.set(typed)
                    />
                    <Field
                        id="shift-until"
                        kind=FieldKind::Time
                        label=move || t_string!(i18n, rota.until)
                        hint=move || t_string!(i18n, rota.until_hint)
                        value=until
                        on_input=move |typed| until.set(typed)
                    />
                </div>
                <Button kind=ButtonKind::Primary submit=true>
                    {move || t_string!(i18n, rota.add_go)}
                </Button>
            </Form>
        </section>
    }
}

/// Whoever was on it reaches no family through it any more: that is asked first.
#[component]
fn EndSheet(ending: RwSignal<Option<(ShiftId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ending.with(Option::is_some)));
    let close = Callback::new(move |()| ending.set(None));
    let whose = move || ending.get().map(|(_, whose)| whose).unwrap_or_default();
    let ends = Callback::new(move |()| {
        if let Some((shift, _)) = ending.get_untracked() {
            app.send(ask(RotaAsk::End(OfShift { shift })));
        }
        ending.set(None);
    });
    view! {
        <Sheet id="end-shift" title=move || t_string!(i18n, rota.end_title) open on_close=close>
            <p>
                <b>{whose}</b>
            </p>
            <p>{move || t_string!(i18n, rota.end_text)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary on_press=ends>
                        {move || t_string!(i18n, rota.end)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}

/// The line in *Mere*.
#[component]
pub fn RotaLine() -> impl IntoView {
    let i18n = use_i18n();
    let any = use_app().view(|model| model.more().is_some_and(|more| more.plans_rota));
    view! {
        <Show when=move || any.get()>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Calls(CallPlace::Rota).to_string())
                    glyph=Glyph::Clock
                    title=move || t_string!(i18n, rota.title)
                    text=move || t_string!(i18n, rota.hint)
                />
            </Lines>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_ends_on_the_next_day() {
        let time = |text: &str| text.parse().unwrap();
        let day = "2026-10-24".parse().unwrap();
        let (from, until) = instants(day, time("23:00:00"), time("07:30:00")).unwrap();
        assert_eq!(until.ms_since(from), 9 * 3_600_000 + 1_800_000, "the clock goes back that night");
        let (from, until) = instants(day, time("15:30:00"), time("23:00:00")).unwrap();
        assert_eq!(until.ms_since(from), 7 * 3_600_000 + 1_800_000);
    }
}
