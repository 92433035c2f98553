//! Writing: the draft, the save, the logbook.

use samspil_client::app::draft::DraftKey;
use samspil_client::app::intent::{EditorIntent, Intent};
use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::logbook::DraftOf;
use samspil_client::app::view::{Banner, DraftState, Readers, Said, SaveState, Standing, SyncLine, When, Whom, Why};
use samspil_shared::domain::Role;

use crate::support::{Family, PASSWORD, at};

#[test]
fn what_is_typed_is_kept_at_a_pause_and_at_least_once_a_second() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    maria.goes(Route::NewEntry);
    assert_eq!(maria.model.editor().unwrap().draft, DraftState::Untouched);
    maria.edits(EditorIntent::Text("H".into()));
    assert_eq!(maria.model.editor().unwrap().draft, DraftState::Typing);
    maria.waits(400);
    assert!(matches!(maria.model.editor().unwrap().draft, DraftState::Kept(_)), "a pause");

    let drafts = |phone: &crate::support::Phone| {
        let texts = phone.device.drafts.iter().filter(|(key, _)| **key != DraftKey::SETTINGS);
        texts.map(|(_, bytes)| bytes.len()).max()
    };
    let kept = drafts(&maria);
    for letter in 1..=10 {
        maria.edits(EditorIntent::Text("Han sov".repeat(letter)));
        maria.waits(110);
    }
    assert!(drafts(&maria) > kept, "typing without a pause");
}

#[test]
fn saved_is_said_when_it_is_on_the_disk_and_not_before() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Han spurgte, om hunden også skal flytte igen.".into()));
    maria.waits(500);
    maria.store_asleep = true;
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.model.editor().unwrap().save, SaveState::Saving);
    assert_eq!(maria.model.chrome().unwrap().said, None);
    assert!(maria.cards().is_empty());

    // A second press and more typing change nothing while it is on its way.
    maria.edits(EditorIntent::Save);
    maria.edits(EditorIntent::Text("noget andet".into()));
    maria.store_wakes();
    assert_eq!(maria.model.chrome().unwrap().said, Some(Said::Saved));
    let cards = maria.cards();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].excerpt, "Han spurgte, om hunden også skal flytte igen.");
    assert_eq!(maria.model.route(), Route::Entry(cards[0].doc));
    assert_eq!(maria.device.drafts.len(), 1, "only the settings are left beside the log");
}

#[test]
fn a_saved_note_waits_until_the_server_has_it() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes_offline();
    let entry = maria.writes("Et godt øjeblik: vi bagte boller.", Readers::Family);
    assert_eq!(maria.card(entry).unwrap().standing, Standing::Waiting);
    assert_eq!(maria.model.chrome().unwrap().sync, SyncLine::Waiting(1));
    let waiting = maria.model.waiting().unwrap().waiting;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].text, "Et godt øjeblik: vi bagte boller.");

    maria.waits(60_000);
    maria.sync();
    assert_eq!(maria.card(entry).unwrap().standing, Standing::Sent);
    assert!(matches!(maria.model.chrome().unwrap().sync, SyncLine::Sent(_)));
    assert!(maria.model.waiting().unwrap().waiting.is_empty());
}

#[test]
fn a_crash_costs_at_most_a_pause() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Tre nætter i træk vågen kl. 2.".into()));
    maria.edits(EditorIntent::DayChild(Some(2)));
    maria.edits(EditorIntent::Readers(Readers::Me));
    maria.waits(1_000);
    maria.crash_and_unlock(PASSWORD);

    let drafts = maria.model.logbook().unwrap().drafts;
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].excerpt, "Tre nætter i træk vågen kl. 2.");
    assert_eq!(drafts[0].of, DraftOf::NewEntry(Some("Noah".into())));

    maria.goes(Route::NewEntry);
    let editor = maria.model.editor().unwrap();
    assert_eq!((editor.text.as_str(), editor.day_child), ("Tre nætter i træk vågen kl. 2.", Some(2)));
    assert_eq!((editor.readers, editor.found.is_some()), (Readers::Me, true));
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.cards().len(), 1);

    maria.crash_and_unlock(PASSWORD);
    assert!(maria.model.logbook().unwrap().drafts.is_empty(), "what was saved is not offered again");
    assert_eq!(maria.cards().len(), 1);
}

#[test]
fn a_crash_in_the_middle_of_saving_leaves_either_the_note_or_its_draft() {
    let family = Family::new();
    for (durable, cards, drafts) in [(false, 0, 1), (true, 1, 0)] {
        let mut maria = family.phone("maria");
        maria.goes(Route::NewEntry);
        maria.edits(EditorIntent::Text("Midt i det hele.".into()));
        maria.waits(1_000);
        maria.store_asleep = true;
        maria.edits(EditorIntent::Save);
        if durable {
            maria.store_wakes();
        }
        maria.crash_and_unlock(PASSWORD);
        assert_eq!(maria.cards().len(), cards);
        assert_eq!(maria.model.logbook().unwrap().drafts.len(), drafts);
    }
}

