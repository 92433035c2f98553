//! The consultant's families and what they share.

use chrono::NaiveDate;
use samspil_shared::domain::{DocId, SpaceId};

use super::common::{Reader, Readers, Standing, When, Why};
use super::entry::Comment;

/// *Familier*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Families {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// By the child's name.
    pub families: Vec<FamilyCard>,
    /// The server still sends.
    pub incomplete: bool,
}

/// One placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyCard {
    /// Its space.
    pub space: SpaceId,
    /// The child's name; `None` until the card is here.
    pub child: Option<String>,
    /// The family's adults.
    pub adults: Vec<String>,
    /// When something was last shared.
    pub last_shared: Option<When>,
    /// Something shared *vil gerne tale om det* that the person has not commented on.
    pub wants_talk: bool,
    /// Shared and not yet opened on this device.
    pub new: usize,
    /// The person stands in here.
    pub stand_in: bool,
    /// The place must not be told.
    pub place_hidden: bool,
}

/// What one family shares about one child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyPage {
    /// Its space.
    pub space: SpaceId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The child's name; `None` until the card is here.
    pub child: Option<String>,
    /// First day of the placement, once the card is here.
    pub since: Option<NaiveDate>,
    /// Everybody who takes part, as far as the person may know them.
    pub persons: Vec<Reader>,
    /// Days on which it happened, newest first.
    pub days: Vec<SharedDay>,
    /// Older ones are on the device than are shown.
    pub more: bool,
    /// The device is still reading its own store, or the server still sends.
    pub incomplete: bool,
}

/// What happened on a day and was shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedDay {
    /// The Danish day.
    pub date: NaiveDate,
    /// At least one, latest first.
    pub cards: Vec<PublicationCard>,
}

/// Something shared, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationCard {
    /// The publication.
    pub doc: DocId,
    /// Its placement's space.
    pub space: SpaceId,
    /// *Konsulenten* or *Teamet*.
    pub readers: Readers,
    /// Whom it is about, if it is about a child whose name is known.
    pub child: Option<String>,
    /// When it happened.
    pub when: When,
    /// When it was shared.
    pub shared_at: When,
    /// Who shared it.
    pub authors: Vec<String>,
    /// Its beginning.
    pub excerpt: String,
    /// Whether there is more of it.
    pub cut: bool,
    /// Why.
    pub why: Why,
    /// How the child's day was, from 1 to 5.
    pub day_child: Option<u8>,
    /// How the family's day was, from 1 to 5.
    pub day_family: Option<u8>,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
    /// Not yet opened on this device.
    pub new: bool,
    /// Where the person's own work on it stands.
    pub standing: Standing,
}
