//! The store, or the app itself, lets a person down: nothing is shown as saved that is not, and no text goes without a word.

use samspil_client::app::draft::DraftKey;
use samspil_client::app::intent::{EditorIntent, Intent};
use samspil_client::app::msg::{Msg, StoreFault};
use samspil_client::app::route::Route;
use samspil_client::app::view::check::{CheckState, Checked};
use samspil_client::app::view::{Banner, DraftState, Readers, SaveState, Today};
use samspil_shared::domain::Role;

use crate::support::{Family, PASSWORD, Phone};

fn banners(phone: &Phone) -> Vec<Banner> {
    phone.model.chrome().map(|chrome| chrome.banners).unwrap_or_default()
}

/// Opens the app again and again, as people do, until it runs.
fn start_until_it_runs(phone: &mut Phone) -> usize {
    for ends in 0..10 {
        phone.crash_and_unlock(PASSWORD);
        if !phone.ended {
            return ends;
        }
    }
    panic!("the app never starts again");
}

#[test]
fn a_full_phone_says_gemt_of_nothing_and_keeps_the_text_in_the_editor() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let before = maria.device.log.len();
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Readers(Readers::Family));
    maria.store_full = true;
    maria.edits(EditorIntent::Text("Midt om natten".into()));
    maria.waits(3_000);
    let editor = maria.model.editor().unwrap();
    assert_eq!((editor.text.as_str(), editor.draft), ("Midt om natten", DraftState::Failed));
    assert!(banners(&maria).contains(&Banner::StoreFull));
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.model.editor().map(|editor| editor.save), Some(SaveState::StoreFailed));
    assert_eq!((maria.device.log.len(), maria.model.chrome().unwrap().said), (before, None));
    let room = maria.model.phone_check().unwrap().items.into_iter().find(|item| item.what == Checked::Room(0));
    assert_eq!(room.map(|room| room.state), Some(CheckState::Wrong), "whatever the browser says of its room");

    maria.store_full = false;
    maria.waits(3_000);
    assert!(matches!(maria.model.editor().unwrap().draft, DraftState::Kept(_)), "kept as soon as there is room");
    assert_eq!(banners(&maria), []);
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.cards()[0].excerpt, "Midt om natten");
}

#[test]
fn a_note_whose_store_went_is_given_back_to_whoever_left_the_page() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Gemt i tide".into()));
    maria.edits(EditorIntent::Readers(Readers::Family));
    maria.waits(1_000);
    maria.store_asleep = true;
    maria.edits(EditorIntent::Save);
    maria.goes(Route::Logbook);
    maria.asleep.clear();
    maria.store_asleep = false;
    maria.happens(Msg::AppendFailed { ticket: last_ticket(&maria), fault: StoreFault::Evicted });
    let drafts = maria.model.logbook().unwrap().drafts;
    assert_eq!(drafts.iter().map(|draft| draft.excerpt.as_str()).collect::<Vec<_>>(), ["Gemt i tide"]);
    assert!(banners(&maria).contains(&Banner::StoreFailed));
}

fn last_ticket(phone: &Phone) -> u64 {
    phone.last_ticket.expect("something was appended")
}

#[test]
fn a_document_that_ends_the_app_is_set_aside_and_all_others_work() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let mut notes = Vec::new();
    for n in 0..40 {
        notes.push(maria.writes(&format!("Notat {n}."), Readers::Family));
        maria.waits(60_000);
    }
    let poison = notes[17];
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("En kladde".into()));
    maria.waits(1_000);
    maria.sync();
    maria.poison = Some(poison);
    let ends = start_until_it_runs(&mut maria);
    assert!((1..=8).contains(&ends), "found after {ends} ends");
    assert!(banners(&maria).contains(&Banner::DocumentSetAside(1)));
    assert_eq!(maria.model.logbook().unwrap().drafts.len(), 1, "the draft is there");
    maria.does(Intent::Older);
    assert_eq!(maria.cards().len(), 39);
    assert_eq!(maria.card(poison), None);

    // It stays aside over the next start, in its own address, and where everything is read.
    for route in [Route::Entry(poison), Route::History(poison), Route::EditEntry(poison), Route::Search] {
        maria.start_at(route, None, false);
        maria.unlock(PASSWORD);
        assert!(!maria.ended, "{route:?}");
    }
    maria.does(Intent::Search("notat".into()));
    assert_eq!(maria.model.search().unwrap().found, 39);
    maria.goes(Route::NewEntry);
    maria.writes("Livet går videre.", Readers::Family);
    maria.sync();
    assert_eq!(maria.cards()[0].excerpt, "Livet går videre.");
    assert_eq!(
        maria.device.log.len(),
        maria.device.log.iter().map(|(key, _)| key).max().map_or(0, |key| *key as usize)
    );

    // With another change in it, it may do.
    maria.poison = None;
    let mut jonas = family.phone("jonas");
    jonas.changes(poison, "Notat 17, rettet.");
    jonas.sync();
    maria.crash_and_unlock(PASSWORD);
    maria.sync();
    maria.crash_and_unlock(PASSWORD);
    maria.does(Intent::Older);
    assert_eq!(maria.card(poison).map(|card| card.excerpt), Some("Notat 17, rettet.".into()));
    assert!(!banners(&maria).contains(&Banner::DocumentSetAside(1)));
}

