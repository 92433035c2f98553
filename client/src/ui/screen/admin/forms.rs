//! Forms that let somebody take part, and the one of a new placement.

use leptos::prelude::*;
use samspil_shared::api::admin::Place;
use samspil_shared::domain::office::sees_own_time;
use samspil_shared::domain::{FamilyId, PersonId, Role, UnitId};

use super::find::Finder;
use super::{Standing, day_fault, day_of, role_options, use_all, use_deed};
use crate::app::admin::{AdminIntent, NewMember, NewPlacement, typed_day};
use crate::app::intent::Intent;
use crate::app::view::admin::AdminDeed;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, ButtonShape, Choice, Field, FieldKind, Form, Opt, Select, words};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::use_app;

/// The two ends of a window, as they are typed.
#[derive(Clone, Copy)]
struct Days {
    first: RwSignal<String>,
    last: RwSignal<String>,
}

impl Days {
    /// From today on.
    fn new() -> Self {
        let today = use_day().get_untracked();
        Self { first: RwSignal::new(today.to_string()), last: RwSignal::new(String::new()) }
    }
}

#[component]
fn DayFields(days: Days) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field
            id="member-first"
            kind=FieldKind::Date
            strict=true
            label=move || t_string!(i18n, admin.member_first)
            error=day_fault(i18n, days.first)
            value=days.first
            on_input=move |text| days.first.set(text)
        />
        <Field
            id="member-last"
            kind=FieldKind::Date
            strict=true
            label=move || t_string!(i18n, admin.member_last)
            hint=move || t_string!(i18n, admin.member_last_hint)
            error=day_fault(i18n, days.last)
            value=days.last
            on_input=move |text| days.last.set(text)
        />
    }
}

#[component]
fn Go(#[prop(into)] label: TextProp) -> impl IntoView {
    let deed = use_deed();
    view! {
        <Button
            kind=ButtonKind::Primary
            shape=ButtonShape::Big
            submit=true
            disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
        >
            {move || label.get()}
        </Button>
    }
}

/// A role in the whole unit.
#[component]
pub fn NewRolePage(person: PersonId) -> impl IntoView {
    const ROLES: [Role; 7] = [
        Role::Consultant,
        Role::DutyOfficer,
        Role::InstitutionWorker,
        Role::Adviser,
        Role::Leader,
        Role::Administrator,
        Role::FosterParent,
    ];
    let i18n = use_i18n();
    let app = use_app();
    let role = RwSignal::new(Role::Consultant);
    let days = Days::new();
    let roles = Memo::new(move |_| role_options(i18n, &ROLES));
    let name = part_of(app.view(move |model| model.admin_person(person)), |view| view.name.clone());
    let add = move |()| {
        // A last day that is typed only in part would be none.
        let Ok(last) = days.last.with_untracked(|last| typed_day(last)) else { return };
        app.send(Intent::Admin(AdminIntent::AddMember(NewMember {
            person: Some(person),
            place: Place::Unit,
            role: role.get_untracked(),
            stand_in: false,
            first: day_of(&days.first.get_untracked()),
            last,
            sees_all: true,
        })));
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.role_new)>
            <Standing />
            <p>
                <b>{move || name.get()}</b>
            </p>
            <p class="muted">{move || t_string!(i18n, admin.role_new_hint)}</p>
            <Form on_submit=add>
                <Choice<Role>
                    name="role-new"
                    legend=move || t_string!(i18n, admin.member_as)
                    options=roles
                    chosen=Signal::derive(move || Some(role.get()))
                    on_choose=move |chosen| role.set(chosen)
                />
                <DayFields days />
                <Go label=move || t_string!(i18n, admin.role_add) />
            </Form>
        </SubPage>
    }
}

/// As what somebody takes part in a family or a placement.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part {
    role: Role,
    stand_in: bool,
}

const PARENT: Part = Part { role: Role::FosterParent, stand_in: false };

