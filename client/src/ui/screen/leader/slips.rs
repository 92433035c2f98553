//! Calls that slipped: with names, since without them nobody could act, and without a word of what was said.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::api::duty::{SlipEnd, TwoDays};

use crate::app::follow_up::{AwayAsk, FollowUpIntent};
use crate::app::intent::Intent;
use crate::app::view::leader::{ConsultantFace, SlipRow};
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Button, Glyph, Tone, words};
use crate::ui::screen::around::use_day;
use crate::ui::screen::duty::tell;
use crate::ui::{I18n, use_app};

/// The calls of one heading; nothing where there are none.
#[component]
pub fn Slips(id: &'static str, #[prop(into)] title: TextProp, rows: Memo<Vec<SlipRow>>) -> impl IntoView {
    let today = use_day();
    let i18n = use_i18n();
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let list = move || {
        let day = today.get();
        let one = |row: SlipRow| view! { <li>{call(i18n, row, day)}</li> };
        rows.get().into_iter().map(one).collect_view()
    };
    view! {
        <Show when=move || any.get()>
            <section class="bucket is-late" aria-labelledby=id>
                <h2 id=id>
                    {
                        let title = title.clone();
                        move || title.get()
                    } " " <span class="count">{move || rows.with(Vec::len)}</span>
                </h2>
                <ul class="stack">{list}</ul>
            </section>
        </Show>
    }
}

/// What was followed up too late.
#[component]
pub fn Over(rows: Memo<Vec<SlipRow>>) -> impl IntoView {
    let today = use_day();
    let i18n = use_i18n();
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let one = move |row: SlipRow| {
        let day = today.get();
        let ended = row
            .end
            .map(|(end, at)| t_string!(i18n, leader.ended, how = how(i18n, end), when = words::moment(i18n, at, day)));
        let when = t_string!(i18n, list.dot, first = began(i18n, &row, day), last = due(i18n, &row, day));
        view! {
            <li class="line">
                <span class="t">
                    <b>{title(i18n, &row)}</b>
                    <span>{when}</span>
                    <span>{ended}</span>
                </span>
            </li>
        }
    };
    view! {
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby="slips-over">
                <h2 id="slips-over">{move || t_string!(i18n, leader.over)}</h2>
                <p class="small muted">{move || t_string!(i18n, leader.over_text)}</p>
                <ul class="card lines">{move || rows.get().into_iter().map(one).collect_view()}</ul>
            </section>
        </Show>
    }
}

fn call(i18n: I18n, row: SlipRow, today: NaiveDate) -> impl IntoView + use<> {
    let since = t_string!(i18n, leader.since, when = words::moment(i18n, row.since, today));
    let two = row.two.map(|two| {
        let TwoDays { told, calendar } = two;
        let (told, calendar) = (words::near_date(i18n, told, today), words::near_date(i18n, calendar, today));
        view! { <p class="small">{t_string!(i18n, leader.two_days, told = told, calendar = calendar)}</p> }
    });
    let alone = (!row.away.is_empty()).then(|| {
        let names = words::names(i18n, &row.away);
        view! {
            <p>
                <b>{t_string!(i18n, leader.away, names = names)}</b>
            </p>
        }
    });
    let again = row.tried.then(|| {
        view! {
            <Badge tone=Tone::Warm glyph=Glyph::Again>
                {t_string!(i18n, leader.not_again)}
            </Badge>
        }
    });
    let when = t_string!(i18n, list.dot, first = began(i18n, &row, today), last = due(i18n, &row, today));
    let people = match &row.consultants[..] {
        [] if row.loose => t_string!(i18n, leader.all_consultants).to_owned(),
        [] => t_string!(i18n, leader.no_consultant).to_owned(),
        some => {
            let names: Vec<String> = some.iter().map(|one| one.name.clone()).collect();
            t_string!(i18n, leader.consultant, name = words::names(i18n, &names))
        }
    };
    view! {
        <article class="card pad slip">
            <h3>{title(i18n, &row)}</h3>
            <p>{when}</p>
            {two}
            <p class="marks">
                <Badge tone=Tone::Warm glyph=Glyph::Clock>
                    {since}
                </Badge>
                <Badge>{tell::urgency(i18n, row.urgency)}</Badge>
                {again}
            </p>
            <p>{people}</p>
            {alone}
            {row.consultants.into_iter().map(|one| absence(i18n, one)).collect_view()}
        </article>
    }
}

/// *X er syg i dag*, or who stands in already.
fn absence(i18n: I18n, one: ConsultantFace) -> impl IntoView + use<> {
    let app = use_app();
    let first = one.name.split_whitespace().next().unwrap_or_default().to_owned();
    let of = one.of;
    let standing = one.instead.map(|name| {
        view! { <p>{t_string!(i18n, follow_up.away_now, name = name, who = first.clone())}</p> }
    });
    let button = one.can_be_ill.then(|| {
        let ill = move || Intent::FollowUp(FollowUpIntent::Away(AwayAsk::Ill(of)));
        view! {
            <p>
                <Button on_press=app.on(ill)>{t_string!(i18n, follow_up.ill, name = first)}</Button>
            </p>
        }
    });
    view! {
        {standing}
        {button}
    }
}

fn title(i18n: I18n, row: &SlipRow) -> String {
    match words::names(i18n, &row.adults) {
        nobody if nobody.is_empty() && row.loose => t_string!(i18n, follow_up.loose_title).to_owned(),
        nobody if nobody.is_empty() => t_string!(i18n, leader.nobody_left).to_owned(),
        names => names,
    }
}

fn began(i18n: I18n, row: &SlipRow, today: NaiveDate) -> String {
    t_string!(i18n, leader.began, when = words::moment(i18n, row.began, today))
}

fn due(i18n: I18n, row: &SlipRow, today: NaiveDate) -> String {
    t_string!(i18n, leader.due, day = words::near_date(i18n, row.due, today))
}

fn how(i18n: I18n, end: SlipEnd) -> &'static str {
    match end {
        SlipEnd::Taken => t_string!(i18n, leader.end_taken),
        SlipEnd::Tried => t_string!(i18n, leader.end_tried),
        SlipEnd::Closed => t_string!(i18n, leader.end_closed),
    }
}
