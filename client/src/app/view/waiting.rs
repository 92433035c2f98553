//! What waits to be sent and what did not get through, each with its text.

use chrono::NaiveDate;
use samspil_shared::domain::DocId;
use samspil_shared::sync::frame::Reason;

use super::common::{Piece, When};

/// *Det, der venter* and *Kom ikke igennem*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Why things wait.
    pub why: WhyWaiting,
    /// On their way, oldest first.
    pub waiting: Vec<WaitingItem>,
    /// Refused for good, oldest first; what was put away after the rest.
    pub parked: Vec<ParkedItem>,
}

/// Why things wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyWaiting {
    /// They are being sent, here or in another tab.
    Sending,
    /// The server cannot be reached; it is tried again by itself.
    Offline,
    /// Only a login helps.
    SignIn,
    /// The app must be updated first.
    Update,
}

/// What something is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ItemTitle {
    /// A note, about the child with this name if it is known.
    Note(Option<String>),
    /// A comment; the name of who wrote what it answers, if known.
    Comment(Option<String>),
    /// Sharing a note about the child with this name if it is known.
    Sharing(Option<String>),
    /// Something of a role that is not acted in now: nothing of it is shown.
    OtherRole,
    /// A call to the akuttelefon.
    Call,
    /// What was done about a call.
    FollowUp,
    /// A family's card for the akuttelefon.
    FamilyCard,
    /// Taking back what was shared about the child with this name if it is known.
    Stopping(Option<String>),
}

/// Something on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingItem {
    /// The document.
    pub doc: DocId,
    /// What it is.
    pub title: ItemTitle,
    /// When it was written.
    pub when: When,
    /// Its text as it stands.
    pub text: String,
}

/// Something refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedItem {
    /// The document.
    pub doc: DocId,
    /// What it is.
    pub title: ItemTitle,
    /// When it was written.
    pub when: When,
    /// Why.
    pub reason: Reason,
    /// A colleague tied the same call to a family first.
    pub tied: Option<TiedFace>,
    /// Whether the person takes part there: never lost it, or has it again.
    pub has_access: bool,
    /// The name of the child whose logbook it was for, if it is known.
    pub child: Option<String>,
    /// The text with what was refused, against what stands.
    pub pieces: Vec<Piece>,
    /// Whether sending it again, as a new change or a new note, can help.
    pub can_try_again: bool,
    /// The person has put it away.
    pub seen: bool,
}

/// Who tied a call first. Without an answer from the server nobody is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TiedFace {
    /// Who, and when.
    pub by: Option<(String, When)>,
    /// The family's adults, for whoever sees that family.
    pub family: Vec<String>,
}
