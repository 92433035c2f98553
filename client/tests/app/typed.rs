//! What is typed about calls, in a form or a sheet, outlives the lock and a crash until it is saved.

use samspil_client::app::draft::{JotAt, JotKind};
use samspil_client::app::duty::{CallField, CallIntent};
use samspil_client::app::follow_up::{FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, DutyPlace, Route};
use samspil_shared::domain::call::{MayShow, Notice, follow_up_of, receipt_of};

use crate::support::easter::Easter;
use crate::support::{Night, PASSWORD, Phone};

/// Typed, and then the app ends as it likes to.
fn ends(phone: &mut Phone, by_lock: bool) {
    if by_lock {
        phone.does(Intent::Lock);
        phone.start_at(Route::Today, None, true);
        phone.unlock(PASSWORD);
    } else {
        phone.waits(1_000);
        phone.crash_and_unlock(PASSWORD);
    }
}

#[test]
fn each_field_of_a_call_alone_is_enough_to_find_it_again() {
    const FIELDS: [CallField; 8] = [
        CallField::What,
        CallField::Name,
        CallField::Tel,
        CallField::Advice,
        CallField::Agreed,
        CallField::BestTime,
        CallField::WhyNot,
        CallField::NoticeBy,
    ];
    let night = Night::new();
    for (field, by_lock) in FIELDS.into_iter().flat_map(|field| [(field, false), (field, true)]) {
        let mut yusuf = night.on_duty();
        yusuf.begins_call();
        // What makes a field be asked for at all.
        match field {
            CallField::Name | CallField::Tel => yusuf.calls(CallIntent::NotOnList),
            CallField::WhyNot => yusuf.calls(CallIntent::MayShow(MayShow::Nobody)),
            CallField::NoticeBy => yusuf.calls(CallIntent::Notice(Notice::Sent)),
            _ => {}
        }
        yusuf.says(field, "22 33 44 55");
        ends(&mut yusuf, by_lock);
        assert_eq!(yusuf.model.shift().unwrap().drafts.len(), 1, "{field:?} is offered");
        yusuf.begins_call();
        let call = yusuf.model.new_call().unwrap();
        assert_eq!(call.words(field), "22 33 44 55", "{field:?}");
        assert_eq!(call.may_show == MayShow::Nobody, field == CallField::WhyNot);
    }
}

#[test]
fn what_is_being_added_to_a_call_is_there_again() {
    let night = Night::new();
    for by_lock in [false, true] {
        let mut yusuf = night.on_duty();
        let doc = yusuf.takes_call(night.holst);
        yusuf.calls(CallIntent::Save);
        yusuf.does(Intent::CommentText { publication: doc, text: "Hunden var ude".into() });
        ends(&mut yusuf, by_lock);
        yusuf.goes(Route::Duty(DutyPlace::Call(doc)));
        assert_eq!(yusuf.model.saved_call(doc).unwrap().adding, "Hunden var ude");
    }
}

#[test]
fn what_is_typed_in_a_sheet_about_a_call_is_there_again_until_it_is_said() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Caller);
    let follow_up = follow_up_of(note);
    let receipt = receipt_of(note, MayShow::Caller).expect("the caller is shown something");
    let mut mette = easter.phone("mette");
    let page = Route::Calls(CallPlace::Family(easter.families[0]));
    let journal = Route::Calls(CallPlace::Journal(note));
    let words = "Sag 26/1204";
    let say = |saying| Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![follow_up], saying });
    let sheets = [
        (page, JotAt::on(follow_up, JotKind::Outcome), say(Saying::Talked(words.into()))),
        (
            page,
            JotAt::on(receipt, JotKind::LineBack),
            Intent::FollowUp(FollowUpIntent::LineBack { receipt, text: words.into() }),
        ),
        (
            page,
            JotAt::on(note, JotKind::Withhold),
            Intent::FollowUp(FollowUpIntent::Withhold { note, reason: words.into() }),
        ),
        (page, JotAt::on(follow_up, JotKind::Outcome), say(Saying::Closed(words.into()))),
        (journal, JotAt::on(follow_up, JotKind::Filed), say(Saying::Filed(words.into()))),
    ];
    for (route, at, saves) in sheets {
        for by_lock in [false, true] {
            mette.goes(route);
            mette.does(Intent::Jot(at, words.into()));
            ends(&mut mette, by_lock);
            assert_eq!(mette.model.jotted(at).as_deref(), Some(words), "{at:?}");
        }
        mette.goes(route);
        mette.does(saves);
        assert_eq!(mette.model.jotted(at), None, "{at:?} was said");
        mette.crash_and_unlock(PASSWORD);
        assert_eq!(mette.model.jotted(at), None, "{at:?} is not offered a second time");
    }
}
