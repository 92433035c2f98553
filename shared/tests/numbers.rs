//! *Hvem ringer jeg til nu?*, told with the presets, and numbers that are refused.

use chrono::NaiveDateTime;
use samspil_shared::domain::calendar::{Calendar, Closure, Span};
use samspil_shared::domain::numbers::{Advice, Answered, Hour, Line, Numbers, Office, WorryChannel, who_to_call};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{Timestamp, WallTime};

fn instant(text: &str) -> Timestamp {
    let local: NaiveDateTime = text.parse().expect("a time");
    WallTime::at(local).expect("a time").settled()
}

fn hour(day: &str, span: &str) -> Hour {
    Hour { day: day.parse().expect("a day"), span: span.parse().expect("hours") }
}

fn at<'a>(preset: &'a Preset, text: &str) -> Advice<'a> {
    who_to_call(instant(&format!("{text}:00")), &preset.calendar, &preset.numbers)
}

fn line<'a>(advice: &Advice<'a>, key: &str) -> Line<'a> {
    *advice.lines.iter().find(|line| line.number.key == key).expect("a number")
}

/// The labels of those who answer, in their order.
fn answering<'a>(advice: &Advice<'a>) -> Vec<&'a str> {
    let open = advice.lines.iter().filter(|line| matches!(line.answered, Answered::Now { .. }));
    open.map(|line| line.number.label.as_str()).collect()
}

#[test]
fn hjorring_has_no_phone_hour_on_wednesdays() {
    let klitmark = Preset::klitmark();
    // 23 November 2026 is a Monday.
    for (date, phone) in [(23, true), (24, true), (25, false), (26, true), (27, true), (28, false), (29, false)] {
        let office = at(&klitmark, &format!("2026-11-{date}T09:30")).office;
        assert_eq!(matches!(office, Office::PhoneHour { .. }), phone, "{date}: {office:?}");
    }
    let wednesday = at(&klitmark, "2026-11-25T09:30");
    let Office::Open { next, main: Some(main) } = wednesday.office else { panic!("{:?}", wednesday.office) };
    assert_eq!(next, Some(hour("2026-11-26", "09:00-10:00")));
    assert_eq!(main.label, "Klitmark Kommune");
    assert_eq!(answering(&wednesday), ["Klitmark Kommune", "Akuttelefonen", "Den sociale døgnvagt"]);
    let Answered::Later { next, instead } = line(&wednesday, "familieplejen").answered else { panic!("closed") };
    assert_eq!(next, Some(hour("2026-11-26", "09:00-10:00")));
    assert_eq!(instead.map(|number| number.key.as_str()), Some("akuttelefon"));
}

#[test]
fn the_three_states_of_a_day_in_hjorring() {
    let klitmark = Preset::klitmark();
    let office = |time: &str| at(&klitmark, &format!("2026-11-26T{time}")).office;
    let tomorrow = Some(hour("2026-11-27", "09:00-10:00"));
    assert_eq!(office("07:59"), Office::Closed { next: Some(hour("2026-11-26", "09:00-10:00")), days: None });
    assert!(matches!(office("08:00"), Office::Open { next: Some(next), .. } if next.day.to_string() == "2026-11-26"));
    let nine_to_ten: Span = "09:00-10:00".parse().unwrap();
    assert_eq!(office("09:00"), Office::PhoneHour { until: nine_to_ten.to() });
    assert_eq!(office("09:59"), Office::PhoneHour { until: nine_to_ten.to() });
    assert!(matches!(office("10:00"), Office::Open { next, .. } if next == tomorrow), "half-open");
    assert!(matches!(office("15:29"), Office::Open { .. }));
    assert_eq!(office("15:30"), Office::Closed { next: tomorrow, days: None });
    let friday = at(&klitmark, "2026-11-27T14:00").office;
    assert_eq!(friday, Office::Closed { next: Some(hour("2026-11-30", "09:00-10:00")), days: None });
}

