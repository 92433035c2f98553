//! *Opkaldet er gemt*: by when somebody calls, what was registered, and *Tilføj mere*.

use leptos::prelude::*;
use samspil_shared::domain::DocId;
use samspil_shared::domain::call::{MayShow, Notice as Duty};

use super::tell;
use crate::app::duty::DutyIntent;
use crate::app::intent::Intent;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::duty::{CallStatus, SavedCall};
use crate::app::view::{DraftState as Draft, SaveState, Standing};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, ButtonShape, DraftState, EmptyState, Glyph, Icon, IconSize, Notice, NoticeTone,
    PlaceHidden, TextArea, say, words,
};
use crate::ui::screen::around::{Notices, SaveFault, SubPage, part_of, use_day};
use crate::ui::{I18n, use_app};

/// The page.
#[component]
pub fn SavedPage(doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.saved_call(doc));
    let here = Memo::new(move |_| view.with(Option::is_some));
    let missing = move || {
        view! {
            <EmptyState
                glyph=Glyph::Info
                title=move || t_string!(i18n, duty.call)
                text=move || t_string!(i18n, duty.missing)
            />
        }
    };
    view! {
        <SubPage title=move || t_string!(i18n, duty.call)>
            <Notices />
            <Show when=move || here.get() fallback=missing>
                <Summary view />
                <PlaceHidden hidden=part_of(view, |view| view.place_hidden) />
                <HowFar view />
                <Add doc view />
                <Texts view />
                <div class="actions no-print">
                    <Button glyph=Glyph::Print on_press=app.on(|| Intent::Duty(DutyIntent::Print))>
                        {move || t_string!(i18n, duty.print)}
                    </Button>
                    <ButtonLink kind=ButtonKind::Tertiary href=Route::Duty(DutyPlace::Shift).to_string()>
                        {move || t_string!(i18n, duty.back)}
                    </ButtonLink>
                </div>
                <p class="print-foot">{move || t_string!(i18n, duty.print_foot)}</p>
            </Show>
        </SubPage>
    }
}

/// By when, whose, how long, how urgent.
#[component]
fn Summary(view: Memo<Option<SavedCall>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let due = part_of(view, |view| Some(view.due));
    let told = move || due.get().map(|due| t_string!(i18n, duty.due, day = words::long_date(i18n, due, today.get())));
    let facts = move || view.get().map(|call| facts(i18n, &call, today.get())).unwrap_or_default();
    let row = |(name, value): (&'static str, String)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    view! {
        <section class="card pad stack saved-call">
            <span class="dot leaf">
                <Icon glyph=Glyph::Check size=IconSize::Large />
            </span>
            <h2>{move || t_string!(i18n, duty.saved)}</h2>
            <p class="due">{told}</p>
            <dl class="facts">{move || facts().into_iter().map(row).collect_view()}</dl>
        </section>
    }
}

