//! Locking: when nobody is there, when the person says so, and logging out.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_client::app::election::TabId;
use samspil_client::app::intent::{EditorIntent, Intent, PinIntent};
use samspil_client::app::msg::Msg;
use samspil_client::app::pin::PinFault;
use samspil_client::app::route::Route;
use samspil_client::app::unsent::Unsent;
use samspil_client::app::view::{Banner, Door, Readers};

use crate::support::{Family, PASSWORD};

const MINUTE: i64 = 60_000;

#[test]
fn five_minutes_without_a_sign_lock_and_keep_what_was_typed() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.waits(4 * MINUTE);
    maria.happens(Msg::Activity);
    maria.waits(4 * MINUTE);
    maria.edits(EditorIntent::Text("Lige før hun faldt i søvn".into()));
    maria.waits(4 * MINUTE + 59_000);
    assert_eq!(maria.locked, None);
    maria.waits(2_000);
    assert_eq!(maria.locked, Some(false));

    maria.start_at(Route::NewEntry, None, true);
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.editor().unwrap().text, "Lige før hun faldt i søvn");
}

#[test]
fn a_draft_that_was_left_is_kept_however_long_the_disk_says_no() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Skrevet, mens disken var fuld".into()));
    maria.store_full = true;
    maria.goes(Route::Logbook);
    maria.waits(6 * MINUTE);
    assert_eq!(maria.locked, None, "a text that is not on the disk is worth more than the lock");
    maria.store_full = false;
    maria.waits(6 * MINUTE);
    assert_eq!(maria.locked, Some(false));
    maria.start_at(Route::NewEntry, None, true);
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.editor().unwrap().text, "Skrevet, mens disken var fuld");
}

#[test]
fn an_update_waits_for_a_draft_that_is_on_its_way() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.store_asleep = true;
    maria.edits(EditorIntent::Text("Lige skrevet".into()));
    maria.happens(Msg::UpdateActive);
    maria.goes(Route::Logbook);
    assert_eq!(maria.reloads, 0, "nothing waits for a disk that a reload cuts off");
    maria.store_wakes();
    assert_eq!(maria.reloads, 1);
}

#[test]
fn what_waits_is_brought_while_its_author_is_locked_out() {
    const NOTE: &str = "Hun lo for første gang";
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.online = false;
    maria.writes(NOTE, Readers::Family);
    assert_eq!(maria.device.boxes.len(), 1);
    maria.does(Intent::Lock);
    maria.start_at(Route::Today, None, true);
    assert_eq!(
        maria.model.unsent_here(),
        Unsent { things: 1, ..Unsent::default() },
        "the lock screen says how many, and nothing more"
    );
    maria.online = true;
    maria.happens(Msg::Foreground);
    assert_eq!((maria.model.unsent_here(), maria.device.boxes.len()), (Unsent::default(), 0));
    let jonas = family.phone("jonas");
    assert_eq!(jonas.cards().iter().map(|card| card.excerpt.as_str()).collect::<Vec<_>>(), [NOTE]);

    // Maria's own app sends it once more and is told that it is there.
    maria.unlock(PASSWORD);
    maria.sync();
    assert_eq!(maria.model.waiting().unwrap().waiting.len(), 0);
    assert_eq!(maria.cards().len(), 1);
}

#[test]
fn a_box_goes_when_its_author_sends_it_and_one_left_over_is_thrown_away() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.writes("Med net", Readers::Family);
    assert_eq!(maria.device.boxes.len(), 0, "sent by the app itself");
    maria.online = false;
    maria.writes("Uden net", Readers::Family);
    let left_over = maria.device.boxes.clone();
    maria.online = true;
    maria.happens(Msg::Foreground);
    maria.waits(60_000);
    assert_eq!(maria.device.boxes.len(), 0);
    maria.device.boxes = left_over;
    maria.crash_and_unlock(PASSWORD);
    assert_eq!(maria.device.boxes.len(), 0, "what waits for nothing lies for nothing");
}

#[test]
fn with_a_code_the_app_is_covered_first_and_locks_later() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.does(Intent::Pin(PinIntent::Choose("1234".into())));
    assert_eq!(maria.model.pin().unwrap().fault, Some(PinFault::Simple));
    maria.does(Intent::Pin(PinIntent::Choose("2580".into())));
    assert!(maria.model.pin().unwrap().has);
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Han spurgte".into()));
    maria.waits(5 * MINUTE);
    assert!(matches!(maria.model.door(), Some(Door::Curtain(_))));
    assert_eq!(maria.locked, None);
    maria.edits(EditorIntent::Text("skrevet af en anden".into()));
    maria.does(Intent::Pin(PinIntent::Remove));
    maria.happens(Msg::KeyWanted(TabId::random(&mut ChaCha8Rng::seed_from_u64(1))));
    assert_eq!(maria.gave_key, [], "a covered tab gives no key");
    maria.does(Intent::Pin(PinIntent::Try("1111".into())));
    let Some(Door::Curtain(curtain)) = maria.model.door() else { panic!("not covered") };
    assert_eq!((curtain.left, curtain.tried), (4, true));
    maria.does(Intent::Pin(PinIntent::Try("2580".into())));
    assert_eq!(maria.model.door(), None);
    assert_eq!(maria.model.editor().unwrap().text, "Han spurgte", "where it was left");

    maria.waits(5 * MINUTE);
    maria.waits(15 * MINUTE);
    assert_eq!(maria.locked, Some(false), "the key is not kept for longer");
}

