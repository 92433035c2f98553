//! The due day of a call: the vectors, every minute of twenty-one years, and hostile calendars.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Weekday};
use samspil_shared::domain::calendar::{
    Calendar, CalendarError, Closed, Closure, DayKind, DueError, Holiday, SEARCH_DAYS, Week, closure_ahead,
    next_open_day,
};
use samspil_shared::domain::{Timestamp, WallTime};

const MINUTE: i64 = 60_000;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn ymd(year: i32, month: u32, date: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, date).expect("a day")
}

fn instant(text: &str) -> Timestamp {
    let local: NaiveDateTime = text.parse().expect("a time");
    match WallTime::at(local).expect("a time") {
        WallTime::One(at) => at,
        other => panic!("{text} is {other:?}"),
    }
}

/// Open 8 to 16 on weekdays, closed on these days as well.
fn calendar(closed: &[&str]) -> Calendar {
    let closed = closed.iter().map(|date| Closed { from: day(date), to: day(date), reason: "Lukket".to_owned() });
    let hours = Week::of_weekdays("08:00-16:00".parse().expect("hours"));
    Calendar::new(7, hours.clone(), hours, closed.collect()).expect("a calendar")
}

/// 5 June, 24 and 31 December, and the days between a holiday and a weekend.
const CUSTOM: [&str; 4] = ["2026-05-15", "2026-06-05", "2026-12-24", "2026-12-31"];

fn due(call_end: &str, calendar: &Calendar) -> NaiveDate {
    let due = next_open_day(instant(&format!("{call_end}:00")), calendar).expect("a due day");
    assert_eq!(due.calendar, 7, "the version stands beside the day");
    due.day
}

