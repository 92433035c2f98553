//! The consultant's list on *I dag*.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::domain::SpaceId;
use samspil_shared::domain::follow_up::Heading;

use super::say;
use crate::app::route::{CallPlace, Route};
use crate::app::view::follow_up::{Bucket, Chips, FamilyRow, Inbox, LooseRow};
use crate::ui::I18n;
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Glyph, Line, Lines, Link, MarkFace, Tap, words};
use crate::ui::screen::around::use_day;

/// A row as it is shown. Equal rows look alike.
#[derive(Clone, PartialEq, Eq)]
struct Face {
    href: String,
    title: String,
    aside: String,
    marks: Vec<MarkFace>,
    text: String,
    foot: String,
}

/// Everything that is to be followed up. `talk` is what families would like to talk about.
#[component]
pub fn InboxList(inbox: Memo<Option<Inbox>>, incomplete: Memo<bool>, #[prop(into)] talk: ViewFn) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let buckets = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map(|inbox| inbox.buckets.clone())));
    let empty = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().is_some_and(|inbox| inbox.calls == 0)));
    let sections = move || {
        let talk = talk.clone();
        let bucket = move |bucket: Bucket| section(i18n, bucket, today.get(), &talk);
        buckets.get().unwrap_or_default().into_iter().map(bucket).collect_view()
    };
    view! {
        <div class="stack-l">
            <Show when=move || { empty.get() && !incomplete.get() }>
                <p class="muted">{move || t_string!(i18n, follow_up.none)}</p>
            </Show>
            <Errands inbox />
            {sections}
            <Loose inbox />
            <Others inbox />
        </div>
    }
}

/// "6 opkald fra 4 familier"
#[component]
pub fn InboxCount(inbox: Memo<Option<Inbox>>) -> impl IntoView {
    let i18n = use_i18n();
    let counts = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map(|inbox| (inbox.calls, inbox.families))));
    move || {
        let (calls, families) = counts.get().filter(|(calls, _)| *calls > 0)?;
        let from = match families {
            1 => t_string!(i18n, follow_up.families_single).to_owned(),
            n => t_string!(i18n, follow_up.families_many, n = n),
        };
        let words = match calls {
            1 => t_string!(i18n, follow_up.count_single).to_owned(),
            n => t_string!(i18n, follow_up.count_many, n = n, m = from),
        };
        Some(view! { <p class="small muted">{words}</p> })
    }
}

/// *Læs alle og følg op*, and what is not filed.
#[component]
fn Errands(inbox: Memo<Option<Inbox>>) -> impl IntoView {
    let i18n = use_i18n();
    let untaken = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map_or(0, |inbox| inbox.untaken)));
    let not_filed = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map_or(0, |inbox| inbox.not_filed)));
    let asks = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map(|inbox| inbox.night_asks.clone())));
    let asks = Memo::new(move |_| asks.get().unwrap_or_default());
    let ask = move |(space, adults): (SpaceId, Vec<String>)| {
        view! {
            <Line
                tap=Tap::Open(Route::Calls(CallPlace::Card(space)).to_string())
                glyph=Glyph::Phone
                title=t_string!(i18n, follow_up.night_ask)
                text=words::names(i18n, &adults)
            />
        }
    };
    view! {
        <Show when=move || { untaken.get() > 1 }>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Calls(CallPlace::All).to_string())
                    glyph=Glyph::Check
                    title=move || t_string!(i18n, follow_up.read_all)
                    text=move || t_string!(i18n, follow_up.read_all_text, n = untaken.get())
                />
            </Lines>
        </Show>
        <Show when=move || asks.with(|asks| !asks.is_empty())>
            <Lines>{move || asks.get().into_iter().map(ask).collect_view()}</Lines>
        </Show>
        <Show when=move || { not_filed.get() > 0 }>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Calls(CallPlace::NotFiled).to_string())
                    glyph=Glyph::Save
                    title=move || t_string!(i18n, follow_up.not_filed)
                    text=move || match not_filed.get() {
                        1 => t_string!(i18n, follow_up.not_filed_single).to_owned(),
                        n => t_string!(i18n, follow_up.not_filed_many, n = n),
                    }
                />
            </Lines>
        </Show>
    }
}

fn section(i18n: I18n, bucket: Bucket, today: NaiveDate, talk: &ViewFn) -> impl IntoView + use<> {
    let Bucket { heading, rows, talk_at } = bucket;
    let (class, id) = match heading {
        Heading::Overdue => ("bucket is-late", "calls-overdue"),
        Heading::Today => ("bucket", "calls-today"),
        Heading::Later => ("bucket", "calls-later"),
    };
    let count = rows.len();
    let mut before: Vec<Face> = rows.iter().map(|row| family(i18n, row, today)).collect();
    let after = before.split_off(talk_at.unwrap_or(before.len()));
    let talk = talk_at.map(|_| talk.run());
    view! {
        <section class=class aria-labelledby=id>
            <h2 id=id>{say::heading(i18n, heading)} " " <span class="count">{count}</span></h2>
            {list(before)}
            {talk}
            {list(after)}
        </section>
    }
}

