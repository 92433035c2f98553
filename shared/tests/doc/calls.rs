//! Calls, what is made of them, and families' cards.

use samspil_shared::doc::call_note::{self, Call};
use samspil_shared::doc::call_receipt::{self, NewCallReceipt};
use samspil_shared::doc::family_card::{self, FamilyCardEdit};
use samspil_shared::doc::follow_up::{self, NewFollowUp};
use samspil_shared::doc::night_help::{self, Answer};
use samspil_shared::doc::{
    CardAdult, CardAdults, CardChild, CardChildren, ChildName, EditError, GrammarError, Line, NightWords, Note, What,
    WhatHappened, comment, typed,
};
use samspil_shared::domain::calendar::Due;
use samspil_shared::domain::call::{CallerKind, MayShow, PassedOn, Urgency};
use samspil_shared::domain::follow_up::Status;
use samspil_shared::domain::{ActorId, DocId, FactId, Kind, UnitId};
use samspil_shared::sync::ingest::Refusal;

use crate::support::{EVENING, JONAS, MARIA, METTE, Phone, YUSUF};

const UNIT: UnitId = UnitId::from_bytes([7; 16]);
const ACTOR: ActorId = ActorId::from_bytes([7; 20]);

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

fn call() -> Call {
    Call {
        began: EVENING,
        ended: EVENING.plus_ms(480_000),
        caller_kind: CallerKind::FosterParent,
        caller: Some(MARIA),
        caller_name: Line::new("Maria Holst"),
        tel: "+45 01 00 00 71".parse().ok(),
        about: Line::new("Noah"),
        what: WhatHappened::new("Noah vågnede kl. 2 og skreg.").unwrap(),
        advice: Note::new("Lys i gangen."),
        agreed: Note::new("Konsulenten ringer."),
        urgency: Urgency::SameDay,
        best_time: Line::new("Efter kl. 15"),
        passed_on: PassedOn::NOBODY,
        notice: None,
        notice_by: None,
        may_show: MayShow::Caller,
        why_not: None,
        unit: UNIT,
        copy: None,
    }
}

#[test]
fn the_words_of_a_call_a_step_and_a_card_are_read_off_their_changes() {
    let changes = |phone: &Phone| phone.changes.clone();
    let yusuf = registered(&call());
    let words = typed(Kind::CallNote, changes(&yusuf).iter().map(Vec::as_slice));
    let expected = [
        "Maria Holst",
        "+4501000071",
        "Noah",
        "Noah vågnede kl. 2 og skreg.",
        "Lys i gangen.",
        "Konsulenten ringer.",
        "Efter kl. 15",
    ];
    let sorted = |mut words: Vec<String>| {
        words.sort();
        words
    };
    assert_eq!(sorted(words), sorted(expected.map(str::to_owned).to_vec()), "and no code");

    let mut mette = follow_up_of(&call()).copy_for(METTE);
    let fact = mette.fact_id();
    mette.edit(|pen| follow_up::say(pen, fact, &What::Talked { outcome: Some(note("De kommer mandag.")) }));
    let last = changes(&mette).pop().unwrap();
    assert_eq!(typed(Kind::FollowUp, [&last[..]]), ["De kommer mandag."]);
    assert_eq!(typed(Kind::FollowUp, [&b"no change"[..]]), [""; 0]);
}

fn registered(call: &Call) -> Phone {
    let mut yusuf = Phone::new(YUSUF, Kind::CallNote, YUSUF);
    yusuf.create(|actor, time| call_note::create(Kind::CallNote, actor, time, call));
    yusuf
}

fn follow_up_of(call: &Call) -> Phone {
    let due = Due { day: "2026-04-08".parse().unwrap(), calendar: 3 };
    let new = NewFollowUp {
        began: call.began,
        ended: call.ended,
        urgency: call.urgency,
        agreed: call.agreed.clone(),
        may_show: call.may_show,
        due,
        unit: call.unit,
        ring_back: Some(EVENING.plus_ms(3_600_000)),
    };
    let mut yusuf = Phone::new(YUSUF, Kind::FollowUp, YUSUF);
    yusuf.create(|actor, time| follow_up::create(actor, time, &new));
    yusuf
}

