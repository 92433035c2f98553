//! A night at the akuttelefon, without a network.

use samspil_client::app::duty::{CallClock, CallField, CallIntent, DutyIntent, Who};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{DutyPlace, Route};
use samspil_client::app::view::admin::AdminDeed;
use samspil_client::app::view::duty::{CallFault, CallStatus, WhoseFace};
use samspil_client::app::view::{AnswerState, Standing, SyncLine};
use samspil_shared::api::duty::Served;
use samspil_shared::api::{PublicFacts, UnitFacts, UnitHours};
use samspil_shared::domain::call::{MayShow, Notice, PassedTo, Urgency, follow_up_of, receipt_of};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{Audience, Kind, SpaceId, Timestamp, UnitId};
use samspil_shared::sync::frame::{ClientFrame, Item};
use samspil_shared::sync::record::{Entry, Record};

use crate::support::{Night, PASSWORD, Phone, UNIT};

#[test]
fn three_fields_make_a_note_its_follow_up_and_a_receipt() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let doc = yusuf.begins_call();
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.faults(), [CallFault::What, CallFault::Whose, CallFault::Urgency], "said at the fields");
    yusuf.says(CallField::What, "Noah vågnede og skreg.");
    yusuf.calls(CallIntent::Find("hol".into()));
    let found = yusuf.model.new_call().unwrap().found;
    assert_eq!(found.hits.iter().map(|hit| hit.space).collect::<Vec<_>>(), [night.holst]);
    assert_eq!((&*found.hits[0].children[0].name, found.hits[0].children[0].age), ("Noah", Some(7)));
    yusuf.calls(CallIntent::Family(night.holst));
    yusuf.calls(CallIntent::Who(Who::Adult("Maria Holst".into())));
    yusuf.calls(CallIntent::Urgency(Urgency::First));
    assert_eq!(yusuf.faults(), []);
    yusuf.waits(8 * 60_000);
    yusuf.calls(CallIntent::Save);

    let made = yusuf.made();
    let follow_up = follow_up_of(doc);
    let receipt = receipt_of(doc, MayShow::Caller).unwrap();
    assert_eq!(made.iter().map(|(doc, _)| *doc).collect::<Vec<_>>(), [doc, follow_up, receipt]);
    let of = |index: usize| &made[index].1;
    assert_eq!((of(0).kind, of(0).audience, of(0).space), (Kind::CallNote, Audience::CALL, night.holst));
    assert_eq!((of(1).kind, of(1).audience, of(1).parent), (Kind::FollowUp, Audience::FOLLOW_UP, Some(doc)));
    assert_eq!((of(2).audience, &of(2).readers), (Audience::CALL, &vec![night.maria]));
    assert_eq!(yusuf.device.drafts.len(), 1, "the settings alone: the draft went with the save");

    assert_eq!(yusuf.model.route(), Route::Duty(DutyPlace::Call(doc)));
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert_eq!(saved.due, "2026-04-07".parse().unwrap(), "the Tuesday after Easter");
    assert_eq!((saved.standing, saved.status), (Standing::Waiting, CallStatus::New));
    assert_eq!(yusuf.model.chrome().unwrap().sync, SyncLine::Waiting(1), "a call is one thing");
    assert_eq!(yusuf.model.waiting().unwrap().waiting.len(), 1);
    assert_eq!(saved.who, ["Maria Holst", "Jonas Bak"]);
    assert_eq!(saved.ended.time, "22:18:00".parse().unwrap(), "the call ended when it was saved");
    assert_eq!(saved.began.time, "22:10:00".parse().unwrap());
    assert!(!saved.unseen, "Maria has a receipt");

    yusuf.sync();
    let server = night.server.borrow();
    for kind in [Kind::CallNote, Kind::FollowUp, Kind::CallReceipt] {
        assert_eq!(server.of_kind(kind).len(), 1, "{kind:?}");
    }
    drop(server);
    assert_eq!(yusuf.model.saved_call(doc).unwrap().standing, Standing::Sent);
}

#[test]
fn what_may_be_shown_to_nobody_makes_no_receipt() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::MayShow(MayShow::Nobody));
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.faults(), [CallFault::WhyNot]);
    yusuf.says(CallField::WhyNot, "Hun overvejer at flytte.");
    yusuf.calls(CallIntent::Notice(Notice::Sent));
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.faults(), [CallFault::NoticeBy]);
    yusuf.says(CallField::NoticeBy, "Yusuf, kl. 22.15");
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.made().iter().map(|(_, meta)| meta.kind).collect::<Vec<_>>(), [Kind::CallNote, Kind::FollowUp]);
}

