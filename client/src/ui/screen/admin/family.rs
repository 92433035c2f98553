//! A family: who is in it, its placements, and who takes part in those.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::domain::{FamilyId, PlacementId};

use super::end::{EndAsked, EndSheet, Ending, reason_words, taking_part};
use super::families::{family_name, kind_words};
use super::hiding::{AddressPart, PlaceNote, PlaceSheet};
use super::recusals::Recusals;
use super::rename::Rename;
use super::tie::{EndTieSheet, Ties};
use super::{Begin, Standing, use_all, use_known};
use crate::app::admin::AdminIntent;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::admin::{PlacementLine, TieLine};
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Button, ButtonLink, EmptyState, Glyph, Line, Lines, Tap, words};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::use_app;

/// A family.
#[component]
pub fn FamilyPage(family: FamilyId) -> impl IntoView {
    let i18n = use_i18n();
    let known = use_known();
    let all = use_all();
    let view = use_app().view(move |model| model.admin_family(family));
    let any = Memo::new(move |_| view.with(Option::is_some));
    let adults = part_of(view, |view| view.adults.clone());
    let name = part_of(view, |view| view.name.clone());
    let own_name = Signal::derive(move || name.get().unwrap_or_default());
    let last_day = part_of(view, |view| view.last_day);
    let may_end = part_of(view, |view| view.may_end);
    let today = use_day();
    let for_good = RwSignal::new(None::<EndAsked>);
    let kind = part_of(view, |view| Some(view.kind));
    let members = part_of(view, |view| view.members.clone());
    let placements = part_of(view, |view| view.placements.clone());
    let ending = RwSignal::new(None::<TieLine>);
    let hiding = RwSignal::new(None::<(PlacementId, Option<NaiveDate>)>);
    let none = move || {
        known.get().then(|| {
            view! {
                <EmptyState
                    glyph=Glyph::Persons
                    title=move || t_string!(i18n, admin.family_gone)
                    text=move || t_string!(i18n, admin.family_gone_text)
                />
            }
        })
    };
    let called = Signal::derive(move || family_name(i18n, name.get().as_deref(), &adults.get()));
    let title = move || match any.get() {
        true => called.get(),
        false => t_string!(i18n, admin.tie_family).to_owned(),
    };
    let end_family = Callback::new(move |()| {
        let (placements, members) = (placements.get_untracked(), members.get_untracked());
        let placed = placements.iter().flat_map(|placement| &placement.members);
        let names = taking_part(members.iter().chain(placed));
        let what = Ending::Family(family);
        for_good.set(Some(EndAsked { what, family: called.get_untracked(), names }));
    });
    view! {
        <SubPage title>
            <Standing />
            <Show when=move || any.get() fallback=none>
                <p>
                    <Badge glyph=Glyph::Persons>{move || kind.get().map(|kind| kind_words(i18n, kind))}</Badge>
                </p>
                {move || {
                    last_day
                        .get()
                        .map(|day| {
                            let day = words::date(i18n, day, today.get());
                            view! { <p>{t_string!(i18n, admin.family_ends, day = day)}</p> }
                        })
                }}
                <Rename
                    id="rename-family"
                    field="family-name"
                    label=move || t_string!(i18n, admin.family_rename)
                    hint=move || t_string!(i18n, admin.family_rename_hint)
                    name=own_name
                    asks=move |name| AdminIntent::RenameFamily(family, name)
                />
                <AddressPart family hidden=part_of(view, |view| view.address_hidden) />
                <section class="stack" aria-labelledby="members-title">
                    <h2 id="members-title">{move || t_string!(i18n, admin.members)}</h2>
                    <Ties ties=members of_person=false ending />
                    <Begin place=AdminPlace::NewParent(family) label=move || t_string!(i18n, admin.parent_new) />
                    <p>
                        <ButtonLink
                            glyph=Glyph::Person
                            href=Route::Admin(AdminPlace::NewMember(family)).to_string()
                        >
                            {move || t_string!(i18n, admin.member_new)}
                        </ButtonLink>
                    </p>
                </section>
                <Recusals family=Some(family) />
                <section class="stack-l" aria-labelledby="placements-title">
                    <h2 id="placements-title">{move || t_string!(i18n, admin.placements)}</h2>
                    <For each=move || placements.get() key=Clone::clone let:placement>
                        <PlacementPart placement called ending for_good hiding may_end />
                    </For>
                    <p>
                        <ButtonLink
                            glyph=Glyph::Plus
                            href=Route::Admin(AdminPlace::NewPlacement(family)).to_string()
                        >
                            {move || t_string!(i18n, admin.placement_new)}
                        </ButtonLink>
                    </p>
                </section>
                <Show when=move || may_end.get()>
                    <Lines>
                        <Line
                            tap=Tap::Press(end_family)
                            glyph=Glyph::Exit
                            title=move || t_string!(i18n, admin.family_end)
                            text=move || t_string!(i18n, admin.family_end_hint)
                        />
                    </Lines>
                </Show>
                <Show when=move || all.get()>
                    <p class="small muted">{move || t_string!(i18n, admin.no_content)}</p>
                </Show>
            </Show>
            <EndTieSheet ending family=called />
            <EndSheet ending=for_good />
            <PlaceSheet asking=hiding />
        </SubPage>
    }
}

#[component]
fn PlacementPart(
    placement: PlacementLine,
    /// What its family is called.
    called: Signal<String>,
    ending: RwSignal<Option<TieLine>>,
    for_good: RwSignal<Option<EndAsked>>,
    hiding: RwSignal<Option<(PlacementId, Option<NaiveDate>)>>,
    #[prop(into)] may_end: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let PlacementLine { placement, starts_on, end, hidden_until, municipality, members } = placement;
    let ends = end.map(|end| {
        let told = move || {
            let day = words::date(i18n, end.last_day, today.get());
            t_string!(i18n, admin.placement_ends, day = day, reason = reason_words(i18n, end.reason))
        };
        view! { <p>{told}</p> }
    });
    let title = move || t_string!(i18n, admin.placement, day = words::date(i18n, starts_on, today.get()));
    let by = (!municipality.is_empty()).then(|| {
        view! { <p class="muted">{move || t_string!(i18n, admin.placement_by, name = municipality.clone())}</p> }
    });
    let names = taking_part(&members);
    let on_end = Callback::new(move |()| {
        let what = Ending::Placement(placement, starts_on);
        for_good.set(Some(EndAsked { what, family: called.get_untracked(), names: names.clone() }));
    });
    view! {
        <div class="stack">
            <h3>{title}</h3>
            {by}
            {ends}
            {hidden_until.map(|until| view! { <PlaceNote until /> })}
            <Ties ties=Signal::stored(members) of_person=false ending />
            <p>
                <Button glyph=Glyph::Lock on_press=move |()| hiding.set(Some((placement, hidden_until)))>
                    {move || t_string!(i18n, admin.hide_place)}
                </Button>
            </p>
            <Show when=move || may_end.get()>
                <p>
                    <Button glyph=Glyph::Exit on_press=on_end>
                        {move || t_string!(i18n, admin.placement_end)}
                    </Button>
                </p>
            </Show>
        </div>
    }
}