fn facts(i18n: I18n, call: &SavedCall, today: chrono::NaiveDate) -> Vec<(&'static str, String)> {
    let caller = if call.caller.is_empty() { tell::kind(i18n, call.kind).to_owned() } else { call.caller.clone() };
    let clock = t_string!(
        i18n,
        duty.clock_span,
        from = words::bare_clock(i18n, call.began.time),
        to = words::bare_clock(i18n, call.ended.time)
    );
    let talk = if call.began.date == today {
        clock
    } else {
        format!("{} {clock}", words::near_date(i18n, call.began.date, today))
    };
    let shown = match call.may_show {
        MayShow::Caller | MayShow::Adults if call.unseen => t_string!(i18n, duty.show_unseen).to_owned(),
        MayShow::Caller if !call.caller.is_empty() => {
            t_string!(i18n, duty.show_one, name = call.caller.clone())
        }
        MayShow::Nobody => match &call.why_not {
            Some(why) => format!("{} – {why}", tell::may_show(i18n, MayShow::Nobody)),
            None => tell::may_show(i18n, MayShow::Nobody).to_owned(),
        },
        may_show => tell::may_show(i18n, may_show).to_owned(),
    };
    let notice = call.notice.map(|notice| match (&call.notice_by, notice) {
        (Some(by), Duty::Sent) => format!("{} – {by}", tell::notice(i18n, notice)),
        _ => tell::notice(i18n, notice).to_owned(),
    });
    let passed: Vec<String> = call.passed_on.iter().map(|to| tell::passed_to(i18n, to).to_owned()).collect();
    let rows = [
        (t_string!(i18n, duty.family), Some(tell::who(i18n, &call.who))),
        (t_string!(i18n, duty.caller_short), Some(caller)),
        (t_string!(i18n, duty.about), call.about.clone()),
        (t_string!(i18n, duty.unit_short), call.unit.clone()),
        (t_string!(i18n, duty.talk), Some(talk)),
        (t_string!(i18n, duty.urgency_short), Some(tell::urgency(i18n, call.urgency).to_owned())),
        (t_string!(i18n, duty.show), Some(shown)),
        (t_string!(i18n, duty.notice), notice),
        (t_string!(i18n, duty.passed_on), Some(words::names(i18n, &passed)).filter(|passed| !passed.is_empty())),
        (t_string!(i18n, duty.rung_title), call.ring_back.map(|at| words::capital(&words::moment(i18n, at, today)))),
    ];
    rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Whether it is sent, and whether the consultant has taken over.
#[component]
fn HowFar(view: Memo<Option<SavedCall>>) -> impl IntoView {
    let i18n = use_i18n();
    let standing = part_of(view, |view| Some(view.standing));
    let status = part_of(view, |view| Some(view.status.clone()));
    let taken = move || {
        let status = status.get().filter(|status| *status != CallStatus::New)?;
        Some(view! { <p>{tell::status(i18n, &status)}</p> })
    };
    move || match standing.get()? {
        Standing::Sent => Some(
            view! {
                <Notice tone=NoticeTone::Done>
                    <p>{move || t_string!(i18n, duty.is_sent)}</p>
                    {taken}
                </Notice>
            }
            .into_any(),
        ),
        Standing::Waiting => Some(
            view! {
                <Notice tone=NoticeTone::Warm glyph=Glyph::Hourglass>
                    <p>{move || t_string!(i18n, duty.waits, here = say::here(i18n))}</p>
                </Notice>
            }
            .into_any(),
        ),
        Standing::Parked => Some(
            view! {
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, duty.parked)}</p>
                    <p>
                        <ButtonLink href=Route::Waiting.to_string()>
                            {move || t_string!(i18n, duty.parked_see)}
                        </ButtonLink>
                    </p>
                </Notice>
            }
            .into_any(),
        ),
    }
}

/// *Tilføj mere*, as long as it can be.
#[component]
fn Add(doc: DocId, view: Memo<Option<SavedCall>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let until = part_of(view, |view| view.add_until);
    let text = part_of(view, |view| view.adding.clone());
    let draft = Signal::derive(move || view.with(|view| view.as_ref().map_or(Draft::Untouched, |view| view.draft)));
    let save = Signal::derive(move || view.with(|view| view.as_ref().map_or(SaveState::Ready, |view| view.save)));
    let saving = Signal::derive(move || save.get() == SaveState::Saving);
    let may = Memo::new(move |_| until.get().is_some());
    // Once something is begun the field stands open.
    let begun = text.with_untracked(|text| !text.is_empty());
    let told =
        move || until.get().map(|at| t_string!(i18n, duty.add_until, when = words::moment(i18n, at, today.get())));
    view! {
        <Show when=move || may.get()>
            <details class="card pad no-print" open=begun>
                <summary>{move || t_string!(i18n, duty.add)}</summary>
                <div class="stack">
                    <SaveFault save />
                    <TextArea
                        id="add"
                        label=move || t_string!(i18n, duty.add)
                        hint=move || told().unwrap_or_default()
                        value=text
                        on_input=app.with(move |text| Intent::CommentText { publication: doc, text })
                        described="add-draft"
                        short=true
                    >
                        <DraftState id="add-draft" draft today />
                    </TextArea>
                    <Button
                        kind=ButtonKind::Primary
                        shape=ButtonShape::Full
                        glyph=Glyph::Edit
                        disabled=saving
                        on_press=app.on(move || Intent::CommentSend(doc))
                    >
                        {move || t_string!(i18n, duty.add_go)}
                    </Button>
                </div>
            </details>
        </Show>
    }
}

/// What was said, and what was added.
#[component]
fn Texts(view: Memo<Option<SavedCall>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let texts = part_of(view, |view| view.texts.to_vec());
    let added = part_of(view, |view| view.added.clone());
    let rows = move || {
        let said = texts.get().into_iter().filter_map(|(field, text)| {
            Some(view! {
                <div class="stack-s">
                    <h3>{tell::field(i18n, field)}</h3>
                    <p class="txt">{text?}</p>
                </div>
            })
        });
        said.collect_view()
    };
    let more = move || {
        let one = |(at, text)| {
            let when = words::capital(&words::moment(i18n, at, today.get()));
            view! {
                <div class="stack-s">
                    <h3>{t_string!(i18n, list.dot, first = t_string!(i18n, duty.added), last = when)}</h3>
                    <p class="txt">{text}</p>
                </div>
            }
        };
        added.get().into_iter().map(one).collect_view()
    };
    view! {
        <section class="card pad stack">
            {rows}
            {more}
        </section>
    }
}
