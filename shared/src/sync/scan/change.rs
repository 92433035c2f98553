//! What a scanned change says: its place in the document's history and its operations, in values that name no Automerge
//! type. Everything here was read from bytes of a stranger; it is well-formed, not yet allowed.

use std::sync::Arc;

use crate::domain::ids::{ActorId, ChangeHash};

/// An operation's id. Ordered as Automerge orders them: by counter, then by actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// From 1; an operation's counter is above those of everything it refers to.
    pub counter: u32,
    pub actor: ActorId,
}

/// One change of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct ScannedChange {
    pub hash: ChangeHash,
    /// In ascending order, without duplicates.
    pub deps: Vec<ChangeHash>,
    pub actor: ActorId,
    /// From 1: this is the actor's `seq`-th change of the document.
    pub seq: u64,
    /// Counter of the first operation.
    pub start_op: u32,
    /// Counter of the last operation; `ops` is never empty.
    pub max_op: u32,
    /// What the author's device says, milliseconds UTC.
    pub time_ms: i64,
    /// Counters run from `start_op` without gaps.
    pub ops: Vec<ScannedOp>,
}

/// One operation of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct ScannedOp {
    pub id: OpId,
    /// The object that is changed.
    pub obj: Obj,
    /// The place within it.
    pub key: Key,
    /// Whether a new element is put after `key` (sequences only) instead of the one at `key` being set.
    pub insert: bool,
    pub action: Action,
    /// The operations that this one overwrites, in ascending order: those at the same place that its author saw.
    pub pred: Vec<OpId>,
}

/// An object of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obj {
    Root,
    /// The object made by that operation.
    Op(OpId),
}

/// A place in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Map(Arc<str>),
    Seq(Elem),
}

/// An element of a list or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Elem {
    /// Before the first element; only to insert after.
    Head,
    /// The element inserted by that operation.
    Op(OpId),
}

/// What an operation does at its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Make(ObjKind),
    Set(Scalar),
    Delete,
    /// Adds to the counters in `pred`.
    Increment(i64),
    MarkBegin {
        name: Arc<str>,
        value: Scalar,
        expand: bool,
    },
    MarkEnd {
        expand: bool,
    },
}

/// Kinds of objects. Old Automerge also knew tables; the one we use makes them and then cannot open them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjKind {
    Map,
    List,
    Text,
}

impl ObjKind {
    /// Whether its places are elements in an order, not keys.
    pub fn is_sequence(self) -> bool {
        matches!(self, Self::List | Self::Text)
    }
}

/// A value that is not an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Null,
    Bool(bool),
    Uint(u64),
    Int(i64),
    F64(f64),
    Str(String),
    Bytes(Vec<u8>),
    Counter(i64),
    /// Milliseconds UTC.
    Timestamp(i64),
    /// A type of a later Automerge.
    Unknown {
        type_code: u8,
        bytes: Vec<u8>,
    },
}
