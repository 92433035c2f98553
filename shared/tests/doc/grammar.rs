//! What a stranger's client may not do. Each hostile change is well-formed: only the grammar is in its way.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, AutomergeError, Change, ExpandedChange, ObjType, ROOT, ReadDoc, ScalarValue};
use samspil_shared::doc::log_entry::{self, LogEntryEdit};
use samspil_shared::doc::placement_card::{self, NewPlacementCard};
use samspil_shared::doc::{
    BirthMonth, ChildName, Digest, Grammar, GrammarError, Intent, Origin, ReadError, SCHEMA, Writer, comment,
    materialise, publication,
};
use samspil_shared::domain::{Audience, DocId, Kind, Role};
use samspil_shared::sync::ingest::Refusal;
use samspil_shared::sync::scan::{Action, Key, Obj, OpId, scan};

use crate::support::{EVENING, JONAS, MARIA, METTE, Phone, nobody};

type Edit = fn(&mut Transaction<'_>) -> Result<(), AutomergeError>;

const FACT: &str = "0123456789abcdef0123456789abcdef";

/// A change that somebody makes with Automerge at hand.
fn forged(phone: &Phone, edit: Edit) -> Vec<u8> {
    let mut doc = phone.doc.clone();
    doc.set_actor(ActorId::from([9u8; 20]));
    let mut tx = doc.transaction();
    edit(&mut tx).unwrap();
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(EVENING.as_ms()));
    doc.get_change_by_hash(&hash.unwrap()).unwrap().raw_bytes().to_vec()
}

fn verdict(phone: &Phone, edit: Edit, creating: bool) -> Result<(), GrammarError> {
    match phone.judge(&forged(phone, edit), creating) {
        Ok(_) => Ok(()),
        Err(Refusal::Grammar(error)) => Err(error),
        Err(other) => panic!("not refused by the grammar but: {other}"),
    }
}

fn at(tx: &Transaction<'_>, key: &str) -> automerge::ObjId {
    tx.get(ROOT, key).unwrap().unwrap().1
}

fn fact(tx: &mut Transaction<'_>, scalars: &[(&str, ScalarValue)]) -> Result<(), AutomergeError> {
    let facts = at(tx, "facts");
    let fact = tx.put_object(&facts, FACT, ObjType::Map)?;
    scalars.iter().try_for_each(|(key, value)| tx.put(&fact, *key, value.clone()))
}

fn time() -> ScalarValue {
    ScalarValue::Timestamp(EVENING.as_ms() + 1)
}

fn entry_with_facts() -> Phone {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let (ask, digest) = (maria.fact_id(), maria.entry().shared().unwrap().digest());
    maria.edit(|pen| log_entry::ask_share(pen, ask, digest, Audience::CONSULTANT, Intent::Info));
    maria
}

