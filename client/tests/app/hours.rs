//! *Åbningstider og lukkedage*: what administrators set, and what leaders see of it.

use samspil_client::app::admin::{AdminIntent, Ask};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{AdminPlace, Route};
use samspil_client::app::view::admin::AdminDeed;
use samspil_client::app::view::hours::OwnHours;
use samspil_shared::api::admin::{HoursOfUnit, NamedUnit, SharedDays};
use samspil_shared::domain::Role;
use samspil_shared::domain::calendar::{Calendar, Closed, Week};

use crate::support::{Family, Phone, UNIT};

fn at_work(family: &Family, login: &str, role: Role) -> Phone {
    family.server.borrow_mut().member(family.noah, login, role, false);
    family.phone(login)
}

fn calendar(version: u32, closed: &[(&str, &str)]) -> Calendar {
    let week = Week::of_weekdays("08:00-15:30".parse().unwrap());
    let day = |day: &str| day.parse().unwrap();
    let closed = closed.iter().map(|(on, reason)| Closed { from: day(on), to: day(on), reason: (*reason).into() });
    Calendar::new(version, week.clone(), week, closed.collect()).unwrap()
}

fn does(phone: &mut Phone, intent: AdminIntent) {
    phone.does(Intent::Admin(intent));
}

fn own(phone: &Phone) -> OwnHours {
    phone.model.admin_hours().unwrap().own.unwrap()
}

fn deed(phone: &Phone) -> AdminDeed {
    phone.model.admin().unwrap().deed
}

/// The clock stands at Tuesday 7 April 2026, or thereabouts: what is expected is reckoned from it.
fn tomorrow(phone: &Phone) -> chrono::NaiveDate {
    phone.now.local_date().unwrap().succ_opt().unwrap()
}

#[test]
fn a_closed_day_moves_the_follow_up_of_a_call_tonight_until_it_is_taken_back() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    ida.office.hours = HoursOfUnit { own: Some(calendar(3, &[])), follows_up: true, ..HoursOfUnit::default() };
    ida.goes(Route::Admin(AdminPlace::Hours));
    assert!(ida.model.admin_hours().unwrap().may_set);
    let before = own(&ida).follow_up.expect("a day");
    let close = |from, to, reason: &str| AdminIntent::CloseDays { from, to, reason: reason.into() };
    does(&mut ida, close(None, None, "Kursus"));
    assert_eq!(deed(&ida), AdminDeed::Incomplete);
    does(&mut ida, close(Some(before), None, "  "));
    assert_eq!(deed(&ida), AdminDeed::Incomplete);
    does(&mut ida, close(Some(before), before.pred_opt(), "Kursus"));
    assert_eq!(deed(&ida), AdminDeed::ClosedDays, "backwards");
    let yesterday = tomorrow(&ida).checked_sub_days(chrono::Days::new(2));
    does(&mut ida, close(yesterday, None, "Kursus"));
    assert_eq!(deed(&ida), AdminDeed::ClosedDays, "over");
    assert_eq!(ida.office.deeds, [], "what would be refused is not asked");
    does(&mut ida, close(Some(before), None, " Kursus "));
    let shown = own(&ida);
    assert_eq!((shown.closed[0].from, shown.closed[0].to, &*shown.closed[0].reason), (before, before, "Kursus"));
    assert_eq!(shown.version, 4, "another edition");
    assert!(shown.follow_up.expect("a day") > before);
    does(&mut ida, close(Some(before), None, "Igen"));
    assert_eq!(deed(&ida), AdminDeed::ClosedDays, "closed already");
    does(&mut ida, AdminIntent::Reopen(before));
    assert_eq!((own(&ida).follow_up, own(&ida).closed.len(), own(&ida).version), (Some(before), 0, 5));
}

