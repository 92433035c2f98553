//! Documents from their changes.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use automerge::{Automerge, Change, ReadDoc};

use super::genesis::{GENESIS_ACTOR, all, genesis, genesis_hash};
use crate::domain::{ChangeHash, Kind};
use crate::sync::ingest::TEXT_ENCODING;
use crate::sync::scan::{ScanError, scan};

/// Why changes do not make a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocError {
    /// This version of the app does not know the schema.
    #[error("{kind:?} documents of schema {schema} are unknown to this version")]
    Unknown {
        /// The kind.
        kind: Kind,
        /// The schema.
        schema: u8,
    },
    /// Changes that others build on are not here. Automerge would set those aside without a word.
    #[error("{} changes are missing", missing.len())]
    Incomplete {
        /// Their hashes, ascending.
        missing: Vec<ChangeHash>,
    },
    /// One of the changes is none.
    #[error("change number {index} is malformed: {error}")]
    Malformed {
        /// Its place among those given, from 0.
        index: usize,
        /// What is wrong with it.
        error: ScanError,
    },
    /// Automerge does not take the changes.
    #[error("Automerge does not take the changes")]
    Library,
}

/// The document that these changes make, in any order, repeated ones counted once. The genesis is implied.
///
/// Every change is scanned first; Automerge runs where a panic of it is an error (on the web a panic ends the app: only what
/// a server accepted comes here).
///
/// # Errors
/// [`DocError`]; nothing is left out in silence.
pub fn materialise<'a>(
    kind: Kind,
    schema: u8,
    changes: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Automerge, DocError> {
    extend(&blank(kind, schema)?, changes)
}

/// The document with further changes in it; `doc` itself stays as it is.
///
/// # Errors
/// As [`materialise`].
pub fn extend<'a>(doc: &Automerge, changes: impl IntoIterator<Item = &'a [u8]>) -> Result<Automerge, DocError> {
    let mut taken: BTreeSet<_> = doc.get_changes_meta(&[]).iter().map(|meta| domain(meta.hash)).collect();
    let mut wanted = BTreeSet::new();
    let mut chunks = Vec::new();
    for (index, bytes) in changes.into_iter().enumerate() {
        let change = scan(bytes).map_err(|error| DocError::Malformed { index, error })?;
        wanted.extend(change.deps);
        if taken.insert(change.hash) {
            chunks.push(bytes);
        }
    }
    let missing: Vec<_> = wanted.difference(&taken).copied().collect();
    if !missing.is_empty() {
        return Err(DocError::Incomplete { missing });
    }
    let apply = || {
        let changes: Vec<Change> =
            chunks.iter().map(|bytes| Change::try_from(*bytes)).collect::<Result<_, _>>().ok()?;
        let mut copy = doc.clone();
        copy.apply_changes(changes).ok()?;
        let all: Vec<_> = taken.iter().copied().map(library).collect();
        copy.get_missing_deps(&all).is_empty().then_some(copy)
    };
    catch_unwind(AssertUnwindSafe(apply)).ok().flatten().ok_or(DocError::Library)
}

/// A document with its genesis alone.
pub(super) fn blank(kind: Kind, schema: u8) -> Result<Automerge, DocError> {
    /// Every document that is read begins with one: a copy is cheaper than running the genesis again.
    static BLANK: LazyLock<Vec<(Kind, u8, Automerge)>> = LazyLock::new(|| {
        let begun = |(kind, schema, bytes): (Kind, u8, &[u8])| {
            let mut doc = Automerge::new_with_encoding(TEXT_ENCODING);
            doc.apply_changes([Change::try_from(bytes).ok()?]).ok()?;
            Some((kind, schema, doc))
        };
        all().filter_map(begun).collect()
    });
    if genesis(kind, schema).is_none() {
        return Err(DocError::Unknown { kind, schema });
    }
    let known = BLANK.iter().find(|(of, version, _)| (*of, *version) == (kind, schema));
    known.map(|(.., doc)| doc.clone()).ok_or(DocError::Library)
}

/// Whether the document began with this kind's genesis.
pub(super) fn ours(doc: &Automerge, kind: Kind, schema: u8) -> bool {
    genesis_hash(kind, schema).is_some_and(|hash| doc.get_missing_deps(&[library(hash)]).is_empty())
}

/// The document's heads, ascending: what a draft that begins now is based on.
pub fn heads(doc: &Automerge) -> Vec<ChangeHash> {
    doc.get_heads().into_iter().map(domain).collect()
}

/// The hashes of all its changes, genesis left out.
pub fn hashes(doc: &Automerge) -> BTreeSet<ChangeHash> {
    let genesis_actor = automerge::ActorId::from(GENESIS_ACTOR.as_bytes().as_slice());
    let changes = doc.get_changes_meta(&[]);
    changes.iter().filter(|meta| *meta.actor != genesis_actor).map(|meta| domain(meta.hash)).collect()
}

/// The chunks of all its changes, genesis left out, each after those it builds on.
pub fn changes(doc: &Automerge) -> Vec<Vec<u8>> {
    let genesis_actor = automerge::ActorId::from(GENESIS_ACTOR.as_bytes().as_slice());
    let changes = doc.get_changes(&[]);
    changes.iter().filter(|c| *c.actor_id() != genesis_actor).map(|c| c.raw_bytes().to_vec()).collect()
}

pub(super) fn library(hash: ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(*hash.as_bytes())
}

pub(super) fn domain(hash: automerge::ChangeHash) -> ChangeHash {
    ChangeHash::from_bytes(hash.0)
}
