//! One test per rule: a small change that is taken, and what makes it refused.

use std::fs;
use std::path::Path;

use automerge::{Automerge, LoadOptions};
use samspil_shared::domain::ids::{ActorId, ChangeHash};
use samspil_shared::sync::ingest::{MAX_DEPTH, Refusal, TEXT_ENCODING};
use samspil_shared::sync::scan::{
    Action, Elem, Key, MAX_CHANGE_BYTES, MAX_KEY_BYTES, MAX_OPS, MAX_PREDS, Obj, ObjKind, OpId, Scalar, ScanError,
    ScannedChange, ScannedOp, reseal, scan, seal,
};

use super::encode::{content, encode};
use super::{reading, seeded_session, take};

const OTHER: ActorId = ActorId::from_bytes([1; 20]);
const OWN: ActorId = ActorId::from_bytes([2; 20]);

fn id(counter: u32) -> OpId {
    OpId { counter, actor: OWN }
}

fn other(counter: u32) -> OpId {
    OpId { counter, actor: OTHER }
}

fn set(text: &str) -> Action {
    Action::Set(Scalar::Str(text.into()))
}

/// A change from counter 10 on; operations are numbered as they stand.
fn change(ops: Vec<(Obj, Key, bool, Action, Vec<OpId>)>) -> ScannedChange {
    let numbered = (10..).zip(ops);
    let ops: Vec<_> = numbered
        .map(|(counter, (obj, key, insert, action, pred))| ScannedOp {
            id: id(counter),
            obj,
            key,
            insert,
            action,
            pred,
        })
        .collect();
    ScannedChange {
        hash: ChangeHash::from_bytes([0; 32]),
        deps: vec![ChangeHash::from_bytes([5; 32])],
        actor: OWN,
        seq: 2,
        start_op: 10,
        max_op: 9 + ops.len() as u32,
        time_ms: -1,
        ops,
    }
}

fn map(key: &str) -> Key {
    Key::Map(key.into())
}

fn at(id: OpId) -> Key {
    Key::Seq(Elem::Op(id))
}

/// A text is made, gets two letters, and loses one; a field that another wrote is set, twice.
fn example() -> ScannedChange {
    let text = Obj::Op(id(10));
    change(vec![
        (Obj::Root, map("text"), false, Action::Make(ObjKind::Text), vec![]),
        (text, Key::Seq(Elem::Head), true, set("æ"), vec![]),
        (text, at(id(11)), true, set("ø"), vec![]),
        (text, at(id(11)), false, Action::Delete, vec![id(11)]),
        (Obj::Root, map("field"), false, set("å"), vec![other(3), other(4)]),
        (Obj::Root, map("field"), false, Action::Set(Scalar::Null), vec![id(14)]),
    ])
}

fn scan_of(change: &ScannedChange) -> Result<(), ScanError> {
    scan(&encode(change)).map(drop)
}