#[test]
fn five_wrong_codes_lock() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.does(Intent::Pin(PinIntent::Choose("2580".into())));
    maria.happens(Msg::Visible(false));
    maria.waits(2 * MINUTE);
    for _ in 0..5 {
        assert_eq!(maria.locked, None);
        maria.does(Intent::Pin(PinIntent::Try("0000".into())));
    }
    assert_eq!(maria.locked, Some(false));
    maria.start_at(Route::Today, None, true);
    maria.unlock(PASSWORD);
    assert!(maria.model.pin().unwrap().has, "the code is still there");
    // A page that slept for long wakes locked, not covered.
    maria.sleeps(30 * MINUTE);
    maria.happens(Msg::Timer);
    assert_eq!(maria.locked, Some(false));
}

#[test]
fn locking_on_a_full_device_leaves_the_app_covered_and_five_wrong_codes_shut_it() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.does(Intent::Pin(PinIntent::Choose("2580".into())));
    maria.goes(Route::NewEntry);
    maria.store_full = true;
    maria.edits(EditorIntent::Text("Det sidste, der blev skrevet".into()));
    maria.does(Intent::Lock);
    maria.waits(MINUTE);
    assert_eq!(maria.locked, None, "the text would be gone");
    assert!(matches!(maria.model.door(), Some(Door::Curtain(_))), "{:?}", maria.model.door());
    maria.does(Intent::Pin(PinIntent::Try("2580".into())));
    assert_eq!(maria.model.editor().unwrap().text, "Det sidste, der blev skrevet");

    maria.does(Intent::Lock);
    maria.waits(MINUTE);
    for _ in 0..5 {
        maria.does(Intent::Pin(PinIntent::Try("0000".into())));
    }
    maria.waits(MINUTE);
    maria.does(Intent::Pin(PinIntent::Try("2580".into())));
    maria.waits(MINUTE);
    let Some(Door::Curtain(curtain)) = maria.model.door() else { panic!("{:?}", maria.model.door()) };
    assert_eq!((curtain.left, maria.locked), (0, None), "the right code opens it no more");
    maria.store_full = false;
    maria.does(Intent::Lock);
    maria.waits(MINUTE);
    assert_eq!(maria.locked, Some(false));
    maria.start_at(Route::Today, None, true);
    maria.unlock(PASSWORD);
    assert_eq!(maria.model.logbook().unwrap().drafts[0].excerpt, "Det sidste, der blev skrevet");
}

#[test]
fn two_minutes_out_of_sight_lock() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Telefonen i lommen".into()));
    maria.happens(Msg::Visible(false));
    assert_eq!(maria.device.drafts.len(), 2, "kept at once, beside the settings");
    maria.waits(2 * MINUTE - 1);
    assert_eq!(maria.locked, None);
    maria.waits(1);
    assert_eq!(maria.locked, Some(false));
}

#[test]
fn coming_back_in_time_locks_nothing() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.happens(Msg::Visible(false));
    maria.waits(MINUTE);
    maria.happens(Msg::Visible(true));
    maria.waits(4 * MINUTE);
    assert_eq!(maria.locked, None);
}

#[test]
fn a_page_that_slept_past_its_deadline_wakes_locked() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.happens(Msg::Visible(false));
    maria.sleeps(30 * MINUTE);
    maria.happens(Msg::Visible(true));
    assert_eq!(maria.locked, Some(false), "though no timer ran");
}

#[test]
fn locking_waits_for_what_is_on_its_way_to_the_disk() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Lås nu".into()));
    maria.store_asleep = true;
    maria.does(Intent::Lock);
    assert_eq!(maria.locked, None);
    maria.store_wakes();
    assert_eq!(maria.locked, Some(false));
    assert!(maria.device.drafts.len() > 1);
}

#[test]
fn what_is_typed_while_the_app_is_about_to_lock_is_in_what_is_saved_later() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Han spurgte".into()));
    maria.store_full = true;
    maria.happens(Msg::LockedElsewhere { log_out: false });
    maria.edits(EditorIntent::Text("Han spurgte, om hunden også skal flytte.".into()));
    maria.waits(20_000);
    assert_eq!(maria.locked, None, "a text that the disk does not take is worth more than the lock");
    maria.store_full = false;
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.cards()[0].excerpt, "Han spurgte, om hunden også skal flytte.");
}