#[test]
fn the_week_is_typed_and_what_cannot_be_read_is_said() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    ida.office.hours = HoursOfUnit { own: Some(calendar(1, &[])), ..HoursOfUnit::default() };
    ida.goes(Route::Admin(AdminPlace::Hours));
    let OwnHours { mut open, phone, .. } = own(&ida);
    assert_eq!((&*open[0], &*open[5]), ("08:00-15:30", ""));
    open[4] = "8-15.30 og så lidt til".into();
    does(&mut ida, AdminIntent::SetWeek { open: Box::new(open.clone()), phone: Box::new(phone.clone()) });
    assert_eq!((deed(&ida), ida.office.deeds.len()), (AdminDeed::Hours, 0));
    does(&mut ida, AdminIntent::SetWeek { open: Box::default(), phone: Box::new(phone.clone()) });
    assert_eq!((deed(&ida), ida.office.deeds.len()), (AdminDeed::Hours, 0), "never open: nobody would call back");
    open[4] = "8-12, 13–14.30".into();
    does(&mut ida, AdminIntent::SetWeek { open: Box::new(open.clone()), phone: Box::new(phone.clone()) });
    assert_eq!((&*own(&ida).open[4], &*own(&ida).phone[4]), ("08:00-12:00, 13:00-14:30", "08:00-15:30"));

    // Somebody else was quicker: theirs is shown, nothing of it is overwritten.
    ida.office.hours.own = Some(calendar(9, &[]));
    does(&mut ida, AdminIntent::SetWeek { open: Box::new(open), phone: Box::new(phone) });
    assert_eq!((deed(&ida), own(&ida).version), (AdminDeed::HoursChanged, 9));
}

#[test]
fn the_municipalitys_days_count_and_a_leader_reads_and_sets_nothing() {
    let family = Family::new();
    let mut lis = at_work(&family, "ida", Role::Leader);
    let day = tomorrow(&lis);
    let shared = calendar(2, &[(&day.to_string(), "Mellem jul og nytår")]);
    lis.office.hours = HoursOfUnit {
        own: Some(calendar(1, &[])),
        shared: Some(SharedDays { name: "Klitmark Kommune".into(), calendar: Some(shared) }),
        units: vec![NamedUnit { unit: UNIT, name: "Fjordhuset".into() }],
        follows_up: true,
    };
    assert!(lis.model.more().unwrap().sets_up, "the way there");
    lis.goes(Route::Admin(AdminPlace::Hours));
    let shown = lis.model.admin_hours().unwrap();
    assert!(!shown.may_set);
    let (name, days) = shown.shared.expect("of the municipality");
    assert_eq!((&*name, &*days[0].reason, days[0].from), ("Klitmark Kommune", "Mellem jul og nytår", day));
    assert_eq!(shown.units, ["Fjordhuset"]);
    assert!(shown.own.expect("its own").follow_up.expect("a day") > day);
    does(&mut lis, AdminIntent::Reopen(day));
    assert_eq!(lis.office.deeds, []);
    lis.goes(Route::Admin(AdminPlace::People));
    assert_eq!(lis.model.admin(), None, "people are set up by others");

    let mut mette = family.phone("mette");
    mette.goes(Route::Admin(AdminPlace::Hours));
    assert_eq!((mette.model.admin(), mette.model.admin_hours()), (None, None));
    assert!(!mette.office.deeds.iter().any(|ask| matches!(ask, Ask::ChangeHours(_))));
}

#[test]
fn a_unit_that_follows_up_on_nothing_promises_nothing_and_its_municipality_may_have_said_nothing_yet() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    ida.office.hours = HoursOfUnit {
        own: Some(calendar(1, &[])),
        shared: Some(SharedDays { name: "Klitmark Kommune".into(), calendar: None }),
        ..HoursOfUnit::default()
    };
    ida.goes(Route::Admin(AdminPlace::Hours));
    assert_eq!(own(&ida).follow_up, None);
    assert_eq!(ida.model.admin_hours().unwrap().shared, Some(("Klitmark Kommune".into(), Vec::new())));
}
