//! Calls to the akuttelefon that are written down later, and call backs that somebody else made.

use samspil_client::app::duty::{CallClock, CallField, CallIntent};
use samspil_client::app::follow_up::Saying;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::duty::CallFault;

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
