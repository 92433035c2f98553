//! Two adults write: together, apart, and each for themselves.

use samspil_client::app::intent::{EditorIntent, Intent};
use samspil_client::app::msg::Msg;
use samspil_client::app::route::Route;
use samspil_client::app::view::today::{FamilyToday, News};
use samspil_client::app::view::{FieldKind, FieldSaid, Piece, Readers, Today, Why};

use crate::support::{Family, PASSWORD};

fn day(phone: &crate::support::Phone) -> FamilyToday {
    match phone.model.today() {
        Some(Today::Family(today)) => today,
        other => panic!("not a family's day: {other:?}"),
    }
}

#[test]
fn both_write_offline_in_one_note_and_both_texts_stay() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    jonas.sync();
    maria.goes_offline();
    jonas.goes_offline();
    maria.changes(entry, "Han sov godt.");
    jonas.changes(entry, "I dag: Han sov.");
    maria.waits(60_000);
    jonas.waits(60_000);
    maria.sync();
    jonas.sync();
    maria.sync();
    for phone in [&mut maria, &mut jonas] {
        phone.goes(Route::Entry(entry));
        let shown = phone.model.entry(entry).unwrap();
        assert_eq!(shown.text, "I dag: Han sov godt.");
        assert_eq!((shown.author.as_str(), shown.cowriters), ("Maria", vec!["Jonas".to_owned()]));
        assert_eq!(phone.cards().len(), 1);
    }
    maria.goes(Route::History(entry));
    let history = maria.model.history(entry).unwrap();
    let who: Vec<&str> = history.steps.iter().map(|step| step.who.as_str()).collect();
    assert_eq!(who, ["Maria", "Maria", "Jonas"]);
    assert!(history.steps[1].pieces.contains(&Piece::Added(" godt".into())), "{:?}", history.steps);
}

#[test]
fn an_open_editor_says_that_the_other_writes_too_and_loses_neither() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    jonas.sync();
    maria.goes(Route::EditEntry(entry));
    maria.edits(EditorIntent::Text("Han sov. Vi sang.".into()));
    jonas.changes(entry, "Jonas her: Han sov.");
    jonas.sync();
    maria.sync();
    assert_eq!(maria.model.editor().unwrap().others, ["Jonas"]);
    assert_eq!(maria.model.editor().unwrap().text, "Han sov. Vi sang.", "nothing moves under her hands");
    maria.edits(EditorIntent::Save);
    assert_eq!(maria.model.entry(entry).unwrap().text, "Jonas her: Han sov. Vi sang.");
}

#[test]
fn a_field_set_apart_keeps_both_values_until_somebody_settles_it() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Aften.", Readers::Family);
    maria.sync();
    jonas.sync();
    for (phone, step) in [(&mut maria, 2), (&mut jonas, 4)] {
        phone.goes_offline();
        phone.goes(Route::EditEntry(entry));
        phone.edits(EditorIntent::DayChild(Some(step)));
        phone.edits(EditorIntent::Save);
        phone.waits(60_000);
        phone.sync();
    }
    maria.sync();
    assert!(maria.card(entry).unwrap().conflict);
    assert_eq!(maria.card(entry).unwrap().day_child, None, "neither stands in front");
    maria.goes(Route::Entry(entry));
    let conflicts = maria.model.entry(entry).unwrap().conflicts;
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].field, FieldKind::DayChild);
    let mut sides: Vec<_> =
        conflicts[0].sides.iter().map(|side| (side.by.as_str(), side.me, side.value.clone())).collect();
    sides.sort_by_key(|(by, ..)| *by);
    assert_eq!(sides, [("Jonas", false, FieldSaid::Day(Some(4))), ("Maria", true, FieldSaid::Day(Some(2)))]);

    let jonas_said = conflicts[0].sides.iter().position(|side| side.by == "Jonas").unwrap();
    maria.does(Intent::Settle { entry, field: FieldKind::DayChild, side: jonas_said });
    assert_eq!(maria.model.entry(entry).unwrap().conflicts, [], "{:?}", maria.model.entry(entry).unwrap().deed);
    assert_eq!(maria.card(entry).unwrap().day_child, Some(4));
    maria.sync();
    jonas.sync();
    assert!(!jonas.card(entry).unwrap().conflict);
}