fn list(faces: Vec<Face>) -> Option<impl IntoView> {
    (!faces.is_empty()).then(|| {
        let row = |face: Face| {
            view! {
                <li>
                    <Row face />
                </li>
            }
        };
        view! { <ul class="stack">{faces.into_iter().map(row).collect_view()}</ul> }
    })
}

#[component]
fn Row(face: Face) -> impl IntoView {
    let Face { href, title, aside, marks, text, foot } = face;
    let mark = |mark: MarkFace| view! { <Badge tone=mark.tone glyph=mark.glyph>{mark.words}</Badge> };
    view! {
        <Link href class="card fu">
            <span class="in">
                <span class="line-up between wrap">
                    <b>{title}</b>
                    <span class="muted small">{aside}</span>
                </span>
                <span class="line-up wrap">{marks.into_iter().map(mark).collect_view()}</span>
                <span class="two-lines">{text}</span>
                <span class="muted small">{foot}</span>
            </span>
        </Link>
    }
}

fn family(i18n: I18n, row: &FamilyRow, today: NaiveDate) -> Face {
    let last = words::moment(i18n, row.last, today);
    let calls = match row.calls {
        1 => t_string!(i18n, list.dot, first = t_string!(i18n, follow_up.calls_single).to_owned(), last = last),
        n => {
            let calls = t_string!(i18n, follow_up.calls_many, n = n);
            t_string!(i18n, list.dot, first = calls, last = t_string!(i18n, follow_up.last, when = last))
        }
    };
    Face {
        href: Route::Calls(CallPlace::Family(row.space)).to_string(),
        title: words::names(i18n, &row.adults),
        aside: say::children(i18n, &row.children),
        marks: list_chips(i18n, &row.chips, today),
        text: row.text.clone(),
        foot: t_string!(i18n, list.dot, first = calls, last = due(i18n, row.due, today)),
    }
}

/// "senest onsdag 1. april"
fn due(i18n: I18n, due: NaiveDate, today: NaiveDate) -> String {
    t_string!(i18n, follow_up.due, day = words::near_date(i18n, due, today))
}

fn loose(i18n: I18n, row: &LooseRow, today: NaiveDate) -> Face {
    let began = words::moment(i18n, row.began, today);
    Face {
        href: Route::Calls(CallPlace::Loose(row.note)).to_string(),
        title: row.caller.clone().unwrap_or_else(|| t_string!(i18n, follow_up.nameless).to_owned()),
        aside: say::kind(i18n, row.kind).to_owned(),
        marks: list_chips(i18n, &row.chips, today),
        text: row.text.clone(),
        foot: t_string!(i18n, list.dot, first = began, last = due(i18n, row.due, today)),
    }
}

fn list_chips(i18n: I18n, chips: &Chips, today: NaiveDate) -> Vec<MarkFace> {
    say::chips(i18n, chips, today)
}

/// *Fælles liste*.
#[component]
fn Loose(inbox: Memo<Option<Inbox>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let rows = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map(|inbox| inbox.loose.clone())));
    move || {
        let rows = rows.get().filter(|rows| !rows.is_empty())?;
        let faces: Vec<Face> = rows.iter().map(|row| loose(i18n, row, today.get())).collect();
        Some(view! {
            <section class="bucket" aria-labelledby="calls-loose">
                <h2 id="calls-loose">
                    {t_string!(i18n, follow_up.loose)} " " <span class="count">{faces.len()}</span>
                </h2>
                <p class="small muted">{t_string!(i18n, follow_up.loose_text)}</p>
                {list(faces)}
            </section>
        })
    }
}

/// *Hos andre*.
#[component]
fn Others(inbox: Memo<Option<Inbox>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let rows = Memo::new(move |_| inbox.with(|inbox| inbox.as_ref().map(|inbox| inbox.others.clone())));
    move || {
        let rows = rows.get().filter(|rows| !rows.is_empty())?;
        let faces: Vec<Face> = rows.iter().map(|row| family(i18n, row, today.get())).collect();
        Some(view! {
            <details class="stack">
                <summary>
                    {t_string!(i18n, follow_up.others)} " " <span class="count">{faces.len()}</span>
                </summary>
                <p class="small muted">{t_string!(i18n, follow_up.others_text)}</p>
                {list(faces)}
            </details>
        })
    }
}
