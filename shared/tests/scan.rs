//! The scanner against Automerge: it reads every honest change as Automerge does, and nothing else; what it lets into a
//! document, the document can keep.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what fails there fails the test")]

#[path = "scan/encode.rs"]
mod encode;
#[path = "scan/forge.rs"]
mod forge;
#[path = "scan/reading.rs"]
mod reading;
#[path = "scan/refused.rs"]
mod refused;
#[path = "scan/session.rs"]
mod session;

use std::convert::Infallible;

use automerge::{Automerge, ReadDoc, hydrate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRng, TestRunner};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use samspil_shared::domain::ids::{ActorId, ChangeHash};
use samspil_shared::sync::ingest::{Accepted, Refusal, TEXT_ENCODING, ingest, round_trips};
use samspil_shared::sync::scan::{Action, Key, MAX_OPS, Obj, Scalar, ScanError, ScannedChange, scan};

use self::encode::encode;
use self::forge::{Loot, forge, tamper};
use self::session::{Session, any_steps, steps};

/// Takes every change that is well-formed and continues the document.
fn anything(_: &ScannedChange) -> Result<(), Infallible> {
    Ok(())
}

fn take(doc: &Automerge, bytes: &[u8]) -> Result<Accepted, Refusal<Infallible>> {
    ingest(doc, bytes, anything)
}

/// All that the document says, in order and as text: a number that is not one is not itself.
fn said(doc: &Automerge) -> String {
    said_in(&doc.hydrate(None))
}

fn said_in(value: &hydrate::Value) -> String {
    match value {
        hydrate::Value::Scalar(scalar) => format!("{scalar:?}"),
        hydrate::Value::Text(text) => format!("{text:?}"),
        hydrate::Value::List(list) => format!("{:?}", list.iter().map(|item| said_in(&item.value)).collect::<Vec<_>>()),
        hydrate::Value::Map(map) => {
            let mut fields: Vec<_> =
                map.iter().map(|(key, field)| format!("{key:?}: {}", said_in(&field.value))).collect();
            fields.sort_unstable();
            format!("{{{}}}", fields.join("; "))
        }
    }
}

