//! Who answers at night.

use leptos::prelude::*;

use crate::app::view::duty::Turn;
use crate::app::view::leader::RotaFace;
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Glyph, Tone, words};
use crate::ui::screen::around::use_day;
use crate::ui::screen::duty::tell;

/// The shifts of the week ahead, by unit.
#[component]
pub fn Rotas(rotas: Memo<Vec<RotaFace>>, known: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let line = move |turn: Turn| {
        let now = turn.now;
        let offered = turn.offered_to.clone().map(|name| t_string!(i18n, leader.offered_to, name = name));
        let name = turn.name.clone();
        let span = words::capital(&tell::span(i18n, &turn, today.get()));
        view! {
            <li class="line">
                <span class="t">
                    <b>{name}</b>
                    <span>{span}</span>
                    {offered.map(|words| view! { <span>{words}</span> })}
                </span>
                {now
                    .then(|| {
                        view! {
                            <Badge tone=Tone::Leaf glyph=Glyph::Check>
                                {t_string!(i18n, duty.is_on)}
                            </Badge>
                        }
                    })}
            </li>
        }
    };
    let of_unit = move |rota: RotaFace| {
        let RotaFace { unit, turns } = rota;
        let shifts = if turns.is_empty() {
            view! { <p class="muted">{t_string!(i18n, leader.rota_none)}</p> }.into_any()
        } else {
            view! { <ul class="card lines">{turns.into_iter().map(line).collect_view()}</ul> }.into_any()
        };
        view! {
            <h3 class="meta">{unit}</h3>
            {shifts}
        }
    };
    let nobody = Memo::new(move |_| known.get() && rotas.with(Vec::is_empty));
    view! {
        <section class="stack" aria-labelledby="leader-rota">
            <h2 id="leader-rota">{move || t_string!(i18n, leader.rota)}</h2>
            {move || rotas.get().into_iter().map(of_unit).collect_view()}
            <Show when=move || nobody.get()>
                <p class="muted">{move || t_string!(i18n, leader.rota_nobody)}</p>
            </Show>
        </section>
    }
}

/// Shifts that were given away or are offered.
#[component]
pub fn HandedOn(turns: Memo<Vec<Turn>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let any = Memo::new(move |_| turns.with(|turns| !turns.is_empty()));
    let line = move |turn: Turn| {
        let span = tell::span(i18n, &turn, today.get());
        let words = match turn.offered_to {
            Some(to) => t_string!(i18n, leader.is_offered, name = turn.name, to = to, when = span),
            None => t_string!(i18n, leader.took_over, name = turn.name, when = span),
        };
        view! { <li>{words}</li> }
    };
    view! {
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby="leader-handed">
                <h2 id="leader-handed">{move || t_string!(i18n, leader.handed_on)}</h2>
                <ul class="card pad stack-s">{move || turns.get().into_iter().map(line).collect_view()}</ul>
            </section>
        </Show>
    }
}
