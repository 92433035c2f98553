//! A family's card for the akuttelefon: its consultant keeps it, the family reads it as strangers do at night.

pub mod form;
pub mod openings;

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::domain::SpaceId;

pub use self::form::EditCardPage;
use self::openings::OpeningsList;
use super::around::{Missing, SaveFault, SubPage, part_of, use_day};
use super::follow_up::say;
use crate::app::draft::{JotAt, JotKind};
use crate::app::follow_up::{CardField, CardIntent};
use crate::app::intent::Intent;
use crate::app::route::{CallPlace, Route};
use crate::app::view::family_card::{CardConflict, CardFace, CardFault, CardSide, HelpFace, HelpState};
use crate::app::view::follow_up::AdultFace;
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Both, Button, ButtonKind, ButtonLink, Dial, EmptyState, Form, Glyph, Line, Lines, Notice, NoticeTone,
    PageLayout, PlaceHidden, SideFace, Tap, TextArea, Tone, Versus, words,
};
use crate::ui::{I18n, use_app};

/// Characters of *Det hjælper om natten*.
const WORDS_MAX: usize = samspil_shared::doc::NightWords::CHARS_MAX;

/// The card, with what the family would have it say.
#[component]
pub fn CardPage(space: SpaceId, ours: bool) -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(move |model| model.card(space));
    let here = Memo::new(move |_| view.with(Option::is_some));
    let can_edit = part_of(view, |view| view.can_edit);
    let can_clear = part_of(view, |view| view.can_clear);
    let can_propose = part_of(view, |view| view.can_propose);
    let names = part_of(view, |view| view.names.clone());
    let card = part_of(view, |view| view.card.clone());
    let has = Memo::new(move |_| card.with(Option::is_some));
    let title = move || if ours { t_string!(i18n, card.ours) } else { t_string!(i18n, card.title) };
    let clear = use_app().on(move || Intent::Card(CardIntent::ClearNight(space)));
    let none = move || {
        let text = move || if ours { t_string!(i18n, card.none_family) } else { t_string!(i18n, card.none_staff) };
        view! { <EmptyState glyph=Glyph::Persons title=move || t_string!(i18n, card.none) text /> }
    };
    view! {
        <SubPage layout=PageLayout::Two title>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="stack-l">
                    <Show when=move || ours>
                        <p class="muted">{move || t_string!(i18n, card.ours_text)}</p>
                    </Show>
                    <PlaceHidden hidden=use_app().view(move |model| model.place_hidden(space)) />
                    <SaveFault save=Signal::derive(move || {
                        view.with(|view| view.as_ref().map(|view| view.deed).unwrap_or_default())
                    }) />
                    <CardFaultNotice fault=part_of(view, |view| view.fault) />
                    <Show when=move || !ours>
                        <h2>{move || names.with(|names| words::names(i18n, names))}</h2>
                    </Show>
                    <Show when=move || has.get() fallback=none>
                        {move || card.get().map(|card| view! { <Face card /> })}
                    </Show>
                    <Conflicts conflicts=part_of(view, |view| view.conflicts.clone()) space />
                    <Show when=move || can_edit.get()>
                        <ButtonLink
                            kind=ButtonKind::Primary
                            glyph=Glyph::Edit
                            href=Route::Calls(CallPlace::EditCard(space)).to_string()
                        >
                            {move || if has.get() { t_string!(i18n, card.edit) } else { t_string!(i18n, card.write) }}
                        </ButtonLink>
                    </Show>
                    <Show when=move || can_clear.get()>
                        <Button kind=ButtonKind::Tertiary glyph=Glyph::Delete on_press=clear>
                            {move || t_string!(i18n, card.clear)}
                        </Button>
                    </Show>
                    <p class="small muted">{move || t_string!(i18n, card.who_reads)}</p>
                </div>
                <div class="stack-l">
                    <Show when=move || can_propose.get()>
                        <Propose space />
                    </Show>
                    <Helps helps=part_of(view, |view| view.helps.clone()) can_edit />
                    <OpeningsList openings=part_of(view, |view| view.openings.clone()) />
                </div>
            </Show>
        </SubPage>
    }
}

/// What was wrong with what was typed.
#[component]
fn CardFaultNotice(#[prop(into)] fault: Signal<Option<CardFault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| {
            view! {
                <Notice tone=NoticeTone::Error>
                    <p>{fault_words(i18n, fault)}</p>
                </Notice>
            }
        })
    }
}

