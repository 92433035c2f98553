//! *Nyt opkald*.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedOn, Urgency};
use samspil_shared::domain::{DocId, SpaceId};

use super::{DutyFamily, Found};
use crate::app::duty::{CallField, Who};
use crate::app::view::common::When;
use crate::app::view::editor::{DraftState, SaveState};

/// *Nyt opkald*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// The note it becomes.
    pub doc: DocId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// When it began.
    pub began: ClockFace,
    /// When it ended, once somebody said.
    pub ended: Option<ClockFace>,
    /// When the shift calls back.
    pub ring_back: Option<ClockFace>,
    /// The day of it as it was typed; empty while nobody named one.
    pub ring_day: String,
    /// Minutes since it began.
    pub minutes: i64,
    /// Whose it is.
    pub whose: WhoseFace,
    /// Whose call it becomes: the person at the screen, and the unit acted for.
    pub by: (String, String),
    /// What is typed to find the family.
    pub typed: String,
    /// Families that are meant.
    pub found: Found,
    /// Who called, of the family.
    pub who: Option<Who>,
    /// It may be shown to whoever called, and nobody said who that was: as it stands nobody of the family sees it.
    pub asks_who: bool,
    /// What somebody else is to the child.
    pub kind: CallerKind,
    /// Words, by field.
    pub words: [(CallField, String); 9],
    /// Children of the family that it is about.
    pub about: Vec<String>,
    /// How soon to call.
    pub urgency: Option<Urgency>,
    /// Who else was brought in.
    pub passed_on: PassedOn,
    /// To whom of the family it may be shown.
    pub may_show: MayShow,
    /// *Underretning*.
    pub notice: Option<Notice>,
    /// How far it is kept.
    pub draft: DraftState,
    /// Whether it is being saved.
    pub save: SaveState,
    /// What must be put right.
    pub faults: BTreeSet<CallFault>,
    /// No shift of the person's own is known that the call began in: the server would not take it.
    pub off_duty: bool,
    /// Nobody has touched the page for a while: its length alone shows until somebody does.
    pub veiled: bool,
    /// The text is from earlier.
    pub found_at: Option<When>,
}

impl NewCall {
    /// What is written in a field.
    pub fn words(&self, field: CallField) -> String {
        self.words.iter().find(|(of, _)| *of == field).map(|(_, words)| words.clone()).unwrap_or_default()
    }
}

/// A time of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockFace {
    /// What it is.
    pub at: When,
    /// The hour occurs twice that night: whether the second is meant.
    pub second: Option<bool>,
    /// What was typed does not exist that night, and was moved on.
    pub moved: bool,
}

/// Whose a call is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoseFace {
    /// Nobody said yet.
    Open,
    /// A family's.
    Family {
        /// The adults.
        adults: Vec<String>,
        /// The children.
        children: Vec<String>,
        /// The card, while it is here.
        card: Option<Box<DutyFamily>>,
    },
    /// Of somebody who is on no card.
    NotOnList {
        /// The units it may belong to, if there are several or none is known.
        units: Vec<(SpaceId, String)>,
        /// The one on whose list it comes.
        unit: Option<SpaceId>,
        /// *Ved ikke*: that one is only the most likely.
        unsure: bool,
    },
}

/// What must be put right before a call can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallFault {
    /// Nothing says what happened.
    What,
    /// It is not said who called.
    Whose,
    /// It is not said whose families they belong to.
    Unit,
    /// The number is none.
    Tel,
    /// It is not said how urgent it is.
    Urgency,
    /// It is not said why nobody may see it.
    WhyNot,
    /// It is not said who sent the notice, and when.
    NoticeBy,
    /// The call ends before it begins, or later than now.
    Times,
    /// The call lay for a while before it was saved: its end is assumed and must be looked at.
    Ended,
    /// The call back is at no time that a shift could keep.
    Ring(RingFault),
    /// A text is too long.
    Long(CallField),
}

/// What is wrong with when the shift is to call back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RingFault {
    /// The day is none.
    Day,
    /// There is a day and no time of it.
    Clock,
    /// It is over.
    Past,
    /// No shift is told of the call any more by then.
    Far,
}
