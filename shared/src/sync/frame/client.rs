//! What a device says.

use minicbor::{Decode, Encode};

use super::restore::{self, Have, Return};
use super::{CHANGE_MAX, CREATE_CHANGES_MAX, FETCH_MAX, FrameError, OPS_MAX, TOKEN_MAX, at_most, frames};
use crate::domain::document::READERS_MAX;
use crate::domain::{Acting, ChangeHash, DocId, DocumentMeta, EnrolmentId, Epoch, ReadId, SpaceId, Timestamp};

frames! {
    /// A frame from a device. Type 6 (`Deliver`) is reserved in this version.
    ClientFrame {
        /// The first frame of a connection.
        Hello = 1,
        /// Changes to store.
        Push = 2,
        /// Asks for older documents of a space.
        Page = 3,
        /// Asks for whole documents.
        Fetch = 4,
        /// Says what the device holds of a space, to a server that was restored.
        Have = 5,
        /// Brings back what such a server asked for.
        Return = 7,
    }
}

/// How far a device is in a space, as the server sealed it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cursor {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// The server's sealed cursor; opaque to the device.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub token: Vec<u8>,
}

/// The first frame of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// Versions the device speaks.
    #[n(0)]
    pub versions: Vec<u16>,
    /// Build number of the app.
    #[n(1)]
    pub app: u32,
    /// Access token (JWT) of the session.
    #[n(2)]
    pub ticket: String,
    /// The device, as enrolled.
    #[n(3)]
    pub enrolment: EnrolmentId,
    /// The server's history that the cursors belong to.
    #[n(4)]
    pub epoch: Option<Epoch>,
    /// What the person acts as on this connection.
    #[n(5)]
    pub acting: Acting,
    /// One cursor a space.
    #[n(6)]
    pub cursors: Vec<Cursor>,
    /// What the device's clock says.
    #[n(7)]
    pub device_time: Timestamp,
}

/// Changes to store, in order. One Push is in flight at a time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Push {
    /// Number of the batch on this connection.
    #[n(0)]
    pub batch: u32,
    /// At most [`OPS_MAX`] operations.
    #[n(1)]
    pub ops: Vec<Op>,
}

/// A document to create, with its first changes: all or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NewDocument {
    /// Its id, drawn by the device.
    #[n(0)]
    pub doc: DocId,
    /// What it is and whom it is for.
    #[n(1)]
    pub meta: DocumentMeta,
    /// At most [`CREATE_CHANGES_MAX`] changes on top of the genesis that the kind implies.
    #[n(2)]
    pub changes: Vec<minicbor::bytes::ByteVec>,
}

/// One opening of another person's record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReadFact {
    /// Drawn by the device, so that a repeated fact is one.
    #[n(0)]
    pub id: ReadId,
    /// What was opened.
    #[n(1)]
    pub doc: DocId,
    /// Digest of the change hashes that were shown (SHA-256 of the sorted hashes).
    #[n(2)]
    pub version: ChangeHash,
    /// What for: the path it was opened by, from a closed list.
    #[n(3)]
    pub purpose: u8,
    /// When, by the device's corrected clock.
    #[n(4)]
    pub device_time: Timestamp,
}

/// One operation of a Push.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Op {
    /// A new document.
    #[n(1)]
    Create(#[n(0)] NewDocument),
    /// A change to a document.
    #[n(2)]
    Change {
        /// The document.
        #[n(0)]
        doc: DocId,
        /// One uncompressed Automerge change chunk.
        #[cbor(n(1), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// Takes a publication back, with its comments.
    #[n(3)]
    Withdraw {
        /// The publication.
        #[n(0)]
        doc: DocId,
    },
    /// An opening of another person's record.
    #[n(4)]
    Read(#[n(0)] ReadFact),
}

impl Op {
    /// The document it is about.
    pub fn doc(&self) -> DocId {
        match self {
            Self::Create(new) => new.doc,
            Self::Change { doc, .. } | Self::Withdraw { doc } => *doc,
            Self::Read(fact) => fact.doc,
        }
    }
}

/// Asks for older documents of a space, newest creation first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Page {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// Where to go on; `None` starts.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub token: Option<Vec<u8>>,
    /// Frames that the server may send before it is asked again.
    #[n(2)]
    pub frames: u8,
}

/// Asks for whole documents.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Fetch {
    /// At most [`FETCH_MAX`] ids.
    #[n(0)]
    pub docs: Vec<DocId>,
}

impl ClientFrame {
    pub(super) fn check_limits(&self) -> Result<(), FrameError> {
        match self {
            Self::Hello(hello) => {
                at_most("versions", hello.versions.len(), 16)?;
                at_most("bytes of a ticket", hello.ticket.len(), 4096)?;
                at_most("cursors", hello.cursors.len(), 4096)?;
                hello.cursors.iter().try_for_each(|c| at_most("bytes of a token", c.token.len(), TOKEN_MAX))
            }
            Self::Push(push) => {
                at_most("operations", push.ops.len(), OPS_MAX)?;
                push.ops.iter().try_for_each(|op| match op {
                    Op::Create(new) => {
                        at_most("changes of a new document", new.changes.len(), CREATE_CHANGES_MAX)?;
                        at_most("named readers", new.meta.readers.len(), READERS_MAX)?;
                        new.changes.iter().try_for_each(|c| at_most("bytes of a change", c.len(), CHANGE_MAX))
                    }
                    Op::Change { bytes, .. } => at_most("bytes of a change", bytes.len(), CHANGE_MAX),
                    Op::Withdraw { .. } | Op::Read(_) => Ok(()),
                })
            }
            Self::Page(page) => at_most("bytes of a token", page.token.as_ref().map_or(0, Vec::len), TOKEN_MAX),
            Self::Fetch(fetch) => at_most("documents", fetch.docs.len(), FETCH_MAX),
            Self::Have(have) => restore::check_have(have),
            Self::Return(back) => restore::check_return(back),
        }
    }
}
