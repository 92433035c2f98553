//! Calls to the akuttelefon: the consultant's list, and what is said about them.

use samspil_client::app::draft::{JotAt, JotKind};
use samspil_client::app::follow_up::{FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::follow_up::{CallFault, StatusFace, StepWhat};
use samspil_client::app::view::logbook::DraftOf;
use samspil_client::app::view::{DraftCard, Readers, SaveState, Today, Why};
use samspil_shared::domain::call::{MayShow, Urgency};
use samspil_shared::domain::follow_up::Heading;
use samspil_shared::domain::{DocId, Role};

use crate::support::easter::{Easter, inbox, one, page, says};
use crate::support::{at, call};

#[test]
fn after_easter_six_calls_are_four_rows_in_the_order_they_should_be_called() {
    let easter = Easter::new();
    easter.calls();
    let mette = easter.phone("mette");
    let inbox = inbox(&mette);
    assert_eq!((inbox.calls, inbox.families, inbox.untaken), (6, 4, 6));
    let [today] = &inbox.buckets[..] else { panic!("all are due today: {:?}", inbox.buckets) };
    assert_eq!(today.heading, Heading::Today);
    let rows: Vec<_> = today.rows.iter().map(|row| (row.adults[0].as_str(), row.calls, row.text.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("Nanna Bech", 1, "Opkald 3"),
            ("Maria Holst", 2, "Opkald 5"),
            ("Leyla Yilmaz", 2, "Opkald 2"),
            ("Kirsten Østergaard", 1, "Opkald 1"),
        ],
        "urgent ones first, then by when they called"
    );
    let maria = &today.rows[1];
    assert!(maria.chips.late, "written offline, received after the shift");
    assert!(!today.rows[0].chips.late && !today.rows[0].chips.overdue);
    assert_eq!(maria.last.time.to_string(), "23:30:00");
    assert_eq!((maria.children[0].name.as_str(), maria.children[0].months), ("Noah", Some(91)));
    assert_eq!(today.talk_at, None);
}

#[test]
fn what_was_received_after_its_day_stands_first_and_what_is_past_has_its_own_heading() {
    let easter = Easter::new();
    let [holst, oester, yilmaz, bech] = easter.families;
    for (family, began, urgency, due, received) in [
        (holst, "2026-04-07T05:00:00", Urgency::First, "2026-04-07", "2026-04-07T05:20:00"),
        (oester, "2026-03-31T21:40:00", Urgency::CanWait, "2026-04-01", "2026-03-31T22:00:00"),
        (yilmaz, "2026-03-31T23:40:00", Urgency::CanWait, "2026-04-01", "2026-04-07T10:00:00"),
        (bech, "2026-04-07T10:00:00", Urgency::SameDay, "2026-04-08", "2026-04-07T10:20:00"),
    ] {
        let made = call(at(began), "Hej", urgency);
        easter.server.borrow_mut().registers("ida", family, &made, due, (at(received), false));
    }
    let mette = easter.phone("mette");
    let buckets = inbox(&mette).buckets;
    let order: Vec<_> = buckets.iter().map(|bucket| (bucket.heading, bucket.rows.len())).collect();
    assert_eq!(order, [(Heading::Overdue, 2), (Heading::Today, 1), (Heading::Later, 1)]);
    assert_eq!(buckets[0].rows[0].space, yilmaz, "received late comes before what was called earlier");
    assert!(buckets[0].rows[0].chips.late && buckets[0].rows[0].chips.overdue);
    assert!(!buckets[0].rows[1].chips.late);
}

#[test]
fn a_family_is_as_urgent_as_the_most_urgent_of_its_calls() {
    let easter = Easter::new();
    let holst = easter.families[0];
    for (began, urgency, due) in
        [("2026-03-31T21:40:00", Urgency::CanWait, "2026-04-01"), ("2026-04-07T02:10:00", Urgency::First, "2026-04-07")]
    {
        let made = call(at(began), "Hej", urgency);
        easter.server.borrow_mut().registers("ida", holst, &made, due, (at(began), false));
    }
    let buckets = inbox(&easter.phone("mette")).buckets;
    let [overdue] = &buckets[..] else { panic!("{buckets:?}") };
    assert_eq!((overdue.heading, overdue.rows[0].chips.urgency), (Heading::Overdue, Urgency::First));
}

#[test]
fn what_families_would_like_to_talk_about_stands_between_the_urgent_and_the_rest() {
    let easter = Easter::new();
    easter.calls();
    {
        let mut server = easter.server.borrow_mut();
        let noah = server.placement("Noah", "2026-03-28");
        server.belongs(noah, 1);
        server.member(noah, "maria", Role::FosterParent, false);
        server.member(noah, "mette", Role::Consultant, false);
    }
    let mut maria = easter.phone("maria");
    let entry = maria.writes("Tre nætter i træk vågen kl. 2.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.sync();
    let mette = easter.phone("mette");
    let today = &inbox(&mette).buckets[0];
    assert_eq!((today.rows.len(), today.talk_at), (4, Some(2)), "after the two that should be called first");
    let contact = easter.families[0];
    let placement = mette.model.families().unwrap().families[0].space;
    assert_eq!(mette.model.contact_of(placement), Some(contact), "the placement's page leads to the family's card");
}

#[test]
fn a_page_shows_all_of_a_family_and_opening_it_is_a_read_with_its_purpose() {
    let easter = Easter::new();
    let notes = easter.calls();
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(easter.families[0])));
    let page = page(&mette, easter.families[0]);
    let texts: Vec<_> = page.calls.iter().map(|call| call.what.as_str()).collect();
    assert_eq!(texts, ["Opkald 5\nNoget mere.", "Opkald 0\nNoget mere."]);
    let call = &page.calls[0];
    assert_eq!((call.taken_by.as_str(), call.unit.as_str()), ("Yusuf Amin", "Klitmark Kommune"));
    assert_eq!((call.caller.as_deref(), call.may_show), (Some("Maria Holst"), MayShow::Caller));
    assert_eq!(call.received.unwrap().time.to_string(), "11:00:00");
    assert_eq!(call.chips.best_time.as_deref(), Some("Efter kl. 15"));
    let maria = &page.adults[0];
    assert_eq!((maria.name.as_str(), &maria.tel.as_ref().unwrap().href), ("Maria Holst", &None), "an invented number");
    mette.goes(Route::Calls(CallPlace::Family(easter.families[2])));
    let leyla = self::page(&mette, easter.families[2]).adults[0].clone();
    assert_eq!(leyla.tel.unwrap().href.as_deref(), Some("tel:+4520304050"));
    mette.sync();
    let server = easter.server.borrow();
    let read: Vec<_> = server.reads.iter().map(|(_, fact)| (fact.doc, fact.purpose)).collect();
    for note in [0, 2, 4, 5] {
        assert!(read.contains(&(notes[note], 8)), "{note} was opened to be followed up: {read:?}");
    }
    assert!(read.iter().all(|(doc, _)| *doc != notes[1] && *doc != notes[3]), "a list is no opening");
}