#[test]
fn both_adults_have_one_receipt_and_a_child_has_none() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let doc = yusuf.takes_call(night.toft);
    let face = yusuf.model.new_call().unwrap();
    assert_eq!(face.who, Some(Who::Adult("Ida Toft".into())), "with one adult there is no doubt");
    yusuf.calls(CallIntent::MayShow(MayShow::Adults));
    yusuf.calls(CallIntent::Save);
    let made = yusuf.made();
    assert_eq!(made[2].0, receipt_of(doc, MayShow::Adults).unwrap());
    assert_eq!((made[2].1.audience, made[2].1.readers.len()), (Audience::RECEIPT, 0));

    yusuf.takes_call(night.toft);
    yusuf.calls(CallIntent::Who(Who::Child("Ea".into())));
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.made().len(), 5, "a child has no account to be shown it in");
    let Route::Duty(DutyPlace::Call(of_child)) = yusuf.model.route() else { panic!("the saved call is shown") };
    assert!(yusuf.model.saved_call(of_child).unwrap().unseen && !yusuf.model.saved_call(doc).unwrap().unseen);
}

#[test]
fn whom_it_is_about_and_who_else_was_brought_in_need_not_be_asked_and_may_be_several() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let about = |yusuf: &Phone| yusuf.model.new_call().unwrap().about;
    yusuf.takes_call(night.holst);
    assert_eq!(about(&yusuf), ["Noah"], "there is no other child");
    yusuf.calls(CallIntent::OtherFamily);
    yusuf.calls(CallIntent::Family(night.toft));
    assert!(about(&yusuf).is_empty(), "of two nobody says");
    yusuf.calls(CallIntent::Who(Who::Child("Ea".into())));
    assert_eq!(about(&yusuf), ["Ea"], "who calls for themselves");
    yusuf.calls(CallIntent::About("Ali".into()));
    yusuf.calls(CallIntent::About("Ea".into()));
    yusuf.calls(CallIntent::About("Ea".into()));
    assert_eq!(about(&yusuf), ["Ali", "Ea"]);
    for to in [PassedTo::Doctor, PassedTo::Police, PassedTo::DutyService, PassedTo::DutyService] {
        yusuf.calls(CallIntent::PassedOn(to));
    }
    yusuf.waits(1_000);
    yusuf.crash_and_unlock(PASSWORD);
    let doc = yusuf.begins_call();
    yusuf.calls(CallIntent::Save);
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert_eq!((saved.about.as_deref(), saved.unit), (Some("Ali, Ea"), None));
    assert_eq!(saved.passed_on.iter().collect::<Vec<_>>(), [PassedTo::Police, PassedTo::Doctor]);
}

#[test]
fn the_duty_service_is_known_by_its_kind_whatever_it_is_called() {
    let night = Night::new();
    let preset = serde_json::to_string(&Preset::klitmark()).unwrap();
    let renamed = preset.replace("Den sociale døgnvagt", "Social vagt").replace("Akuttelefonen", "Døgnvagttelefonen");
    let Preset { unit: name, calendar, numbers, worry, .. } = Preset::parse(&renamed).unwrap();
    let hours = UnitHours { calendar, numbers, worry };
    night.server.borrow_mut().facts = PublicFacts { units: vec![UnitFacts { unit: UNIT, name, hours }] };
    let yusuf = night.phone();
    let bar = yusuf.model.danger_bar().unwrap();
    assert_eq!(bar.watch.map(|watch| watch.label).as_deref(), Some("Social vagt"));
    assert_eq!((bar.emergency.text.as_str(), bar.emergency.href), ("112", None), "its numbers are invented");
}

