//! What can wait: all of it has a default.

use chrono::NaiveTime;
use leptos::prelude::*;
use samspil_shared::domain::call::{MayShow, Notice, PassedTo};

use super::super::tell;
use super::{View, Wrong, words_of, writes};
use crate::app::duty::{CallClock, CallField, CallIntent};
use crate::app::intent::Intent;
use crate::app::view::duty::{CallFault, ClockFace, NewCall, RingFault, WhoseFace};
use crate::ui::i18n::*;
use crate::ui::part::{Field, FieldKind, Opt, Segmented, Several, TextArea, words};
use crate::ui::screen::around::{part_of, use_day};
use crate::ui::use_app;

/// Advice, agreement, when a call suits, who may see it, the statutory notice, times.
#[component]
pub fn Rest(view: View) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="stack-l">
            <p class="small muted">
                {move || t_string!(i18n, duty.enough)} " "
                <span class="with-keys">{move || t_string!(i18n, duty.save_key)}</span>
            </p>
            <About view />
            <Prose view id="call-advice" field=CallField::Advice fault=CallFault::Long(CallField::Advice) />
            <Prose view id="call-agreed" field=CallField::Agreed fault=CallFault::Long(CallField::Agreed) hint=true />
            <OneLine
                view
                id="call-when"
                field=CallField::BestTime
                faults=&[CallFault::Long(CallField::BestTime)]
            />
            <Shown view />
            <StatutoryNotice view />
            <Passed view />
            <Times view />
        </div>
    }
}

fn error(view: View, faults: &'static [CallFault]) -> Signal<Option<String>> {
    let i18n = use_i18n();
    let wrong = part_of(view, move |view| faults.iter().copied().find(|fault| view.faults.contains(fault)));
    Signal::derive(move || wrong.get().map(|fault| tell::fault(i18n, fault).to_owned()))
}

#[component]
fn Prose(
    view: View,
    id: &'static str,
    field: CallField,
    fault: CallFault,
    #[prop(optional)] hint: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let wrong = part_of(view, move |view| view.faults.contains(&fault));
    let error = Signal::derive(move || wrong.get().then(|| tell::fault(i18n, fault).to_owned()));
    let (label, value, on_input) = (move || tell::field(i18n, field), words_of(view, field), writes(field));
    if hint {
        let hint = move || t_string!(i18n, duty.agreed_hint);
        view! { <TextArea id label value on_input error hint short=true /> }.into_any()
    } else {
        view! { <TextArea id label value on_input error short=true /> }.into_any()
    }
}

#[component]
fn OneLine(view: View, id: &'static str, field: CallField, faults: &'static [CallFault]) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field
            id
            label=move || tell::field(i18n, field)
            value=words_of(view, field)
            on_input=writes(field)
            error=error(view, faults)
            autocomplete="off"
            max=200
        />
    }
}

#[component]
fn Shown(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options = move || MayShow::ALL.map(|show| Opt::new(show, tell::may_show(i18n, show))).to_vec();
    let nobody = part_of(view, |view| view.may_show == MayShow::Nobody);
    let asks = part_of(view, |view| view.asks_who);
    view! {
        <div class="stack">
            <Segmented<MayShow>
                name="show"
                legend=move || t_string!(i18n, duty.show)
                options=Signal::derive(options)
                chosen=part_of(view, |view| Some(view.may_show))
                on_choose=app.with(|show| Intent::Call(CallIntent::MayShow(show)))
            />
            <Show when=move || asks.get()>
                <p role="status">{move || t_string!(i18n, duty.show_asks)}</p>
            </Show>
            <Show when=move || nobody.get()>
                <OneLine
                    view
                    id="call-why"
                    field=CallField::WhyNot
                    faults=&[CallFault::WhyNot, CallFault::Long(CallField::WhyNot)]
                />
            </Show>
        </div>
    }
}

#[component]
fn StatutoryNotice(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options = move || Notice::ALL.map(|notice| Opt::new(notice, tell::notice(i18n, notice))).to_vec();
    let sent = part_of(view, |view| view.notice == Some(Notice::Sent));
    view! {
        <div class="stack">
            <Segmented<Notice>
                name="notice"
                legend=move || t_string!(i18n, duty.notice)
                options=Signal::derive(options)
                chosen=part_of(view, |view| view.notice)
                on_choose=app.with(|notice| Intent::Call(CallIntent::Notice(notice)))
            />
            <p class="form-hint">{move || t_string!(i18n, duty.notice_hint)}</p>
            <Show when=move || sent.get()>
                <OneLine
                    view
                    id="call-notice-by"
                    field=CallField::NoticeBy
                    faults=&[CallFault::NoticeBy, CallFault::Long(CallField::NoticeBy)]
                />
            </Show>
        </div>
    }
}

