//! Calls to the akuttelefon that are written down later, and call backs that somebody else made.

use samspil_client::app::duty::{CallClock, CallField, CallIntent, DutyIntent};
use samspil_client::app::follow_up::Saying;
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::duty::{CallFault, RingFault};
use samspil_client::app::view::follow_up::StepWhat;

use crate::support::easter::{one, says};
use crate::support::{Night, PASSWORD, Phone};

#[test]
fn a_call_that_lay_ended_when_its_page_was_last_touched() {
    // From Sunday evening to Monday morning.
    let night = Night::from_to("2026-04-12T19:00:00", "2026-04-13T07:30:00");
    let mut yusuf = night.phone();
    yusuf.goes_offline();
    yusuf.comes_at("2026-04-13T02:00:00");
    yusuf.takes_call(night.holst);
    for said in ["Lys i gangen.", "Lys i gangen. Sid ved døren."] {
        yusuf.waits(10 * 60_000);
        yusuf.says(CallField::Advice, said);
    }
    yusuf.waits(1_000);
    yusuf.comes_at("2026-04-13T08:10:00");
    let doc = yusuf.begins_call();
    yusuf.says(CallField::Agreed, "Vi ringer.");
    assert_eq!(yusuf.model.new_call().unwrap().ended, None);
    yusuf.calls(CallIntent::Save);
    assert_eq!(
        (yusuf.faults(), yusuf.made().len()),
        (vec![CallFault::Ended], 0),
        "it is asked for, and nothing is saved"
    );
    let ended = |yusuf: &Phone| yusuf.model.new_call().unwrap().ended.unwrap().at.time;
    assert_eq!(ended(&yusuf), "02:20:00".parse().unwrap(), "what was written in the morning is no part of the call");
    yusuf.calls(CallIntent::Clock(CallClock::Ended, None));
    yusuf.calls(CallIntent::Save);
    assert_eq!(ended(&yusuf), "02:20:00".parse().unwrap(), "an empty field is not the morning either");
    yusuf.calls(CallIntent::Save);
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert_eq!(saved.ended.time, "02:20:00".parse().unwrap());
    assert_eq!(saved.due, "2026-04-13".parse().unwrap(), "on Monday, before the office opened");

    // Whoever says that they talked until now is believed.
    yusuf.takes_call(night.toft);
    yusuf.waits(1_000);
    yusuf.comes_at("2026-04-13T09:20:00");
    let doc = yusuf.begins_call();
    yusuf.calls(CallIntent::Save);
    yusuf.calls(CallIntent::Clock(CallClock::Ended, "09:10:00".parse().ok()));
    assert_eq!(yusuf.faults(), []);
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.model.saved_call(doc).unwrap().due, "2026-04-14".parse().unwrap());
}

/// Before Easter somebody promises a call for the day on which it is over.
#[test]
fn a_call_back_can_be_promised_for_a_day_beyond_the_closed_ones() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    let day = |yusuf: &mut Phone, typed: &str| yusuf.calls(CallIntent::RingDay(typed.into()));
    let ring_back = |yusuf: &Phone| {
        let at = yusuf.model.new_call().unwrap().ring_back.unwrap().at;
        format!("{} {}", at.date, at.time.format("%H:%M"))
    };
    let fault = |fault| vec![CallFault::Ring(fault)];
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "06:30:00".parse().ok()));
    assert_eq!(ring_back(&yusuf), "2026-04-02 06:30", "the next time that the clock shows it");
    day(&mut yusuf, "2026-04-07");
    assert_eq!((ring_back(&yusuf).as_str(), yusuf.faults()), ("2026-04-07 06:30", vec![]));
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "21:00:00".parse().ok()));
    assert_eq!(ring_back(&yusuf), "2026-04-07 21:00", "the day that was named stays");
    day(&mut yusuf, "");
    assert_eq!(ring_back(&yusuf), "2026-04-02 21:00");
    for (typed, wrong) in [
        ("?", RingFault::Day),
        ("2026-02-31", RingFault::Day),
        ("2026-04-01", RingFault::Past),
        ("2026-04-16", RingFault::Far),
    ] {
        day(&mut yusuf, typed);
        assert_eq!(yusuf.faults(), fault(wrong), "{typed}: said while it is chosen");
        yusuf.calls(CallIntent::Save);
        assert!(yusuf.model.new_call().is_some(), "{typed}: and nothing is saved");
    }
    // What is typed outlives the app.
    yusuf.waits(1_000);
    yusuf.crash_and_unlock(PASSWORD);
    yusuf.begins_call();
    assert_eq!(yusuf.model.new_call().unwrap().ring_day, "2026-04-16");
    day(&mut yusuf, "2026-04-07");
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, None));
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.faults(), fault(RingFault::Clock), "a day alone is no time");
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "21:00:00".parse().ok()));
    yusuf.calls(CallIntent::Save);
    assert!(yusuf.model.shift().unwrap().ring_backs.is_empty(), "not in this shift");
    let promised = yusuf.model.handover().unwrap().ring_backs;
    let at = promised[0].ring_back.expect("whoever comes after is told");
    assert_eq!((at.date, at.time), ("2026-04-07".parse().unwrap(), "21:00:00".parse().unwrap()));
}

