//! Calls to the akuttelefon: the consultant's list, what is said about them, and what the family is shown.

use std::cell::RefCell;
use std::rc::Rc;

use samspil_client::app::follow_up::{AwayAsk, FollowUpIntent, Saying};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::admin::AdminDeed;
use samspil_client::app::view::follow_up::{
    CallFace, CallFault, FollowUpPage, Inbox, ReceiptFace, StatusFace, StepWhat,
};
use samspil_client::app::view::{AnswerState, Readers, SaveState, Today, Why};
use samspil_shared::api::duty::{OfConsultant, StandIn, WhyAway};
use samspil_shared::doc::Line;
use samspil_shared::doc::call_note::Call;
use samspil_shared::domain::call::{CallerKind, MayShow, Urgency};
use samspil_shared::domain::follow_up::Heading;
use samspil_shared::domain::{DocId, Kind, PersonId, Role, SpaceId, Timestamp};

use crate::support::{PASSWORD, Phone, Server, at, call};

/// Tuesday after Easter, 11.18: five days were closed.
const TUESDAY: &str = "2026-04-07T11:18:00";

/// Mette's families over Easter, and Ida and Yusuf who answered.
struct Easter {
    server: Rc<RefCell<Server>>,
    /// Holst Bak, Østergaard, Yilmaz Krogh, Bech.
    families: [SpaceId; 4],
    duty: SpaceId,
}

impl Easter {
    fn new() -> Self {
        let mut server = Server::new();
        server.now = at("2026-03-31T12:00:00");
        for (name, login) in [
            ("Mette Holm", "mette"),
            ("Lars Quist", "lars"),
            ("Ida Toft", "ida"),
            ("Yusuf Amin", "yusuf"),
            ("Maria Holst", "maria"),
            ("Jonas Bak", "jonas"),
        ] {
            server.account(name, login, PASSWORD);
        }
        let families = [1, 2, 3, 4].map(|family| server.contact(family));
        for family in families {
            server.member(family, "mette", Role::Consultant, false);
            for officer in ["ida", "yusuf"] {
                server.member(family, officer, Role::DutyOfficer, false);
            }
        }
        for adult in ["maria", "jonas"] {
            server.member(families[0], adult, Role::FosterParent, false);
        }
        let (maria, jonas) = (server.person("maria").person, server.person("jonas").person);
        let cards: [(&[_], &str); 4] = [
            (&[("Maria Holst", Some(maria), "+4501000071"), ("Jonas Bak", Some(jonas), "+4501000072")], "Noah"),
            (&[("Kirsten Østergaard", None, "+4501000073")], "Elias"),
            (&[("Leyla Yilmaz", None, "+4520304050")], "Ali"),
            (&[("Nanna Bech", None, "")], "Oskar"),
        ];
        for (family, (adults, child)) in families.into_iter().zip(cards) {
            server.card("mette", family, adults, child);
        }
        let duty = server.duty();
        for (login, role) in [("mette", Role::Consultant), ("lars", Role::Consultant), ("ida", Role::DutyOfficer)] {
            server.member(duty, login, role, false);
        }
        let server = Rc::new(RefCell::new(server));
        Self { server, families, duty }
    }

    /// The six calls of the fixture: all due on Tuesday, the last one received there at eleven.
    fn calls(&self) -> Vec<DocId> {
        let [holst, oester, yilmaz, bech] = self.families;
        let calls = [
            (holst, "2026-04-01T22:10:00", Urgency::SameDay),
            (oester, "2026-04-02T14:00:00", Urgency::CanWait),
            (yilmaz, "2026-04-03T03:20:00", Urgency::SameDay),
            (bech, "2026-04-04T16:10:00", Urgency::First),
            (yilmaz, "2026-04-05T19:45:00", Urgency::SameDay),
            (holst, "2026-04-06T23:30:00", Urgency::First),
        ];
        let mut notes = Vec::new();
        for (index, (family, began, urgency)) in calls.into_iter().enumerate() {
            let began = at(began);
            let received = if index == 5 { (at("2026-04-07T11:00:00"), true) } else { (began.plus_ms(900_000), false) };
            let text = format!("Opkald {index}\nNoget mere.");
            let made = Call { caller: self.caller(family), ..call(began, &text, urgency) };
            notes.push(self.server.borrow_mut().registers("yusuf", family, &made, "2026-04-07", received));
        }
        notes
    }

