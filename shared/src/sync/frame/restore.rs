//! What is said after a server was restored: devices hold what it lost, and bring it back under its receipts.
//!
//! ```text
//! Have (all parts of a space) → Want (what differs) → Return (what was asked for) → Returned (what became of it)
//! ```

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::{CHANGE_MAX, FrameError, at_most};
use crate::domain::{ChangeHash, DocId, DocState, DocumentMeta, PersonId, SpaceId, Timestamp};

/// Documents named in one `Have`.
pub const HAVE_MAX: usize = 4096;
/// Documents in one `Return`.
pub const RETURN_MAX: usize = 256;

/// A document that a device holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldDigest {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// What the device has of it: see [`held_digest`].
    #[n(1)]
    pub digest: ChangeHash,
}

/// Digest of what one has of a document: SHA-256 over the receipt's tag, which says which changes were received when, from
/// whom and in what order, and the document's state.
pub fn held_digest(tag: &[u8], state: DocState) -> ChangeHash {
    let mut digest = Sha256::new();
    digest.update(tag);
    digest.update([match state {
        DocState::Live => 1,
        DocState::Withdrawn => 2,
        DocState::Erased => 3,
    }]);
    ChangeHash::from_bytes(digest.finalize().into())
}

/// What a device holds of a space, in parts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Have {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// Which part this is, from 0.
    #[n(1)]
    pub part: u16,
    /// How many parts there are.
    #[n(2)]
    pub of: u16,
    /// At most [`HAVE_MAX`] documents.
    #[n(3)]
    pub docs: Vec<HeldDigest>,
}

/// A document that the server has less of, or something else.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Wanted {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// Changes that the server has: their bytes need not travel.
    #[n(1)]
    pub known: Vec<ChangeHash>,
}

/// What the server wants of a part of `Have`; several frames if there is much of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Want {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// The part that this answers.
    #[n(1)]
    pub part: u16,
    /// Whether another frame about this part follows.
    #[n(2)]
    pub more: bool,
    /// What is wanted.
    #[n(3)]
    pub docs: Vec<Wanted>,
}

/// A change as the server once confirmed it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OfferedChange {
    /// Its hash.
    #[n(0)]
    pub hash: ChangeHash,
    /// One uncompressed Automerge change chunk; left out if the server has it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Option<Vec<u8>>,
    /// Who made it.
    #[n(2)]
    pub by: PersonId,
    /// When it was received the first time.
    #[n(3)]
    pub received_at: Timestamp,
    /// Whether it came late then.
    #[n(4)]
    pub late: bool,
}

/// A document, or a part of a large one, with the receipt for it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Offer {
    /// Its id.
    #[n(0)]
    pub doc: DocId,
    /// What its creator said of it.
    #[n(1)]
    pub meta: DocumentMeta,
    /// Who created it.
    #[n(2)]
    pub author: PersonId,
    /// When it was received the first time.
    #[n(3)]
    pub created_at: Timestamp,
    /// What the device knows to have happened to it.
    #[n(4)]
    pub state: DocState,
    /// The receipt over all these changes in this order (16 bytes).
    #[cbor(n(5), with = "minicbor::bytes")]
    pub tag: Vec<u8>,
    /// Which part this is, from 0.
    #[n(6)]
    pub part: u16,
    /// How many parts there are.
    #[n(7)]
    pub of: u16,
    /// All its changes in the order of the lost log.
    #[n(8)]
    pub changes: Vec<OfferedChange>,
}

/// Documents that the server asked for. One is in flight at a time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Return {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// At most [`RETURN_MAX`] documents or parts; the parts of one follow each other.
    #[n(1)]
    pub offers: Vec<Offer>,
}

/// What became of a document that was brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Fate {
    /// The server has it, under its first authors and times.
    #[n(1)]
    Kept,
    /// Somebody who wrote in it, or what it hangs on, is not there yet: it stays with the device and is offered again.
    #[n(2)]
    Later,
    /// Its receipt does not hold, or it was destroyed.
    #[n(3)]
    Refused,
}

/// A document and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReturnedDocument {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// What became of it.
    #[n(1)]
    pub fate: Fate,
}

/// Answer to a `Return`: one for each document whose last part came in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Returned {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// In the order they came.
    #[n(1)]
    pub docs: Vec<ReturnedDocument>,
}

pub(super) fn check_have(have: &Have) -> Result<(), FrameError> {
    at_most("documents", have.docs.len(), HAVE_MAX)
}

pub(super) fn check_return(back: &Return) -> Result<(), FrameError> {
    at_most("documents", back.offers.len(), RETURN_MAX)?;
    let mut changes = back.offers.iter().flat_map(|offer| &offer.changes).filter_map(|change| change.bytes.as_ref());
    changes.try_for_each(|bytes| at_most("bytes of a change", bytes.len(), CHANGE_MAX))
}
