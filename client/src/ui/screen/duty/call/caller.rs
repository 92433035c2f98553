//! *Hvem ringer?*: a family on the list, or somebody who is on none.

use leptos::html;
use leptos::prelude::*;
use samspil_shared::domain::SpaceId;
use samspil_shared::domain::call::CallerKind;

use super::super::card::Card;
use super::super::family::FindFamily;
use super::super::tell;
use super::{View, Wrong, words_of, writes};
use crate::app::duty::{CallField, CallIntent, Who};
use crate::app::intent::Intent;
use crate::app::view::duty::{CallFault, NewCall, WhoseFace};
use crate::ui::i18n::*;
use crate::ui::part::{Button, Choice, Field, FieldKind, Glyph, Opt, Segmented};
use crate::ui::screen::around::part_of;
use crate::ui::use_app;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Open,
    Family,
    NotOnList,
}

/// Who it is, as far as it is known by now.
#[component]
pub fn Caller(view: View) -> impl IntoView {
    let stage = part_of(view, |view| match view.whose {
        WhoseFace::Open => Stage::Open,
        WhoseFace::Family { .. } => Stage::Family,
        WhoseFace::NotOnList { .. } => Stage::NotOnList,
    });
    // What was pressed is gone with its stage: the focus goes on to what is asked next, not back to the top of the page.
    let moved = StoredValue::new(false);
    move || {
        let arrives = moved.get_value();
        moved.set_value(true);
        match stage.get() {
            Stage::Open => view! { <Find view arrives /> }.into_any(),
            Stage::Family => view! { <OfFamily view arrives /> }.into_any(),
            Stage::NotOnList => view! { <OnNoList view arrives /> }.into_any(),
        }
    }
}

/// *Hvem ringer?*, which takes the focus if it comes in the place of something.
#[component]
fn Asks(arrives: bool) -> impl IntoView {
    let i18n = use_i18n();
    let asks = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(asks) = asks.get().filter(|_| arrives) {
            let _ = asks.focus();
        }
    });
    view! {
        <p class="form-label" tabindex="-1" node_ref=asks>
            {move || t_string!(i18n, duty.who)}
        </p>
    }
}

#[component]
fn Find(view: View, arrives: bool) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    view! {
        <div>
            <Wrong view faults=&[CallFault::Whose] />
            <FindFamily
                id="call-find"
                arrives
                label=move || t_string!(i18n, duty.who)
                typed=part_of(view, |view| view.typed.clone())
                on_input=app.with(|typed| Intent::Call(CallIntent::Find(typed)))
                found=part_of(view, |view| view.found.clone())
                on_choose=app.with(|space| Intent::Call(CallIntent::Family(space)))
            >
                <Button glyph=Glyph::Plus on_press=app.on(|| Intent::Call(CallIntent::NotOnList))>
                    {move || t_string!(i18n, duty.nocard)}
                </Button>
            </FindFamily>
        </div>
    }
}

/// The way back to the list.
#[component]
fn Chosen(#[prop(into)] title: TextProp) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    view! {
        <div class="card pad line-up between wrap chosen">
            <b>{move || title.get()}</b>
            <Button on_press=app.on(|| Intent::Call(CallIntent::OtherFamily))>
                {move || t_string!(i18n, duty.other_family)}
            </Button>
        </div>
    }
}

fn family(view: &NewCall) -> (Vec<String>, Vec<String>) {
    match &view.whose {
        WhoseFace::Family { adults, children, .. } => (adults.clone(), children.clone()),
        WhoseFace::Open | WhoseFace::NotOnList { .. } => (Vec::new(), Vec::new()),
    }
}

