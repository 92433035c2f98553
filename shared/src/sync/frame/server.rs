//! What the server says.

use minicbor::{Decode, Encode};

use super::restore::{Returned, Want};
use super::{FrameError, frames};
use crate::domain::SpaceKind;
use crate::domain::{
    ChangeHash, CourseId, DocId, DocState, DocumentMeta, Epoch, FamilyId, PersonId, Role, SpaceId, Timestamp, UnitId,
    Window,
};

frames! {
    /// A frame from the server.
    ServerFrame {
        /// Answer to `Hello`.
        Welcome = 64,
        /// A space the person is in, now or changed.
        Space = 65,
        /// A space the person is no longer in.
        Left = 66,
        /// What became of a Push: sent only after the commit is on disk.
        Pushed = 67,
        /// Rows of a space.
        Items = 68,
        /// All that the person sees of a space, after what decides it changed.
        Visible = 69,
        /// A document was taken back.
        Withdrawn = 70,
        /// A document was destroyed.
        Erased = 71,
        /// A fetched document is missing, foreign or denied: one answer for all.
        Unavailable = 72,
        /// What a restored server lacks of what the device holds.
        Want = 73,
        /// The last frame of a connection.
        Bye = 74,
        /// What became of what was brought back.
        Returned = 75,
    }
}

/// Answer to `Hello`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Welcome {
    /// The version both speak.
    #[n(0)]
    pub version: u16,
    /// The server's history: another one than the device knows means a restored server.
    #[n(1)]
    pub epoch: Epoch,
    /// The server's clock.
    #[n(2)]
    pub now: Timestamp,
    /// Oldest app build that may still edit.
    #[n(3)]
    pub min_app: u32,
    /// Spaces reached in the role acted in; others the device may know are gone.
    #[n(4)]
    pub spaces: Vec<Space>,
}

/// A space the person is in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Space {
    /// Its id.
    #[n(0)]
    pub id: SpaceId,
    /// What it is for.
    #[n(1)]
    pub kind: SpaceKind,
    /// The family it belongs to.
    #[n(2)]
    pub family: Option<FamilyId>,
    /// Who takes part: the viewer always, others as far as the viewer may know them.
    #[n(3)]
    pub members: Vec<SpaceMembership>,
    /// The unit that looks after it: whose calendar, numbers and consultants are meant. None of a person's own.
    #[n(4)]
    pub unit: Option<UnitId>,
}

/// Who takes part in a space, as the viewer may know it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SpaceMembership {
    /// The person.
    #[n(0)]
    pub person: PersonId,
    /// Their name.
    #[n(1)]
    pub name: String,
    /// As what.
    #[n(2)]
    pub role: Role,
    /// For which unit.
    #[n(3)]
    pub unit: UnitId,
    /// The unit's name.
    #[n(4)]
    pub unit_name: String,
    /// Standing in for the fixed one.
    #[n(5)]
    pub stand_in: bool,
    /// The course that makes a worker part of the team.
    #[n(6)]
    pub course: Option<CourseId>,
    /// When.
    #[n(7)]
    pub window: Window,
    /// Documents created before this instant stay unseen.
    #[n(8)]
    pub sees_from: Option<Timestamp>,
    /// Whether only what the person wrote is seen.
    #[n(9)]
    #[cbor(default)]
    pub own_only: bool,
}

/// A space the person is no longer in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Left {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
}

/// What became of a Push.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Pushed {
    /// Number of the batch.
    #[n(0)]
    pub batch: u32,
    /// One result an operation, in their order.
    #[n(1)]
    pub results: Vec<OpResult>,
}

/// What became of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum OpResult {
    /// On disk. A repetition gets the first answer again.
    #[n(1)]
    #[cbor(map)]
    Stored {
        /// When the server received it.
        #[n(0)]
        received_at: Timestamp,
        /// When the document was created, for a Create.
        #[n(1)]
        created_at: Option<Timestamp>,
        /// The server's receipt over the document as it stands (16 bytes).
        #[cbor(n(2), with = "minicbor::bytes")]
        tag: Vec<u8>,
    },
    /// A derived document that another device made first: drop the own one and fetch.
    #[n(2)]
    Exists,
    /// Not now: keep it and try again.
    #[n(3)]
    #[cbor(map)]
    Later {
        /// Why.
        #[n(0)]
        reason: Reason,
        /// Milliseconds to wait.
        #[n(1)]
        retry_after_ms: u32,
    },
    /// Never: park it, tell the person.
    #[n(4)]
    #[cbor(map)]
    Never {
        /// Why.
        #[n(0)]
        reason: Reason,
    },
}

/// Why an operation was refused: a closed list.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Reason {
    /// The server is busy.
    #[n(1)]
    Busy,
    /// A change it depends on is not here yet.
    #[n(2)]
    MissingDependency,
    /// The app must be updated first.
    #[n(3)]
    UpdateFirst,
    /// Missing, foreign or denied: one answer for all.
    #[n(16)]
    Unavailable,
    /// Not one well-formed change.
    #[n(17)]
    Malformed,
    /// Made by another device than the one that brings it.
    #[n(18)]
    ForeignActor,
    /// Not an edit that this kind of document knows.
    #[n(19)]
    Grammar,
    /// The document would outgrow its limits.
    #[n(20)]
    TooLarge,
    /// A document of this kind cannot be made here, for these readers, by this person.
    #[n(21)]
    NotCreatable,
    /// The document was destroyed.
    #[n(22)]
    Erased,
    /// The pusher may no longer write there. It is kept apart, and those whom it was meant for are asked.
    #[n(23)]
    Quarantined,
}