/// Somebody who is known already takes part in a family, or in one of its placements.
#[component]
pub fn NewMemberPage(family: FamilyId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let all = use_all();
    let today = use_day();
    let view = app.view(move |model| model.admin_family(family));
    let person = RwSignal::new(None::<PersonId>);
    let place = RwSignal::new(Place::Family(family));
    let part = RwSignal::new(PARENT);
    let sees_all = RwSignal::new(false);
    let days = Days::new();
    let choice = part_of(view, |view| view.choice.clone());
    let people = part_of(view, |view| {
        view.people.iter().map(|(person, name)| Opt::new(*person, name.clone())).collect::<Vec<_>>()
    });
    let places = Memo::new(move |_| {
        let whole = Opt::new(Place::Family(family), t_string!(i18n, admin.member_whole));
        let placements = view.with(|view| view.as_ref().map(|view| view.placements.clone()).unwrap_or_default());
        let one = placements.into_iter().map(|one| {
            let day = words::date(i18n, one.starts_on, today.get());
            Opt::new(Place::Placement(one.placement), t_string!(i18n, admin.placement, day = day))
        });
        std::iter::once(whole).chain(one).collect::<Vec<_>>()
    });
    // Who serves one child takes part in its placement; the family itself has its adults and its fixed consultant.
    let parts = Memo::new(move |_| {
        let of = |role, stand_in| Part { role, stand_in };
        let parts = match (all.get(), place.get()) {
            (false, _) => vec![PARENT],
            (true, Place::Family(_) | Place::Unit) => vec![PARENT, of(Role::Consultant, false)],
            (true, Place::Placement(_)) => vec![
                PARENT,
                of(Role::Consultant, false),
                of(Role::Consultant, true),
                of(Role::InstitutionWorker, false),
                of(Role::Adviser, false),
            ],
        };
        let named = |part: Part| match part.stand_in {
            true => Opt::new(part, t_string!(i18n, admin.member_stand_in)),
            false => {
                let option = role_options(i18n, &[part.role]).pop();
                Opt::new(part, option.map(|option| option.label).unwrap_or_default())
            }
        };
        parts.into_iter().map(named).collect::<Vec<_>>()
    });
    let sees = Memo::new(move |_| {
        vec![
            Opt::new(false, t_string!(i18n, admin.member_sees_own)),
            Opt::new(true, t_string!(i18n, admin.member_sees_all)),
        ]
    });
    let choose_part = move |chosen: Part| {
        part.set(chosen);
        sees_all.set(matches!(chosen.role, Role::Consultant | Role::Adviser));
    };
    let choose_place = move |chosen: Place| {
        place.set(chosen);
        if !parts.with_untracked(|parts| parts.iter().any(|option| option.value == part.get_untracked())) {
            choose_part(PARENT);
        }
    };
    let add = move |()| {
        let Part { role, stand_in } = part.get_untracked();
        let Ok(last) = days.last.with_untracked(|last| typed_day(last)) else { return };
        app.send(Intent::Admin(AdminIntent::AddMember(NewMember {
            person: person.get_untracked(),
            place: place.get_untracked(),
            role,
            stand_in,
            first: day_of(&days.first.get_untracked()),
            last,
            sees_all: sees_all.get_untracked(),
        })));
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.member_new)>
            <Standing />
            <Finder id="find-member" label=move || t_string!(i18n, admin.find_person) find=choice />
            <Form on_submit=add>
                <Select<PersonId>
                    id="member-who"
                    label=move || t_string!(i18n, admin.member_who)
                    empty=move || t_string!(i18n, admin.member_choose)
                    options=people
                    chosen=person
                    on_choose=move |chosen| person.set(chosen)
                />
                <Choice<Place>
                    name="member-where"
                    legend=move || t_string!(i18n, admin.member_where)
                    options=places
                    chosen=Signal::derive(move || Some(place.get()))
                    on_choose=choose_place
                />
                <Choice<Part>
                    name="member-as"
                    legend=move || t_string!(i18n, admin.member_as)
                    options=parts
                    chosen=Signal::derive(move || Some(part.get()))
                    on_choose=choose_part
                />
                <DayFields days />
                <Show
                    when=move || !sees_own_time(part.get().role)
                    fallback=move || view! { <p class="muted">{move || t_string!(i18n, admin.member_sees_first)}</p> }
                >
                    <Choice<bool>
                        name="member-sees"
                        legend=move || t_string!(i18n, admin.member_sees)
                        options=sees
                        chosen=Signal::derive(move || Some(sees_all.get()))
                        on_choose=move |chosen| sees_all.set(chosen)
                    />
                </Show>
                <Go label=move || t_string!(i18n, admin.member_add) />
            </Form>
        </SubPage>
    }
}

/// A new placement. The child's name goes to its card, and is not shown here again.
#[component]
pub fn NewPlacementPage(family: FamilyId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(move |model| model.admin_family(family));
    let child = RwSignal::new(String::new());
    let born = RwSignal::new(String::new());
    let starts_on = RwSignal::new(use_day().get_untracked().to_string());
    let municipality = RwSignal::new(None::<UnitId>);
    let units =
        part_of(view, |view| view.units.iter().map(|(unit, name)| Opt::new(*unit, name.clone())).collect::<Vec<_>>());
    let own = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.unit)));
    let chosen = Signal::derive(move || municipality.get().or_else(|| own.get()));
    let add = move |()| {
        app.send(Intent::Admin(AdminIntent::AddPlacement(NewPlacement {
            family,
            municipality: municipality.get_untracked(),
            starts_on: day_of(&starts_on.get_untracked()),
            child: child.get_untracked(),
            born: born.get_untracked(),
        })));
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.placement_new)>
            <Standing />
            <Form on_submit=add>
                <Field
                    id="placement-child"
                    label=move || t_string!(i18n, admin.placement_child)
                    hint=move || t_string!(i18n, admin.placement_child_hint)
                    value=child
                    on_input=move |text| child.set(text)
                    autocomplete="off"
                />
                <Field
                    id="placement-born"
                    label=move || t_string!(i18n, admin.placement_born)
                    hint=move || t_string!(i18n, admin.placement_born_hint)
                    value=born
                    on_input=move |text| born.set(text)
                    autocomplete="off"
                />
                <Field
                    id="placement-start"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, admin.placement_start)
                    error=day_fault(i18n, starts_on)
                    value=starts_on
                    on_input=move |text| starts_on.set(text)
                />
                <Select<UnitId>
                    id="placement-unit"
                    label=move || t_string!(i18n, admin.placement_unit)
                    empty=move || t_string!(i18n, admin.tie_unit)
                    options=units
                    chosen
                    on_choose=move |chosen| municipality.set(chosen)
                />
                <p class="muted">{move || t_string!(i18n, admin.placement_members)}</p>
                <Go label=move || t_string!(i18n, admin.placement_add) />
            </Form>
        </SubPage>
    }
}
