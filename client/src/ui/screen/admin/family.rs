//! A family: who is in it, its placements, and who takes part in those.

use leptos::prelude::*;
use samspil_shared::domain::FamilyId;

use super::families::{family_name, kind_words};
use super::tie::{EndTieSheet, Ties};
use super::{Begin, Standing, use_all, use_known};
use crate::app::route::{AdminPlace, Route};
use crate::app::view::admin::{PlacementLine, TieLine};
use crate::ui::i18n::*;
use crate::ui::part::{Badge, ButtonLink, EmptyState, Glyph, words};
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
    let kind = part_of(view, |view| Some(view.kind));
    let members = part_of(view, |view| view.members.clone());
    let placements = part_of(view, |view| view.placements.clone());
    let ending = RwSignal::new(None::<TieLine>);
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
    let title =
        move || if any.get() { family_name(i18n, &adults.get()) } else { t_string!(i18n, admin.tie_family).to_owned() };
    view! {
        <SubPage title>
            <Standing />
            <Show when=move || any.get() fallback=none>
                <p>
                    <Badge glyph=Glyph::Persons>{move || kind.get().map(|kind| kind_words(i18n, kind))}</Badge>
                </p>
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
                <section class="stack-l" aria-labelledby="placements-title">
                    <h2 id="placements-title">{move || t_string!(i18n, admin.placements)}</h2>
                    <For each=move || placements.get() key=Clone::clone let:placement>
                        <PlacementPart placement ending />
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
                <Show when=move || all.get()>
                    <p class="small muted">{move || t_string!(i18n, admin.no_content)}</p>
                </Show>
            </Show>
            <EndTieSheet ending />
        </SubPage>
    }
}

#[component]
fn PlacementPart(placement: PlacementLine, ending: RwSignal<Option<TieLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let PlacementLine { starts_on, municipality, members, .. } = placement;
    let title = move || t_string!(i18n, admin.placement, day = words::date(i18n, starts_on, today.get()));
    let by = (!municipality.is_empty()).then(|| {
        view! { <p class="muted">{move || t_string!(i18n, admin.placement_by, name = municipality.clone())}</p> }
    });
    view! {
        <div class="stack">
            <h3>{title}</h3>
            {by}
            <Ties ties=Signal::stored(members) of_person=false ending />
        </div>
    }
}