    fn caller(&self, family: SpaceId) -> Option<PersonId> {
        (family == self.families[0]).then(|| self.server.borrow().person("maria").person)
    }

    /// Maria called on Monday night, and this may be shown.
    fn night(&self, may_show: MayShow) -> DocId {
        let why_not = (may_show == MayShow::Nobody).then(|| Line::new("Hun vil tale om det alene").unwrap());
        let began = at("2026-04-07T02:10:00");
        let caller = self.caller(self.families[0]);
        let made = Call { caller, may_show, why_not, ..call(began, "Noah skreg om natten.", Urgency::SameDay) };
        let received = (began.plus_ms(900_000), false);
        self.server.borrow_mut().registers("yusuf", self.families[0], &made, "2026-04-07", received)
    }

    fn phone(&self, login: &str) -> Phone {
        let seed = login.bytes().fold(11, |seed, byte| seed * 31 + u64::from(byte));
        let mut phone = Phone::new(&self.server, seed);
        phone.now = at(TUESDAY);
        self.server.borrow_mut().now = phone.now;
        phone.start();
        phone.sign_in(login, PASSWORD);
        phone.sync();
        assert!(phone.model.door().is_none(), "{login} is in: {:?}", phone.model.door());
        phone
    }
}

fn inbox(phone: &Phone) -> Inbox {
    match phone.model.today() {
        Some(Today::Staff(today)) => today.inbox.expect("a consultant has an inbox"),
        other => panic!("not a consultant's day: {other:?}"),
    }
}

fn page(phone: &Phone, space: SpaceId) -> FollowUpPage {
    phone.model.follow_up(space).expect("the family's page is there")
}

fn one(phone: &Phone, space: SpaceId) -> CallFace {
    let mut calls = page(phone, space).calls;
    assert_eq!(calls.len(), 1, "one follow-up");
    calls.remove(0)
}

fn says(phone: &mut Phone, call: &CallFace, saying: Saying) {
    phone.does(Intent::FollowUp(FollowUpIntent::Say { follow_ups: vec![call.follow_up], saying }));
    phone.waits(1_000);
}

fn receipts(phone: &Phone) -> Vec<ReceiptFace> {
    match phone.model.today() {
        Some(Today::Family(today)) => today.calls,
        other => panic!("not a family's day: {other:?}"),
    }
}

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
    let server = easter.server.borrow();
    assert_eq!((server.count(oester, Kind::FollowUp), server.count(easter.duty, Kind::FollowUp)), (1, 0));
    assert!(mette.model.not_filed().unwrap().is_empty(), "tying is no closing that must be filed");
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
    assert!(call.caller_known && call.receipt.is_none(), "no line can be written to nobody");
    mette.does(Intent::FollowUp(FollowUpIntent::Withhold { note, reason: "Jonas er hjemme".into() }));
    mette.waits(1_000);
    assert_eq!(one(&mette, holst).why_not.as_deref(), Some("Jonas er hjemme"));
    mette.sync();
    maria.sync();
    assert!(receipts(&maria).is_empty());

    mette.does(Intent::FollowUp(FollowUpIntent::Release { note, to: MayShow::Caller }));
    mette.waits(1_000);
    let call = one(&mette, holst);
    assert_eq!(call.may_show, MayShow::Caller);
    let receipt = call.receipt.expect("now there is something to write on");
    mette.does(Intent::FollowUp(FollowUpIntent::LineBack { receipt, text: "Godt, du ringede.".into() }));
    mette.sync();
    maria.sync();
    jonas.sync();
    let [shown] = &receipts(&maria)[..] else { panic!("{:?}", receipts(&maria)) };
    assert!(shown.by_me);
    assert_eq!((shown.began.time.to_string(), shown.due.to_string()), ("02:10:00".into(), "2026-04-07".into()));
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
fn a_receipt_is_there_for_a_fortnight() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let mut maria = easter.phone("maria");
    assert_eq!(receipts(&maria).len(), 1);
    maria.waits(15 * 86_400_000);
    maria.unlock(PASSWORD);
    maria.crash_and_unlock(PASSWORD);
    assert!(receipts(&maria).is_empty());
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
    let _: Timestamp = mette.now;
}
