//! The editor of a note.

pub mod fields;

use leptos::prelude::*;

use self::fields::{About, Days, Happened, ReadBy, Text};
use super::around::{Missing, SaveFault, SubPage, part_of, use_day};
use super::drafts::ConfirmDrop;
use crate::app::intent::{EditorIntent, Intent};
use crate::app::view::{DraftState, Editor, SaveState};
use crate::ui::i18n::*;
use crate::ui::part::{ActionBar, Button, ButtonKind, Glyph, Notice, PlaceHidden, words};
use crate::ui::use_app;

/// A new note, or changes to one.
#[component]
pub fn EditorPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::editor);
    let here = Memo::new(move |_| view.with(Option::is_some));
    let new = part_of(view, |view| view.new);
    let dropping = RwSignal::new(false);
    let title = move || if new.get() { t_string!(i18n, log.new_note) } else { t_string!(i18n, log.edit) };
    let drop = move |()| {
        dropping.set(false);
        app.send(Intent::Editor(EditorIntent::Drop));
    };
    view! {
        <SubPage title end=move || view! { <End view dropping /> }>
            <Show when=move || here.get() fallback=|| view! { <Missing /> }>
                <div class="stack-l">
                    <Before view />
                    <PlaceHidden
                        hidden=app.view(crate::app::Model::own_place_hidden)
                        more=move || t_string!(i18n, place.write)
                    />
                    <SaveFault save=part_of(view, |view| view.save) />
                    <About view />
                    <Happened view />
                    <Text view />
                    <Days view />
                    <ReadBy view />
                </div>
            </Show>
            <ConfirmDrop
                id="drop-text"
                open=dropping.into()
                on_close=move |()| dropping.set(false)
                on_yes=drop
            />
        </SubPage>
    }
}

/// What to know before writing on: the text is from earlier, somebody else writes here too, or it is for oneself now.
#[component]
fn Before(view: Memo<Option<Editor>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let new = part_of(view, |view| view.new);
    let found = part_of(view, |view| view.found);
    let others = part_of(view, |view| view.others.clone());
    let narrowed = part_of(view, |view| view.narrowed);
    let earlier = move || {
        found.get().map(|at| {
            view! {
                <Notice glyph=Glyph::Edit>
                    <p>{move || t_string!(i18n, draft.found, when = words::moment(i18n, at, today.get()))}</p>
                    <Show when=move || new.get()>
                        <p>
                            <Button on_press=app.on(|| Intent::Editor(EditorIntent::Another))>
                                {move || t_string!(i18n, log.another)}
                            </Button>
                        </p>
                    </Show>
                </Notice>
            }
        })
    };
    let meanwhile = move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let name = words::names(i18n, &others);
            view! {
                <Notice glyph=Glyph::Persons>
                    <p>{t_string!(i18n, log.changed_while, name = name)}</p>
                </Notice>
            }
        })
    };
    view! {
        {earlier}
        {meanwhile}
        <Show when=move || narrowed.get()>
            <Notice glyph=Glyph::Lock>
                <p>{move || t_string!(i18n, draft.narrowed)}</p>
            </Notice>
        </Show>
    }
}

/// *Slet kladden* and *Gem*.
#[component]
fn End(view: Memo<Option<Editor>>, dropping: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let here = Memo::new(move |_| view.with(Option::is_some));
    let saving = part_of(view, |view| view.save == SaveState::Saving);
    let touched = part_of(view, |view| view.found.is_some() || view.draft != DraftState::Untouched);
    view! {
        <Show when=move || here.get()>
            <ActionBar>
                <Show when=move || touched.get()>
                    <Button glyph=Glyph::Delete disabled=saving on_press=move |()| dropping.set(true)>
                        {move || t_string!(i18n, log.drop)}
                    </Button>
                </Show>
                <Button
                    kind=ButtonKind::Primary
                    glyph=Glyph::Check
                    disabled=saving
                    on_press=app.on(|| Intent::Editor(EditorIntent::Save))
                >
                    {move || if saving.get() { t_string!(i18n, log.saving) } else { t_string!(i18n, log.save) }}
                </Button>
            </ActionBar>
        </Show>
    }
}
