//! The form of a family's card.

use leptos::prelude::*;
use samspil_shared::doc::{CardAdults, CardChildren, Note};
use samspil_shared::domain::SpaceId;

use super::fault_words;
use crate::app::draft::{JotAt, JotKind};
use crate::app::follow_up::{AdultForm, CardForm, CardIntent, ChildForm};
use crate::app::intent::Intent;
use crate::app::view::SaveState;
use crate::app::view::family_card::CardFault;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, ButtonShape, Field, Form, Glyph, PlaceHidden, TextArea};
use crate::ui::screen::around::{Missing, SaveFault, SubPage, part_of};
use crate::ui::use_app;

/// Ids of an adult's fields.
const ADULTS: [(&str, &str); CardAdults::MAX] =
    [("adult-1", "tel-1"), ("adult-2", "tel-2"), ("adult-3", "tel-3"), ("adult-4", "tel-4")];
/// Ids of a child's fields.
const CHILDREN: [(&str, &str); CardChildren::MAX] = [
    ("child-1", "born-1"),
    ("child-2", "born-2"),
    ("child-3", "born-3"),
    ("child-4", "born-4"),
    ("child-5", "born-5"),
    ("child-6", "born-6"),
    ("child-7", "born-7"),
    ("child-8", "born-8"),
    ("child-9", "born-9"),
    ("child-10", "born-10"),
    ("child-11", "born-11"),
    ("child-12", "born-12"),
];

/// Writing on a card. What is typed stays until it is saved or the page is left.
#[component]
pub fn EditCardPage(space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(move |model| model.card_editor(space));
    let seed = part_of(view, |view| Some(view.form.clone()));
    let save = Signal::derive(move || view.with(|view| view.as_ref().map(|view| view.save).unwrap_or_default()));
    let fault = part_of(view, |view| view.fault);
    view! {
        <SubPage title=move || t_string!(i18n, card.edit_title)>
            <PlaceHidden
                hidden=use_app().view(move |model| model.place_hidden(space))
                more=move || t_string!(i18n, place.write)
            />
            <SaveFault save />
            {move || match seed.get() {
                Some(seed) => view! { <Fields space seed save fault /> }.into_any(),
                None => view! { <Missing /> }.into_any(),
            }}
        </SubPage>
    }
}

