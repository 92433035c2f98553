//! What stands beside a document and never changes.

use minicbor::{Decode, Encode};

use super::audience::Audience;
use super::ids::{CourseId, DocId, PersonId, SpaceId};
use super::time::Timestamp;

/// What a document is. Together with the schema it implies genesis, upgrades and grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// Who the placement is about: written when it is set up.
    #[n(1)]
    PlacementCard,
    /// Logbogsnotat.
    #[n(2)]
    LogEntry,
    /// A note's text as it stood when it was shared.
    #[n(3)]
    Publication,
    /// Kommentar to a publication.
    #[n(4)]
    Comment,
}

impl Kind {
    /// Every kind, for tables that must name them all.
    pub const ALL: [Self; 4] = [Self::PlacementCard, Self::LogEntry, Self::Publication, Self::Comment];

    /// The number on the wire and in the database.
    pub const fn code(self) -> u8 {
        match self {
            Self::PlacementCard => 1,
            Self::LogEntry => 2,
            Self::Publication => 3,
            Self::Comment => 4,
        }
    }

    /// The kind with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Named readers beside the relations; a hostile client could otherwise name the whole country.
pub const READERS_MAX: usize = 16;

/// What a client says of a document when it creates it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DocumentMeta {
    /// What it is.
    #[n(0)]
    pub kind: Kind,
    /// Version of the kind's schema.
    #[n(1)]
    pub schema: u8,
    /// The space it lives in, for life.
    #[n(2)]
    pub space: SpaceId,
    /// The document it hangs on.
    #[n(3)]
    pub parent: Option<DocId>,
    /// The course that narrows its team.
    #[n(4)]
    pub course: Option<CourseId>,
    /// Whom it is for, for life.
    #[n(5)]
    pub audience: Audience,
    /// Named persons it is for beside the relations, ascending; at most [`READERS_MAX`].
    #[n(6)]
    pub readers: Vec<PersonId>,
}

/// What happened to a document as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum DocState {
    /// In use.
    #[n(1)]
    Live,
    /// Taken back: only the family and the author see it.
    #[n(2)]
    Withdrawn,
    /// Destroyed by the municipality.
    #[n(3)]
    Erased,
}

/// A document as access sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocId,
    /// What its creator said of it.
    pub meta: DocumentMeta,
    /// Who created it.
    pub author: PersonId,
    /// When the server received it; `None` while it waits on the device.
    pub created_at: Option<Timestamp>,
    /// What happened to it since.
    pub state: DocState,
}
