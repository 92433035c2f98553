//! What people do about calls and on families' cards, and what is asked of the server about who is away.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use samspil_shared::api::duty::{AddShift, OfConsultant, OfShift, SetWeek, StandIn};
use samspil_shared::domain::call::MayShow;
use samspil_shared::domain::{DocId, PersonId, SpaceId};

use super::draft::{JotAt, JotKind};

/// Who stands in on which days, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedStandIn {
    /// For whom.
    pub person: Option<PersonId>,
    /// Who.
    pub instead: Option<PersonId>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// What is wrong with who stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StandInFault {
    /// Nobody is chosen for whom.
    Person,
    /// Nobody is chosen who does.
    Instead,
    /// Nobody stands in for themselves.
    Same,
    /// The first day is none.
    From,
    /// It is over.
    Past,
    /// The last day is none.
    To,
    /// It comes before the first.
    Order,
}

impl TypedStandIn {
    /// What it says, or what has to be put right, everything at once.
    pub fn read(&self, today: NaiveDate) -> Result<StandIn, BTreeSet<StandInFault>> {
        let day = |text: &str| text.trim().parse::<NaiveDate>().ok();
        let (from, to) = (day(&self.from), day(&self.to));
        let wrong = [
            (StandInFault::Person, self.person.is_none()),
            (StandInFault::Instead, self.instead.is_none()),
            (StandInFault::Same, self.person.is_some() && self.person == self.instead),
            (StandInFault::From, from.is_none()),
            (StandInFault::Past, from.is_some_and(|from| from < today)),
            (StandInFault::To, to.is_none()),
            (StandInFault::Order, from.zip(to).is_some_and(|(from, to)| to < from)),
        ];
        let wrong: BTreeSet<StandInFault> = wrong.into_iter().filter_map(|(fault, is)| is.then_some(fault)).collect();
        match (self.person, self.instead, from, to) {
            (Some(person), Some(instead), Some(from), Some(to)) if wrong.is_empty() => {
                Ok(StandIn { person, instead, from, to })
            }
            _ => Err(wrong),
        }
    }
}

/// What a consultant does about calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowUpIntent {
    /// Says what was done about these follow-ups. Those whose texts are not on the page are left out.
    Say {
        /// Which.
        follow_ups: Vec<DocId>,
        /// What.
        saying: Saying,
    },
    /// Lets the family see a call that was withheld.
    Release {
        /// The call.
        note: DocId,
        /// Whom.
        to: MayShow,
    },
    /// Lets the adults know of a call that their child made: said for itself, because the child called alone.
    ReleaseOfChild {
        /// The call.
        note: DocId,
    },
    /// Goes on withholding it.
    Withhold {
        /// The call.
        note: DocId,
        /// Why.
        reason: String,
    },
    /// *Skriv en linje til familien*.
    LineBack {
        /// What the family is shown.
        receipt: DocId,
        /// The line.
        text: String,
    },
    /// Ties a loose call to a family.
    Tie {
        /// The call.
        loose: DocId,
        /// The family's contact space.
        space: SpaceId,
    },
    /// Copies *Til journal* as text.
    Copy(String),
    /// Prints the page.
    Print,
    /// Who is away, and who stands in.
    Away(AwayAsk),
    /// Who answers when.
    Rota(RotaAsk),
}

impl FollowUpIntent {
    /// Where its words were typed.
    pub fn jot(&self) -> Option<JotAt> {
        match self {
            Self::Say { follow_ups, saying: Saying::Talked(_) | Saying::Closed(_) } => {
                follow_ups.first().map(|doc| JotAt::on(*doc, JotKind::Outcome))
            }
            Self::Say { follow_ups, saying: Saying::Filed(_) } => {
                follow_ups.first().map(|doc| JotAt::on(*doc, JotKind::Filed))
            }
            Self::Withhold { note, .. } => Some(JotAt::on(*note, JotKind::Withhold)),
            Self::LineBack { receipt, .. } => Some(JotAt::on(*receipt, JotKind::LineBack)),
            _ => None,
        }
    }
}