#[test]
fn leaving_the_editor_keeps_the_text_and_saves_nothing() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("En halv sætning, der".into()));
    maria.goes(Route::Logbook);
    assert!(maria.cards().is_empty());
    let draft = maria.model.logbook().unwrap().drafts.remove(0);

    maria.does(Intent::Resume(draft.key));
    assert_eq!(maria.model.route(), Route::NewEntry);
    assert_eq!(maria.model.editor().unwrap().text, "En halv sætning, der");
    maria.edits(EditorIntent::Drop);
    assert!(maria.model.logbook().unwrap().drafts.is_empty());
    maria.crash_and_unlock(PASSWORD);
    assert!(maria.model.logbook().unwrap().drafts.is_empty(), "what was thrown away stays away");
}

#[test]
fn an_editor_that_was_only_looked_into_leaves_nothing_behind() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let entry = maria.writes("Han sov.", Readers::Family);
    let before = maria.device.drafts.len();
    maria.goes(Route::NewEntry);
    maria.goes(Route::EditEntry(entry));
    maria.goes(Route::Logbook);
    assert_eq!(maria.device.drafts.len(), before);
    assert!(maria.model.logbook().unwrap().drafts.is_empty());
}

#[test]
fn what_must_be_put_right_is_said_when_the_person_tries_to_save() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    assert!(maria.model.editor().unwrap().faults.is_none());
    maria.edits(EditorIntent::Date("2026-04-08".parse().unwrap()));
    maria.edits(EditorIntent::Save);
    let faults = maria.model.editor().unwrap().faults;
    assert!(faults.text_missing && faults.when_future && !faults.whom_missing);

    maria.edits(EditorIntent::Text("å".repeat(100_001)));
    assert!(maria.model.editor().unwrap().faults.text_long);
    maria.edits(EditorIntent::Text("å".repeat(99_990)));
    let editor = maria.model.editor().unwrap();
    assert_eq!((editor.left, editor.faults.text_long), (Some(10), true), "it has more bytes than an entry may have");

    maria.edits(EditorIntent::Text("Vi sang.".into()));
    maria.edits(EditorIntent::Date("2026-04-06".parse().unwrap()));
    maria.edits(EditorIntent::Time("22:10:00".parse().unwrap()));
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.cards()[0].when, When::of(at("2026-04-06T22:10:00")));
}

#[test]
fn a_note_longer_than_one_creation_is_saved_whole() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    let text = "Noah sov ikke, og vi gik en tur. ".repeat(1_500);
    let entry = maria.writes(&text, Readers::Family);
    maria.sync();
    assert_eq!(maria.model.entry(entry).unwrap().text, text.trim_end());
    assert_eq!(maria.card(entry).unwrap().standing, Standing::Sent);
    let mut jonas = family.phone("jonas");
    jonas.goes(Route::Entry(entry));
    assert_eq!(jonas.model.entry(entry).unwrap().text, text.trim_end());
}

#[test]
fn the_logbook_is_by_danish_days_newest_first() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    for (date, time, text) in [
        ("2026-04-06", "00:30:00", "Natten til mandag"),
        ("2026-04-05", "23:30:00", "Søndag aften"),
        ("2026-04-07", "08:00:00", "Tirsdag morgen"),
        ("2026-04-06", "18:00:00", "Mandag aften"),
    ] {
        maria.goes(Route::NewEntry);
        maria.edits(EditorIntent::Text(text.into()));
        maria.edits(EditorIntent::Date(date.parse().unwrap()));
        maria.edits(EditorIntent::Time(time.parse().unwrap()));
        maria.edits(EditorIntent::Save);
    }
    let logbook = maria.model.logbook().unwrap();
    let days: Vec<(String, Vec<String>)> = logbook
        .days
        .into_iter()
        .map(|day| (day.date.to_string(), day.entries.into_iter().map(|entry| entry.excerpt).collect()))
        .collect();
    assert_eq!(
        days,
        [
            ("2026-04-07".to_owned(), vec!["Tirsdag morgen".to_owned()]),
            ("2026-04-06".to_owned(), vec!["Mandag aften".to_owned(), "Natten til mandag".to_owned()]),
            ("2026-04-05".to_owned(), vec!["Søndag aften".to_owned()]),
        ]
    );
    assert_eq!(logbook.covers_from.unwrap().to_string(), "2026-04-05");
}

