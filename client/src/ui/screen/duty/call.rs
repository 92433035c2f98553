//! *Nyt opkald*: the text first, the family later, the rest when there is time.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

pub mod caller;
pub mod rest;

use self::caller::Caller;
use self::rest::Rest;
use super::tell;
use crate::app::duty::{CallField, CallIntent};
use crate::app::intent::Intent;
use crate::app::view::duty::{CallFault, NewCall};
use crate::app::view::{DraftState as Draft, SaveState};
use crate::ui::i18n::*;
use crate::ui::part::{
    ActionBar, Button, ButtonKind, ButtonShape, DraftState, FieldError, Glyph, Notice, NoticeTone, Opt, Segmented,
    TextArea, words,
};
use crate::ui::screen::around::{Missing, Notices, SaveFault, SubPage, part_of, use_day};
use crate::ui::screen::drafts::ConfirmDrop;
use crate::ui::use_app;
use samspil_shared::domain::call::Urgency;

type View = Memo<Option<NewCall>>;

/// The page.
#[component]
pub fn CallPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::new_call);
    let here = Memo::new(move |_| view.with(Option::is_some));
    let veiled = part_of(view, |view| view.veiled);
    let dropping = RwSignal::new(false);
    let drop = move |()| {
        dropping.set(false);
        app.send(Intent::Call(CallIntent::Drop));
    };
    let save = Signal::derive(move || view.with(|view| view.as_ref().map_or(SaveState::Ready, |view| view.save)));
    // From the keyboard the button is two dozen stops away from the third field.
    let key = move |event: KeyboardEvent| {
        let pressed = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        if pressed && save.get_untracked() != SaveState::Saving {
            event.prevent_default();
            app.send(Intent::Call(CallIntent::Save));
        }
    };
    view! {
        <SubPage title=move || t_string!(i18n, duty.new_call) end=move || view! { <End view dropping /> }>
            <Notices />
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <Lasts view />
                <Show when=move || veiled.get()>
                    <p class="muted">{move || t_string!(i18n, duty.veiled)}</p>
                </Show>
                <div class="call-page" hidden=move || veiled.get() on:keydown=key>
                    <div class="stack-l">
                        <Before view />
                        <SaveFault save />
                        <What view />
                        <Caller view />
                        <HowUrgent view />
                    </div>
                    <Rest view />
                </div>
            </Show>
            <ConfirmDrop
                id="drop-call"
                open=dropping.into()
                on_close=move |()| dropping.set(false)
                on_yes=drop
            />
        </SubPage>
    }
}

/// What must be put right at a field; nothing while nothing is.
#[component]
pub(super) fn Wrong(view: View, faults: &'static [CallFault]) -> impl IntoView {
    let i18n = use_i18n();
    let wrong = part_of(view, move |view| faults.iter().copied().find(|fault| view.faults.contains(fault)));
    move || {
        let fault = wrong.get()?;
        let id = format!("{fault:?}").to_lowercase().replace(['(', ')'], "-");
        Some(view! { <FieldError id error=tell::fault(i18n, fault).to_owned() /> })
    }
}

/// The words of a field, and what is wrong with them.
pub(super) fn words_of(view: View, field: CallField) -> Signal<String> {
    part_of(view, move |view| view.words(field)).into()
}

/// What writing in a field does.
pub(super) fn writes(field: CallField) -> Callback<String> {
    use_app().with(move |text| Intent::Call(CallIntent::Write(field, text)))
}

/// "fra kl. 23.30 · 4 min"
#[component]
fn Lasts(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let began = part_of(view, |view| Some(view.began.at.time));
    let minutes = part_of(view, |view| view.minutes);
    let by = part_of(view, |view| view.by.clone());
    let by = move || {
        let (name, unit) = by.get();
        t_string!(i18n, duty.taken_by, name = name, unit = unit)
    };
    let told = move || {
        let since = t_string!(i18n, duty.since_at, t = words::bare_clock(i18n, began.get()?));
        let lasts = t_string!(i18n, duty.since, n = minutes.get());
        Some(view! {
            <b>{lasts}</b>
            <span>{since}</span>
        })
    };
    view! {
        <p class="timer" role="timer">
            {told}
        </p>
        <p class="small muted">{by}</p>
    }
}

