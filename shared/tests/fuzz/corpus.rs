//! Inputs that are kept: `shared/tests/corpus`, a file for each door. A line says what the door answered and the bytes; a
//! document's file begins with the document. One line stands for each answer that a door is known to give, and for each
//! input that once came to grief.
//!
//! The older `NN.change` beside `NN.doc` are changes that ended Automerge, or made a document that could not be loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use automerge::{Automerge, LoadOptions};
use samspil_shared::sync::ingest::TEXT_ENCODING;

use super::doors::{Said, Way};

/// Lines of a door; what says the same in other words is left out.
const LINES_MAX: usize = 24;
/// What is kept is small.
const BYTES_MAX: usize = 2_000;
pub(crate) const TAKEN: &str = "let in";
const DOCUMENT: &str = "document";

/// What is kept of a door.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) document: Option<Automerge>,
    /// What was answered, and to what.
    pub(crate) inputs: Vec<(String, Vec<u8>)>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn path(door: &str) -> PathBuf {
    folder().join(format!("{}.txt", door.replace(' ', "-")))
}

fn load(bytes: &[u8]) -> Automerge {
    Automerge::load_with_options(bytes, LoadOptions::new().text_encoding(TEXT_ENCODING)).expect("a kept document")
}

impl Kept {
    pub(crate) fn of(door: &str) -> Self {
        let mut kept = Self::default();
        let text = fs::read_to_string(path(door)).unwrap_or_default();
        for line in text.lines() {
            let (said, bytes) = line.rsplit_once(' ').unwrap_or((line, ""));
            let bytes = hex::decode(bytes).unwrap_or_else(|_| panic!("{door}: a line ends with bytes: {line}"));
            if said == DOCUMENT {
                kept.document = Some(load(&bytes));
            } else {
                kept.inputs.push((said.to_owned(), bytes));
            }
        }
        kept
    }
}

/// The doors that something is kept of.
pub(crate) fn doors() -> BTreeSet<String> {
    let paths = fs::read_dir(folder()).expect("the corpus").map(|entry| entry.expect("an entry").path());
    let texts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.filter_map(|path| Some(path.file_stem()?.to_str()?.replace('-', " "))).collect()
}

/// Changes that once ended Automerge, with their documents.
pub(crate) fn fatal() -> Vec<(Automerge, Vec<Vec<u8>>)> {
    let paths = fs::read_dir(folder()).expect("the corpus").map(|entry| entry.expect("an entry").path());
    let mut changes: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "change")).collect();
    changes.sort();
    let read = |path: &Path| fs::read(path).expect("a kept file");
    changes.iter().map(|path| (load(&read(&path.with_extension("doc"))), vec![read(path)])).collect()
}

/// The smallest input for each answer, while a run collects them.
#[derive(Default)]
pub(crate) struct Collection(BTreeMap<String, BTreeMap<String, Vec<u8>>>);

impl Collection {
    pub(crate) fn add(&mut self, door: &str, said: &Said, bytes: &[u8]) {
        let said = match said {
            Said::Taken => TAKEN,
            Said::Refused(why) => why,
        };
        let known = self.0.entry(door.to_owned()).or_default();
        let is_smaller = known.get(said).is_none_or(|other| bytes.len() < other.len());
        if bytes.len() <= BYTES_MAX && is_smaller && (known.len() < LINES_MAX || known.contains_key(said)) {
            known.insert(said.to_owned(), bytes.to_vec());
        }
    }

    /// Adds to the kept ones what a door did not say before.
    pub(crate) fn keep(self, way: impl Fn(&str) -> Option<Automerge>) {
        for (door, found) in self.0 {
            let kept = Kept::of(&door);
            let known: BTreeSet<String> = kept.inputs.iter().map(|(said, _)| said.clone()).collect();
            let mut text = fs::read_to_string(path(&door)).unwrap_or_default();
            if let Some(document) = way(&door).filter(|_| text.is_empty()) {
                writeln!(text, "{DOCUMENT} {}", hex::encode(document.save())).expect("memory");
            }
            let room = LINES_MAX.saturating_sub(known.len());
            for (said, bytes) in found.into_iter().filter(|(said, _)| !known.contains(said)).take(room) {
                writeln!(text, "{said} {}", hex::encode(bytes)).expect("memory");
            }
            fs::write(path(&door), text).expect("the corpus takes it");
        }
    }
}

/// Where an input that came to grief is laid down, and what to do with it.
pub(crate) fn set_aside(door: &str, bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let aside = folder.join(format!("{}.txt", door.replace(' ', "-")));
    let line = format!("came to grief {}\n", hex::encode(bytes));
    match fs::create_dir_all(folder).and_then(|()| fs::write(&aside, line)) {
        Ok(()) => format!(
            "laid down in {}: once it is mended, its line belongs into {}",
            aside.display(),
            path(door).display()
        ),
        Err(error) => format!("not laid down: {error}"),
    }
}

/// The document that a door leads to.
pub(crate) fn document(way: &Way) -> Option<Automerge> {
    if let Way::Room(room) = way { Some(room.doc.clone()) } else { None }
}