fn refused(phone: &Phone, changes: Result<Vec<Vec<u8>>, EditError>) -> GrammarError {
    match phone.judge(&changes.unwrap()[0], false) {
        Err(Refusal::Grammar(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// What a phone would say to an edit of what it holds.
fn tried(
    phone: &mut Phone,
    edit: impl FnOnce(&samspil_shared::doc::Pen<'_>) -> Result<Vec<Vec<u8>>, EditError>,
) -> GrammarError {
    let base = phone.heads();
    let mut device = [0; 20];
    device[..4].fill(phone.person.as_bytes()[0]);
    device[19] = 99;
    let pen = samspil_shared::doc::Pen {
        doc: &phone.doc,
        base: &base,
        actor: ActorId::from_bytes(device),
        time: EVENING.plus_ms(9_000_000),
    };
    refused(phone, edit(&pen))
}

#[test]
fn a_note_says_what_was_registered_in_one_change() {
    let yusuf = registered(&call());
    let read = call_note::read(&yusuf.doc, &yusuf.provenance).unwrap();
    assert_eq!((read.call, read.stamp.by, yusuf.changes.len()), (call(), YUSUF, 1));
    assert_eq!(call_note::began(yusuf.changes.iter().map(Vec::as_slice)), Some(EVENING));
    assert_eq!(call_note::began([]), None);
}

#[test]
fn the_longest_note_fits_one_change() {
    let long = Call {
        what: WhatHappened::new(&"𐍈".repeat(WhatHappened::CHARS_MAX)).unwrap(),
        advice: Note::new(&"𐍈".repeat(Note::CHARS_MAX)),
        agreed: Note::new(&"𐍈".repeat(Note::CHARS_MAX)),
        best_time: Line::new(&"𐍈".repeat(Line::CHARS_MAX)),
        caller_name: Line::new(&"𐍈".repeat(Line::CHARS_MAX)),
        about: Line::new(&"𐍈".repeat(Line::CHARS_MAX)),
        why_not: Line::new(&"𐍈".repeat(Line::CHARS_MAX)),
        may_show: MayShow::Nobody,
        ..call()
    };
    let yusuf = registered(&long);
    assert_eq!(call_note::read(&yusuf.doc, &yusuf.provenance).unwrap().call, long);
    assert_eq!(WhatHappened::new(&"a".repeat(WhatHappened::CHARS_MAX + 1)), None);
}

#[test]
fn a_note_that_contradicts_itself_is_not_made() {
    let backwards = Call { ended: EVENING.plus_ms(-1), ..call() };
    let no_reason = Call { may_show: MayShow::Nobody, ..call() };
    let needless = Call { why_not: Line::new("Hun vil tale med mig alene"), ..call() };
    for wrong in [backwards, no_reason, needless] {
        assert_eq!(call_note::create(Kind::CallNote, ACTOR, EVENING, &wrong), Err(EditError::Unsound), "{wrong:?}");
    }
}

#[test]
fn a_note_is_added_to_by_its_author_and_overwritten_by_nobody() {
    let mut yusuf = registered(&call());
    let id = yusuf.fact_id();
    yusuf.edit(|pen| call_note::add(pen, Kind::CallNote, id, &note("Han faldt til ro kl. 4.")));
    let read = call_note::read(&yusuf.doc, &yusuf.provenance).unwrap();
    assert!(matches!(&read.added[..], [fact] if fact.what == What::Added { text: note("Han faldt til ro kl. 4.") }));

    let mut mette = yusuf.copy_for(METTE);
    let id = mette.fact_id();
    let says = tried(&mut mette, |pen| call_note::add(pen, Kind::CallNote, id, &note("Nej.")));
    assert_eq!(says, GrammarError::NotAuthor);

    // Its fields made once more, as a creation's first change is made, are none of a later change.
    let mut again = Phone::new(JONAS, Kind::CallNote, JONAS);
    again.create(|actor, time| {
        call_note::create(Kind::CallNote, actor, time, &Call { urgency: Urgency::First, ..call() })
    });
    let says = yusuf.judge(&again.changes[0], false);
    assert!(matches!(says, Err(Refusal::Grammar(GrammarError::Overwrites("began")))), "{says:?}");
}

#[test]
fn two_consultants_follow_up_at_once_and_both_are_kept() {
    let mut yusuf = follow_up_of(&call());
    let (mut mette, mut lars) = (yusuf.copy_for(METTE), yusuf.copy_for(METTE));
    let (first, second) = (mette.fact_id(), yusuf.fact_id());
    mette.edit(|pen| follow_up::say(pen, first, &What::Taken));
    lars.edit(|pen| follow_up::say(pen, second, &What::Talked { outcome: Note::new("Det går bedre.") }));
    mette.take_from(&lars);
    lars.take_from(&mette);
    let read = follow_up::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!(read, follow_up::read(&lars.doc, &lars.provenance).unwrap());
    assert_eq!(read.facts.len(), 2);
    let progress = read.progress();
    assert!(progress.is_taken() && progress.tried && !progress.is_closed());
}

#[test]
fn every_step_is_read_back_as_it_was_written() {
    let yusuf = follow_up_of(&call());
    let mut mette = yusuf.copy_for(METTE);
    let steps = [
        What::Taken,
        What::NotReached { again_on: None },
        What::NotReached { again_on: "2026-04-09".parse().ok() },
        What::Handed { to: JONAS },
        What::Talked { outcome: None },
        What::Talked { outcome: Note::new("Det går bedre.") },
        What::Closed { outcome: None },
        What::Closed { outcome: Note::new("Aftalt supervision.") },
        What::Reopened,
        What::Filed { reference: None },
        What::Filed { reference: Line::new("KMD 2026-17") },
        What::Withheld { reason: Line::new("Hun flytter først på fredag").unwrap() },
        What::Released { to: MayShow::Caller },
        What::Tied { to: DocId::from_bytes([9; 16]) },
        What::RungBack { done: false, next: Some(EVENING.plus_ms(86_400_000)) },
        What::RungBack { done: true, next: None },
    ];
    for step in &steps {
        let id = mette.fact_id();
        mette.edit(|pen| follow_up::say(pen, id, step));
    }
    let read = follow_up::read(&mette.doc, &mette.provenance).unwrap();
    let written: Vec<_> = read.facts.iter().map(|fact| fact.what.clone()).collect();
    assert_eq!(written, steps);
    assert_eq!((read.may_show(), read.rung_back()), (MayShow::Caller, Some(true)));
    assert_eq!(read.progress().status, Status::Closed, "tied to a family, it is done with here");
}

#[test]
fn who_may_say_what_of_a_follow_up() {
    let mut yusuf = follow_up_of(&call());
    let id = yusuf.fact_id();
    assert_eq!(tried(&mut yusuf, |pen| follow_up::say(pen, id, &What::Taken)), GrammarError::NotRole);
    let id = yusuf.fact_id();
    yusuf.edit(|pen| follow_up::say(pen, id, &What::RungBack { done: false, next: None }));
    assert_eq!(follow_up::read(&yusuf.doc, &yusuf.provenance).unwrap().rung_back(), Some(false));
    let again = EVENING.plus_ms(4 * 86_400_000);
    let id = yusuf.fact_id();
    yusuf.edit(|pen| follow_up::say(pen, id, &What::RungBack { done: true, next: Some(again) }));
    let read = follow_up::read(&yusuf.doc, &yusuf.provenance).unwrap();
    assert_eq!(read.ring_back(), Some((again, None)), "another promise, of which nobody has said anything");
    let mut mette = yusuf.copy_for(METTE);
    let id = mette.fact_id();
    assert_eq!(tried(&mut mette, |pen| follow_up::say(pen, id, &What::Hidden)), GrammarError::Fact);
    let id = mette.fact_id();
    let nobody = What::Released { to: MayShow::Nobody };
    assert_eq!(tried(&mut mette, |pen| follow_up::say(pen, id, &nobody)), GrammarError::Fact);
}

#[test]
fn a_receipt_says_what_was_agreed_and_carries_a_line_back() {
    let new = NewCallReceipt {
        began: EVENING,
        caller_name: Line::new("Maria Holst"),
        agreed: Note::new("Konsulenten ringer."),
        due: "2026-04-08".parse().unwrap(),
        answered_by: Line::new("Krogsbæk").unwrap(),
    };
    let mut yusuf = Phone::new(YUSUF, Kind::CallReceipt, YUSUF);
    yusuf.create(|actor, time| call_receipt::create(actor, time, &new));
    let mut mette = yusuf.copy_for(METTE);
    let id = mette.fact_id();
    mette.edit(|pen| call_receipt::line_back(pen, id, &note("Godt, du ringede.")));
    let read = call_receipt::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!((read.new, read.lines.len(), read.lines[0].stamp.by), (new, 1, METTE));
    let mut maria = mette.copy_for(MARIA);
    let id = maria.fact_id();
    let says = tried(&mut maria, |pen| call_receipt::line_back(pen, id, &note("Tak.")));
    assert_eq!(says, GrammarError::NotRole);
}

#[test]
fn a_card_is_corrected_and_two_corrections_are_both_kept() {
    let adult = |name: &str, tel: &str| CardAdult {
        person: Some(MARIA),
        name: Line::new(name).unwrap(),
        tel: tel.parse().ok(),
    };
    let adults =
        |tel: &str| CardAdults::new(vec![adult("Maria Holst", tel), adult("Jonas Bak", "+45 01000072")]).unwrap();
    let children =
        CardChildren::new(vec![CardChild { name: ChildName::new("Noah").unwrap(), born: "2019-03".parse().ok() }])
            .unwrap();
    let mut mette = Phone::new(METTE, Kind::FamilyCard, METTE);
    mette.create(|actor, time| {
        family_card::create(actor, time, &adults("+45 01000071"), &children, Some(&note("Hund i huset.")))
    });
    let mut lars = mette.copy_for(METTE);
    let tel = |tel: &str| FamilyCardEdit { adults: Some(adults(tel)), ..FamilyCardEdit::default() };
    mette.edit(|pen| family_card::save(pen, &tel("+45 01000079")));
    lars.edit(|pen| family_card::save(pen, &tel("+45 01000078")));
    mette.take_from(&lars);
    let card = family_card::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!(card.adults.all().count(), 2, "both numbers are shown until somebody settles it");
    let words = NightWords::new("Lys i gangen, sid ved ham.").unwrap();
    let help = FamilyCardEdit { night_help: Some(Some(words.clone())), ..FamilyCardEdit::default() };
    mette.edit(|pen| family_card::save(pen, &help));
    mette.edit(|pen| family_card::save(pen, &FamilyCardEdit { know: Some(None), ..FamilyCardEdit::default() }));
    let card = family_card::read(&mette.doc, &mette.provenance).unwrap();
    assert_eq!(card.night_help.unwrap().value.value, Some(words));
    assert_eq!(card.know.unwrap().value.value, None);
    assert_eq!(CardAdults::new(Vec::new()), None, "a card names somebody");
}

#[test]
fn what_helps_at_night_waits_for_the_consultant() {
    let words = NightWords::new("Lys i gangen, sid ved ham.").unwrap();
    assert_eq!(NightWords::new(&"a".repeat(301)), None);
    let mut maria = Phone::new(MARIA, Kind::NightHelp, MARIA);
    maria.create(|actor, time| night_help::create(actor, time, &words));
    let answer = |phone: &Phone| night_help::read(&phone.doc, &phone.provenance).unwrap().answer();
    assert_eq!(answer(&maria), Answer::Waits);
    let id = maria.fact_id();
    assert_eq!(tried(&mut maria, |pen| night_help::answer(pen, id, true)), GrammarError::NotRole);
    let (mut yes, mut no) = (maria.copy_for(METTE), maria.copy_for(METTE));
    let (first, second) = (yes.fact_id(), maria.fact_id());
    yes.edit(|pen| night_help::answer(pen, first, true));
    assert_eq!(answer(&yes), Answer::Approved);
    no.edit(|pen| night_help::answer(pen, second, false));
    yes.take_from(&no);
    assert_eq!(answer(&yes), Answer::Declined, "a yes and a no at once is a no");
    let id = maria.fact_id();
    maria.edit(|pen| night_help::take_back(pen, id));
    assert_eq!(answer(&maria), Answer::TakenBack);
}

#[test]
fn one_kinds_edit_is_not_another_kinds() {
    let yusuf = registered(&call());
    let pen = samspil_shared::doc::Pen { doc: &yusuf.doc, base: &yusuf.heads(), actor: ACTOR, time: EVENING };
    assert_eq!(comment::save(&pen, "Tak."), Err(EditError::Kind));
    assert_eq!(follow_up::say(&pen, FactId::from_bytes([1; 16]), &What::Taken), Err(EditError::Kind));
}
