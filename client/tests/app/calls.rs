//! Calls to the akuttelefon: what the family is shown, what is filed, loose calls, and who follows up meanwhile.

use samspil_client::app::follow_up::{AwayAsk, FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::AnswerState;
use samspil_client::app::view::admin::AdminDeed;
use samspil_client::app::view::follow_up::StepWhat;
use samspil_shared::api::duty::{OfConsultant, StandIn, WhyAway};
use samspil_shared::doc::Line;
use samspil_shared::doc::call_note::Call;
use samspil_shared::doc::call_receipt::Settled;
use samspil_shared::domain::Kind;
use samspil_shared::domain::call::{CallerKind, MayShow, Urgency};

use crate::support::easter::{Easter, inbox, one, receipts, says};
use crate::support::{PASSWORD, Phone, at, call};

#[test]
fn a_call_from_nobody_on_a_card_is_tied_to_a_family_and_is_one() {
    let easter = Easter::new();
    let began = at("2026-04-05T19:05:00");
    let made = Call {
        caller_kind: CallerKind::Other,
        caller_name: Line::new("Lis"),
        ..call(began, "Ville ikke sige, hvilken familie.", Urgency::SameDay)
    };
    let loose = easter.server.borrow_mut().registers("ida", easter.duty, &made, "2026-04-07", (began, false));
    let mut mette = easter.phone("mette");
    let row = inbox(&mette).loose.remove(0);
    assert_eq!((row.note, row.caller.as_deref(), row.text.as_str()), {
        (loose, Some("Lis"), "Ville ikke sige, hvilken familie.")
    });
    assert_eq!(inbox(&easter.phone("lars")).loose.len(), 1, "every consultant of the unit has it");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    let page = mette.model.loose_call(loose).unwrap();
    assert!(page.call.unseen && !page.call.can_release, "no family, nobody to show it to");
    let names: Vec<_> = page.families.iter().map(|family| family.adults[0].as_str()).collect();
    assert_eq!(names, ["Kirsten Østergaard", "Leyla Yilmaz", "Maria Holst", "Nanna Bech"]);
    let oester = easter.families[1];
    mette.does(Intent::FollowUp(FollowUpIntent::Tie { loose, space: oester }));
    assert_eq!(mette.model.route(), Route::Calls(CallPlace::Family(oester)));
    mette.sync();
    for phone in [&mette, &easter.phone("lars")] {
        assert!(inbox(phone).loose.is_empty(), "it is off the list");
    }
    let call = one(&mette, oester);
    assert_eq!((call.taken_by.as_str(), call.due.to_string().as_str()), ("Ida Toft", "2026-04-07"));
    assert_eq!((call.what.as_str(), call.caller.as_deref()), ("Ville ikke sige, hvilken familie.", Some("Lis")));
    assert_eq!(call.received.map(|at| at.date), "2026-04-05".parse().ok(), "when it came, not when it was tied");
    assert!(!call.chips.late);
    assert!(call.unseen && call.can_release, "tied, it can be shown to the adults");
    let server = easter.server.borrow();
    assert_eq!((server.count(oester, Kind::FollowUp), server.count(easter.duty, Kind::FollowUp)), (1, 0));
    assert!(mette.model.not_filed().unwrap().is_empty(), "tying is no closing that must be filed");
}

#[test]
fn a_loose_call_that_is_closed_must_be_filed_too() {
    let easter = Easter::new();
    let began = at("2026-04-05T19:05:00");
    let made = call(began, "Forkert nummer.", Urgency::CanWait);
    let loose = easter.server.borrow_mut().registers("ida", easter.duty, &made, "2026-04-07", (began, false));
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Loose(loose)));
    let call = mette.model.loose_call(loose).unwrap().call;
    says(&mut mette, &call, Saying::Closed("Forkert nummer.".into()));
    assert!(inbox(&mette).loose.is_empty());
    let [row] = &mette.model.not_filed().unwrap()[..] else { panic!() };
    assert_eq!((row.note, row.adults.len()), (loose, 0), "nobody gave a name");
}

