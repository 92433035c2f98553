//! Opfølgning of a call: written once by who took the call, with what the next officers may know, and facts of all who
//! follow up. Its id is the note's own, so that it is one however often it is made.

use automerge::Automerge;
use chrono::NaiveDate;

use super::SCHEMA;
use super::edit::{Draft, EditError, Pen, add_fact, add_facts, set, set_if};
use super::fact::{self, Fact, What};
use super::grammar::Rule;
use super::read::{Provenance, ReadError, Reader, Stamp, once, once_if};
use super::value::Note;
use crate::domain::calendar::Due;
use crate::domain::call::{MayShow, Urgency};
use crate::domain::follow_up::{Done, Progress, Step};
use crate::domain::{ActorId, DocId, FactId, Kind, PersonId, Timestamp, UnitId};

const BEGAN: &str = "began";
const ENDED: &str = "ended";
const URGENCY: &str = "urgency";
const AGREED: &str = "agreed";
const MAY_SHOW: &str = "may_show";
const DUE: &str = "due";
const CALENDAR: &str = "calendar";
const UNIT: &str = "unit";
const RING_BACK: &str = "ring_back";

pub(super) const FIELDS: &[Rule] = &[
    Rule::required::<Timestamp>(BEGAN),
    Rule::required::<Timestamp>(ENDED),
    Rule::required::<Urgency>(URGENCY),
    Rule::optional::<Note>(AGREED),
    Rule::required::<MayShow>(MAY_SHOW),
    Rule::required::<NaiveDate>(DUE),
    Rule::required::<u32>(CALENDAR),
    Rule::required::<UnitId>(UNIT),
    Rule::optional::<Timestamp>(RING_BACK),
];

/// What a follow-up begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowUp {
    /// When the call began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// How soon they should be called.
    pub urgency: Urgency,
    /// What was agreed: the only words of the call that the next officers see.
    pub agreed: Option<Note>,
    /// To whom of the family the call may be shown.
    pub may_show: MayShow,
    /// The day by which it is followed up, and the calendar that says so.
    pub due: Due,
    /// For which unit whoever took the call was on duty.
    pub unit: UnitId,
    /// *Vagten ringer tilbage kl. …*, beside the consultant's follow-up.
    pub ring_back: Option<Timestamp>,
}

/// A follow-up as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// What it began with.
    pub new: NewFollowUp,
    /// Who made it and when.
    pub stamp: Stamp,
    /// What was done, oldest first as far as devices agree on time.
    pub facts: Vec<Fact>,
}

impl FollowUp {
    /// What became of it.
    pub fn progress(&self) -> Progress {
        self.progress_by(|fact| fact.stamp.by)
    }

    /// The same, where it is known better who said a fact than from who wrote it here: what was said about a loose call is
    /// written into its family's by whoever tied it.
    pub fn progress_by(&self, said_by: impl Fn(&Fact) -> PersonId) -> Progress {
        Progress::of(self.facts.iter().filter_map(|fact| {
            let step = step(&fact.what)?;
            Some(Done { at: fact.at, by: said_by(fact), step })
        }))
    }

    /// What was said about a loose call that goes along to its family's: where it stands, and why it is withheld. Not that it
    /// was filed, for that was under no family; and not whom it was shown to, for it was shown to nobody.
    pub fn to_carry(&self) -> Vec<Fact> {
        let goes_along =
            |fact: &&Fact| !matches!(fact.what, What::Tied { .. } | What::Filed { .. } | What::Released { .. });
        self.facts.iter().filter(goes_along).cloned().collect()
    }

    /// When the shift calls back by the last promise of it, and whether it did, if anybody said; `None` if none was made.
    pub fn ring_back(&self) -> Option<(Timestamp, Option<bool>)> {
        let promised = (self.new.ring_back?, None);
        Some(self.facts.iter().fold(promised, |(at, said), fact| match fact.what {
            What::RungBack { next: Some(next), .. } => (next, None),
            What::RungBack { done, next: None } => (at, Some(done)),
            _ => (at, said),
        }))
    }

