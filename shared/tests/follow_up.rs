//! What became of a call, whoever says it and in whatever order it comes.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what fails there fails the test")]

use chrono::NaiveDate;
use proptest::prelude::*;
use samspil_shared::domain::calendar::{Calendar, Closed, Week};
use samspil_shared::domain::call::Urgency;
use samspil_shared::domain::follow_up::{
    Done, Heading, Progress, Slipped, Status, Step, addressed, again_by, due_by, heading, is_received_late, order,
    slipped, slips_at,
};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{Membership, PersonId, Role, SpaceId, Timestamp, UnitId, Window, next_open_day};

const METTE: PersonId = PersonId::from_bytes([1; 16]);
const LARS: PersonId = PersonId::from_bytes([2; 16]);

fn at(text: &str) -> Timestamp {
    Timestamp::from_local(text.parse().unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn done(at_ms: i64, by: PersonId, step: Step) -> Done {
    Done { at: Timestamp::from_ms(at_ms), by, step }
}

#[test]
fn the_last_step_says_where_it_stands() {
    let steps = [
        (Step::Taken, Status::Taken),
        (Step::NotReached(None), Status::NotReached),
        (Step::Handed(LARS), Status::Handed(LARS)),
        (Step::Talked, Status::Talked),
        (Step::Closed, Status::Closed),
        (Step::Reopened, Status::Reopened),
    ];
    assert_eq!(Progress::of([]).status, Status::New);
    let mut so_far = Vec::new();
    for (n, (step, status)) in (0..).zip(steps) {
        so_far.push(done(n, METTE, step));
        let progress = Progress::of(so_far.clone());
        assert_eq!((progress.status, progress.last), (status, Some((METTE, Timestamp::from_ms(n)))));
        so_far.push(done(n, METTE, Step::Filed));
        assert_eq!(Progress::of(so_far.clone()).status, status, "filing says nothing of it");
    }
    assert!(Progress::of(so_far).is_filed());
}

#[test]
fn what_is_done_after_filing_is_to_be_filed_too() {
    let filed = |steps: &[Step]| {
        let steps = (0..).zip(steps).map(|(n, step)| done(n, METTE, *step));
        Progress::of(steps).filed_at.map(Timestamp::as_ms)
    };
    assert_eq!(filed(&[Step::Closed]), None);
    assert_eq!(filed(&[Step::Closed, Step::Filed]), Some(1));
    assert_eq!(filed(&[Step::Closed, Step::Filed, Step::Taken]), Some(1), "there is nothing in that to file");
    for step in [Step::NotReached(None), Step::Talked, Step::Handed(LARS), Step::Closed, Step::Reopened] {
        assert_eq!(filed(&[Step::Closed, Step::Filed, step]), None, "{step:?}");
        assert_eq!(filed(&[Step::Closed, Step::Filed, step, Step::Filed]), Some(3), "{step:?}");
    }
}

#[test]
fn the_device_reckons_the_day_and_the_next_look_as_the_server_does() {
    let calendar = Preset::klitmark().calendar;
    let ended = at("2026-04-05T19:45:00");
    assert_eq!(due_by(day("2026-04-07"), ended, &calendar), day("2026-04-07"));
    assert_eq!(due_by(day("2026-04-09"), ended, &calendar), day("2026-04-07"), "the earlier day counts");
    assert_eq!(due_by(day("2026-04-06"), ended, &calendar), day("2026-04-06"));
    let due = day("2026-04-07");
    let mut now = at("2026-04-06T08:00:00");
    for expected in ["2026-04-07T12:00:00", "2026-04-07T15:30:00"] {
        now = slips_at(due, &Progress::of([]), &calendar, now).unwrap();
        assert_eq!(now, at(expected));
    }
    assert_eq!(slips_at(due, &Progress::of([]), &calendar, now), None, "then it has slipped for good");
    let tried = Done { at: at("2026-04-07T09:00:00"), by: METTE, step: Step::NotReached(Some(day("2026-04-10"))) };
    let again = slips_at(due, &Progress::of([tried]), &calendar, now).unwrap();
    assert_eq!(again.local_date(), Some(day("2026-04-10")), "but for the next try");
}

#[test]
fn two_devices_that_take_it_at_once_are_both_named() {
    let progress = Progress::of([done(5, METTE, Step::Taken), done(5, LARS, Step::Taken), done(6, METTE, Step::Taken)]);
    assert_eq!((progress.takers, progress.status), (vec![METTE, LARS], Status::Taken));
}

fn a_step() -> impl Strategy<Value = Done> {
    let step = prop_oneof![
        Just(Step::Taken),
        Just(Step::NotReached(None)),
        Just(Step::NotReached(Some(day("2026-04-10")))),
        Just(Step::Talked),
        Just(Step::Handed(LARS)),
        Just(Step::Closed),
        Just(Step::Reopened),
        Just(Step::Filed),
    ];
    (0i64..4, any::<bool>(), step).prop_map(|(at, mette, step)| done(at, if mette { METTE } else { LARS }, step))
}

proptest! {
    #[test]
    fn the_order_in_which_steps_come_makes_no_difference(
        (steps, shuffled) in prop::collection::vec(a_step(), 0..8)
            .prop_flat_map(|steps| (Just(steps.clone()), Just(steps).prop_shuffle()))
    ) {
        prop_assert_eq!(Progress::of(steps), Progress::of(shuffled));
    }
}

#[test]
fn the_easter_calls_are_all_due_on_the_tuesday_after() {
    let calendar = Preset::klitmark().calendar;
    let calls = [
        "2026-04-01T22:10:00",
        "2026-04-02T14:00:00",
        "2026-04-03T03:20:00",
        "2026-04-04T16:10:00",
        "2026-04-05T19:45:00",
        "2026-04-06T23:30:00",
    ];
    for call in calls {
        assert_eq!(next_open_day(at(call), &calendar).unwrap().day, day("2026-04-07"), "{call}");
    }
    assert!(!is_received_late(day("2026-04-07"), Some(at("2026-04-07T11:00:00"))));
    assert!(is_received_late(day("2026-04-07"), Some(at("2026-04-08T00:00:00"))));
    assert!(!is_received_late(day("2026-04-07"), None), "it waits here: nobody is late");
}

#[test]
fn who_has_not_taken_it_by_noon_or_tried_by_the_end_of_the_day_is_on_the_leaders_list() {
    let calendar = Preset::klitmark().calendar;
    let due = day("2026-04-07");
    let slips = |steps: &[Done], now: &str| slipped(due, &Progress::of(steps.iter().copied()), &calendar, at(now));
    let taken = [done(0, METTE, Step::Taken)];
    let tried = [done(0, METTE, Step::Talked)];
    let closed = [done(0, METTE, Step::Closed)];
    assert_eq!(slips(&[], "2026-04-07T11:59:59"), None);
    assert_eq!(slips(&[], "2026-04-07T12:00:00"), Some(Slipped::NotTaken));
    assert_eq!(slips(&taken, "2026-04-07T12:00:00"), None);
    assert_eq!(slips(&taken, "2026-04-07T15:29:59"), None, "the unit is open until half past three");
    assert_eq!(slips(&taken, "2026-04-07T15:30:00"), Some(Slipped::NotTried));
    assert_eq!(slips(&[], "2026-04-20T08:00:00"), Some(Slipped::NotTried));
    assert_eq!((slips(&tried, "2026-04-20T08:00:00"), slips(&closed, "2026-04-20T08:00:00")), (None, None));
    let again = [closed[0], done(1, METTE, Step::Reopened)];
    assert_eq!(slips(&again, "2026-04-20T08:00:00"), Some(Slipped::NotTried), "opened again, it slips again");
}

#[test]
fn who_was_not_reached_and_never_tried_again_is_on_the_leaders_list() {
    let calendar = Preset::klitmark().calendar;
    let due = day("2026-04-07");
    let slips = |steps: &[Done], now: &str| slipped(due, &Progress::of(steps.iter().copied()), &calendar, at(now));
    let tried =
        |when: &str, again: Option<&str>| Done { at: at(when), by: METTE, step: Step::NotReached(again.map(day)) };
    let then = |before: Done, step| Done { at: before.at.plus_ms(60_000), by: LARS, step };
    // A day was named: a Friday, on which the unit closes at two or later.
    let named = tried("2026-04-07T09:00:00", Some("2026-04-10"));
    assert_eq!(slips(&[named], "2026-04-10T08:00:00"), None);
    assert_eq!(slips(&[named], "2026-04-10T18:00:00"), Some(Slipped::NotTried));
    for step in [Step::Taken, Step::Handed(METTE)] {
        let again = [named, then(named, step)];
        assert_eq!(slips(&again, "2026-04-10T08:00:00"), None, "{step:?}");
        assert_eq!(slips(&again, "2026-04-10T18:00:00"), Some(Slipped::NotTried), "{step:?} is no call");
    }
    for step in [Step::Talked, Step::Closed, Step::NotReached(Some(day("2026-04-30")))] {
        assert_eq!(slips(&[named, then(named, step)], "2026-04-10T18:00:00"), None, "{step:?}");
    }
    // None was named: the next day on which the unit is open, and over Easter that is five days on.
    let none = tried("2026-04-07T09:00:00", None);
    assert_eq!(slips(&[none], "2026-04-07T23:00:00"), None);
    assert_eq!(slips(&[none], "2026-04-08T23:00:00"), Some(Slipped::NotTried));
    let easter = tried("2026-04-01T10:00:00", None);
    assert_eq!(slips(&[easter], "2026-04-06T23:00:00"), None);
    assert_eq!(slips(&[easter], "2026-04-07T23:00:00"), Some(Slipped::NotTried));
    let late = tried("2026-04-07T20:00:00", None);
    assert_eq!(slips(&[late], "2026-04-08T08:00:00"), None);
    assert_eq!(slips(&[late], "2026-04-08T23:00:00"), Some(Slipped::NotTried), "in the evening it is for tomorrow");
}

#[test]
fn a_follow_up_stands_under_its_day_or_the_day_of_the_next_try() {
    let due = day("2026-04-07");
    let under = |steps: &[Done], today: &str| heading(due, &Progress::of(steps.iter().copied()), day(today));
    assert_eq!(under(&[], "2026-04-06"), Heading::Later, "it is shown at once: the day is the latest");
    assert_eq!(under(&[], "2026-04-07"), Heading::Today);
    assert_eq!(under(&[], "2026-04-08"), Heading::Overdue);
    let again = [done(0, METTE, Step::NotReached(Some(day("2026-04-10"))))];
    assert_eq!(under(&again, "2026-04-08"), Heading::Later);
    let filed = [again[0], done(1, METTE, Step::Filed)];
    assert_eq!(under(&filed, "2026-04-08"), Heading::Later, "the journal knows it; the day stays");
    let since = [again[0], done(1, METTE, Step::Taken)];
    assert_eq!(under(&since, "2026-04-08"), Heading::Later, "to take it takes no step back");
    let talked = [again[0], done(1, METTE, Step::Talked)];
    assert_eq!(under(&talked, "2026-04-08"), Heading::Overdue, "there is no next try");
}

#[test]
fn what_came_late_is_read_first_then_what_is_urgent_then_what_is_old() {
    let mut rows = [
        (order(false, Urgency::CanWait, at("2026-04-01T22:10:00")), "old and mild"),
        (order(false, Urgency::First, at("2026-04-05T19:45:00")), "urgent"),
        (order(false, Urgency::First, at("2026-04-03T03:20:00")), "urgent and older"),
        (order(true, Urgency::CanWait, at("2026-04-06T23:30:00")), "came late"),
    ];
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(rows.map(|(_, name)| name), ["came late", "urgent and older", "urgent", "old and mild"]);
}

#[test]
fn a_follow_up_is_the_stand_ins_while_somebody_stands_in() {
    let member = |person, stand_in, from, until| Membership {
        person,
        space: SpaceId::from_bytes([3; 16]),
        role: Role::Consultant,
        unit: UnitId::from_bytes([4; 16]),
        stand_in,
        course: None,
        window: Window { from: at(from), until: Some(at(until)) },
        sees_from: None,
        own_only: false,
    };
    let rows = [
        member(METTE, false, "2026-01-01T00:00:00", "2027-01-01T00:00:00"),
        member(LARS, true, "2026-04-10T00:00:00", "2026-04-11T00:00:00"),
    ];
    assert_eq!(addressed(&rows, None, at("2026-04-09T10:00:00")), [METTE]);
    assert_eq!(addressed(&rows, None, at("2026-04-10T07:40:00")), [LARS]);
    let both = addressed(&rows, Some(METTE), at("2026-04-10T07:40:00"));
    assert_eq!(both.len(), 2, "it was given to her by name, and she may be the one who is ill");
    assert!(both.contains(&METTE) && both.contains(&LARS));
    assert_eq!(addressed(&rows, Some(METTE), at("2026-04-09T10:00:00")), [METTE]);
    assert_eq!(addressed(&rows, Some(LARS), at("2026-04-10T07:40:00")), [LARS]);
    assert_eq!(addressed(&rows, Some(LARS), at("2026-04-12T07:40:00")), [METTE], "he is not there any more");
}

#[test]
fn nobody_is_late_on_a_day_on_which_the_unit_is_closed_after_all() {
    let hours = Week::of_weekdays("08:00-15:30".parse().unwrap());
    let wednesday = Closed { from: day("2026-04-08"), to: day("2026-04-08"), reason: "Kursus".into() };
    let open = Calendar::new(1, hours.clone(), hours.clone(), Vec::new()).unwrap();
    let closed = Calendar::new(2, hours.clone(), hours, vec![wednesday]).unwrap();
    let mut progress = Progress::of([]);
    (progress.tried, progress.not_reached_at) = (true, Some(at("2026-04-07T10:00:00")));
    let thursday = Some(day("2026-04-09"));
    assert_eq!((again_by(&progress, &open), again_by(&progress, &closed)), (Some(day("2026-04-08")), thursday));
    progress.again_on = Some(day("2026-04-08"));
    assert_eq!((again_by(&progress, &open), again_by(&progress, &closed)), (progress.again_on, thursday));
}