fn fault_words(i18n: I18n, fault: CardFault) -> &'static str {
    match fault {
        CardFault::NoAdult => t_string!(i18n, card.fault_adult),
        CardFault::AdultName(_) => t_string!(i18n, card.fault_name),
        CardFault::Tel(_) => t_string!(i18n, card.fault_tel),
        CardFault::ChildName(_) => t_string!(i18n, card.fault_child),
        CardFault::Born(_) => t_string!(i18n, card.fault_born),
        CardFault::Know => t_string!(i18n, card.fault_know),
        CardFault::Words => t_string!(i18n, card.fault_words),
        CardFault::NoCard => t_string!(i18n, card.fault_no_card),
    }
}

#[component]
fn Face(card: CardFace) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let adult = move |adult: AdultFace| {
        let tel = match adult.tel {
            Some(tel) => view! { <Dial tel /> }.into_any(),
            None => view! { <p class="muted">{t_string!(i18n, card.no_number)}</p> }.into_any(),
        };
        view! {
            <li class="stack-s">
                <b>{adult.name}</b>
                {tel}
            </li>
        }
    };
    let part = |label: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <dt>{label}</dt>
                <dd class="txt">{text}</dd>
            }
        })
    };
    let children = say::children(i18n, &card.children);
    let children = Some(children).filter(|children| !children.is_empty());
    let when = words::moment(i18n, card.changed, today.get());
    let changed = t_string!(i18n, card.changed, when = when, name = card.changed_by);
    view! {
        <section class="card pad stack">
            <ul class="stack">{card.adults.into_iter().map(adult).collect_view()}</ul>
            <dl class="note-list">
                {part(t_string!(i18n, card.children), children)} {part(t_string!(i18n, card.know), card.know)}
                {part(t_string!(i18n, card.night), card.night_help)}
            </dl>
            {card.apart.then(|| view! { <p role="status">{t_string!(i18n, card.apart)}</p> })}
            <p class="small muted">{changed}</p>
        </section>
    }
}

/// Fields that two consultants set apart.
#[component]
fn Conflicts(conflicts: Memo<Vec<CardConflict>>, space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let one = move |conflict: CardConflict| {
        let (id, label) = field(i18n, conflict.field);
        let field = conflict.field;
        let sides = conflict.sides.into_iter().map(|side| side_face(i18n, side, today.get())).collect::<Vec<_>>();
        let on_use = app.with(move |side| Intent::Card(CardIntent::Settle { space, field, side }));
        let both = conflict.can_keep_both.then(|| {
            let on_keep = app.on(move || Intent::Card(CardIntent::KeepBoth { space, field }));
            Both { on_keep, hint: t_string!(i18n, conf.both_card) }
        });
        view! { <Versus id field=label sides on_use both /> }
    };
    move || conflicts.get().into_iter().map(one).collect_view()
}

fn field(i18n: I18n, field: CardField) -> (&'static str, &'static str) {
    match field {
        CardField::Adults => ("card-adults", t_string!(i18n, card.adults)),
        CardField::Children => ("card-children", t_string!(i18n, card.children)),
        CardField::Know => ("card-know", t_string!(i18n, card.know)),
        CardField::NightHelp => ("card-night", t_string!(i18n, card.night)),
    }
}

fn side_face(i18n: I18n, side: CardSide, today: NaiveDate) -> SideFace {
    let nothing = side.lines.is_empty();
    SideFace {
        who: side.by,
        when: words::moment(i18n, side.at, today),
        value: if nothing { t_string!(i18n, card.nothing).to_owned() } else { side.lines.join("\n") },
    }
}

