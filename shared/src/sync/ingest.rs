//! The guarded way of a stranger's change into a document, the same on the device and on the server: scanned, checked
//! against the document, judged by the field grammar, applied to a copy, and found again in it byte for byte.

mod history;

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, LoadOptions, ReadDoc, TextEncoding};
use thiserror::Error;

use self::history::History;
use super::scan::{ScanError, ScannedChange, check_against, check_plain, scan};

/// How text positions are counted in every document, also where Automerge's own default differs (04 "Documents").
pub const TEXT_ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;

/// Objects within objects, the root not counted (04 "Documents": limits). Automerge reads them by recursion.
pub const MAX_DEPTH: usize = 6;

/// A change that was taken.
#[derive(Debug)]
pub struct Accepted {
    /// The document with the change in it.
    pub doc: Automerge,
    pub change: ScannedChange,
}

/// Why a change was not taken. `G` is the field grammar's reason.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal<G> {
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error("an operation refers to what is not in the change's own past")]
    Past,
    #[error("an operation does not fit the object that it changes")]
    Object,
    #[error("an object is made more than {MAX_DEPTH} deep")]
    Depth,
    #[error("the field grammar refuses it: {0}")]
    Grammar(G),
    #[error("Automerge refuses it, or makes another change of it")]
    Library,
}

/// Applies the change to a copy of `doc`, which must hold every dependency. `grammar` judges it in between: only a change
/// that is well-formed and continues the document comes to it, and none that it refuses comes to Automerge.
///
/// Whether the result can be saved and loaded is asked once for many changes: [`round_trips`].
pub fn ingest<G>(
    doc: &Automerge,
    bytes: &[u8],
    grammar: impl FnOnce(&ScannedChange) -> Result<(), G>,
) -> Result<Accepted, Refusal<G>> {
    let change = scan(bytes)?;
    check_plain(&change)?;
    let history = History::of(doc);
    check_against(&change, &history)?;
    history.check_references(&change)?;
    grammar(&change).map_err(Refusal::Grammar)?;
    let doc = guarded(|| apply(doc, bytes, &change)).flatten().ok_or(Refusal::Library)?;
    Ok(Accepted { doc, change })
}

fn apply(doc: &Automerge, bytes: &[u8], change: &ScannedChange) -> Option<Automerge> {
    let mut copy = doc.clone();
    copy.apply_changes([Change::try_from(bytes).ok()?]).ok()?;
    let hash = automerge::ChangeHash(*change.hash.as_bytes());
    // `save` writes what this returns; another encoding of the same change would have another hash.
    let kept = copy.get_change_by_hash(&hash)?.raw_bytes() == bytes;
    kept.then_some(copy)
}

/// Whether the document is the same after saving and loading, and can be read.
pub fn round_trips(doc: &Automerge) -> bool {
    let same = || {
        let options = LoadOptions::new().text_encoding(TEXT_ENCODING);
        let loaded = Automerge::load_with_options(&doc.save(), options).ok()?;
        // Not compared: a number that is not one is not itself.
        loaded.hydrate(None);
        Some(loaded.get_heads() == doc.get_heads())
    };
    guarded(same).flatten().unwrap_or(false)
}

/// Runs the CRDT library where a panic of it ends the one change and not the server; on the web a panic ends the app, and
/// comes only from what a server accepted.
fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}
