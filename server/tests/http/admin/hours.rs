//! When units are open: set by their administrators, seen by their leaders, closed on their municipality's days too.

use chrono::NaiveDate;
use http::StatusCode;
use samspil_server::admin;
use samspil_server::store::UnitKind;
use samspil_shared::api::admin::{ChangeHours, HoursChange, HoursOfUnit};
use samspil_shared::api::{self, Code, PublicFacts, UnitHours};
use samspil_shared::domain::calendar::{Calendar, Closed, Week};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{Role, UnitId};
use serde_json::json;

use super::{Desk, desk, unit};
use crate::support::{Answer, DAY, TestApp, each};

const OPEN: &str = "08:00-15:30";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn closed(from: &str, to: &str, reason: &str) -> Closed {
    Closed { from: day(from), to: day(to), reason: reason.to_owned() }
}

impl Desk<'_> {
    async fn hours(&self) -> HoursOfUnit {
        self.get(api::ADMIN_HOURS).await.json()
    }

    async fn changes(&self, version: u32, change: HoursChange) -> Answer {
        self.post(api::ADMIN_HOURS_CHANGE, &ChangeHours { version, change }).await
    }
}

/// The unit's calendar as anybody is told it.
async fn told(app: &TestApp, unit: UnitId) -> Calendar {
    let facts = app.browser().get(api::FACTS).await.json::<PublicFacts>();
    facts.units.into_iter().find(|facts| facts.unit == unit).expect("it is told").hours.calendar
}

async fn has_hours(app: &TestApp, unit: UnitId) {
    let week = Week::of_weekdays(OPEN.parse().expect("hours"));
    let calendar = Calendar::new(1, week.clone(), week, Vec::new()).expect("a calendar");
    let Preset { numbers, worry, .. } = Preset::klitmark();
    admin::set_hours(app.store(), unit, &UnitHours { calendar, numbers, worry }, app.now()).await.expect("hours");
}

