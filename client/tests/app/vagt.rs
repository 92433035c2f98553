//! *Vagt*: whose døgnvagt the red line shows, what was written at the lock, a shift that was given away.

use samspil_client::app::duty::{CallField, CallIntent, DutyIntent};
use samspil_client::app::intent::{DoorIntent, Intent};
use samspil_client::app::route::{DutyPlace, Route};
use samspil_client::app::view::logbook::DraftOf;
use samspil_shared::api::duty::Served;
use samspil_shared::api::{PublicFacts, UnitFacts, UnitHours};
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
    yusuf.model.danger_bar().unwrap().watch.map(|(_, tel)| tel.text)
}

#[test]
fn the_red_line_has_one_watch_only_if_it_is_that_of_every_unit_that_is_answered_for() {
    let night = Night::new();
    let both = vec![facts(UNIT, Preset::klitmark()), facts(OTHER, Preset::rosenmark())];
    night.server.borrow_mut().facts = PublicFacts { units: both };
    let mut yusuf = night.phone();
    assert_eq!(watch(&yusuf).as_deref(), Some("+45 01 00 00 12"));
    // It is told after the numbers came.
    answers_for(&mut yusuf, OTHER);
    assert_eq!(watch(&yusuf), None, "each has a watch of its own: both are one press away");
    assert_eq!(yusuf.model.numbers().units.len(), 2);
    assert!(yusuf.device.facts.as_ref().unwrap().contains("Rosenmark"), "and they lie here without a network");

    let night = Night::new();
    let both = vec![facts(UNIT, Preset::klitmark()), facts(OTHER, Preset::klitmark())];
    night.server.borrow_mut().facts = PublicFacts { units: both };
    let mut yusuf = night.phone();
    answers_for(&mut yusuf, OTHER);
    assert_eq!(watch(&yusuf).as_deref(), Some("+45 01 00 00 12"), "they share it");
    answers_for(&mut yusuf, UnitId::from_bytes([0x78; 16]));
    assert_eq!(watch(&yusuf), None, "of the third nothing is known: theirs may be another");
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
