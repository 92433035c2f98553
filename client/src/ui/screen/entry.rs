//! A note's own page.

pub mod ask;
pub mod share;

use leptos::html;
use leptos::prelude::*;
use samspil_shared::domain::DocId;

use self::ask::Asks;
use self::share::ShareSheet;
use super::around::{Missing, SaveFault, SubPage, part_of, use_day};
use super::face;
use super::sharing::SharingCard;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::entry::Side;
use crate::app::view::{Conflict, Entry, FieldKind, Readers, SaveState, Widening};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Both, Button, ButtonKind, ButtonLink, EntryCard, EntryFace, Glyph, MarkFace, Notice, PageLayout, SideFace,
    Tone, Versus, say, words,
};
use crate::ui::{I18n, use_app};

/// A note, with what was shared of it beside it.
#[component]
pub fn EntryPage(doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let entry = use_app().view(move |model| model.entry(doc));
    let here = Memo::new(move |_| entry.with(Option::is_some));
    view! {
        <SubPage layout=PageLayout::Two title=move || t_string!(i18n, log.one)>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="stack-l">
                    <SaveFault save=Signal::derive(move || entry.with(|entry| deed(entry.as_ref()))) />
                    <Note entry />
                    <Conflicts entry doc />
                    <Deeds entry doc />
                </div>
                <aside class="stack-l">
                    <Asks asks=part_of(entry, |entry| entry.asks.clone()) />
                    <Sharings entry />
                    <Widen entry doc />
                </aside>
            </Show>
            <ShareSheet doc />
        </SubPage>
    }
}

fn deed(entry: Option<&Entry>) -> SaveState {
    entry.map(|entry| entry.deed).unwrap_or_default()
}

/// The note itself, who wrote it and who can read it.
#[component]
fn Note(entry: Memo<Option<Entry>>) -> impl IntoView {
    let i18n = use_i18n();
    let face = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| note_face(i18n, entry))));
    let readers = move || {
        entry.with(|entry| {
            Some(match entry.as_ref()? {
                entry if entry.readers == Readers::Me => t_string!(i18n, aud.me_hint).to_owned(),
                entry => say::who_reads(i18n, &entry.names),
            })
        })
    };
    let merged = move || {
        let others = entry.with(|entry| entry.as_ref().map(|entry| entry.others.clone()).unwrap_or_default());
        (!others.is_empty()).then(|| {
            let name = words::names(i18n, &others);
            view! { <p class="small muted">{t_string!(i18n, log.merged, name = name)}</p> }
        })
    };
    view! {
        <div class="stack-s">
            {move || face.get().map(|face| view! { <EntryCard face /> })}
            <p class="small muted">{readers}</p>
            {merged}
        </div>
    }
}

fn note_face(i18n: I18n, entry: &Entry) -> EntryFace {
    let late = entry.late.then(|| MarkFace {
        tone: Tone::Plain,
        glyph: Glyph::Clock,
        words: t_string!(i18n, log.late).to_owned(),
    });
    let family = t_string!(i18n, log.family).to_owned();
    EntryFace {
        href: None,
        readers: entry.readers,
        time: words::moment(i18n, entry.when, entry.today),
        text: entry.text.clone(),
        author: entry.author.clone(),
        child: entry.child.clone().or(entry.about_family.then_some(family)),
        who: None,
        notes: say::day_answers(i18n, entry.child.as_deref(), entry.day_child, entry.day_family),
        marks: late.into_iter().collect(),
        standing: entry.standing,
        comments: Vec::new(),
    }
}

/// Fields that two adults set apart.
#[component]
fn Conflicts(entry: Memo<Option<Entry>>, doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let conflicts = part_of(entry, |entry| entry.conflicts.clone());
    let any = Memo::new(move |_| conflicts.with(|conflicts| !conflicts.is_empty()));
    let child = part_of(entry, |entry| entry.child.clone());
    let each = move || {
        let child = child.get();
        let one = move |conflict: Conflict| view! { <Conflicting doc conflict child=child.clone() /> };
        conflicts.get().into_iter().map(one).collect_view()
    };
    view! {
        <Show when=move || any.get()>
            <div class="stack">
                <Badge tone=Tone::Warm glyph=Glyph::Persons>
                    {move || t_string!(i18n, conf.title)}
                </Badge>
                {each}
                <Notice>
                    <p>{move || t_string!(i18n, conf.calm)}</p>
                </Notice>
            </div>
        </Show>
    }
}

#[component]
fn Conflicting(doc: DocId, conflict: Conflict, child: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let Conflict { field, sides } = conflict;
    let id = match field {
        FieldKind::When => "conflict-when",
        FieldKind::About => "conflict-about",
        FieldKind::DayChild => "conflict-day-child",
        FieldKind::DayFamily => "conflict-day-family",
    };
    let on_use = app.with(move |side| Intent::Settle { entry: doc, field, side });
    let question = move || say::field(i18n, field, child.as_deref());
    move || {
        let face = |side: &Side| SideFace {
            who: side.by.clone(),
            when: words::moment(i18n, side.at, today.get()),
            value: say::value(i18n, &side.value, today.get()),
        };
        let sides = sides.iter().map(face).collect::<Vec<_>>();
        // When it happened and whom it is about can only be one thing.
        let both = matches!(field, FieldKind::DayChild | FieldKind::DayFamily).then(|| {
            let words = all_answers(i18n, &question(), &sides);
            let on_keep = app.on(move || Intent::KeepBoth { entry: doc, field, words: words.clone() });
            Both { on_keep, hint: t_string!(i18n, conf.both_note) }
        });
        view! { <Versus id field=question.clone() sides on_use both /> }
    }
}

