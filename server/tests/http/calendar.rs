//! The calendar on the command line.

use std::process::Output;

use samspil_shared::api::UnitHours;
use samspil_shared::domain::calendar::{Calendar, Closed, Week};
use samspil_shared::domain::preset::Preset;

use crate::binary::{samspil, says, text};

async fn calendar(arguments: &[&str]) -> Output {
    let nowhere = tempfile::tempdir().expect("a folder");
    let output = says(samspil(nowhere.path()).arg("calendar").args(arguments)).await;
    assert!(nowhere.path().read_dir().expect("the folder").next().is_none(), "it needs no database and makes none");
    output
}

async fn due(arguments: &[&str]) -> (String, String) {
    let output = calendar(&[&["due"], arguments].concat()).await;
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn a_year_is_listed() {
    let output = calendar(&["year", "2027", "--closed", "2027-12-24", "2027-06-05", "2028-06-05"]).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expected = "\
2027-01-01 Fri Nytårsdag (New Year's Day)
2027-03-25 Thu Skærtorsdag (Maundy Thursday)
2027-03-26 Fri Langfredag (Good Friday)
2027-03-28 Sun Påskedag (Easter Sunday)
2027-03-29 Mon 2. påskedag (Easter Monday)
2027-05-06 Thu Kristi himmelfartsdag (Ascension Day)
2027-05-16 Sun Pinsedag (Whit Sunday)
2027-05-17 Mon 2. pinsedag (Whit Monday)
2027-06-05 Sat closed
2027-12-24 Fri closed
2027-12-25 Sat Juledag (Christmas Day)
2027-12-26 Sun 2. juledag (Second Day of Christmas)
";
    assert_eq!(text(&output.stdout), expected);
    let last = text(&calendar(&["year", "2023"]).await.stdout);
    assert!(last.contains("2023-05-05 Fri Store bededag (General Prayer Day)\n"), "{last}");
}

#[tokio::test]
async fn a_units_own_calendar_is_read_where_it_stands() {
    let data = tempfile::tempdir().expect("a folder");
    let run = async |arguments: &[&str]| {
        let output = says(samspil(data.path()).args(arguments)).await;
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let file = data.path().join("hours.json");
    let Preset { numbers, worry, .. } = Preset::klitmark();
    let open = Week::of_weekdays("09:00-15:00".parse().expect("hours"));
    let day = |day: &str| day.parse().expect("a day");
    let christmas =
        Closed { from: day("2026-12-28"), to: day("2026-12-30"), reason: "Mellem jul og nytår".to_owned() };
    let calendar = Calendar::new(1, open.clone(), open, vec![christmas]).expect("a calendar");
    std::fs::write(&file, serde_json::to_string(&UnitHours { calendar, numbers, worry }).expect("JSON"))
        .expect("a file");
    for name in ["Klitmark", "Øresholm"] {
        assert!(run(&["unit", "add", "--name", name]).await.0);
    }
    assert!(run(&["unit", "hours", "--unit", "Klitmark", &file.display().to_string()]).await.0);

    let (_, listed, _) = run(&["calendar", "year", "2026", "--unit", "Klitmark", "--closed", "2026-12-24"]).await;
    let closed: Vec<&str> = listed.lines().filter(|line| !line.contains('(')).collect();
    let expected = [
        "2026-12-24 Thu closed",
        "2026-12-28 Mon Mellem jul og nytår",
        "2026-12-29 Tue Mellem jul og nytår",
        "2026-12-30 Wed Mellem jul og nytår",
    ];
    assert_eq!(closed, expected);
    for (unit, end, day) in [
        (Some("Klitmark"), "2026-12-26T21:00", "2026-12-31"),
        (Some("Klitmark"), "2026-11-30T08:30", "2026-11-30"),
        (Some("Øresholm"), "2026-12-26T21:00", "2026-12-28"),
        (None, "2026-12-26T21:00", "2026-12-28"),
        (None, "2026-11-30T08:30", "2026-12-01"),
    ] {
        let unit = unit.map(|unit| vec!["--unit", unit]).unwrap_or_default();
        let (done, said, _) = run(&[&["calendar", "due", end][..], &unit].concat()).await;
        assert!(done);
        assert_eq!(said.lines().last(), Some(day), "{unit:?}, {end}");
    }
    let (done, _, error) = run(&["calendar", "year", "2026", "--unit", "Rosenmark"]).await;
    assert!(!done && error.contains("There is no unit Rosenmark; there are: Klitmark, Øresholm."), "{error}");
}

#[tokio::test]
async fn the_due_day_stands_alone_on_the_last_line() {
    let (said, notes) = due(&["2026-04-01T22:10"]).await;
    let expected = "A call that ended on Wednesday 1 April 2026 at 22:10 is followed up by Tuesday 7 April 2026.\n";
    assert_eq!((said, notes), (format!("{expected}2026-04-07\n"), String::new()));
    for (arguments, day) in [
        (&["2026-06-04T21:00"][..], "2026-06-05"),
        (&["2026-06-04T21:00", "--closed", "2026-06-05"], "2026-06-08"),
        (&["2026-05-13T20:00", "--closed", "2026-05-15", "--closed", "2026-05-15", "2026-05-18"], "2026-05-19"),
        (&["2026-12-23T23:00", "--closed", "2026-12-24", "2026-12-31"], "2026-12-28"),
    ] {
        let (said, _) = due(arguments).await;
        assert_eq!(said.lines().last(), Some(day), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_time_that_is_not_one_instant_is_settled_and_said() {
    let (said, notes) = due(&["2026-10-25T02:30"]).await;
    assert_eq!(said.lines().last(), Some("2026-10-26"));
    assert_eq!(
        notes,
        "02:30 occurs twice on 2026-10-25, when the clock goes back: the first is meant, in summer time.\n"
    );
    let (said, notes) = due(&["2026-03-29T02:30"]).await;
    assert_eq!(said.lines().last(), Some("2026-03-30"));
    assert!(said.contains("29 March 2026 at 03:30"), "{said}");
    assert_eq!(notes, "There is no 02:30 on 2026-03-29, when the clock goes forward: 03:30 is meant.\n");
}

#[tokio::test]
async fn what_is_no_time_is_refused() {
    let many: Vec<String> = (0..201).map(|n| format!("2026-{:02}-{:02}", n / 28 + 1, n % 28 + 1)).collect();
    let many = many.iter().map(String::as_str);
    for (arguments, words) in [
        (vec!["due", "2026-04-01"], "write it as 2026-04-01T22:10"),
        (vec!["due", "2026-02-30T10:00"], "write it as 2026-04-01T22:10"),
        (vec!["due", "2026-04-01T24:00"], "write it as 2026-04-01T22:10"),
        (vec!["due", "-2026-04-01T24:00"], "unexpected argument"),
        (vec!["due", "0026-04-01T22:10"], "the year is 1980 to 2099"),
        (vec!["due", "99999-04-01T22:10"], "write it as 2026-04-01T22:10"),
        (vec!["due"], "required"),
        (vec!["due", "2026-04-01T22:10", "--closed", "5. juni"], "write it as 2026-04-07"),
        (vec!["due", "2026-04-01T22:10", "--closed", "1926-06-05"], "--closed is not usable"),
        (["due", "2026-04-01T22:10", "--closed"].into_iter().chain(many).collect(), "at most 200 closed periods"),
        (vec!["year", "27"], "is not in 1900..=2099"),
        (vec!["year", "next"], "invalid digit"),
        (vec![], "Usage"),
    ] {
        let output = calendar(&arguments).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
