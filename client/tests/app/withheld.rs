//! What nobody of the family may hear of yet, in an officer's lists: marked, and with the caller's number alone.

use samspil_client::app::duty::{CallClock, CallField, CallIntent, Who};
use samspil_client::app::follow_up::FollowUpIntent;
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::duty::{CallLine, CallStatus};
use samspil_shared::domain::call::{MayShow, Urgency};

use crate::support::easter::Easter;
use crate::support::{Night, Phone, at, call};

/// Maria calls and wants nobody at home to hear of it; somebody calls her back.
fn withheld(phone: &mut Phone, night: &Night) -> samspil_shared::domain::DocId {
    let doc = phone.takes_call(night.holst);
    phone.calls(CallIntent::Who(Who::Adult("Maria Holst".into())));
    phone.calls(CallIntent::MayShow(MayShow::Nobody));
    phone.says(CallField::WhyNot, "Hun overvejer at flytte.");
    phone.calls(CallIntent::Clock(CallClock::RingBack, "06:30:00".parse().ok()));
    phone.calls(CallIntent::Save);
    doc
}

fn names(line: &CallLine) -> Vec<&str> {
    line.tels.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn who_took_it_is_shown_the_caller_alone_and_why_nobody_may_hear_of_it() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let doc = withheld(&mut yusuf, &night);
    let shift = yusuf.model.shift().unwrap();
    for line in [&shift.ring_backs[0], &shift.own_calls[0], &yusuf.model.handover().unwrap().tonight[0]] {
        assert_eq!((&line.who[..], line.withheld), (&["Maria Holst".to_owned()][..], true));
        assert_eq!((names(line), line.tels_unsure), (vec!["Maria Holst"], false), "Jonas is not called");
    }
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert_eq!(saved.why_not.as_deref(), Some("Hun overvejer at flytte."));

    // A child's name does not tell whose it is.
    yusuf.takes_call(night.toft);
    yusuf.calls(CallIntent::Who(Who::Child("Ea".into())));
    yusuf.calls(CallIntent::Save);
    let own = yusuf.model.shift().unwrap().own_calls;
    let line = own.iter().find(|line| line.who == ["Ea"]).expect("by the name of who called");
    assert_eq!((&line.family[..], line.withheld), (&["Ida Toft".to_owned()][..], false));
    assert!(line.tels_unsure, "no number is the child's");
}

#[test]
fn the_next_officer_is_told_not_to_mention_it_and_that_the_numbers_may_be_others() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Nobody);
    let lines = |phone: &Phone| phone.model.handover().unwrap().before;
    let ida = easter.phone("ida");
    let [line] = &lines(&ida)[..] else { panic!("{:?}", lines(&ida)) };
    assert!(line.withheld, "the follow-up says so, which is all that she sees");
    assert_eq!((line.note, names(line), line.tels_unsure), (None, vec!["Maria Holst", "Jonas Bak"], true));

    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(easter.families[0])));
    mette.does(Intent::FollowUp(FollowUpIntent::Release { note, to: MayShow::Caller }));
    mette.sync();
    let mut ida = ida;
    ida.sync();
    assert!(!lines(&ida)[0].withheld);
}

#[test]
fn what_was_tied_to_a_family_is_not_closed_for_who_took_it() {
    let easter = Easter::new();
    let began = at("2026-04-07T02:10:00");
    let made = call(began, "En pige ringer fra stationen.", Urgency::First);
    let loose = easter.server.borrow_mut().registers("ida", easter.duty, &made, "2026-04-07", (began, false));
    let mut ida = easter.phone("ida");
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    mette.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: easter.families[3] }));
    mette.sync();
    ida.sync();
    assert_eq!(ida.model.saved_call(loose).unwrap().status, CallStatus::Tied);
}
