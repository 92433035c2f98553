//! Hostile bytes at every door that bytes come in by: every frame, the device's records, boxes, packets and slips, the
//! scanner, and the whole way into a document of each kind, brought by whoever acts in each role. Nothing panics, memory
//! stays bounded, every refusal is an error of its type, and what is let in can be kept, read, and was theirs to say.
//!
//! `SAMSPIL_FUZZ_INPUTS` says how many, `SAMSPIL_FUZZ_FROM` which is the first, `SAMSPIL_FUZZ_DOOR` at which door. An
//! input follows from its number alone: one that fails is printed, laid down, and fails again with
//! `SAMSPIL_FUZZ_FROM=number SAMSPIL_FUZZ_INPUTS=1`. When the process itself dies, the last line printed tells which
//! thousands to look at. With `SAMSPIL_FUZZ_COLLECT` the smallest input for each answer that is new goes into the corpus.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests: what fails there fails the test")]

#[path = "fuzz/cbor.rs"]
mod cbor;
#[path = "fuzz/corpus.rs"]
mod corpus;
#[path = "fuzz/doors.rs"]
mod doors;
#[path = "scan/encode.rs"]
mod encode;
#[path = "scan/forge.rs"]
mod forge;
#[path = "fuzz/furnished.rs"]
mod furnished;
#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/rooms.rs"]
mod rooms;
#[path = "fuzz/sealed.rs"]
mod sealed;
#[expect(dead_code, reason = "shared with the documents' tests, which ask for more")]
#[path = "doc/support.rs"]
mod support;
#[path = "fuzz/wire.rs"]
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_shared::sync::frame::{ClientFrame, FrameError, ServerFrame};
use samspil_shared::sync::record::Entry;

use self::corpus::{Collection, Kept};
use self::doors::{Doors, Said};

/// Inputs between two lines that tell how far it is.
const STEP: u64 = 100_000;
/// Inputs between two looks at the memory.
const LOOK: u64 = 500;
/// Resident bytes that the whole run may take: the documents it plays with, and room for one hostile input.
const RESIDENT_MAX: u64 = 256 << 20;
/// What one input may take in a build for tests: some thousand times what it takes.
const ONE_AT_MOST: Duration = Duration::from_secs(20);

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What the door answers; a panic, a fault and a long time fail, and the input is laid down.
fn knock(doors: &Doors, name: &str, which: &str, bytes: &[u8]) -> Said {
    let watch = stopwatch();
    let outcome = catch_unwind(AssertUnwindSafe(|| doors.knock(name, bytes)));
    let slow = (watch.elapsed() >= ONE_AT_MOST).then(|| "very slow".to_owned());
    let fault = match (&outcome, slow) {
        (Ok(Ok(said)), None) => return said.clone(),
        (_, Some(slow)) => slow,
        (Ok(Err(fault)), None) => fault.clone(),
        (Err(_), None) => "a panic".to_owned(),
    };
    panic!("{fault}, {which} at {name}, {}: {}", corpus::set_aside(name, bytes), hex::encode(bytes));
}

#[test]
fn nothing_hostile_gets_in_and_nothing_panics() {
    let doors = Doors::open();
    let only = std::env::var("SAMSPIL_FUZZ_DOOR").ok();
    let names: Vec<&str> = doors.names().filter(|name| only.as_deref().is_none_or(|only| only == *name)).collect();
    assert!(!names.is_empty(), "no such door; there are: {:?}", doors.names().collect::<Vec<_>>());
    let (first, count) = (number("SAMSPIL_FUZZ_FROM", 0), number("SAMSPIL_FUZZ_INPUTS", 5_000));
    let mut collection = std::env::var_os("SAMSPIL_FUZZ_COLLECT").map(|_| Collection::default());
    let mut answers: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for input in first..first + count {
        if input % STEP == 0 && count > STEP {
            let let_in: u64 = answers.values().map(|[taken, _]| taken).sum();
            println!("input {input}, {let_in} let in");
        }
        let name = names[(input % names.len() as u64) as usize];
        let bytes = doors.input(name, &mut ChaCha8Rng::seed_from_u64(input));
        let said = knock(&doors, name, &format!("input {input}"), &bytes);
        if let Some(collection) = &mut collection {
            collection.add(name, &said, &bytes);
        }
        answers.entry(name).or_default()[usize::from(said != Said::Taken)] += 1;
        if input % LOOK == 0 || input + 1 == first + count {
            let resident = resident_max().unwrap_or_default();
            assert!(resident < RESIDENT_MAX, "{resident} bytes resident within {LOOK} inputs before {input}");
        }
    }
    for (name, [taken, refused]) in answers {
        // A door that always says the same was not looked at from both sides.
        let is_looked_at = refused > 0 && (taken > 0 || doors.is_shut(name.trim_start_matches("kept ")));
        assert!(taken + refused < 100 || is_looked_at, "{name}: {taken} let in, {refused} refused");
    }
    if let Some(collection) = collection {
        collection.keep(|name| doors.way(name).and_then(corpus::document));
    }
}