impl Reason {
    /// Every reason, for tables that must name them all.
    pub const ALL: [Self; 11] = [
        Self::Busy,
        Self::MissingDependency,
        Self::UpdateFirst,
        Self::Unavailable,
        Self::Malformed,
        Self::ForeignActor,
        Self::Grammar,
        Self::TooLarge,
        Self::NotCreatable,
        Self::Erased,
        Self::Quarantined,
    ];
}

/// A change as the server holds it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StoredChange {
    /// One uncompressed Automerge change chunk.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// Who made it.
    #[n(1)]
    pub by: PersonId,
    /// When the server received it.
    #[n(2)]
    pub received_at: Timestamp,
    /// It was made inside a window that had closed when it arrived.
    #[n(3)]
    pub late: bool,
}

/// A document as it is now. A large one comes in several items with the same head and a part of its changes each.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StoredDocument {
    /// Its id.
    #[n(0)]
    pub doc: DocId,
    /// What its creator said of it.
    #[n(1)]
    pub meta: DocumentMeta,
    /// Who created it.
    #[n(2)]
    pub author: PersonId,
    /// When the server received it.
    #[n(3)]
    pub created_at: Timestamp,
    /// What happened to it since.
    #[n(4)]
    pub state: DocState,
    /// The server's receipt over the document as it stands (16 bytes).
    #[cbor(n(5), with = "minicbor::bytes")]
    pub tag: Vec<u8>,
    /// Which part this is, from 0.
    #[n(6)]
    pub part: u16,
    /// How many parts there are.
    #[n(7)]
    pub of: u16,
    /// Changes in log order, the genesis left out.
    #[n(8)]
    pub changes: Vec<StoredChange>,
}

/// A change to a document that the device holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DocumentChange {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// The change; `None` if this device made it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Option<Vec<u8>>,
    /// Its hash.
    #[n(2)]
    pub hash: ChangeHash,
    /// Who made it.
    #[n(3)]
    pub by: PersonId,
    /// When the server received it.
    #[n(4)]
    pub received_at: Timestamp,
    /// The server's receipt over the document with it (16 bytes).
    #[cbor(n(5), with = "minicbor::bytes")]
    pub tag: Vec<u8>,
    /// It was made inside a window that had closed when it arrived.
    #[n(6)]
    pub late: bool,
}

/// One row, or one whole document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Item {
    /// A whole document.
    #[n(1)]
    New(#[n(0)] StoredDocument),
    /// A change.
    #[n(2)]
    Changed(#[n(0)] DocumentChange),
    /// A document was taken back.
    #[n(3)]
    Withdrawn(#[n(0)] DocId),
    /// A document was destroyed.
    #[n(4)]
    Erased(#[n(0)] DocId),
}

impl Item {
    /// The document that it is about.
    pub fn doc(&self) -> DocId {
        match self {
            Self::New(stored) => stored.doc,
            Self::Changed(change) => change.doc,
            Self::Withdrawn(doc) | Self::Erased(doc) => *doc,
        }
    }
}

/// How far the first sync of a space is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Progress {
    /// Documents delivered so far.
    #[n(0)]
    pub done: u32,
    /// Documents there are to deliver.
    #[n(1)]
    pub of: u32,
}

/// Rows of a space, and how far the device is once it has stored them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Items {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// In the order to apply them.
    #[n(1)]
    pub items: Vec<Item>,
    /// Sealed cursor that holds when these are stored; `None` for an answer to `Fetch`, which moves no cursor.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub token: Option<Vec<u8>>,
    /// Whether older documents wait for a `Page`.
    #[n(3)]
    pub more: bool,
    /// Progress of the first sync, in its pages.
    #[n(4)]
    pub progress: Option<Progress>,
}

/// All that the person sees of a space, in parts of ascending ids. The device drops what is not named (never its own
/// unsent work) and fetches what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Visible {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// Which part this is, from 0.
    #[n(1)]
    pub part: u16,
    /// How many parts there are.
    #[n(2)]
    pub of: u16,
    /// Ids of this part.
    #[n(3)]
    pub docs: Vec<DocId>,
    /// Sealed cursor that holds once the device has fetched what it lacks; in the last part only.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub token: Option<Vec<u8>>,
}

/// A document was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Withdrawn {
    /// The document.
    #[n(0)]
    pub doc: DocId,
}

/// A document was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// The document.
    #[n(0)]
    pub doc: DocId,
}

/// A fetched document is missing, foreign or denied.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Unavailable {
    /// The document.
    #[n(0)]
    pub doc: DocId,
}

/// Why the server ends a connection: a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum ByeReason {
    /// The frame cannot be understood.
    #[n(1)]
    Malformed,
    /// No version in common.
    #[n(2)]
    Version,
    /// The ticket is not valid: refresh the session.
    #[n(3)]
    Ticket,
    /// The device or person was revoked.
    #[n(4)]
    Revoked,
    /// The role acted in is not held.
    #[n(5)]
    Acting,
    /// The server stops or is too busy.
    #[n(6)]
    Busy,
    /// Something out of order: a frame before `Hello`, a second Push in flight.
    #[n(7)]
    Protocol,
}

/// The last frame of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Bye {
    /// Why.
    #[n(0)]
    pub reason: ByeReason,
    /// Milliseconds to wait before the next attempt.
    #[n(1)]
    pub retry_after_ms: u32,
}

impl ServerFrame {
    /// The server's frames are bounded by the frame's size alone.
    pub(super) fn check_limits(&self) -> Result<(), FrameError> {
        Ok(())
    }
}