#[test]
fn whoever_calls_back_may_promise_another_time() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "23:30:00".parse().ok()));
    yusuf.calls(CallIntent::Save);
    let follow_up = yusuf.model.shift().unwrap().ring_backs[0].follow_up;
    let again = |yusuf: &mut Phone, day: &str, clock: &str| {
        yusuf.does(Intent::Duty(DutyIntent::RingsAgain { follow_up, day: day.into(), clock: clock.into() }));
        yusuf.waits(1_000);
        let shift = yusuf.model.shift().unwrap().ring_backs;
        shift.first().and_then(|line| line.ring_back).map(|at| format!("{} {}", at.date, at.time.format("%H:%M")))
    };
    for (day, clock, wrong) in [
        ("", "", RingFault::Clock),
        ("?", "06:00", RingFault::Day),
        ("2026-04-01", "06:00", RingFault::Past),
        ("2026-04-20", "06:00", RingFault::Far),
    ] {
        assert_eq!(yusuf.model.ring_fault(follow_up, day, clock), Some(wrong));
        assert_eq!(again(&mut yusuf, day, clock).as_deref(), Some("2026-04-01 23:30"), "nothing is done");
    }
    assert_eq!(yusuf.model.ring_fault(follow_up, "", "06:00"), None);
    assert_eq!(again(&mut yusuf, "", "06:00").as_deref(), Some("2026-04-02 06:00"), "later in this shift");
    assert_eq!(again(&mut yusuf, "2026-04-07", "21:00"), None, "and then when it is no longer theirs");
    let promised = yusuf.model.handover().unwrap().ring_backs;
    assert_eq!((promised.len(), promised[0].rung_back), (1, None), "a promise of which nobody has said anything");

    yusuf.sync();
    let mut mette = Phone::new(&night.server, 3);
    mette.now = yusuf.now;
    mette.start();
    mette.sign_in("mette", PASSWORD);
    mette.sync();
    mette.goes(Route::Calls(CallPlace::Family(night.holst)));
    let call = one(&mette, night.holst);
    let rung = call.steps.iter().filter(|step| matches!(step.what, StepWhat::RungBack(true, Some(_))));
    assert_eq!((rung.count(), call.ring_back.unwrap().1), (2, None), "the consultant sees both");
}

#[test]
fn whom_the_consultant_has_talked_with_no_shift_calls_back() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "06:30:00".parse().ok()));
    yusuf.calls(CallIntent::Save);
    yusuf.sync();
    let mut mette = Phone::new(&night.server, 3);
    mette.now = yusuf.now;
    mette.start();
    mette.sign_in("mette", PASSWORD);
    mette.sync();
    mette.goes(Route::Calls(CallPlace::Family(night.holst)));
    let promised = |yusuf: &Phone| {
        let (shift, handover) = (yusuf.model.shift().unwrap(), yusuf.model.handover().unwrap());
        (shift.ring_backs.len(), handover.ring_backs.len())
    };
    for (saying, open) in [
        (Saying::Taken, 1),
        (Saying::NotReached(None), 1),
        (Saying::Talked(String::new()), 0),
        (Saying::Taken, 0),
        (Saying::Closed(String::new()), 0),
        (Saying::Reopened, 1),
    ] {
        let call = one(&mette, night.holst);
        says(&mut mette, &call, saying.clone());
        mette.sync();
        yusuf.sync();
        assert_eq!(promised(&yusuf), (open, open), "{saying:?}");
    }
}

#[test]
fn a_call_back_is_promised_for_a_day_on_which_a_shift_still_sees_the_call() {
    let night = Night::from_to("2026-04-01T19:00:00", "2026-04-20T07:30:00");
    let mut yusuf = night.phone();
    yusuf.comes_at("2026-04-02T02:00:00");
    yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "23:30:00".parse().ok()));
    yusuf.calls(CallIntent::Save);
    let follow_up = yusuf.model.shift().unwrap().ring_backs[0].follow_up;
    yusuf.comes_at("2026-04-11T02:00:00");
    assert_eq!(yusuf.model.ring_fault(follow_up, "2026-04-15", "21:00"), None);
    assert_eq!(
        yusuf.model.ring_fault(follow_up, "2026-04-16", "21:00"),
        Some(RingFault::Far),
        "a fortnight after the call, not after today"
    );
}
