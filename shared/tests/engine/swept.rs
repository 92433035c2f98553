//! Rows of what went leave the disk, and what is left says the same.

use samspil_shared::sync::frame::{Item, Items, Progress, ServerFrame, Visible};
use samspil_shared::sync::state::OldRows;

use super::desk::{Desk, JONAS, MARIA, PLACEMENT};

#[test]
fn rows_of_what_went_are_spent_and_the_rest_says_the_same() {
    let mut maria = Desk::online(MARIA);
    let [kept, gone, taken_back] = ["Et.", "To.", "Tre."].map(|text| {
        let doc = maria.writes_entry(text);
        maria.server_stores();
        doc
    });
    let mut jonas = Desk::online(JONAS);
    let rows = |token: u8, items| {
        let token = Some(vec![token]);
        let progress = Some(Progress { done: 1, of: 1 });
        ServerFrame::Items(Items { space: PLACEMENT, items, token, more: false, progress })
    };
    let whole = |doc| Item::New(maria.whole(doc));
    jonas.server_says(&rows(2, vec![whole(kept), whole(taken_back)]));
    jonas.server_says(&rows(3, vec![whole(gone)]));
    jonas.server_says(&rows(4, vec![Item::Erased(taken_back)]));
    let spent = |jonas: &Desk| jonas.engine.state().spent(&OldRows::of(&jonas.disk_after(0)));
    assert_eq!(spent(&jonas), [0; 0], "everything is held, or stands beside what is held");
    let visible = Visible { space: PLACEMENT, part: 0, of: 1, docs: vec![kept], token: Some(vec![5]) };
    jonas.server_says(&ServerFrame::Visible(visible));
    assert!(jonas.engine.state().held(gone).is_none());

    let spent = spent(&jonas);
    assert_eq!(spent.len(), 1, "the row of what went");
    let again = jonas.restarted_without(&spent);
    for desk in [&jonas, &again] {
        assert_eq!(desk.shown(), [kept]);
        assert!(desk.engine.state().held(gone).is_none());
    }
    assert_eq!(again.text(kept), jonas.text(kept));
    assert_eq!(again.disk_after(0).len() + 1, jonas.disk_after(0).len());
}
