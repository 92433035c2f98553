//! *Er min telefon klar?*, and the language the app speaks.

use samspil_client::app::intent::Intent;
use samspil_client::app::language::Language;
use samspil_client::app::msg::DeviceFacts;
use samspil_client::app::route::Route;
use samspil_client::app::view::Readers;
use samspil_client::app::view::check::{CheckState, Checked};

use crate::support::{Family, PASSWORD, Phone};

const DAY: i64 = 24 * 60 * 60_000;

fn wrong(phone: &Phone) -> Vec<Checked> {
    let items = phone.model.phone_check().expect("the vault is open").items;
    items.iter().filter(|item| item.state == CheckState::Wrong).map(|item| item.what).collect()
}

#[test]
fn a_phone_that_is_ready_says_so_and_is_not_mentioned() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::PhoneCheck);
    let items = maria.model.phone_check().unwrap().items;
    assert_eq!(items.len(), 6);
    assert!(items.iter().all(|item| item.state == CheckState::Good), "{items:?}");
    assert_eq!(maria.model.not_ready(), None);
}

#[test]
fn each_thing_that_is_wrong_is_named() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let good = maria.facts;
    for (facts, what) in [
        (DeviceFacts { installed: Some(false), ..good }, Checked::Installed),
        (DeviceFacts { persisted: Some(false), ..good }, Checked::Kept),
        (DeviceFacts { free: Some(99_999_999), ..good }, Checked::Room(99)),
    ] {
        maria.facts = facts;
        maria.goes(Route::PhoneCheck);
        assert_eq!(wrong(&maria), [what]);
        assert_eq!(maria.model.not_ready().map(|item| item.what), Some(what), "on I dag");
        maria.goes(Route::Today);
    }
    maria.facts = DeviceFacts { installed: None, persisted: None, free: None };
    maria.goes(Route::PhoneCheck);
    let items = maria.model.phone_check().unwrap().items;
    assert_eq!(items.len(), 5, "a computer has no home screen");
    assert_eq!(wrong(&maria), [], "what nobody knows is not wrong");
    maria.does(Intent::Persist);
    assert!(maria.model.phone_check().unwrap().items[0].state == CheckState::Good, "asked for and granted");
}

#[test]
fn a_clock_that_is_off_and_a_long_silence_are_told() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    maria.waits(6 * DAY);
    assert_eq!(wrong(&maria), []);
    maria.crash_and_unlock(PASSWORD);
    maria.waits(60_000);
    maria.sleeps(2 * DAY);
    maria.crash_and_unlock(PASSWORD);
    assert!(matches!(wrong(&maria)[..], [Checked::Exchanged(Some(_))]), "{:?}", wrong(&maria));
    maria.sync();
    assert_eq!(wrong(&maria), []);

    let server = maria.now;
    family.server.borrow_mut().now = server;
    maria.now = server.plus_ms(-365 * DAY);
    maria.crash_and_unlock(PASSWORD);
    maria.sync();
    assert_eq!(wrong(&maria), [Checked::Clock]);
}

#[test]
fn what_waits_is_on_the_list_and_on_no_line_of_its_own() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    maria.writes("Ikke sendt.", Readers::Family);
    assert_eq!(wrong(&maria), [Checked::Waiting { waiting: 1, parked: 0 }]);
    assert_eq!(maria.model.not_ready(), None, "the sync line says it already");
}

#[test]
fn a_device_that_never_reached_the_server_knows_no_clock() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.device.log.clear();
    maria.online = false;
    maria.crash_and_unlock(PASSWORD);
    let items = maria.model.phone_check().unwrap().items;
    let clock = items.iter().find(|item| item.what == Checked::Clock).unwrap();
    assert_eq!(clock.state, CheckState::Unknown);
    assert!(wrong(&maria).contains(&Checked::Exchanged(None)));
}

#[test]
fn a_language_is_kept_by_the_person_and_shown_at_the_door() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    assert_eq!(maria.model.language(), Language::Danish);
    maria.does(Intent::Speak(Language::English));
    assert_eq!(maria.model.language(), Language::English);
    maria.crash();
    assert_eq!(maria.model.language(), Language::English, "before unlocking");
    // Somebody else on the same device chose theirs meanwhile.
    maria.language = Language::Danish;
    maria.crash_and_unlock(PASSWORD);
    assert_eq!(maria.model.language(), Language::English, "her own");
    assert_eq!(maria.language, Language::English, "and the page follows");
    let mut jonas = family.phone("jonas");
    jonas.language = Language::English;
    jonas.crash_and_unlock(PASSWORD);
    assert_eq!(jonas.model.language(), Language::English, "who chose nothing follows the device");
}