#[test]
fn two_documents_that_end_the_app_are_both_found() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let notes: Vec<_> = (0..20).map(|n| maria.writes(&format!("Notat {n}."), Readers::Family)).collect();
    maria.sync();
    for (aside, poison) in [(1, notes[3]), (2, notes[12])] {
        maria.poison = Some(poison);
        start_until_it_runs(&mut maria);
        assert!(banners(&maria).contains(&Banner::DocumentSetAside(aside)));
    }
    assert_eq!(maria.cards().len(), 18);
}

#[test]
fn what_waits_and_cannot_be_read_still_waits() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    let poison = maria.writes("Ikke sendt.", Readers::Family);
    maria.poison = Some(poison);
    start_until_it_runs(&mut maria);
    maria.goes(Route::Waiting);
    let waiting = maria.model.waiting().unwrap();
    assert_eq!(waiting.waiting.len(), 1, "its bytes are there and will be sent");
    assert!(!maria.ended);
    maria.sync();
    assert_eq!(maria.model.waiting().unwrap().waiting.len(), 0);
}

#[test]
fn a_draft_that_cannot_be_read_is_told_and_nothing_is_fetched_for_it() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.damaged_drafts = 1;
    let log = maria.device.log.len();
    maria.crash_and_unlock(PASSWORD);
    assert!(banners(&maria).contains(&Banner::StoreDamaged));
    assert_eq!(maria.device.log.len(), log);
}

#[test]
fn a_draft_of_another_version_is_told_once_and_stays_where_it_lies() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Skrevet i en nyere udgave".into()));
    maria.waits(1_000);
    let key = *maria.device.drafts.keys().find(|key| **key != DraftKey::SETTINGS).unwrap();
    maria.device.drafts.insert(key, vec![0x9f, 0x01]);
    let log = maria.device.log.len();
    maria.crash_and_unlock(PASSWORD);
    assert!(banners(&maria).contains(&Banner::StoreDamaged));
    maria.happens(Msg::Visible(false));
    maria.happens(Msg::Visible(true));
    assert!(banners(&maria).contains(&Banner::StoreDamaged));
    assert!(maria.device.drafts.contains_key(&key) && maria.device.log.len() == log, "nothing is fetched for it");
    maria.device.drafts.remove(&key);
    maria.happens(Msg::Visible(true));
    assert!(!banners(&maria).contains(&Banner::StoreDamaged), "another version went on with it");
}

#[test]
fn a_save_that_fails_in_another_role_gives_the_text_back_to_the_role_it_was_written_in() {
    let family = Family::new();
    family.server.borrow_mut().member(family.noah, "jonas", Role::Consultant, true);
    let mut jonas = family.phone("jonas");
    let roles = jonas.model.more().unwrap().roles;
    let acting = |role| roles.iter().find(|choice| choice.acting.role == role).unwrap().acting;
    jonas.does(Intent::Act(acting(Role::FosterParent)));
    jonas.sync();
    jonas.goes(Route::NewEntry);
    jonas.edits(EditorIntent::Text("Han sov.".into()));
    jonas.store_asleep = true;
    jonas.edits(EditorIntent::Save);
    jonas.does(Intent::Act(acting(Role::Consultant)));
    jonas.store_full = true;
    jonas.store_wakes();
    let Some(Today::Staff(day)) = jonas.model.today() else { panic!("a consultant's day") };
    assert_eq!(day.drafts, [], "it is none of this role's");
    jonas.store_full = false;
    jonas.does(Intent::Act(acting(Role::FosterParent)));
    let drafts = jonas.model.logbook().unwrap().drafts;
    assert_eq!(drafts.iter().map(|draft| draft.excerpt.as_str()).collect::<Vec<_>>(), ["Han sov."]);
}

#[test]
fn rows_that_cannot_be_read_are_told_and_fetched_again_once() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let mut jonas = family.phone("jonas");
    let lost = jonas.writes("Noget, Jonas skrev.", Readers::Family);
    jonas.sync();
    maria.sync();
    assert!(maria.card(lost).is_some());
    // A half-written row: everything that was received last is gone from the log.
    let cut = maria.device.log.len() - 1;
    let gone = maria.device.log.remove(cut);
    assert!(format!("{:?}", gone.1).contains("Received"), "{gone:?}");
    maria.damaged = 1;
    maria.crash_and_unlock(PASSWORD);
    assert!(banners(&maria).contains(&Banner::StoreDamaged));
    assert!(maria.card(lost).is_none());
    maria.sync();
    assert_eq!(maria.card(lost).map(|card| card.excerpt), Some("Noget, Jonas skrev.".into()), "the server had it");

    maria.crash_and_unlock(PASSWORD);
    let log = maria.device.log.len();
    maria.sync();
    maria.crash_and_unlock(PASSWORD);
    maria.sync();
    assert!(maria.device.log.len() <= log + 2, "and it is not fetched at each start");
}