/// The call is from earlier, or something is missing.
#[component]
fn Before(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let found = part_of(view, |view| view.found_at);
    let off_duty = part_of(view, |view| view.off_duty);
    let missing =
        part_of(view, |view| view.faults.iter().any(|fault| !matches!(fault, CallFault::Long(_) | CallFault::Ring(_))));
    let earlier = move || {
        found.get().map(|at| {
            view! {
                <Notice glyph=Glyph::Edit>
                    <p>{move || t_string!(i18n, duty.found_at, when = words::moment(i18n, at, today.get()))}</p>
                    <p>
                        <Button on_press=app.on(|| Intent::Call(CallIntent::Another))>
                            {move || t_string!(i18n, duty.another)}
                        </Button>
                    </p>
                </Notice>
            }
        })
    };
    view! {
        {earlier}
        <Show when=move || off_duty.get()>
            <Notice tone=NoticeTone::Warm>
                <p>{move || t_string!(i18n, duty.off_duty)}</p>
            </Notice>
        </Show>
        <Show when=move || missing.get()>
            <Notice tone=NoticeTone::Error>
                <p>{move || t_string!(i18n, duty.need_some)}</p>
            </Notice>
        </Show>
    }
}

#[component]
fn What(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let draft = Signal::derive(move || view.with(|view| view.as_ref().map_or(Draft::Untouched, |view| view.draft)));
    let error = part_of(view, |view| {
        [CallFault::What, CallFault::Long(CallField::What)].into_iter().find(|fault| view.faults.contains(fault))
    });
    view! {
        <TextArea
            id="call-what"
            label=move || t_string!(i18n, duty.what)
            value=words_of(view, CallField::What)
            on_input=writes(CallField::What)
            error=Signal::derive(move || error.get().map(|fault| tell::fault(i18n, fault).to_owned()))
            described="call-draft"
        >
            <DraftState id="call-draft" draft today />
        </TextArea>
    }
}

#[component]
fn HowUrgent(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options = move || Urgency::ALL.map(|urgency| Opt::new(urgency, tell::urgency(i18n, urgency))).to_vec();
    view! {
        <div>
            <Wrong view faults=&[CallFault::Urgency] />
            <Segmented<Urgency>
                name="urgency"
                legend=move || t_string!(i18n, duty.urgency)
                options=Signal::derive(options)
                chosen=part_of(view, |view| view.urgency)
                on_choose=app.with(|urgency| Intent::Call(CallIntent::Urgency(urgency)))
            />
        </div>
    }
}

/// *Slet kladden* and *Gem opkaldet*.
#[component]
fn End(view: View, dropping: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let here = Memo::new(move |_| view.with(Option::is_some));
    let saving = part_of(view, |view| view.save == SaveState::Saving);
    // The field may be far from the button: what is missing is said beside it too.
    let wrong = part_of(view, |view| view.faults.first().copied());
    let touched = part_of(view, |view| view.found_at.is_some() || view.draft != Draft::Untouched);
    view! {
        <Show when=move || here.get()>
            <ActionBar>
                {move || wrong.get().map(|fault| view! { <p role="status" class="small wrong">{tell::fault(i18n, fault)}</p> })}
                <Show when=move || touched.get()>
                    <Button kind=ButtonKind::Tertiary disabled=saving on_press=move |()| dropping.set(true)>
                        {move || t_string!(i18n, log.drop)}
                    </Button>
                </Show>
                <Button
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Full
                    glyph=Glyph::Check
                    disabled=saving
                    on_press=app.on(|| Intent::Call(CallIntent::Save))
                >
                    {move || if saving.get() { t_string!(i18n, duty.saving) } else { t_string!(i18n, duty.save) }}
                </Button>
            </ActionBar>
        </Show>
    }
}
