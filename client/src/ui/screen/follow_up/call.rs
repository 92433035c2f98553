//! One call with what became of it.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::say;
use crate::app::view::follow_up::{AdultFace, CallFace, LineFace, StepFace};
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Glyph, Icon, IconSize, MarkFace, words};

/// The texts, who took it, and what is known beside them, as it is said on `day`.
#[component]
pub fn CallText(call: CallFace, day: NaiveDate) -> impl IntoView {
    let i18n = use_i18n();
    let mark = |mark: MarkFace| view! { <Badge tone=mark.tone glyph=mark.glyph>{mark.words}</Badge> };
    let received = match call.received {
        Some(at) => t_string!(i18n, follow_up.received, when = words::moment(i18n, at, day)),
        None => t_string!(i18n, follow_up.waits).to_owned(),
    };
    let due = t_string!(i18n, follow_up.due, day = words::near_date(i18n, call.due, day));
    let taken = t_string!(i18n, list.dot, first = say::taken_by(i18n, &call), last = received);
    let chips = say::chips(i18n, &call.chips, day).into_iter().map(mark).collect_view();
    let when = words::capital(&say::when(i18n, &call, day));
    let facts = say::facts(i18n, &call, day).into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view();
    let added = call.added.into_iter().map(|(at, text)| {
        let label = t_string!(i18n, follow_up.added, when = words::moment(i18n, at, day));
        view! {
            <dt>{label}</dt>
            <dd class="txt">{text}</dd>
        }
    });
    let part = |label: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <dt>{label}</dt>
                <dd class="txt">{text}</dd>
            }
        })
    };
    view! {
        <article class="note">
            <p class="line-up wrap">{chips}</p>
            <p class="meta">
                <b>{when}</b>
                <span>{t_string!(i18n, list.dot, first = taken, last = due)}</span>
            </p>
            <dl>
                {part(t_string!(i18n, follow_up.what), Some(call.what))}
                {part(t_string!(i18n, follow_up.advice), call.advice)}
                {part(t_string!(i18n, follow_up.agreed), call.agreed)} {added.collect_view()}
            </dl>
            <ul class="small muted stack-s">{facts}</ul>
        </article>
    }
}

/// A number to press, with whose it is; an invented one is text.
#[component]
pub fn RingTo(adult: AdultFace) -> impl IntoView {
    let i18n = use_i18n();
    let AdultFace { name, tel } = adult;
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    tel.map(|tel| match tel.href {
        Some(href) => view! {
            <a class="button button-primary full" href=href>
                <Icon glyph=Glyph::Phone />
                {t_string!(i18n, follow_up.ring, name = first)}
            </a>
        }
        .into_any(),
        None => view! {
            <p class="line-up wrap">
                <Icon glyph=Glyph::Phone size=IconSize::Small />
                <b>{t_string!(i18n, follow_up.ring_number, name = first, tel = tel.text)}</b>
                <span class="small muted">{t_string!(i18n, call.invented)}</span>
            </p>
        }
        .into_any(),
    })
}

/// What was done, and what was written to the family, as it is said on `day`.
#[component]
pub fn Steps(steps: Vec<StepFace>, lines: Vec<LineFace>, day: NaiveDate) -> impl IntoView {
    let i18n = use_i18n();
    let step = move |step: StepFace| {
        view! {
            <li>
                <p class="small muted">{say::by(i18n, &step, day)}</p>
                <p class="txt">{say::step(i18n, &step, day)}</p>
            </li>
        }
    };
    let line = move |line: LineFace| {
        let when = words::moment(i18n, line.when, day);
        view! {
            <li>
                <p class="small muted">{t_string!(i18n, follow_up.by, who = line.who, when = when)}</p>
                <p class="txt">{line.text}</p>
            </li>
        }
    };
    let done = (!steps.is_empty()).then(|| {
        view! {
            <section class="stack-s">
                <h3>{t_string!(i18n, follow_up.steps)}</h3>
                <ul class="stack-s">{steps.into_iter().map(step).collect_view()}</ul>
            </section>
        }
    });
    let written = (!lines.is_empty()).then(|| {
        view! {
            <section class="stack-s">
                <h3>{t_string!(i18n, follow_up.lines)}</h3>
                <ul class="stack-s">{lines.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    });
    view! {
        {done}
        {written}
    }
}
