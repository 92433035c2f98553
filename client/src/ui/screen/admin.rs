//! *Administration*: people, families and who takes part. Everything here needs the server.

pub mod end;
pub mod families;
pub mod family;
pub mod find;
pub mod forms;
pub mod hiding;
pub mod hours;
pub mod people;
pub mod person;
pub mod recusals;
pub mod refused;
pub mod rename;
pub mod tie;

use leptos::prelude::*;
use samspil_shared::domain::Role;

use super::around::{SubPage, part_of};
use super::asked::Asked;
use crate::app::admin::{AdminIntent, typed_day};
use crate::app::intent::Intent;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::AnswerState;
use crate::app::view::admin::AdminDeed;
use crate::ui::i18n::*;
use crate::ui::part::{
    ButtonKind, ButtonLink, ButtonShape, EmptyState, Glyph, Line, Lines, Notice, NoticeTone, Opt, Tap, say, words,
};
use crate::ui::{I18n, use_app};

/// A place below *Administration*; for whom it is not, there is no such page.
#[component]
pub fn AdminPage(place: AdminPlace) -> impl IntoView {
    let i18n = use_i18n();
    let mine = use_app().view(|model| model.admin().is_some());
    move || {
        if !mine.get() {
            return view! {
                <SubPage title=move || t_string!(i18n, app.name)>
                    <EmptyState
                        glyph=Glyph::Info
                        title=move || t_string!(i18n, app.name)
                        text=move || t_string!(i18n, error.missing_page)
                    />
                </SubPage>
            }
            .into_any();
        }
        match place {
            AdminPlace::Menu => view! { <MenuOfAdmin /> }.into_any(),
            AdminPlace::People => view! { <people::PeoplePage /> }.into_any(),
            AdminPlace::NewPerson => view! { <people::NewPersonPage family=None /> }.into_any(),
            AdminPlace::NewParent(family) => view! { <people::NewPersonPage family=Some(family) /> }.into_any(),
            AdminPlace::Person(person) => view! { <person::PersonPage person /> }.into_any(),
            AdminPlace::NewRole(person) => view! { <forms::NewRolePage person /> }.into_any(),
            AdminPlace::Families => view! { <families::FamiliesPage /> }.into_any(),
            AdminPlace::NewFamily => view! { <families::NewFamilyPage /> }.into_any(),
            AdminPlace::Family(family) => view! { <family::FamilyPage family /> }.into_any(),
            AdminPlace::NewMember(family) => view! { <forms::NewMemberPage family /> }.into_any(),
            AdminPlace::NewPlacement(family) => view! { <forms::NewPlacementPage family /> }.into_any(),
            AdminPlace::Hours => view! { <hours::HoursPage /> }.into_any(),
            AdminPlace::Recusals => view! { <recusals::RecusalsPage /> }.into_any(),
            AdminPlace::Refused => view! { <refused::RefusedPage /> }.into_any(),
        }
    }
}

#[component]
fn MenuOfAdmin() -> impl IntoView {
    let i18n = use_i18n();
    let all = use_all();
    let sets_up = use_app().view(|model| model.admin().is_some_and(|frame| frame.sets_up));
    let hours = use_app().view(|model| model.admin().is_some_and(|frame| frame.hours));
    let recusals = use_app().view(|model| model.admin().is_some_and(|frame| frame.recusals));
    let open = |place: AdminPlace| Tap::Open(Route::Admin(place).to_string());
    view! {
        <SubPage title=move || t_string!(i18n, admin.title)>
            <p class="muted">{move || t_string!(i18n, admin.no_content)}</p>
            <Lines>
                <Show when=move || sets_up.get()>
                    <Line
                        tap=open(AdminPlace::People)
                        glyph=Glyph::Person
                        title=move || t_string!(i18n, admin.people)
                        text=move || t_string!(i18n, admin.people_hint)
                    />
                    <Line
                        tap=open(AdminPlace::Families)
                        glyph=Glyph::Persons
                        title=move || t_string!(i18n, admin.families)
                        text=move || t_string!(i18n, admin.families_hint)
                    />
                </Show>
                <Show when=move || hours.get()>
                    <Line
                        tap=open(AdminPlace::Hours)
                        glyph=Glyph::Clock
                        title=move || t_string!(i18n, admin.hours)
                        text=move || t_string!(i18n, admin.hours_hint)
                    />
                </Show>
                <Show when=move || recusals.get()>
                    <Line
                        tap=open(AdminPlace::Recusals)
                        glyph=Glyph::Lock
                        title=move || t_string!(i18n, admin.recusals)
                        text=move || t_string!(i18n, admin.recusals_hint)
                    />
                </Show>
                <Show when=move || all.get()>
                    <Line
                        tap=open(AdminPlace::Refused)
                        glyph=Glyph::Info
                        title=move || t_string!(i18n, admin.refused)
                        text=move || t_string!(i18n, admin.refused_hint)
                    />
                </Show>
            </Lines>
        </SubPage>
    }
}

