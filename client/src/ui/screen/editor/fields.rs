//! What is filled in about a note.

use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::*;

use crate::app::intent::{EditorIntent, Intent};
use crate::app::view::{Child, DraftState as Draft, Editor, Readers, Whom};
use crate::ui::i18n::*;
use crate::ui::part::{
    Choice, DayScale, DayStep, DraftState, Field, FieldError, FieldKind, Opt, Segmented, TextArea, say,
};
use crate::ui::screen::around::{part_of, use_day};
use crate::ui::{I18n, use_app};

/// Answers that stand side by side; more go below one another.
const SIDE_BY_SIDE: usize = 2;

/// Whom it is about, where that can be chosen.
#[component]
pub fn About(view: Memo<Option<Editor>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| whom(i18n, view)).unwrap_or_default()));
    let count = Memo::new(move |_| options.with(Vec::len));
    let chosen = part_of(view, |view| view.whom);
    let missing = part_of(view, |view| view.faults.whom_missing);
    let on_choose = app.with(|whom| Intent::Editor(EditorIntent::Whom(whom)));
    let legend = move || t_string!(i18n, log.who);
    move || {
        let question = match count.get() {
            0 | 1 => return None,
            n if n > SIDE_BY_SIDE => view! { <Choice<Whom> name="whom" legend options chosen on_choose /> }.into_any(),
            _ => view! { <Segmented<Whom> name="whom" legend options chosen on_choose /> }.into_any(),
        };
        let fault = move || {
            missing.get().then(|| {
                let error = t_string!(i18n, error.who_missing).to_owned();
                view! { <FieldError id="whom-error".to_owned() error /> }
            })
        };
        Some(view! {
            <div class="stack">
                {question}
                {fault}
            </div>
        })
    }
}

fn whom(i18n: I18n, view: &Editor) -> Vec<Opt<Whom>> {
    if view.whom_fixed {
        return Vec::new();
    }
    let child = |child: &Child| {
        let name = child.name.clone().unwrap_or_else(|| t_string!(i18n, log.the_child).to_owned());
        Opt::new(Whom::Child(child.space), name)
    };
    let all = match view.children.len() {
        0 | 1 => None,
        2 => Some(t_string!(i18n, log.both)),
        _ => Some(t_string!(i18n, log.all_children)),
    };
    let all = all.filter(|_| view.new).map(|words| Opt::new(Whom::All, words));
    let family = view.can_be_family.then(|| Opt::new(Whom::Family, t_string!(i18n, log.family)));
    view.children.iter().map(child).chain(all).chain(family).collect()
}

/// When it happened.
#[component]
pub fn Happened(view: Memo<Option<Editor>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let date = part_of(view, |view| view.date.format("%Y-%m-%d").to_string());
    let time = part_of(view, |view| view.time.format("%H:%M").to_string());
    let future = part_of(view, |view| view.faults.when_future);
    let error = Signal::derive(move || future.get().then(|| t_string!(i18n, error.when_future).to_owned()));
    // A picker that is only half filled in has no value yet: what stood before stands.
    let on_date = move |text: String| {
        if let Ok(date) = text.parse::<NaiveDate>() {
            app.send(Intent::Editor(EditorIntent::Date(date)));
        }
    };
    let on_time = move |text: String| {
        let time = NaiveTime::parse_from_str(&text, "%H:%M").or_else(|_| text.parse());
        if let Ok(time) = time {
            app.send(Intent::Editor(EditorIntent::Time(time)));
        }
    };
    view! {
        <fieldset>
            <legend class="form-label">{move || t_string!(i18n, log.when)}</legend>
            <div class="two-up">
                <Field
                    id="date"
                    kind=FieldKind::Date
                    label=move || t_string!(i18n, log.when_day)
                    value=date
                    on_input=on_date
                    error
                    autocomplete="off"
                />
                <Field
                    id="time"
                    kind=FieldKind::Time
                    label=move || t_string!(i18n, log.when_time)
                    value=time
                    on_input=on_time
                    autocomplete="off"
                />
            </div>
        </fieldset>
    }
}

