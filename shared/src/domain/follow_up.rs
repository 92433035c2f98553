//! What became of a call: a pure function over what people did, so that two devices that know the same say the same.
//!
//! Nothing is ever set: whoever follows up adds a step, and steps of several devices unite. The state is read off all of
//! them, in one order that everybody agrees on.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, SEARCH_DAYS, next_open_day};
use super::call::Urgency;
use super::ids::PersonId;
use super::membership::{Membership, Role};
use super::time::Timestamp;

/// *Jeg følger op* is said by this time of the due day; else the leader sees it.
const TAKEN_BY: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("noon is a time");

/// The end of a day on which the unit has no hours (its calendar was changed since).
const DAY_ENDS: NaiveTime = NaiveTime::from_hms_opt(16, 0, 0).expect("four o'clock is a time");

/// What somebody did about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// *Jeg følger op*.
    Taken,
    /// *Ikke fået fat i*, and the day of the next try.
    NotReached(Option<NaiveDate>),
    /// *Talt sammen*.
    Talked,
    /// *Givet videre til*.
    Handed(PersonId),
    /// *Afsluttet*.
    Closed,
    /// *Åbnet igen*.
    Reopened,
    /// Filed in the municipality's own system (*til journal*).
    Filed,
}

/// A step, who took it and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Done {
    /// When, as who did it says.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// What.
    pub step: Step,
}

/// Where a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nobody has said anything.
    New,
    /// Somebody follows up.
    Taken,
    /// Nobody was reached yet.
    NotReached,
    /// They talked.
    Talked,
    /// It was given to this person.
    Handed(PersonId),
    /// It is closed.
    Closed,
    /// It was closed and opened again.
    Reopened,
}

/// What all steps together say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands: what the last step says. Filing says nothing of it.
    pub status: Status,
    /// Who took the step that [`Self::status`] is read off; `None` while it is new.
    pub last: Option<(PersonId, Timestamp)>,
    /// Everybody who said that they follow up, in the order of their words, each once.
    pub takers: Vec<PersonId>,
    /// Whom it was given to last, unless it was closed since.
    pub handed_to: Option<PersonId>,
    /// Whether anybody tried to call, or talked with them, since it was last opened again.
    pub tried: bool,
    /// The day of the next try, if nobody was reached and one was named; to take it or to give it to somebody moves it not.
    pub again_on: Option<NaiveDate>,
    /// When nobody was reached last, if nobody was reached or closed it since.
    pub not_reached_at: Option<Timestamp>,
    /// When it was put into the municipality's own system; `None` if it never was, or if anything was done since that is not
    /// there yet. Saying *Jeg følger op* is nothing to file.
    pub filed_at: Option<Timestamp>,
}

impl Progress {
    /// What these steps, in any order, say. A step that several devices wrote at once counts as often as it was written.
    pub fn of(steps: impl IntoIterator<Item = Done>) -> Self {
        let mut steps: Vec<Done> = steps.into_iter().collect();
        steps.sort_unstable();
        let mut progress = Self {
            status: Status::New,
            last: None,
            takers: Vec::new(),
            handed_to: None,
            tried: false,
            again_on: None,
            not_reached_at: None,
            filed_at: None,
        };
        for Done { at, by, step } in steps {
            if step == Step::Filed {
                progress.filed_at = Some(at);
                continue;
            }
            if step != Step::Taken {
                progress.filed_at = None;
            }
            if !matches!(step, Step::Taken | Step::Handed(_)) {
                (progress.again_on, progress.not_reached_at) = (None, None);
            }
            let status = match step {
                Step::Filed => continue,
                Step::Taken => {
                    if !progress.takers.contains(&by) {
                        progress.takers.push(by);
                    }
                    Status::Taken
                }
                Step::NotReached(again_on) => {
                    (progress.tried, progress.again_on, progress.not_reached_at) = (true, again_on, Some(at));
                    Status::NotReached
                }
                Step::Talked => {
                    progress.tried = true;
                    Status::Talked
                }
                Step::Handed(to) => {
                    progress.handed_to = Some(to);
                    Status::Handed(to)
                }
                Step::Closed => {
                    (progress.tried, progress.handed_to) = (true, None);
                    Status::Closed
                }
                // What was tried before it was closed is no answer to why it was opened again.
                Step::Reopened => {
                    progress.tried = false;
                    Status::Reopened
                }
            };
            (progress.status, progress.last) = (status, Some((by, at)));
        }
        progress
    }

    /// Whether nothing more is to be done about it.
    pub fn is_closed(&self) -> bool {
        self.status == Status::Closed
    }

    /// Whether all that was done is in the municipality's own system.
    pub fn is_filed(&self) -> bool {
        self.filed_at.is_some()
    }

    /// Whether somebody said that it is theirs, or did it.
    pub fn is_taken(&self) -> bool {
        !self.takers.is_empty() || self.tried
    }
}

/// Why a follow-up is on the leader's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slipped {
    /// Nobody had said *Jeg følger op* by noon of the due day.
    NotTaken,
    /// Nobody had tried to call by the end of the due day, or of the day of the next try.
    NotTried,
}

