//! Who wrote what, and when.

use leptos::prelude::*;

use super::marked::Marked;
use crate::app::view::Piece;
use crate::ui::i18n::*;

/// What a person did to an entry in one save.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    Wrote,
    ChangedText,
    ChangedAnswers,
}

/// One save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryFace {
    pub who: String,
    /// "mandag 6. april kl. 21.40"
    pub when: String,
    pub deed: Deed,
    /// The text against the one before.
    pub pieces: Vec<Piece>,
    /// Changed answers in words: "Dagen for Noah: Blandet".
    pub notes: Vec<String>,
}

/// The saves of an entry, oldest first.
#[component]
pub fn HistoryList(steps: Vec<HistoryFace>) -> impl IntoView {
    let i18n = use_i18n();
    let step = move |step: HistoryFace| {
        let HistoryFace { who, when, deed, pieces, notes } = step;
        let words = move || match deed {
            Deed::Wrote => t_string!(i18n, log.history_first),
            Deed::ChangedText => t_string!(i18n, log.history_change),
            Deed::ChangedAnswers => t_string!(i18n, log.history_answers),
        };
        view! {
            <li>
                <p class="meta">
                    <b>{who}</b>
                    <span>{words}</span>
                    <time>{when}</time>
                </p>
                {(!pieces.is_empty()).then(|| view! { <Marked pieces /> })}
                {notes.into_iter().map(|note| view! { <p class="small">{note}</p> }).collect_view()}
            </li>
        }
    };
    view! { <ol class="history">{steps.into_iter().map(step).collect_view()}</ol> }
}