#[component]
fn OfFamily(view: View, arrives: bool) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let people = part_of(view, family);
    let who = part_of(view, |view| view.who.clone());
    let card = part_of(view, |view| match &view.whose {
        WhoseFace::Family { card, .. } => card.clone(),
        WhoseFace::Open | WhoseFace::NotOnList { .. } => None,
    });
    let other = Memo::new(move |_| who.get() == Some(Who::Other));
    let options = move || {
        let (adults, children) = people.get();
        let adults = adults.into_iter().map(|name| Opt::new(Who::Adult(name.clone()), name));
        let children = children.into_iter().map(|name| Opt::new(Who::Child(name.clone()), name));
        let other = Opt::new(Who::Other, t_string!(i18n, duty.somebody_else));
        adults.chain(children).chain([other]).collect::<Vec<_>>()
    };
    view! {
        <div class="stack">
            <p class="form-label">{move || t_string!(i18n, duty.who)}</p>
            <Chosen title=move || people.with(|(adults, _)| adults.join(", ")) />
            {move || {
                card.get()
                    .map(|card| {
                        view! {
                            <details class="card pad">
                                <summary>{move || t_string!(i18n, duty.card)}</summary>
                                <div class="stack">
                                    <Card family=*card />
                                </div>
                            </details>
                        }
                    })
            }}
            <Segmented<Who>
                name="who"
                legend=move || t_string!(i18n, duty.caller)
                options=Signal::derive(options)
                chosen=who
                on_choose=app.with(|who| Intent::Call(CallIntent::Who(who)))
                arrives
            />
            <Show when=move || other.get()>
                <Stranger view />
            </Show>
        </div>
    }
}

/// Somebody whom no card names.
#[component]
fn Stranger(view: View) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let kinds = move || CallerKind::ALL.map(|kind| Opt::new(kind, tell::kind(i18n, kind))).to_vec();
    let tel = part_of(view, |view| view.faults.contains(&CallFault::Tel));
    let long = part_of(view, |view| view.faults.contains(&CallFault::Long(CallField::Name)));
    let error =
        move |is: Memo<bool>, fault| Signal::derive(move || is.get().then(|| tell::fault(i18n, fault).to_owned()));
    view! {
        <Field
            id="call-name"
            label=move || t_string!(i18n, duty.name)
            value=words_of(view, CallField::Name)
            on_input=writes(CallField::Name)
            error=error(long, CallFault::Long(CallField::Name))
            autocomplete="off"
            max=200
        />
        <Field
            id="call-tel"
            kind=FieldKind::Tel
            label=move || t_string!(i18n, duty.tel)
            value=words_of(view, CallField::Tel)
            on_input=writes(CallField::Tel)
            error=error(tel, CallFault::Tel)
            autocomplete="off"
            max=30
        />
        <div class="wide-words">
            <Segmented<CallerKind>
                name="kind"
                legend=move || t_string!(i18n, duty.kind)
                options=Signal::derive(kinds)
                chosen=part_of(view, |view| Some(view.kind))
                on_choose=app.with(|kind| Intent::Call(CallIntent::Kind(kind)))
            />
        </div>
    }
}

#[component]
fn OnNoList(view: View, arrives: bool) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let units = part_of(view, |view| match &view.whose {
        WhoseFace::NotOnList { units, .. } => units.clone(),
        WhoseFace::Open | WhoseFace::Family { .. } => Vec::new(),
    });
    // *Ved ikke* is the choice of none.
    let unit = part_of(view, |view| match &view.whose {
        WhoseFace::NotOnList { unsure: true, .. } => Some(None),
        WhoseFace::NotOnList { unit, .. } => unit.map(Some),
        WhoseFace::Open | WhoseFace::Family { .. } => None,
    });
    let likely = part_of(view, |view| match &view.whose {
        WhoseFace::NotOnList { units, unit, unsure: true } => {
            units.iter().find(|(space, _)| Some(*space) == *unit).map(|(_, name)| name.clone())
        }
        _ => None,
    });
    let several = Memo::new(move |_| units.with(|units| units.len() > 1));
    let options = move || {
        let unsure = Opt::new(None, t_string!(i18n, duty.unit_unsure));
        let named = units.get().into_iter().map(|(space, name)| Opt::new(Some(space), name));
        named.chain([unsure]).collect::<Vec<_>>()
    };
    let note = move || match likely.get() {
        Some(name) => t_string!(i18n, duty.unit_unsure_hint, name = name),
        None => t_string!(i18n, duty.unit_hint).to_owned(),
    };
    view! {
        <div class="stack">
            <Asks arrives />
            <Chosen title=move || t_string!(i18n, duty.nocard) />
            <Wrong view faults=&[CallFault::Unit] />
            <Show when=move || several.get()>
                <Choice<Option<SpaceId>>
                    name="unit"
                    legend=move || t_string!(i18n, duty.unit)
                    options=Signal::derive(options)
                    chosen=unit
                    on_choose=app.with(|space| Intent::Call(CallIntent::Unit(space)))
                    note
                />
            </Show>
            <Stranger view />
        </div>
    }
}
