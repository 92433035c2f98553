//! The total scanner: reads exactly one uncompressed Automerge change chunk, without Automerge, and refuses everything
//! else. It never panics, and needs memory in proportion to the input and the limits below.

pub mod change;
mod error;

pub use change::{
    Action, ActorBytes, ChangeHash, Elem, Key, Obj, ObjKind, OpId, Scalar, ScannedChange, ScannedOp,
};
pub use error::ScanError;
