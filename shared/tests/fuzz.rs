//! Hostile bytes at every door that bytes come in by: frames, the device's records, boxes, the scanner, and the whole way
//! into a document of each kind. Nothing panics, memory stays bounded, and what is let in can be kept and read.
//!
//! `SAMSPIL_FUZZ_INPUTS` says how many, `SAMSPIL_FUZZ_FROM` which is the first, `SAMSPIL_FUZZ_DOOR` at which door. An
//! input follows from its number alone: one that fails is printed and fails again with `SAMSPIL_FUZZ_FROM=number
//! SAMSPIL_FUZZ_INPUTS=1`. When the process itself dies, the last line printed tells which thousand to look at.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what fails there fails the test")]

#[path = "fuzz/doors.rs"]
mod doors;
#[path = "scan/encode.rs"]
mod encode;
#[path = "scan/forge.rs"]
mod forge;
#[path = "fuzz/mutate.rs"]
mod mutate;
#[expect(dead_code, reason = "shared with the documents' tests, which ask for more")]
#[path = "doc/support.rs"]
mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use self::doors::Doors;

/// Inputs between two lines that tell how far it is.
const STEP: u64 = 100_000;
/// Resident bytes that the whole run may take: the documents it plays with, and room for one hostile input.
const RESIDENT_MAX: u64 = 256 << 20;
/// What one input may take in a build for tests: some thousand times what it takes.
const ONE_AT_MOST: Duration = Duration::from_secs(20);

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn nothing_hostile_gets_in_and_nothing_panics() {
    let doors = Doors::open();
    let only = std::env::var("SAMSPIL_FUZZ_DOOR").ok();
    let names: Vec<&str> = doors.names().filter(|name| only.as_deref().is_none_or(|only| only == *name)).collect();
    assert!(!names.is_empty(), "no such door; there are: {:?}", doors.names().collect::<Vec<_>>());
    let (first, count) = (number("SAMSPIL_FUZZ_FROM", 0), number("SAMSPIL_FUZZ_INPUTS", 5_000));
    let mut let_in = 0;
    for input in first..first + count {
        if input % STEP == 0 && count > STEP {
            println!("input {input}, {let_in} let in");
        }
        let name = names[(input % names.len() as u64) as usize];
        let mut rng = ChaCha8Rng::seed_from_u64(input);
        let bytes = doors.input(name, &mut rng);
        let watch = stopwatch();
        let outcome = catch_unwind(AssertUnwindSafe(|| doors.knock(name, &bytes)));
        let told = || format!("input {input} at {name}: {}", hex::encode(&bytes));
        let accepted = outcome.unwrap_or_else(|_| panic!("a panic, {}", told()));
        let accepted = accepted.unwrap_or_else(|fault| panic!("{fault}, {}", told()));
        assert!(watch.elapsed() < ONE_AT_MOST, "very slow, {}", told());
        let_in += u64::from(accepted);
    }
    assert!(count < 1_000 || (let_in > 0 && let_in < count), "{let_in} of {count} let in: it looks at one side only");
    if let Some(resident) = resident_max() {
        assert!(resident < RESIDENT_MAX, "{resident} bytes resident at the most");
    }
}

#[test]
fn an_input_follows_from_its_number() {
    let doors = Doors::open();
    let again = Doors::open();
    for name in doors.names() {
        for number in 0..50 {
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
        let bytes = doors.input("entry", &mut rng);
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
