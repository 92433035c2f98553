//! Who is away, and who stands in.

use chrono::NaiveDate;
use samspil_shared::api::duty::WhyAway;
use samspil_shared::domain::PersonId;
use samspil_shared::domain::duty::WorkDays;

use super::admin::AdminDeed;
use super::common::AnswerState;

/// Who is away, and who stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayPage {
    /// How far the question is.
    pub state: AnswerState,
    /// How the last deed went.
    pub deed: AdminDeed,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The person says when others work.
    pub plans: bool,
    /// The unit's consultants, by name.
    pub people: Vec<AwayRow>,
}

/// A consultant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayRow {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The person at the screen.
    pub me: bool,
    /// Their standing partner.
    pub partner: Option<String>,
    /// The weekdays they work on, and who the partner is: the form of the work week begins with them.
    pub week: (WorkDays, Option<PersonId>),
    /// Who stands in at this moment.
    pub now: Option<AwayFace>,
    /// They are not at work and nobody stands in: their names, the partner's too if that one is away.
    pub alone: Option<(Vec<String>, WhyAway)>,
    /// Who will stand in.
    pub ahead: Vec<AwayFace>,
    /// Somebody said that they are away today: it can be said that they are back.
    pub can_return: bool,
    /// Whoever is at the screen may say of them that they are away: a leader of anybody, a consultant of themselves and of
    /// whom they are the standing partner.
    pub may_say: bool,
}

/// Somebody stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayFace {
    /// Who stands in.
    pub instead: String,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Why.
    pub why: WhyAway,
}
