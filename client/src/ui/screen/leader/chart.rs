//! The picture of twelve months: a bar for each, its three groups told apart by pattern as well as by colour. The same
//! numbers stand in the table below it.

use leptos::prelude::*;

use super::table::heads;
use crate::app::view::leader::{Piece, UsageRow};
use crate::ui::I18n;
use crate::ui::i18n::*;
use crate::ui::part::words;

const WIDTH: u32 = 360;
const ROW: u32 = 28;
const BAR: u32 = 18;
/// Where bars begin and how long the longest may be; beside it stands its number.
const LEFT: u32 = 96;
const LONGEST: u32 = 226;
/// The marks of the legend.
const MARK: u32 = 14;

/// The picture and what its patterns mean.
#[component]
pub fn UsageChart(months: Memo<Vec<UsageRow>>, totals: Memo<[u32; 4]>) -> impl IntoView {
    let i18n = use_i18n();
    let height = Memo::new(move |_| ROW * u32::try_from(months.with(Vec::len)).unwrap_or(0) + 8);
    let bars = move || {
        let months = months.get();
        let most = months.iter().map(UsageRow::total).max().unwrap_or(0);
        months.into_iter().enumerate().map(|(index, row)| bar(i18n, index, row, most)).collect_view()
    };
    let told = move || {
        let most = months.with(|months| months.iter().max_by_key(|row| row.total()).copied());
        let [weekday, weekend, holiday, all] = totals.get();
        let said = t_string!(i18n, leader.chart_text, n = all, a = weekday, b = weekend, c = holiday);
        match most.filter(|row| row.total() > 0) {
            Some(row) => {
                let month = words::month_year(i18n, row.month);
                let most = t_string!(i18n, leader.chart_most, month = month, n = row.total());
                format!("{said} {most}")
            }
            None => said,
        }
    };
    let legend = move || {
        let [weekday, weekend, holiday, _] = heads(i18n);
        let one = |(group, name): (usize, String)| {
            view! {
                <li>
                    <svg class="chart-mark" viewBox=format!("0 0 {MARK} {MARK}") aria-hidden="true" focusable="false">
                        <rect
                            class=class(group)
                            x="0.5"
                            y="0.5"
                            width=(MARK - 1).to_string()
                            height=(MARK - 1).to_string()
                        ></rect>
                        {hatch(group, 0.5, 0.5, f64::from(MARK - 1), f64::from(MARK - 1))}
                    </svg>
                    {name}
                </li>
            }
        };
        [weekday, weekend, holiday].into_iter().enumerate().map(one).collect_view()
    };
    view! {
        <figure class="chart">
            <svg
                viewBox=move || format!("0 0 {WIDTH} {}", height.get())
                role="img"
                aria-label=move || t_string!(i18n, leader.chart)
                aria-describedby="usage-chart-text"
            >
                <desc id="usage-chart-text">{told}</desc>
                <defs>
                    <pattern id="chart-stripes" width="5" height="5" patternUnits="userSpaceOnUse">
                        <path class="chart-line" d="M-1 6 L6 -1 M-1 1 L1 -1 M4 6 L6 4"></path>
                    </pattern>
                    <pattern id="chart-dots" width="5" height="5" patternUnits="userSpaceOnUse">
                        <circle class="chart-dot" cx="2.5" cy="2.5" r="1.1"></circle>
                    </pattern>
                </defs>
                {bars}
            </svg>
            <figcaption>
                <ul class="chart-legend">{legend}</ul>
            </figcaption>
        </figure>
    }
}

fn bar(i18n: I18n, index: usize, row: UsageRow, most: u32) -> impl IntoView + use<> {
    let top = ROW * u32::try_from(index).unwrap_or(0) + 4;
    let (y, baseline) = (f64::from(top), (top + 14).to_string());
    let place = |share: f64| f64::from(LEFT) + share * f64::from(LONGEST);
    let pieces = row.pieces(most);
    let end = place(pieces.last().map_or(0.0, |piece| piece.from + piece.share));
    let pieces = pieces.into_iter().map(|Piece { group, from, share }| {
        let (x, width) = (place(from), share * f64::from(LONGEST));
        view! {
            <rect
                class=class(group)
                x=format!("{x:.1}")
                y=format!("{y:.1}")
                width=format!("{width:.1}")
                height=BAR.to_string()
            ></rect>
            {hatch(group, x, y, width, f64::from(BAR))}
        }
    });
    view! {
        <text class="chart-label" x="0" y=baseline.clone()>
            {words::short_month_year(i18n, row.month)}
        </text>
        {pieces.collect_view()}
        <text class="chart-number" x=format!("{:.1}", end + 6.0) y=baseline>
            {row.total()}
        </text>
    }
}

const fn class(group: usize) -> &'static str {
    match group {
        0 => "chart-bar chart-weekday",
        1 => "chart-bar chart-weekend",
        _ => "chart-bar chart-holiday",
    }
}

/// The pattern over a piece; the first group has none.
fn hatch(group: usize, x: f64, y: f64, width: f64, height: f64) -> Option<impl IntoView> {
    let fill = match group {
        0 => return None,
        1 => "url(#chart-stripes)",
        _ => "url(#chart-dots)",
    };
    Some(view! {
        <rect
            fill=fill
            x=format!("{x:.1}")
            y=format!("{y:.1}")
            width=format!("{width:.1}")
            height=format!("{height:.1}")
        ></rect>
    })
}
