//! Records of the device's log. What the device knows is a fold over them, in the order of their keys.

use minicbor::{Decode, Encode};

use super::frame::{FrameError, Item, Items, NewDocument, ReadFact, Reason, Space, Visible, to_cbor};
use crate::domain::{Acting, ChangeHash, DocId, Epoch, ReadId, RecordId, SpaceId, Timestamp};

/// One entry of the device's log, before it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Drawn when it is made: part of the associated data that seals it.
    pub id: RecordId,
    /// What it says.
    pub entry: Entry,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
    /// This person created a document.
    #[n(1)]
    #[cbor(map)]
    Created {
        /// The document and its first changes.
        #[n(0)]
        new: NewDocument,
        /// When, by the device's corrected clock.
        #[n(1)]
        at: Timestamp,
        /// As what the person acted.
        #[n(2)]
        acting: Acting,
    },
    /// This person changed a document.
    #[n(2)]
    #[cbor(map)]
    Changed {
        /// The document.
        #[n(0)]
        doc: DocId,
        /// One uncompressed Automerge change chunk.
        #[cbor(n(1), with = "minicbor::bytes")]
        bytes: Vec<u8>,
        /// When, by the device's corrected clock.
        #[n(2)]
        at: Timestamp,
        /// As what the person acted.
        #[n(3)]
        acting: Acting,
    },
    /// This person took a publication back.
    #[n(3)]
    #[cbor(map)]
    Withdrew {
        /// The publication.
        #[n(0)]
        doc: DocId,
        /// When, by the device's corrected clock.
        #[n(1)]
        at: Timestamp,
        /// As what the person acted.
        #[n(2)]
        acting: Acting,
    },
    /// This person opened another's record.
    #[n(4)]
    #[cbor(map)]
    Read {
        /// What, what for and when.
        #[n(0)]
        fact: ReadFact,
        /// As what the person acted.
        #[n(1)]
        acting: Acting,
    },
    /// The server's answers to what was sent.
    #[n(5)]
    #[cbor(map)]
    Answered {
        /// One a sent operation.
        #[n(0)]
        answers: Vec<(OpKey, Answer)>,
        /// When, by the device's corrected clock.
        #[n(1)]
        at: Timestamp,
    },
    /// Rows from the server, with the cursor that holds once they are here.
    #[n(6)]
    #[cbor(map)]
    Received {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The rows.
        #[n(1)]
        items: Items,
    },
    /// What the server said of itself and of the spaces reached.
    #[n(7)]
    #[cbor(map)]
    Welcomed {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The server's history.
        #[n(1)]
        epoch: Epoch,
        /// Milliseconds that the server's clock is ahead of the device's.
        #[n(2)]
        clock_offset_ms: i64,
        /// All spaces reached.
        #[n(3)]
        spaces: Vec<Space>,
        /// When, by the device's corrected clock.
        #[n(4)]
        at: Timestamp,
    },
    /// A space came or changed.
    #[n(8)]
    #[cbor(map)]
    Joined {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The space.
        #[n(1)]
        space: Space,
    },
    /// A space is gone.
    #[n(9)]
    #[cbor(map)]
    Left {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The space.
        #[n(1)]
        space: SpaceId,
    },
    /// All that is visible of a space.
    #[n(10)]
    #[cbor(map)]
    View {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// Every id, all parts together.
        #[n(1)]
        visible: Visible,
    },
    /// A fetched document is not to be had.
    #[n(11)]
    #[cbor(map)]
    Unavailable {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The document.
        #[n(1)]
        doc: DocId,
    },
    /// A space's cursor is forgotten: what is missing comes again.
    #[n(12)]
    #[cbor(map)]
    Forgot {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The space.
        #[n(1)]
        space: SpaceId,
    },
    /// The person settled a parked text: it was sent again as a new change, or put away.
    #[n(13)]
    #[cbor(map)]
    Unparked {
        /// The document.
        #[n(0)]
        doc: DocId,
    },
    /// A restored server has everything of a space that this device could bring back.
    #[n(14)]
    #[cbor(map)]
    Offered {
        /// As what the person acted.
        #[n(0)]
        acting: Acting,
        /// The space.
        #[n(1)]
        space: SpaceId,
        /// What it took.
        #[n(2)]
        kept: Vec<DocId>,
        /// What it refused: own words in it go out again as if they were new.
        #[n(3)]
        refused: Vec<DocId>,
        /// What it could not take yet: it is offered again.
        #[n(4)]
        #[cbor(default)]
        put_off: Vec<DocId>,
    },
}

/// Which own operation an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum OpKey {
    /// The creation of a document.
    #[n(1)]
    Create(#[n(0)] DocId),
    /// A change to one.
    #[n(2)]
    Change(#[n(0)] DocId, #[n(1)] ChangeHash),
    /// Taking one back.
    #[n(3)]
    Withdraw(#[n(0)] DocId),
    /// Having opened one.
    #[n(4)]
    Read(#[n(0)] ReadId),
}

/// What the server said to an own operation, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Answer {
    /// On the server's disk.
    #[n(1)]
    Stored {
        /// When it was received.
        #[n(0)]
        received_at: Timestamp,
        /// When its document was created, for a creation.
        #[n(1)]
        created_at: Option<Timestamp>,
    },
    /// Another device made this derived document first.
    #[n(2)]
    Exists,
    /// Refused for good: parked.
    #[n(3)]
    Refused {
        /// Why.
        #[n(0)]
        reason: Reason,
    },
}

impl Entry {
    /// The entry's bytes, to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        to_cbor(self)
    }

    /// The entry in these opened bytes.
    ///
    /// # Errors
    /// [`FrameError::Malformed`] if they are none: a store that was damaged or written by a later version.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        minicbor::decode(bytes).map_err(|error| FrameError::Malformed(error.to_string()))
    }

    /// Number of the entry's kind, which stands in clear beside the sealed bytes.
    pub fn kind(&self) -> u8 {
        match self {
            Self::Created { .. } => 1,
            Self::Changed { .. } => 2,
            Self::Withdrew { .. } => 3,
            Self::Read { .. } => 4,
            Self::Answered { .. } => 5,
            Self::Received { .. } => 6,
            Self::Welcomed { .. } => 7,
            Self::Joined { .. } => 8,
            Self::Left { .. } => 9,
            Self::View { .. } => 10,
            Self::Unavailable { .. } => 11,
            Self::Forgot { .. } => 12,
            Self::Unparked { .. } => 13,
            Self::Offered { .. } => 14,
        }
    }

    /// The one document it is about, if it is about one.
    pub fn doc(&self) -> Option<DocId> {
        match self {
            Self::Created { new, .. } => Some(new.doc),
            Self::Changed { doc, .. }
            | Self::Withdrew { doc, .. }
            | Self::Unavailable { doc, .. }
            | Self::Unparked { doc } => Some(*doc),
            Self::Read { fact, .. } => Some(fact.doc),
            _ => None,
        }
    }

    /// Bytes of changes in it, for what is appended together.
    pub(in crate::sync) fn weight(&self) -> usize {
        let Self::Received { items, .. } = self else { return 0 };
        let bytes = |item: &Item| match item {
            Item::New(stored) => stored.changes.iter().map(|change| change.bytes.len()).sum(),
            Item::Changed(change) => change.bytes.as_ref().map_or(0, Vec::len),
            Item::Withdrawn(_) | Item::Erased(_) => 0,
        };
        items.items.iter().map(bytes).sum()
    }
}