#[test]
fn what_is_kept_is_answered_as_it_was() {
    let doors = Doors::open();
    let kept = corpus::doors();
    let of_rooms = |name: &&str| doors.way(name).and_then(corpus::document).is_some() && !name.starts_with("kept ");
    for name in doors.names().filter(|name| !name.starts_with("kept ")) {
        assert!(kept.contains(name), "nothing is kept of {name}: cargo xtask fuzz --collect");
    }
    let mut wrong = Vec::new();
    for name in &kept {
        // A document is continued by what was made for it.
        let door = if of_rooms(&name.as_str()) { format!("kept {name}") } else { name.clone() };
        assert!(doors.way(&door).is_some(), "{name} is no door any more");
        let inputs = Kept::of(name).inputs;
        assert!(!inputs.is_empty(), "{name}");
        for (then, bytes) in inputs {
            let said = knock(&doors, &door, "a kept input", &bytes);
            if (said == Said::Taken) != (then == corpus::TAKEN) {
                wrong.push(format!("{name}: {then} is {said:?} now: {}", hex::encode(bytes)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn honest_bytes_are_let_in() {
    let doors = Doors::open();
    for name in doors.names().filter(|name| !name.starts_with("kept ") && *name != "any change") {
        let said: Vec<Said> = doors.honest(name).iter().map(|bytes| knock(&doors, name, "honest", bytes)).collect();
        let taken = said.iter().filter(|said| **said == Said::Taken).count();
        assert_eq!(taken == 0, doors.is_shut(name), "{name}: {said:?}");
    }
}

#[test]
fn every_frame_and_every_record_is_among_the_honest_ones() {
    let changes = doors::some_changes();
    let numbers = |frames: Vec<Vec<u8>>| -> BTreeSet<u8> {
        frames.iter().map(|bytes| minicbor::Decoder::new(&bytes[1..]).u8().unwrap()).collect()
    };
    let empty = |n: u8| [vec![0x82], minicbor::to_vec(n).unwrap(), vec![0xa0]].concat();
    let known = |is_unknown: &dyn Fn(&[u8]) -> bool| -> BTreeSet<u8> {
        (0..=u8::MAX).filter(|n| !is_unknown(&empty(*n))).collect()
    };
    let client = numbers(wire::client_frames(&changes).iter().map(ClientFrame::encode).collect());
    let unknown = |bytes: &[u8]| matches!(ClientFrame::decode(bytes), Err(FrameError::UnknownType(_)));
    assert_eq!(client, known(&unknown));
    let server = numbers(wire::server_frames(&changes).iter().map(ServerFrame::encode).collect());
    let unknown = |bytes: &[u8]| matches!(ServerFrame::decode(bytes), Err(FrameError::UnknownType(_)));
    assert_eq!(server, known(&unknown));
    let entries = numbers(wire::entries(&changes).iter().map(Entry::encode).collect());
    let unknown = |bytes: &[u8]| {
        let error = Entry::decode(bytes).expect_err("an empty record is none");
        error.to_string().contains("variant")
    };
    assert_eq!(entries, known(&unknown));
}

#[test]
fn an_input_follows_from_its_number() {
    let (doors, again) = (Doors::open(), Doors::open());
    for name in doors.names() {
        for number in 0..20 {
            let make = |doors: &Doors| doors.input(name, &mut ChaCha8Rng::seed_from_u64(number));
            assert_eq!(make(&doors), make(&again), "{name} {number}");
        }
    }
}

#[test]
fn a_planted_fault_is_found() {
    let doors = Doors::open();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    // Without scanner and grammar, something comes to grief: in the library, or when the document is read.
    let found = (0..2_000).any(|_| {
        let bytes = doors.input("log entry", &mut rng);
        let outcome = catch_unwind(AssertUnwindSafe(|| doors.knock_believing_everything(&bytes)));
        !matches!(outcome, Ok(Ok(_)))
    });
    assert!(found, "bytes that nobody scanned went in unnoticed");
}

#[expect(clippy::disallowed_methods, reason = "how long one input takes is asked of the real clock")]
fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// The most memory this process ever held, where the system tells.
fn resident_max() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