#[test]
fn a_caller_without_a_card_lies_on_the_common_list() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let doc = yusuf.begins_call();
    yusuf.says(CallField::What, "En pige ringer fra stationen.");
    yusuf.calls(CallIntent::NotOnList);
    yusuf.says(CallField::Name, "Liv");
    yusuf.says(CallField::Tel, "00 00 00");
    yusuf.calls(CallIntent::Urgency(Urgency::SameDay));
    yusuf.says(CallField::Tel, "mangler");
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.faults(), [CallFault::Tel], "a number that is none is said; the rest stays");
    yusuf.says(CallField::Tel, "00 00 00 12");
    yusuf.calls(CallIntent::Save);
    let made = yusuf.made();
    assert_eq!((made[0].0, made[0].1.kind, made[0].1.space), (doc, Kind::LooseCall, night.loose));
    assert_eq!((made[1].1.kind, made.len()), (Kind::FollowUp, 2));
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert!(saved.who == ["Liv"] && saved.unseen, "no family has it yet");

    // With two units the likely one is chosen, and whoever takes the call may choose the other.
    let other = SpaceId::from_bytes([99; 16]);
    yusuf.sync();
    let serves = Served { unit: UnitId::from_bytes([9; 16]), name: "Fjordby Kommune".into(), space: other };
    yusuf.duty_office.rota.serves.push(serves);
    yusuf.does(Intent::Duty(DutyIntent::AskRota));
    yusuf.begins_call();
    yusuf.calls(CallIntent::NotOnList);
    let whose = yusuf.model.new_call().unwrap().whose;
    let of = |unit| move |whose: &WhoseFace| matches!(whose, WhoseFace::NotOnList { units, unit: Some(of), .. } if units.len() == 2 && *of == unit);
    assert!(of(night.loose)(&whose), "where the call before lies: {whose:?}");
    yusuf.calls(CallIntent::Unit(Some(other)));
    assert!(of(other)(&yusuf.model.new_call().unwrap().whose));
    yusuf.calls(CallIntent::Save);
    assert!(!yusuf.faults().contains(&CallFault::Unit));
}

#[test]
fn a_call_that_was_begun_survives_a_crash_and_the_lock() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    yusuf.waits(1_000);
    yusuf.crash_and_unlock(PASSWORD);
    assert_eq!(yusuf.model.shift().unwrap().drafts.len(), 1, "it is offered");
    yusuf.begins_call();
    let call = yusuf.model.new_call().unwrap();
    assert_eq!(call.words(CallField::What), "Noah vågnede og skreg.");
    assert_eq!((call.urgency, call.began.at.time), (Some(Urgency::First), "22:10:00".parse().unwrap()));
    assert!(call.found_at.is_some() && !call.off_duty);

    yusuf.waits(4 * 60_000);
    assert!(!yusuf.model.new_call().unwrap().veiled);
    yusuf.waits(15 * 60_000);
    assert_eq!(yusuf.locked, None, "who listens touches nothing");
    assert!(yusuf.model.new_call().unwrap().veiled, "its length alone shows");
    yusuf.waits(2 * 60_000);
    assert_eq!(yusuf.locked, Some(false));
    yusuf.crash_and_unlock(PASSWORD);
    yusuf.begins_call();
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.made().len(), 2, "nobody said who called: no receipt, and nothing is asked for");
    let Route::Duty(DutyPlace::Call(doc)) = yusuf.model.route() else { panic!("the saved call is shown") };
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert!(
        saved.unseen,
        "the default says that the caller may see it: without one, nobody does, and the page says so"
    );
    assert_eq!(yusuf.model.shift().unwrap().drafts.len(), 0);

    yusuf.goes(Route::Duty(DutyPlace::Shift));
    yusuf.waits(6 * 60_000);
    assert_eq!(yusuf.locked, Some(false), "elsewhere it locks as it always does");
}

/// Records in the device's log that a family's card stands in.
fn stored_cards(phone: &Phone) -> usize {
    let is_card = |item: &Item| matches!(item, Item::New(new) if new.meta.kind == Kind::FamilyCard);
    let holds =
        |record: &Record| matches!(&record.entry, Entry::Received { items, .. } if items.items.iter().any(is_card));
    phone.device.log.iter().filter(|(_, record)| holds(record)).count()
}

