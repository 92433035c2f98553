//! *Vagt*: whose døgnvagt the red line shows, what was written at the lock, a shift that was given away.

use samspil_client::app::duty::{CallField, CallIntent, DutyIntent, Who};
use samspil_client::app::intent::{DoorIntent, Intent};
use samspil_client::app::route::{DutyPlace, Route};
use samspil_client::app::view::duty::WhoseFace;
use samspil_client::app::view::logbook::DraftOf;
use samspil_shared::api::duty::Served;
use samspil_shared::api::{PublicFacts, UnitFacts, UnitHours};
use samspil_shared::domain::call::{MayShow, Urgency};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{SpaceId, UnitId};

use crate::support::{Night, PASSWORD, Phone, UNIT, at};

const OTHER: UnitId = UnitId::from_bytes([0x77; 16]);

fn facts(unit: UnitId, preset: Preset) -> UnitFacts {
    let Preset { unit: name, calendar, numbers, worry, .. } = preset;
    UnitFacts { unit, name, hours: UnitHours { calendar, numbers, worry } }
}

/// Yusuf is told that he answers for this unit too.
fn answers_for(yusuf: &mut Phone, unit: UnitId) {
    let space = SpaceId::from_bytes(*unit.as_bytes());
    yusuf.duty_office.rota.serves.push(Served { unit, name: "Rosenmark Kommune".into(), space });
    yusuf.goes(Route::More);
    yusuf.goes(Route::Duty(DutyPlace::Shift));
}

fn watch(yusuf: &Phone) -> Option<String> {
    yusuf.model.danger_bar().unwrap().watch.map(|watch| watch.tel.text)
}

/// The watch with whose it is, and whose notice the line leads to.
fn line(yusuf: &Phone) -> (Option<(String, Option<String>)>, Option<UnitId>) {
    let bar = yusuf.model.danger_bar().unwrap();
    (bar.watch.map(|watch| (watch.label, watch.of)), bar.unit)
}

fn whose(label: &str, of: &str) -> Option<(String, Option<String>)> {
    Some((label.to_owned(), Some(of.to_owned())))
}

#[test]
fn the_red_line_has_the_watch_of_the_family_at_hand_and_of_the_shift_until_there_is_one() {
    let night = Night::new();
    let both = vec![facts(UNIT, Preset::klitmark()), facts(OTHER, Preset::rosenmark())];
    night.server.borrow_mut().facts = PublicFacts { units: both };
    night.server.borrow_mut().elsewhere.insert(night.toft, OTHER);
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    yusuf.comes_at("2026-04-01T22:10:00");
    let own = (whose("Den sociale døgnvagt", "Klitmark Kommune"), Some(UNIT));
    let theirs = (whose("Døgnvagten", "Rosenmark Kommune"), Some(OTHER));
    yusuf.begins_call();
    assert_eq!(line(&yusuf), own, "nobody is picked yet");
    yusuf.calls(CallIntent::Family(night.toft));
    assert_eq!(line(&yusuf), theirs);
    yusuf.calls(CallIntent::OtherFamily);
    assert_eq!(line(&yusuf), own);
    yusuf.calls(CallIntent::NotOnList);
    yusuf.calls(CallIntent::Unit(Some(SpaceId::from_bytes(*OTHER.as_bytes()))));
    assert_eq!(line(&yusuf), theirs, "on no list, and of a unit");
    yusuf.calls(CallIntent::Unit(None));
    assert_eq!(line(&yusuf), own, "nobody knows of which");
    yusuf.calls(CallIntent::OtherFamily);
    yusuf.calls(CallIntent::Family(night.holst));
    assert_eq!(line(&yusuf), own);
    yusuf.goes(Route::Duty(DutyPlace::Family(night.toft)));
    assert_eq!(line(&yusuf), theirs, "on their card");
    yusuf.goes(Route::Duty(DutyPlace::Family(night.holst)));
    assert_eq!(line(&yusuf), own);

    // Where a notice goes stands first on the page that the line leads to.
    let names = |yusuf: &Phone| {
        let numbers = yusuf.model.numbers();
        (numbers.asked, numbers.units.into_iter().map(|unit| unit.name).collect::<Vec<_>>())
    };
    yusuf.goes(Route::NumbersOf(OTHER));
    assert_eq!(names(&yusuf), (true, vec!["Rosenmark Kommune".to_owned(), "Klitmark Kommune".to_owned()]));
    yusuf.goes(Route::NumbersOf(UnitId::from_bytes([0x78; 16])));
    assert_eq!(names(&yusuf), (false, vec!["Klitmark Kommune".to_owned(), "Rosenmark Kommune".to_owned()]));
}

