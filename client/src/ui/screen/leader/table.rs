//! Counts as a table: what stands behind the picture, and what leaves the unit.

use leptos::prelude::*;

use crate::ui::I18n;
use crate::ui::i18n::*;

/// The three groups and the total, as the columns are headed.
pub fn heads(i18n: I18n) -> [String; 4] {
    [
        t_string!(i18n, leader.weekday).to_owned(),
        t_string!(i18n, leader.weekend).to_owned(),
        t_string!(i18n, leader.holiday).to_owned(),
        t_string!(i18n, leader.all).to_owned(),
    ]
}

/// A row: what it is of, and four cells; the last row is the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// A month, or *I alt*.
    pub of: String,
    /// Numbers, or the word for a hidden one.
    pub cells: [String; 4],
    /// It is the sum of the others.
    pub is_total: bool,
}

/// The table. Its heads are short, so that it stands on a narrow screen as it is.
#[component]
pub fn CountTable(#[prop(into)] caption: TextProp, #[prop(into)] rows: Signal<Vec<CountRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = |row: CountRow| {
        let cells = row.cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! {
            <tr class:total=row.is_total>
                <th scope="row">{row.of}</th>
                {cells}
            </tr>
        }
    };
    let heads = move || {
        let short = [
            t_string!(i18n, leader.weekday_short),
            t_string!(i18n, leader.weekend),
            t_string!(i18n, leader.holiday_short),
            t_string!(i18n, leader.all),
        ];
        short.map(|head| view! { <th scope="col">{head}</th> }).collect_view()
    };
    view! {
        <div class="counts-frame">
            <table class="counts">
                <caption>{move || caption.get()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{move || t_string!(i18n, leader.month)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
