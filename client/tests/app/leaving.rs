//! An adult who leaves the family, and one who comes to it.

use samspil_client::app::export::Taken;
use samspil_client::app::intent::{EditorIntent, Intent};
use samspil_client::app::locked_file::LockedFile;
use samspil_client::app::route::Route;
use samspil_client::app::view::Readers;
use samspil_shared::domain::Role;

use crate::support::{Family, PASSWORD};

#[test]
fn a_note_that_was_begun_for_the_adults_is_saved_by_whoever_left_as_one_for_oneself() {
    let family = Family::new();
    for open in [false, true] {
        let mut jonas = family.phone("jonas");
        jonas.goes(Route::NewEntry);
        jonas.edits(EditorIntent::Text("Han faldt i søvn med bamsen.".into()));
        jonas.waits(1_000);
        assert_eq!(jonas.model.editor().unwrap().readers, Readers::Family);
        if !open {
            jonas.goes(Route::Logbook);
        }
        family.server.borrow_mut().end_membership(family.noah, "jonas");
        jonas.sync();
        if !open {
            jonas.crash_and_unlock(PASSWORD);
            let key = jonas.model.logbook().unwrap().drafts[0].key;
            jonas.does(Intent::Resume(key));
        }
        let editor = jonas.model.editor().unwrap();
        assert_eq!((editor.readers, editor.narrowed, editor.can_choose_readers), (Readers::Me, true, false));
        jonas.edits(EditorIntent::Save);
        let cards = jonas.cards();
        assert_eq!((cards.len(), cards[0].readers), (1, Readers::Me), "open: {open}");
        assert_eq!(cards[0].excerpt, "Han faldt i søvn med bamsen.");
        assert!(jonas.model.logbook().unwrap().drafts.is_empty());
        family.server.borrow_mut().member(family.noah, "jonas", Role::FosterParent, false);
    }
    let mut maria = family.phone("maria");
    maria.goes(Route::NewEntry);
    maria.edits(EditorIntent::Text("Hun er her stadig.".into()));
    maria.goes(Route::Logbook);
    maria.goes(Route::NewEntry);
    let editor = maria.model.editor().unwrap();
    assert_eq!((editor.readers, editor.narrowed), (Readers::Family, false), "who is still there keeps the choice");
}

#[test]
fn whoever_leaves_keeps_the_notes_for_oneself_and_takes_them_along() {
    let family = Family::new();
    let mut jonas = family.phone("jonas");
    let shared = jonas.writes("Han sov.", Readers::Family);
    let first = jonas.writes("Jeg var træt.", Readers::Me);
    jonas.sync();
    assert!(!jonas.model.logbook().unwrap().no_child);
    jonas.goes_offline();
    let unsent = jonas.writes("Skrevet før enden.", Readers::Family);
    family.server.borrow_mut().end_membership(family.noah, "jonas");
    jonas.sync();

    jonas.goes(Route::Logbook);
    assert!(jonas.card(shared).is_none(), "nothing of the family is left");
    assert!(jonas.model.logbook().unwrap().no_child, "and it is told why");
    assert!(!format!("{:?}", jonas.model.logbook()).contains("Noah"), "nor its names");
    assert_eq!(jonas.card(first).unwrap().excerpt, "Jeg var træt.");
    jonas.waits(60_000);
    let own = jonas.writes("Jeg savner dem.", Readers::Me);
    jonas.sync();
    assert!(jonas.card(own).is_some(), "writing for oneself goes on");

    jonas.goes(Route::More);
    assert!(jonas.model.more().unwrap().own_notes);
    let LockedFile { name, text, .. } = jonas.takes_along(Taken::OwnNotes);
    assert!(name.starts_with("samspil-noter-") && name.ends_with(".html"), "{name}");
    let (then, now) = (text.find("Jeg var træt.").unwrap(), text.find("Jeg savner dem.").unwrap());
    assert!(then < now && !text.contains("Han sov."), "{text}");

    let kept = jonas.model.waiting().unwrap();
    let texts = kept
        .waiting
        .iter()
        .map(|item| item.text.clone())
        .chain(kept.parked.iter().map(|item| format!("{:?}", item.pieces)));
    assert!(texts.into_iter().any(|text| text.contains("Skrevet før enden.")), "unsent work is not lost");
    jonas.crash_and_unlock(PASSWORD);
    assert!(jonas.card(first).is_some() && jonas.card(shared).is_none());
    assert!(
        jonas.model.waiting().unwrap().parked.iter().any(|item| item.doc == unsent)
            || !jonas.model.waiting().unwrap().waiting.is_empty()
    );
}