#[test]
fn each_operation_must_make_sense_in_its_change() {
    let reference = ScanError::Reference;
    let odd = ScanError::Malformed("an operation");
    let order = ScanError::Malformed("the order of overwritten operations");
    let mark = ScanError::Malformed("a mark");
    let text = Obj::Op(id(10));
    let begin = || Action::MarkBegin { name: "bold".into(), value: Scalar::Null, expand: true };
    let end = || Action::MarkEnd { expand: false };
    type Spoil = Box<dyn Fn(&mut Vec<ScannedOp>)>;
    let cases: Vec<(&str, ScanError, Spoil)> = vec![
        ("in an object made later", reference, Box::new(|ops| ops[1].obj = Obj::Op(id(11)))),
        ("in no object", reference, Box::new(|ops| ops[1].obj = Obj::Op(id(0)))),
        ("in an object of another's future", reference, Box::new(|ops| ops[1].obj = Obj::Op(other(10)))),
        ("in what is no object", reference, Box::new(|ops| ops[2].obj = Obj::Op(id(11)))),
        ("a key in a text", reference, Box::new(move |ops| ops[4].obj = text)),
        ("an element in the root", reference, Box::new(|ops| ops[1].obj = Obj::Root)),
        ("after an element of another object", reference, Box::new(|ops| ops[2].obj = Obj::Op(other(1)))),
        ("after what is no element", reference, Box::new(|ops| ops[2].key = at(id(10)))),
        ("after itself", reference, Box::new(|ops| ops[2].key = at(id(12)))),
        ("over a value elsewhere", reference, Box::new(|ops| ops[5].pred = vec![id(10)])),
        (
            "over a deletion",
            reference,
            Box::new(|ops| {
                ops[5].obj = Obj::Op(id(10));
                ops[5].key = at(id(11));
                ops[5].pred = vec![id(13)];
            }),
        ),
        ("over itself", reference, Box::new(|ops| ops[5].pred = vec![id(15)])),
        ("over one thing twice", order, Box::new(|ops| ops[4].pred = vec![other(3), other(3)])),
        ("over things out of order", order, Box::new(|ops| ops[4].pred = vec![other(4), other(3)])),
        ("an inserted key", odd, Box::new(|ops| ops[4].insert = true)),
        ("no key", odd, Box::new(|ops| ops[4].key = map(""))),
        ("setting before the first element", odd, Box::new(|ops| ops[1].insert = false)),
        ("inserting over something", odd, Box::new(|ops| ops[2].pred = vec![id(11)])),
        ("setting an element over nothing", odd, Box::new(|ops| ops[2].insert = false)),
        ("deleting nothing", odd, Box::new(|ops| ops[3].pred.clear())),
        (
            "inserting a deletion",
            odd,
            Box::new(|ops| {
                ops[3].insert = true;
                ops[3].pred.clear();
            }),
        ),
        (
            "counting on nothing",
            odd,
            Box::new(|ops| {
                ops[5].action = Action::Increment(1);
                ops[5].pred.clear();
            }),
        ),
        ("a mark on a field", odd, Box::new(move |ops| ops[5].action = begin())),
        ("a mark without an end", mark, Box::new(move |ops| ops[1].action = begin())),
        ("a mark without a beginning", mark, Box::new(move |ops| ops[2].action = end())),
        (
            "a mark at the end of a change",
            mark,
            Box::new(move |ops| {
                ops.truncate(2);
                ops[1].action = begin();
            }),
        ),
    ];
    assert_eq!(scan_of(&example()), Ok(()));
    for (what, error, spoil) in cases {
        let mut change = example();
        spoil(&mut change.ops);
        assert_eq!(scan_of(&change), Err(error), "{what}");
    }
    let mut marked = example();
    marked.ops.truncate(3);
    (marked.ops[1].action, marked.ops[2].action) = (begin(), end());
    assert_eq!(scan_of(&marked), Ok(()), "a whole mark");
}

#[test]
fn the_head_of_a_change_has_limits() {
    type Spoil = fn(&mut ScannedChange);
    let cases: [(&str, ScanError, Spoil); 9] = [
        ("no sequence", ScanError::Number, |change| change.seq = 0),
        ("no first operation", ScanError::Number, |change| change.start_op = 0),
        ("counters beyond 32 bits", ScanError::Number, |change| {
            change.start_op = u32::MAX;
        }),
        ("a time beyond all calendars", ScanError::Number, |change| change.time_ms = i64::MIN),
        ("no operations", ScanError::Empty, |change| change.ops.clear()),
        ("dependencies twice", ScanError::Malformed("the order of dependencies"), |change| {
            change.deps.push(change.deps[0]);
        }),
        ("too many dependencies", ScanError::Limit { what: "dependencies", limit: 256 }, |change| {
            change.deps = (0..=256u16)
                .map(|n| ChangeHash::from_bytes([n.to_be_bytes(); 16].concat().try_into().unwrap()))
                .collect();
        }),
        ("a key too long", ScanError::Limit { what: "bytes of a key", limit: MAX_KEY_BYTES }, |change| {
            change.ops[4].key = Key::Map("k".repeat(MAX_KEY_BYTES + 1).into());
        }),
        ("a value too long", ScanError::TooLarge { limit: MAX_CHANGE_BYTES }, |change| {
            change.ops[4].action = Action::Set(Scalar::Bytes(vec![0; MAX_CHANGE_BYTES]));
        }),
    ];
    for (what, error, spoil) in cases {
        let mut change = example();
        spoil(&mut change);
        // Only the head is meant to be wrong.
        if change.start_op != 10 && change.start_op != 0 {
            change.ops.iter_mut().for_each(|op| op.obj = Obj::Root);
        }
        assert_eq!(scan_of(&change), Err(error), "{what}");
    }
}

/// The content of the example in pieces: up to the message, the message's length, the other actors, the columns.
fn pieces() -> [Vec<u8>; 4] {
    let content = content(&example());
    let message = 1 + 32 + 1 + 20 + 1 + 1 + 1;
    let columns = message + 1 + 1 + 1 + 20;
    assert_eq!(content[message..message + 3], [0, 1, 20], "no message, one other actor");
    [&content[..message], &content[message..=message], &content[message + 1..columns], &content[columns..]]
        .map(<[u8]>::to_vec)
}