#[test]
fn the_samvaershus_is_closed_at_seven_sharp() {
    let rosenmark = Preset::rosenmark();
    let open = at(&rosenmark, "2026-11-28T18:59");
    let nineteen: Span = "09:00-19:00".parse().unwrap();
    assert_eq!(line(&open, "samvaershuset").answered, Answered::Now { until: Some(nineteen.to()) });
    for time in ["19:00", "19:01"] {
        let advice = at(&rosenmark, &format!("2026-11-28T{time}"));
        let Answered::Later { next, instead: Some(instead) } = line(&advice, "samvaershuset").answered else {
            panic!("{time}: open");
        };
        assert_eq!((instead.label.as_str(), instead.what_for.as_str()), ("Døgnvagten", "Kun i akutte situationer"));
        assert_eq!(next, Some(hour("2026-11-29", "09:00-19:00")), "a Sunday too");
        assert_eq!(answering(&advice), ["Akuttelefonen", "Døgnvagten"]);
    }
    let easter = at(&rosenmark, "2026-04-05T12:00");
    assert_eq!(answering(&easter), ["Akuttelefonen", "Samværshuset", "Døgnvagten"], "every day is every day");
}

#[test]
fn a_successor_that_is_closed_itself_is_passed_over() {
    let number = |key: &str, hours: &str, after: &str| {
        format!(r#"{{"key": "{key}", "label": "{key}", "tel": "112", "what_for": "x", "hours": {hours}{after}}}"#)
    };
    let list = [
        number("day", r#"{"weekly": {"mon": ["09:00-15:00"]}}"#, r#", "successor": "evening""#),
        number("evening", r#"{"weekly": {"mon": ["15:00-24:00"]}}"#, r#", "successor": "always""#),
        number("always", r#""always""#, ""),
    ];
    let json = format!(r#"{{"main": "day", "list": [{}]}}"#, list.join(","));
    let numbers: Numbers = serde_json::from_str(&json).unwrap();
    let calendar = Preset::klitmark().calendar;
    let instead = |time: &str| {
        let advice = who_to_call(instant(time), &calendar, &numbers);
        let Answered::Later { instead, .. } = line(&advice, "day").answered else { panic!("{time}: open") };
        instead.map(|number| number.key.as_str())
    };
    assert_eq!(instead("2026-11-23T15:00:00"), Some("evening"));
    assert_eq!(instead("2026-11-24T15:00:00"), Some("always"));
    let evening = who_to_call(instant("2026-11-23T23:59:59"), &calendar, &numbers);
    assert_eq!(line(&evening, "evening").answered, Answered::Now { until: None }, "not closed again today");
}

#[test]
fn a_closure_is_named_with_the_next_phone_hour_behind_it() {
    let klitmark = Preset::klitmark();
    let easter = at(&klitmark, "2026-04-03T02:10");
    let days = Closure { from: "2026-04-02".parse().unwrap(), to: "2026-04-06".parse().unwrap() };
    assert_eq!(easter.office, Office::Closed { next: Some(hour("2026-04-07", "09:00-10:00")), days: Some(days) });
    assert_eq!(answering(&easter), ["Akuttelefonen", "Den sociale døgnvagt"]);
}

#[test]
fn emergency_is_first_at_every_quarter_of_a_year_and_somebody_answers() {
    for preset in Preset::all() {
        let start = instant("2026-01-01T00:00:00");
        for quarter in 0..365 * 96 {
            let now = start.plus_ms(quarter * 15 * 60_000);
            let advice = who_to_call(now, &preset.calendar, &preset.numbers);
            assert_eq!(advice.emergency, "112");
            assert_eq!(advice.lines.len(), preset.numbers.list().len(), "none is left out");
            assert!(matches!(advice.lines[0].answered, Answered::Now { .. }), "those who answer stand first");
            for line in &advice.lines {
                match line.answered {
                    Answered::Now { .. } => {}
                    Answered::Later { next, instead } => assert!(next.is_some() && instead.is_some(), "{line:?}"),
                }
            }
        }
    }
}

#[test]
fn a_broken_clock_still_names_what_is_always_answered() {
    for preset in Preset::all() {
        for ms in [i64::MIN, i64::MAX] {
            let advice = who_to_call(Timestamp::from_ms(ms), &preset.calendar, &preset.numbers);
            assert_eq!((advice.emergency, advice.office), ("112", Office::Closed { next: None, days: None }));
            assert!(answering(&advice).contains(&"Akuttelefonen"));
        }
    }
}

#[test]
fn a_unit_that_is_never_open_has_no_next_hour() {
    let never: Calendar = serde_json::from_str(r#"{"version": 1, "open": {}, "phone": {}}"#).unwrap();
    let klitmark = Preset::klitmark();
    let advice = who_to_call(instant("2026-11-25T09:30:00"), &never, &klitmark.numbers);
    assert_eq!(advice.office, Office::Closed { next: None, days: None });
}

#[test]
fn presets_are_invented_and_survive_being_written() {
    for preset in Preset::all() {
        for number in preset.numbers.list() {
            assert!(number.tel.is_invented(), "{number:?}");
        }
        assert!(preset.worry.tel().is_none_or(|tel| tel.is_invented()));
        assert!(preset.worry.url().is_some_and(|url| url.as_str().contains(".example/")));
        let written = serde_json::to_string(&preset).unwrap();
        assert_eq!(Preset::parse(&written).unwrap(), preset);
    }
}

#[test]
fn hostile_numbers_are_refused_in_a_sentence() {
    let number = |key: &str, more: &str| {
        format!(r#"{{"key": "{key}", "label": "A", "tel": "+4501000010", "what_for": "B", "hours": "always"{more}}}"#)
    };
    let list = |main: &str, numbers: &[String]| format!(r#"{{"main": "{main}", "list": [{}]}}"#, numbers.join(","));
    let after = |key: &str| format!(r#", "successor": "{key}""#);
    for (json, words) in [
        (list("a", &[]), "1 to 12 numbers"),
        (list("a", &vec![number("a", ""); 13]), "1 to 12 numbers"),
        (list("a", &[number("a", ""), number("a", "")]), "two numbers are called a"),
        (list("b", &[number("a", "")]), "b is not among the numbers"),
        (list("a", &[number("a", &after("c"))]), "c is not among the numbers"),
        (list("a", &[number("a", &after("a"))]), "the numbers after a go in a circle"),
        (list("a", &[number("a", &after("b")), number("b", &after("a"))]), "go in a circle"),
        (list("a", &[number("", "")]), "1 to 60 characters"),
        (list("a", &[number("a", r#", "url": "x""#)]), "unknown field `url`"),
        (list("a", &[number("a", "").replace("+4501000010", "javascript:1")]), "a number is written as"),
        (list("a", &[number("a", "").replace("always", "sometimes")]), "unknown variant `sometimes`"),
        (list("a", &[number("a", "").replace('B', &"x".repeat(161))]), "1 to 160 characters"),
    ] {
        let error = serde_json::from_str::<Numbers>(&json).expect_err(&json).to_string();
        assert!(error.contains(words), "{json}: {error}");
    }
    let chain = [number("a", &after("b")), number("b", &after("c")), number("c", "")];
    assert!(serde_json::from_str::<Numbers>(&list("a", &chain)).is_ok(), "a chain that ends is none");
    for (json, words) in [
        (r#"{"label": "Underret"}"#, "an address, a number or both"),
        (r#"{"label": "", "tel": "114"}"#, "1 to 60 characters"),
        (r#"{"label": "Underret", "url": "javascript:alert(1)"}"#, "begins with https://"),
    ] {
        let error = serde_json::from_str::<WorryChannel>(json).expect_err(json).to_string();
        assert!(error.contains(words), "{json}: {error}");
    }
}
