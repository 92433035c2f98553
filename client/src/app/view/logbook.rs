//! *Logbog*: the timeline.

use chrono::NaiveDate;
use samspil_shared::domain::DocId;

use super::common::{Child, Reader, Readers, Standing, When, Why};
use crate::app::draft::{DraftKey, JotKind};

/// The timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logbook {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The children of the family's placements.
    pub children: Vec<Child>,
    /// Days, newest first.
    pub days: Vec<DayGroup>,
    /// Older notes are on the device than are shown.
    pub more: bool,
    /// The oldest day the device holds a note of; `None` for none.
    pub covers_from: Option<NaiveDate>,
    /// The device is still reading its own store, or the server still sends.
    pub incomplete: bool,
    /// Texts that were begun and not saved.
    pub drafts: Vec<DraftCard>,
    /// Whether the person can write here.
    pub can_write: bool,
    /// The person takes part nowhere, or no longer: what is here is theirs alone.
    pub no_child: bool,
}

/// The notes of a day, latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayGroup {
    /// The Danish day.
    pub date: NaiveDate,
    /// At least one.
    pub entries: Vec<EntryCard>,
}

/// A note in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryCard {
    /// The note.
    pub doc: DocId,
    /// Who can read it, sharing counted in.
    pub readers: Readers,
    /// When it happened.
    pub when: When,
    /// Its beginning, at most [`EXCERPT_CHARS`] characters.
    pub excerpt: String,
    /// Whether there is more of it.
    pub cut: bool,
    /// Who wrote it first.
    pub author: String,
    /// Who else's words are in it.
    pub cowriters: Vec<String>,
    /// Whom it is about, if it is about a child whose name is known.
    pub child: Option<String>,
    /// Who can read the note and what was shared of it; nobody is named where it is not shared.
    pub names: Vec<Reader>,
    /// Why it was shared, if it is.
    pub why: Option<Why>,
    /// How the child's day was, from 1 to 5.
    pub day_child: Option<u8>,
    /// How the family's day was, from 1 to 5.
    pub day_family: Option<u8>,
    /// Comments on what was shared of it.
    pub comments: usize,
    /// Where it stands.
    pub standing: Standing,
    /// It arrived after its author's window had closed.
    pub late: bool,
    /// *Ændret, siden I delte*.
    pub changed_since_shared: bool,
    /// Another adult asks to share it and waits for the person's yes.
    pub asks_me: bool,
    /// Two adults set one field apart.
    pub conflict: bool,
}

/// Characters of a text that a list shows at most.
pub const EXCERPT_CHARS: usize = 280;

/// A text that was begun and not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCard {
    /// Which one, to go on with.
    pub key: DraftKey,
    /// What it is.
    pub of: DraftOf,
    /// Its beginning; all of it where it is [`Self::gone`].
    pub excerpt: String,
    /// What it was written in is not there to go on in: it can be copied and thrown away.
    pub gone: bool,
    /// When it was last kept.
    pub kept_at: When,
}

/// What a draft is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftOf {
    /// A new note, about the child with this name if that is chosen and known.
    NewEntry(Option<String>),
    /// Changes to a note.
    Entry(DocId),
    /// A comment on what was shared.
    Comment(DocId),
    /// A call to the akuttelefon.
    Call,
    /// What was typed in a sheet or a field that cannot be opened any more.
    Jot(JotKind),
}