/// *Det hjælper om natten*, in the family's own words.
#[component]
fn Propose(space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let at = JotAt::of(space, JotKind::Night);
    let kept = app.view(move |model| model.jotted(at));
    let text = RwSignal::new(kept.get_untracked().unwrap_or_default());
    let left = move || {
        let used = text.with(|text| text.trim().chars().count());
        match WORDS_MAX.checked_sub(used) {
            Some(left) => t_string!(i18n, card.left, n = left),
            None => t_string!(i18n, card.over, n = used - WORDS_MAX),
        }
    };
    let fits = Memo::new(move |_| text.with(|text| (1..=WORDS_MAX).contains(&text.trim().chars().count())));
    let send = Callback::new(move |()| {
        let words = text.get_untracked();
        app.send(Intent::Card(CardIntent::Propose { space, words }));
        // What was too long or empty stays to be put right.
        if fits.get_untracked() {
            text.set(String::new());
        }
    });
    view! {
        <section class="card pad stack">
            <PlaceHidden
                hidden=app.view(move |model| model.place_hidden(space))
                more=move || t_string!(i18n, place.write)
            />
            <Form on_submit=send>
                <TextArea
                    id="night-words"
                    short=true
                    label=move || t_string!(i18n, card.propose)
                    hint=move || t_string!(i18n, card.propose_hint)
                    described="night-left"
                    value=text
                    on_input=move |typed: String| {
                        app.send(Intent::Jot(at, typed.clone()));
                        text.set(typed);
                    }
                >
                    <p class="small muted" id="night-left">
                        {left}
                    </p>
                </TextArea>
                <Button submit=true glyph=Glyph::Send>
                    {move || t_string!(i18n, card.propose_go)}
                </Button>
            </Form>
        </section>
    }
}

/// What the family would have it say, and what became of it.
#[component]
fn Helps(helps: Memo<Vec<HelpFace>>, can_edit: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let one = move |help: HelpFace| {
        let (doc, waits) = (help.doc, help.state == HelpState::Waits);
        let (tone, glyph, state) = match help.state {
            HelpState::Waits => (Tone::Warm, Glyph::Hourglass, t_string!(i18n, card.waits)),
            HelpState::Approved => (Tone::Leaf, Glyph::Check, t_string!(i18n, card.approved)),
            HelpState::Former => (Tone::Plain, Glyph::Close, t_string!(i18n, card.former)),
            HelpState::Leaving => (Tone::Warm, Glyph::Hourglass, t_string!(i18n, card.leaving)),
            HelpState::Declined => (Tone::Plain, Glyph::Close, t_string!(i18n, card.declined)),
        };
        let when = words::moment(i18n, help.when, today.get());
        let answer = move |yes: bool| app.on(move || Intent::Card(CardIntent::Answer { help: doc, yes }));
        let answers = (waits && can_edit.get()).then(|| {
            view! {
                <p>{t_string!(i18n, card.asked)}</p>
                <div class="actions">
                    <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=answer(true)>
                        {t_string!(i18n, card.yes)}
                    </Button>
                    <Button on_press=answer(false)>{t_string!(i18n, card.no)}</Button>
                </div>
            }
        });
        let stands = help.state == HelpState::Approved;
        let back = ((waits || stands) && help.own).then(|| {
            let label = if stands { t_string!(i18n, card.take_off) } else { t_string!(i18n, card.take_back) };
            view! {
                <Button on_press=app.on(move || Intent::Card(CardIntent::TakeBack(doc)))>
                    {label}
                </Button>
            }
        });
        view! {
            <article class="card pad stack">
                <p>
                    <Badge tone glyph>
                        {state}
                    </Badge>
                </p>
                <p class="txt">{help.words}</p>
                <p class="small muted">{t_string!(i18n, card.from, name = help.by, when = when)}</p>
                {answers}
                {back}
            </article>
        }
    };
    move || helps.get().into_iter().map(one).collect_view()
}

/// The line in *Mere*, for a family.
#[component]
pub fn OurCardLine() -> impl IntoView {
    let i18n = use_i18n();
    let space = use_app().view(crate::app::Model::our_card);
    move || {
        space.get().map(|space| {
            view! {
                <Lines>
                    <Line
                        tap=Tap::Open(Route::Calls(CallPlace::OurCard(space)).to_string())
                        glyph=Glyph::Persons
                        title=move || t_string!(i18n, card.ours)
                        text=move || t_string!(i18n, card.ours_hint)
                    />
                </Lines>
            }
        })
    }
}

/// The link on a placement's page, for its consultant.
#[component]
pub fn CardLink(placement: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let space = use_app().view(move |model| model.contact_of(placement));
    move || {
        space.get().map(|space| {
            view! {
                <Lines>
                    <Line
                        tap=Tap::Open(Route::Calls(CallPlace::Card(space)).to_string())
                        glyph=Glyph::Phone
                        title=move || t_string!(i18n, card.to_card)
                        text=move || t_string!(i18n, card.ours_hint)
                    />
                </Lines>
            }
        })
    }
}