#[test]
fn after_the_window_cards_are_gone_and_own_calls_remain() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let doc = yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Save);
    // A second one is begun, and saved in the afternoon.
    yusuf.takes_call(night.toft);
    yusuf.calls(CallIntent::MayShow(MayShow::Adults));
    yusuf.waits(1_000);
    yusuf.goes(Route::Duty(DutyPlace::Shift));
    assert!(stored_cards(&yusuf) > 0);
    yusuf.comes_at("2026-04-02T16:00:00");

    let shift = yusuf.model.shift().unwrap();
    assert_eq!((shift.open_until, shift.found.cards), (None, 0), "no card is here any more");
    assert_eq!(yusuf.model.duty_family(night.holst), None);
    assert_eq!(shift.own_calls.iter().filter_map(|line| line.note).collect::<Vec<_>>(), [doc], "the own call is");
    assert_eq!(stored_cards(&yusuf), 0, "not even sealed");
    yusuf.crash_and_unlock(PASSWORD);
    assert_eq!(yusuf.model.shift().unwrap().own_calls, shift.own_calls, "what is left says the same");
    assert_eq!(yusuf.model.saved_call(doc).unwrap().due, "2026-04-07".parse().unwrap());

    yusuf.begins_call();
    let call = yusuf.model.new_call().unwrap();
    assert!(matches!(call.whose, WhoseFace::Family { ref adults, card: None, .. } if adults == &["Ida Toft"]));
    yusuf.calls(CallIntent::Clock(CallClock::Ended, "22:20:00".parse().ok()));
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.model.route(), Route::Duty(DutyPlace::Call(yusuf.made()[2].0)));
    assert_eq!(yusuf.made().len(), 5, "saved after the window all the same");

    // At four he remembers something.
    yusuf.goes(Route::Duty(DutyPlace::Call(doc)));
    yusuf.does(Intent::CommentText { publication: doc, text: "Hunden var ude.".into() });
    yusuf.does(Intent::CommentSend(doc));
    let saved = yusuf.model.saved_call(doc).unwrap();
    assert_eq!(saved.added.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["Hunden var ude."]);
    assert_eq!(saved.adding, "");
    yusuf.sync();
    let server = night.server.borrow();
    assert_eq!(server.of_kind(Kind::CallNote).len(), 2);
    assert_eq!(server.of_kind(Kind::FollowUp).len(), 2);
}

#[test]
fn a_card_is_opened_as_a_read_for_duty() {
    let night = Night::new();
    let mut yusuf = night.phone();
    yusuf.does(Intent::Duty(DutyIntent::Find("0099".into())));
    let found = yusuf.model.shift().unwrap().found;
    assert_eq!(found.hits.iter().map(|hit| hit.space).collect::<Vec<_>>(), [night.toft], "by its number");
    assert_eq!(night.server.borrow().reads.len(), 0, "a list is no opening");
    yusuf.goes(Route::Duty(DutyPlace::Family(night.toft)));
    let shown = yusuf.model.duty_family(night.toft).unwrap();
    assert_eq!(shown.adults[0].0, "Ida Toft");
    assert_eq!(shown.adults[0].1.as_ref().unwrap().href, None, "an invented number is no link");
    yusuf.sync();
    let server = night.server.borrow();
    assert_eq!(server.reads.iter().map(|(_, read)| read.purpose).collect::<Vec<_>>(), [9]);
}

#[test]
fn the_rota_is_there_without_a_network_and_a_shift_is_given_on_with_one() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.goes(Route::Duty(DutyPlace::Handover));
    yusuf.goes(Route::Duty(DutyPlace::Shift));
    let shift = yusuf.model.shift().unwrap();
    assert_eq!(shift.state, AnswerState::Offline);
    assert_eq!(shift.tonight.iter().map(|turn| turn.name.as_str()).collect::<Vec<_>>(), ["Yusuf Amin", "Sara Lind"]);
    let own = shift.own.unwrap();
    assert!(own.mine && own.now && shift.fetched.is_some());
    let sara = shift.colleagues[0].0;
    let give = |to| Intent::Duty(DutyIntent::Offer(own.shift.unwrap(), to));
    yusuf.does(give(Some(sara)));
    assert_eq!(yusuf.model.shift().unwrap().deed, AdminDeed::Offline, "nothing is said to have happened");
    yusuf.sync();
    yusuf.does(give(Some(sara)));
    let shift = yusuf.model.shift().unwrap();
    assert_eq!((shift.deed, shift.own.unwrap().offered_to.as_deref()), (AdminDeed::Ready, Some("Sara Lind")));
    yusuf.does(give(None));
    assert_eq!(yusuf.model.shift().unwrap().own.unwrap().offered_to, None, "taken back");
    assert_eq!(yusuf.duty_office.deeds.len(), 2);

    let (me, later) = (yusuf.duty_office.rota.shifts[0].person, yusuf.now.plus_ms(7 * 86_400_000));
    yusuf.duty_office.shift(9, me, later, later.plus_ms(8 * 3_600_000));
    yusuf.does(Intent::Duty(DutyIntent::AskRota));
    let own = yusuf.model.shift().unwrap().to_give;
    assert_eq!((own.len(), own[0].now, own[1].now), (2, true, false), "a week ahead somebody can be asked too");
    yusuf.does(Intent::Duty(DutyIntent::Offer(own[1].shift.unwrap(), Some(sara))));
    let own = yusuf.model.shift().unwrap().to_give;
    assert_eq!(own.iter().map(|turn| turn.offered_to.as_deref()).collect::<Vec<_>>(), [None, Some("Sara Lind")]);
}