#[test]
fn several_are_taken_at_once_after_their_texts_were_shown() {
    let easter = Easter::new();
    let notes = easter.calls();
    let mut mette = easter.phone("mette");
    let all: Vec<DocId> = notes.iter().map(|note| samspil_shared::domain::call::follow_up_of(*note)).collect();
    let take = Intent::FollowUp(FollowUpIntent::Say { follow_ups: all, saying: Saying::Taken });
    mette.does(take.clone());
    assert_eq!(inbox(&mette).untaken, 6, "unread is not taken");
    mette.goes(Route::Calls(CallPlace::All));
    assert_eq!(mette.model.untaken_calls().unwrap().calls.len(), 6);
    mette.does(take);
    assert_eq!(inbox(&mette).untaken, 0);
    let taken = StatusFace::Taken(vec!["Mette Holm".into()]);
    assert!(inbox(&mette).buckets[0].rows.iter().all(|row| row.chips.status == taken));
    assert!(mette.model.untaken_calls().unwrap().calls.is_empty());
}

#[test]
fn each_step_is_a_fact_and_a_call_that_was_not_reached_waits_for_its_day() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    easter.server.borrow_mut().member(holst, "lars", Role::Consultant, false);
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    mette.goes_offline();
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::Taken);
    says(&mut mette, &call, Saying::NotReached("2026-04-09".parse().ok()));
    let row = inbox(&mette).buckets.remove(0);
    assert_eq!((row.heading, row.rows[0].chips.status.clone()), {
        (Heading::Later, StatusFace::NotReached("2026-04-09".parse().ok()))
    });
    says(&mut mette, &call, Saying::Talked("Hun sov bedre. Vi ses torsdag.".into()));
    let lars = page(&mette, holst).colleagues;
    let [(lars, name)] = &lars[..] else { panic!("{lars:?}") };
    assert_eq!(name, "Lars Quist");
    says(&mut mette, &call, Saying::Handed(*lars));
    assert!(inbox(&mette).buckets.is_empty(), "it is Lars' now");
    assert_eq!(inbox(&mette).others.len(), 1, "and stands quietly with others'");
    says(&mut mette, &call, Saying::Closed(String::new()));
    says(&mut mette, &call, Saying::Reopened);
    let steps: Vec<StepWhat> = one(&mette, holst).steps.into_iter().map(|step| step.what).collect();
    assert_eq!(
        steps,
        [
            StepWhat::Taken,
            StepWhat::NotReached("2026-04-09".parse().ok()),
            StepWhat::Talked(Some("Hun sov bedre. Vi ses torsdag.".into())),
            StepWhat::Handed("Lars Quist".into()),
            StepWhat::Closed(None),
            StepWhat::Reopened,
        ]
    );
    mette.sync();
    let mut lars = easter.phone("lars");
    lars.goes(Route::Calls(CallPlace::Family(holst)));
    assert_eq!(one(&lars, holst).chips.status, StatusFace::Reopened, "the same on another device");
}

