//! *I dag*.

use chrono::NaiveDate;
use samspil_shared::domain::DocId;

use super::common::When;
use super::entry::Ask;
use super::families::PublicationCard;
use super::family_card::CardNews;
use super::follow_up::{Inbox, ReceiptFace};
use super::leader::LeaderToday;
use super::logbook::{DraftCard, EntryCard};
use super::numbers::Tel;

/// *I dag*, in the role acted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Today {
    /// A foster parent's.
    Family(FamilyToday),
    /// A consultant's or institution worker's.
    Staff(StaffToday),
    /// A leader's.
    Leader(Box<LeaderToday>),
    /// Nothing is tied to the person in this role yet, or the role has no screen of its own yet.
    Nothing {
        /// The person sets up people and families.
        sets_up: bool,
        /// The Danish day it is.
        today: NaiveDate,
    },
}

/// A foster parent's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyToday {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The children placed here, with the day of the placement that it is (from 1).
    pub children: Vec<ChildDay>,
    /// Texts that were begun and not saved.
    pub drafts: Vec<DraftCard>,
    /// Asks that wait for the person's yes.
    pub asks: Vec<Ask>,
    /// What others wrote in the last days, newest first, as far as it is shown.
    pub news: Vec<News>,
    /// How many there are, where not all are shown.
    pub news_of: Option<usize>,
    /// The last notes, newest first.
    pub latest: Vec<EntryCard>,
    /// Who follows up while the family's consultant is away.
    pub stand_ins: Vec<StandInFace>,
    /// Calls to the akuttelefon that they are shown, the latest first.
    pub calls: Vec<ReceiptFace>,
    /// Somebody else changed the family's card lately.
    pub card: Option<CardNews>,
    /// Whether the person can write here.
    pub can_write: bool,
    /// The logbook is empty and complete: *Her begynder jeres logbog*.
    pub first: bool,
}

/// *… følger op, mens … er væk*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandInFace {
    /// Who follows up.
    pub names: Vec<String>,
    /// The consultants who are away, as far as the family knows them.
    pub away: Vec<String>,
    /// The last day of it; `None` if no end is known.
    pub last: Option<NaiveDate>,
    /// The number where they are asked for.
    pub call: Option<(String, Tel)>,
}

/// A child and the day of the placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildDay {
    /// The name on the card.
    pub name: String,
    /// Day of the placement, the first one is 1; `None` before it.
    pub day: Option<u32>,
}

/// Something somebody else wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Commented on what was shared.
    Commented {
        /// Who.
        by: String,
        /// On which publication.
        publication: DocId,
        /// The note it was made from, on a device that holds it.
        entry: Option<DocId>,
        /// When.
        when: When,
        /// The comment's beginning.
        excerpt: String,
    },
    /// Changed a note that the person knows.
    Edited {
        /// Who.
        by: String,
        /// The note.
        entry: DocId,
        /// When it was last changed by them.
        when: When,
        /// The note's beginning.
        excerpt: String,
    },
    /// Wrote a note for the adults.
    Wrote {
        /// Who.
        by: String,
        /// The note.
        entry: DocId,
        /// When it was written.
        when: When,
        /// The note's beginning.
        excerpt: String,
    },
}

/// A consultant's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffToday {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Calls to follow up, for a consultant.
    pub inbox: Option<Inbox>,
    /// Comments that were begun and not saved.
    pub drafts: Vec<DraftCard>,
    /// Shared *vil gerne tale om det* and not yet commented on by the person, oldest first.
    pub talk: Vec<PublicationCard>,
    /// The rest of what was shared lately, newest first.
    pub shared: Vec<PublicationCard>,
    /// The server still sends.
    pub incomplete: bool,
}
