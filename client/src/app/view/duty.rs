//! The akuttelefon: *Vagt*, a family's card, a new call, a saved one, *Overlevering*.

mod danger;
mod new_call;

use chrono::NaiveDate;
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedOn, Urgency};
use samspil_shared::domain::{DocId, PersonId, ShiftId, SpaceId};

pub use self::danger::{DangerBar, Watch};
pub use self::new_call::{CallFault, ClockFace, NewCall, RingFault, WhoseFace};
use super::admin::AdminDeed;
use super::common::{AnswerState, Standing, When};
use super::editor::{DraftState, SaveState};
use super::logbook::DraftCard;
use super::numbers::Tel;
use crate::app::duty::CallField;
use crate::app::search::Stretch;

/// *Vagt*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The own shift, now or next.
    pub own: Option<Turn>,
    /// The own shifts that can be given on, by time: the one that is now, and those to come.
    pub to_give: Vec<Turn>,
    /// Until when the families' cards are here; `None` outside of it.
    pub open_until: Option<When>,
    /// Who is on tonight, by time.
    pub tonight: Vec<Turn>,
    /// Shifts that colleagues offer to the person.
    pub offered: Vec<Turn>,
    /// To whom the own shift can be given.
    pub colleagues: Vec<(PersonId, String)>,
    /// When the rota was fetched; `None` if it never was.
    pub fetched: Option<When>,
    /// Whether the rota is being asked for.
    pub state: AnswerState,
    /// How giving the shift on went.
    pub deed: AdminDeed,
    /// What is typed to find a family.
    pub typed: String,
    /// Families that are meant.
    pub found: Found,
    /// *Vagten ringer tilbage*.
    pub ring_backs: Vec<CallLine>,
    /// How the last deed on a call went.
    pub save: SaveState,
    /// Own calls that nobody took up yet, or that can be added to, the last one first.
    pub own_calls: Vec<CallLine>,
    /// Calls that were begun and not saved.
    pub drafts: Vec<DraftCard>,
}

/// A shift of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The shift; `None` while the rota was never fetched.
    pub shift: Option<ShiftId>,
    /// Whose.
    pub name: String,
    /// It is the person's own.
    pub mine: bool,
    /// It is now.
    pub now: bool,
    /// When it begins.
    pub from: When,
    /// When it ends.
    pub until: When,
    /// The name of whom it is offered to.
    pub offered_to: Option<String>,
}

/// Families that some letters mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Something was asked for.
    pub asked: bool,
    /// The first of them.
    pub hits: Vec<FamilyHit>,
    /// More are meant than are shown.
    pub more: bool,
    /// Cards that are on the device.
    pub cards: usize,
}

/// A family that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FamilyHit {
    /// Its contact space.
    pub space: SpaceId,
    /// The adults' names, with the letters that were asked for marked.
    pub adults: Vec<Stretch>,
    /// The children.
    pub children: Vec<ChildFace>,
    /// The consultants' names.
    pub consultants: Vec<String>,
}

/// A child on a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChildFace {
    /// The first name.
    pub name: String,
    /// How old, as far as the month of birth says.
    pub age: Option<u16>,
}

/// A family's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyFamily {
    /// Its contact space.
    pub space: SpaceId,
    /// The adults with their numbers.
    pub adults: Vec<(String, Option<Tel>)>,
    /// The children.
    pub children: Vec<ChildFace>,
    /// The consultants' names.
    pub consultants: Vec<String>,
    /// What to know.
    pub know: Option<String>,
    /// *Det hjælper om natten*.
    pub night_help: Option<String>,
    /// The place where they live must not be told.
    pub place_hidden: bool,
    /// Consultants wrote something apart: all of it stands here.
    pub apart: bool,
}

/// A call in a list: when, how urgent, what was agreed and what became of it; never its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// The follow-up.
    pub follow_up: DocId,
    /// The note, if it is the person's own.
    pub note: Option<DocId>,
    /// Who called, if the person may read it; else the adults of the family; empty if nobody knows.
    pub who: Vec<String>,
    /// The family's adults, where [`Self::who`] is nobody of them.
    pub family: Vec<String>,
    /// Nobody of the family may hear of it yet.
    pub withheld: bool,
    /// When it began.
    pub began: When,
    /// How urgent.
    pub urgency: Urgency,
    /// What was agreed.
    pub agreed: Option<String>,
    /// The day it is due.
    pub due: NaiveDate,
    /// What became of it.
    pub status: CallStatus,
    /// When somebody is called back.
    pub ring_back: Option<When>,
    /// Whether they were.
    pub rung_back: Option<bool>,
    /// The numbers to call: whoever called, else all that are on the card.
    pub tels: Vec<(String, Tel)>,
    /// The numbers may be others' than the caller's.
    pub tels_unsure: bool,
    /// The place where the family lives must not be told.
    pub place_hidden: bool,
    /// Whether it waits, or did not get through.
    pub standing: Standing,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallStatus {
    /// Nobody took it yet.
    New,
    /// Somebody follows up.
    Taken(String),
    /// Nobody was reached yet.
    NotReached,
    /// They talked.
    Talked,
    /// It was given on.
    Handed,
    /// Closed.
    Closed,
    /// It was of nobody's family, and is one's by now: there it is followed up.
    Tied,
    /// Opened again.
    Reopened,
}

/// A call that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCall {
    /// The note.
    pub doc: DocId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The day by which somebody calls.
    pub due: NaiveDate,
    /// The adults of the family, or the name that was given.
    pub who: Vec<String>,
    /// The place where they live must not be told.
    pub place_hidden: bool,
    /// Who called.
    pub caller: String,
    /// What they are to the child.
    pub kind: CallerKind,
    /// Whom it is about.
    pub about: Option<String>,
    /// Whose consultants have it on their common list, where there are several.
    pub unit: Option<String>,
    /// When it began.
    pub began: When,
    /// When it ended.
    pub ended: When,
    /// How urgent.
    pub urgency: Urgency,
    /// To whom of the family it may be shown.
    pub may_show: MayShow,
    /// Why to nobody yet.
    pub why_not: Option<String>,
    /// Nobody of the family sees it, whatever may be shown: until a consultant shows it to them.
    pub unseen: bool,
    /// *Underretning*.
    pub notice: Option<Notice>,
    /// Who sent it, and when.
    pub notice_by: Option<String>,
    /// Who else was brought in.
    pub passed_on: PassedOn,
    /// What happened, what was advised, what was agreed, when a call suits: for the print.
    pub texts: [(CallField, Option<String>); 4],
    /// When the shift calls back.
    pub ring_back: Option<When>,
    /// What was added.
    pub added: Vec<(When, String)>,
    /// Whether it waits, or did not get through.
    pub standing: Standing,
    /// What became of it.
    pub status: CallStatus,
    /// Until when it can be added to; `None` once it is over.
    pub add_until: Option<When>,
    /// What is being added.
    pub adding: String,
    /// How far that is kept.
    pub draft: DraftState,
    /// Whether it is being saved.
    pub save: SaveState,
}

/// *Overlevering*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Who is on after the person.
    pub next: Option<Turn>,
    /// Calls of the own shift, the first one first.
    pub tonight: Vec<CallLine>,
    /// Calls of the fortnight before, the last one first.
    pub before: Vec<CallLine>,
    /// Call backs that were promised and not made.
    pub ring_backs: Vec<CallLine>,
    /// When the rota was fetched.
    pub fetched: Option<When>,
}