#[test]
fn what_cannot_be_said_is_told_and_nothing_is_written() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Nobody);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::Closed("x".repeat(2_001)));
    assert_eq!(page(&mette, holst).fault, Some(CallFault::TooLong));
    mette.does(Intent::FollowUp(FollowUpIntent::Withhold { note, reason: "  ".into() }));
    assert_eq!(page(&mette, holst).fault, Some(CallFault::Missing));
    says(&mut mette, &call, Saying::NotReached("2026-04-06".parse().ok()));
    assert_eq!(page(&mette, holst).fault, Some(CallFault::Past), "nobody tries again yesterday");
    let ida = easter.server.borrow().person("ida").person;
    says(&mut mette, &call, Saying::Handed(ida));
    assert!(one(&mette, holst).steps.is_empty(), "an officer is no consultant it could be given to");
}

#[test]
fn two_who_take_it_at_once_are_both_named_and_it_stays_one() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    easter.server.borrow_mut().member(holst, "lars", Role::Consultant, false);
    let (mut mette, mut lars) = (easter.phone("mette"), easter.phone("lars"));
    for phone in [&mut mette, &mut lars] {
        phone.goes(Route::Calls(CallPlace::Family(holst)));
        phone.goes_offline();
    }
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::Taken);
    lars.waits(2_000);
    says(&mut lars, &call, Saying::Taken);
    mette.sync();
    lars.sync();
    mette.sync();
    for phone in [&mette, &lars] {
        let both = StatusFace::Taken(vec!["Mette Holm".into(), "Lars Quist".into()]);
        assert_eq!(one(phone, holst).chips.status, both);
        assert_eq!(inbox(phone).calls, 1);
    }
}

#[test]
fn who_stands_in_today_has_the_calls_and_the_fixed_one_sees_them_aside() {
    let easter = Easter::new();
    easter.calls();
    for family in easter.families {
        easter.server.borrow_mut().stands_in(family, "lars", "2026-04-07");
    }
    let (mette, mut lars) = (easter.phone("mette"), easter.phone("lars"));
    assert_eq!((inbox(&mette).calls, inbox(&mette).others.len()), (0, 4));
    assert_eq!((inbox(&lars).calls, inbox(&lars).families), (6, 4));
    lars.waits(13 * 3_600_000);
    assert_eq!(inbox(&lars).calls, 0, "the day is over");
}

#[test]
fn nothing_of_all_this_is_a_familys_or_an_officers() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Caller);
    for login in ["maria", "ida"] {
        let phone = easter.phone(login);
        assert!(phone.model.follow_up(easter.families[0]).is_none(), "{login}");
        assert!(phone.model.journal(note).is_none() && phone.model.loose_call(note).is_none(), "{login}");
    }
    let mut jonas = easter.phone("jonas");
    jonas.goes(Route::Calls(CallPlace::Family(easter.families[0])));
    jonas.sync();
    assert!(easter.server.borrow().reads.is_empty(), "nothing is opened that is not shown");
}

#[test]
fn a_store_that_is_full_says_so_and_the_step_can_be_said_again() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    mette.store_full = true;
    says(&mut mette, &call, Saying::Taken);
    assert_eq!((page(&mette, holst).deed, one(&mette, holst).steps.len()), (SaveState::StoreFailed, 0));
    mette.store_full = false;
    says(&mut mette, &call, Saying::Taken);
    assert_eq!(one(&mette, holst).steps.len(), 1);
}

