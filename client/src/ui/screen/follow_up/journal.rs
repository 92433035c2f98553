//! *Til journal*: one call with what became of it, to print or to copy, and what is not filed yet.

use leptos::prelude::*;
use samspil_shared::domain::DocId;

use super::call::{CallText, Steps};
use super::{CallFaultNotice, say};
use crate::app::draft::{JotAt, JotKind};
use crate::app::follow_up::{FollowUpIntent, Saying};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::follow_up::{JournalPage, NotFiledRow};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, EmptyState, Field, Form, Glyph, Line, Lines, Notice, PlaceHidden, Tap, Tone, words,
};
use crate::ui::screen::around::{Missing, SaveFault, SubPage, part_of, use_day};
use crate::ui::use_app;

/// One call for the municipality's own system.
#[component]
pub fn JournalOfCall(note: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.journal(note));
    let here = Memo::new(move |_| view.with(Option::is_some));
    let call = part_of(view, |view: &JournalPage| Some(view.call.clone()));
    let copy = Callback::new(move |()| {
        if let Some(call) = call.get_untracked() {
            let text = say::journal(i18n, &call, words::IN_FULL);
            app.send(Intent::FollowUp(FollowUpIntent::Copy(text)));
        }
    });
    let whole = move || {
        call.get().map(|call| {
            let family = words::names(i18n, &call.family);
            let (steps, lines, hidden) = (call.steps.clone(), call.lines.clone(), call.place_hidden);
            let filed = call.filed.then(|| {
                view! {
                    <p>
                        <Badge tone=Tone::Leaf glyph=Glyph::Check>
                            {t_string!(i18n, follow_up.filed)}
                        </Badge>
                    </p>
                }
            });
            view! {
                <section class="card pad stack">
                    <h2>{family}</h2>
                    {filed}
                    <CallText call day=words::IN_FULL />
                    <Steps steps lines day=words::IN_FULL />
                    <PlaceHidden hidden />
                </section>
            }
        })
    };
    view! {
        <SubPage title=move || t_string!(i18n, follow_up.journal)>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="no-print stack">
                    <Notice>
                        <p>{move || t_string!(i18n, follow_up.not_journal)}</p>
                    </Notice>
                    <SaveFault save=Signal::derive(move || {
                        view.with(|view| view.as_ref().map(|view| view.deed).unwrap_or_default())
                    }) />
                    <CallFaultNotice fault=part_of(view, |view| view.fault) />
                    <div class="actions">
                        <Button glyph=Glyph::Copy on_press=copy>
                            {move || t_string!(i18n, follow_up.copy)}
                        </Button>
                        <Button on_press=app.on(|| Intent::FollowUp(FollowUpIntent::Print))>
                            {move || t_string!(i18n, follow_up.print)}
                        </Button>
                    </div>
                </div>
                {whole}
                <Filing call=Signal::derive(move || {
                    call.with(|call| call.as_ref().map(|call| (call.follow_up, call.can && !call.filed)))
                }) />
            </Show>
        </SubPage>
    }
}

/// *Er i journalen*, until it is: what is done or written since asks for it anew.
#[component]
fn Filing(#[prop(into)] call: Signal<Option<(DocId, bool)>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let jot = move || call.get().map(|(follow_up, _)| JotAt::on(follow_up, JotKind::Filed));
    let reference = app.view(move |model| jot().and_then(|at| model.jotted(at)).unwrap_or_default());
    let typed = move |words: String| {
        if let Some(at) = jot() {
            app.send(Intent::Jot(at, words));
        }
    };
    let may = Memo::new(move |_| call.get().is_some_and(|(_, can)| can));
    let file = Callback::new(move |()| {
        if let Some((follow_up, _)) = call.get_untracked() {
            let saying = Saying::Filed(reference.get_untracked());
            app.send(Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![follow_up], saying }));
        }
    });
    view! {
        <Show when=move || may.get()>
            <div class="no-print card pad">
                <Form on_submit=file>
                    <Field
                        id="filed-at"
                        label=move || t_string!(i18n, follow_up.filed_at)
                        hint=move || t_string!(i18n, follow_up.filed_hint)
                        value=reference
                        max=200
                        on_input=typed
                    />
                    <Button kind=ButtonKind::Primary glyph=Glyph::Check submit=true>
                        {move || t_string!(i18n, follow_up.filed_do)}
                    </Button>
                </Form>
            </div>
        </Show>
    }
}

/// *Mangler journalisering*.
#[component]
pub fn NotFiledPage() -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let view = use_app().view(crate::app::Model::not_filed);
    let rows = Memo::new(move |_| view.get().unwrap_or_default());
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let none = move || {
        view! {
            <EmptyState
                glyph=Glyph::Check
                title=move || t_string!(i18n, follow_up.not_filed)
                text=move || t_string!(i18n, follow_up.not_filed_none)
            />
        }
    };
    let line = move |row: NotFiledRow| {
        let day = today.get();
        let began = words::capital(&words::moment(i18n, row.began, day));
        let closed = t_string!(i18n, follow_up.closed_on, when = words::moment(i18n, row.closed, day));
        let text = t_string!(i18n, list.dot, first = began, last = closed);
        let tap = Tap::Open(Route::Calls(CallPlace::Journal(row.note)).to_string());
        let title = match words::names(i18n, &row.adults) {
            nobody if nobody.is_empty() => t_string!(i18n, follow_up.nameless).to_owned(),
            names => names,
        };
        view! { <Line tap glyph=Glyph::Save title text /> }
    };
    view! {
        <SubPage title=move || t_string!(i18n, follow_up.not_filed)>
            <p class="muted">{move || t_string!(i18n, follow_up.not_journal)}</p>
            <Show when=move || any.get() fallback=none>
                <Lines>{move || rows.get().into_iter().map(line).collect_view()}</Lines>
            </Show>
        </SubPage>
    }
}
