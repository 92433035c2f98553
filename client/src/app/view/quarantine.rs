//! *Kom bagefter*: what others wrote who may no longer write there.

use samspil_shared::domain::{DocId, PersonId};

use super::common::{AnswerState, Piece, When};
use super::waiting::ItemTitle;

/// *Kom bagefter*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantine {
    /// How far the question is.
    pub state: AnswerState,
    /// What waits, in the order of its coming.
    pub items: Vec<QuarantineItem>,
}

/// One text that waits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QuarantineItem {
    /// The document.
    pub doc: DocId,
    /// Who wrote it.
    pub by: PersonId,
    /// Their name.
    pub name: String,
    /// What it is.
    pub title: ItemTitle,
    /// When it was written, as its author's device says.
    pub made: Option<When>,
    /// When it came.
    pub received: When,
    /// What its author wanted to stand there, against what stands there now.
    pub pieces: Vec<Piece>,
    /// It is of a form that can be taken in.
    pub can_be_taken: bool,
}