#[test]
fn a_log_entry_takes_what_its_edits_do_and_nothing_else() {
    use GrammarError as E;
    let maria = entry_with_facts();
    let mut cases: Vec<(&str, Edit, Result<(), GrammarError>)> = vec![
        ("a control: the time is set", |tx| tx.put(ROOT, "event_time", time()), Ok(())),
        (
            "a control: a word is typed",
            |tx| {
                let text = at(tx, "text");
                tx.splice_text(&text, 0, 0, "Ja. ")
            },
            Ok(()),
        ),
        (
            "a control: a word is deleted",
            |tx| {
                let text = at(tx, "text");
                tx.splice_text(&text, 0, 4, "")
            },
            Ok(()),
        ),
        ("a control: a fact", |tx| fact(tx, &[("at", time()), ("what", "hidden".into())]), Ok(())),
        ("a key nobody knows", |tx| tx.put(ROOT, "colour", "red"), Err(E::Key)),
        ("genesis' own kind", |tx| tx.put(ROOT, "kind", "comment"), Err(E::Key)),
        ("genesis' own schema", |tx| tx.put(ROOT, "schema", 2u64), Err(E::Key)),
        ("another text object", |tx| tx.put_object(ROOT, "text", ObjType::Text).map(drop), Err(E::Key)),
        ("another facts object", |tx| tx.put_object(ROOT, "facts", ObjType::Map).map(drop), Err(E::Key)),
        ("the text object deleted", |tx| tx.delete(ROOT, "text"), Err(E::Key)),
        ("the facts object deleted", |tx| tx.delete(ROOT, "facts"), Err(E::Key)),
        ("a field deleted", |tx| tx.delete(ROOT, "event_time"), Err(E::Action("event_time"))),
        (
            "a control: a field deleted and set",
            |tx| {
                tx.delete(ROOT, "about")?;
                tx.put(ROOT, "about", "child")
            },
            Ok(()),
        ),
        (
            "a field set and deleted",
            |tx| {
                tx.put(ROOT, "about", "family")?;
                tx.delete(ROOT, "about")
            },
            Err(E::Twice("about")),
        ),
        ("an object in a field", |tx| tx.put_object(ROOT, "about", ObjType::Map).map(drop), Err(E::Action("about"))),
        ("a field of another type", |tx| tx.put(ROOT, "event_time", 5i64), Err(E::Value("event_time"))),
        (
            "a time no calendar has",
            |tx| tx.put(ROOT, "event_time", ScalarValue::Timestamp(i64::MAX)),
            Err(E::Value("event_time")),
        ),
        ("about somebody else", |tx| tx.put(ROOT, "about", "neighbour"), Err(E::Value("about"))),
        ("a sixth step", |tx| tx.put(ROOT, "day_child", 6u64), Err(E::Value("day_child"))),
        ("no step", |tx| tx.put(ROOT, "day_family", 0u64), Err(E::Value("day_family"))),
        (
            "one field twice",
            |tx| {
                tx.put(ROOT, "about", "family")?;
                tx.put(ROOT, "about", "child")
            },
            Err(E::Twice("about")),
        ),
        (
            "a block",
            |tx| {
                let text = at(tx, "text");
                tx.split_block(&text, 0).map(drop)
            },
            Err(E::Action("text")),
        ),
        (
            "a long string as one character",
            |tx| {
                let text = at(tx, "text");
                tx.insert(&text, 0, "Noah")
            },
            Err(E::Value("text")),
        ),
        (
            "no character",
            |tx| {
                let text = at(tx, "text");
                tx.insert(&text, 0, "")
            },
            Err(E::Value("text")),
        ),
        (
            "a number in the text",
            |tx| {
                let text = at(tx, "text");
                tx.insert(&text, 0, 5i64)
            },
            Err(E::Value("text")),
        ),
        (
            "a control character",
            |tx| {
                let text = at(tx, "text");
                tx.splice_text(&text, 0, 0, "\u{0}")
            },
            Err(E::Value("text")),
        ),
        (
            "a character overwritten",
            |tx| {
                let text = at(tx, "text");
                tx.put(&text, 0, "M")
            },
            Err(E::Action("text")),
        ),
        (
            "a fact deleted",
            |tx| {
                let facts = at(tx, "facts");
                let key = tx.keys(&facts).next().unwrap();
                tx.delete(&facts, key)
            },
            Err(E::Action("facts")),
        ),
        (
            "a fact overwritten",
            |tx| {
                let facts = at(tx, "facts");
                let key = tx.keys(&facts).next().unwrap();
                tx.put_object(&facts, key, ObjType::Map).map(drop)
            },
            Err(E::Overwrites("facts")),
        ),
        (
            "a fact changed afterwards",
            |tx| {
                let facts = at(tx, "facts");
                let key = tx.keys(&facts).next().unwrap();
                let fact = tx.get(&facts, key)?.unwrap().1;
                tx.put(&fact, "intent", "talk")
            },
            Err(E::Object),
        ),
        (
            "a fact's value deleted",
            |tx| {
                let facts = at(tx, "facts");
                let key = tx.keys(&facts).next().unwrap();
                let fact = tx.get(&facts, key)?.unwrap().1;
                tx.delete(&fact, "intent")
            },
            Err(E::Object),
        ),
        (
            "a scalar for a fact",
            |tx| {
                let facts = at(tx, "facts");
                tx.put(&facts, FACT, "hidden")
            },
            Err(E::Action("facts")),
        ),
        (
            "a list for a fact",
            |tx| {
                let facts = at(tx, "facts");
                tx.put_object(&facts, FACT, ObjType::List).map(drop)
            },
            Err(E::Action("facts")),
        ),
        (
            "a fact under no id",
            |tx| {
                let facts = at(tx, "facts");
                tx.put_object(&facts, "mine", ObjType::Map).map(drop)
            },
            Err(E::Key),
        ),
        (
            "an id in capitals",
            |tx| {
                let facts = at(tx, "facts");
                tx.put_object(&facts, FACT.to_uppercase(), ObjType::Map).map(drop)
            },
            Err(E::Key),
        ),
        ("an empty fact", |tx| fact(tx, &[]), Err(E::Fact)),
        ("a fact without a time", |tx| fact(tx, &[("what", "hidden".into())]), Err(E::Fact)),
        ("a fact nobody knows", |tx| fact(tx, &[("at", time()), ("what", "erased".into())]), Err(E::Fact)),
        (
            "a fact with more in it",
            |tx| fact(tx, &[("at", time()), ("what", "hidden".into()), ("by", "Jonas".into())]),
            Err(E::Fact),
        ),
        (
            "a fact's value twice",
            |tx| fact(tx, &[("at", time()), ("at", ScalarValue::Timestamp(1)), ("what", "hidden".into())]),
            Err(E::Overwrites("facts")),
        ),
        ("a yes to nothing", |tx| fact(tx, &[("at", time()), ("what", "yes".into())]), Err(E::Fact)),
        (
            "a yes to no id",
            |tx| fact(tx, &[("at", time()), ("what", "yes".into()), ("ask", "it".into())]),
            Err(E::Fact),
        ),
        (
            "an object in a fact",
            |tx| {
                let facts = at(tx, "facts");
                let fact = tx.put_object(&facts, FACT, ObjType::Map)?;
                tx.put_object(&fact, "what", ObjType::Map).map(drop)
            },
            Err(E::Fact),
        ),
        ("a control: no", |tx| fact(tx, &[("at", time()), ("what", "no".into()), ("ask", FACT.into())]), Ok(())),
    ];
    // Sharing with others than the consultant or the team is asked of nobody.
    cases.push((
        "shared with the adviser",
        |tx| {
            let digest = ScalarValue::Bytes(vec![1; 32]);
            let adviser = u64::from(Audience::of(&[samspil_shared::domain::Relation::Adviser]).bits());
            fact(
                tx,
                &[
                    ("at", time()),
                    ("what", "ask_share".into()),
                    ("digest", digest),
                    ("audience", adviser.into()),
                    ("intent", "info".into()),
                ],
            )
        },
        Err(E::Fact),
    ));
    for (what, edit, expected) in cases {
        assert_eq!(verdict(&maria, edit, false), expected, "{what}");
    }
}