#[test]
fn nothing_stands_where_automerge_writes_nothing() {
    type Spoil = fn(&mut [Vec<u8>; 4]);
    let cases: [(&str, ScanError, Spoil); 11] = [
        ("a message", ScanError::Message, |[_, message, ..]| *message = vec![2, b'h', b'i']),
        ("bytes after the columns", ScanError::Malformed("what follows the columns"), |[.., columns]| columns.push(1)),
        ("an overlong number", ScanError::Number, |[_, message, ..]| *message = vec![0x80, 0]),
        ("a short actor", ScanError::Malformed("the length of an actor"), |[_, _, others, _]| {
            *others = [&[1, 19][..], &[1; 19]].concat();
        }),
        (
            "an actor that is not named",
            ScanError::Malformed("an actor that no operation names"),
            |[_, _, others, _]| {
                *others = [&[2, 20][..], &[1; 20], &[20], &[3; 20]].concat();
            },
        ),
        ("actors out of order", ScanError::Malformed("the order of actors"), |[_, _, others, _]| {
            *others = [&[2, 20][..], &[1; 20], &[20], &[0; 20]].concat();
        }),
        ("its own actor among the others", ScanError::Malformed("the order of actors"), |[_, _, others, _]| {
            *others = [&[1, 20][..], &[2; 20]].concat();
        }),
        ("no other actors", ScanError::Malformed("an actor's index"), |[_, _, others, _]| *others = vec![0]),
        ("columns out of order", ScanError::Column(1), |[.., columns]| {
            let (first, second) = columns.split_at_mut(3);
            first[1..3].swap_with_slice(&mut second[..2]);
        }),
        ("an unknown column", ScanError::Column(3), |[.., columns]| columns[1] = 3),
        ("a compressed column", ScanError::Column(9), |[.., columns]| columns[1] = 9),
    ];
    assert_eq!(seal(&pieces().concat()), encode(&example()));
    for (what, error, spoil) in cases {
        let mut pieces = pieces();
        spoil(&mut pieces);
        assert_eq!(scan(&seal(&pieces.concat())).map(drop), Err(error), "{what}");
    }
    let mut unsealed = encode(&example());
    unsealed[4] ^= 1;
    assert_eq!(scan(&unsealed), Err(ScanError::Checksum));
    assert_eq!(reseal(&unsealed), encode(&example()));
}

/// A change whose columns are these.
fn of_columns(columns: &[(u8, &[u8])]) -> Vec<u8> {
    let mut content = [&[0, 20][..], &[2; 20], &[1, 1, 0, 0, 0]].concat();
    content.push(columns.len() as u8);
    content.extend(columns.iter().flat_map(|(column, bytes)| {
        [&[*column][..], if *column > 0x7f { &[1] } else { &[] }, &[bytes.len() as u8]].concat()
    }));
    content.extend(columns.iter().flat_map(|(_, bytes)| *bytes));
    seal(&content)
}

#[test]
fn runs_without_end_are_counted_not_expanded() {
    const ENDLESS: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
    let rows = |limit| Err(ScanError::Limit { what: "rows of a column", limit });
    let endless = |value: &[u8]| [ENDLESS, value].concat();
    let bomb = of_columns(&[(21, &endless(&[1, b'k'])), (52, &endless(&[])), (66, &endless(&[1]))]);
    assert_eq!(scan(&bomb).map(drop), rows(MAX_OPS));
    // One operation, and a bomb in each other column.
    let one: [(u8, &[u8]); 5] =
        [(21, &[0x7f, 1, b'k']), (52, &[1]), (66, &[0x7f, 1]), (86, &[0x7f, 0]), (112, &[0x7f, 0])];
    assert_eq!(scan(&of_columns(&one)).map(|change| change.ops.len()), Ok(1));
    for at in [0, 1, 3, 4] {
        let bytes = match one[at].0 {
            21 => endless(&[1, b'k']),
            52 => [&ENDLESS[..9], &[1]].concat(),
            _ => endless(&[0]),
        };
        let mut columns = one;
        columns[at].1 = &bytes;
        assert_eq!(scan(&of_columns(&columns)).map(drop), rows(1), "column {}", one[at].0);
    }
    let many = [0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f];
    let mut columns = one;
    columns[4].1 = &many;
    let limit = ScanError::Limit { what: "overwritten operations", limit: MAX_PREDS };
    assert_eq!(scan(&of_columns(&columns)).map(drop), Err(limit));
}

