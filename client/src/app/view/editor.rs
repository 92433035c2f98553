//! The editor of a note.

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::domain::DocId;

use super::common::{Child, Reader, Readers, When, Whom};

/// The editor of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// The note.
    pub doc: DocId,
    /// It does not exist yet.
    pub new: bool,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Whom it can be about; one child needs no asking beyond child or family.
    pub children: Vec<Child>,
    /// Whether *Os som familie* can be chosen.
    pub can_be_family: bool,
    /// Whom it is about.
    pub whom: Option<Whom>,
    /// Whether whom it is about can be chosen (among several children only while it is new).
    pub whom_fixed: bool,
    /// The day it happened.
    pub date: NaiveDate,
    /// The time of day it happened.
    pub time: NaiveTime,
    /// The text.
    pub text: String,
    /// Characters that still fit, once they are few.
    pub left: Option<usize>,
    /// How the child's day was, from 1 to 5.
    pub day_child: Option<u8>,
    /// How the family's day was, from 1 to 5.
    pub day_family: Option<u8>,
    /// Who reads it.
    pub readers: Readers,
    /// The choice between *Kun mig* and *Os voksne*: not for a note that stands, nor for a single adult.
    pub can_choose_readers: bool,
    /// Who reads it under *Os voksne*.
    pub family: Vec<Reader>,
    /// What has become of what is typed.
    pub draft: DraftState,
    /// How saving goes.
    pub save: SaveState,
    /// What must be put right before it can be saved; shown once the person tried to save.
    pub faults: EditorFaults,
    /// Others who saved changes to this note while it is open.
    pub others: Vec<String>,
    /// This text was begun earlier, and last kept then.
    pub found: Option<When>,
    /// It was begun for the adults of a placement that the person is not with any more, and is for oneself now.
    pub narrowed: bool,
}

/// What has become of what is typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DraftState {
    /// Nothing typed yet.
    #[default]
    Untouched,
    /// Typed, not yet kept.
    Typing,
    /// Durable on the device since then.
    Kept(When),
    /// The store refused it.
    Failed,
}

/// How saving goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing asked for.
    #[default]
    Ready,
    /// On its way to the disk.
    Saving,
    /// The device's store could not take it.
    StoreFailed,
    /// The person may not do that (any more).
    Denied,
    /// A defect of the app: the text is still here.
    Defect,
}

/// What must be put right before a note can be saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EditorFaults {
    /// Nothing is written.
    pub text_missing: bool,
    /// More is written than fits one note.
    pub text_long: bool,
    /// It is not said whom it is about.
    pub whom_missing: bool,
    /// That moment has not come yet.
    pub when_future: bool,
}

impl EditorFaults {
    /// Whether there is nothing to put right.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}