    /// Whether the call back that was promised last was made; `None` if none was promised or nobody said anything.
    pub fn rung_back(&self) -> Option<bool> {
        self.ring_back()?.1
    }

    /// The call of a family that this one, from the common list, was tied to.
    pub fn tied_to(&self) -> Option<DocId> {
        self.facts.iter().find_map(|fact| if let What::Tied { to } = fact.what { Some(to) } else { None })
    }

    /// To whom it may be shown by now: what was said last, at the beginning or by a consultant since.
    pub fn may_show(&self) -> MayShow {
        let says = |fact: &Fact| match fact.what {
            What::Released { to } => Some(to),
            What::Withheld { .. } => Some(MayShow::Nobody),
            _ => None,
        };
        self.facts.iter().rev().find_map(says).unwrap_or(self.new.may_show)
    }
}

fn step(what: &What) -> Option<Step> {
    match what {
        What::Taken => Some(Step::Taken),
        What::NotReached { again_on, .. } => Some(Step::NotReached(*again_on)),
        What::Talked { .. } => Some(Step::Talked),
        What::Handed { to } => Some(Step::Handed(*to)),
        What::Closed { .. } | What::Tied { .. } => Some(Step::Closed),
        What::Reopened => Some(Step::Reopened),
        What::Filed { .. } => Some(Step::Filed),
        _ => None,
    }
}

/// The follow-up as it stands.
///
/// # Errors
/// [`ReadError`] if it is not as the grammar lets it be, or a change in it has no author in `provenance`.
pub fn read(doc: &Automerge, provenance: &Provenance) -> Result<FollowUp, ReadError> {
    let reader = Reader::new(doc, provenance);
    let (began, op) = reader.once(BEGAN)?.ok_or(ReadError::Missing(BEGAN))?;
    let new = NewFollowUp {
        began,
        ended: once(&reader, ENDED)?,
        urgency: once(&reader, URGENCY)?,
        agreed: once_if(&reader, AGREED)?,
        may_show: once(&reader, MAY_SHOW)?,
        due: Due { day: once(&reader, DUE)?, calendar: once(&reader, CALENDAR)? },
        unit: once(&reader, UNIT)?,
        ring_back: once_if(&reader, RING_BACK)?,
    };
    let mut facts = fact::read(&reader)?;
    facts.sort_by_key(|fact| (fact.at, fact.id));
    Ok(FollowUp { new, stamp: reader.stamp(&op, BEGAN)?, facts })
}

/// The one change of a new follow-up.
///
/// # Errors
/// [`EditError`].
pub fn create(actor: ActorId, time: Timestamp, new: &NewFollowUp) -> Result<Vec<Vec<u8>>, EditError> {
    let mut draft = Draft::of_new(Kind::FollowUp, SCHEMA, actor, time)?;
    draft.change(|tx| {
        set(tx, BEGAN, &new.began)?;
        set(tx, ENDED, &new.ended)?;
        set(tx, URGENCY, &new.urgency)?;
        set_if(tx, AGREED, new.agreed.as_ref())?;
        set(tx, MAY_SHOW, &new.may_show)?;
        set(tx, DUE, &new.due.day)?;
        set(tx, CALENDAR, &new.due.calendar)?;
        set(tx, UNIT, &new.unit)?;
        set_if(tx, RING_BACK, new.ring_back.as_ref())
    })?;
    Ok(draft.finish())
}

/// Writes what was said about a loose call into the follow-up of the family's, in one change: each fact under its own id and
/// with its own time, so that it is found again in the loose one, where the server says whose it is.
///
/// # Errors
/// [`EditError`].
pub fn carry(pen: &Pen<'_>, facts: &[Fact]) -> Result<Vec<Vec<u8>>, EditError> {
    add_facts(pen, Kind::FollowUp, facts.iter().map(|fact| (fact.id, fact.at, &fact.what)))
}

/// Says what was done.
///
/// # Errors
/// [`EditError`].
pub fn say(pen: &Pen<'_>, id: FactId, what: &What) -> Result<Vec<Vec<u8>>, EditError> {
    add_fact(pen, Kind::FollowUp, id, what)
}