#[test]
fn a_store_that_takes_nothing_is_said_rather_than_locked_over() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Kan ikke gemmes".into()));
    maria.store_full = true;
    maria.does(Intent::Lock);
    maria.waits(11_000);
    assert_eq!(maria.locked, None);
    assert!(maria.model.chrome().unwrap().banners.contains(&Banner::StoreFull));
    assert_eq!(maria.model.editor().unwrap().text, "Kan ikke gemmes");
}

#[test]
fn another_tab_locks_this_one_too() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.happens(Msg::LockedElsewhere { log_out: false });
    assert_eq!(maria.locked, Some(false));
}

#[test]
fn logging_out_ends_the_session_and_deletes_nothing() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    let entry = maria.writes("Ikke sendt endnu.", Readers::Family);
    let (log, vaults) = (maria.device.log.len(), maria.device.vaults.len());
    maria.does(Intent::LogOut);
    assert_eq!(maria.locked, Some(true));
    assert_eq!((maria.device.log.len(), maria.device.vaults.len()), (log, vaults));

    maria.crash_and_unlock(PASSWORD);
    let refreshes = maria.refreshes;
    maria.sync();
    assert_eq!(maria.refreshes, refreshes, "nothing is sent before a login");
    assert!(maria.model.chrome().unwrap().banners.contains(&Banner::SignInNeeded));
    assert_eq!(maria.card(entry).unwrap().excerpt, "Ikke sendt endnu.");
}

#[test]
fn an_update_waits_until_nobody_writes() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Midt i en sætning".into()));
    maria.happens(Msg::UpdateActive);
    maria.waits(2_000);
    assert_eq!(maria.reloads, 0);
    maria.goes(Route::Logbook);
    assert_eq!(maria.reloads, 1);
}

#[test]
fn nothing_is_seen_from_the_moment_somebody_locks_or_logs_out() {
    let family = Family::new();
    for (intent, log_out) in [(Intent::LogOut, true), (Intent::Lock, false)] {
        let mut maria = family.phone("maria");
        maria.writes("Han sov godt.", Readers::Family);
        maria.goes(Route::NewEntry);
        maria.edits(EditorIntent::Text("Halvt".into()));
        maria.store_asleep = true;
        maria.does(intent);
        assert_eq!((maria.locked, maria.model.door()), (None, Some(Door::Leaving)), "the store takes its time");
        maria.does(Intent::Go(Route::Logbook));
        assert_eq!(maria.model.door(), Some(Door::Leaving));
        maria.store_wakes();
        assert_eq!((maria.locked, maria.model.door()), (Some(log_out), Some(Door::Leaving)), "and so may the server");
        maria.happens(Msg::KeyWanted(TabId::random(&mut ChaCha8Rng::seed_from_u64(3))));
        maria.happens(Msg::SocketLost);
        assert_eq!((maria.gave_key.len(), maria.model.door()), (0, Some(Door::Leaving)));
        maria.start_at(Route::NewEntry, None, true);
        maria.unlock(PASSWORD);
        assert_eq!(maria.model.editor().unwrap().text, "Halvt");
    }
}

#[test]
fn other_tabs_show_nothing_either_and_what_is_not_kept_comes_back() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Halvt".into()));
    maria.store_full = true;
    maria.happens(Msg::LockedElsewhere { log_out: true });
    assert_eq!((maria.locked, maria.model.door()), (None, Some(Door::Leaving)));
    maria.waits(10_000);
    assert_eq!((maria.locked, maria.model.door()), (None, None), "a text is worth more than the lock");
    assert_eq!(maria.model.editor().unwrap().text, "Halvt");
}

#[test]
fn that_a_note_was_opened_is_brought_while_its_reader_is_locked_out_and_counts_as_nothing_written() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    jonas.sync();
    jonas.goes_offline();
    jonas.goes(Route::Entry(entry));
    assert_eq!((jonas.device.boxes.len(), family.server.borrow().reads.len()), (1, 0));
    jonas.crash();
    jonas.start();
    let here = jonas.model.unsent_here();
    assert_eq!((here.calls, here.things, here.openings), (0, 0, 1), "the lock screen counts what was written");
    jonas.online = true;
    jonas.happens(Msg::Foreground);
    assert_eq!((jonas.model.unsent_here(), jonas.device.boxes.len()), (Unsent::default(), 0));
    assert_eq!(family.server.borrow().reads.len(), 1);
    jonas.unlock(PASSWORD);
    jonas.sync();
    assert_eq!(jonas.device.boxes.len(), 0, "what another way brought lies here no more");
}