#[test]
fn a_withheld_call_is_nowhere_until_it_is_released_to_the_caller_alone() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Nobody);
    let holst = easter.families[0];
    let (mut maria, mut jonas) = (easter.phone("maria"), easter.phone("jonas"));
    assert!(receipts(&maria).is_empty() && receipts(&jonas).is_empty());
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    assert_eq!((call.may_show, call.why_not.as_deref()), (MayShow::Nobody, Some("Hun vil tale om det alene")));
    assert!(call.caller_known && call.can_release && !call.unseen, "withheld on purpose");
    assert!(call.receipt.is_none(), "no line can be written to nobody");
    mette.does(Intent::FollowUp(FollowUpIntent::Withhold { note, reason: "Jonas er hjemme".into() }));
    mette.waits(1_000);
    assert_eq!(one(&mette, holst).why_not.as_deref(), Some("Jonas er hjemme"));
    mette.sync();
    maria.sync();
    assert!(receipts(&maria).is_empty());

    let asked = mette.model.release_ask(note, MayShow::Caller).expect("it is asked first");
    assert_eq!((&asked.readers[..], asked.of_child), (&["Maria Holst".to_owned()][..], false));
    assert_eq!((asked.why_not.as_deref(), asked.caller.as_deref()), (Some("Jonas er hjemme"), Some("Maria Holst")));
    assert_eq!(asked.agreed.as_deref(), Some("Konsulenten ringer efter påske."), "the receipt as it will stand");
    assert_eq!(mette.model.release_ask(note, MayShow::Adults).unwrap().readers.len(), 2);
    mette.does(Intent::FollowUp(FollowUpIntent::ReleaseOfChild { note }));
    mette.waits(1_000);
    assert_eq!(one(&mette, holst).may_show, MayShow::Nobody, "nobody's child called");
    mette.does(Intent::FollowUp(FollowUpIntent::Release { note, to: MayShow::Caller }));
    mette.waits(1_000);
    let call = one(&mette, holst);
    assert_eq!(call.may_show, MayShow::Caller);
    let receipt = call.receipt.expect("now there is something to write on");
    assert_eq!(mette.model.line_readers(receipt), ["Maria Holst"], "and of whom it is read");
    mette.does(Intent::FollowUp(FollowUpIntent::LineBack { receipt, text: "Godt, du ringede.".into() }));
    mette.sync();
    maria.sync();
    jonas.sync();
    let [shown] = &receipts(&maria)[..] else { panic!("{:?}", receipts(&maria)) };
    assert!(shown.by_me);
    assert_eq!((shown.began.time.to_string(), shown.due), ("02:10:00".into(), "2026-04-07".parse().ok()));
    assert_eq!(shown.agreed.as_deref(), Some("Konsulenten ringer efter påske."));
    let [line] = &shown.lines[..] else { panic!("{:?}", shown.lines) };
    assert_eq!((line.who.as_str(), line.text.as_str()), ("Mette Holm", "Godt, du ringede."));
    assert!(receipts(&jonas).is_empty(), "the other adult sees nothing of it");

    mette.does(Intent::FollowUp(FollowUpIntent::Release { note, to: MayShow::Adults }));
    mette.sync();
    maria.sync();
    jonas.sync();
    assert_eq!(receipts(&maria).len(), 1, "a call is told of once");
    let [shown] = &receipts(&jonas)[..] else { panic!("{:?}", receipts(&jonas)) };
    assert_eq!((shown.by_me, shown.caller.as_deref()), (false, Some("Maria Holst")));
}

