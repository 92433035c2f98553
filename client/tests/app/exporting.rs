//! What is taken along is locked with a password, and a computer that officers share prints it instead.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_client::app::export::{ExportFault, ExportIntent, Taken};
use samspil_client::app::intent::{EditorIntent, Intent};
use samspil_client::app::language::Language;
use samspil_client::app::locked_file::FileWords;
use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::export::ExportSheet;
use samspil_client::app::view::{Readers, Said, Why};
use samspil_shared::domain::StationId;

use crate::support::{Family, PASSWORD, Phone};

const TEXT: &str = "Jeg var træt.";

fn begin(phone: &mut Phone, what: Taken) {
    phone.does(Intent::Export(ExportIntent::Begin(what)));
}

fn save(phone: &mut Phone, password: &str) {
    let words = FileWords { title: "En fil".into(), ..FileWords::default() };
    phone.does(Intent::Export(ExportIntent::Save { password: password.into(), words: Box::new(words) }));
}

fn sheet(phone: &Phone) -> ExportSheet {
    phone.model.export_sheet().unwrap()
}

/// Maria on *Mere*, with a note that nobody else reads.
fn maria() -> Phone {
    let mut maria = Family::new().phone("maria");
    maria.writes(TEXT, Readers::Me);
    maria.goes(Route::More);
    maria
}

#[test]
fn a_password_is_suggested_and_one_of_ones_own_has_twelve_characters() {
    let mut maria = maria();
    assert!(maria.model.export_sheet().is_none());
    begin(&mut maria, Taken::OwnNotes);
    let first = sheet(&maria).suggestion;
    assert_eq!(first.split(' ').count(), 6, "{first}");
    maria.does(Intent::Export(ExportIntent::Suggest));
    assert_ne!(sheet(&maria).suggestion, first);

    for short in ["", "elleve tegn", "  elleve     tegn  ", "            "] {
        save(&mut maria, short);
        assert_eq!(sheet(&maria).fault, Some(ExportFault::TooShort), "{short:?}");
    }
    assert!(maria.locked_files.is_empty());
    save(&mut maria, " tolv  tegn æå ");
    let file = maria.locked_files.pop().unwrap();
    assert_eq!((file.password.as_str(), file.words.title.as_str()), ("tolv tegn æå", "En fil"));
    assert!(file.text.contains(TEXT));
    assert_eq!(file.language, Language::Danish);
    assert!(maria.model.export_sheet().is_none());
    assert_eq!(maria.model.chrome().unwrap().said, Some(Said::FileSaved));
}

#[test]
fn the_password_can_be_copied_and_is_told_to_nobody_who_prints_what_happens() {
    let mut maria = maria();
    begin(&mut maria, Taken::OwnNotes);
    let password = sheet(&maria).suggestion;
    assert_eq!(sheet(&maria).copied, None);
    maria.does(Intent::Export(ExportIntent::Copy(password.clone())));
    assert_eq!((maria.copied.last(), sheet(&maria).copied), (Some(&password), Some(true)));
    let intent = Intent::Export(ExportIntent::Save { password: password.clone(), words: Box::default() });
    assert!(!format!("{intent:?} {:?} {:?}", sheet(&maria), maria.model).contains(&password));
    save(&mut maria, &password);
    let file = format!("{:?}", maria.locked_files);
    assert!(!file.contains(&password) && !file.contains(TEXT), "{file}");
}

#[test]
fn what_could_not_be_saved_says_so_and_can_be_tried_again() {
    let mut maria = maria();
    begin(&mut maria, Taken::OwnNotes);
    maria.files_fail = true;
    save(&mut maria, "en lang adgangskode");
    let told = sheet(&maria);
    assert_eq!((told.fault, told.saving), (Some(ExportFault::Failed), false));
    maria.files_fail = false;
    save(&mut maria, "en lang adgangskode");
    assert_eq!((maria.locked_files.len(), maria.model.export_sheet()), (2, None));
}

