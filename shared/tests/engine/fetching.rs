//! Documents that a row names and the device lacks: asked for, and shown once they are here whole.

use samspil_shared::domain::DocState;
use samspil_shared::sync::frame::{
    ClientFrame, DocumentChange, Item, Items, ServerFrame, StoredChange, StoredDocument, Unavailable, Visible,
};

use crate::desk::{Desk, JONAS, MARIA, PLACEMENT, sentence};

#[test]
fn a_change_whose_past_is_missing_sets_the_document_aside_and_fetches_it_whole() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Et.");
    maria.server_stores();
    let first = maria.change_by(JONAS, doc, "Et. To.");
    let second = maria.change_upon(JONAS, doc, &[&first], "Et. To. Tre.");
    maria.server_says(&ServerFrame::Items(Items {
        space: PLACEMENT,
        items: vec![Item::Changed(second)],
        token: None,
        more: false,
        progress: None,
    }));
    assert!(maria.shown().is_empty(), "half a document is not shown");
    assert!(matches!(maria.sent(), [ClientFrame::Fetch(fetch)] if fetch.docs == [doc]));
}

#[test]
fn what_is_taken_back_while_it_is_to_be_fetched_is_fetched_all_the_same() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.shares("Til Lone.");
    maria.server_stores();
    let whole = maria.whole(doc);
    let mut jonas = Desk::online(JONAS);
    let [StoredChange { bytes, by, .. }] = whole.changes.as_slice() else { panic!("one change") };
    let hash = samspil_shared::sync::scan::peek(bytes).expect("a change").hash;
    let change =
        DocumentChange { doc, hash, bytes: None, by: *by, received_at: maria.now, tag: whole.tag.clone(), late: false };
    jonas.server_says(&ServerFrame::Items(Items {
        space: PLACEMENT,
        items: vec![Item::Changed(change), Item::Withdrawn(doc)],
        token: None,
        more: false,
        progress: None,
    }));
    assert!(matches!(jonas.sent(), [ClientFrame::Fetch(fetch)] if fetch.docs == [doc]), "{:?}", jonas.sent());
    let stored = StoredDocument { state: DocState::Withdrawn, ..whole };
    jonas.server_says(&ServerFrame::Items(Items {
        space: PLACEMENT,
        items: vec![Item::New(stored)],
        token: None,
        more: false,
        progress: None,
    }));
    assert_eq!(jonas.shown(), [doc], "a foster parent keeps what the family took back");
}

#[test]
fn an_unavailable_document_is_not_asked_for_again() {
    let mut maria = Desk::online(MARIA);
    let doc = sentence(1);
    let visible = Visible { space: PLACEMENT, part: 0, of: 1, docs: vec![doc], token: Some(vec![9]) };
    maria.server_says(&ServerFrame::Visible(visible));
    assert!(matches!(maria.sent(), [ClientFrame::Fetch(_)]));
    maria.server_says(&ServerFrame::Unavailable(Unavailable { doc }));
    maria.connects_anew();
    assert!(!maria.sent().iter().any(|frame| matches!(frame, ClientFrame::Fetch(_))));
}