#[test]
fn what_is_typed_in_a_sheet_outlives_a_crash_until_it_is_said() {
    let easter = Easter::new();
    let notes = easter.calls();
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(easter.families[0])));
    let follow_up = page(&mette, easter.families[0]).calls[0].follow_up;
    let at = JotAt::on(follow_up, JotKind::Outcome);
    let words = "Vi talte om natten. Hun prøver lyset i gangen.";
    mette.does(Intent::Jot(at, words.into()));
    mette.waits(1_000);
    assert_eq!(mette.model.jotted(at).as_deref(), Some(words));
    assert_eq!(mette.model.jotted(JotAt::on(notes[1], JotKind::Outcome)), None, "of another call");

    mette.crash_and_unlock(crate::support::PASSWORD);
    assert_eq!(mette.model.jotted(at).as_deref(), Some(words), "it is there when the sheet is opened again");
    mette.goes(Route::Calls(CallPlace::Family(easter.families[0])));
    let more = format!("{words} Vi ses fredag.");
    mette.does(Intent::Jot(at, more.clone()));
    mette.does(Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![follow_up], saying: Saying::Talked(more) }));
    assert_eq!(mette.model.jotted(at), None, "it was said");
    mette.crash_and_unlock(crate::support::PASSWORD);
    assert_eq!(mette.model.jotted(at), None, "and is not offered a second time");
}

fn drafts(phone: &crate::support::Phone) -> Vec<DraftCard> {
    match phone.model.today() {
        Some(Today::Staff(today)) => today.drafts,
        other => panic!("not a consultant's day: {other:?}"),
    }
}

#[test]
fn what_was_typed_about_a_call_that_is_gone_is_offered_to_copy_or_throw_away() {
    let easter = Easter::new();
    let oester = easter.families[1];
    easter.server.borrow_mut().member(oester, "lars", Role::Consultant, false);
    let began = at("2026-04-05T19:05:00");
    let made = call(began, "Ville ikke sige, hvilken familie.", Urgency::SameDay);
    let loose = easter.server.borrow_mut().registers("ida", easter.duty, &made, "2026-04-07", (began, false));
    let (mut mette, mut lars) = (easter.phone("mette"), easter.phone("lars"));
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    let follow_up = mette.model.loose_call(loose).unwrap().call.follow_up;
    let words = "Jeg ringede til stationen.";
    mette.does(Intent::Jot(JotAt::on(follow_up, JotKind::Outcome), words.into()));
    mette.waits(1_000);
    assert_eq!(drafts(&mette), [], "it is there when its sheet is opened");
    lars.goes(Route::Calls(CallPlace::Loose(loose)));
    lars.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: oester }));
    lars.sync();
    mette.sync();
    for crashed in [false, true] {
        if crashed {
            mette.crash_and_unlock(crate::support::PASSWORD);
            mette.sync();
        }
        let [draft] = &drafts(&mette)[..] else { panic!("crashed: {crashed}, {:?}", drafts(&mette)) };
        assert_eq!((&draft.of, draft.excerpt.as_str()), (&DraftOf::Jot(JotKind::Outcome), words));
        mette.does(Intent::CopyBegun(draft.key));
        assert_eq!(mette.copied.last().map(String::as_str), Some(words));
        mette.copied.clear();
    }
    let key = drafts(&mette)[0].key;
    mette.does(Intent::DropDraft(key));
    assert_eq!(drafts(&mette), []);
    mette.crash_and_unlock(crate::support::PASSWORD);
    assert_eq!(drafts(&mette), [], "it is off the disk too");

    // Of what is closed the sheet is gone until it is opened again.
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    mette.sync();
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let open = one(&mette, holst);
    let jot = JotAt::on(open.follow_up, JotKind::Outcome);
    mette.does(Intent::Jot(jot, words.into()));
    let herself = easter.server.borrow().person("mette").person;
    says(&mut mette, &open, Saying::Handed(herself));
    assert_eq!(drafts(&mette), []);
    let receipt = JotAt::on(open.receipt.unwrap(), JotKind::LineBack);
    mette.does(Intent::Jot(receipt, "Godt, du ringede.".into()));
    easter.server.borrow_mut().member(holst, "lars", Role::Consultant, false);
    lars.sync();
    lars.goes(Route::Calls(CallPlace::Family(holst)));
    lars.waits(60_000);
    let theirs = one(&lars, holst);
    says(&mut lars, &theirs, Saying::Closed(String::new()));
    lars.sync();
    mette.sync();
    let offered: Vec<_> = drafts(&mette).into_iter().map(|draft| draft.of).collect();
    assert_eq!(offered, [DraftOf::Jot(JotKind::Outcome)], "a line can be written on what is closed");
    let key = drafts(&mette)[0].key;
    mette.does(Intent::DropDraft(key));
    assert_eq!((drafts(&mette), mette.model.jotted(jot)), (vec![], None), "one that was typed in this tab goes too");
    says(&mut mette, &open, Saying::Reopened);
    assert_eq!(drafts(&mette), []);
}
