//! The total scanner: reads exactly one uncompressed Automerge change chunk, without Automerge, and refuses everything
//! else. It never panics, and needs memory in proportion to the input and the limits below.
//!
//! What it takes is what Automerge 0.12 writes for a change of one of our documents, byte for byte: numbers in their
//! shortest form, maximal runs, no column more than needed, no message, no author footer.

mod change;
mod chunk;
mod column;
mod error;
mod known;
mod ops;
mod reader;
mod rules;
#[cfg(feature = "testing")]
mod seal;

pub use change::{Action, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedChange, ScannedOp};
pub use error::ScanError;
pub use known::{Known, check_against};
pub use rules::check_plain;
#[cfg(feature = "testing")]
pub use seal::{reseal, seal};

use crate::domain::{ActorId, ChangeHash, Timestamp};

/// Bytes of a change chunk (04 "Documents": limits).
pub const MAX_CHANGE_BYTES: usize = 64 * 1024;
/// Operations of a change (04 "Documents": limits).
pub const MAX_OPS: usize = 10_000;
/// Operations that all those of a change overwrite together: an ordinary one overwrites one, two where two people wrote at
/// the same time.
pub const MAX_PREDS: usize = 2 * MAX_OPS;
/// Bytes of a string or another value (04 "Documents": limits).
pub const MAX_STRING_BYTES: usize = 64 * 1024;
/// Bytes of a map key or a mark's name. A run may repeat it in each operation, and Automerge then stores each.
pub const MAX_KEY_BYTES: usize = 256;
/// Dependencies of a change: the heads its author had, one for each device that wrote at the same time.
pub const MAX_DEPS: usize = 256;
/// Actors besides the change's own that its operations name: one for each time a device was opened and wrote.
pub const MAX_OTHER_ACTORS: usize = 2_000;
/// Milliseconds to either side of 1970 (ECMAScript, "Time Values and Time Range"). Automerge codes times as differences,
/// which saturate far beyond.
pub const MAX_TIME_MS: u64 = 8_640_000_000_000_000;

/// Reads one change.
pub fn scan(bytes: &[u8]) -> Result<ScannedChange, ScanError> {
    let (hash, mut reader) = chunk::open(bytes)?;
    let head = chunk::Head::read(&mut reader)?;
    let ops = ops::read(reader, &head)?;
    let Some(last) = ops.last() else { return Err(ScanError::Empty) };
    Ok(ScannedChange {
        hash,
        actor: head.actors[0],
        seq: head.seq,
        start_op: head.start_op,
        max_op: last.id.counter,
        time_ms: head.time_ms,
        deps: head.deps,
        ops,
    })
}

/// What a change says of its place in the document, without its operations: enough to order and to chain changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peeked {
    /// Its hash.
    pub hash: ChangeHash,
    /// The changes it builds on.
    pub deps: Vec<ChangeHash>,
    /// Who made it.
    pub actor: ActorId,
    /// When, as its author's device says.
    pub made_at: Timestamp,
}

/// Reads the head of one change. Its operations stay unread: this is for changes that a validator has taken.
///
/// # Errors
/// [`ScanError`] if the bytes are no change chunk.
pub fn peek(bytes: &[u8]) -> Result<Peeked, ScanError> {
    let (hash, mut reader) = chunk::open(bytes)?;
    let head = chunk::Head::read(&mut reader)?;
    Ok(Peeked { hash, deps: head.deps, actor: head.actors[0], made_at: Timestamp::from_ms(head.time_ms) })
}