#[test]
fn counters_and_marks_do_not_come_as_far_as_the_grammar() {
    let maria = entry_with_facts();
    let cases: [Edit; 2] = [
        |tx| tx.put(ROOT, "day_child", ScalarValue::counter(3)),
        |tx| {
            let text = at(tx, "text");
            tx.mark(&text, automerge::marks::Mark::new("bold".into(), true, 0, 4), automerge::marks::ExpandMark::Both)
        },
    ];
    for edit in cases {
        assert!(matches!(maria.judge(&forged(&maria, edit), false), Err(Refusal::Scan(_))));
    }
}

#[test]
fn only_the_author_puts_an_entry_out_of_sight() {
    let jonas = entry_with_facts().copy_for(JONAS);
    let hide: Edit = |tx| fact(tx, &[("at", time()), ("what", "hidden".into())]);
    assert_eq!(verdict(&jonas, hide, false), Err(GrammarError::NotAuthor));
    let no: Edit = |tx| fact(tx, &[("at", time()), ("what", "no".into()), ("ask", FACT.into())]);
    assert_eq!(verdict(&jonas, no, false), Ok(()));
}

#[test]
fn creation_writes_what_every_entry_has() {
    let blank = Phone::new(MARIA, Kind::LogEntry, MARIA);
    let cases: [(&str, Edit, Result<(), GrammarError>); 3] = [
        (
            "all of it",
            |tx| {
                tx.put(ROOT, "event_time", time())?;
                tx.put(ROOT, "about", "child")
            },
            Ok(()),
        ),
        ("no time", |tx| tx.put(ROOT, "about", "child"), Err(GrammarError::Missing("event_time"))),
        ("nobody it is about", |tx| tx.put(ROOT, "event_time", time()), Err(GrammarError::Missing("about"))),
    ];
    for (what, edit, expected) in cases {
        assert_eq!(verdict(&blank, edit, true), expected, "{what}");
    }
}