#[component]
fn Fields(space: SpaceId, seed: CardForm, save: Signal<SaveState>, fault: Memo<Option<CardFault>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    // The longest of the fields is kept while it is typed; the others are typed anew in a moment.
    let jot = JotAt::of(space, JotKind::Know);
    let kept = app.view(move |model| model.jotted(jot)).get_untracked();
    let know = kept.unwrap_or_else(|| seed.know.clone());
    let form = RwSignal::new(CardForm { know, ..seed });
    let says = move |wrong: fn(CardFault) -> Option<usize>, index: usize| {
        Signal::derive(move || {
            let fault = fault.get()?;
            (wrong(fault) == Some(index)).then(|| fault_words(i18n, fault).to_owned())
        })
    };
    let adults = Memo::new(move |_| form.with(|form| form.adults.len()));
    let children = Memo::new(move |_| form.with(|form| form.children.len()));
    let send = Callback::new(move |()| {
        let form = form.get_untracked();
        app.send(Intent::Card(CardIntent::Save { space, form }));
    });
    let adult = move |index: usize| {
        let (name_id, tel_id) = ADULTS[index.min(CardAdults::MAX - 1)];
        let read = move |of: fn(&AdultForm) -> String| {
            Signal::derive(move || form.with(|form| form.adults.get(index).map(of).unwrap_or_default()))
        };
        let write = move |put: fn(&mut AdultForm, String)| {
            Callback::new(move |typed: String| {
                form.update(|form| form.adults.get_mut(index).into_iter().for_each(|adult| put(adult, typed.clone())));
            })
        };
        let wrong_name = |fault| match fault {
            CardFault::AdultName(index) => Some(index),
            CardFault::NoAdult => Some(0),
            _ => None,
        };
        let wrong_tel = |fault| if let CardFault::Tel(index) = fault { Some(index) } else { None };
        view! {
            <div class="stack" role="group" aria-label=move || t_string!(i18n, card.adult_n, n = index + 1)>
                <Field
                    id=name_id
                    label=move || t_string!(i18n, card.adult_name)
                    value=read(|adult| adult.name.clone())
                    error=says(wrong_name, index)
                    max=200
                    on_input=write(|adult, typed| adult.name = typed)
                />
                <Field
                    id=tel_id
                    label=move || t_string!(i18n, card.adult_tel)
                    value=read(|adult| adult.tel.clone())
                    error=says(wrong_tel, index)
                    on_input=write(|adult, typed| adult.tel = typed)
                />
            </div>
        }
    };
    let child = move |index: usize| {
        let (name_id, born_id) = CHILDREN[index.min(CardChildren::MAX - 1)];
        let read = move |of: fn(&ChildForm) -> String| {
            Signal::derive(move || form.with(|form| form.children.get(index).map(of).unwrap_or_default()))
        };
        let write = move |put: fn(&mut ChildForm, String)| {
            Callback::new(move |typed: String| {
                form.update(|form| {
                    form.children.get_mut(index).into_iter().for_each(|child| put(child, typed.clone()));
                });
            })
        };
        let wrong_name = |fault| if let CardFault::ChildName(index) = fault { Some(index) } else { None };
        let wrong_born = |fault| if let CardFault::Born(index) = fault { Some(index) } else { None };
        view! {
            <div class="stack" role="group" aria-label=move || t_string!(i18n, card.child_n, n = index + 1)>
                <Field
                    id=name_id
                    label=move || t_string!(i18n, card.child_name)
                    value=read(|child| child.name.clone())
                    error=says(wrong_name, index)
                    max=60
                    on_input=write(|child, typed| child.name = typed)
                />
                <Field
                    id=born_id
                    label=move || t_string!(i18n, card.child_born)
                    value=read(|child| child.born.clone())
                    error=says(wrong_born, index)
                    on_input=write(|child, typed| child.born = typed)
                />
            </div>
        }
    };
    let know_fault = Signal::derive(move || {
        fault.get().filter(|fault| *fault == CardFault::Know).map(|fault| fault_words(i18n, fault).to_owned())
    });
    let left = move || {
        let used = form.with(|form| form.know.trim().chars().count());
        match Note::CHARS_MAX.checked_sub(used) {
            Some(left) => t_string!(i18n, card.left, n = left),
            None => t_string!(i18n, card.over, n = used - Note::CHARS_MAX),
        }
    };
    view! {
        <Form on_submit=send>
            <h2>{move || t_string!(i18n, card.adults)}</h2>
            <For each=move || 0..adults.get() key=|index| *index children=adult />
            <Show when=move || { adults.get() < CardAdults::MAX }>
                <Button
                    glyph=Glyph::Plus
                    on_press=move |()| form.update(|form| form.adults.push(AdultForm::default()))
                >
                    {move || t_string!(i18n, card.add_adult)}
                </Button>
            </Show>
            <h2>{move || t_string!(i18n, card.children)}</h2>
            <For each=move || 0..children.get() key=|index| *index children=child />
            <Show when=move || { children.get() < CardChildren::MAX }>
                <Button
                    glyph=Glyph::Plus
                    on_press=move |()| form.update(|form| form.children.push(ChildForm::default()))
                >
                    {move || t_string!(i18n, card.add_child)}
                </Button>
            </Show>
            <TextArea
                id="know"
                label=move || t_string!(i18n, card.know)
                hint=move || t_string!(i18n, card.know_hint)
                described="know-left"
                value=Signal::derive(move || form.with(|form| form.know.clone()))
                error=know_fault
                on_input=move |typed: String| {
                    app.send(Intent::Jot(jot, typed.clone()));
                    form.update(|form| form.know = typed);
                }
            >
                <p class="small muted" id="know-left">
                    {left}
                </p>
            </TextArea>
            <Button
                kind=ButtonKind::Primary
                shape=ButtonShape::Full
                submit=true
                disabled=Signal::derive(move || save.get() == SaveState::Saving)
            >
                {move || t_string!(i18n, card.save)}
            </Button>
        </Form>
    }
}