/// Whom it is about: of several children those that are pressed, of a caller on no card what is written.
#[component]
fn About(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let children = part_of(view, |view| match &view.whose {
        WhoseFace::Family { children, .. } => children.clone(),
        WhoseFace::Open | WhoseFace::NotOnList { .. } => Vec::new(),
    });
    let on_no_list = part_of(view, |view| matches!(view.whose, WhoseFace::NotOnList { .. }));
    let several = Memo::new(move |_| children.with(|children| children.len() > 1));
    let options = move || children.get().into_iter().map(|name| Opt::new(name.clone(), name)).collect::<Vec<_>>();
    view! {
        <Show when=move || several.get()>
            <Several<String>
                legend=move || t_string!(i18n, log.who)
                options=Signal::derive(options)
                chosen=part_of(view, |view| view.about.clone())
                on_toggle=app.with(|child| Intent::Call(CallIntent::About(child)))
            />
        </Show>
        <Show when=move || on_no_list.get()>
            <OneLine view id="call-about" field=CallField::About faults=&[CallFault::Long(CallField::About)] />
        </Show>
    }
}

#[component]
fn Passed(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options = move || PassedTo::ALL.map(|to| Opt::new(to, tell::passed_to(i18n, to))).to_vec();
    view! {
        <Several<PassedTo>
            legend=move || t_string!(i18n, duty.passed_on)
            options=Signal::derive(options)
            chosen=part_of(view, |view| view.passed_on.iter().collect::<Vec<_>>())
            on_toggle=app.with(|to| Intent::Call(CallIntent::PassedOn(to)))
            note=move || t_string!(i18n, duty.passed_hint)
        />
    }
}

/// A call back, and when the call began and ended.
#[component]
fn Times(view: View) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <RingBack view />
        <fieldset>
            <legend class="form-label">{move || t_string!(i18n, duty.times)}</legend>
            <Wrong view faults=&[CallFault::Times, CallFault::Ended] />
            <div class="two-up">
                <Clock view id="call-began" clock=CallClock::Began label=move || t_string!(i18n, duty.began) hint=|| "" />
                <Clock
                    view
                    id="call-ended"
                    clock=CallClock::Ended
                    label=move || t_string!(i18n, duty.ended)
                    hint=move || t_string!(i18n, duty.ended_hint)
                />
            </div>
        </fieldset>
    }
}

/// When the shift calls back: the next time that the clock shows it, or on a day that is named, across closed days too.
#[component]
fn RingBack(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let at = part_of(view, |view| view.ring_back.map(|face| face.at));
    let typed = part_of(view, |view| view.ring_day.clone());
    // The day that follows from the clock stands in the field until somebody names another.
    let day = move || match typed.get() {
        typed if typed.is_empty() => at.get().map(|at| at.date.to_string()).unwrap_or_default(),
        typed => typed,
    };
    let other_day = move || {
        let at = at.get().filter(|at| at.date != today.get())?;
        Some(t_string!(i18n, duty.ring_at, when = words::moment(i18n, at, today.get())))
    };
    view! {
        <div class="stack-s">
            <div class="two-up">
                <Clock
                    view
                    id="call-back"
                    clock=CallClock::RingBack
                    label=move || t_string!(i18n, duty.ring_back)
                    hint=|| ""
                />
                <Field
                    id="call-back-day"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, duty.ring_day)
                    hint=|| ""
                    error=error(
                        view,
                        &[
                            CallFault::Ring(RingFault::Day),
                            CallFault::Ring(RingFault::Clock),
                            CallFault::Ring(RingFault::Past),
                            CallFault::Ring(RingFault::Far),
                        ],
                    )
                    value=Signal::derive(day)
                    on_input=app.with(|day| Intent::Call(CallIntent::RingDay(day)))
                />
            </div>
            <p role="status">{other_day}</p>
            <p class="form-hint">{move || t_string!(i18n, duty.ring_back_hint)}</p>
        </div>
    }
}

fn face(view: &NewCall, clock: CallClock) -> Option<ClockFace> {
    match clock {
        CallClock::Began => Some(view.began),
        CallClock::Ended => view.ended,
        CallClock::RingBack => view.ring_back,
    }
}

/// A time of day. In the hour that occurs twice it is asked which one; one that does not exist is moved on, and said.
#[component]
fn Clock(
    view: View,
    id: &'static str,
    clock: CallClock,
    #[prop(into)] label: TextProp,
    #[prop(into)] hint: TextProp,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let face = part_of(view, move |view| face(view, clock));
    let value = move || face.get().map(|face| face.at.time.format("%H:%M").to_string()).unwrap_or_default();
    let typed = app.with(move |text: String| {
        Intent::Call(CallIntent::Clock(clock, NaiveTime::parse_from_str(&text, "%H:%M").ok()))
    });
    let second = Memo::new(move |_| face.get().and_then(|face| face.second));
    let options = Signal::derive(move || {
        vec![Opt::new(false, t_string!(i18n, duty.twice_first)), Opt::new(true, t_string!(i18n, duty.twice_second))]
    });
    let moved = move || {
        let face = face.get().filter(|face| face.moved)?;
        let told = t_string!(i18n, duty.moved, t = words::bare_clock(i18n, face.at.time));
        Some(view! { <p role="status">{told}</p> })
    };
    view! {
        <div class="stack-s">
            <Field id kind=FieldKind::Time label hint value=Signal::derive(value) on_input=typed />
            {moved}
            <Show when=move || second.get().is_some()>
                <Segmented<bool>
                    name=id
                    legend=move || t_string!(i18n, duty.twice)
                    options
                    chosen=second
                    on_choose=app.with(move |second| Intent::Call(CallIntent::Second(clock, second)))
                />
            </Show>
        </div>
    }
}