/// What happened.
#[component]
pub fn Text(view: Memo<Option<Editor>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let faults = part_of(view, |view| view.faults);
    let error = Signal::derive(move || {
        let words = match faults.get() {
            faults if faults.text_missing => t_string!(i18n, error.text_missing),
            faults if faults.text_long => t_string!(i18n, error.text_long),
            _ => return None,
        };
        Some(words.to_owned())
    });
    let left = part_of(view, |view| view.left);
    let draft = Signal::derive(move || view.with(|view| view.as_ref().map_or(Draft::Untouched, |view| view.draft)));
    view! {
        <TextArea
            id="text"
            label=move || t_string!(i18n, log.what)
            hint=move || t_string!(i18n, log.letter)
            value=part_of(view, |view| view.text.clone())
            on_input=app.with(|text| Intent::Editor(EditorIntent::Text(text)))
            error
            described="draft"
        >
            <DraftState id="draft" draft today=use_day() />
            {move || left.get().map(|n| view! { <p class="small muted">{t_string!(i18n, log.left, n = n)}</p> })}
        </TextArea>
    }
}

/// How the day was: for the child where it is about a child, and for the family.
#[component]
pub fn Days(view: Memo<Option<Editor>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let about_child = part_of(view, |view| view.whom != Some(Whom::Family));
    let name = part_of(view, |view| {
        let one = |child: &&Child| view.whom == Some(Whom::Child(child.space));
        view.children.iter().find(one).and_then(|child| child.name.clone())
    });
    let step = |of: fn(&Editor) -> Option<u8>| part_of(view, move |view| of(view).and_then(DayStep::from_number));
    let (for_child, for_family) = (step(|view| view.day_child), step(|view| view.day_family));
    let on_child = app.with(|step: Option<DayStep>| Intent::Editor(EditorIntent::DayChild(step.map(DayStep::number))));
    let on_family =
        app.with(|step: Option<DayStep>| Intent::Editor(EditorIntent::DayFamily(step.map(DayStep::number))));
    let child_legend = move || say::field(i18n, crate::app::view::FieldKind::DayChild, name.get().as_deref());
    view! {
        <Show when=move || about_child.get()>
            <DayScale name="day-child" legend=child_legend chosen=for_child on_choose=on_child />
        </Show>
        <DayScale
            name="day-family"
            legend=move || t_string!(i18n, day.family)
            chosen=for_family
            on_choose=on_family
        />
    }
}

/// Who reads it: chosen for a new note, told for one that stands.
#[component]
pub fn ReadBy(view: Memo<Option<Editor>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let can_choose = part_of(view, |view| view.can_choose_readers);
    let new = part_of(view, |view| view.new);
    let readers = part_of(view, |view| Some(view.readers));
    let family = part_of(view, |view| view.family.clone());
    let options = Signal::derive(move || {
        let option = |readers| Opt::new(readers, say::readers(i18n, readers));
        vec![
            option(Readers::Me).hint(t_string!(i18n, aud.me_hint)),
            option(Readers::Family).hint(family.with(|family| say::who_reads(i18n, family))),
        ]
    });
    let told = move || {
        let who = match readers.get() {
            Some(Readers::Me) | None => t_string!(i18n, aud.me_hint).to_owned(),
            Some(_) => family.with(|family| say::who_reads(i18n, family)),
        };
        let further = if new.get() { t_string!(i18n, aud.later) } else { t_string!(i18n, aud.fixed) };
        view! {
            <div class="stack-s">
                <p class="small">{who}</p>
                <p class="small muted">{further}</p>
            </div>
        }
    };
    view! {
        <Show when=move || can_choose.get() fallback=told>
            <Choice<Readers>
                name="readers"
                legend=move || t_string!(i18n, aud.ask)
                options
                chosen=readers
                on_choose=app.with(|readers| Intent::Editor(EditorIntent::Readers(readers)))
                note=move || t_string!(i18n, aud.later)
            />
        </Show>
    }
}