/// The line in *Mere*.
#[component]
pub fn AdminLine() -> impl IntoView {
    let i18n = use_i18n();
    let any = use_app().view(|model| model.more().is_some_and(|more| more.sets_up));
    let all = use_all();
    let sets_up = use_app().view(|model| model.admin().is_some_and(|frame| frame.sets_up));
    let text = move || match (all.get(), sets_up.get()) {
        (true, _) => t_string!(i18n, admin.hint),
        (false, true) => t_string!(i18n, admin.hint_own),
        (false, false) => t_string!(i18n, admin.hint_leader),
    };
    view! {
        <Show when=move || any.get()>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Admin(AdminPlace::Menu).to_string())
                    glyph=Glyph::Team
                    title=move || t_string!(i18n, admin.title)
                    text
                />
            </Lines>
        </Show>
    }
}

/// Whether everything in the unit is at hand, not only own families.
fn use_all() -> Memo<bool> {
    use_app().view(|model| model.admin().is_some_and(|frame| frame.all))
}

fn use_deed() -> Memo<AdminDeed> {
    use_app().view(|model| model.admin().map(|frame| frame.deed).unwrap_or_default())
}

/// Whether the last question was answered, and how the last deed went.
#[component]
fn Standing() -> impl IntoView {
    let i18n = use_i18n();
    let frame = use_app().view(crate::app::Model::admin);
    let state = part_of(frame, |frame| Some(frame.state));
    view! {
        <Asked
            state
            asking=move || t_string!(i18n, admin.asking)
            offline=move || t_string!(i18n, admin.offline)
            again=|| Intent::Admin(AdminIntent::Again)
        />
        <DeedFault />
    }
}

#[component]
fn DeedFault() -> impl IntoView {
    let i18n = use_i18n();
    let deed = use_deed();
    move || {
        let words = match deed.get() {
            AdminDeed::Ready | AdminDeed::Doing => return None,
            AdminDeed::Incomplete => t_string!(i18n, admin.fault_missing),
            AdminDeed::Name => t_string!(i18n, admin.fault_name),
            AdminDeed::Child => t_string!(i18n, admin.fault_child),
            AdminDeed::Window => t_string!(i18n, admin.fault_window),
            AdminDeed::Hours => t_string!(i18n, admin.fault_hours),
            AdminDeed::ClosedDays => t_string!(i18n, admin.fault_closed),
            AdminDeed::HoursChanged => t_string!(i18n, admin.fault_hours_changed),
            AdminDeed::RoleNotHere => t_string!(i18n, admin.fault_role),
            AdminDeed::Denied | AdminDeed::PartnerAway => t_string!(i18n, admin.fault_denied),
            AdminDeed::Offline => t_string!(i18n, admin.fault_offline),
            AdminDeed::SignIn => t_string!(i18n, login.again),
            AdminDeed::TooMany => t_string!(i18n, admin.fault_too_many),
            AdminDeed::Failed => t_string!(i18n, admin.fault_failed),
        };
        Some(view! {
            <Notice tone=NoticeTone::Error>
                <p>{words}</p>
            </Notice>
        })
    }
}

/// Whether the lists are here: until then nothing is said to be missing.
fn is_known(state: Option<AnswerState>) -> bool {
    state == Some(AnswerState::Known)
}

fn use_known() -> Memo<bool> {
    use_app().view(|model| is_known(model.admin().map(|frame| frame.state)))
}

/// The button that leads to a form.
#[component]
fn Begin(place: AdminPlace, #[prop(into)] label: TextProp) -> impl IntoView {
    view! {
        <ButtonLink kind=ButtonKind::Primary shape=ButtonShape::Full glyph=Glyph::Plus href=Route::Admin(place).to_string()>
            {move || label.get()}
        </ButtonLink>
    }
}

/// Roles to choose from.
fn role_options(i18n: I18n, roles: &[Role]) -> Vec<Opt<Role>> {
    roles.iter().map(|role| Opt::new(*role, words::capital(say::role(i18n, *role, false)))).collect()
}

/// A field's text as a day; `None` while it is none.
fn day_of(text: &str) -> Option<chrono::NaiveDate> {
    text.parse().ok()
}

/// What is said at a `strict` field in which something stands that is no day.
fn day_fault(i18n: I18n, typed: RwSignal<String>) -> Signal<Option<String>> {
    Signal::derive(move || {
        let is_none = typed.with(|typed| typed_day(typed).is_err());
        is_none.then(|| t_string!(i18n, admin.fault_day).to_owned())
    })
}
