//! Sharing a note, and taking it back.

use chrono::NaiveDate;
use samspil_shared::domain::DocId;

use super::common::{Reader, Readers, When, Why};
use super::editor::SaveState;

/// *Del*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareSheet {
    /// The note.
    pub doc: DocId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// *Konsulenten* and *Teamet*, as far as somebody would read it.
    pub options: Vec<ShareOption>,
    /// The option chosen.
    pub chosen: Option<Readers>,
    /// Why; none is chosen beforehand.
    pub why: Option<Why>,
    /// Authors as the consultant will see them.
    pub authors: Vec<String>,
    /// Whom it is about, if it is about a child whose name is known.
    pub child: Option<String>,
    /// When it happened.
    pub when: When,
    /// The text as it stands now: what is shared, word for word.
    pub text: String,
    /// How the child's day was, from 1 to 5.
    pub day_child: Option<u8>,
    /// How the family's day was, from 1 to 5.
    pub day_family: Option<u8>,
    /// Adults whose words are in it and who must say yes first.
    pub must_agree: Vec<String>,
    /// Another child lives in the family: *brug et bogstav*.
    pub other_children: bool,
    /// Whether it can be shared (or asked for) now.
    pub ready: bool,
    /// Two adults set a field apart: what would be shared is not settled.
    pub unsettled: bool,
    /// How it goes.
    pub save: SaveState,
    /// Nothing is written that could be shared.
    pub empty: bool,
}

/// Whom it can be shared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareOption {
    /// *Konsulenten* or *Teamet*.
    pub readers: Readers,
    /// Who would read it beside the family.
    pub names: Vec<Reader>,
}

/// *Stop deling*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopSheet {
    /// The publication.
    pub doc: DocId,
    /// The note it was made from, on a device that holds it.
    pub of: Option<DocId>,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// *Konsulenten* or *Teamet*.
    pub readers: Readers,
    /// Who could read it beside the family.
    pub names: Vec<Reader>,
    /// When it was shared.
    pub shared_at: When,
    /// How it goes.
    pub save: SaveState,
}
