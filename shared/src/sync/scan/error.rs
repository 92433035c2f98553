//! Why bytes are not a change that we take.

use thiserror::Error;

use crate::domain::ids::ChangeHash;

/// Why bytes were refused. None of these names any content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ScanError {
    #[error("the chunk is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the chunk ends before it says")]
    Truncated,
    #[error("the chunk goes on after it says")]
    Trailing,
    #[error("no Automerge chunk")]
    Magic,
    #[error("chunk type {0} is no uncompressed change")]
    ChunkType(u8),
    #[error("the checksum does not match")]
    Checksum,
    #[error("a number is not written in its shortest form or does not fit")]
    Number,
    #[error("{what} is above its limit of {limit}")]
    Limit { what: &'static str, limit: usize },
    #[error("{0} is not as Automerge writes it")]
    Malformed(&'static str),
    #[error("text is not UTF-8")]
    Utf8,
    #[error("column {0} is unknown, repeated, empty or out of order")]
    Column(u32),
    #[error("the columns hold different numbers of operations")]
    Rows,
    #[error("the change has no operations")]
    Empty,
    #[error("the change has a message")]
    Message,
    #[error("an operation refers to one that is not before it")]
    Reference,
    #[error("no document holds counters, marks or values of unknown type")]
    NotPlain,
    #[error("dependency {0} is not known")]
    UnknownDependency(ChangeHash),
    #[error("sequence {found} where {expected} is next")]
    Sequence { expected: u64, found: u64 },
    #[error("first operation {found} is not in {low}..={high}")]
    StartOp { low: u64, high: u64, found: u64 },
}
