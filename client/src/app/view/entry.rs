//! A note's own page.

use chrono::NaiveDate;
use samspil_shared::domain::{DocId, FactId, Role, SpaceId};

use super::common::{Piece, Reader, Readers, Standing, When, Why};
use super::editor::{DraftState, SaveState};
use crate::app::draft::DraftKey;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The note.
    pub doc: DocId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Its own audience: *Kun mig* or *Os voksne*; what was shared of it stands in `sharings`.
    pub readers: Readers,
    /// Who can read the note itself.
    pub names: Vec<Reader>,
    /// Who wrote it first.
    pub author: String,
    /// Who else's words are in it.
    pub cowriters: Vec<String>,
    /// Who else wrote in it than the person at the screen; nobody where one wrote alone.
    pub others: Vec<String>,
    /// When it happened.
    pub when: When,
    /// Whom it is about, if it is about a child whose name is known.
    pub child: Option<String>,
    /// It is about the family.
    pub about_family: bool,
    /// The text as it stands.
    pub text: String,
    /// How the child's day was, from 1 to 5.
    pub day_child: Option<u8>,
    /// How the family's day was, from 1 to 5.
    pub day_family: Option<u8>,
    /// Where it stands.
    pub standing: Standing,
    /// It arrived after its author's window had closed.
    pub late: bool,
    /// Fields that two adults set apart.
    pub conflicts: Vec<Conflict>,
    /// What was shared of it, newest first; taken back ones too.
    pub sharings: Vec<Sharing>,
    /// Asked for and not yet settled, oldest first.
    pub asks: Vec<Ask>,
    /// Whether the person can change it.
    pub can_edit: bool,
    /// Whether the person can share it.
    pub can_share: bool,
    /// Children whose placement a *kun mig* note can become an *os voksne* note of.
    pub widen_to: Vec<Widening>,
    /// How the last deed on it went: sharing, answering, widening.
    pub deed: SaveState,
    /// Text begun in an editor and not saved.
    pub draft: Option<DraftKey>,
}

/// A field with several values, set apart on several devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which one.
    pub field: FieldKind,
    /// At least two, in a stable order; an intent names one by its index.
    pub sides: Vec<Side>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Who set it.
    pub by: String,
    /// Whether that is the person at the screen.
    pub me: bool,
    /// When.
    pub at: When,
    /// The value.
    pub value: FieldSaid,
}

/// A single field of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// When it happened.
    When,
    /// Whom it is about.
    About,
    /// How the child's day was.
    DayChild,
    /// How the family's day was.
    DayFamily,
}

/// A value of a single field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSaid {
    /// When it happened.
    When(When),
    /// The child, by name if it is known.
    Child(Option<String>),
    /// The family.
    Family,
    /// A step from 1 to 5, or skipped.
    Day(Option<u8>),
}

/// What was shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// The publication.
    pub doc: DocId,
    /// The note it was made from, on a device that holds it.
    pub of: Option<DocId>,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// *Konsulenten* or *Teamet*.
    pub readers: Readers,
    /// Who can read it beside the family.
    pub names: Vec<Reader>,
    /// Who shared it, and whose words are in it.
    pub by: Vec<String>,
    /// Whether the first of them is the person at the screen.
    pub by_me: bool,
    /// What was shared of the note later, with the same readers.
    pub newer: Option<DocId>,
    /// What was shared of the note before and stands too.
    pub earlier: Option<DocId>,
    /// When it was shared.
    pub shared_at: When,
    /// Why.
    pub why: Why,
    /// When it happened.
    pub when: When,
    /// Whom it is about, if it is about a child whose name is known.
    pub child: Option<String>,
    /// The text as it stood.
    pub text: String,
    /// How the child's day was, from 1 to 5.
    pub day_child: Option<u8>,
    /// How the family's day was, from 1 to 5.
    pub day_family: Option<u8>,
    /// The note changed since.
    pub changed_since: bool,
    /// It was taken back.
    pub stopped: bool,
    /// Where it stands.
    pub standing: Standing,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
    /// Whether the person can take it back.
    pub can_stop: bool,
    /// Where the person writes a comment, if they can.
    pub composer: Option<Composer>,
}

/// Where a private note can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widening {
    /// The placement's space.
    pub space: SpaceId,
    /// The child's name, once it is known.
    pub child: Option<String>,
    /// Who would read it from then on.
    pub names: Vec<Reader>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment.
    pub doc: DocId,
    /// Who wrote it.
    pub author: String,
    /// As what; `None` for the family's own adults.
    pub role: Option<Role>,
    /// When.
    pub when: When,
    /// The text.
    pub text: String,
    /// Written by the person at the screen.
    pub own: bool,
    /// Where it stands.
    pub standing: Standing,
}

/// A comment being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composer {
    /// The publication it is for.
    pub publication: DocId,
    /// What is typed so far.
    pub text: String,
    /// Who will be able to read it beside the person.
    pub names: Vec<Reader>,
    /// What has become of the text.
    pub draft: DraftState,
    /// How saving goes.
    pub save: SaveState,
}

/// Somebody asked to share a note that others' words are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The fact.
    pub id: FactId,
    /// The note.
    pub entry: DocId,
    /// Who asked.
    pub by: String,
    /// Whether that is the person at the screen.
    pub by_me: bool,
    /// When.
    pub at: When,
    /// *Konsulenten* or *Teamet*.
    pub readers: Readers,
    /// Who would read it beside the family.
    pub names: Vec<Reader>,
    /// Why.
    pub why: Why,
    /// How far it is.
    pub state: AskState,
    /// The beginning of the text that would be shared.
    pub excerpt: String,
}

/// How far an ask is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskState {
    /// The person at the screen is asked.
    ForMe,
    /// The person at the screen asked, these have not answered.
    Waiting(Vec<String>),
    /// These said no.
    SaidNo(Vec<String>),
    /// The text was changed after it was asked about.
    TextChanged,
}

/// *Hvem skrev hvad*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The note.
    pub doc: DocId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Saves, oldest first.
    pub steps: Vec<HistoryStep>,
}

/// One save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryStep {
    /// Who.
    pub who: String,
    /// When, as the author's device says.
    pub when: When,
    /// It arrived after its author's window had closed.
    pub late: bool,
    /// The first one.
    pub first: bool,
    /// The text against the one before.
    pub pieces: Vec<Piece>,
}