#[test]
fn the_vectors() {
    let (plain, custom) = (calendar(&[]), calendar(&CUSTOM));
    for (call_end, by_default, by_custom) in [
        ("2026-11-23T02:00", "2026-11-23", "2026-11-23"),
        ("2026-11-23T16:30", "2026-11-24", "2026-11-24"),
        ("2026-11-27T23:10", "2026-11-30", "2026-11-30"),
        ("2026-04-01T22:10", "2026-04-07", "2026-04-07"),
        ("2026-05-13T20:00", "2026-05-15", "2026-05-18"),
        ("2026-05-22T21:00", "2026-05-26", "2026-05-26"),
        ("2026-06-04T21:00", "2026-06-05", "2026-06-08"),
        ("2026-12-23T23:00", "2026-12-24", "2026-12-28"),
        ("2024-04-25T22:00", "2024-04-26", "2024-04-26"),
        ("2023-05-04T22:00", "2023-05-08", "2023-05-08"),
    ] {
        assert_eq!(due(call_end, &plain), day(by_default), "{call_end}");
        assert_eq!(due(call_end, &custom), day(by_custom), "{call_end}, with closed days");
    }
    let all_week = calendar(&["2026-12-24", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"]);
    assert_eq!(due("2026-12-23T23:00", &all_week), day("2027-01-04"));
}

#[test]
fn the_easter_of_the_demo_is_due_on_tuesday() {
    for call_end in ["04-01T22:10", "04-02T14:00", "04-03T03:20", "04-04T16:10", "04-05T19:45", "04-06T23:30"] {
        assert_eq!(due(&format!("2026-{call_end}"), &calendar(&[])), day("2026-04-07"), "{call_end}");
    }
}

#[test]
fn opening_itself_is_too_late() {
    let calendar = calendar(&[]);
    assert_eq!(due("2026-11-23T07:59", &calendar), day("2026-11-23"));
    assert_eq!(due("2026-11-23T08:00", &calendar), day("2026-11-24"));
    let last_ms = instant("2026-11-23T08:00:00").plus_ms(-1);
    assert_eq!(next_open_day(last_ms, &calendar).unwrap().day, day("2026-11-23"));
}

#[test]
fn the_hour_that_occurs_twice_and_the_one_that_does_not_exist() {
    let calendar = calendar(&[]);
    let twice = "2026-10-25T02:30:00".parse().unwrap();
    let Some(WallTime::Twice(first, second)) = WallTime::at(twice) else { panic!("it occurs twice") };
    assert_eq!(second.ms_since(first), 60 * MINUTE, "the order of two calls is kept");
    for at in [first, second] {
        assert_eq!(next_open_day(at, &calendar).unwrap().day, day("2026-10-26"));
    }
    let missing = "2026-03-29T02:30:00".parse().unwrap();
    let Some(WallTime::None { shifted }) = WallTime::at(missing) else { panic!("it does not exist") };
    assert_eq!(shifted.local().unwrap().to_string(), "2026-03-29 03:30:00");
    assert_eq!(next_open_day(shifted, &calendar).unwrap().day, day("2026-03-30"));
}

#[test]
fn a_unit_that_opens_in_the_hour_that_occurs_twice_opens_once() {
    let sunday: Week = serde_json::from_str(r#"{"sun": ["02:30-06:00"]}"#).unwrap();
    let night = Calendar::new(7, sunday.clone(), sunday, Vec::new()).unwrap();
    let twice = "2026-10-25T02:30:00".parse().unwrap();
    let Some(WallTime::Twice(first, second)) = WallTime::at(twice) else { panic!("it occurs twice") };
    let due = |at: Timestamp| next_open_day(at, &night).unwrap().day;
    assert_eq!(due(first.plus_ms(-1)), day("2026-10-25"));
    assert_eq!((due(first), due(second)), (day("2026-11-01"), day("2026-11-01")));
    // In March the opening is moved on by the hour that is missing.
    assert_eq!(due(instant("2026-03-29T03:29:00")), day("2026-03-29"));
    assert_eq!(due(instant("2026-03-29T03:30:00")), day("2026-04-12"), "5 April is Easter Sunday");
}

/// The due days as a list that was made without the code under test: openings in order, from holidays written down by
/// hand (Easter as almanacs print it, store bededag until 2023).
fn openings(calendar: &Calendar, closed: &BTreeSet<NaiveDate>) -> Vec<(Timestamp, NaiveDate)> {
    const EASTER: [(u32, u32); 22] = [
        (4, 12),
        (4, 4),
        (4, 17),
        (4, 9),
        (3, 31),
        (4, 20),
        (4, 5),
        (3, 28),
        (4, 16),
        (4, 1),
        (4, 21),
        (4, 13),
        (3, 28),
        (4, 17),
        (4, 9),
        (3, 25),
        (4, 13),
        (4, 5),
        (4, 25),
        (4, 10),
        (4, 1),
        (4, 21),
    ];
    let mut free = closed.clone();
    for (year, (month, date)) in (2020..).zip(EASTER) {
        let easter = ymd(year, month, date);
        assert_eq!(easter.weekday(), Weekday::Sun);
        let after = |days: u64| easter + Days::new(days);
        free.extend([easter - Days::new(3), easter - Days::new(2), easter, after(1), after(39), after(49), after(50)]);
        free.extend((year < 2024).then(|| after(26)));
        let fixed = [(1, 1), (12, 25), (12, 26)];
        free.extend(fixed.map(|(month, date)| ymd(year, month, date)));
    }
    let days = day("2020-01-01").iter_days().take_while(|day| day.year() < 2042);
    let weekdays = days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    let open = weekdays.filter(|day| !free.contains(day));
    open.map(|day| {
        assert!(calendar.is_open(day), "{day}");
        (instant(&format!("{day}T08:00:00")), day)
    })
    .collect()
}

#[test]
fn every_minute_of_2020_to_2040() {
    // Closed days in all years, so that some of them meet holidays and weekends.
    let dates = (2020..=2040).flat_map(|year| [(6, 5), (12, 24), (12, 31)].map(|(m, d)| (year, m, d)));
    let closed: BTreeSet<NaiveDate> = dates.map(|(y, m, d)| ymd(y, m, d)).collect();
    let texts: Vec<String> = closed.iter().map(NaiveDate::to_string).collect();
    let calendar = calendar(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let openings = openings(&calendar, &closed);

    let (end, mut at) = (instant("2041-01-01T00:00:00"), instant("2020-01-01T00:00:00"));
    let (mut index, mut minutes, mut before) = (0, 0, day("2020-01-01"));
    while at < end {
        while openings[index].0 <= at {
            index += 1;
        }
        let due = next_open_day(at, &calendar).unwrap().day;
        assert_eq!(due, openings[index].1, "a call that ended at {:?}", at.local());
        assert!(before <= due, "monotone");
        before = due;
        at = at.plus_ms(MINUTE);
        minutes += 1;
    }
    assert_eq!(minutes, 21 * 365 * 1440 + 6 * 1440, "six leap years");
    for (opening, _) in openings.iter().filter(|(opening, _)| *opening < end) {
        let (last, first) = (opening.plus_ms(-1), *opening);
        let [last, first] = [last, first].map(|at| next_open_day(at, &calendar).unwrap().day);
        assert!(last < first, "the step is at the opening's millisecond");
    }
}

#[test]
fn a_calendar_without_an_open_day_ends_the_search() {
    let never = Calendar::new(1, Week::default(), Week::default(), Vec::new()).unwrap();
    let at = instant("2026-04-01T22:10:00");
    assert_eq!(next_open_day(at, &never), Err(DueError::NeverOpen { from: day("2026-04-01") }));
    assert_eq!(closure_ahead(day("2026-04-01"), &never, u16::MAX), None);
    assert_eq!(Closure::around(day("2026-04-01"), &never), None);
    // Open on Mondays only, and each of them closed for longer than anybody looks.
    let monday: Week = serde_json::from_str(r#"{"mon": ["08:00-16:00"]}"#).unwrap();
    let mondays = day("2026-04-06").iter_days().step_by(7).take(60);
    let closed = mondays.map(|day| Closed { from: day, to: day, reason: "Lukket".to_owned() }).collect();
    let gone = Calendar::new(1, monday.clone(), monday, closed).unwrap();
    assert_eq!(next_open_day(at, &gone), Err(DueError::NeverOpen { from: day("2026-04-01") }));
    assert!(u16::try_from(60 * 7).unwrap() > SEARCH_DAYS);
    for ms in [i64::MIN, i64::MAX] {
        assert_eq!(next_open_day(Timestamp::from_ms(ms), &calendar(&[])), Err(DueError::NoSuchInstant));
    }
    let last = Timestamp::from_local(NaiveDate::MAX.pred_opt().unwrap().and_hms_opt(12, 0, 0).unwrap());
    assert!(last.is_some_and(|last| next_open_day(last, &never).is_err()), "the last days of all");
}

#[test]
fn a_day_says_why_it_is_closed() {
    let calendar = calendar(&["2026-06-05", "2026-12-25"]);
    assert_eq!(calendar.day(day("2026-06-04")), DayKind::Open);
    assert_eq!(calendar.day(day("2026-06-05")), DayKind::Closed("Lukket"));
    assert_eq!(calendar.day(day("2026-06-06")), DayKind::NoHours);
    assert_eq!(calendar.day(day("2026-12-25")), DayKind::Holiday(Holiday::ChristmasDay));
}

#[test]
fn closures_of_several_days_are_told_ahead() {
    let plain = calendar(&[]);
    let closure = |from: &str, to: &str| Some(Closure { from: day(from), to: day(to) });
    let easter = closure("2026-04-02", "2026-04-06");
    assert_eq!(closure_ahead(day("2026-03-19"), &plain, 14), easter);
    assert_eq!(closure_ahead(day("2026-03-18"), &plain, 14), None, "one day too early");
    assert_eq!(closure_ahead(day("2026-04-04"), &plain, 0), easter, "in the middle of it");
    assert_eq!(closure_ahead(day("2026-04-07"), &plain, 14), None);
    assert_eq!(closure_ahead(day("2026-05-10"), &plain, 7), None, "Kristi himmelfart alone is one day");
    assert_eq!(closure_ahead(day("2026-05-10"), &calendar(&CUSTOM), 7), closure("2026-05-14", "2026-05-17"));
    assert_eq!(closure_ahead(day("2026-05-20"), &plain, 7), closure("2026-05-23", "2026-05-25"), "pinse");
    let christmas = ["2026-12-24", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"];
    assert_eq!(closure_ahead(day("2026-12-20"), &calendar(&christmas), 7), closure("2026-12-24", "2027-01-03"));
    assert_eq!(closure_ahead(day("2026-09-01"), &plain, 60), None, "a weekend is none");
}

#[test]
fn hostile_calendars_are_refused_in_a_sentence() {
    let hours = r#""open": {"mon": ["08:00-16:00"]}, "phone": {}"#;
    let closed = |entry: &str| format!(r#"{{"version": 1, {hours}, "closed": [{entry}]}}"#);
    for (json, words) in [
        ("{}".to_owned(), "missing field `version`"),
        (format!(r#"{{"version": 0, {hours}}}"#), "version is 1 or more"),
        (format!(r#"{{"version": -1, {hours}}}"#), "invalid value"),
        (format!(r#"{{"version": 1, "opne": {{}}, {hours}}}"#), "unknown field `opne`"),
        (r#"{"version": 1, "open": {"thursday": []}, "phone": {}}"#.to_owned(), "unknown field `thursday`"),
        (r#"{"version": 1, "open": {"mon": ["16:00-08:00"]}, "phone": {}}"#.to_owned(), "ends before it begins"),
        (r#"{"version": 1, "open": {"mon": ["08:00-24:01"]}, "phone": {}}"#.to_owned(), "24:00 at the latest"),
        (r#"{"version": 1, "open": {}, "phone": {"fri": ["08:00-12:00", "11:00-13:00"]}}"#.to_owned(), "overlap"),
        (r#"{"version": 1, "open": {}, "phone": {"fri": ["9-12"]}}"#.to_owned(), "a time is written as 08:30"),
        (closed(r#"{"from": "2026-06-05", "to": "2026-06-04", "reason": "x"}"#), "ends before it begins"),
        (closed(r#"{"from": "2026-06-05", "to": "2026-09-05", "reason": "x"}"#), "at most 62 days"),
        (closed(r#"{"from": "1926-06-05", "to": "2026-06-05", "reason": "x"}"#), "before 2000"),
        (closed(r#"{"from": "2026-06-05", "to": "2026-06-05", "reason": " "}"#), "1 to 80 characters"),
        (closed(r#"{"from": "2026-06-05", "to": "2026-06-05", "reason": "a\nb"}"#), "on one line"),
        (closed(r#"{"from": "2026-02-30", "to": "2026-02-30", "reason": "x"}"#), "out of range"),
        (
            closed(
                r#"{"from": "2026-06-05", "to": "2026-06-05", "reason": "x"},
                   {"from": "2026-06-01", "to": "2026-06-05", "reason": "x"}"#,
            ),
            "2026-06-05 is closed twice",
        ),
    ] {
        let error = serde_json::from_str::<Calendar>(&json).expect_err(&json).to_string();
        assert!(error.contains(words), "{json}: {error}");
    }
    let many = day("2026-01-01").iter_days().take(201);
    let many = many.map(|day| Closed { from: day, to: day, reason: "x".to_owned() }).collect();
    assert_eq!(Calendar::new(1, Week::default(), Week::default(), many), Err(CalendarError::TooMany));
}

#[test]
fn a_calendar_survives_being_written() {
    let written = serde_json::to_string(&calendar(&CUSTOM)).unwrap();
    assert!(written.starts_with(r#"{"version":7,"open":{"mon":["08:00-16:00"],"tue":"#), "{written}");
    assert_eq!(serde_json::from_str::<Calendar>(&written).unwrap(), calendar(&CUSTOM));
}

#[test]
fn two_calendars_together_are_closed_when_either_is_and_are_a_calendar() {
    let mut seed = 7_u64;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for round in 0..300 {
        let mut of = |reason: &str| {
            let (mut from, mut closed) = (day("2026-01-01"), Vec::new());
            for _ in 0..draw(8) {
                from = from + Days::new(1 + draw(20));
                let to = from + Days::new(draw(9));
                closed.push(Closed { from, to, reason: reason.to_owned() });
                from = to;
            }
            let hours = Week::of_weekdays("08:00-16:00".parse().expect("hours"));
            let version = 1 + u32::try_from(draw(9)).expect("small");
            Calendar::new(version, hours.clone(), hours, closed).expect("a calendar")
        };
        let (own, other) = (of("own"), of("other"));
        let both = own.and_closed(&other);
        assert_eq!(both.version(), own.version() + other.version());
        for day in day("2025-12-20").iter_days().take(400) {
            assert_eq!(both.is_open(day), own.is_open(day) && other.is_open(day), "round {round}, {day}");
            if let DayKind::Closed("own") = own.day(day) {
                assert_eq!(both.day(day), DayKind::Closed("own"), "its own reason stays");
            }
        }
        let written = serde_json::to_string(&both).expect("JSON");
        assert_eq!(serde_json::from_str::<Calendar>(&written).expect("a device takes it"), both);
    }
}

#[test]
fn of_more_closed_days_than_there_may_be_the_last_ones_count() {
    let hours = Week::of_weekdays("08:00-16:00".parse().expect("hours"));
    let of = |first: &str| {
        let days = day(first).iter_days().step_by(2).take(150);
        let closed = days.map(|day| Closed { from: day, to: day, reason: "Lukket".to_owned() }).collect();
        Calendar::new(1, hours.clone(), hours.clone(), closed).expect("a calendar")
    };
    let both = of("2026-01-01").and_closed(&of("2027-01-01"));
    assert_eq!(both.closed().len(), 200);
    assert_eq!(both.closed().last().map(|closed| closed.from), Some(day("2027-10-26")));
    let written = serde_json::to_string(&both).expect("JSON");
    assert_eq!(serde_json::from_str::<Calendar>(&written).expect("a device takes it"), both);
}
