//! Rows of what went leave the disk, and what is left says the same.

use samspil_shared::domain::DocId;
use samspil_shared::sync::engine::Event;
use samspil_shared::sync::frame::{ClientFrame, DocumentChange, Item, Items, Progress, ServerFrame, Visible};
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

/// Rows that came on a connection that stood.
fn rows(token: u8, items: Vec<Item>) -> ServerFrame {
    ServerFrame::Items(Items { space: PLACEMENT, items, token: Some(vec![token]), more: false, progress: None })
}

/// A page of a first sync.
fn page(token: u8, items: Vec<Item>, more: bool) -> ServerFrame {
    let progress = Some(Progress { done: 1, of: 2 });
    ServerFrame::Items(Items { space: PLACEMENT, items, token: Some(vec![token]), more, progress })
}

fn visible(token: u8, docs: Vec<DocId>) -> ServerFrame {
    ServerFrame::Visible(Visible { space: PLACEMENT, part: 0, of: 1, docs, token: Some(vec![token]) })
}

fn spent(desk: &Desk) -> Vec<u64> {
    desk.engine.state().spent(&OldRows::of(&desk.disk_after(0)))
}

/// Entries of Maria's as the server has them.
fn written<const N: usize>() -> (Desk, [DocId; N]) {
    let mut maria = Desk::online(MARIA);
    let docs = std::array::from_fn(|n| {
        let doc = maria.writes_entry(&format!("Nummer {n}."));
        maria.server_stores();
        doc
    });
    (maria, docs)
}

#[test]
fn the_row_that_says_that_an_own_document_arrived_is_kept() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Et.");
    let whole = maria.whole(doc);
    // The answer is lost; that it was stored is told by the row.
    maria.connects_anew();
    maria.server_says(&rows(2, vec![Item::New(whole)]));
    assert_eq!(maria.engine.status().waiting, 0);
    maria.server_says(&visible(3, vec![]));
    assert!(maria.engine.state().held(doc).is_none());

    assert_eq!(spent(&maria), [0; 0]);
    let again = maria.restarted_without(&spent(&maria));
    assert_eq!(again.engine.status().waiting, 0, "it would be sent again");
    assert!(again.engine.state().held(doc).is_none());
}

#[test]
fn the_row_that_says_that_an_own_change_arrived_is_kept() {
    let (maria, [kept, theirs]) = written();
    let mut jonas = Desk::online(JONAS);
    jonas.server_says(&rows(2, [kept, theirs].map(|doc| Item::New(maria.whole(doc))).into()));
    jonas.edits(theirs, "Nummer 1. Jonas.");
    let held = jonas.engine.state().held(theirs).expect("the document");
    let hash = held.current().last().expect("his change").hash;
    assert_eq!(jonas.engine.status().waiting, 1);
    jonas.connects_anew();
    let receipt = DocumentChange {
        doc: theirs,
        hash,
        bytes: None,
        by: JONAS,
        received_at: jonas.now,
        tag: vec![0; 16],
        late: false,
    };
    jonas.server_says(&rows(3, vec![Item::Changed(receipt)]));
    assert_eq!(jonas.engine.status().waiting, 0);
    jonas.server_says(&visible(4, vec![kept]));
    assert!(jonas.engine.state().held(theirs).is_none());

    assert_eq!(spent(&jonas), [0; 0]);
    let again = jonas.restarted_without(&spent(&jonas));
    assert_eq!(again.engine.status().waiting, 0, "it would be sent again");
    assert!(again.engine.state().held(theirs).is_none());
}

#[test]
fn what_another_tab_wrote_is_kept_until_this_one_has_read_it() {
    let (maria, [doc, other]) = written();
    let first = Desk::online(JONAS);
    let mut second = first.restarted();
    second.leads();
    second.connects();
    second.server_says(&rows(2, vec![Item::New(maria.whole(doc))]));
    second.server_says(&rows(3, vec![Item::New(maria.whole(other))]));
    let disk = OldRows::of(&second.disk_after(0));
    assert_eq!(first.engine.state().spent(&disk), [0; 0], "it only does not know of them yet");
    assert_eq!(second.engine.state().spent(&disk), [0; 0], "both are held");
    // Once they went, each tab may say so when it has read that far.
    second.server_says(&visible(4, vec![]));
    let disk = OldRows::of(&second.disk_after(0));
    assert_eq!(first.engine.state().spent(&disk), [0; 0]);
    assert_eq!(second.engine.state().spent(&disk).len(), 2);
}

#[test]
fn the_last_page_of_a_sync_is_kept_for_what_it_did_not_name() {
    let (maria, [kept, hidden, brief]) = written();
    let mut jonas = Desk::online(JONAS);
    let whole = |doc| Item::New(maria.whole(doc));
    jonas.server_says(&rows(2, vec![whole(kept), whole(hidden)]));
    jonas.happens(Event::Damaged);
    jonas.connects_anew();
    jonas.server_says(&page(3, vec![whole(kept)], true));
    jonas.server_says(&page(4, vec![whole(brief)], false));
    assert!(jonas.engine.state().held(hidden).is_none(), "the pages did not name it");
    jonas.server_says(&rows(5, vec![Item::Erased(brief)]));
    assert_eq!(jonas.shown(), [kept]);

    assert_eq!(spent(&jonas), [0; 0]);
    let again = jonas.restarted_without(&spent(&jonas));
    assert_eq!(again.shown(), [kept], "what was hidden would be back");
    jonas.server_says(&visible(6, vec![kept]));
    assert_eq!(spent(&jonas).len(), 1, "all that is visible was named again");
    assert_eq!(jonas.restarted_without(&spent(&jonas)).shown(), [kept]);
}

#[test]
fn a_page_with_more_behind_it_is_kept_until_the_next_one_came() {
    let (maria, [brief, older]) = written();
    let mut jonas = Desk::offline(JONAS);
    jonas.leads();
    jonas.connects();
    jonas.server_says(&page(2, vec![Item::New(maria.whole(brief))], true));
    jonas.server_says(&rows(3, vec![Item::Erased(brief)]));

    assert_eq!(spent(&jonas), [0; 0]);
    let mut again = jonas.restarted_without(&spent(&jonas));
    again.leads();
    again.connects();
    let asks = |asked: &samspil_shared::sync::frame::Page| asked.space == PLACEMENT && asked.token == Some(vec![3]);
    assert!(again.sent_pages().iter().any(asks), "the older ones would never be asked for");
    again.server_says(&page(4, vec![Item::New(maria.whole(older))], false));
    assert_eq!(spent(&again).len(), 1);
    let once_more = again.restarted_without(&spent(&again));
    assert_eq!(once_more.shown(), [older]);
}

#[test]
fn the_row_of_what_is_yet_to_be_fetched_is_kept() {
    let (mut maria, [lacking, other]) = written();
    let change = maria.change_by(MARIA, lacking, "Nummer 0, rettet.");
    let mut jonas = Desk::online(JONAS);
    jonas.server_says(&rows(2, vec![Item::Changed(change)]));
    jonas.server_says(&rows(3, vec![Item::New(maria.whole(other))]));
    assert!(jonas.engine.state().held(lacking).is_none(), "a change of a document that is not here");

    assert_eq!(spent(&jonas), [0; 0]);
    let mut again = jonas.restarted_without(&spent(&jonas));
    again.leads();
    again.connects();
    let fetches = |frame: &ClientFrame| matches!(frame, ClientFrame::Fetch(fetch) if fetch.docs == [lacking]);
    assert!(again.sent().iter().any(fetches), "it would never be asked for");
}