/// How often the seeded tests try: `SAMSPIL_MUTATIONS`, or enough for every day.
fn tries() -> u64 {
    std::env::var("SAMSPIL_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

/// A session that depends on the seed alone.
fn seeded_session(seed: u64, length: usize) -> Session {
    let config = Config::default();
    let mut bytes = [0; 32];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut bytes);
    let rng = TestRng::from_seed(config.rng_algorithm, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    Session::of(&steps(length).new_tree(&mut runner).unwrap().current())
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_automerge_writes_is_read_as_automerge_reads_it(steps in any_steps(30)) {
        for change in &Session::of(&steps).changes {
            let scanned = scan(change.raw_bytes()).unwrap();
            prop_assert_eq!(&scanned, &reading::read(change));
            prop_assert_eq!(encode(&scanned), change.raw_bytes());
        }
    }

    #[test]
    fn what_devices_write_is_taken_in_any_order_it_can_come(steps in steps(30), seed in any::<u64>()) {
        let session = Session::of(&steps);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut server = session.genesis.clone();
        let mut waiting: Vec<_> = session.changes.iter().collect();
        while !waiting.is_empty() {
            let ready = |change: &automerge::Change| change.deps().iter().all(|dep| server.get_change_by_hash(dep).is_some());
            let ready: Vec<_> = (0..waiting.len()).filter(|at| ready(waiting[*at])).collect();
            let change = waiting.remove(ready[rng.next_u64() as usize % ready.len()]);
            server = take(&server, change.raw_bytes()).unwrap().doc;
        }
        prop_assert!(round_trips(&server));
        let mut all = session.genesis.clone();
        for mut device in session.devices {
            all.merge(&mut device).unwrap();
        }
        prop_assert_eq!(server.get_heads(), all.get_heads());
        prop_assert_eq!(said(&server), said(&all));
    }
}

/// A forger's choice among the changes of a session: the document before it, and the changes from it on.
struct Scene {
    doc: Automerge,
    rest: Vec<automerge::Change>,
    loot: Loot,
}

fn scene(seed: u64, rng: &mut dyn Rng) -> Option<Scene> {
    // A session is made for many forgeries.
    let session = seeded_session(seed / 40, 14);
    let at = rng.next_u64() as usize % session.changes.len().max(1);
    let mut changes = session.genesis.get_changes(&[]);
    changes.extend_from_slice(&session.changes[..at]);
    let known: Vec<_> = changes.iter().map(reading::read).collect();
    let loot = Loot {
        ids: known.iter().flat_map(|change| &change.ops).map(|op| op.id).collect(),
        actors: known.iter().map(|change| change.actor).chain([ActorId::from_bytes([b'e'; 20])]).collect(),
        hashes: session.hashes().iter().map(|hash| ChangeHash::from_bytes(hash.0)).collect(),
        keys: Vec::new(),
        values: Vec::new(),
    };
    let rest = session.changes[at..].to_vec();
    (!rest.is_empty()).then(|| Scene { doc: session.after(at), rest, loot })
}

#[test]
fn bytes_that_were_tampered_with_are_refused_or_are_a_change() {
    let mut taken = 0;
    for seed in 0..tries() {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let Some(scene) = scene(seed, &mut rng) else { continue };
        let other = scene.rest[rng.next_u64() as usize % scene.rest.len()].raw_bytes();
        let bytes = tamper(scene.rest[0].raw_bytes(), other, &mut rng);
        if let Ok(scanned) = scan(&bytes) {
            assert_eq!(encode(&scanned), bytes, "seed {seed}: one change, one form");
        }
        if take(&scene.doc, &bytes).is_ok() {
            taken += 1;
            assert_kept(&scene, &bytes, seed);
        }
    }
    assert!(taken > 0, "no mutation got into the document");
}

#[test]
fn forged_changes_are_refused_or_kept() {
    let (mut taken, mut by_library) = (0, 0);
    for seed in 0..tries() {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let Some(scene) = scene(seed, &mut rng) else { continue };
        let bytes = encode(&forge(&reading::read(&scene.rest[0]), &scene.loot, &mut rng));
        match take(&scene.doc, &bytes) {
            Ok(_) => {
                taken += 1;
                assert_kept(&scene, &bytes, seed);
            }
            Err(Refusal::Library) => by_library += 1,
            Err(_) => {}
        }
    }
    assert!(taken > 0 && by_library > 0, "{taken} were taken, {by_library} came to the second net");
}

/// What the server took every device can take: saved and loaded, all changes at once, and after what it wrote itself
/// without knowing of it; and that the server still takes.
fn assert_kept(scene: &Scene, forged: &[u8], seed: u64) {
    let mut server = take(&scene.doc, forged).unwrap().doc;
    let mut device = scene.doc.clone();
    for change in &scene.rest {
        if change.deps().iter().all(|dep| server.get_change_by_hash(dep).is_some()) {
            match take(&server, change.raw_bytes()) {
                Ok(accepted) => server = accepted.doc,
                // Those of the actor that the forger took no longer continue it.
                Err(Refusal::Scan(_)) => continue,
                Err(other) => panic!("seed {seed}: an honest change afterwards: {other}"),
            }
            device.apply_changes([change.clone()]).unwrap();
        }
    }
    assert!(round_trips(&server), "seed {seed}: saved and loaded");
    device.apply_changes([automerge::Change::try_from(forged).unwrap()]).unwrap();
    let mut at_once = Automerge::new_with_encoding(TEXT_ENCODING);
    at_once.apply_changes(server.get_changes(&[])).unwrap();
    for (what, doc) in [("afterwards", device), ("at once", at_once)] {
        assert_eq!(doc.get_heads(), server.get_heads(), "seed {seed}: {what}");
        assert_eq!(said(&doc), said(&server), "seed {seed}: {what}");
    }
}

#[test]
fn what_no_document_of_ours_holds_is_refused() {
    let mut plain = reading::read(&seeded_session(3, 20).changes[0]);
    let doc = seeded_session(3, 20).genesis;
    plain.ops.truncate(1);
    plain.ops[0].key = Key::Map("field0".into());
    plain.ops[0].obj = Obj::Root;
    plain.ops[0].insert = false;
    plain.max_op = plain.start_op;
    for (value, taken) in [
        (Scalar::Timestamp(1), true),
        (Scalar::Counter(1), false),
        (Scalar::Unknown { type_code: 12, bytes: vec![] }, false),
    ] {
        plain.ops[0].action = Action::Set(value);
        let bytes = encode(&plain);
        assert_eq!(scan(&bytes).as_ref(), Ok(&ScannedChange { hash: scan(&bytes).unwrap().hash, ..plain.clone() }));
        assert_eq!(take(&doc, &bytes).err(), (!taken).then_some(Refusal::Scan(ScanError::NotPlain)));
    }
}

#[test]
fn a_change_is_taken_once_and_in_turn() {
    let session = seeded_session(3, 20);
    let [first, second, ..] = &session.changes[..] else { panic!("a session of two changes") };
    let before = session.genesis.clone();
    let after = take(&before, first.raw_bytes()).unwrap();
    assert_eq!(after.change, reading::read(first));
    assert_eq!(before.get_heads(), session.genesis.get_heads(), "the document itself is untouched");
    assert!(matches!(take(&after.doc, first.raw_bytes()), Err(Refusal::Scan(ScanError::Sequence { .. }))));
    let mut later = reading::read(second);
    later.deps = vec![ChangeHash::from_bytes([7; 32])];
    let unknown = Refusal::Scan(ScanError::UnknownDependency(later.deps[0]));
    assert_eq!(take(&after.doc, &encode(&later)).unwrap_err(), unknown);
}

#[test]
fn the_grammar_is_asked_before_automerge_and_its_reason_is_handed_on() {
    let session = seeded_session(3, 20);
    let bytes = session.changes[0].raw_bytes();
    let refusal = ingest(&session.genesis, bytes, |change| Err(change.ops.len())).unwrap_err();
    assert_eq!(refusal, Refusal::Grammar(session.changes[0].len()));
}

/// A change that writes so many letters.
fn letters(count: usize) -> automerge::Change {
    use automerge::transaction::Transactable;
    let mut doc = seeded_session(0, 2).genesis.with_actor(automerge::ActorId::from([1; 20].as_slice()));
    let text = doc.get(automerge::ROOT, "text").unwrap().unwrap().1;
    let mut tx = doc.transaction();
    tx.splice_text(&text, 0, 0, &"ø".repeat(count)).unwrap();
    let hash = tx.commit().0.unwrap();
    doc.get_change_by_hash(&hash).unwrap()
}

#[test]
fn other_chunks_are_refused() {
    let session = seeded_session(3, 40);
    let doc = session.after(session.changes.len());
    assert_eq!(scan(&doc.save()), Err(ScanError::ChunkType(0)));
    let bundle = doc.bundle(session.hashes()).unwrap();
    assert_eq!(scan(bundle.bytes()), Err(ScanError::ChunkType(3)));
    let mut change = letters(1000);
    assert_eq!(scan(&change.bytes()), Err(ScanError::ChunkType(2)), "compressed");
    let bytes = change.raw_bytes();
    assert_eq!(scan(&[bytes, bytes].concat()), Err(ScanError::Trailing));
    assert_eq!(scan(&bytes[..bytes.len() - 1]), Err(ScanError::Truncated));
    assert_eq!(scan(b""), Err(ScanError::Truncated));
    assert_eq!(scan(b"{\"deps\":[]}"), Err(ScanError::Magic));
}

#[test]
fn a_change_holds_ten_thousand_operations_and_no_more() {
    let length = |count| scan(letters(count).raw_bytes()).map(|change| change.ops.len());
    assert_eq!(length(MAX_OPS), Ok(MAX_OPS));
    assert_eq!(length(MAX_OPS + 1), Err(ScanError::Limit { what: "rows of a column", limit: MAX_OPS }));
}