#[test]
fn a_call_of_nobody_known_is_seen_by_nobody_until_it_is_shown_to_both_adults() {
    let easter = Easter::new();
    let holst = easter.families[0];
    let began = at("2026-04-07T02:10:00");
    let made =
        Call { caller_kind: CallerKind::Child, caller_name: Line::new("Noah"), ..call(began, "Hej", Urgency::First) };
    let note = easter.server.borrow_mut().registers("yusuf", holst, &made, "2026-04-07", (began, false));
    let (mut maria, mut jonas) = (easter.phone("maria"), easter.phone("jonas"));
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let face = one(&mette, holst);
    assert_eq!((face.may_show, face.caller_known, face.receipt), (MayShow::Caller, false, None));
    assert!(face.unseen && face.can_release, "it may be shown, and there is nobody to show it to");
    mette.does(Intent::FollowUp(FollowUpIntent::Release { note, to: MayShow::Adults }));
    mette.waits(1_000);
    assert!(one(&mette, holst).unseen, "of a child who called alone adults are told by no ordinary tap");
    let asked = mette.model.release_ask(note, MayShow::Adults).expect("it can be asked");
    assert_eq!((asked.of_child, &asked.readers[..]), (true, &["Jonas Bak".to_owned(), "Maria Holst".into()][..]));
    assert_eq!(mette.model.release_ask(note, MayShow::Caller), None, "a child has no account");
    mette.does(Intent::FollowUp(FollowUpIntent::ReleaseOfChild { note }));
    mette.waits(1_000);
    let face = one(&mette, holst);
    assert!(!face.unseen && !face.can_release);
    let receipt = face.receipt.expect("now a line can be written");
    mette.does(Intent::FollowUp(FollowUpIntent::LineBack { receipt, text: "Godt, I ringede.".into() }));
    mette.sync();
    for phone in [&mut maria, &mut jonas] {
        phone.sync();
        assert_eq!(receipts(phone)[0].lines[0].text, "Godt, I ringede.");
    }
}

#[test]
fn a_receipt_is_there_for_a_fortnight() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let mut maria = easter.phone("maria");
    assert_eq!(receipts(&maria)[0].due, "2026-04-07".parse().ok());
    maria.waits(86_400_000);
    maria.unlock(PASSWORD);
    maria.crash_and_unlock(PASSWORD);
    assert_eq!(receipts(&maria)[0].due, None, "nobody calls by yesterday");
    maria.waits(14 * 86_400_000);
    maria.unlock(PASSWORD);
    maria.crash_and_unlock(PASSWORD);
    assert!(receipts(&maria).is_empty());
}

#[test]
fn a_receipt_promises_no_call_any_more_once_they_talked() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let (mut maria, mut jonas) = (easter.phone("maria"), easter.phone("jonas"));
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::NotReached(None));
    mette.sync();
    maria.sync();
    assert_eq!((receipts(&maria)[0].due, receipts(&maria)[0].settled), ("2026-04-07".parse().ok(), None));
    says(&mut mette, &call, Saying::Talked("Han sover igen.".into()));
    says(&mut mette, &call, Saying::Closed("Intet mere.".into()));
    mette.sync();
    for phone in [&mut maria, &mut jonas] {
        phone.sync();
    }
    let [shown] = &receipts(&maria)[..] else { panic!("{:?}", receipts(&maria)) };
    assert_eq!((shown.due, shown.settled.map(|(how, _)| how)), (None, Some(Settled::Talked)));
    assert!(shown.lines.is_empty() && receipts(&jonas).is_empty(), "none of what came of it, and to nobody else");
    let server = easter.server.borrow();
    let told = server.bytes_of(Kind::CallReceipt).concat();
    let tells = |text: &str| told.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(!tells("Han sover igen") && !tells("Intet mere"));
}

#[test]
fn what_is_closed_is_missing_from_the_journal_until_it_is_filed() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    assert_eq!(inbox(&mette).not_filed, 0);
    says(&mut mette, &call, Saying::Closed("Aftalt besøg torsdag.".into()));
    assert_eq!(inbox(&mette).not_filed, 1);
    let [row] = &mette.model.not_filed().unwrap()[..] else { panic!() };
    assert_eq!((row.note, row.adults[0].as_str()), (note, "Maria Holst"));

    mette.goes(Route::Calls(CallPlace::Journal(note)));
    assert_eq!(mette.model.chrome().unwrap().back, Some(Route::Calls(CallPlace::Family(holst))));
    let journal = mette.model.journal(note).unwrap().call;
    assert_eq!((journal.family.len(), journal.steps.len(), journal.filed), (2, 1, false));
    mette.does(Intent::FollowUp(FollowUpIntent::Print));
    mette.does(Intent::FollowUp(FollowUpIntent::Copy("Opkald".into())));
    assert_eq!((mette.printed, mette.copied.last().map(String::as_str)), (1, Some("Opkald")));
    says(&mut mette, &call, Saying::Filed("Sag 26/1204".into()));
    assert!(mette.model.not_filed().unwrap().is_empty());
    let journal = mette.model.journal(note).unwrap();
    assert!(journal.call.filed && journal.call.heading.is_none(), "filing opens nothing");
    assert_eq!(journal.call.steps.last().unwrap().what, StepWhat::Filed(Some("Sag 26/1204".into())));
}

