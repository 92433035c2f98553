//! Finding a family by a few letters.

use leptos::html;
use leptos::prelude::*;

use super::tell;
use crate::app::view::duty::{FamilyHit, Found};
use crate::ui::i18n::*;
use crate::ui::part::{Field, FieldKind};

/// A field, and the families that its letters mean. The children stand below them. One that `arrives` takes the focus.
#[component]
pub fn FindFamily(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] typed: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(into)] found: Signal<Found>,
    #[prop(into)] on_choose: Callback<samspil_shared::domain::SpaceId>,
    #[prop(optional)] arrives: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let hits = move || found.with(|found| found.hits.clone());
    let any = Memo::new(move |_| found.with(|found| !found.hits.is_empty()));
    let told = move || {
        found.with(|found| match found {
            Found { cards: 0, .. } => Some(t_string!(i18n, duty.cards_none)),
            Found { asked: true, hits, .. } if hits.is_empty() => Some(t_string!(i18n, duty.find_none)),
            Found { more: true, .. } => Some(t_string!(i18n, duty.find_more)),
            _ => None,
        })
    };
    let row = move |hit: FamilyHit| {
        let space = hit.space;
        let about = tell::about(i18n, &hit.children, &hit.consultants);
        view! {
            <li>
                <button class="line" type="button" on:click=move |_| on_choose.run(space)>
                    <span class="t">
                        <b>{tell::stretches(hit.adults)}</b>
                        <span>{about}</span>
                    </span>
                </button>
            </li>
        }
    };
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get().filter(|_| arrives) {
            let _ = place.focus();
        }
    });
    view! {
        <div class="stack-s" tabindex=arrives.then_some("-1") node_ref=place>
            <Field
                id
                kind=FieldKind::Search
                label
                hint=move || t_string!(i18n, duty.find_hint)
                value=typed
                on_input
                autocomplete="off"
                max=100
            />
            <Show when=move || any.get()>
                <ul class="card lines" aria-label=move || t_string!(i18n, duty.families)>
                    <For each=hits key=Clone::clone children=row />
                </ul>
            </Show>
            <p class="small muted" role="status">
                {told}
            </p>
            {children.map(|children| children())}
        </div>
    }
}
