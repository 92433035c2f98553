//! *Familier* under *Administration*, and adding one.

use leptos::prelude::*;
use samspil_shared::domain::{FamilyKind, PersonId};

use super::find::{Finder, More};
use super::{Begin, Standing, use_all, use_deed, use_known};
use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::admin::{AdminDeed, FamilyLine};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, Choice, EmptyState, Form, Glyph, Line, Lines, Opt, Select, Tap, words,
};
use crate::ui::screen::around::{SubPage, part_of};
use crate::ui::{I18n, use_app};

/// The families, the newest first.
#[component]
pub fn FamiliesPage() -> impl IntoView {
    let i18n = use_i18n();
    let known = use_known();
    let view = use_app().view(crate::app::Model::admin_families);
    let families = part_of(view, |view| view.families.clone());
    let find = part_of(view, |view| view.find.clone());
    let looks = move || find.with(|find| !find.q.is_empty());
    let any = Memo::new(move |_| families.with(|families| !families.is_empty()));
    let none = move || {
        known.get().then(|| {
            view! {
                <EmptyState
                    glyph=Glyph::Persons
                    title=move || {
                        if looks() { t_string!(i18n, admin.find_none) } else { t_string!(i18n, admin.families_none) }
                    }
                    text=move || {
                        if looks() {
                            t_string!(i18n, admin.find_none_text)
                        } else {
                            t_string!(i18n, admin.families_none_text)
                        }
                    }
                />
            }
        })
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.families)>
            <Standing />
            <Begin place=AdminPlace::NewFamily label=move || t_string!(i18n, admin.family_new) />
            <Finder id="find-family" label=move || t_string!(i18n, admin.find_family) find />
            <Show when=move || any.get() fallback=none>
                <Lines>
                    <For each=move || families.get() key=Clone::clone let:family>
                        <FamilyRow family />
                    </For>
                </Lines>
                <More find />
            </Show>
        </SubPage>
    }
}

#[component]
fn FamilyRow(family: FamilyLine) -> impl IntoView {
    let i18n = use_i18n();
    let FamilyLine { family, kind, name, adults, consultants, placements } = family;
    let title = move || family_name(i18n, name.as_deref(), &adults);
    let text = move || {
        let consultant = match words::names(i18n, &consultants) {
            names if names.is_empty() => t_string!(i18n, admin.consultant_none).to_owned(),
            names => t_string!(i18n, admin.consultant_is, names = names),
        };
        let placements = match placements {
            0 => t_string!(i18n, admin.placements_none).to_owned(),
            1 => t_string!(i18n, admin.placements_single).to_owned(),
            n => t_string!(i18n, admin.placements_many, n = n),
        };
        let first = t_string!(i18n, list.dot, first = kind_words(i18n, kind).to_owned(), last = consultant);
        t_string!(i18n, list.dot, first = first, last = placements)
    };
    view! {
        <Line
            tap=Tap::Open(Route::Admin(AdminPlace::Family(family)).to_string())
            glyph=Glyph::Persons
            title
            text
        />
    }
}

/// A family goes by its own name, or by its adults.
pub(super) fn family_name(i18n: I18n, name: Option<&str>, adults: &[String]) -> String {
    if let Some(name) = name {
        return name.to_owned();
    }
    match words::names(i18n, adults) {
        names if names.is_empty() => t_string!(i18n, admin.family_nobody).to_owned(),
        names => names,
    }
}

pub(super) fn kind_words(i18n: I18n, kind: FamilyKind) -> &'static str {
    match kind {
        FamilyKind::General => t_string!(i18n, admin.kind_general),
        FamilyKind::Reinforced => t_string!(i18n, admin.kind_reinforced),
        FamilyKind::Specialised => t_string!(i18n, admin.kind_specialised),
        FamilyKind::Network => t_string!(i18n, admin.kind_network),
        FamilyKind::Respite => t_string!(i18n, admin.kind_respite),
    }
}

/// A new family with its consultant. What follows is its page.
#[component]
pub fn NewFamilyPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let all = use_all();
    let deed = use_deed();
    let kind = RwSignal::new(FamilyKind::General);
    let consultant = RwSignal::new(None::<PersonId>);
    let kinds = Memo::new(move |_| {
        FamilyKind::ALL.into_iter().map(|kind| Opt::new(kind, kind_words(i18n, kind))).collect::<Vec<_>>()
    });
    let view = app.view(crate::app::Model::admin_families);
    let choice = part_of(view, |view| view.choice.clone());
    let consultants = part_of(view, |view| {
        view.consultants.iter().map(|(person, name)| Opt::new(*person, name.clone())).collect::<Vec<_>>()
    });
    let add = move |()| {
        let (kind, consultant) = (kind.get_untracked(), consultant.get_untracked());
        app.send(Intent::Admin(AdminIntent::AddFamily(kind, consultant)));
    };
    let own = move || view! { <p class="muted">{t_string!(i18n, admin.family_own)}</p> };
    view! {
        <SubPage title=move || t_string!(i18n, admin.family_new)>
            <Standing />
            <Finder id="find-consultant" label=move || t_string!(i18n, admin.find_person) find=choice />
            <Form on_submit=add>
                <Choice<FamilyKind>
                    name="family-kind"
                    legend=move || t_string!(i18n, admin.family_kind)
                    options=kinds
                    chosen=Signal::derive(move || Some(kind.get()))
                    on_choose=move |chosen| kind.set(chosen)
                />
                <Show when=move || all.get() fallback=own>
                    <Select<PersonId>
                        id="family-consultant"
                        label=move || t_string!(i18n, admin.family_consultant)
                        empty=move || t_string!(i18n, admin.family_consultant_later)
                        options=consultants
                        chosen=consultant
                        on_choose=move |chosen| consultant.set(chosen)
                    />
                </Show>
                <Button
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Big
                    submit=true
                    disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
                >
                    {move || t_string!(i18n, admin.family_add)}
                </Button>
            </Form>
        </SubPage>
    }
}