#[test]
fn of_a_long_logbook_only_what_is_shown_is_read_and_nothing_is_out_of_reach() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let first = maria.writes("Det første notat", Readers::Family);
    maria.shares(first, Readers::Consultant, Why::Info);
    maria.sync();
    for number in 0..150 {
        maria.waits(60_000);
        maria.happens(Msg::Activity);
        maria.writes(&format!("Notat {number}"), Readers::Family);
        maria.sync();
    }
    jonas.sleeps(150 * 60_000);
    jonas.crash_and_unlock(PASSWORD);
    jonas.sync();
    let logbook = jonas.model.logbook().unwrap();
    assert!(logbook.more && !logbook.incomplete);
    assert_eq!(logbook.covers_from, Some("2026-04-07".parse().unwrap()));
    assert_eq!(jonas.cards()[0].excerpt, "Notat 149");
    assert!(jonas.card(first).is_none());

    jonas.goes(Route::Entry(first));
    let entry = jonas.model.entry(first).unwrap();
    assert_eq!((entry.text.as_str(), entry.sharings.len()), ("Det første notat", 1));

    jonas.goes(Route::Logbook);
    jonas.does(Intent::Older);
    jonas.does(Intent::Older);
    assert_eq!(jonas.cards().len(), 151);
    assert_eq!(jonas.card(first).unwrap().readers, Readers::Consultant);
    assert!(!jonas.model.logbook().unwrap().more);

    // What is shown is shown as it is, however old it is.
    let publication = entry.sharings[0].doc;
    maria.does(Intent::StopSharing(publication));
    maria.sync();
    jonas.sync();
    assert_eq!(jonas.card(first).unwrap().readers, Readers::Family);
}

#[test]
fn with_several_children_it_is_asked_whom_it_is_about() {
    let family = Family::new();
    let emma = {
        let mut server = family.server.borrow_mut();
        let emma = server.placement("Emma", "2026-04-01");
        for login in ["maria", "jonas"] {
            server.member(emma, login, Role::FosterParent, false);
        }
        emma
    };
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    let editor = maria.model.editor().unwrap();
    assert_eq!((editor.children.len(), editor.whom, editor.can_be_family), (2, None, false));
    maria.edits(EditorIntent::Text("Vi var i skoven.".into()));
    maria.edits(EditorIntent::Save);
    assert!(maria.model.editor().unwrap().faults.whom_missing);

    maria.edits(EditorIntent::Whom(Whom::Child(emma)));
    maria.edits(EditorIntent::Save);
    let cards = maria.cards();
    assert_eq!((cards.len(), cards[0].child.as_deref()), (1, Some("Emma")));

    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Begge sang med.".into()));
    maria.edits(EditorIntent::Whom(Whom::All));
    maria.edits(EditorIntent::Save);
    let mut about: Vec<_> = maria.cards().into_iter().filter(|card| card.excerpt == "Begge sang med.").collect();
    about.sort_by_key(|card| card.child.clone());
    let about: Vec<_> = about.into_iter().map(|card| card.child.unwrap()).collect();
    assert_eq!(about, ["Emma", "Noah"], "one note for each");
}

#[test]
fn a_single_adult_is_not_asked_who_reads_it() {
    let family = Family::new();
    family.server.borrow_mut().end_membership(family.noah, "jonas");
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    assert!(!maria.model.editor().unwrap().can_choose_readers);
    maria.edits(EditorIntent::Text("Alene hjemme.".into()));
    maria.edits(EditorIntent::Save);
    let entry = maria.cards()[0].doc;
    maria.goes(Route::Entry(entry));
    assert!(maria.model.entry(entry).unwrap().can_share);
}

#[test]
fn a_full_phone_keeps_the_text_on_the_screen_and_says_so() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Der er ikke plads.".into()));
    maria.store_full = true;
    maria.waits(2_000);
    assert_eq!(maria.model.editor().unwrap().draft, DraftState::Failed);
    assert!(maria.model.chrome().unwrap().banners.contains(&Banner::StoreFull));
    maria.edits(EditorIntent::Save);
    let editor = maria.model.editor().unwrap();
    assert_eq!((editor.save, editor.text.as_str()), (SaveState::StoreFailed, "Der er ikke plads."));

    maria.store_full = false;
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.cards()[0].excerpt, "Der er ikke plads.");
    assert!(maria.model.chrome().unwrap().banners.is_empty());
}

#[test]
fn a_new_day_begins_at_danish_midnight() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    assert_eq!(maria.model.chrome().unwrap().today.to_string(), "2026-04-07");
    // Somebody is there all evening.
    while maria.now < at("2026-04-08T00:00:00") {
        maria.waits(60_000);
        maria.happens(Msg::Activity);
    }
    assert_eq!(maria.model.chrome().unwrap().today.to_string(), "2026-04-08");
}
