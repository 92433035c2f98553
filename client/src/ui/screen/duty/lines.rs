//! Calls in lists: when, how urgent, what was agreed, what became of it.

use leptos::prelude::*;
use samspil_shared::domain::DocId;

use super::tell;
use crate::app::duty::DutyIntent;
use crate::app::intent::Intent;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::Standing;
use crate::app::view::duty::{CallLine, RingFault};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, Dial, Field, FieldKind, Glyph, Link, Notice, NoticeTone, PlaceHidden, Sheet, SheetEnd,
    Tone, words,
};
use crate::ui::screen::around::use_day;
use crate::ui::use_app;

/// The call back that is made, and promised once more.
type Again = RwSignal<Option<DocId>>;

/// One call; `ring` offers *Ringet · Ikke ringet*, and with `again` another time.
#[component]
pub fn CallCard(
    line: CallLine,
    #[prop(optional)] ring: bool,
    #[prop(optional_no_strip)] again: Option<Again>,
) -> impl IntoView {
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
                            {again
                                .map(|again| {
                                    view! {
                                        <Button on_press=move |()| again.set(Some(follow_up))>
                                            {move || t_string!(i18n, duty.rings_again)}
                                        </Button>
                                    }
                                })}
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
    // Outside of the cards: those are made anew when one of them changes, and what is typed would be gone with them.
    let again: Option<Again> = ring.then(|| RwSignal::new(None));
    let rows = move || lines.get().into_iter().map(|line| view! { <CallCard line ring again /> }).collect_view();
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
        {again.map(|again| view! { <RingsAgain again /> })}
    }
}

/// *Ringet, og vi ringer igen*: when.
#[component]
fn RingsAgain(again: Again) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let day = RwSignal::new(String::new());
    let clock = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    Effect::new(move |_| {
        if again.get().is_some() {
            day.set(String::new());
            clock.set(String::new());
            tried.set(false);
        }
    });
    let fault = app.view(move |model| {
        let follow_up = again.get().filter(|_| tried.get())?;
        model.ring_fault(follow_up, &day.get(), &clock.get())
    });
    let at = move |is: fn(RingFault) -> bool| {
        Signal::derive(move || fault.get().filter(|fault| is(*fault)).map(|fault| tell::ring(i18n, fault).to_owned()))
    };
    let close = Callback::new(move |()| again.set(None));
    let done = move |()| {
        tried.set(true);
        let Some(follow_up) = again.get_untracked().filter(|_| fault.get_untracked().is_none()) else { return };
        let (day, clock) = (day.get_untracked(), clock.get_untracked());
        again.set(None);
        app.send(Intent::Duty(DutyIntent::RingsAgain { follow_up, day, clock }));
    };
    view! {
        <Sheet
            id="rings-again"
            title=move || t_string!(i18n, duty.rings_again_ask)
            open=Signal::derive(move || again.get().is_some())
            on_close=close
        >
            <div class="two-up">
                <Field
                    id="rings-again-at"
                    kind=FieldKind::Time
                    label=move || t_string!(i18n, duty.rings_again_clock)
                    hint=|| ""
                    error=at(|fault| fault == RingFault::Clock)
                    value=clock
                    on_input=move |typed| clock.set(typed)
                />
                <Field
                    id="rings-again-day"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, duty.ring_day)
                    hint=|| ""
                    error=at(|fault| fault != RingFault::Clock)
                    value=day
                    on_input=move |typed| day.set(typed)
                />
            </div>
            <p class="form-hint">{move || t_string!(i18n, duty.ring_day_hint)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=done>
                        {move || t_string!(i18n, follow_up.save)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