#[test]
fn a_comment_has_a_text_and_nothing_to_share() {
    let mut mette = Phone::new(METTE, Kind::Comment, METTE);
    mette.create(|actor, time| comment::create(actor, time, "Tak."));
    let cases: [(&str, Edit, Result<(), GrammarError>); 3] = [
        ("a control: hidden", |tx| fact(tx, &[("at", time()), ("what", "hidden".into())]), Ok(())),
        (
            "a yes",
            |tx| fact(tx, &[("at", time()), ("what", "yes".into()), ("ask", FACT.into())]),
            Err(GrammarError::Fact),
        ),
        ("an entry's field", |tx| tx.put(ROOT, "about", "child"), Err(GrammarError::Key)),
    ];
    for (what, edit, expected) in cases {
        assert_eq!(verdict(&mette, edit, false), expected, "{what}");
    }
}

#[test]
fn a_card_takes_its_three_fields() {
    use GrammarError as E;
    let new = NewPlacementCard {
        child: ChildName::new("Noah").unwrap(),
        born: BirthMonth::new(2019, 3).unwrap(),
        starts_on: "2026-03-28".parse().unwrap(),
    };
    let mut mette = Phone::new(METTE, Kind::PlacementCard, METTE);
    mette.create(|actor, time| placement_card::create(actor, time, &new));
    let cases: [(&str, Edit, Result<(), GrammarError>); 7] = [
        ("a control", |tx| tx.put(ROOT, "child", "N."), Ok(())),
        ("a CPR number", |tx| tx.put(ROOT, "child", "010119-1234"), Err(E::Value("child"))),
        ("no name", |tx| tx.put(ROOT, "child", " "), Err(E::Value("child"))),
        ("a birthday", |tx| tx.put(ROOT, "born", "2019-03-01"), Err(E::Value("born"))),
        ("the thirtieth of February", |tx| tx.put(ROOT, "starts_on", "2026-02-30"), Err(E::Value("starts_on"))),
        ("an address", |tx| tx.put(ROOT, "address", "Strandvej 1"), Err(E::Key)),
        ("a fact", |tx| tx.put_object(ROOT, "facts", ObjType::Map).map(drop), Err(E::Key)),
    ];
    for (what, edit, expected) in cases {
        assert_eq!(verdict(&mette, edit, false), expected, "{what}");
    }
}