/// "Hvordan gik dagen for Noah? Maria: Blandet. Jonas: Godt."
fn all_answers(i18n: I18n, question: &str, sides: &[SideFace]) -> String {
    let said = |side: &SideFace| t_string!(i18n, conf.joined, name = side.who.clone(), text = side.value.clone());
    let said: Vec<_> = sides.iter().map(said).collect();
    format!("{question} {}.", said.join(". "))
}

/// What can be done with the note.
#[component]
fn Deeds(entry: Memo<Option<Entry>>, doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let can_edit = part_of(entry, |entry| entry.can_edit);
    let can_share = part_of(entry, |entry| entry.can_share);
    let draft = part_of(entry, |entry| entry.draft);
    let begun = move || {
        draft.get().map(|key| {
            view! {
                <Notice glyph=Glyph::Edit>
                    <p>{move || t_string!(i18n, today.draft)}</p>
                    <p>
                        <Button on_press=app.on(move || Intent::Resume(key))>
                            {move || t_string!(i18n, log.go_on)}
                        </Button>
                    </p>
                </Notice>
            }
        })
    };
    view! {
        {begun}
        <div class="actions">
            <Show when=move || can_share.get()>
                <ButtonLink kind=ButtonKind::Primary glyph=Glyph::Share href=Route::Share(doc).to_string()>
                    {move || t_string!(i18n, share.go)}
                </ButtonLink>
            </Show>
            <Show when=move || can_edit.get()>
                <ButtonLink glyph=Glyph::Edit href=Route::EditEntry(doc).to_string()>
                    {move || t_string!(i18n, log.edit)}
                </ButtonLink>
            </Show>
            <ButtonLink glyph=Glyph::Persons href=Route::History(doc).to_string()>
                {move || t_string!(i18n, log.history)}
            </ButtonLink>
        </div>
    }
}

/// What was shared of the note, newest first. The newest that stands has room to answer in; the others have it on their
/// own pages.
#[component]
fn Sharings(entry: Memo<Option<Entry>>) -> impl IntoView {
    let docs = part_of(entry, |entry| entry.sharings.iter().map(|sharing| sharing.doc).collect::<Vec<_>>());
    let answered = part_of(entry, |entry| {
        entry.sharings.iter().find(|sharing| sharing.composer.is_some()).map(|sharing| sharing.doc)
    });
    let card = move |doc: DocId| {
        let find = move |entry: &Entry| entry.sharings.iter().find(|sharing| sharing.doc == doc).cloned();
        let answers = Signal::derive(move || answered.get() == Some(doc));
        view! { <SharingCard sharing=part_of(entry, find) answers whole=false /> }
    };
    view! { <For each=move || docs.get() key=|doc| *doc children=card /> }
}

/// Showing a private note to the other adults: it cannot be taken back, so it is asked once.
#[component]
fn Widen(entry: Memo<Option<Entry>>, doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let to = part_of(entry, |entry| entry.widen_to.clone());
    let asked = RwSignal::new(None::<Widening>);
    let button = move |(several, to): (bool, Widening)| {
        let name = to.child.clone().filter(|_| several);
        let label = move || {
            let go = t_string!(i18n, share.with_family).to_owned();
            match &name {
                Some(name) => t_string!(i18n, list.dot, first = go, last = name.clone()),
                None => go,
            }
        };
        view! {
            <Button glyph=Glyph::Persons on_press=move |()| asked.set(Some(to.clone()))>
                {label}
            </Button>
        }
    };
    let offer = move || {
        let to = to.get();
        let several = to.len() > 1;
        view! {
            <p class="muted">{move || t_string!(i18n, share.with_family_text)}</p>
            <div class="actions">{to.into_iter().map(|to| button((several, to))).collect_view()}</div>
        }
    };
    move || {
        let any = to.with(|to| !to.is_empty());
        any.then(|| {
            view! {
                <div class="card pad stack">
                    {move || match asked.get() {
                        Some(to) => view! { <WidenAsked doc to asked /> }.into_any(),
                        None => offer().into_any(),
                    }}
                </div>
            }
        })
    }
}

#[component]
fn WidenAsked(doc: DocId, to: Widening, asked: RwSignal<Option<Widening>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let Widening { space, names, .. } = to;
    let question = NodeRef::<html::P>::new();
    // It comes in the place of what was pressed.
    Effect::new(move |_| {
        if let Some(question) = question.get() {
            let _ = question.focus();
        }
    });
    let words = move || match face::names(i18n, &names) {
        names if names.is_empty() => t_string!(i18n, share.with_family_nobody).to_owned(),
        names => t_string!(i18n, share.with_family_ask, names = names),
    };
    view! {
        <p tabindex="-1" node_ref=question>
            {words}
        </p>
        <div class="actions">
            <Button on_press=move |()| asked.set(None)>{move || t_string!(i18n, app.cancel)}</Button>
            <Button
                kind=ButtonKind::Primary
                glyph=Glyph::Persons
                on_press=app.on(move || Intent::Widen { entry: doc, to: space })
            >
                {move || t_string!(i18n, share.with_family_yes)}
            </Button>
        </div>
    }
}

/// "Konsulenten: Mette Holm"
fn receivers(i18n: I18n, readers: Readers, names: &[crate::app::view::Reader]) -> String {
    let preset = say::readers(i18n, readers).to_owned();
    match face::names(i18n, names) {
        names if names.is_empty() => preset,
        names => t_string!(i18n, list.dot, first = preset, last = names),
    }
}
