//! Who on duty opened the card: day and unit, never a name.

use leptos::prelude::*;

use crate::app::follow_up::CardIntent;
use crate::app::intent::Intent;
use crate::app::view::AnswerState;
use crate::app::view::family_card::CardOpenings;
use crate::ui::i18n::*;
use crate::ui::part::words;
use crate::ui::screen::around::use_day;
use crate::ui::screen::asked::Asked;

/// The list, once the server has said it.
#[component]
pub fn OpeningsList(openings: Memo<Option<CardOpenings>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let state = Signal::derive(move || openings.with(|openings| openings.as_ref().map(|openings| openings.state)));
    let list = Memo::new(move |_| openings.with(|all| all.as_ref().map(|all| all.list.clone()).unwrap_or_default()));
    let none = move || {
        let known = state.get() == Some(AnswerState::Known) && list.with(Vec::is_empty);
        known.then(|| view! { <p class="muted">{move || t_string!(i18n, card.opened_none)}</p> })
    };
    let lines = move || {
        let line = |(on, unit): (chrono::NaiveDate, Option<String>)| {
            let day = words::capital(&words::long_date(i18n, on, today.get()));
            let line = match unit {
                Some(unit) => t_string!(i18n, card.opened_line, day = day, unit = unit),
                None => t_string!(i18n, card.opened_somewhere, day = day),
            };
            view! { <li>{line}</li> }
        };
        list.get().into_iter().map(line).collect_view()
    };
    view! {
        <Show when=move || openings.with(Option::is_some)>
            <section class="card pad stack" aria-labelledby="card-opened">
                <h2 id="card-opened">{move || t_string!(i18n, card.opened)}</h2>
                <Asked
                    state
                    asking=move || t_string!(i18n, card.opened_asking)
                    offline=move || t_string!(i18n, card.opened_offline)
                    again=|| Intent::Card(CardIntent::AskOpenings)
                />
                {none}
                <ul class="stack-s">{lines}</ul>
                <p class="small muted">{move || t_string!(i18n, card.opened_hint)}</p>
            </section>
        </Show>
    }
}
