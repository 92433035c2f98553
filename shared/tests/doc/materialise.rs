//! From changes to a document: nothing is left out in silence.

use samspil_shared::doc::log_entry::{self, LogEntryEdit};
use samspil_shared::doc::{DocError, SCHEMA, changes, genesis_hash, heads, materialise};
use samspil_shared::domain::Kind;
use samspil_shared::sync::scan::{ScanError, scan};

use crate::support::{MARIA, Phone};

fn three_saves() -> Phone {
    let mut maria = Phone::with_entry(MARIA, "en");
    for text in ["en to", "en to tre"] {
        maria.edit(|pen| log_entry::save(pen, &LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() }));
    }
    maria
}

#[test]
fn order_and_repetition_do_not_matter() {
    let maria = three_saves();
    let mut mixed: Vec<_> = maria.changes.iter().rev().map(Vec::as_slice).collect();
    mixed.push(&maria.changes[1]);
    let doc = materialise(Kind::LogEntry, SCHEMA, mixed).unwrap();
    assert_eq!(heads(&doc), maria.heads());
    assert_eq!(changes(&doc), maria.changes);
}

#[test]
fn a_missing_change_is_named() {
    let maria = three_saves();
    let missing = scan(&maria.changes[1]).unwrap().hash;
    let some = [maria.changes[0].as_slice(), &maria.changes[2]];
    let outcome = materialise(Kind::LogEntry, SCHEMA, some);
    assert_eq!(outcome.err(), Some(DocError::Incomplete { missing: vec![missing] }));
}

#[test]
fn the_changes_of_another_kind_miss_their_genesis() {
    let maria = three_saves();
    let outcome = materialise(Kind::Comment, SCHEMA, [maria.changes[0].as_slice()]);
    let missing = genesis_hash(Kind::LogEntry, SCHEMA).unwrap();
    assert_eq!(outcome.err(), Some(DocError::Incomplete { missing: vec![missing] }));
}

#[test]
fn what_is_no_change_is_named_by_its_place() {
    let maria = three_saves();
    let outcome = materialise(Kind::LogEntry, SCHEMA, [maria.changes[0].as_slice(), b"no change at all"]);
    assert_eq!(outcome.err(), Some(DocError::Malformed { index: 1, error: ScanError::Magic }));
}

#[test]
fn a_schema_of_tomorrow_is_said_to_be_unknown() {
    let outcome = materialise(Kind::LogEntry, SCHEMA + 1, []);
    assert_eq!(outcome.err(), Some(DocError::Unknown { kind: Kind::LogEntry, schema: SCHEMA + 1 }));
}
