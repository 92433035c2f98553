//! What a family is shown that promises a call: it does so as long as somebody is to call, and no longer.

use samspil_client::app::follow_up::{FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::follow_up::StatusFace;
use samspil_shared::api::{PublicFacts, UnitFacts, UnitHours};
use samspil_shared::doc::call_note::Call;
use samspil_shared::doc::call_receipt::Settled;
use samspil_shared::domain::call::{CallerKind, MayShow, Urgency};
use samspil_shared::domain::follow_up::{Heading, Slipped};
use samspil_shared::domain::preset::Preset;

use crate::support::easter::{Easter, inbox, one, page, receipts, says};
use crate::support::{Phone, UNIT, at, call};

/// How the promise that the phone shows was kept, and by when it promises a call.
fn promised(phone: &mut Phone) -> (Option<Settled>, bool) {
    phone.sync();
    let [receipt] = &receipts(phone)[..] else { panic!("one receipt: {:?}", receipts(phone)) };
    (receipt.settled.as_ref().map(|(how, _)| *how), receipt.due.is_some())
}

#[test]
fn what_is_released_after_they_talked_promises_no_call() {
    for (saying, settled) in [
        (Some(Saying::Talked("Det går bedre.".into())), Some(Settled::Talked)),
        (Some(Saying::Closed(String::new())), Some(Settled::Closed)),
        (Some(Saying::NotReached(None)), None),
        (None, None),
    ] {
        let easter = Easter::new();
        let note = easter.night(MayShow::Nobody);
        let holst = easter.families[0];
        let (mut mette, mut maria) = (easter.phone("mette"), easter.phone("maria"));
        mette.goes(Route::Calls(CallPlace::Family(holst)));
        let call = one(&mette, holst);
        if let Some(saying) = saying {
            says(&mut mette, &call, saying);
        }
        mette.does(Intent::FollowUp(FollowUpIntent::Release { note, to: MayShow::Caller }));
        mette.sync();
        assert_eq!(promised(&mut maria), (settled, settled.is_none()));
    }
}

#[test]
fn opened_again_it_promises_a_call_again_until_they_talk() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let (mut mette, mut maria) = (easter.phone("mette"), easter.phone("maria"));
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    for (saying, expected) in [
        (Saying::Reopened, (None, true)),
        (Saying::Talked(String::new()), (Some(Settled::Talked), false)),
        (Saying::Closed(String::new()), (Some(Settled::Talked), false)),
        (Saying::Reopened, (None, true)),
        (Saying::Closed(String::new()), (Some(Settled::Closed), false)),
        (Saying::Talked(String::new()), (Some(Settled::Talked), false)),
    ] {
        says(&mut mette, &call, saying.clone());
        mette.sync();
        assert_eq!(promised(&mut maria), expected, "after {saying:?}");
    }
}

#[test]
fn who_was_called_already_is_not_taken_once_more_with_all_the_others() {
    let easter = Easter::new();
    let notes = easter.calls();
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let calls = page(&mette, holst).calls;
    let again = "2026-04-09".parse().ok();
    says(&mut mette, &calls[0], Saying::NotReached(again));
    let other = samspil_shared::domain::call::follow_up_of(notes[0]);
    assert_eq!(page(&mette, holst).to_take, [other], "the other one alone");
    says(&mut mette, &calls[0], Saying::Talked(String::new()));
    assert_eq!(page(&mette, holst).to_take, [other]);
    says(&mut mette, &calls[0], Saying::Taken);
    let talked = page(&mette, holst).calls.into_iter().find(|call| call.follow_up == calls[0].follow_up).unwrap();
    assert_eq!(talked.chips.status, StatusFace::Talked, "no step back");
}

/// To take what nobody was reached about keeps the day of the next try; when it passes, it is late on the device too.
#[test]
fn who_takes_it_keeps_the_day_and_what_is_never_tried_again_is_late() {
    let easter = Easter::new();
    let Preset { unit: name, calendar, numbers, worry, .. } = Preset::klitmark();
    let hours = UnitHours { calendar, numbers, worry };
    easter.server.borrow_mut().facts = PublicFacts { units: vec![UnitFacts { unit: UNIT, name, hours }] };
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::NotReached("2026-04-09".parse().ok()));
    says(&mut mette, &call, Saying::Taken);
    mette.sync();
    mette.goes_offline();
    let stands = |mette: &Phone| {
        let [bucket] = &inbox(mette).buckets[..] else { panic!("one bucket") };
        (bucket.heading, bucket.rows[0].chips.slipped)
    };
    assert_eq!(stands(&mette), (Heading::Later, None));
    mette.comes_at("2026-04-09T10:00:00");
    assert_eq!(stands(&mette), (Heading::Today, None));
    mette.comes_at("2026-04-09T20:00:00");
    assert_eq!(stands(&mette), (Heading::Today, Some(Slipped::NotTried)));
}

/// A calendar that was set since the call makes nothing late: the server keeps to the day on which it was received.
#[test]
fn a_calendar_that_was_set_since_makes_nothing_late_on_the_device_alone() {
    let easter = Easter::new();
    let Preset { unit: name, calendar, numbers, worry, .. } = Preset::klitmark();
    let mut written = serde_json::to_value(&calendar).unwrap();
    written["version"] = (calendar.version() + 1).into();
    let calendar = serde_json::from_value(written).unwrap();
    let hours = UnitHours { calendar, numbers, worry };
    easter.server.borrow_mut().facts = PublicFacts { units: vec![UnitFacts { unit: UNIT, name, hours }] };
    let began = at("2026-04-07T02:10:00");
    let made = call(began, "Hej", Urgency::SameDay);
    easter.server.borrow_mut().registers("ida", easter.families[0], &made, "2026-04-09", (began, false));
    let mut mette = easter.phone("mette");
    let slipped = |mette: &Phone| inbox(mette).buckets[0].rows[0].chips.slipped;
    mette.goes_offline();
    mette.comes_at("2026-04-07T20:00:00");
    assert_eq!(slipped(&mette), None, "the family was told Thursday");
    mette.comes_at("2026-04-09T20:00:00");
    assert_eq!(slipped(&mette), Some(Slipped::NotTried));
}

#[test]
fn a_child_who_should_be_called_first_is() {
    let easter = Easter::new();
    let [holst, _, yilmaz, bech] = easter.families;
    for (family, began, kind, urgency) in [
        (holst, "2026-04-06T22:10:00", CallerKind::FosterParent, Urgency::First),
        (yilmaz, "2026-04-07T01:00:00", CallerKind::Child, Urgency::CanWait),
        (bech, "2026-04-07T03:20:00", CallerKind::Child, Urgency::First),
    ] {
        let made = Call { caller_kind: kind, ..call(at(began), "Hej", urgency) };
        easter.server.borrow_mut().registers("ida", family, &made, "2026-04-07", (at(began), false));
    }
    let rows = inbox(&easter.phone("mette")).buckets.remove(0).rows;
    assert_eq!(rows.iter().map(|row| row.space).collect::<Vec<_>>(), [bech, holst, yilmaz]);
}
