//! Calls and what becomes of them: the consultant's list, a family's calls, *Til journal*, and what the family is shown.

use chrono::NaiveDate;
use samspil_shared::doc::call_receipt::Settled;
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedOn, Urgency};
use samspil_shared::domain::follow_up::{Heading, Slipped};
use samspil_shared::domain::{DocId, PersonId, SpaceId};

use super::common::{Standing, When};
use super::editor::SaveState;
use super::numbers::Tel;

/// Follow-ups on a consultant's *I dag*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    /// What is the person's to follow up, each heading once and in order; none is empty of rows and of talk.
    pub buckets: Vec<Bucket>,
    /// *Fælles liste*: calls that are tied to no family.
    pub loose: Vec<LooseRow>,
    /// *Hos andre*: what others follow up.
    pub others: Vec<FamilyRow>,
    /// Open calls that are the person's.
    pub calls: usize,
    /// Families that they came from.
    pub families: usize,
    /// Of these calls, how many nobody has taken.
    pub untaken: usize,
    /// *Mangler journalisering*.
    pub not_filed: usize,
    /// Families that would like something on their cards, by contact space, with their adults.
    pub night_asks: Vec<(SpaceId, Vec<String>)>,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Which.
    pub heading: Heading,
    /// A family each, in the order in which they should be called.
    pub rows: Vec<FamilyRow>,
    /// Before which row stands what families would like to talk about; only *I dag* has it.
    pub talk_at: Option<usize>,
}

/// A family with open calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRow {
    /// Its contact space.
    pub space: SpaceId,
    /// Its adults.
    pub adults: Vec<String>,
    /// Its children.
    pub children: Vec<ChildFace>,
    /// How many open calls there are.
    pub calls: usize,
    /// When the last of them began.
    pub last: When,
    /// The day by which it is followed up.
    pub due: NaiveDate,
    /// The chips of the call that stands first.
    pub chips: Chips,
    /// The first line of what happened.
    pub text: String,
}

/// A call on the common list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseRow {
    /// The call.
    pub note: DocId,
    /// The name that was given.
    pub caller: Option<String>,
    /// Who called.
    pub kind: CallerKind,
    /// When it began.
    pub began: When,
    /// The day by which it is followed up.
    pub due: NaiveDate,
    /// Its chips.
    pub chips: Chips,
    /// The first line of what happened.
    pub text: String,
}

/// What stands beside a call at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chips {
    /// *Over fristen*: by the day, or because nobody took it or tried in time.
    pub overdue: bool,
    /// Why it is on the leader's list, as the same function says there.
    pub slipped: Option<Slipped>,
    /// They were called once, and not again by the day of the next try.
    pub not_again: bool,
    /// *Ring som det første* and its like.
    pub urgency: Urgency,
    /// *Modtaget sent*.
    pub late: bool,
    /// What was last done.
    pub status: StatusFace,
    /// When it suits them.
    pub best_time: Option<String>,
}

/// Where a follow-up stands, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusFace {
    /// *Ny*.
    New,
    /// *… følger op*: everybody who said so.
    Taken(Vec<String>),
    /// *… er væk – tag over*: everybody who said that they follow up.
    Away(Vec<String>),
    /// *Ikke fået fat i*, and the day of the next try.
    NotReached(Option<NaiveDate>),
    /// *Talt sammen*.
    Talked,
    /// *Givet videre til …*.
    Handed(String),
    /// *Afsluttet*.
    Closed,
    /// *Åbnet igen*.
    Reopened,
}

/// A child on a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChildFace {
    /// First name or initials.
    pub name: String,
    /// Months since the month of birth, if that is known.
    pub months: Option<u32>,
}

/// The calls of one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpPage {
    /// Its contact space.
    pub space: SpaceId,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Its adults, whoever called last first.
    pub adults: Vec<AdultFace>,
    /// Its children.
    pub children: Vec<ChildFace>,
    /// Open ones as they should be followed up, then closed ones, the latest first.
    pub calls: Vec<CallFace>,
    /// Open calls on the page that the person has not taken.
    pub to_take: Vec<DocId>,
    /// Whom it can be given to.
    pub colleagues: Vec<(PersonId, String)>,
    /// How the last deed went.
    pub deed: SaveState,
    /// What was wrong with it.
    pub fault: Option<CallFault>,
}

/// An adult to call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AdultFace {
    /// Their name.
    pub name: String,
    /// Their number.
    pub tel: Option<Tel>,
}

