//! How the akuttelefon is used: counts, and what of them may leave the unit.
//!
//! There are few calls (about ten a year in some municipalities), so a small number says who called to whoever knows the
//! town. A report hides every count from 1 to 4, and further ones until no hidden count follows from those that stand
//! beside it and from the totals, not even for whoever knows which counts are hidden for being small.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, DayKind};
use super::time::Timestamp;

/// Months in a report.
pub const MONTHS: usize = 12;
/// Counts below this, but for none at all, are hidden in what leaves the unit.
pub const SHOWN_FROM: u32 = 5;
/// Days in a row that a unit is closed at most, looking for what a closed day belongs to.
const RUN_MAX: usize = 62;

/// When somebody called (08 rule 26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// Of an open day, in its evening or night.
    WeekdayEvening,
    /// At a weekend.
    Weekend,
    /// On a holiday or a day on which the unit was closed, with the weekend that such days run into.
    HolidayOrClosure,
}

impl Hours {
    /// Every group, in the order of the report's columns.
    pub const ALL: [Self; 3] = [Self::WeekdayEvening, Self::Weekend, Self::HolidayOrClosure];

    /// When a call that began then was; `None` for an instant no calendar has.
    pub fn of(began: Timestamp, calendar: &Calendar) -> Option<Self> {
        let day = began.local_date()?;
        if calendar.is_open(day) {
            return Some(Self::WeekdayEvening);
        }
        let is_special = |day: &NaiveDate| matches!(calendar.day(*day), DayKind::Holiday(_) | DayKind::Closed(_));
        let closed = |day: &NaiveDate| !calendar.is_open(*day);
        let run = || day.iter_days().take(RUN_MAX).take_while(closed);
        let before = || day.iter_days().rev().take(RUN_MAX).take_while(closed);
        let special = run().chain(before()).any(|day| is_special(&day));
        Some(if special { Self::HolidayOrClosure } else { Self::Weekend })
    }
}

/// Calls of twelve months, the oldest month first, by [`Hours::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// The first day of the oldest month.
    pub first: NaiveDate,
    /// Counts.
    pub months: [[u32; 3]; MONTHS],
}

impl Usage {
    /// Counts calls that began in the month of `today` and the eleven before; `None` for a day no calendar has.
    pub fn of(calls: impl IntoIterator<Item = Timestamp>, calendar: &Calendar, today: NaiveDate) -> Option<Self> {
        let first = today.with_day(1)?.checked_sub_months(Months::new(MONTHS as u32 - 1))?;
        let mut months = [[0; 3]; MONTHS];
        for began in calls {
            let (Some(day), Some(hours)) = (began.local_date(), Hours::of(began, calendar)) else { continue };
            let month = (day.year() - first.year()) * 12 + day.month() as i32 - first.month() as i32;
            let column = Hours::ALL.iter().position(|known| *known == hours).unwrap_or_default();
            if let Some(row) = usize::try_from(month).ok().and_then(|month| months.get_mut(month)) {
                row[column] += 1;
            }
        }
        Some(Self { first, months })
    }

    /// The first day of a month of it.
    pub fn month(&self, index: usize) -> Option<NaiveDate> {
        self.first.checked_add_months(Months::new(u32::try_from(index).ok()?))
    }

    /// All calls.
    pub fn total(&self) -> u32 {
        self.months.iter().flatten().sum()
    }

    /// What may leave the unit.
    pub fn report(&self) -> Report {
        let mut cells = [[0; COLUMNS]; ROWS];
        for (row, counts) in cells.iter_mut().zip(self.months) {
            row[..3].copy_from_slice(&counts);
            row[3] = counts.iter().sum();
        }
        for column in 0..COLUMNS {
            cells[MONTHS][column] = cells[..MONTHS].iter().map(|row| row[column]).sum();
        }
        Report::of(self.first, &cells)
    }
}

/// Twelve months and their total.
const ROWS: usize = MONTHS + 1;
/// Three groups and their total.
const COLUMNS: usize = 4;

type Place = (usize, usize);

/// Counts with totals, small ones hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The first day of the oldest month.
    pub first: NaiveDate,
    /// A row for each month and one for the total; a column for each group and one for the total. `None` is hidden.
    pub cells: [[Option<u32>; COLUMNS]; ROWS],
}

type Cells = [[Option<u32>; COLUMNS]; ROWS];

