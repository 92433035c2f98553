//! *Rapport til andre*: what may leave the unit. Small numbers are hidden, and more of them until none can be worked out.

use leptos::prelude::*;

use super::Told;
use super::table::{CountRow, CountTable, heads};
use crate::app::follow_up::FollowUpIntent;
use crate::app::intent::Intent;
use crate::app::view::leader::{ReportPage as Report, ReportRow};
use crate::ui::i18n::*;
use crate::ui::part::{Button, Glyph, words};
use crate::ui::screen::around::{SubPage, part_of};
use crate::ui::{I18n, use_app};

/// The page.
#[component]
pub fn ReportPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::report);
    let known = part_of(view, |view| !view.rows.is_empty());
    let hides = part_of(view, |view| view.hides);
    let rows = Memo::new(move |_| {
        let row = |row: &ReportRow| CountRow {
            of: row.month.map_or_else(|| of(i18n, row), |month| words::capital(&words::short_month_year(i18n, month))),
            cells: row.cells.map(|cell| shown(i18n, cell)),
            is_total: row.month.is_none(),
        };
        view.with(|view| view.iter().flat_map(|view| &view.rows).map(row).collect::<Vec<_>>())
    });
    let copy = Callback::new(move |()| {
        if let Some(text) = view.with_untracked(|view| view.as_ref().map(|report| csv(i18n, report))) {
            app.send(Intent::FollowUp(FollowUpIntent::Copy(text)));
        }
    });
    let made = move || {
        let told = view.with(|view| view.as_ref().and_then(|view| view.told))?;
        let unit = view.with(|view| view.as_ref().map(|view| view.unit.clone()).unwrap_or_default());
        let day = words::date(i18n, told.date, words::IN_FULL);
        Some(t_string!(i18n, leader.report_made, unit = unit, day = day))
    };
    view! {
        <SubPage title=move || t_string!(i18n, leader.report)>
            <Told state=part_of(view, |view| Some(view.state)) told=part_of(view, |view| view.told) />
            <Show when=move || known.get()>
                <section class="stack" aria-labelledby="report-title">
                    <h2 id="report-title">{move || t_string!(i18n, leader.usage)}</h2>
                    <p>{made}</p>
                    <div class="actions no-print">
                        <Button glyph=Glyph::Copy on_press=copy>
                            {move || t_string!(i18n, leader.copy)}
                        </Button>
                        <Button
                            glyph=Glyph::Print
                            on_press=app.on(|| Intent::FollowUp(FollowUpIntent::Print))
                        >
                            {move || t_string!(i18n, follow_up.print)}
                        </Button>
                    </div>
                    <CountTable caption=move || t_string!(i18n, leader.table) rows />
                    <p class="small">{move || t_string!(i18n, leader.groups)}</p>
                    <Show when=move || hides.get()>
                        <p class="small">{move || t_string!(i18n, leader.hidden_text)}</p>
                    </Show>
                </section>
            </Show>
        </SubPage>
    }
}

fn of(i18n: I18n, row: &ReportRow) -> String {
    row.month.map_or_else(|| t_string!(i18n, leader.all).to_owned(), |month| words::month_year(i18n, month))
}

fn shown(i18n: I18n, cell: Option<u32>) -> String {
    cell.map_or_else(|| t_string!(i18n, leader.hidden).to_owned(), |count| count.to_string())
}

fn csv(i18n: I18n, report: &Report) -> String {
    let [weekday, weekend, holiday, all] = heads(i18n);
    let head = [t_string!(i18n, leader.month).to_owned(), weekday, weekend, holiday, all];
    let month = |month: Option<chrono::NaiveDate>| of(i18n, &ReportRow { month, cells: [None; 4] });
    report.csv(&head, month, t_string!(i18n, leader.hidden))
}
