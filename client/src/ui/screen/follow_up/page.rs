//! The calls of one family, those that nobody has taken, and a call that is tied to no family.

use leptos::prelude::*;
use samspil_shared::domain::{DocId, SpaceId};

use super::call::{CallText, RingTo, Steps};
use super::deeds::{Asking, CallDeeds, DeedSheets, Withheld};
use super::release::{ReleaseSheet, Releasing};
use super::{CallFaultNotice, say};
use crate::app::follow_up::{FollowUpIntent, Saying};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::follow_up::{CallFace, FamilyChoice, FollowUpPage, LoosePage};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, ButtonShape, Choice, EmptyState, Glyph, Opt, PageLayout, PlaceHidden, Sheet,
    SheetEnd, words,
};
use crate::ui::screen::around::{Missing, SaveFault, SubPage, part_of, use_day};
use crate::ui::{I18n, use_app};

/// The calls of one family: open ones first, each with what can be done.
#[component]
pub fn FamilyCallsPage(space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.follow_up(space));
    let here = Memo::new(move |_| view.with(Option::is_some));
    let notes = part_of(view, |view| view.calls.iter().map(|call| call.note).collect::<Vec<_>>());
    let to_take = part_of(view, |view| view.to_take.clone());
    let colleagues = part_of(view, |view| view.colleagues.clone());
    let asking: Asking = RwSignal::new(None);
    let releasing: Releasing = RwSignal::new(None);
    let take_all = Callback::new(move |()| {
        let follow_ups = to_take.get_untracked();
        app.send(Intent::FollowUp(FollowUpIntent::Say { follow_ups, saying: Saying::Taken }));
    });
    let save = Signal::derive(move || view.with(|view| view.as_ref().map(|view| view.deed).unwrap_or_default()));
    let several = Memo::new(move |_| to_take.with(|docs| docs.len() > 1));
    let card = move |note: DocId| {
        let find = move |view: &FollowUpPage| view.calls.iter().find(|call| call.note == note).cloned();
        view! { <CallCard call=part_of(view, find) asking releasing /> }
    };
    let first = Memo::new(move |_| notes.with(|notes| notes.first().copied()));
    let rest = Memo::new(move |_| notes.with(|notes| notes.iter().skip(1).copied().collect::<Vec<_>>()));
    view! {
        <SubPage layout=PageLayout::Two title=move || t_string!(i18n, follow_up.title)>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="stack-l">
                    <Head view space />
                    <SaveFault save />
                    <CallFaultNotice fault=part_of(view, |view| view.fault) />
                    <Show when=move || several.get()>
                        <Button shape=ButtonShape::Full glyph=Glyph::Check on_press=take_all>
                            {move || t_string!(i18n, follow_up.take_all, n = to_take.with(Vec::len))}
                        </Button>
                    </Show>
                    {move || first.get().map(card)}
                </div>
                <div class="stack-l">
                    <For each=move || rest.get() key=|note| *note children=card />
                </div>
                <DeedSheets asking colleagues />
                <ReleaseSheet releasing />
            </Show>
        </SubPage>
    }
}

/// Who they are, and how to reach them.
#[component]
fn Head(view: Memo<Option<FollowUpPage>>, space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let adults = part_of(view, |view| view.adults.clone());
    let children = part_of(view, |view| view.children.clone());
    let title = move || {
        adults.with(|adults| {
            let names: Vec<String> = adults.iter().map(|adult| adult.name.clone()).collect();
            words::names(i18n, &names)
        })
    };
    let ring = move || {
        let adults = adults.get();
        if adults.iter().all(|adult| adult.tel.is_none()) {
            return view! { <p class="muted">{t_string!(i18n, follow_up.no_number)}</p> }.into_any();
        }
        adults.into_iter().map(|adult| view! { <RingTo adult /> }).collect_view().into_any()
    };
    view! {
        <div class="card pad stack">
            <h2>{title}</h2>
            <PlaceHidden hidden=use_app().view(move |model| model.place_hidden(space)) />
            <p class="small muted">{move || children.with(|children| say::children(i18n, children))}</p>
            {ring}
            <p>
                <ButtonLink
                    kind=ButtonKind::Tertiary
                    href=Route::Calls(CallPlace::Card(space)).to_string()
                >
                    {move || t_string!(i18n, follow_up.to_card)}
                </ButtonLink>
            </p>
        </div>
    }
}

/// One call with what can be done about it.
#[component]
fn CallCard(call: Memo<Option<CallFace>>, asking: Asking, releasing: Releasing) -> impl IntoView {
    let today = use_day();
    let whole = move || {
        call.get().map(|call| {
            let (steps, lines, day) = (call.steps.clone(), call.lines.clone(), today.get());
            view! {
                <CallText call=call.clone() day />
                <Withheld call=call.clone() asking releasing />
                <CallDeeds call asking />
                <Steps steps lines day />
            }
        })
    };
    view! { <section class="card pad stack">{whole}</section> }
}

