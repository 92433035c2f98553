//! *Overblik*: the calls of twelve months, in clear, for the unit itself.

use leptos::prelude::*;

use super::Told;
use super::chart::UsageChart;
use super::table::{CountRow, CountTable, heads};
use crate::app::route::{LeaderPlace, Route};
use crate::ui::i18n::*;
use crate::ui::part::{Glyph, Line, Lines, PageTitle, Tap, words};
use crate::ui::screen::around::{MenuPage, Notices, part_of};
use crate::ui::use_app;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::usage);
    let known = part_of(view, |view| !view.months.is_empty());
    let totals = part_of(view, |view| view.totals);
    let months = part_of(view, |view| view.months.clone());
    let rows = Signal::derive(move || {
        let month = |row: &crate::app::view::leader::UsageRow| CountRow {
            of: words::capital(&words::short_month_year(i18n, row.month)),
            cells: [row.counts[0], row.counts[1], row.counts[2], row.total()].map(|count| count.to_string()),
            is_total: false,
        };
        let total = CountRow {
            of: t_string!(i18n, leader.all).to_owned(),
            cells: totals.get().map(|count| count.to_string()),
            is_total: true,
        };
        months.with(|months| months.iter().map(month).chain(std::iter::once(total)).collect::<Vec<_>>())
    });
    let figures = move || {
        let [weekday, weekend, holiday, all] = heads(i18n);
        let counts = totals.get();
        let of = [(all, counts[3]), (weekday, counts[0]), (weekend, counts[1]), (holiday, counts[2])];
        of.into_iter()
            .map(|(name, count)| {
                view! {
                    <div>
                        <dt>{name}</dt>
                        <dd>{count}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <MenuPage>
            <PageTitle text=move || t_string!(i18n, leader.overview) />
            <Notices />
            <p class="muted">{move || t_string!(i18n, leader.overview_text)}</p>
            <Told state=part_of(view, |view| Some(view.state)) told=part_of(view, |view| view.told) />
            <Show when=move || known.get()>
                <section class="stack" aria-labelledby="usage-title">
                    <h2 id="usage-title">{move || t_string!(i18n, leader.usage)}</h2>
                    <dl class="figures">{figures}</dl>
                    <UsageChart months totals />
                    <CountTable caption=move || t_string!(i18n, leader.table) rows />
                    <p class="small muted">{move || t_string!(i18n, leader.groups)}</p>
                </section>
                <Lines>
                    <Line
                        tap=Tap::Open(Route::Leader(LeaderPlace::Report).to_string())
                        glyph=Glyph::Print
                        title=move || t_string!(i18n, leader.report)
                        text=move || t_string!(i18n, leader.report_hint)
                    />
                </Lines>
            </Show>
        </MenuPage>
    }
}