#[test]
fn a_saved_call_of_no_family_is_of_no_unit_before_another() {
    let night = Night::new();
    let both = vec![facts(UNIT, Preset::klitmark()), facts(OTHER, Preset::rosenmark())];
    night.server.borrow_mut().facts = PublicFacts { units: both };
    night.server.borrow_mut().elsewhere.insert(night.loose, OTHER);
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    yusuf.comes_at("2026-04-01T22:10:00");
    let doc = yusuf.begins_call();
    yusuf.says(CallField::What, "En pige ringer fra stationen.");
    yusuf.calls(CallIntent::NotOnList);
    yusuf.calls(CallIntent::Unit(Some(night.loose)));
    yusuf.says(CallField::Name, "Liv");
    yusuf.calls(CallIntent::Urgency(Urgency::SameDay));
    yusuf.calls(CallIntent::Save);
    assert_eq!(yusuf.model.route(), Route::Duty(DutyPlace::Call(doc)));
    assert_eq!(line(&yusuf), (whose("Den sociale døgnvagt", "Klitmark Kommune"), Some(UNIT)));
}

#[test]
fn a_family_whose_units_watch_is_not_known_is_given_no_other_ones() {
    let night = Night::new();
    night.server.borrow_mut().facts = PublicFacts { units: vec![facts(UNIT, Preset::klitmark())] };
    night.server.borrow_mut().elsewhere.insert(night.toft, OTHER);
    let mut yusuf = night.phone();
    yusuf.comes_at("2026-04-01T22:10:00");
    yusuf.goes(Route::Duty(DutyPlace::Family(night.toft)));
    assert_eq!(line(&yusuf), (None, None), "all numbers are one press away");
}

#[test]
fn where_only_the_families_units_have_a_watch_the_line_leads_to_each_of_them() {
    let night = Night::new();
    let without = || Preset::oresholm();
    night.server.borrow_mut().facts = PublicFacts { units: vec![facts(UNIT, without()), facts(OTHER, without())] };
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    let bar = |yusuf: &Phone| yusuf.model.danger_bar().unwrap();
    assert_eq!((bar(&yusuf).watch, bar(&yusuf).several), (None, false), "nobody has one");

    let night = Night::new();
    let units = vec![facts(UNIT, without()), facts(OTHER, Preset::rosenmark())];
    night.server.borrow_mut().facts = PublicFacts { units };
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    assert_eq!((bar(&yusuf).watch, bar(&yusuf).several), (None, true));
}

#[test]
fn the_red_line_names_whose_watch_it_is_unless_it_is_that_of_every_unit() {
    let night = Night::new();
    let both = vec![facts(UNIT, Preset::klitmark()), facts(OTHER, Preset::rosenmark())];
    night.server.borrow_mut().facts = PublicFacts { units: both };
    let mut yusuf = night.phone();
    assert_eq!(watch(&yusuf).as_deref(), Some("+45 01 00 00 12"));
    // It is told after the numbers came.
    answers_for(&mut yusuf, OTHER);
    assert_eq!(line(&yusuf).0, whose("Den sociale døgnvagt", "Klitmark Kommune"), "each has one of its own");
    assert_eq!(yusuf.model.numbers().units.len(), 2);
    assert!(yusuf.device.facts.as_ref().unwrap().contains("Rosenmark"), "and they lie here without a network");

    let night = Night::new();
    let both = vec![facts(UNIT, Preset::klitmark()), facts(OTHER, Preset::klitmark())];
    night.server.borrow_mut().facts = PublicFacts { units: both };
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    assert_eq!(watch(&yusuf).as_deref(), Some("+45 01 00 00 12"));
    assert_eq!(line(&yusuf).0, Some(("Den sociale døgnvagt".to_owned(), None)), "they share it");
    answers_for(&mut yusuf, UnitId::from_bytes([0x78; 16]));
    let own = whose("Den sociale døgnvagt", "Klitmark Kommune");
    assert_eq!(line(&yusuf).0, own, "of the third nothing is known: theirs may be another");
}