#[tokio::test]
async fn each_change_is_another_edition_and_an_older_one_changes_nothing() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        assert_eq!(ane.hours().await, HoursOfUnit::default(), "until its numbers are set up");
        let bridge = || HoursChange::Close(closed("2027-05-07", "2027-05-07", " Dagen efter "));
        assert_eq!(ane.changes(1, bridge()).await.refusal(), Some(Code::NotFound));
        has_hours(&app, klitmark).await;

        let changed = ane.changes(1, bridge()).await;
        assert_eq!(changed.status, StatusCode::OK);
        let own = changed.json::<HoursOfUnit>().own.expect("its own");
        assert_eq!((own.version(), own.closed()), (2, &[closed("2027-05-07", "2027-05-07", "Dagen efter")][..]));
        assert_eq!(told(&app, klitmark).await, own, "everybody is told the same");
        let other = || HoursChange::Close(closed("2027-05-10", "2027-05-10", "Kursus"));
        assert_eq!(ane.changes(1, other()).await.refusal(), Some(Code::HoursChanged), "of an older one");
        assert_eq!(ane.changes(1, bridge()).await.status, StatusCode::OK, "whose answer did not come");
        assert_eq!(told(&app, klitmark).await.version(), 2, "it was done once");
        let phone = Week::of_weekdays("09:00-10:00".parse().expect("hours"));
        let week = |open: &Week| HoursChange::Week { open: Box::new(open.clone()), phone: Box::new(phone.clone()) };
        let never = ane.changes(2, week(&Week::default())).await;
        assert_eq!(never.refusal(), Some(Code::ClosedMalformed), "nobody would ever be called back");
        assert_eq!(ane.changes(2, week(&phone)).await.status, StatusCode::OK);
        let own = told(&app, klitmark).await;
        assert_eq!((own.version(), own.open(), own.phone()), (3, &phone, &phone));
        assert_eq!(own.closed().len(), 1, "the closed days stay");
        assert_eq!(ane.changes(3, HoursChange::Reopen(day("2027-05-07"))).await.status, StatusCode::OK);
        assert_eq!(told(&app, klitmark).await.closed(), []);

        let yesterday = app.now().plus_ms(-DAY).local_date().expect("a day").to_string();
        let yesterday = closed(&yesterday, &yesterday, "x");
        for (days, code) in [
            (closed("2027-05-08", "2027-05-07", "x"), Code::ClosedMalformed),
            (closed("2027-01-01", "2027-03-04", "x"), Code::ClosedMalformed),
            (closed("1999-05-07", "1999-05-07", "x"), Code::ClosedMalformed),
            (yesterday.clone(), Code::ClosedMalformed),
            (closed("2027-05-07", "2027-05-07", " "), Code::ClosedMalformed),
            (closed("2027-05-07", "2027-05-07", &"x".repeat(81)), Code::ClosedMalformed),
        ] {
            assert_eq!(ane.changes(4, HoursChange::Close(days.clone())).await.refusal(), Some(code), "{days:?}");
        }
        for change in [
            json!({"week": {"open": {"mon": ["15:00-08:00"]}, "phone": {}}}),
            json!({"week": {"open": {"monday": ["08:00-15:00"]}, "phone": {}}}),
            json!({"close": {"from": "2027-02-30", "to": "2027-02-30", "reason": "x"}}),
            json!("open"),
        ] {
            let body = json!({"version": 4, "change": change});
            assert_eq!(ane.post(api::ADMIN_HOURS_CHANGE, &body).await.refusal(), Some(Code::Malformed), "{body}");
        }
        assert_eq!(told(&app, klitmark).await.version(), 4, "none of it was done");
        assert_eq!(app.audited("hours_set").await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_municipalitys_closed_days_are_those_of_its_units() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let house = admin::add_unit(app.store(), UnitKind::Institution, "Fjordhuset", app.now()).await.expect("a unit");
        let belongs = async |of, to| admin::set_municipality(app.store(), of, to, app.now()).await;
        assert!(belongs(house, klitmark).await.is_err(), "it has no hours that those days would be left out of");
        has_hours(&app, house).await;
        assert!(belongs(klitmark, klitmark).await.is_err(), "a municipality belongs to none");
        assert!(belongs(house, house).await.is_err(), "and a unit to a municipality alone");
        belongs(house, klitmark).await.expect("it belongs");
        let rosenmark = unit(&app, "Rosenmark").await;
        assert!(belongs(house, rosenmark).await.is_err(), "to one");
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let bo = desk(&app, "bo", Role::Administrator, house).await;
        let shared = bo.hours().await.shared.expect("it belongs");
        assert_eq!((&*shared.name, shared.calendar), ("Klitmark", None), "a municipality that said nothing yet");
        has_hours(&app, klitmark).await;
        let before = told(&app, house).await.version();

        let christmas = || closed("2026-12-28", "2026-12-31", "Mellem jul og nytår");
        let course = || closed("2026-12-29", "2026-12-29", "Kursus");
        assert_eq!(bo.changes(1, HoursChange::Close(course())).await.status, StatusCode::OK);
        assert_eq!(ane.changes(1, HoursChange::Close(christmas())).await.status, StatusCode::OK);
        let whole = told(&app, house).await;
        let days: Vec<_> = whole.closed().iter().map(|closed| (closed.from, closed.to, &*closed.reason)).collect();
        let expected = [
            (day("2026-12-28"), day("2026-12-28"), "Mellem jul og nytår"),
            (day("2026-12-29"), day("2026-12-29"), "Kursus"),
            (day("2026-12-30"), day("2026-12-31"), "Mellem jul og nytår"),
        ];
        assert_eq!(days, expected);
        assert_eq!(whole.version(), before + 2, "an edition of either is one of both");
        let seen = bo.hours().await;
        assert_eq!(seen.own.as_ref().expect("its own").closed(), [course()]);
        assert_eq!(
            seen.shared.as_ref().map(|shared| shared.calendar.as_ref().expect("its own").closed()),
            Some(&[christmas()][..])
        );
        assert_eq!(seen.whole(), Some(whole), "the page reckons as everybody does");
        assert_eq!(ane.hours().await.units.iter().map(|unit| &*unit.name).collect::<Vec<_>>(), ["Fjordhuset"]);
        assert_eq!(told(&app, klitmark).await.closed(), [christmas()], "nothing goes up");

        // Not theirs to take back, nor anybody's of another unit.
        assert_eq!(bo.changes(2, HoursChange::Reopen(day("2026-12-28"))).await.status, StatusCode::OK);
        assert_eq!(told(&app, house).await.closed().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn leaders_see_the_hours_and_nobody_else_does() {
    let app = TestApp::start().await;
    let (klitmark, rosenmark) = (unit(&app, "Klitmark").await, unit(&app, "Rosenmark").await);
    has_hours(&app, klitmark).await;
    let lis = desk(&app, "lis", Role::Leader, klitmark).await;
    assert!(lis.hours().await.own.is_some());
    let change = || HoursChange::Close(closed("2027-05-07", "2027-05-07", "x"));
    assert_eq!(lis.changes(1, change()).await.refusal(), Some(Code::NotFound));
    for path in [api::ADMIN_PEOPLE, api::ADMIN_FAMILIES, api::ADMIN_REFUSALS] {
        assert_eq!(lis.get(path).await.refusal(), Some(Code::NotFound), "{path}");
    }
    for role in [Role::Consultant, Role::FosterParent, Role::InstitutionWorker, Role::Adviser] {
        let other = desk(&app, &format!("{role:?}").to_lowercase(), role, klitmark).await;
        assert_eq!(other.get(api::ADMIN_HOURS).await.refusal(), Some(Code::NotFound), "{role:?}");
        assert_eq!(other.changes(1, change()).await.refusal(), Some(Code::NotFound), "{role:?}");
    }
    let eva = desk(&app, "eva", Role::Administrator, rosenmark).await;
    let posing = Desk { app: &app, browser: eva.browser.clone(), role: Role::Administrator, unit: klitmark };
    assert_eq!(posing.get(api::ADMIN_HOURS).await.refusal(), Some(Code::NotFound));
    assert_eq!(posing.changes(1, change()).await.refusal(), Some(Code::NotFound));
    assert_eq!(told(&app, klitmark).await.version(), 1);
}

#[tokio::test]
async fn a_closure_that_runs_ends_today_and_its_days_so_far_stay() {
    let app = TestApp::start().await;
    let klitmark = unit(&app, "Klitmark").await;
    has_hours(&app, klitmark).await;
    let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
    let today = app.now().local_date().expect("a day");
    let (before, after) = (today - chrono::Days::new(3), today + chrono::Days::new(3));
    let runs = closed(&before.to_string(), &after.to_string(), "Flytning");
    assert_eq!(ane.changes(1, HoursChange::Close(runs)).await.status, StatusCode::OK);
    assert_eq!(ane.changes(2, HoursChange::Reopen(before)).await.status, StatusCode::OK);
    let kept = told(&app, klitmark).await.closed().to_vec();
    assert_eq!(kept, [closed(&before.to_string(), &(today - chrono::Days::new(1)).to_string(), "Flytning")]);
    assert_eq!(ane.changes(3, HoursChange::Reopen(before)).await.status, StatusCode::OK, "what is over stays");
    assert_eq!(told(&app, klitmark).await.closed(), kept);
}

#[tokio::test]
async fn hours_that_cannot_be_read_are_replaced_and_hold_nobody_else_up() {
    each(async |app: TestApp| {
        let klitmark = unit(&app, "Klitmark").await;
        let house = admin::add_unit(app.store(), UnitKind::Institution, "Fjordhuset", app.now()).await.expect("a unit");
        has_hours(&app, klitmark).await;
        has_hours(&app, house).await;
        admin::set_municipality(app.store(), house, klitmark, app.now()).await.expect("it belongs");
        let bo = desk(&app, "bo", Role::Administrator, house).await;
        let ane = desk(&app, "ane", Role::Administrator, klitmark).await;
        let damage = "UPDATE public_facts SET facts = '{' || facts WHERE unit_id IN (SELECT id FROM units WHERE name = 'Klitmark')";
        assert_eq!(app.database().execute(damage).await, 1);
        let seen = bo.hours().await;
        assert!(seen.own.is_some() && seen.shared.is_some_and(|shared| shared.calendar.is_none()));
        assert_eq!(ane.hours().await.own, None);
        has_hours(&app, klitmark).await;
        assert_eq!(ane.hours().await.own.expect("once more").version(), 1);
    })
    .await;
}
