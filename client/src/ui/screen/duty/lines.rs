//! Calls in lists: when, how urgent, what was agreed, what became of it.

use leptos::prelude::*;

use super::tell;
use crate::app::duty::DutyIntent;
use crate::app::intent::Intent;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::Standing;
use crate::app::view::duty::CallLine;
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Button, ButtonKind, Dial, Glyph, Link, Notice, NoticeTone, PlaceHidden, Tone, words};
use crate::ui::screen::around::use_day;
use crate::ui::use_app;

/// One call; `ring` offers *Ringet · Ikke ringet*.
#[component]
pub fn CallCard(line: CallLine, #[prop(optional)] ring: bool) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let CallLine {
        follow_up,
        note,
        who,
        family,
        withheld,
        began,
        urgency,
        agreed,
        due,
        status,
        ring_back,
        rung_back,
        tels,
        tels_unsure,
        standing,
        place_hidden,
    } = line;
    let title = tell::who(i18n, &who);
    let title = match note.filter(|_| !ring) {
        Some(note) => {
            let href = Route::Duty(DutyPlace::Call(note)).to_string();
            view! { <Link href>{title}</Link> }.into_any()
        }
        None => title.into_any(),
    };
    let due = move || t_string!(i18n, duty.due_line, day = words::long_date(i18n, due, today.get()));
    let promised = move |at| t_string!(i18n, duty.ring_at, when = words::moment(i18n, at, today.get()));
    let say = move |done| app.on(move || Intent::Duty(DutyIntent::RungBack { follow_up, done }));
    let dials = tels.into_iter().map(|(name, tel)| view! { <p class="small">{name}</p> <Dial tel /> }).collect_view();
    view! {
        <li class="card pad stack-s">
            <p>
                <b>{title}</b>
            </p>
            {(!family.is_empty())
                .then(|| {
                    view! {
                        <p class="small">{t_string!(i18n, duty.in_family, names = tell::who(i18n, &family))}</p>
                    }
                })}
            <PlaceHidden hidden=place_hidden />
            {withheld
                .then(|| {
                    view! {
                        <p>
                            <Badge tone=Tone::Warm glyph=Glyph::Hide>
                                {move || t_string!(i18n, duty.withheld_mark)}
                            </Badge>
                        </p>
                    }
                })}
            {ring_back
                .map(|at| {
                    view! {
                        <p>
                            <b>{move || promised(at)}</b>
                        </p>
                    }
                })}
            <p class="meta">
                <time>{move || words::capital(&words::moment(i18n, began, today.get()))}</time>
                <span>{tell::urgency(i18n, urgency)}</span>
                <span>{due}</span>
            </p>
            {agreed.map(|text| view! { <p>{t_string!(i18n, duty.agreed_line, text = text)}</p> })}
            <p class="small muted">{tell::status(i18n, &status)}</p>
            {(rung_back == Some(false))
                .then(|| {
                    view! { <p class="small">{move || t_string!(i18n, duty.not_made)}</p> }
                })}
            {(standing != Standing::Sent)
                .then(|| {
                    view! {
                        <p>
                            <Badge tone=Tone::Plain glyph=Glyph::Hourglass>
                                {move || t_string!(i18n, duty.waiting_mark)}
                            </Badge>
                        </p>
                    }
                })}
            {ring
                .then(|| {
                    view! {
                        {tels_unsure
                            .then(|| {
                                view! {
                                    <Notice tone=NoticeTone::Warm>
                                        <p>{move || t_string!(i18n, duty.tels_unsure)}</p>
                                    </Notice>
                                }
                            })}
                        {dials}
                        <div class="actions">
                            <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=say(true)>
                                {move || t_string!(i18n, duty.rung)}
                            </Button>
                            <Button on_press=say(false)>{move || t_string!(i18n, duty.not_rung)}</Button>
                        </div>
                    }
                })}
        </li>
    }
}

/// A heading with calls under it; `none` where there are none, or nothing at all without it.
#[component]
pub fn CallList(
    id: &'static str,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] none: Option<TextProp>,
    #[prop(into)] lines: Signal<Vec<CallLine>>,
    #[prop(optional)] ring: bool,
) -> impl IntoView {
    let any = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    let shown = none.is_some();
    let rows = move || lines.get().into_iter().map(|line| view! { <CallCard line ring /> }).collect_view();
    let none = StoredValue::new(none);
    let (title, hint) = (StoredValue::new(title), StoredValue::new(hint));
    view! {
        <Show when=move || shown || any.get()>
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{move || title.with_value(|title| title.get())}</h2>
                {move || {
                    hint.with_value(|hint| hint.as_ref().map(|hint| view! { <p class="small muted">{hint.get()}</p> }))
                }}
                <Show
                    when=move || any.get()
                    fallback=move || {
                        view! { <p class="muted">{none.with_value(|none| none.as_ref().map(|none| none.get()))}</p> }
                    }
                >
                    <ul class="stack">{rows}</ul>
                </Show>
            </section>
        </Show>
    }
}