#[test]
fn what_was_begun_and_is_nowhere_else_goes_along() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    assert!(!maria.model.more().unwrap().own_notes);
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Halvt skrevet.".into()));
    maria.goes(Route::More);
    assert!(maria.model.more().unwrap().own_notes, "there is something to take along");
    let key = maria.model.logbook().unwrap().drafts[0].key;
    maria.does(Intent::DropDraft(key));
    maria.writes(TEXT, Readers::Me);
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.shares(entry, Readers::Consultant, Why::Talk);
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Halvt skrevet.".into()));
    maria.goes(Route::Entry(entry));
    let publication = maria.model.entry(entry).unwrap().sharings[0].doc;
    maria.waits(1_000);
    maria.does(Intent::CommentText { publication, text: "Et svar, der ikke er sendt.".into() });
    maria.goes(Route::More);
    let text = maria.takes_along(Taken::OwnNotes).text;
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
    assert!(at(TEXT) < at("Kladde. Draft.") && at("Halvt skrevet.") < at("Et svar, der ikke er sendt."), "{text}");
    assert!(!text.contains("Han sov."), "a note of the family's is not one's own: {text}");
}

#[test]
fn a_note_that_cannot_be_opened_is_counted_in_the_file_and_ends_nothing() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let poison = maria.writes("Den giftige.", Readers::Me);
    maria.writes(TEXT, Readers::Me);
    maria.poison = Some(poison);
    for _ in 0..8 {
        maria.crash_and_unlock(PASSWORD);
        if !maria.ended {
            break;
        }
    }
    assert!(!maria.ended);
    maria.goes(Route::More);
    begin(&mut maria, Taken::OwnNotes);
    assert_eq!(sheet(&maria).missing, 1);
    save(&mut maria, "en lang adgangskode");
    let text = maria.locked_files.pop().unwrap().text;
    assert!(text.contains(TEXT) && text.contains("missing here: 1") && !text.contains("giftige"), "{text}");
}

#[test]
fn notes_that_are_not_read_yet_are_waited_for() {
    let mut maria = Family::new().phone("maria");
    for n in 0..100 {
        maria.writes(&format!("Notat {n}."), Readers::Me);
    }
    maria.crash_and_unlock(PASSWORD);
    maria.goes(Route::More);
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let save = ExportIntent::Save { password: "en lang adgangskode".into(), words: Box::default() };
    for intent in [ExportIntent::Begin(Taken::OwnNotes), save] {
        maria.model.update(Msg::Intent(Intent::Export(intent)), maria.now, &mut rng);
    }
    assert!(sheet(&maria).saving, "it is saved as soon as all is read");
    maria.happens(Msg::Timer);
    let text = maria.locked_files.pop().unwrap().text;
    let missing: Vec<_> = (0..100).filter(|n| !text.contains(&format!("Notat {n}."))).collect();
    assert_eq!(missing, [0; 0]);
}

#[test]
fn an_answer_to_a_sheet_that_was_closed_says_nothing() {
    let mut maria = maria();
    begin(&mut maria, Taken::OwnNotes);
    maria.does(Intent::Export(ExportIntent::Close));
    assert_eq!(maria.model.export_sheet(), None);
    save(&mut maria, "en lang adgangskode");
    maria.happens(Msg::FileSaved(1, true));
    assert!(maria.locked_files.is_empty());
    assert_ne!(maria.model.chrome().unwrap().said, Some(Said::FileSaved));
    begin(&mut maria, Taken::OwnNotes);
    maria.happens(Msg::FileSaved(1, true));
    assert!(maria.model.export_sheet().is_some(), "another sheet is not closed by it");
    maria.goes(Route::Today);
    assert_eq!(maria.model.export_sheet(), None, "it belongs to its page");
}

#[test]
fn a_shared_computer_prints_what_did_not_get_through_and_saves_no_file() {
    let family = Family::new();
    let mut jonas = family.phone("jonas");
    jonas.goes_offline();
    let entry = jonas.writes("Mit sidste notat.", Readers::Family);
    family.server.borrow_mut().end_membership(family.noah, "jonas");
    jonas.waits(60_000);
    jonas.sync();
    begin(&mut jonas, Taken::Parked(entry));
    assert!(jonas.model.export_sheet().is_some() && jonas.printed == 0, "his own phone saves it");
    jonas.device.station = Some(StationId::from_bytes([7; 16]));
    jonas.crash_and_unlock(PASSWORD);
    assert!(jonas.model.is_station());
    jonas.goes(Route::Waiting);
    begin(&mut jonas, Taken::Parked(entry));
    assert_eq!((jonas.printed, jonas.model.export_sheet()), (1, None));
    save(&mut jonas, "en lang adgangskode");
    assert!(jonas.locked_files.is_empty());
}
