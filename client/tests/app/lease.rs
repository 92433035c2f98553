//! How long a device is read without having been in touch.

use samspil_client::app::route::Route;
use samspil_client::app::view::check::{CheckState, Checked};
use samspil_client::app::view::{Banner, Readers};

use crate::support::{Family, PASSWORD, Phone};

const DAY: i64 = 86_400_000;

#[test]
fn reading_waits_for_the_server_after_the_lease_and_writing_does_not() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.writes("Han sov.", Readers::Family);
    maria.sync();
    maria.goes_offline();
    maria.crash();
    maria.sleeps(45 * DAY - 60_000);
    maria.start();
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.lease_over(Route::Logbook), None, "three weeks in a summer house are no reason");
    maria.crash();
    maria.sleeps(60_000);
    maria.start();
    maria.unlock(PASSWORD);
    for place in [Route::Today, Route::Logbook, Route::Search, Route::Families] {
        assert_eq!(maria.model.lease_over(place), Some(45), "{place}");
    }
    for place in [Route::NewEntry, Route::Waiting, Route::More, Route::SignInAgain, Route::Numbers] {
        assert_eq!(maria.model.lease_over(place), None, "{place}");
    }
    maria.writes("Skrevet uden net.", Readers::Family);
    assert_eq!(maria.model.waiting().unwrap().waiting.len(), 1);
    maria.sync();
    assert_eq!(maria.model.lease_over(Route::Logbook), None, "one contact and all is there");
    assert_eq!(maria.cards().len(), 2);
}

#[test]
fn the_day_on_which_reading_ends_is_named_in_good_time_and_no_longer_once_there_was_a_network() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.sync();
    maria.goes_offline();
    let warned = |maria: &Phone| {
        let banners = maria.model.chrome().unwrap().banners;
        banners.into_iter().find_map(|banner| if let Banner::LeaseEnds(day) = banner { Some(day) } else { None })
    };
    let last = maria.now;
    for (days, named) in [(29, false), (2, true)] {
        maria.crash();
        maria.sleeps(days * DAY);
        maria.start();
        maria.unlock(PASSWORD);
        assert_eq!(warned(&maria), named.then(|| last.plus_ms(45 * DAY).local_date().unwrap()), "{days}");
    }
    maria.sync();
    assert_eq!(warned(&maria), None);
}

#[test]
fn a_consultants_lease_is_shorter() {
    let family = Family::new();
    let mut mette = family.phone("mette");
    mette.sync();
    mette.goes_offline();
    mette.crash();
    mette.sleeps(14 * DAY);
    mette.start();
    mette.unlock(PASSWORD);
    assert_eq!(mette.model.lease_over(Route::Families), Some(14));
}

#[test]
fn a_clock_that_is_set_back_does_not_lengthen_it_and_is_told_plainly() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.writes("Han sov.", Readers::Family);
    maria.sync();
    let contact = maria.now;
    maria.goes_offline();
    maria.crash();
    maria.sleeps(45 * DAY);
    maria.start();
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.lease_over(Route::Logbook), Some(45));
    maria.crash();
    maria.now = contact.plus_ms(DAY);
    maria.start();
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.lease_over(Route::Logbook), Some(45), "the device has seen a later day");
    let wrong = |maria: &Phone| {
        let items = maria.model.phone_check().unwrap().items;
        items.iter().any(|item| item.what == Checked::ClockBehind && item.state == CheckState::Wrong)
    };
    assert!(wrong(&maria));
    maria.writes("Skrevet imens.", Readers::Family);
    assert_eq!(maria.model.waiting().unwrap().waiting.len(), 1, "writing goes on");
    // The server says that it is the forty-sixth day: the clock is known to be wrong, and no longer counted on.
    family.server.borrow_mut().now = contact.plus_ms(46 * DAY);
    maria.sync();
    assert_eq!(maria.model.lease_over(Route::Logbook), None);
    assert!(!wrong(&maria));
}

#[test]
fn a_clock_that_was_a_year_ahead_locks_nobody_out_for_longer_than_to_the_next_contact() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.writes("Han sov.", Readers::Family);
    maria.sync();
    let contact = maria.now;
    maria.goes_offline();
    maria.crash();
    maria.now = contact.plus_ms(365 * DAY);
    maria.start();
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.lease_over(Route::Logbook), Some(365));
    maria.crash();
    maria.now = contact.plus_ms(DAY);
    maria.start();
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.lease_over(Route::Logbook), Some(365));
    family.server.borrow_mut().now = maria.now;
    maria.sync();
    for _ in 0..2 {
        assert_eq!(maria.model.lease_over(Route::Logbook), None);
        assert_eq!(maria.cards().len(), 1);
        maria.goes_offline();
        maria.crash_and_unlock(PASSWORD);
    }
}