#[test]
fn objects_are_six_deep_and_no_deeper() {
    let session = seeded_session(0, 2);
    let genesis = reading::read(&session.genesis.get_changes(&[])[0]);
    let nest = |depth: u32, around: Obj, actor: ActorId, start_op: u32, deps: Vec<ChangeHash>| {
        let op = |n| ScannedOp {
            id: OpId { counter: start_op + n, actor },
            obj: if n == 0 { around } else { Obj::Op(OpId { counter: start_op + n - 1, actor }) },
            key: map("nested"),
            insert: false,
            action: Action::Make(ObjKind::Map),
            pred: vec![],
        };
        let max_op = start_op + depth - 1;
        let ops = (0..depth).map(op).collect();
        ScannedChange { hash: genesis.hash, deps, actor, seq: 1, start_op, max_op, time_ms: 0, ops }
    };
    let first = genesis.max_op + 1;
    let limit = MAX_DEPTH as u32;
    let at_once = |depth| take(&session.genesis, &encode(&nest(depth, Obj::Root, OWN, first, vec![genesis.hash])));
    assert_eq!(at_once(limit + 1).unwrap_err(), Refusal::Depth);
    let taken = at_once(limit).unwrap();
    // Another goes on in the innermost object, and in the one around it.
    let within = |counter| {
        let change = nest(1, Obj::Op(OpId { counter, actor: OWN }), OTHER, first + limit, vec![taken.change.hash]);
        take(&taken.doc, &encode(&change)).map(drop)
    };
    assert_eq!(within(taken.change.max_op), Err(Refusal::Depth));
    let mut beside = nest(1, Obj::Op(taken.change.ops[4].id), OTHER, first + limit, vec![taken.change.hash]);
    beside.ops[0].key = map("beside");
    assert!(take(&taken.doc, &encode(&beside)).is_ok());
}

#[test]
fn a_change_speaks_only_of_its_own_past() {
    let session = seeded_session(0, 2);
    let genesis = reading::read(&session.genesis.get_changes(&[])[0]);
    let first = genesis.max_op + 1;
    let make = |actor, key: &str| {
        let op = ScannedOp {
            id: OpId { counter: first, actor },
            obj: Obj::Root,
            key: map(key),
            insert: false,
            action: Action::Make(ObjKind::Map),
            pred: vec![],
        };
        let deps = vec![genesis.hash];
        ScannedChange {
            hash: genesis.hash,
            deps,
            actor,
            seq: 1,
            start_op: first,
            max_op: first,
            time_ms: 0,
            ops: vec![op],
        }
    };
    let made = take(&session.genesis, &encode(&make(OWN, "made"))).unwrap();
    let mut into = make(OTHER, "into");
    into.start_op += 1;
    into.max_op += 1;
    into.ops[0].id.counter += 1;
    into.ops[0].obj = Obj::Op(made.change.ops[0].id);
    assert_eq!(
        take(&made.doc, &encode(&into)).unwrap_err(),
        Refusal::Past,
        "it does not depend on what made the object"
    );
    into.deps = vec![made.change.hash];
    assert!(take(&made.doc, &encode(&into)).is_ok());
    into.ops[0].key = Key::Seq(Elem::Head);
    into.ops[0].insert = true;
    assert_eq!(take(&made.doc, &encode(&into)).unwrap_err(), Refusal::Object, "a map has no elements");
    let mut next = make(OWN, "next");
    next.seq = 2;
    next.start_op += 1;
    next.max_op += 1;
    next.ops[0].id.counter += 1;
    assert_eq!(take(&made.doc, &encode(&next)).unwrap_err(), Refusal::Past, "it does not depend on the actor's last");
}

#[test]
fn the_last_counter_there_is_may_be_used_and_none_after_it() {
    let mut last = change(vec![(Obj::Root, map("field"), false, set("å"), vec![])]);
    (last.start_op, last.max_op, last.ops[0].id.counter) = (u32::MAX, u32::MAX, u32::MAX);
    let max_op = |change: &ScannedChange| scan(&encode(change)).map(|read| read.max_op);
    assert_eq!(max_op(&last), Ok(u32::MAX));
    last.ops.push(last.ops[0].clone());
    assert_eq!(max_op(&last), Err(ScanError::Number));
}

#[test]
fn the_corpus_is_refused() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut count = 0;
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "change") {
            let options = LoadOptions::new().text_encoding(TEXT_ENCODING);
            let doc = Automerge::load_with_options(&fs::read(path.with_extension("doc")).unwrap(), options).unwrap();
            assert!(take(&doc, &fs::read(&path).unwrap()).is_err(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 0, "the corpus is there");
}