impl Report {
    fn of(first: NaiveDate, counts: &[[u32; COLUMNS]; ROWS]) -> Self {
        let is_small = |count: u32| (1..SHOWN_FROM).contains(&count);
        let mut cells: Cells = counts.map(|row| row.map(|count| (!is_small(count)).then_some(count)));
        let small: Vec<Place> = places().filter(|(row, column)| is_small(counts[*row][*column])).collect();
        while let Some((row, column)) = next_to_hide(&cells, &told_by_the_rest(&cells, &small)) {
            cells[row][column] = None;
        }
        Self { first, cells }
    }
}

fn places() -> impl Iterator<Item = Place> {
    (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)))
}

/// The small counts that follow from what is shown.
fn told_by_the_rest(cells: &Cells, small: &[Place]) -> Vec<Place> {
    let hidden: Vec<Place> = places().filter(|(row, column)| cells[*row][*column].is_none()).collect();
    let bounds = bounds(cells, small);
    let is_told = |place: &Place| {
        let (least, most) = bounds[place.0][place.1];
        least >= most || !is_reached_otherwise(&hidden, *place)
    };
    small.iter().copied().filter(is_told).collect()
}

/// Whether the row of a hidden count is joined with its column by other hidden counts. Every row and every column is a sum;
/// a hidden count is the only unknown left of some sums taken together exactly where it is a bridge of the graph that joins
/// rows and columns by what is hidden in them.
fn is_reached_otherwise(hidden: &[Place], (row, column): Place) -> bool {
    let (mut rows, mut columns) = ([false; ROWS], [false; COLUMNS]);
    rows[row] = true;
    loop {
        let mut grown = false;
        for (r, c) in hidden.iter().copied().filter(|place| *place != (row, column)) {
            if rows[r] != columns[c] {
                (rows[r], columns[c], grown) = (true, true, true);
            }
        }
        if columns[column] {
            return true;
        }
        if !grown {
            return false;
        }
    }
}

/// What can be said of each count by whoever knows that none is negative, and which ones are hidden for being small: the
/// least and the most it can be. Five hidden counts with a total of five are one each.
fn bounds(cells: &Cells, small: &[Place]) -> [[(i64, i64); COLUMNS]; ROWS] {
    // More than any count; and no more, since bounds come closer by steps.
    const FAR: i64 = 1 << 20;
    let known = |cell: Option<u32>| cell.map_or((0, FAR), |count| (i64::from(count), i64::from(count)));
    let mut bounds = cells.map(|row| row.map(known));
    for (row, column) in small {
        bounds[*row][*column] = (1, i64::from(SHOWN_FROM) - 1);
    }
    let rows = (0..ROWS).map(|row| (0..COLUMNS).map(|column| (row, column)).collect());
    let columns = (0..COLUMNS).map(|column| (0..ROWS).map(|row| (row, column)).collect());
    let lines: Vec<Vec<Place>> = rows.chain(columns).collect();
    loop {
        let before = bounds;
        for line in &lines {
            let Some(((row, column), parts)) = line.split_last() else { continue };
            let low: i64 = parts.iter().map(|(r, c)| bounds[*r][*c].0).sum();
            let high: i64 = parts.iter().map(|(r, c)| bounds[*r][*c].1).sum();
            let (least, most) = &mut bounds[*row][*column];
            (*least, *most) = ((*least).max(low), (*most).min(high));
            let (least, most) = (*least, *most);
            for (r, c) in parts {
                let (low_of, high_of) = bounds[*r][*c];
                bounds[*r][*c] = (low_of.max(least - (high - high_of)), high_of.min(most - (low - low_of)));
            }
        }
        if bounds == before {
            return bounds;
        }
    }
}

/// Which count is hidden beside those that would be told: the smallest of their rows and columns that is shown and not
/// nothing; one that is nothing if there is nothing else. What tells them may lie further off, where all that is beside
/// them is hidden already: then one beside whatever is hidden, and if there is none such, any.
fn next_to_hide(cells: &Cells, told: &[Place]) -> Option<Place> {
    if told.is_empty() {
        return None;
    }
    let hidden: Vec<Place> = places().filter(|(row, column)| cells[*row][*column].is_none()).collect();
    let beside = |at: &[Place]| {
        let is_beside = |(row, column): &Place| at.iter().any(|(r, c)| r == row || c == column);
        let shown = places().filter(is_beside).filter_map(|place| Some((cells[place.0][place.1]?, place)));
        shown.min_by_key(|(count, place)| (*count == 0, *count, *place)).map(|(_, place)| place)
    };
    beside(told).or_else(|| beside(&hidden)).or_else(|| places().find(|(row, column)| cells[*row][*column].is_some()))
}