/// All calls that nobody has taken, whole, and one button under them.
#[component]
pub fn AllCallsPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let view = app.view(crate::app::Model::untaken_calls);
    let calls = part_of(view, |view| view.calls.clone());
    let any = Memo::new(move |_| calls.with(|calls| !calls.is_empty()));
    let take = Callback::new(move |()| {
        let follow_ups = calls.with_untracked(|calls| calls.iter().map(|call| call.follow_up).collect());
        app.send(Intent::FollowUp(FollowUpIntent::Say { follow_ups, saying: Saying::Taken }));
    });
    let one = move |call: CallFace| {
        let family = words::names(i18n, &call.family);
        view! {
            <section class="card pad stack">
                <h2>{family}</h2>
                <PlaceHidden hidden=call.place_hidden />
                <CallText call day=today.get() />
            </section>
        }
    };
    let none = move || {
        view! {
            <EmptyState
                glyph=Glyph::Check
                title=move || t_string!(i18n, follow_up.all_title)
                text=move || t_string!(i18n, follow_up.all_none)
            />
        }
    };
    view! {
        <SubPage title=move || t_string!(i18n, follow_up.all_title)>
            <SaveFault save=Signal::derive(move || {
                view.with(|view| view.as_ref().map(|view| view.deed).unwrap_or_default())
            }) />
            <Show when=move || any.get() fallback=none>
                {move || calls.get().into_iter().map(one).collect_view()}
                <Button kind=ButtonKind::Primary shape=ButtonShape::Full glyph=Glyph::Check on_press=take>
                    {move || t_string!(i18n, follow_up.take_all, n = calls.with(Vec::len))}
                </Button>
            </Show>
        </SubPage>
    }
}

/// A call from somebody who is on no card, and the families it can be tied to.
#[component]
pub fn LooseCallPage(note: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.loose_call(note));
    let here = Memo::new(move |_| view.with(Option::is_some));
    let call = part_of(view, |view: &LoosePage| Some(view.call.clone()));
    let colleagues = Signal::stored(Vec::new());
    let asking: Asking = RwSignal::new(None);
    let releasing: Releasing = RwSignal::new(None);
    let save = Signal::derive(move || view.with(|view| view.as_ref().map(|view| view.deed).unwrap_or_default()));
    let chosen = RwSignal::new(None::<SpaceId>);
    let options = part_of(view, move |view| view.families.iter().map(|one| option(i18n, one)).collect::<Vec<_>>());
    let none = Memo::new(move |_| options.with(Vec::is_empty));
    let sure = RwSignal::new(false);
    let ask = Callback::new(move |()| sure.set(chosen.with_untracked(Option::is_some)));
    let close = Callback::new(move |()| sure.set(false));
    let family = part_of(view, move |view| {
        let family = view.families.iter().find(|family| Some(family.space) == chosen.get())?;
        Some(words::names(i18n, &family.adults))
    });
    let question = move || t_string!(i18n, follow_up.tie_ask, names = family.get().unwrap_or_default());
    let tie = Callback::new(move |()| {
        if let Some(space) = chosen.get_untracked() {
            sure.set(false);
            app.send(Intent::FollowUp(FollowUpIntent::Tie { loose: note, space }));
        }
    });
    view! {
        <SubPage layout=PageLayout::Two title=move || t_string!(i18n, follow_up.loose_title)>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="stack-l">
                    <SaveFault save />
                    <CallFaultNotice fault=part_of(view, |view| view.fault) />
                    <CallCard call asking releasing />
                    <Number call />
                </div>
                <div class="card pad stack">
                    <Show
                        when=move || !none.get()
                        fallback=move || view! { <p>{move || t_string!(i18n, follow_up.tie_none)}</p> }
                    >
                        <Choice<SpaceId>
                            name="tie"
                            legend=move || t_string!(i18n, follow_up.tie)
                            note=move || t_string!(i18n, follow_up.tie_hint)
                            options
                            chosen
                            on_choose=move |space| chosen.set(Some(space))
                        />
                        <Button
                            kind=ButtonKind::Primary
                            disabled=Signal::derive(move || chosen.with(Option::is_none))
                            on_press=ask
                        >
                            {move || t_string!(i18n, follow_up.tie_go)}
                        </Button>
                    </Show>
                </div>
                <DeedSheets asking colleagues />
                <ReleaseSheet releasing />
                <Sheet id="tie-ask" title=question open=sure on_close=close>
                    <div class="stack">
                        <p>{move || t_string!(i18n, follow_up.tie_text)}</p>
                        <SheetEnd>
                            <div class="actions">
                                <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                                <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=tie>
                                    {move || t_string!(i18n, follow_up.tie_yes)}
                                </Button>
                            </div>
                        </SheetEnd>
                    </div>
                </Sheet>
            </Show>
        </SubPage>
    }
}

/// The number that was given.
#[component]
fn Number(call: Memo<Option<CallFace>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let call = call.get()?;
        let name = call.caller.unwrap_or_else(|| t_string!(i18n, follow_up.nameless).to_owned());
        Some(view! { <RingTo adult=crate::app::view::follow_up::AdultFace { name, tel: call.tel } /> })
    }
}

fn option(i18n: I18n, family: &FamilyChoice) -> Opt<SpaceId> {
    let names = words::names(i18n, &family.adults);
    let children = words::names(i18n, &family.children);
    let option = Opt::new(family.space, names);
    if children.is_empty() { option } else { option.hint(children) }
}
