//! A call as the family is shown it on *I dag*.

use leptos::prelude::*;
use samspil_shared::doc::call_receipt::Settled;

use crate::app::route::{CallPlace, Route};
use crate::app::view::family_card::CardNews;
use crate::app::view::follow_up::{LineFace, ReceiptFace};
use crate::ui::i18n::*;
use crate::ui::part::{Glyph, Line, Lines, Tap, words};
use crate::ui::screen::around::use_day;

/// "Du ringede kl. 02.10. Aftalt: … Jeres konsulent – eller en kollega – ringer senest …" and what came back.
#[component]
pub fn Receipts(calls: Memo<Vec<ReceiptFace>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let one = move |call: ReceiptFace| {
        let when = words::moment(i18n, call.began, today.get());
        let title = match (call.by_me, call.caller) {
            (true, _) => t_string!(i18n, follow_up.you_called, when = when),
            (false, Some(name)) => t_string!(i18n, follow_up.they_called, name = name, when = when),
            (false, None) => t_string!(i18n, follow_up.somebody_called, when = when),
        };
        let agreed = call.agreed.map(|what| t_string!(i18n, follow_up.agreed_was, what = what));
        // A day that is past is no promise any more; who wrote back since has said how it goes on.
        let ring = match call.due {
            _ if call.settled.is_some() => call.settled.map(|(how, when)| {
                let when = words::moment(i18n, when, today.get());
                match how {
                    Settled::Talked => t_string!(i18n, follow_up.you_talked, when = when),
                    Settled::Closed => t_string!(i18n, follow_up.is_closed, when = when),
                }
            }),
            Some(due) => Some(t_string!(i18n, follow_up.they_ring, day = words::near_date(i18n, due, today.get()))),
            None if call.lines.is_empty() => Some(t_string!(i18n, follow_up.they_rang).to_owned()),
            None => None,
        };
        let line = move |line: LineFace| {
            let when = words::moment(i18n, line.when, today.get());
            view! {
                <div class="stack-s">
                    <p class="small muted">{t_string!(i18n, follow_up.line_from, name = line.who, when = when)}</p>
                    <p class="txt">{line.text}</p>
                </div>
            }
        };
        view! {
            <article class="card pad stack-s">
                <h3>{title}</h3>
                {agreed.map(|agreed| view! { <p class="txt">{agreed}</p> })}
                {ring.map(|ring| view! { <p>{ring}</p> })}
                {call.lines.into_iter().map(line).collect_view()}
            </article>
        }
    };
    move || {
        let calls = calls.get();
        (!calls.is_empty()).then(|| {
            view! {
                <section class="stack" aria-labelledby="receipts-title">
                    <h2 id="receipts-title">{t_string!(i18n, follow_up.your_call)}</h2>
                    {calls.into_iter().map(one).collect_view()}
                </section>
            }
        })
    }
}

/// The family is told when its card was changed.
#[component]
pub fn CardNewsLine(news: Memo<Option<CardNews>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    move || {
        news.get().map(|news| {
            let when = words::moment(i18n, news.when, today.get());
            let text = t_string!(i18n, card.news_text, name = news.by, when = when);
            view! {
                <Lines>
                    <Line
                        tap=Tap::Open(Route::Calls(CallPlace::OurCard(news.space)).to_string())
                        glyph=Glyph::Info
                        title=t_string!(i18n, card.news)
                        text
                    />
                </Lines>
            }
        })
    }
}
