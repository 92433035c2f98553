//! The words that are found are those of every field and fact that takes words: whoever adds one has to say here, by what it
//! takes, whether a person writes into it.

use automerge::transaction::Transactable;
use automerge::{ObjType, ROOT, ReadDoc, ScalarValue};
use chrono::NaiveDate;

use super::super::edit::Draft;
use super::super::fact::{self, What};
use super::super::grammar::fields;
use super::super::value::{CardAdult, CardChild, ChildName, Intent, Line, Note, scalar};
use super::super::{Digest, SCHEMA};
use super::*;
use crate::domain::call::MayShow;
use crate::domain::{ActorId, Audience, DocId, FactId, PersonId, Timestamp};

const ACTOR: ActorId = ActorId::from_bytes([1; 20]);

/// What a person writes into some field, and the lines that are found of it.
fn worded() -> Vec<(Scalar, Vec<&'static str>)> {
    let name = Line::new("Maria Holst").expect("a name");
    let tel = Some("+4501020304".parse().expect("a number"));
    let adults = CardAdults::new(vec![CardAdult { person: None, name, tel }]).expect("one");
    let child = CardChild { name: ChildName::new("Noah").expect("a name"), born: None };
    let children = CardChildren::new(vec![child]).expect("one");
    vec![
        (Scalar::Str("Lys i gangen, kl. 2.".into()), vec!["Lys i gangen, kl. 2."]),
        (Scalar::Str("Noah".into()), vec!["Noah"]),
        (Scalar::Str("+4501020304".into()), vec!["+4501020304"]),
        (scalar(&adults.encode()), vec!["Maria Holst, +4501020304"]),
        (scalar(&children.encode()), vec!["Noah"]),
    ]
}

/// What stands in fields that a person chooses, or that the app fills in.
fn chosen() -> Vec<Scalar> {
    let words = ["child", "info", "same_day", "caller", "considered", "police", "open", "2026-04-07", "2019-05"];
    let words = words.map(|word| Scalar::Str(word.into()));
    let others = [
        Scalar::Null,
        Scalar::Uint(3),
        Scalar::Bool(true),
        Scalar::Timestamp(0),
        Scalar::Bytes(vec![1; 16]),
        Scalar::Bytes(vec![1; 32]),
    ];
    words.into_iter().chain(others).collect()
}

/// Takes words, and the app writes them: a unit's name, as it stands in the rota.
const FILLED_IN: [(Kind, &str); 1] = [(Kind::CallReceipt, "answered_by")];

/// What is found in a change that sets this one field.
fn found(kind: Kind, key: &str, value: &Scalar) -> Vec<String> {
    let value = match value.clone() {
        Scalar::Str(text) => text.into(),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes),
        Scalar::Uint(n) => ScalarValue::Uint(n),
        Scalar::Bool(value) => ScalarValue::Boolean(value),
        Scalar::Timestamp(ms) => ScalarValue::Timestamp(ms),
        _ => ScalarValue::Null,
    };
    made(kind, |draft| draft.change(|tx| Ok(tx.put(ROOT, key, value)?)))
}

fn made(kind: Kind, make: impl FnOnce(&mut Draft) -> Result<(), super::super::EditError>) -> Vec<String> {
    let mut draft = Draft::of_new(kind, SCHEMA, ACTOR, Timestamp::from_ms(0)).expect("a draft");
    make(&mut draft).expect("a change");
    let changes = draft.finish();
    assert_eq!(changes.len(), 1);
    typed(kind, changes.iter().map(Vec::as_slice))
}

#[test]
fn what_is_written_into_any_field_of_any_kind_is_found() {
    let mut with_words = 0;
    for kind in Kind::ALL {
        for rule in fields(kind) {
            let key = rule.key();
            let words: Vec<_> = worded().into_iter().filter(|(value, _)| rule.takes(value)).collect();
            if words.is_empty() {
                let taken: Vec<_> = chosen().into_iter().filter(|value| rule.takes(value)).collect();
                assert!(
                    !taken.is_empty(),
                    "{kind:?} {key}: is what it takes words or not? It belongs into a list here"
                );
                taken.iter().for_each(|value| assert_eq!(found(kind, key, value), [""; 0], "{kind:?} {key}"));
                continue;
            }
            for (value, lines) in words {
                let expected = if FILLED_IN.contains(&(kind, key)) { vec![] } else { lines };
                assert_eq!(found(kind, key, &value), expected, "{kind:?} {key}: what is written there is lost");
            }
            with_words += 1;
        }
    }
    assert!(with_words > 10, "it looks at {with_words} fields");
    let known = |(kind, key): &(Kind, &str)| fields(*kind).iter().any(|rule| rule.key() == *key);
    assert!(FILLED_IN.iter().all(known), "an exception of a field that is not there");
}