#[test]
fn a_publication_is_written_once() {
    use GrammarError as E;
    let entry = Phone::with_entry(MARIA, "Noah sov.").entry();
    let mut maria = Phone::new(MARIA, Kind::Publication, MARIA);
    let of = DocId::from_bytes([8; 16]);
    maria.create(|actor, time| publication::create(actor, time, of, &entry, Intent::Info, &nobody()));
    let after: [(&str, Edit); 3] = [
        ("its words", |tx| {
            let content = at(tx, "content");
            tx.put(&content, "0001", " Ikke.")
        }),
        ("its intent", |tx| tx.put(ROOT, "intent", "talk")),
        ("a consent", |tx| {
            let consents = at(tx, "consents");
            tx.put(&consents, FACT, time())
        }),
    ];
    for (what, edit) in after {
        assert_eq!(verdict(&maria, edit, false), Err(E::Immutable), "{what}");
    }
    let continuing: [(&str, Edit, Result<(), GrammarError>); 6] = [
        (
            "a control: a further piece",
            |tx| {
                let content = at(tx, "content");
                tx.put(&content, "0001", " Ikke.")
            },
            Ok(()),
        ),
        ("a field again", |tx| tx.put(ROOT, "intent", "talk"), Err(E::Overwrites("intent"))),
        (
            "a piece again",
            |tx| {
                let content = at(tx, "content");
                tx.put(&content, "0000", "Noah")
            },
            Err(E::Overwrites("content")),
        ),
        (
            "a piece under no number",
            |tx| {
                let content = at(tx, "content");
                tx.put(&content, "x", "Noah")
            },
            Err(E::Value("content")),
        ),
        (
            "a piece deleted",
            |tx| {
                let content = at(tx, "content");
                tx.delete(&content, "0000")
            },
            Err(E::Action("content")),
        ),
        (
            "a late consent",
            |tx| {
                let consents = at(tx, "consents");
                tx.put(&consents, FACT, time())
            },
            Err(E::Object),
        ),
    ];
    for (what, edit, expected) in continuing {
        assert_eq!(verdict(&maria, edit, true), expected, "{what}");
    }

    let blank = Phone::new(MARIA, Kind::Publication, MARIA);
    let first: [(&str, Edit, Result<(), GrammarError>); 3] = [
        ("without what it is of", |tx| tx.put(ROOT, "intent", "info"), Err(E::Missing("of"))),
        (
            "a consent of nobody",
            |tx| {
                let consents = at(tx, "consents");
                tx.put(&consents, "Jonas", time())
            },
            Err(E::Value("consents")),
        ),
        (
            "a piece of 17 KiB",
            |tx| {
                let content = at(tx, "content");
                tx.put(&content, "0000", "a".repeat(17 * 1024))
            },
            Err(E::Value("content")),
        ),
    ];
    for (what, edit, expected) in first {
        assert_eq!(verdict(&blank, edit, true), expected, "{what}");
    }
}

#[test]
fn a_false_digest_does_not_read() {
    let blank = Phone::new(MARIA, Kind::Publication, MARIA);
    let bytes = forged(&blank, |tx| {
        tx.put(ROOT, "of", ScalarValue::Bytes(vec![8; 16]))?;
        tx.put(ROOT, "digest", ScalarValue::Bytes(Digest::from_bytes([0; 32]).as_bytes().to_vec()))?;
        tx.put(ROOT, "intent", "info")?;
        tx.put(ROOT, "event_time", time())?;
        tx.put(ROOT, "about", "child")
    });
    let doc = blank.judge(&bytes, true).unwrap();
    let origin = Origin { by: MARIA, received_at: None };
    let provenance = [(scan(&bytes).unwrap().hash, origin)].into_iter().collect();
    assert_eq!(publication::read(&doc, &provenance), Err(ReadError::Digest));
}

#[test]
fn a_publication_written_by_two_actors_at_once_does_not_read() {
    let entry = Phone::with_entry(MARIA, "Noah sov.").entry();
    let blank = Phone::new(MARIA, Kind::Publication, MARIA);
    let of = DocId::from_bytes([8; 16]);
    let write = |actor: u8, intent| {
        let actor = samspil_shared::domain::ActorId::from_bytes([actor; 20]);
        publication::create(actor, EVENING, of, &entry, intent, &nobody()).unwrap().remove(0)
    };
    let (one, other) = (write(1, Intent::Info), write(2, Intent::Talk));
    assert!([&one, &other].into_iter().all(|bytes| blank.judge(bytes, true).is_ok()), "each by itself is honest");
    let doc = materialise(Kind::Publication, SCHEMA, [one.as_slice(), &other]).unwrap();
    let origin = Origin { by: MARIA, received_at: None };
    let provenance = [one, other].iter().map(|bytes| (scan(bytes).unwrap().hash, origin)).collect();
    assert_eq!(publication::read(&doc, &provenance), Err(ReadError::Twice("of")));
}

