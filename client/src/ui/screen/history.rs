//! *Hvem skrev hvad*.

use leptos::prelude::*;
use samspil_shared::domain::DocId;

use super::around::{Missing, SubPage};
use crate::app::view::{History, HistoryStep, Piece};
use crate::ui::i18n::*;
use crate::ui::part::{Deed, HistoryFace, HistoryList, words};
use crate::ui::{I18n, use_app};

/// The saves of a note.
#[component]
pub fn HistoryPage(doc: DocId) -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(move |model| model.history(doc));
    let steps = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| faces(i18n, view))));
    let list = move || match steps.get() {
        Some(steps) => view! { <HistoryList steps /> }.into_any(),
        None => view! { <Missing /> }.into_any(),
    };
    view! {
        <SubPage title=move || t_string!(i18n, log.history)>
            <p class="muted">{move || t_string!(i18n, log.history_text)}</p>
            {list}
        </SubPage>
    }
}

fn faces(i18n: I18n, view: &History) -> Vec<HistoryFace> {
    let face = |step: &HistoryStep| {
        let same = step.pieces.iter().all(|piece| matches!(piece, Piece::Kept(_)));
        let deed = match () {
            () if step.first => Deed::Wrote,
            () if same => Deed::ChangedAnswers,
            () => Deed::ChangedText,
        };
        HistoryFace {
            who: step.who.clone(),
            when: words::moment(i18n, step.when, view.today),
            deed,
            pieces: if deed == Deed::ChangedAnswers { Vec::new() } else { step.pieces.clone() },
            notes: step.late.then(|| t_string!(i18n, log.late).to_owned()).into_iter().collect(),
        }
    };
    view.steps.iter().map(face).collect()
}