/// What was done about a call, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saying {
    /// *Jeg følger op*.
    Taken,
    /// *Ikke fået fat i*, and the day of the next try.
    NotReached(Option<NaiveDate>),
    /// *Talt sammen*, and what came of it.
    Talked(String),
    /// *Givet videre til*.
    Handed(PersonId),
    /// *Afsluttet*, and what came of it.
    Closed(String),
    /// *Åbn igen*.
    Reopened,
    /// *Er i journalen*, and where.
    Filed(String),
}

/// What is done on a family's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardIntent {
    /// Saves what is in the form.
    Save {
        /// The family's contact space.
        space: SpaceId,
        /// The whole form.
        form: CardForm,
    },
    /// Settles a field that was set apart on the value with this index.
    Settle {
        /// The family's contact space.
        space: SpaceId,
        /// The field.
        field: CardField,
        /// Index among its values.
        side: usize,
    },
    /// *Behold begge*: a field that was set apart gets all that was written.
    KeepBoth {
        /// The family's contact space.
        space: SpaceId,
        /// The field.
        field: CardField,
    },
    /// Writes *Det hjælper om natten*.
    Propose {
        /// The family's contact space.
        space: SpaceId,
        /// The words.
        words: String,
    },
    /// Takes one's own words back.
    TakeBack(DocId),
    /// Says yes or no to the family's words.
    Answer {
        /// The words.
        help: DocId,
        /// They stand on the card from here on.
        yes: bool,
    },
    /// Takes *Det hjælper om natten* off the card.
    ClearNight(SpaceId),
    /// Asks again who on duty opened the card on the page.
    AskOpenings,
}

impl CardIntent {
    /// Where its words were typed.
    pub fn jot(&self) -> Option<JotAt> {
        match self {
            Self::Save { space, .. } => Some(JotAt::of(*space, JotKind::Know)),
            Self::Propose { space, .. } => Some(JotAt::of(*space, JotKind::Night)),
            _ => None,
        }
    }
}

/// A field of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardField {
    /// The adults and their numbers.
    Adults,
    /// The children.
    Children,
    /// What an officer has to know.
    Know,
    /// *Det hjælper om natten*.
    NightHelp,
}

/// A card as it is typed. Rows without a name are left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CardForm {
    /// The adults.
    pub adults: Vec<AdultForm>,
    /// The children.
    pub children: Vec<ChildForm>,
    /// What an officer has to know.
    pub know: String,
}

/// An adult as typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AdultForm {
    /// Who it is, if they have an account.
    pub person: Option<PersonId>,
    /// The name.
    pub name: String,
    /// The number.
    pub tel: String,
}

/// A child as typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChildForm {
    /// First name or initials.
    pub name: String,
    /// The month of birth, as `2018-05`.
    pub born: String,
}

macro_rules! not_shown {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(not shown)"))
            }
        })*
    };
}
not_shown!(CardForm, AdultForm, ChildForm);

/// What the server is asked about who is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwayAsk {
    /// Who is.
    Look,
    /// *X er syg i dag*.
    Ill(OfConsultant),
    /// Somebody is back.
    Back(OfConsultant),
    /// Somebody stands in on named days.
    StandIn(StandIn),
    /// On which weekdays somebody works, and who stands in else.
    Week(SetWeek),
}

impl AwayAsk {
    /// Whether it changes anything.
    pub fn is_deed(&self) -> bool {
        !matches!(self, Self::Look)
    }
}

/// What the server is asked of the rota by whoever plans it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotaAsk {
    /// Who is on duty when.
    Look,
    /// Puts somebody on it.
    Add(AddShift),
    /// Takes a shift off it.
    End(OfShift),
}

impl RotaAsk {
    /// Whether it changes anything.
    pub fn is_deed(&self) -> bool {
        !matches!(self, Self::Look)
    }
}
