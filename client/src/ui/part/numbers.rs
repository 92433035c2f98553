//! Numbers to call, before unlocking too.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::badge::{Badge, Tone};
use super::icon::Glyph;
use super::words;
use crate::app::view::numbers::{Answered, Hour, NumberLine, Office, Tel, UnitNumbers};
use crate::ui::I18n;
use crate::ui::i18n::*;

/// The numbers of one unit: who answers now stands first.
#[component]
pub fn UnitNumbersList(unit: UnitNumbers, today: NaiveDate) -> impl IntoView {
    let i18n = use_i18n();
    let UnitNumbers { name, office, meanwhile, lines, closure, .. } = unit;
    let heading = name.clone();
    view! {
        <section class="stack" aria-label=name>
            <h2>{heading}</h2>
            <p class="muted">{move || office_words(i18n, office, today)}</p>
            {meanwhile.map(|label| view! { <p>{move || t_string!(i18n, call.meanwhile, label = label.clone())}</p> })}
            {closure.map(|days| view! { <p>{move || closure_words(i18n, days, today)}</p> })}
            <ul class="stack-s">
                {lines
                    .into_iter()
                    .map(|line| {
                        view! {
                            <li>
                                <NumberRow line today />
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

/// One number with who answers, when to use it and whether somebody is there.
#[component]
pub fn NumberRow(line: NumberLine, today: NaiveDate) -> impl IntoView {
    let i18n = use_i18n();
    let NumberLine { label, what_for, tel, answered } = line;
    let open = !matches!(answered, Answered::Later { .. });
    view! {
        <div class="card pad stack-s">
            <p class="meta">
                <b>{label}</b>
                {open
                    .then(|| {
                        view! {
                            <Badge tone=Tone::Leaf glyph=Glyph::Check>
                                {move || t_string!(i18n, call.answers)}
                            </Badge>
                        }
                    })}
            </p>
            <p class="small">{what_for}</p>
            <Dial tel />
            <p class="small muted">{move || answered_words(i18n, &answered, today)}</p>
        </div>
    }
}

/// A number to press; an invented one says so and is not dialled.
#[component]
pub fn Dial(tel: Tel) -> impl IntoView {
    let i18n = use_i18n();
    let Tel { text, href } = tel;
    match href {
        Some(href) => view! {
            <a class="button button-secondary" href=href>
                {text}
            </a>
        }
        .into_any(),
        None => view! {
            <p>
                <b>{text}</b>
                " "
                <span class="small muted">{move || t_string!(i18n, call.invented)}</span>
            </p>
        }
        .into_any(),
    }
}

fn hour_words(i18n: I18n, hour: Hour, today: NaiveDate) -> String {
    let day = words::near_date(i18n, hour.day, today);
    let (from, to) = (words::bare_clock(i18n, hour.from), words::bare_clock(i18n, hour.to));
    t_string!(i18n, call.hour, day = day, from = from, to = to)
}

fn office_words(i18n: I18n, office: Office, today: NaiveDate) -> String {
    let next = |next: Option<Hour>| {
        next.map(|hour| t_string!(i18n, call.next, hour = hour_words(i18n, hour, today))).unwrap_or_default()
    };
    match office {
        Office::PhoneHour(until) => t_string!(i18n, call.phone_hour, t = words::bare_clock(i18n, until)),
        Office::Open(hour) => t_string!(i18n, call.open, next = next(hour)),
        Office::Closed(hour) => t_string!(i18n, call.closed, next = next(hour)),
    }
}

/// "Lukket fra torsdag 2. april til mandag 6. april."
pub(crate) fn closure_words(i18n: I18n, (from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> String {
    let (from, to) = (words::long_date(i18n, from, today), words::long_date(i18n, to, today));
    t_string!(i18n, call.closure, from = from, to = to)
}

fn answered_words(i18n: I18n, answered: &Answered, today: NaiveDate) -> String {
    match answered {
        Answered::Always => t_string!(i18n, call.always).to_owned(),
        Answered::Until(until) => t_string!(i18n, call.until, t = words::bare_clock(i18n, *until)),
        Answered::Later { next, instead } => {
            let next = next.map(|hour| t_string!(i18n, call.answers_next, hour = hour_words(i18n, hour, today)));
            let instead = instead.as_ref().map(|label| t_string!(i18n, call.instead, label = label.clone()));
            let closed = || t_string!(i18n, call.no_hours).to_owned();
            [next.or_else(|| Some(closed())), instead].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}