#[test]
fn what_comes_after_filing_is_to_be_filed_too() {
    let easter = Easter::new();
    let note = easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    let missing = |mette: &Phone| inbox(mette).not_filed;
    says(&mut mette, &call, Saying::Closed(String::new()));
    says(&mut mette, &call, Saying::Filed(String::new()));
    assert_eq!(missing(&mette), 0);
    says(&mut mette, &call, Saying::Talked("De ringede selv op igen.".into()));
    says(&mut mette, &call, Saying::Closed(String::new()));
    assert_eq!(missing(&mette), 1, "there is more to file");
    says(&mut mette, &call, Saying::Filed(String::new()));
    assert_eq!(missing(&mette), 0);
    let receipt = one(&mette, holst).receipt.unwrap();
    mette.does(Intent::FollowUp(FollowUpIntent::LineBack { receipt, text: "Tak for snakken.".into() }));
    mette.waits(1_000);
    assert_eq!(missing(&mette), 1, "what was written to the family belongs to it");
    mette.goes(Route::Calls(CallPlace::Journal(note)));
    assert!(!mette.model.journal(note).unwrap().call.filed);
    says(&mut mette, &call, Saying::Filed(String::new()));
    assert_eq!(missing(&mette), 0);
}

#[test]
fn who_is_ill_today_is_said_with_one_tap_and_taken_back() {
    let easter = Easter::new();
    let mut lars = easter.phone("lars");
    lars.goes(Route::Calls(CallPlace::Away));
    let away = lars.model.away().unwrap();
    assert_eq!((away.state, away.people.len()), (AnswerState::Known, 2));
    let mette = away.people.iter().find(|row| row.name == "Mette Holm").unwrap().clone();
    assert_eq!((mette.partner.as_deref(), mette.now, mette.can_return), (Some("Lars Quist"), None, false));
    let of = OfConsultant { person: mette.person };
    let asks = |lars: &mut Phone, ask| lars.does(Intent::FollowUp(FollowUpIntent::Away(ask)));
    let row = |lars: &Phone| lars.model.away().unwrap().people[1].clone();
    asks(&mut lars, AwayAsk::Ill(of));
    let now = row(&lars).now.unwrap();
    assert_eq!((now.instead.as_str(), now.why, now.last.to_string()), {
        ("Lars Quist", WhyAway::Ill, "2026-04-07".into())
    });
    assert!(row(&lars).can_return);
    asks(&mut lars, AwayAsk::Back(of));
    assert_eq!(row(&lars).now, None);
    let instead = easter.server.borrow().person("lars").person;
    let (from, to) = ("2026-04-20".parse().unwrap(), "2026-04-24".parse().unwrap());
    asks(&mut lars, AwayAsk::StandIn(StandIn { person: mette.person, instead, from, to }));
    let ahead = &row(&lars).ahead[0];
    assert_eq!((ahead.first, ahead.last, ahead.why), (from, to, WhyAway::Days));

    lars.goes_offline();
    asks(&mut lars, AwayAsk::Ill(of));
    let away = lars.model.away().unwrap();
    assert_eq!((away.deed, away.people.len()), (AdminDeed::Offline, 2), "what is known stands");
    assert_eq!(lars.model.more().map(|more| more.says_away), Some(true));
    assert!(easter.phone("maria").model.away().is_none(), "no page for a family");
}