/// The day by which a call that ended at `ended` is followed up: the earlier one of the day that was told and of what the
/// calendar says. Nobody is let down by a wrong calendar on a device, or by one changed since.
pub fn due_by(told: NaiveDate, ended: Timestamp, calendar: &Calendar) -> NaiveDate {
    next_open_day(ended, calendar).map_or(told, |due| due.day.min(told))
}

/// The day of the next try after nobody was reached: the one that was named, or where the unit is closed then the next one,
/// else the next on which it is open. `None` if nobody need try again.
pub fn again_by(progress: &Progress, calendar: &Calendar) -> Option<NaiveDate> {
    let at = progress.not_reached_at?;
    let open_from =
        |day: NaiveDate| day.iter_days().take(SEARCH_DAYS.into()).find(|day| calendar.is_open(*day)).unwrap_or(day);
    progress.again_on.map(open_from).or_else(|| next_open_day(at, calendar).ok().map(|due| due.day))
}

/// The next moment after `now` at which [`slipped`] may say something else of what is due on `due`.
pub fn slips_at(due: NaiveDate, progress: &Progress, calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
    let again = again_by(progress, calendar).map(|day| (day, ends_on(day, calendar)));
    [(due, TAKEN_BY), (due, ends_on(due, calendar))]
        .into_iter()
        .chain(again)
        .filter_map(|(day, time)| Timestamp::from_local(day.and_time(time)))
        .filter(|at| *at > now)
        .min()
}

/// When the unit closes on a day.
fn ends_on(day: NaiveDate, calendar: &Calendar) -> NaiveTime {
    calendar.open_on(day).last().and_then(|span| span.to().time()).unwrap_or(DAY_ENDS)
}

/// Why a follow-up that is due on `due` is on the leader's list at `now`; `None` if it is not. To have tried once is not to
/// have reached anybody: it comes back when the day of the next try has passed.
pub fn slipped(due: NaiveDate, progress: &Progress, calendar: &Calendar, now: Timestamp) -> Option<Slipped> {
    let is_over =
        |day: NaiveDate| Timestamp::from_local(day.and_time(ends_on(day, calendar))).is_none_or(|end| end <= now);
    if progress.is_closed() || progress.tried {
        let again = again_by(progress, calendar).filter(|_| !progress.is_closed());
        return again.filter(|day| is_over(*day)).map(|_| Slipped::NotTried);
    }
    let at = |time: NaiveTime| Timestamp::from_local(due.and_time(time));
    if is_over(due) {
        Some(Slipped::NotTried)
    } else if !progress.is_taken() && at(TAKEN_BY).is_none_or(|noon| noon <= now) {
        Some(Slipped::NotTaken)
    } else {
        None
    }
}

/// The part of the list that a follow-up stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// *Over fristen*.
    Overdue,
    /// *I dag*.
    Today,
    /// *Senere*.
    Later,
}

/// Where an open follow-up stands on `today`: by its due day, or by the day that was named for the next try.
pub fn heading(due: NaiveDate, progress: &Progress, today: NaiveDate) -> Heading {
    let day = progress.again_on.unwrap_or(due);
    match day.cmp(&today) {
        std::cmp::Ordering::Less => Heading::Overdue,
        std::cmp::Ordering::Equal => Heading::Today,
        std::cmp::Ordering::Greater => Heading::Later,
    }
}

/// In what order follow-ups of a heading are read: what was received after its due day first, then by urgency, then by when
/// the call began.
pub fn order(received_late: bool, urgency: Urgency, began: Timestamp) -> impl Ord {
    (!received_late, urgency, began)
}

/// Whether a call was received after the day on which it was due.
pub fn is_received_late(due: NaiveDate, received_at: Option<Timestamp>) -> bool {
    received_at.and_then(Timestamp::local_date).is_some_and(|day| day > due)
}

/// Whose a follow-up is at `now`: whom it was given to, else whoever stands in at the moment, else the fixed consultants.
/// While somebody stands in, what was given to a fixed one is theirs too: it may be that one who is away. `consultants`
/// are those of the family's space, whoever they are; ascending and each once.
pub fn addressed(consultants: &[Membership], handed_to: Option<PersonId>, now: Timestamp) -> Vec<PersonId> {
    let here = || consultants.iter().filter(|m| m.role == Role::Consultant && m.window.contains(now));
    let of = |stand_in: bool| {
        let mut people: Vec<PersonId> = here().filter(|m| m.stand_in == stand_in).map(|m| m.person).collect();
        people.sort_unstable();
        people.dedup();
        people
    };
    let standing_in = of(true);
    match handed_to.filter(|to| here().any(|m| m.person == *to)) {
        Some(to) if standing_in.is_empty() || standing_in.contains(&to) => vec![to],
        Some(to) => {
            let both: BTreeSet<PersonId> = standing_in.into_iter().chain([to]).collect();
            both.into_iter().collect()
        }
        None if standing_in.is_empty() => of(false),
        None => standing_in,
    }
}
