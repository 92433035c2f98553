//! A call from the common list: its officer adds to it once it is tied, and of two who tie it one is told that it was late.

use samspil_client::app::follow_up::{FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::follow_up::{StatusFace, StepWhat};
use samspil_shared::api::duty::TiedCall;
use samspil_shared::domain::call::{MayShow, Urgency};
use samspil_shared::domain::{DocId, Kind, Role};
use samspil_shared::sync::frame::Reason;

use crate::support::easter::{Easter, inbox, one, says};
use crate::support::{Phone, at, call};

/// A call of somebody on no card, taken by Ida this morning.
fn loose(easter: &Easter) -> DocId {
    let began = at("2026-04-07T02:10:00");
    let made = call(began, "En pige ringer fra stationen.", Urgency::First);
    easter.server.borrow_mut().registers("ida", easter.duty, &made, "2026-04-07", (began, false))
}

#[test]
fn who_took_the_call_adds_to_it_though_it_was_tied_to_a_family_meanwhile() {
    let easter = Easter::new();
    let loose = loose(&easter);
    let mut ida = easter.phone("ida");
    assert!(ida.model.saved_call(loose).unwrap().add_until.is_some());
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    mette.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: easter.families[3] }));
    mette.sync();
    ida.sync();
    assert!(ida.model.saved_call(loose).unwrap().add_until.is_some(), "for 72 hours, tied or not");
    ida.does(Intent::CommentText { publication: loose, text: "Hun hedder Liv.".into() });
    ida.does(Intent::CommentSend(loose));
    ida.sync();
    let added = |text: &str| ida.model.saved_call(loose).unwrap().added.iter().any(|(_, added)| added == text);
    assert!(added("Hun hedder Liv."));
    assert!(ida.model.waiting().unwrap().parked.is_empty(), "the server took it");
}

#[test]
fn who_tied_it_second_is_told_who_was_first_and_never_which_family_without_seeing_it() {
    let easter = Easter::new();
    let loose = loose(&easter);
    let other = easter.server.borrow_mut().contact(9);
    easter.server.borrow_mut().member(other, "lars", Role::Consultant, false);
    let mut lars = easter.phone("lars");
    lars.goes(Route::Calls(CallPlace::Loose(loose)));
    lars.goes_offline();
    lars.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: other }));
    lars.waits(1_000);
    assert!(inbox(&lars).loose.is_empty(), "tied, as far as he knows");

    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    mette.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: easter.families[3] }));
    mette.sync();
    let me = easter.server.borrow().person("lars").person;
    easter.server.borrow_mut().refuse = Some((me, Reason::NotCreatable));
    lars.sync();
    assert!(inbox(&lars).buckets.is_empty() && inbox(&lars).loose.is_empty(), "there is one follow-up");
    assert_eq!(easter.server.borrow().count(other, Kind::FollowUp), 0);
    let tied = |lars: &crate::support::Phone| {
        let parked = lars.model.waiting().unwrap().parked;
        parked.into_iter().find_map(|item| item.tied).expect("it is told")
    };
    lars.goes(Route::Waiting);
    assert_eq!(tied(&lars).by, None, "the server names nobody: a colleague it was");

    let at = at("2026-04-07T11:10:00");
    easter.server.borrow_mut().tied = Some(TiedCall { by: "Mette Holm".into(), at, family: Vec::new() });
    lars.goes(Route::More);
    lars.goes(Route::Waiting);
    let face = tied(&lars);
    assert_eq!(face.by.map(|(name, _)| name).as_deref(), Some("Mette Holm"));
    assert!(face.family.is_empty());
}

#[test]
fn what_was_said_before_it_was_tied_stands_with_the_family_by_who_said_it() {
    let easter = Easter::new();
    let loose = loose(&easter);
    let bech = easter.families[3];
    let mut lars = easter.phone("lars");
    lars.goes(Route::Calls(CallPlace::Loose(loose)));
    let call = lars.model.loose_call(loose).unwrap().call;
    says(&mut lars, &call, Saying::NotReached("2026-04-08".parse().ok()));
    says(&mut lars, &call, Saying::Talked("Hun er hos sin mormor.".into()));
    lars.sync();
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    mette.goes_offline();
    mette.waits(60_000);
    mette.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: bech }));
    let same = |phone: &Phone, who: Option<&str>| {
        let call = one(phone, bech);
        assert_eq!((call.chips.status, call.chips.slipped), (StatusFace::Talked, None), "it was tried");
        let steps = call.steps.iter().map(|step| (step.who.clone(), step.when.time.to_string(), step.what.clone()));
        let expected = [
            (who.map(str::to_owned), "11:18:00".to_owned(), StepWhat::NotReached("2026-04-08".parse().ok())),
            (who.map(str::to_owned), "11:18:00".to_owned(), StepWhat::Talked(Some("Hun er hos sin mormor.".into()))),
        ];
        assert_eq!(steps.collect::<Vec<_>>(), expected);
        assert!(!call.mine, "Mette only wrote it along");
    };
    same(&mette, Some("Lars Quist"));
    mette.sync();
    // The loose call went, and with it who said this about it. Nobody is named rather than whoever wrote it along.
    same(&mette, None);
    assert!(mette.model.waiting().unwrap().parked.is_empty(), "the server took it");
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(bech)));
    same(&mette, None);
    mette.waits(120_000);
    let call = one(&mette, bech);
    says(&mut mette, &call, Saying::Closed(String::new()));
    assert_eq!(one(&mette, bech).chips.status, StatusFace::Closed, "and goes on from there");
}

#[test]
fn why_a_call_is_withheld_goes_along_too_and_that_it_was_filed_does_not() {
    let easter = Easter::new();
    let loose = loose(&easter);
    let bech = easter.families[3];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    let call = mette.model.loose_call(loose).unwrap().call;
    mette.does(Intent::FollowUp(FollowUpIntent::Withhold { note: loose, reason: "Hun er bange for ham".into() }));
    mette.waits(1_000);
    says(&mut mette, &call, Saying::Closed(String::new()));
    says(&mut mette, &call, Saying::Filed("2026-114".into()));
    mette.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: bech }));
    mette.sync();
    mette.goes(Route::Calls(CallPlace::Family(bech)));
    let call = one(&mette, bech);
    assert_eq!(call.may_show, MayShow::Nobody);
    assert_eq!(call.why_not.as_deref(), Some("Hun er bange for ham"));
    assert_eq!((call.chips.status, call.filed), (StatusFace::Closed, false));
    assert_eq!(easter.server.borrow().count(bech, Kind::CallReceipt), 0, "nobody of the family is told");
}