/// A call with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFace {
    /// The call.
    pub note: DocId,
    /// Its follow-up.
    pub follow_up: DocId,
    /// The family's adults; empty for a loose call.
    pub family: Vec<String>,
    /// The part of the list that it stands in; `None` once it is closed.
    pub heading: Option<Heading>,
    /// When it began.
    pub began: When,
    /// When it ended.
    pub ended: When,
    /// When the server had it; `None` while it waits.
    pub received: Option<When>,
    /// The day by which it is followed up.
    pub due: NaiveDate,
    /// Its chips.
    pub chips: Chips,
    /// Who called.
    pub caller_kind: CallerKind,
    /// Their name, if it was given or they are known.
    pub caller: Option<String>,
    /// The number that was given.
    pub tel: Option<Tel>,
    /// Whom it was about.
    pub about: Option<String>,
    /// *Hvad skete der?*
    pub what: String,
    /// *Hvad rådede vagten til?*
    pub advice: Option<String>,
    /// *Hvad aftalte de?*
    pub agreed: Option<String>,
    /// Who else was brought in.
    pub passed_on: PassedOn,
    /// *Underretning*.
    pub notice: Option<Notice>,
    /// Who sent it, and when.
    pub notice_by: Option<String>,
    /// To whom of the family it may be shown by now.
    pub may_show: MayShow,
    /// Why to nobody, as was said last.
    pub why_not: Option<String>,
    /// Whether it can be shown to the caller: an adult of the family.
    pub caller_known: bool,
    /// Nobody of the family sees it, though it may be shown: it is nobody's receipt.
    pub unseen: bool,
    /// The person may show it to the family.
    pub can_release: bool,
    /// Who took it; empty if the device never heard the name.
    pub taken_by: String,
    /// For which unit; empty if the device never heard its name, or if it would tell where the family lives.
    pub unit: String,
    /// The place where the family lives must not be told.
    pub place_hidden: bool,
    /// *Vagten ringer tilbage kl. …*, and whether that was done.
    pub ring_back: Option<(When, Option<bool>)>,
    /// What was added since, oldest first.
    pub added: Vec<(When, String)>,
    /// What was done, oldest first.
    pub steps: Vec<StepFace>,
    /// What the family is shown, if lines can be written on it.
    pub receipt: Option<DocId>,
    /// Lines that were written to the family, oldest first.
    pub lines: Vec<LineFace>,
    /// It is in the municipality's own system.
    pub filed: bool,
    /// The person may say what was done.
    pub can: bool,
    /// The person is among those who follow up.
    pub mine: bool,
    /// Where the person's own words on it stand.
    pub standing: Standing,
}

/// Something that was done about a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepFace {
    /// Who; `None` if it was said by a colleague before the call was tied, and the device does not know by whom.
    pub who: Option<String>,
    /// When.
    pub when: When,
    /// What.
    pub what: StepWhat,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepWhat {
    /// *Jeg følger op*.
    Taken,
    /// *Ikke fået fat i*.
    NotReached(Option<NaiveDate>),
    /// *Talt sammen*.
    Talked(Option<String>),
    /// *Givet videre til*.
    Handed(String),
    /// *Afsluttet*.
    Closed(Option<String>),
    /// *Åbnet igen*.
    Reopened,
    /// *Er i journalen*.
    Filed(Option<String>),
    /// Shown to the family.
    Released(MayShow),
    /// Withheld for longer.
    Withheld(String),
    /// Tied to a family.
    Tied,
    /// The officer called back, or did not; and when they call again.
    RungBack(bool, Option<When>),
}

/// A line to the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFace {
    /// Who wrote it.
    pub who: String,
    /// When.
    pub when: When,
    /// The line.
    pub text: String,
}

/// What was wrong with what a person typed about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallFault {
    /// It is too long.
    TooLong,
    /// Something must be written.
    Missing,
    /// The day of the next try is over.
    Past,
}

/// A loose call, with the families that it can be tied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoosePage {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The call.
    pub call: CallFace,
    /// Contact spaces with the names of their families, by name.
    pub families: Vec<FamilyChoice>,
    /// How the last deed went.
    pub deed: SaveState,
    /// What was wrong with it.
    pub fault: Option<CallFault>,
}

/// A family to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyChoice {
    /// Its contact space.
    pub space: SpaceId,
    /// Its adults.
    pub adults: Vec<String>,
    /// Its children's names.
    pub children: Vec<String>,
}

/// *Læs alle og følg op*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllPage {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Calls that are the person's and that nobody has taken.
    pub calls: Vec<CallFace>,
    /// How the last deed went.
    pub deed: SaveState,
}

/// *Til journal*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalPage {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// The call.
    pub call: CallFace,
    /// How the last deed went.
    pub deed: SaveState,
    /// What was wrong with it.
    pub fault: Option<CallFault>,
}

/// A call that is closed and not filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFiledRow {
    /// The call.
    pub note: DocId,
    /// The family's adults; of a loose call the name that was given, if one was.
    pub adults: Vec<String>,
    /// When it began.
    pub began: When,
    /// When it was closed.
    pub closed: When,
}

/// A call as the family is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFace {
    /// What it is kept in.
    pub doc: DocId,
    /// When they called.
    pub began: When,
    /// The person at the screen called.
    pub by_me: bool,
    /// Who called, if that is known.
    pub caller: Option<String>,
    /// *Aftalt*.
    pub agreed: Option<String>,
    /// The day by which somebody calls; `None` once it is past, or they talked.
    pub due: Option<NaiveDate>,
    /// They talked, or it is closed, and since when.
    pub settled: Option<(Settled, When)>,
    /// Lines from the consultant, oldest first.
    pub lines: Vec<LineFace>,
}