/// One of each, with words wherever it takes some, and those words.
fn facts() -> Vec<(What, Option<&'static str>)> {
    let note = || Note::new("Talte med Noah.").expect("words");
    let line = || Line::new("Sag 12.").expect("words");
    let said = Some("Talte med Noah.");
    let all = vec![
        (What::Hidden, None),
        (
            What::AskShare {
                digest: Digest::from_bytes([1; 32]),
                audience: Audience::CONSULTANT,
                intent: Intent::Info,
            },
            None,
        ),
        (What::Yes { ask: FactId::from_bytes([1; 16]) }, None),
        (What::No { ask: FactId::from_bytes([1; 16]) }, None),
        (What::Approved, None),
        (What::Declined, None),
        (What::Added { text: note() }, said),
        (What::Taken, None),
        (What::NotReached { again_on: NaiveDate::from_ymd_opt(2026, 4, 7) }, None),
        (What::Talked { outcome: Some(note()) }, said),
        (What::Handed { to: PersonId::from_bytes([1; 16]) }, None),
        (What::Closed { outcome: Some(note()) }, said),
        (What::Reopened, None),
        (What::Filed { reference: Some(line()) }, Some("Sag 12.")),
        (What::Released { to: MayShow::Adults }, None),
        (What::Withheld { reason: line() }, Some("Sag 12.")),
        (What::Tied { to: DocId::from_bytes([1; 16]) }, None),
        (What::RungBack { done: true, next: Some(Timestamp::from_ms(1)) }, None),
        (What::LineBack { text: note() }, said),
    ];
    for (what, _) in &all {
        // Whoever adds a fact adds it above too: this does not compile without it.
        match what {
            What::Hidden | What::AskShare { .. } | What::Yes { .. } | What::No { .. } => {}
            What::Approved | What::Declined | What::Added { .. } | What::Taken | What::NotReached { .. } => {}
            What::Talked { .. } | What::Handed { .. } | What::Closed { .. } | What::Reopened => {}
            What::Filed { .. } | What::Released { .. } | What::Withheld { .. } | What::Tied { .. } => {}
            What::RungBack { .. } | What::LineBack { .. } => {}
        }
    }
    all
}

#[test]
fn what_is_written_into_any_fact_is_found() {
    let holds_facts = |kind: &Kind| super::super::genesis::object(*kind, "facts").is_some();
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(holds_facts).collect();
    assert!(kinds.len() > 5, "{kinds:?}");
    for kind in kinds {
        for (what, words) in facts() {
            let id = FactId::from_bytes([7; 16]);
            let found = made(kind, |draft| draft.change(|tx| fact::add(tx, id, Timestamp::from_ms(0), &what)));
            assert_eq!(found, words.into_iter().collect::<Vec<_>>(), "{kind:?} {what:?}");
        }
    }
}

#[test]
fn what_is_written_into_any_text_is_found() {
    let mut kinds = 0;
    for kind in Kind::ALL {
        if super::super::genesis::object(kind, "text").is_none() {
            continue;
        }
        let found = made(kind, |draft| draft.change_with_text(Some("Han sov."), |_| Ok(())));
        assert_eq!(found, ["Han sov."], "{kind:?}");
        kinds += 1;
    }
    assert_eq!(kinds, 2, "an entry and a comment");
    // What a publication holds is a copy of an entry: nobody types it there.
    let piece = |draft: &mut Draft| {
        draft.change(|tx| {
            let (value, content) = tx.get(ROOT, "content")?.expect("made by the genesis");
            assert_eq!(value.to_objtype(), Some(ObjType::Map));
            Ok(tx.put(&content, "0000", "Han sov.")?)
        })
    };
    assert_eq!(made(Kind::Publication, piece), [""; 0]);
}