/// A field whose new value names another's fact, made by hand: Automerge itself never writes it.
#[test]
fn a_field_cannot_be_used_to_overwrite_a_fact() {
    let maria = entry_with_facts();
    let facts = maria.doc.get(ROOT, "facts").unwrap().unwrap().1;
    let key = maria.doc.keys(&facts).next().unwrap();
    let fact = maria.doc.get(&facts, key).unwrap().unwrap().1;
    let honest = forged(&maria, |tx| tx.put(ROOT, "about", "family"));
    let mut expanded = ExpandedChange::from(&Change::try_from(honest.as_slice()).unwrap());
    let automerge::ObjId::Id(counter, actor, _) = &fact else { panic!("a fact is no root") };
    expanded.operations[0].pred = vec![automerge::legacy::OpId::new(*counter, actor)].into();
    let bytes = Change::from(expanded).raw_bytes().to_vec();

    let change = scan(&bytes).unwrap();
    let grammar =
        Grammar::new(Kind::LogEntry, SCHEMA, Writer { creating: false, author: true, role: Role::FosterParent })
            .unwrap();
    assert_eq!(grammar.check(&change), Ok(()), "the change alone does not show it");
    assert_eq!(grammar.check_past(&change, &maria.doc), Err(GrammarError::Overwrites("about")));
    assert_eq!(maria.judge(&bytes, false).err(), Some(Refusal::Grammar(GrammarError::Overwrites("about"))));
}

#[test]
fn a_field_overwrites_exactly_what_its_author_saw() {
    let mut maria = Phone::with_entry(MARIA, "Noah sov.");
    let began = maria.heads();
    let family = LogEntryEdit { about: Some(samspil_shared::doc::About::Family), ..LogEntryEdit::default() };
    maria.edit(|pen| log_entry::save(pen, &family));
    // A second device that has not seen it yet is honest all the same.
    maria.edit_at(&began, |pen| log_entry::save(pen, &family));
    let last = scan(maria.changes.last().unwrap()).unwrap();
    let grammar =
        Grammar::new(Kind::LogEntry, SCHEMA, Writer { creating: false, author: true, role: Role::FosterParent })
            .unwrap();
    assert_eq!(grammar.check_past(&last, &maria.doc), Ok(()));

    let mut nothing = last.clone();
    nothing.ops[0].pred.clear();
    assert_eq!(grammar.check_past(&nothing, &maria.doc), Err(GrammarError::Overwrites("about")));
    let mut unknown = last;
    unknown.deps[0] = samspil_shared::domain::ChangeHash::from_bytes([9; 32]);
    assert_eq!(grammar.check_past(&unknown, &maria.doc), Err(GrammarError::Past));
}

#[test]
fn operations_that_automerge_does_not_write_are_refused_as_well() {
    let maria = Phone::with_entry(MARIA, "Noah sov.");
    let typed = scan(&forged(&maria, |tx| {
        let text = at(tx, "text");
        tx.splice_text(&text, 0, 0, "J")
    }))
    .unwrap();
    let deleted = scan(&forged(&maria, |tx| {
        let text = at(tx, "text");
        tx.splice_text(&text, 0, 1, "")
    }))
    .unwrap();
    let grammar =
        Grammar::new(Kind::LogEntry, SCHEMA, Writer { creating: false, author: true, role: Role::FosterParent })
            .unwrap();
    let stranger = OpId { counter: 7, actor: typed.actor };

    let mut overwriting = typed.clone();
    overwriting.ops[0].pred = vec![stranger];
    assert_eq!(grammar.check(&overwriting), Err(GrammarError::Overwrites("text")));
    let mut another = deleted.clone();
    another.ops[0].pred = vec![stranger];
    assert_eq!(grammar.check(&another), Err(GrammarError::Overwrites("text")));
    let mut counting = deleted;
    counting.ops[0].action = Action::Increment(1);
    assert_eq!(grammar.check(&counting), Err(GrammarError::Action("text")));
    let mut elsewhere = typed;
    elsewhere.ops[0].obj = Obj::Op(stranger);
    elsewhere.ops[0].key = Key::Map("at".into());
    assert_eq!(grammar.check(&elsewhere), Err(GrammarError::Object));
}

#[test]
fn a_schema_of_tomorrow_has_no_grammar_here() {
    let writer = Writer { creating: true, author: true, role: Role::FosterParent };
    assert!(matches!(Grammar::new(Kind::LogEntry, SCHEMA + 1, writer), Err(GrammarError::Unknown)));
}
