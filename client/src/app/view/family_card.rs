//! A family's card for the akuttelefon, as its consultant and the family itself meet it.

use chrono::NaiveDate;
use samspil_shared::domain::{DocId, SpaceId};

use super::common::{AnswerState, Standing, When};
use super::editor::SaveState;
use super::follow_up::{AdultFace, ChildFace};
use crate::app::follow_up::{CardField, CardForm};

/// The card's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPage {
    /// The family's contact space.
    pub space: SpaceId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The family's adults, by the card or else by who takes part.
    pub names: Vec<String>,
    /// The card; `None` while nobody has written one.
    pub card: Option<CardFace>,
    /// Fields that were set apart.
    pub conflicts: Vec<CardConflict>,
    /// What the family would have it say, the newest first.
    pub helps: Vec<HelpFace>,
    /// The person may write on the card.
    pub can_edit: bool,
    /// The person may take *Det hjælper om natten* off the card, which says something of it.
    pub can_clear: bool,
    /// The person may write *Det hjælper om natten*.
    pub can_propose: bool,
    /// Who on duty opened it; `None` for who is not told.
    pub openings: Option<CardOpenings>,
    /// How the last deed went.
    pub deed: SaveState,
    /// What was wrong with it.
    pub fault: Option<CardFault>,
}

/// Who on duty opened a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOpenings {
    /// How far the answer is.
    pub state: AnswerState,
    /// On which day and for which unit, as it was last known, the latest first.
    pub list: Vec<(NaiveDate, Option<String>)>,
}

/// A card as an officer reads it at night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardFace {
    /// The adults.
    pub adults: Vec<AdultFace>,
    /// The children.
    pub children: Vec<ChildFace>,
    /// What to know.
    pub know: Option<String>,
    /// *Det hjælper om natten*.
    pub night_help: Option<String>,
    /// Consultants wrote something apart: all of it stands here.
    pub apart: bool,
    /// When it was last changed.
    pub changed: When,
    /// By whom.
    pub changed_by: String,
    /// Where the person's own changes stand.
    pub standing: Standing,
}

/// A field with several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardConflict {
    /// Which.
    pub field: CardField,
    /// At least two, in a stable order.
    pub sides: Vec<CardSide>,
    /// All of it has room in the field.
    pub can_keep_both: bool,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSide {
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: When,
    /// The value: what stands on each of its lines; none for nothing.
    pub lines: Vec<String>,
}

/// What a family would have its card say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpFace {
    /// Its document.
    pub doc: DocId,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub when: When,
    /// The words.
    pub words: String,
    /// What became of it.
    pub state: HelpState,
    /// The person wrote it.
    pub own: bool,
}

/// What became of a family's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpState {
    /// The consultant has not answered.
    Waits,
    /// The card says it.
    Approved,
    /// The card said it, and says something else by now, or nothing.
    Former,
    /// Its author took it back, and the card says it still.
    Leaving,
    /// The consultant said no.
    Declined,
}

/// The form of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardEditor {
    /// What it begins with.
    pub form: CardForm,
    /// How saving went.
    pub save: SaveState,
    /// What was wrong with it.
    pub fault: Option<CardFault>,
}

/// What was wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardFault {
    /// There is no adult on it.
    NoAdult,
    /// A name is none, of the adult with this index.
    AdultName(usize),
    /// A number is none, of the adult with this index.
    Tel(usize),
    /// A child's name is none.
    ChildName(usize),
    /// A month of birth is none.
    Born(usize),
    /// What to know is too long.
    Know,
    /// *Det hjælper om natten* is empty or too long.
    Words,
    /// There is no card to write it on.
    NoCard,
}

/// The card was changed lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardNews {
    /// The family's contact space.
    pub space: SpaceId,
    /// By whom.
    pub by: String,
    /// When.
    pub when: When,
}
