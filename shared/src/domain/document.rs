//! What stands beside a document and never changes.

use minicbor::{Decode, Encode};

use super::audience::Audience;
use super::ids::{CourseId, DocId, PersonId, SpaceId};
use super::rule::{Rule, holds};
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
    /// Who a family is and how to reach them, for whoever answers the akuttelefon.
    #[n(5)]
    FamilyCard,
    /// *Det hjælper om natten*: what the family would have their card say; a consultant approves it.
    #[n(6)]
    NightHelp,
    /// Registrering of a call from a family.
    #[n(7)]
    CallNote,
    /// Registrering of a call from somebody who is on no card yet.
    #[n(8)]
    LooseCall,
    /// Opfølgning of a call: when it is due, and what was done about it.
    #[n(9)]
    FollowUp,
    /// What the family is shown of a call.
    #[n(10)]
    CallReceipt,
    /// Whether the place may be told, as the municipality decided it: the last one in a space counts.
    #[n(11)]
    PlaceMark,
}

impl Kind {
    /// Every kind, for tables that must name them all.
    pub const ALL: [Self; 11] = [
        Self::PlacementCard,
        Self::LogEntry,
        Self::Publication,
        Self::Comment,
        Self::FamilyCard,
        Self::NightHelp,
        Self::CallNote,
        Self::LooseCall,
        Self::FollowUp,
        Self::CallReceipt,
        Self::PlaceMark,
    ];

    /// The number on the wire and in the database.
    pub const fn code(self) -> u8 {
        match self {
            Self::PlacementCard => 1,
            Self::LogEntry => 2,
            Self::Publication => 3,
            Self::Comment => 4,
            Self::FamilyCard => 5,
            Self::NightHelp => 6,
            Self::CallNote => 7,
            Self::LooseCall => 8,
            Self::FollowUp => 9,
            Self::CallReceipt => 10,
            Self::PlaceMark => 11,
        }
    }

    /// Whether a document of this kind is one that several devices make alike: a second creation by somebody who may read
    /// the first is no mistake.
    pub const fn is_made_alike(self) -> bool {
        matches!(self, Self::CallNote | Self::FollowUp | Self::CallReceipt)
    }

    /// Whether it is written once and only added to: nothing in it is ever overwritten.
    pub const fn is_written_once(self) -> bool {
        matches!(
            self,
            Self::Publication
                | Self::NightHelp
                | Self::CallNote
                | Self::LooseCall
                | Self::FollowUp
                | Self::CallReceipt
                | Self::PlaceMark
        )
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

impl DocumentMeta {
    /// Whether it is for its author alone: nobody else could ever say what becomes of it.
    pub fn is_private(&self) -> bool {
        holds(Rule::PrivateOfAuthor, self.audience == Audience::AUTHOR)
            && holds(Rule::PrivateOfNobodyElse, self.readers.is_empty())
    }
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
