//! The akuttelefon's rota, who stands in for whom, and what a leader sees: ids, names of staff, dates and counts. No word
//! of a call is ever here.
//!
//! Every request says in its query what it is asked as ([`super::admin::As`]).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::call::Urgency;
use crate::domain::duty::WorkDays;
use crate::domain::follow_up::Slipped;
use crate::domain::usage::Usage;
use crate::domain::{DocId, FamilyId, PersonId, ShiftId, SpaceId, Timestamp, UnitId};

/// Days of a rota that are sent: a fortnight back, for who was on duty, and four weeks ahead.
pub const ROTA_DAYS_BACK: i64 = 14;
/// See [`ROTA_DAYS_BACK`].
pub const ROTA_DAYS_AHEAD: i64 = 28;

/// The rota of the unit asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// The unit that is on duty.
    pub unit: UnitId,
    /// The units whose families it answers for, by name, with the space of loose calls of each.
    pub serves: Vec<Served>,
    /// Everybody who can be on duty for it, by name.
    pub officers: Vec<Officer>,
    /// Shifts by their beginning; ended ones too.
    pub shifts: Vec<Shift>,
}

/// A unit whose families are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Where calls lie that are tied to no family yet.
    pub space: SpaceId,
}

/// Somebody who can be on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// A shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Its id.
    pub shift: ShiftId,
    /// Who is on duty.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// The shift that was given away for it.
    pub after: Option<ShiftId>,
    /// Whom it is offered to.
    pub offered_to: Option<PersonId>,
    /// When it was given away or taken off the rota.
    pub ended_at: Option<Timestamp>,
}

/// Puts somebody on the rota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddShift {
    /// Who.
    pub person: PersonId,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

/// Which shift it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfShift {
    /// The shift.
    pub shift: ShiftId,
}

/// *Giv vagten videre*: offers one's own shift to a colleague, or to nobody any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferShift {
    /// The shift.
    pub shift: ShiftId,
    /// To whom.
    pub to: Option<PersonId>,
}

/// The consultants of the unit asked for, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultants {
    /// One each.
    pub consultants: Vec<ConsultantWeek>,
}

/// When a consultant works, and who stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultantWeek {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The weekdays they work on; `None` if nobody said.
    pub days: Option<WorkDays>,
    /// Their standing partner.
    pub partner: Option<PersonId>,
    /// Who stands in, and when, in the next four weeks.
    pub away: Vec<Away>,
    /// Why they are not at work at this moment, where nobody stands in: the leaders have their calls.
    #[serde(default)]
    pub alone: Option<WhyAway>,
}

/// Somebody stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// Who stands in.
    pub instead: PersonId,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// Why.
    pub why: WhyAway,
}

/// Why a consultant is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyAway {
    /// They do not work on that weekday.
    DayOff,
    /// *X er syg i dag*.
    Ill,
    /// Named days.
    Days,
}

/// Which consultant it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfConsultant {
    /// Who.
    pub person: PersonId,
}

/// Somebody stands in on named days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandIn {
    /// For whom.
    pub person: PersonId,
    /// Who.
    pub instead: PersonId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// When a consultant works, and who stands in on the other weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetWeek {
    /// Who.
    pub person: PersonId,
    /// On which weekdays.
    pub days: WorkDays,
    /// Who stands in else.
    pub partner: Option<PersonId>,
}

/// A call of the common list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfCall {
    /// The call, as it lay on the list.
    pub call: DocId,
}

/// To which family a call of the common list was tied: asked by whoever wanted to tie it too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiedCall {
    /// The consultant who did.
    pub by: String,
    /// When the server was told.
    pub at: Timestamp,
    /// The family's adults, by name; empty for whoever may not see the family.
    pub family: Vec<String>,
}

/// What a leader sees of calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Calls that nobody took by noon of the due day, or tried by its end; the longest waiting first.
    pub slipped: Vec<Slip>,
    /// Open calls that nobody at work has: the leader's at once, before any time has passed.
    #[serde(default)]
    pub nobody: Vec<Slip>,
    /// Calls that had slipped and do not any more, of the last [`SLIP_DAYS`] days; the latest first.
    pub over: Vec<SlipOver>,
    /// Open calls that are shown to nobody of the family, and how often that was renewed.
    pub withheld: Vec<WithheldCall>,
    /// Closed calls that nobody filed.
    pub not_filed: u32,
    /// Who answers for the unit's families, today and in the week ahead.
    pub on_duty: Vec<OnDuty>,
    /// Shifts that were given away in the last fortnight, or are offered.
    pub handed_on: Vec<Shift>,
    /// Calls of the last twelve months, in clear: for the unit itself.
    pub usage: Usage,
}

/// Days that a call which slipped stays on the leader's list when it does not any more.
pub const SLIP_DAYS: i64 = 14;
/// Days of the rota that a leader sees.
pub const WEEK_DAYS: i64 = 7;

/// A unit that answers for the families of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDuty {
    /// Its name.
    pub name: String,
    /// Its shifts by their beginning, without those that were given away or taken off the rota.
    pub shifts: Vec<Shift>,
}

/// A follow-up that slipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The follow-up.
    pub follow_up: DocId,
    /// The family; `None` for a call that is tied to none yet.
    pub family: Option<FamilyId>,
    /// The names of the family's adults: a leader who could not call them could not act (08 section 4).
    pub adults: Vec<String>,
    /// The fixed consultants.
    pub consultants: Vec<Colleague>,
    /// When the call began.
    pub began: Timestamp,
    /// The day it was due: the earlier one where [`Self::reckoned`] names two.
    pub due: NaiveDate,
    /// Where whoever took the call and the server's calendar do not agree on the due day: both.
    pub reckoned: Option<TwoDays>,
    /// The server received the call when its due day was over.
    pub received_late: bool,
    /// How soon they were to be called.
    pub urgency: Urgency,
    /// Why it is here.
    pub why: Slipped,
    /// Somebody tried to call once, and not again by the day of the next try.
    #[serde(default)]
    pub tried: bool,
    /// Everybody who would follow up and is not at work, by name; empty as long as somebody is.
    #[serde(default)]
    pub away: Vec<String>,
    /// When the server first saw that it had slipped.
    pub since: Timestamp,
}

/// A consultant, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// Two due days of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoDays {
    /// By the calendar on the device of whoever took the call: the day that the family was told.
    pub told: NaiveDate,
    /// By the unit's calendar on the server, when it received the call.
    pub calendar: NaiveDate,
}

/// A call that had slipped, and does not any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipOver {
    /// The call.
    pub slip: Slip,
    /// When.
    pub at: Timestamp,
    /// What has been done about it by now.
    pub end: SlipEnd,
}

/// How a call came off the leader's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipEnd {
    /// Somebody follows up.
    Taken,
    /// Somebody tried to call, or talked with them.
    Tried,
    /// It is closed.
    Closed,
}

/// A call that the family does not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldCall {
    /// The follow-up.
    pub follow_up: DocId,
    /// When the call began.
    pub began: Timestamp,
    /// How often a consultant renewed it.
    pub renewed: u32,
}
