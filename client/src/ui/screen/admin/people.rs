//! *Personer*, and adding one.

use leptos::prelude::*;
use samspil_shared::domain::{FamilyId, Role};

use super::find::{Finder, More};
use super::{Begin, Standing, role_options, use_all, use_deed, use_known};
use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::admin::{Account, AdminDeed, PersonLine};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, ButtonShape, Choice, EmptyState, Field, Form, Glyph, Line, Lines, Tap, Tone, say, words,
};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::{I18n, use_app};

/// The people, each with their roles and how far their account is.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let i18n = use_i18n();
    let all = use_all();
    let known = use_known();
    let view = use_app().view(crate::app::Model::admin_people);
    let people = part_of(view, |view| view.people.clone());
    let find = part_of(view, |view| view.find.clone());
    let any = Memo::new(move |_| people.with(|people| !people.is_empty()));
    let looks = move || find.with(|find| !find.q.is_empty());
    let none = move || {
        known.get().then(|| {
            view! {
                <EmptyState
                    glyph=Glyph::Persons
                    title=move || {
                        if looks() { t_string!(i18n, admin.find_none) } else { t_string!(i18n, admin.nobody) }
                    }
                    text=move || {
                        if looks() { t_string!(i18n, admin.find_none_text) } else { t_string!(i18n, admin.nobody_text) }
                    }
                />
            }
        })
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.people)>
            <Standing />
            <Show when=move || all.get()>
                <Begin place=AdminPlace::NewPerson label=move || t_string!(i18n, admin.person_new) />
            </Show>
            <Finder id="find-person" label=move || t_string!(i18n, admin.find_person) find />
            <Show when=move || any.get() fallback=none>
                <Lines>
                    <For each=move || people.get() key=Clone::clone let:person>
                        <PersonRow person />
                    </For>
                </Lines>
                <More find />
            </Show>
        </SubPage>
    }
}

#[component]
fn PersonRow(person: PersonLine) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let PersonLine { person, name, roles, account, no_passkey } = person;
    let text = move || {
        let roles: Vec<String> = roles.iter().map(|role| say::role(i18n, *role, false).to_owned()).collect();
        let account = account_words(i18n, account, today.get());
        match words::capital(&words::names(i18n, &roles)) {
            roles if roles.is_empty() => account,
            roles => t_string!(i18n, list.dot, first = roles, last = account),
        }
    };
    view! {
        <Line
            tap=Tap::Open(Route::Admin(AdminPlace::Person(person)).to_string())
            glyph=Glyph::Person
            title=name
            text
        >
            {no_passkey
                .then(|| {
                    view! {
                        <Badge tone=Tone::Warm glyph=Glyph::Lock>
                            {move || t_string!(i18n, admin.no_passkey)}
                        </Badge>
                    }
                })}
        </Line>
    }
}

/// How far an account is, in words.
pub(super) fn account_words(i18n: I18n, account: Account, today: chrono::NaiveDate) -> String {
    let near = |at: crate::app::view::When| words::near_date(i18n, at.date, today);
    match account {
        Account::Uninvited => t_string!(i18n, admin.uninvited).to_owned(),
        Account::Invited(until) => t_string!(i18n, admin.invited, until = near(until)),
        Account::InUse(Some(seen)) => t_string!(i18n, admin.in_use, when = words::moment(i18n, seen, today)),
        Account::InUse(None) => t_string!(i18n, admin.not_seen).to_owned(),
        Account::Ended(at) => t_string!(i18n, admin.ended, when = near(at)),
    }
}

/// A new person of the unit, or a new foster parent of a family. What follows is their link.
#[component]
pub fn NewPersonPage(family: Option<FamilyId>) -> impl IntoView {
    const OF_UNIT: [Role; 7] = [
        Role::FosterParent,
        Role::Consultant,
        Role::DutyOfficer,
        Role::InstitutionWorker,
        Role::Adviser,
        Role::Leader,
        Role::Administrator,
    ];
    let i18n = use_i18n();
    let app = use_app();
    let deed = use_deed();
    let name = RwSignal::new(String::new());
    let role = RwSignal::new(Role::FosterParent);
    let roles = Memo::new(move |_| role_options(i18n, &OF_UNIT));
    let add = move |()| {
        let (name, role) = (name.get_untracked(), role.get_untracked());
        app.send(Intent::Admin(AdminIntent::AddPerson { name, role, family }));
    };
    let title = move || match family {
        Some(_) => t_string!(i18n, admin.parent_new),
        None => t_string!(i18n, admin.person_new),
    };
    view! {
        <SubPage title>
            <Standing />
            <Form on_submit=add>
                <Field
                    id="person-name"
                    label=move || t_string!(i18n, admin.person_name)
                    hint=move || t_string!(i18n, admin.person_name_hint)
                    value=name
                    on_input=move |text| name.set(text)
                    autocomplete="off"
                    max=100
                />
                <Show when=move || family.is_none()>
                    <Choice<Role>
                        name="person-role"
                        legend=move || t_string!(i18n, admin.person_role)
                        options=roles
                        chosen=Signal::derive(move || Some(role.get()))
                        on_choose=move |chosen| role.set(chosen)
                    />
                </Show>
                <Button
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Big
                    submit=true
                    disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
                >
                    {move || t_string!(i18n, admin.person_add)}
                </Button>
            </Form>
        </SubPage>
    }
}
