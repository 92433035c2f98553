//! What was brought by somebody who may no longer write where it was meant to go, as its readers are shown it.

use serde::{Deserialize, Serialize};

use crate::domain::{DocId, PersonId, Role, SpaceId, Timestamp, UnitId};

/// Asks what waits for a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskQuarantine {
    /// The role acted in.
    pub role: Role,
    /// The unit acted for.
    pub unit: UnitId,
    /// With the texts; that is an opening of another's record, and noted. Without, only how many wait.
    pub texts: bool,
}

/// What waits for this reader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// So many texts.
    pub count: usize,
    /// The texts, in the order of their coming, if they were asked for.
    pub items: Vec<QuarantinedText>,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarantinedKind {
    /// A note in the logbook.
    Note,
    /// A note that was shared.
    Publication,
    /// A comment.
    Comment,
    /// Whom the placement is about.
    Card,
    /// A call, or what was done about it.
    Call,
    /// A family's card for the akuttelefon.
    FamilyCard,
}

/// One text that waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedText {
    /// The document.
    pub doc: DocId,
    /// Who wrote it.
    pub by: PersonId,
    /// Their name.
    pub name: String,
    /// Where it was meant to go.
    pub space: SpaceId,
    /// What it is.
    pub kind: QuarantinedKind,
    /// When it was written, as its author's device says.
    pub made_at: Option<Timestamp>,
    /// When it came.
    pub received_at: Timestamp,
    /// What stands there now, if it is a change.
    pub before: Option<String>,
    /// What its author wanted to stand there; `None` if it cannot be read, and then not be taken in.
    pub text: Option<String>,
}

/// What is to become of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleQuarantined {
    /// The role acted in.
    pub role: Role,
    /// The unit acted for.
    pub unit: UnitId,
    /// The document.
    pub doc: DocId,
    /// Who wrote it.
    pub by: PersonId,
    /// It is taken in under its author's name, marked as received late; else it is left out, and kept.
    pub take: bool,
}

impl std::fmt::Debug for QuarantinedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QuarantinedText({:?}, not shown)", self.doc)
    }
}