#[test]
fn the_shift_calls_back_and_says_so() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Clock(CallClock::RingBack, "06:30:00".parse().ok()));
    yusuf.calls(CallIntent::Save);
    let promised = yusuf.model.shift().unwrap().ring_backs;
    assert_eq!(promised[0].ring_back.unwrap().date, "2026-04-02".parse().unwrap(), "the next time it is half past six");
    assert_eq!(yusuf.model.handover().unwrap().ring_backs.len(), 1);
    let follow_up = promised[0].follow_up;
    yusuf.does(Intent::Duty(DutyIntent::RungBack { follow_up, done: false }));
    let [open] = &yusuf.model.shift().unwrap().ring_backs[..] else { panic!("it is still to be done") };
    assert_eq!(open.rung_back, Some(false), "and can be said to be done later");
    let handed = yusuf.model.handover().unwrap();
    assert_eq!(handed.ring_backs[0].rung_back, Some(false), "who comes after is told");
    assert_eq!(handed.next.unwrap().name, "Sara Lind");
    assert_eq!((handed.tonight.len(), handed.before.len()), (1, 0));
    let shown = format!("{:?}", yusuf.model.handover().unwrap());
    assert!(!shown.contains("skreg"), "what was said is in no handover");
    yusuf.waits(60_000);
    yusuf.does(Intent::Duty(DutyIntent::RungBack { follow_up, done: true }));
    assert_eq!(yusuf.model.handover().unwrap().ring_backs.len(), 0);
    assert_eq!(yusuf.model.shift().unwrap().ring_backs.len(), 0);
}

#[test]
fn times_in_the_hours_that_the_clock_changes() {
    let night = Night::new();
    let mut yusuf = night.phone();
    yusuf.goes_offline();
    let clock = |time: &str| time.parse().ok();
    // The night on which the clock goes forward over the hour from two.
    yusuf.comes_at("2026-03-29T03:40:00");
    yusuf.begins_call();
    yusuf.calls(CallIntent::Clock(CallClock::Began, clock("02:30:00")));
    let began = yusuf.model.new_call().unwrap().began;
    assert!(began.moved, "said, not done silently");
    assert_eq!((began.at.time, began.second), ("03:30:00".parse().unwrap(), None));
    yusuf.calls(CallIntent::Clock(CallClock::Began, clock("23:50:00")));
    assert_eq!(yusuf.model.new_call().unwrap().began.at.date, "2026-03-28".parse().unwrap(), "last evening");
    yusuf.calls(CallIntent::Drop);

    // The night on which the hour from two occurs twice, and it is the second one.
    let later = Timestamp::from_local("2026-10-25T02:40:00".parse().unwrap()).unwrap().plus_ms(3_600_000);
    yusuf.now = later;
    yusuf.crash_and_unlock(PASSWORD);
    yusuf.begins_call();
    yusuf.calls(CallIntent::Clock(CallClock::Began, clock("02:30:00")));
    assert_eq!(yusuf.model.new_call().unwrap().began.second, Some(true), "the last one before now");
    yusuf.calls(CallIntent::Second(CallClock::Began, false));
    let call = yusuf.model.new_call().unwrap();
    assert_eq!((call.began.second, call.minutes), (Some(false), 70));
    assert!(call.off_duty, "no shift is known for that night: said before it is written in vain");
    yusuf.calls(CallIntent::Clock(CallClock::Ended, clock("02:20:00")));
    assert_eq!(yusuf.model.new_call().unwrap().ended.unwrap().second, Some(true), "it cannot end before it began");
}

#[test]
fn nobody_else_sees_any_of_it() {
    let night = Night::new();
    let mut maria = Phone::new(&night.server, 3);
    maria.start();
    maria.sign_in("maria", PASSWORD);
    maria.sync();
    for place in [DutyPlace::Shift, DutyPlace::NewCall, DutyPlace::Handover, DutyPlace::Family(night.holst)] {
        maria.goes(Route::Duty(place));
        assert!(maria.model.shift().is_none() && maria.model.new_call().is_none() && maria.model.handover().is_none());
        assert_eq!(maria.model.duty_family(night.holst), None);
    }
    assert_eq!(maria.model.danger_bar(), None);
    assert!(!maria.sent.iter().any(|frame| matches!(frame, ClientFrame::Push(push) if !push.ops.is_empty())));
}