#[test]
fn both_answers_may_stay_in_the_words_of_the_note() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Aftensmaden.", Readers::Family);
    maria.sync();
    jonas.sync();
    for (phone, step) in [(&mut maria, 2), (&mut jonas, 4)] {
        phone.goes_offline();
        phone.goes(Route::EditEntry(entry));
        phone.edits(EditorIntent::DayChild(Some(step)));
        phone.edits(EditorIntent::Save);
        phone.waits(60_000);
        phone.sync();
    }
    maria.sync();
    let words = "Hvordan gik dagen for Noah? Maria: Svært. Jonas: Godt.";
    let keep = |field| Intent::KeepBoth { entry, field, words: words.into() };
    maria.goes(Route::Entry(entry));
    maria.does(keep(FieldKind::When));
    maria.does(keep(FieldKind::DayFamily));
    assert_eq!(maria.model.entry(entry).unwrap().text, "Aftensmaden.", "nobody wrote these apart");
    maria.does(keep(FieldKind::DayChild));
    maria.sync();
    jonas.sync();
    jonas.goes(Route::Entry(entry));
    for phone in [&maria, &jonas] {
        let shown = phone.model.entry(entry).unwrap();
        assert_eq!((shown.conflicts.len(), shown.day_child), (0, None));
        assert_eq!(shown.text, format!("Aftensmaden.\n\n{words}"));
    }
    maria.does(keep(FieldKind::DayChild));
    assert_eq!(maria.model.entry(entry).unwrap().text.matches("Jonas").count(), 1, "a second tap says nothing more");
}

#[test]
fn a_field_that_was_not_touched_is_not_written() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Aften.", Readers::Family);
    maria.sync();
    jonas.sync();
    maria.goes(Route::EditEntry(entry));
    maria.edits(EditorIntent::Text("Aften. Vi spillede kort.".into()));
    jonas.goes(Route::EditEntry(entry));
    jonas.edits(EditorIntent::DayChild(Some(5)));
    jonas.edits(EditorIntent::Save);
    jonas.sync();
    maria.sync();
    maria.edits(EditorIntent::Save);
    let card = maria.card(entry).unwrap();
    assert_eq!((card.day_child, card.conflict), (Some(5), false));
}

#[test]
fn kun_mig_is_nobody_elses() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Jeg blev for skrap ved tandbørstningen.", Readers::Me);
    maria.sync();
    jonas.sync();
    maria.goes(Route::Entry(entry));
    let shown = maria.model.entry(entry).unwrap();
    assert_eq!(shown.readers, Readers::Me);
    assert_eq!(shown.names.iter().map(|reader| reader.name.as_str()).collect::<Vec<_>>(), ["Maria"]);
    assert!(!shown.can_share);
    assert!(jonas.cards().is_empty());
    let told = format!("{:?}", jonas.device.log);
    assert!(!told.contains(&format!("{entry:?}")), "not even that it exists");
}

#[test]
fn kun_mig_becomes_os_voksne_as_a_new_note_without_its_past() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let private = maria.writes("Jeg orker ham ikke.", Readers::Me);
    maria.changes(private, "I aften var jeg træt.");
    maria.goes(Route::Entry(private));
    let to = maria.model.entry(private).unwrap().widen_to[0].space;
    maria.does(Intent::Widen { entry: private, to });
    assert!(maria.card(private).is_none(), "the private one is out of sight");
    let cards = maria.cards();
    assert_eq!((cards.len(), cards[0].readers), (1, Readers::Family));
    assert_eq!(maria.model.route(), Route::Entry(cards[0].doc));
    maria.sync();
    jonas.sync();
    assert_eq!(jonas.cards()[0].excerpt, "I aften var jeg træt.");
    jonas.goes(Route::History(cards[0].doc));
    assert_eq!(jonas.model.history(cards[0].doc).unwrap().steps.len(), 1);
}

#[test]
fn the_day_names_the_child_and_what_is_new() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let today = day(&jonas);
    assert_eq!(today.children.len(), 1);
    assert_eq!((today.children[0].name.as_str(), today.children[0].day), ("Noah", Some(11)));
    assert!(today.first && today.can_write);

    let entry = maria.writes("Han fandt sin gamle bamse i dag.", Readers::Family);
    maria.sync();
    jonas.sync();
    let today = day(&jonas);
    assert!(!today.first);
    assert!(matches!(&today.news[..], [News::Wrote { by, entry: new, .. }] if by == "Maria" && *new == entry));
    assert!(day(&maria).news.is_empty(), "one's own is no news");
    jonas.goes(Route::Entry(entry));
    assert!(day(&jonas).news.is_empty(), "nor is what was read");
}

