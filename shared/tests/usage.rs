//! Counts of calls, and that what leaves the unit gives no small one away.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what fails there fails the test")]

use chrono::NaiveDate;
use proptest::prelude::*;
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::usage::{Hours, MONTHS, Report, SHOWN_FROM, Usage};

fn at(text: &str) -> Timestamp {
    Timestamp::from_local(text.parse().unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn when_a_call_was() {
    let calendar = Preset::klitmark().calendar;
    let cases = [
        ("2026-03-30T22:10:00", Hours::WeekdayEvening),
        ("2026-03-31T02:10:00", Hours::WeekdayEvening),
        ("2026-03-28T16:10:00", Hours::Weekend),
        ("2026-03-29T03:30:00", Hours::Weekend),
        ("2026-04-02T14:00:00", Hours::HolidayOrClosure),
        ("2026-04-04T16:10:00", Hours::HolidayOrClosure),
        ("2026-04-05T19:45:00", Hours::HolidayOrClosure),
        ("2026-04-07T03:00:00", Hours::WeekdayEvening),
    ];
    for (call, hours) in cases {
        assert_eq!(Hours::of(at(call), &calendar), Some(hours), "{call}");
    }
    assert_eq!(Hours::of(Timestamp::from_ms(i64::MAX), &calendar), None);
}

#[test]
fn five_calls_of_the_easter_closure_are_holiday_use() {
    let calls = [
        "2026-04-02T14:00:00",
        "2026-04-03T03:20:00",
        "2026-04-04T16:10:00",
        "2026-04-05T19:45:00",
        "2026-04-06T23:30:00",
    ];
    let usage = Usage::of(calls.map(at), &Preset::klitmark().calendar, day("2026-04-20")).unwrap();
    assert_eq!((usage.first, usage.month(11)), (day("2025-05-01"), Some(day("2026-04-01"))));
    assert_eq!((usage.months[11], usage.total()), ([0, 0, 5], 5));
    let report = usage.report();
    assert_eq!(report.cells[11], [Some(0), Some(0), Some(5), Some(5)], "five may be said");
}

#[test]
fn calls_before_the_twelve_months_and_after_are_not_counted() {
    let calls = ["2025-04-30T22:00:00", "2025-05-01T22:00:00", "2026-04-30T22:00:00", "2026-05-01T22:00:00"].map(at);
    let usage = Usage::of(calls, &Preset::klitmark().calendar, day("2026-04-01")).unwrap();
    assert_eq!((usage.total(), usage.months[0][0], usage.months[11][0]), (2, 1, 1));
}

fn usage() -> impl Strategy<Value = Usage> {
    prop::array::uniform12(prop::array::uniform3(prop_oneof![3 => Just(0u32), 3 => 1u32..5, 2 => 5u32..20]))
        .prop_map(|months| Usage { first: day("2025-05-01"), months })
}

/// What the sums say of each hidden count, once nothing more follows: the least and the most it can be. An attacker knows
/// that counts are not negative, and of the hidden ones which are from 1 to 4; but nothing where all is hidden.
fn attacked(report: &Report, small: &[(usize, usize)]) -> Vec<((usize, usize), (u32, u32))> {
    const FAR: i64 = 1_000_000;
    let cells = &report.cells;
    if cells.iter().flatten().all(Option::is_none) {
        return Vec::new();
    }
    let mut bounds: Vec<Vec<(i64, i64)>> = cells
        .iter()
        .map(|row| row.iter().map(|cell| cell.map_or((0, FAR), |count| (i64::from(count), i64::from(count)))).collect())
        .collect();
    for (row, column) in small {
        bounds[*row][*column] = (1, i64::from(SHOWN_FROM) - 1);
    }
    let mut lines: Vec<Vec<(usize, usize)>> =
        (0..=MONTHS).map(|row| (0..4).map(|column| (row, column)).collect()).collect();
    lines.extend((0..4).map(|column| (0..=MONTHS).map(|row| (row, column)).collect()));
    for _ in 0..200 {
        for line in &lines {
            let (parts, total) = line.split_at(line.len() - 1);
            let (row, column) = total[0];
            let low: i64 = parts.iter().map(|(r, c)| bounds[*r][*c].0).sum();
            let high: i64 = parts.iter().map(|(r, c)| bounds[*r][*c].1).sum();
            let (least, most) = bounds[row][column];
            bounds[row][column] = (least.max(low), most.min(high));
            let (least, most) = bounds[row][column];
            for (r, c) in parts {
                let (low_of, high_of) = bounds[*r][*c];
                bounds[*r][*c] = (low_of.max(least - (high - high_of)), high_of.min(most - (low - low_of)));
            }
        }
    }
    let hidden = (0..=MONTHS).flat_map(|row| (0..4).map(move |column| (row, column)));
    hidden
        .filter(|(row, column)| cells[*row][*column].is_none())
        .map(|(row, column)| {
            let (least, most) = bounds[row][column];
            ((row, column), (u32::try_from(least.max(0)).unwrap(), u32::try_from(most.min(FAR)).unwrap()))
        })
        .collect()
}

/// The counts and totals from 1 to 4.
fn small_in(usage: &Usage) -> Vec<(usize, usize)> {
    let count = |row: usize, column: usize| -> u32 {
        match (row, column) {
            (MONTHS, 3) => usage.total(),
            (MONTHS, column) => usage.months.iter().map(|counts| counts[column]).sum(),
            (row, 3) => usage.months[row].iter().sum(),
            (row, column) => usage.months[row][column],
        }
    };
    let places = (0..=MONTHS).flat_map(|row| (0..4).map(move |column| (row, column)));
    places.filter(|(row, column)| (1..SHOWN_FROM).contains(&count(*row, *column))).collect()
}

#[test]
fn as_many_hidden_counts_as_calls_do_not_say_one_each() {
    for (each, months) in [(1, 5), (4, 5)] {
        let mut usage = Usage { first: day("2025-05-01"), months: [[0; 3]; MONTHS] };
        usage.months[..months].iter_mut().for_each(|counts| counts[2] = each);
        let (report, small) = (usage.report(), small_in(&usage));
        let told = attacked(&report, &small)
            .into_iter()
            .filter(|(place, (least, most))| small.contains(place) && least == most);
        assert_eq!(told.collect::<Vec<_>>(), [], "{each}");
    }
}

/// All of a row and a column can be hidden while the total of the other groups says what their sum is.
#[test]
fn what_tells_a_count_may_lie_further_off() {
    let mut months = [[0; 3]; MONTHS];
    for (month, counts) in
        [(1, [5, 0, 0]), (3, [10, 0, 5]), (5, [5, 5, 0]), (6, [1, 0, 0]), (7, [0, 0, 5]), (11, [1, 0, 1])]
    {
        months[month] = counts;
    }
    let usage = Usage { first: day("2025-05-01"), months };
    let (report, small) = (usage.report(), small_in(&usage));
    let told =
        attacked(&report, &small).into_iter().filter(|(place, (least, most))| small.contains(place) && least == most);
    assert_eq!(told.collect::<Vec<_>>(), []);
    assert!(report.cells.iter().flatten().any(Option::is_some), "and something is still shown");
}

#[test]
fn where_whatever_is_shown_would_tell_nothing_is() {
    let mut months = [[0; 3]; MONTHS];
    months[..4].iter_mut().for_each(|counts| counts[2] = 1);
    let report = Usage { first: day("2025-05-01"), months }.report();
    assert_eq!(report.cells, [[None; 4]; 13], "four calls in four months, whichever they were");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_small_count_is_shown_or_told(usage in usage()) {
        let report = usage.report();
        for (row, counts) in usage.months.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                if (1..SHOWN_FROM).contains(count) {
                    prop_assert_eq!(report.cells[row][column], None);
                } else if let Some(shown) = report.cells[row][column] {
                    prop_assert_eq!(shown, *count, "what is shown is true");
                }
            }
        }
        let small = small_in(&usage);
        for (place, (least, most)) in attacked(&report, &small) {
            prop_assert!(!small.contains(&place) || least < most, "{place:?}: {least} follows from the sums");
        }
    }
}

#[test]
fn one_small_count_takes_others_with_it() {
    let mut months = [[0; 3]; MONTHS];
    months[3] = [7, 2, 9];
    months[4] = [6, 8, 5];
    let report = Usage { first: day("2025-05-01"), months }.report();
    assert_eq!(report.cells[3][1], None);
    let hidden = report.cells.iter().flatten().filter(|cell| cell.is_none()).count();
    assert!(hidden >= 4, "a hidden count stands in a row and a column with another one each: {hidden}");
    assert_eq!(Usage { first: day("2025-05-01"), months: [[0; 3]; MONTHS] }.report().cells, [[Some(0); 4]; 13]);
}
