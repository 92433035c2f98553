//! *Hvem ringer jeg til nu?*, before unlocking and without a network.

use samspil_client::app::intent::Intent;
use samspil_client::app::route::Route;
use samspil_client::app::view::Door;
use samspil_client::app::view::numbers::{Answered, Office};
use samspil_shared::api::{PublicFacts, UnitFacts, UnitHours};
use samspil_shared::domain::UnitId;
use samspil_shared::domain::preset::Preset;

use crate::support::{Family, Phone, at};

fn facts(unit: UnitId, preset: Preset) -> UnitFacts {
    let Preset { unit: name, calendar, numbers, worry, .. } = preset;
    UnitFacts { unit, name, hours: UnitHours { calendar, numbers, worry } }
}

/// Maria's municipality is Klitmark; there is another one.
fn met(family: &Family) -> Phone {
    let mut maria = family.phone("maria");
    let mine = maria.model.more().unwrap().roles[0].acting.unit;
    let other = UnitId::from_bytes([200; 16]);
    family.server.borrow_mut().facts =
        PublicFacts { units: vec![facts(mine, Preset::klitmark()), facts(other, Preset::rosenmark())] };
    // Meeting the server again asks for them.
    maria.goes_offline();
    maria.sync();
    maria
}

#[test]
fn the_numbers_of_ones_own_unit_are_there_before_unlocking_and_without_a_network() {
    let family = Family::new();
    let mut maria = met(&family);
    maria.does(Intent::Lock);
    maria.goes_offline();
    maria.now = at("2026-04-08T09:30:00");
    maria.start_at(Route::Today, None, true);
    assert!(matches!(maria.model.door(), Some(Door::Lock(_))));
    let numbers = maria.model.numbers();
    let [unit] = &numbers.units[..] else { panic!("{numbers:?}") };
    assert_eq!(unit.name, "Klitmark Kommune");
    // A Wednesday: open, and no phone hour before Thursday.
    let Office::Open(Some(next)) = unit.office else { panic!("{:?}", unit.office) };
    assert_eq!((next.day.to_string(), next.from.to_string()), ("2026-04-09".into(), "09:00:00".into()));
    let meanwhile = unit.meanwhile.as_deref().expect("whom to call until then");
    assert!(unit.lines.iter().any(|line| line.label == meanwhile));
    assert!(unit.lines.iter().any(|line| line.answered == Answered::Always));
    assert!(unit.lines.iter().all(|line| line.tel.href.is_none()), "invented numbers are not dialled");
    assert_eq!(unit.lines[0].tel.text.len(), "+45 01 00 00 10".len());
    assert_eq!(unit.worry.label, "Underret Klitmark Kommune");
}

#[test]
fn whom_to_ask_stands_under_the_worry_and_the_demonstration_dials_nobody() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let dials = |phone: &Phone| phone.model.emergency().href;
    assert_eq!(dials(&maria).as_deref(), Some("tel:112"), "as long as no number is known too");
    maria = met(&family);
    let numbers = maria.model.numbers();
    let (label, tel) = numbers.units[0].office_number.clone().expect("the phone hours' number");
    assert_eq!((label.as_str(), tel.text.as_str()), ("Familieplejen", "+45 01 00 00 10"));
    assert_eq!(numbers.units[0].consultants, ["Mette Holm"], "unlocked, by name");
    assert_eq!((dials(&maria), maria.model.emergency().text.as_str()), (None, "112"));
    maria.does(Intent::Lock);
    maria.start_at(Route::Today, None, true);
    let numbers = maria.model.numbers();
    assert!(numbers.units[0].consultants.is_empty() && numbers.units[0].office_number.is_some(), "locked, without");
}

#[test]
fn an_akuttelefon_with_hours_is_not_said_to_answer_always() {
    let family = Family::new();
    let preset = serde_json::to_string(&Preset::klitmark()).unwrap();
    for (kind, hours, acute) in [
        (r#""kind":"acute""#, r#""hours":"always""#, Some(true)),
        (r#""kind":"acute""#, r#""hours":"opening_hours""#, Some(false)),
        (r#""kind":"duty_service""#, r#""hours":"always""#, None),
    ] {
        let akut = r#""hours":"always","kind":"acute""#;
        assert!(preset.contains(akut), "{preset}");
        let preset = Preset::parse(&preset.replace(akut, &format!("{hours},{kind}"))).unwrap();
        let mut maria = family.phone("maria");
        let mine = maria.model.more().unwrap().roles[0].acting.unit;
        family.server.borrow_mut().facts = PublicFacts { units: vec![facts(mine, preset)] };
        maria.goes_offline();
        maria.sync();
        assert_eq!(maria.model.numbers().units[0].acute, acute, "{kind} {hours}");
    }
}

#[test]
fn what_is_shown_moves_when_a_phone_hour_begins() {
    let family = Family::new();
    let mut maria = met(&family);
    maria.does(Intent::Lock);
    maria.now = at("2026-04-09T08:58:00");
    maria.start_at(Route::Today, None, true);
    let office = |maria: &Phone| maria.model.numbers().units[0].office;
    assert!(matches!(office(&maria), Office::Open(_)));
    maria.waits(3 * 60_000);
    assert!(matches!(office(&maria), Office::PhoneHour(_)));
}

#[test]
fn numbers_are_saved_as_contacts_from_the_lock_screen_too() {
    let family = Family::new();
    let mut maria = met(&family);
    maria.does(Intent::Lock);
    maria.start_at(Route::Today, None, true);
    maria.does(Intent::SaveContacts);
    let [(name, cards)] = &maria.files[..] else { panic!("{:?}", maria.files) };
    assert_eq!(name, "samspil.vcf");
    assert_eq!(cards.matches("BEGIN:VCARD").count(), 4);
    assert!(cards.contains("TEL;TYPE=WORK:+4501000011\r\n"));
}

#[test]
fn what_cannot_be_read_is_no_number_and_no_end() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.does(Intent::Lock);
    for kept in ["", "{", "{\"units\":[{\"unit\":\"x\"}]}", "null"] {
        maria.device.facts = Some(kept.into());
        maria.start_at(Route::Today, None, true);
        assert!(maria.model.numbers().units.is_empty(), "{kept}");
    }
}

#[test]
fn what_others_change_comes_to_a_page_that_stands_open() {
    let family = Family::new();
    let mut maria = met(&family);
    let renamed = |name: &str| {
        for unit in &mut family.server.borrow_mut().facts.units {
            name.clone_into(&mut unit.name);
        }
    };
    let name = |maria: &Phone| maria.model.numbers().units[0].name.clone();
    renamed("Ny");
    maria.sleeps(60_000);
    maria.goes(Route::Numbers);
    assert_eq!(name(&maria), "Klitmark Kommune", "asked a minute ago");
    maria.goes(Route::Today);
    maria.sleeps(4 * 60_000);
    maria.goes(Route::Numbers);
    assert_eq!(name(&maria), "Ny", "older: somebody looks who answers");
    renamed("Nyere");
    maria.waits(59 * 60_000);
    assert_eq!(name(&maria), "Ny");
    maria.waits(60_000);
    assert_eq!(name(&maria), "Nyere", "nobody touched it");
}