#[test]
fn what_the_other_adult_changes_in_a_note_is_news_until_it_is_opened() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.goes(Route::Today);
    maria.sync();
    jonas.sync();
    maria.goes_offline();
    jonas.goes_offline();
    jonas.changes(entry, "Han sov godt.");
    jonas.waits(60_000);
    assert!(day(&jonas).news.iter().all(|news| matches!(news, News::Wrote { .. })), "one's own edit is no news");
    jonas.sync();
    maria.sync();
    let news = day(&maria).news;
    assert!(
        matches!(&news[..], [News::Edited { by, entry: of, excerpt, .. }] if by == "Jonas" && *of == entry && excerpt == "Han sov godt."),
        "{news:?}"
    );
    maria.happens(Msg::Visible(false));
    assert_eq!(maria.badge, Some(0), "it was there when she looked away");

    maria.happens(Msg::Visible(true));
    maria.goes(Route::Entry(entry));
    maria.goes(Route::Today);
    assert!(day(&maria).news.is_empty(), "opened, it is seen");
    maria.crash_and_unlock(PASSWORD);
    assert!(day(&maria).news.is_empty(), "and stays so");

    // The author's own edit is news to whoever read the note as it was; an answer to a field is an edit too.
    jonas.goes(Route::Entry(entry));
    jonas.goes(Route::Today);
    assert!(day(&jonas).news.is_empty());
    maria.goes(Route::EditEntry(entry));
    maria.edits(EditorIntent::DayChild(Some(4)));
    maria.edits(EditorIntent::Save);
    maria.happens(Msg::Visible(false));
    jonas.happens(Msg::Visible(false));
    maria.sync();
    jonas.sync();
    assert!(matches!(&day(&jonas).news[..], [News::Edited { by, .. }] if by == "Maria"));
    assert_eq!((jonas.badge, maria.badge), (Some(1), Some(0)), "it is counted on the icon");
    jonas.now = jonas.now.plus_ms(8 * 24 * 60 * 60_000);
    jonas.crash_and_unlock(PASSWORD);
    assert!(day(&jonas).news.is_empty(), "a week later it is no news");
}

#[test]
fn a_question_about_sharing_is_no_edit() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Tre nætter i træk vågen.", Readers::Family);
    maria.sync();
    jonas.sync();
    jonas.changes(entry, "Tre nætter i træk vågen. Lys i gangen hjælper.");
    jonas.sync();
    maria.sync();
    maria.goes(Route::Entry(entry));
    maria.goes(Route::Today);
    jonas.shares(entry, Readers::Consultant, Why::Talk);
    jonas.sync();
    maria.sync();
    assert_eq!((day(&maria).asks.len(), day(&maria).news), (1, Vec::new()));
}

#[test]
fn five_are_shown_of_what_is_new_and_all_when_asked_for() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    for n in 0..7 {
        jonas.writes(&format!("Notat nummer {n}."), Readers::Family);
        jonas.waits(60_000);
    }
    jonas.sync();
    maria.sync();
    let today = day(&maria);
    assert_eq!((today.news.len(), today.news_of), (5, Some(7)));
    assert!(matches!(&today.news[0], News::Wrote { excerpt, .. } if excerpt == "Notat nummer 6."), "the newest first");
    maria.does(Intent::AllNews);
    let today = day(&maria);
    assert_eq!((today.news.len(), today.news_of), (7, None));
    assert!(matches!(&today.news[6], News::Wrote { excerpt, .. } if excerpt == "Notat nummer 0."));
}

#[test]
fn opening_the_others_note_is_noted_once_for_each_version_shown() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    jonas.sync();
    jonas.goes(Route::Logbook);
    jonas.goes(Route::Entry(entry));
    jonas.waits(60_000);
    jonas.sync();
    assert_eq!(family.server.borrow().reads.len(), 1);
    maria.changes(entry, "Han sov godt.");
    maria.sync();
    jonas.sync();
    assert_eq!(family.server.borrow().reads.len(), 2, "another version came while it was open");
    jonas.goes(Route::Logbook);
    jonas.goes(Route::Entry(entry));
    jonas.sync();
    let server = family.server.borrow();
    assert_eq!(server.reads.len(), 3, "another opening");
    let me = server.person("jonas").person;
    assert!(server.reads.iter().all(|(who, fact)| *who == me && fact.doc == entry && fact.purpose == 3));
    assert_ne!(server.reads[0].1.version, server.reads[1].1.version);
}

#[test]
fn what_comes_while_nobody_sees_the_page_is_noted_as_opened_when_somebody_does() {
    let family = Family::new();
    let (mut maria, mut jonas) = (family.phone("maria"), family.phone("jonas"));
    let entry = maria.writes("Han sov.", Readers::Family);
    maria.sync();
    jonas.sync();
    jonas.goes(Route::Entry(entry));
    jonas.sync();
    assert_eq!(family.server.borrow().reads.len(), 1);
    jonas.happens(Msg::Visible(false));
    maria.changes(entry, "Han sov godt.");
    maria.sync();
    jonas.sync();
    assert_eq!(family.server.borrow().reads.len(), 1, "the page is behind another one");
    jonas.happens(Msg::Visible(true));
    jonas.sync();
    assert_eq!(family.server.borrow().reads.len(), 2);
}