#[test]
fn what_an_officer_writes_at_the_lock_is_a_call_that_was_begun() {
    let night = Night::new();
    let mut yusuf = night.phone();
    yusuf.does(Intent::Lock);
    yusuf.start_at(Route::Today, None, true);
    yusuf.door(DoorIntent::WriteNow);
    yusuf.door(DoorIntent::Slip("Maria ringer, Noah er væk.".into()));
    yusuf.unlock(PASSWORD);
    let drafts = yusuf.model.shift().unwrap().drafts;
    let [draft] = &drafts[..] else { panic!("{drafts:?}") };
    assert_eq!((&draft.of, draft.excerpt.as_str()), (&DraftOf::Call, "Maria ringer, Noah er væk."));
    yusuf.begins_call();
    let words = yusuf.model.new_call().unwrap().words;
    assert_eq!(words[0], (CallField::What, "Maria ringer, Noah er væk.".to_owned()));
}

#[test]
fn a_shift_that_was_given_away_is_handed_over_for_two_hours() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    yusuf.takes_call(night.holst);
    yusuf.calls(CallIntent::Save);
    let me = night.server.borrow().person("yusuf").person;
    let (from, until) = (at("2026-04-02T19:00:00"), at("2026-04-03T07:30:00"));
    yusuf.duty_office.shift(3, me, from, until);
    yusuf.duty_office.rota.shifts[0].ended_at = Some(at("2026-04-01T23:00:00"));
    yusuf.sync();
    let tonight = |yusuf: &mut Phone, time: &str| {
        yusuf.comes_at(time);
        yusuf.model.handover().unwrap().tonight.len()
    };
    assert_eq!(tonight(&mut yusuf, "2026-04-01T23:30:00"), 1, "Sara is told of it");
    assert_eq!(tonight(&mut yusuf, "2026-04-02T01:30:00"), 0, "the next shift is tomorrow");
}

#[test]
fn the_last_word_of_a_name_is_found_from_its_first_letter_on() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let mut hits = |typed: &str| {
        yusuf.does(Intent::Duty(DutyIntent::Find(typed.into())));
        yusuf.model.shift().unwrap().found.hits.len()
    };
    assert_eq!((hits("maria h"), hits("maria x"), hits("m ")), (1, 0, 0));
}

/// *Ved ikke*: it lies on the list of the most likely ones, and the page says so.
#[test]
fn where_nobody_knows_where_the_family_lives_somebody_finds_out() {
    let night = Night::new();
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    yusuf.begins_call();
    yusuf.says(CallField::What, "En mor ringer om sit barn.");
    yusuf.calls(CallIntent::NotOnList);
    yusuf.calls(CallIntent::Urgency(Urgency::SameDay));
    let whose = |yusuf: &Phone| match yusuf.model.new_call().unwrap().whose {
        WhoseFace::NotOnList { unit, unsure, .. } => (unit, unsure),
        other => panic!("{other:?}"),
    };
    let likely = (Some(night.loose), true);
    assert_eq!(whose(&yusuf), (Some(night.loose), false));
    yusuf.calls(CallIntent::Unit(Some(SpaceId::from_bytes(*OTHER.as_bytes()))));
    yusuf.calls(CallIntent::Unit(None));
    assert_eq!(whose(&yusuf), likely);
    yusuf.waits(1_000);
    yusuf.crash_and_unlock(PASSWORD);
    yusuf.begins_call();
    assert_eq!(whose(&yusuf), likely, "as it was left");
    let (by, unit) = yusuf.model.new_call().unwrap().by;
    assert_eq!((by.as_str(), unit.as_str()), ("Yusuf Amin", "Klitmark Kommune"), "whose call it becomes is seen");
    yusuf.calls(CallIntent::Save);
    let spaces: Vec<SpaceId> = yusuf.made().into_iter().map(|(_, meta)| meta.space).collect();
    assert_eq!(spaces, [night.loose, night.loose]);
}

#[test]
fn a_call_that_may_be_shown_to_the_caller_asks_who_that_was() {
    let night = Night::new();
    let mut yusuf = night.on_duty();
    let asks = |yusuf: &Phone| yusuf.model.new_call().unwrap().asks_who;
    yusuf.takes_call(night.holst);
    assert!(asks(&yusuf), "of two adults nobody was picked");
    yusuf.calls(CallIntent::MayShow(MayShow::Adults));
    assert!(!asks(&yusuf), "both see it, whoever it was");
    yusuf.calls(CallIntent::MayShow(MayShow::Caller));
    yusuf.calls(CallIntent::Who(Who::Adult("Maria Holst".into())));
    assert!(!asks(&yusuf));
    yusuf.calls(CallIntent::OtherFamily);
    assert!(!asks(&yusuf), "first whose it is");
    yusuf.calls(CallIntent::Family(night.toft));
    assert!(!asks(&yusuf), "there is one adult");
    assert_eq!(yusuf.faults(), [], "it can be saved all the same");
}
