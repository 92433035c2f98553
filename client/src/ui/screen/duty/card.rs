//! The card of a family.

use leptos::prelude::*;
use samspil_shared::domain::SpaceId;

use super::tell;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::duty::DutyFamily;
use crate::ui::i18n::*;
use crate::ui::part::{ButtonKind, ButtonLink, ButtonShape, Dial, EmptyState, Glyph, Notice, PlaceHidden, words};
use crate::ui::screen::around::{Notices, SubPage};
use crate::ui::use_app;

/// The page.
#[component]
pub fn CardPage(space: SpaceId) -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(move |model| model.duty_family(space));
    let card = move || match view.get() {
        Some(family) => view! {
            <Card family />
            <ButtonLink
                kind=ButtonKind::Primary
                shape=ButtonShape::Full
                glyph=Glyph::Phone
                href=Route::Duty(DutyPlace::NewCall).to_string()
            >
                {move || t_string!(i18n, duty.take_call)}
            </ButtonLink>
        }
        .into_any(),
        None => view! {
            <EmptyState
                glyph=Glyph::Info
                title=move || t_string!(i18n, duty.card)
                text=move || t_string!(i18n, duty.card_missing)
            />
        }
        .into_any(),
    };
    view! {
        <SubPage title=move || t_string!(i18n, duty.card)>
            <Notices />
            {card}
        </SubPage>
    }
}

/// Who they are, how to reach them, what to know.
#[component]
pub fn Card(family: DutyFamily) -> impl IntoView {
    let i18n = use_i18n();
    let DutyFamily { adults, children, consultants, know, night_help, place_hidden, apart, .. } = family;
    let adults = adults.into_iter().map(|(name, tel)| {
        let number = match tel {
            Some(tel) => view! { <Dial tel /> }.into_any(),
            None => view! { <p class="small muted">{move || t_string!(i18n, duty.no_tel)}</p> }.into_any(),
        };
        view! {
            <li class="stack-s">
                <b>{name}</b>
                {number}
            </li>
        }
    });
    let adults = adults.collect_view();
    let children = children.iter().map(|child| tell::child(i18n, child)).collect::<Vec<_>>().join(", ");
    let consultants = words::names(i18n, &consultants);
    view! {
        <PlaceHidden hidden=place_hidden more=move || t_string!(i18n, place.duty) />
        {apart
            .then(|| {
                view! {
                    <Notice glyph=Glyph::Info>
                        <p>{move || t_string!(i18n, duty.apart)}</p>
                    </Notice>
                }
            })}
        {night_help
            .map(|help| {
                view! {
                    <section class="card pad stack-s night-help">
                        <h2>{move || t_string!(i18n, duty.night_help)}</h2>
                        <p class="txt">{help}</p>
                    </section>
                }
            })}
        {know
            .map(|know| {
                view! {
                    <section class="card pad stack-s">
                        <h2>{move || t_string!(i18n, duty.know)}</h2>
                        <p class="txt">{know}</p>
                    </section>
                }
            })}
        <section class="card pad stack">
            <h2>{move || t_string!(i18n, duty.adults)}</h2>
            <ul class="stack">{adults}</ul>
            <dl class="facts">
                <dt>{move || t_string!(i18n, duty.children)}</dt>
                <dd>{children}</dd>
                <dt>{move || t_string!(i18n, duty.consultant)}</dt>
                <dd>{consultants}</dd>
            </dl>
        </section>
    }
}
