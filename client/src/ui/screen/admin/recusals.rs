//! *Inhabil*: who is kept out of which family's reach at work.

use leptos::prelude::*;
use samspil_shared::domain::{FamilyId, PersonId};

use super::families::family_name;
use super::{Standing, use_deed};
use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::app::view::admin::{AdminDeed, RecusedOf};
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Form, Glyph, Opt, Select, Sheet, SheetEnd, words};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::use_app;

/// The page: of all the unit's families.
#[component]
pub fn RecusalsPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SubPage title=move || t_string!(i18n, admin.recusals)>
            <Standing />
            <Recusals family=None />
        </SubPage>
    }
}

/// Who is kept out, of one family or of all, and who is to be.
#[component]
pub fn Recusals(family: Option<FamilyId>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.recusals(family));
    let known = Memo::new(move |_| view.with(Option::is_some));
    let lines = part_of(view, |view| view.lines.clone());
    let none = Memo::new(move |_| lines.with(Vec::is_empty));
    let ending = RwSignal::new(None::<RecusedOf>);
    let row = move |line: RecusedOf| view! { <Row line whole=family.is_none() ending /> };
    view! {
        <Show when=move || known.get()>
            <section class="stack" aria-label=move || t_string!(i18n, admin.recusals)>
                {family.is_some().then(|| view! { <h2>{move || t_string!(i18n, admin.recusals)}</h2> })}
                <p class="small muted">{move || t_string!(i18n, admin.recusals_text)}</p>
                <Show when=move || none.get()>
                    <p class="muted">{move || t_string!(i18n, admin.recusals_none)}</p>
                </Show>
                <ul class="stack-s">
                    <For each=move || lines.get() key=Clone::clone children=row />
                </ul>
                <Recuse family />
            </section>
        </Show>
        <EndSheet ending />
    }
}

#[component]
fn Row(line: RecusedOf, whole: bool, ending: RwSignal<Option<RecusedOf>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let RecusedOf { name, since, family_names, may_end, .. } = line.clone();
    let of = whole.then(|| view! { <p>{family_name(i18n, None, &family_names)}</p> });
    let since = since.map(|day| {
        let told = move || t_string!(i18n, admin.recused_since, day = words::date(i18n, day, today.get()));
        view! { <p class="small muted">{told}</p> }
    });
    let end = may_end.then(|| {
        view! {
            <Button on_press=move |()| ending.set(Some(line.clone()))>
                {move || t_string!(i18n, admin.recusal_end)}
            </Button>
        }
    });
    view! {
        <li class="card pad line-up between wrap">
            <div>
                <p>
                    <b>{name}</b>
                </p>
                {of}
                {since}
            </div>
            {end}
        </li>
    }
}

/// *Sæt inhabil*.
#[component]
fn Recuse(family: Option<FamilyId>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let deed = use_deed();
    let view = app.view(move |model| model.recusals(family));
    let (who, whose) = (RwSignal::new(None::<PersonId>), RwSignal::new(family));
    let people = part_of(view, |view| view.people.clone());
    let families = part_of(view, |view| view.families.clone());
    let people = Signal::derive(move || {
        people.get().into_iter().map(|(person, name)| Opt::new(person, name)).collect::<Vec<_>>()
    });
    let families = Signal::derive(move || {
        let named = |(family, names): (FamilyId, Vec<String>)| Opt::new(family, family_name(i18n, None, &names));
        families.get().into_iter().map(named).collect::<Vec<_>>()
    });
    let go = move |()| {
        app.send(Intent::Admin(AdminIntent::Recuse(who.get_untracked(), whose.get_untracked())));
    };
    view! {
        <Form on_submit=go>
            <Select<PersonId>
                id="recuse-who"
                label=move || t_string!(i18n, admin.recuse_who)
                empty=move || t_string!(i18n, admin.member_choose)
                options=people
                chosen=who
                on_choose=move |person| who.set(person)
            />
            {family
                .is_none()
                .then(|| {
                    view! {
                        <Select<FamilyId>
                            id="recuse-whose"
                            label=move || t_string!(i18n, admin.recuse_whose)
                            empty=move || t_string!(i18n, admin.recuse_family)
                            options=families
                            chosen=whose
                            on_choose=move |family| whose.set(family)
                        />
                    }
                })}
            <Button
                glyph=Glyph::Lock
                submit=true
                disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
            >
                {move || t_string!(i18n, admin.recuse)}
            </Button>
        </Form>
    }
}

/// *Skal … se familien igen?*
#[component]
fn EndSheet(ending: RwSignal<Option<RecusedOf>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let close = Callback::new(move |()| ending.set(None));
    let name = move || ending.with(|line| line.as_ref().map(|line| line.name.clone()).unwrap_or_default());
    let yes = Callback::new(move |()| {
        if let Some(RecusedOf { person, family, .. }) = ending.get_untracked() {
            app.send(Intent::Admin(AdminIntent::EndRecusal(person, family)));
        }
        ending.set(None);
    });
    view! {
        <Sheet
            id="end-recusal"
            title=move || t_string!(i18n, admin.recusal_end_ask, name = name())
            open=Signal::derive(move || ending.with(Option::is_some))
            on_close=close
        >
            <p>{move || t_string!(i18n, admin.recusal_end_text)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary on_press=yes>
                        {move || t_string!(i18n, admin.recusal_end_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
