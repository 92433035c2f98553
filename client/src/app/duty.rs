//! The akuttelefon: what is asked of the server, what a duty officer does, and a call while it is being written.

use std::fmt;

use chrono::NaiveTime;
use minicbor::{Decode, Encode};
use samspil_shared::api::duty::{OfShift, OfferShift, Rota};
use samspil_shared::domain::call::{CallerKind, MayShow, Notice, PassedOn, PassedTo, Urgency};
use samspil_shared::domain::{Acting, DocId, PersonId, ShiftId, SpaceId, Timestamp, UnitId};
use serde::{Deserialize, Serialize};

/// Milliseconds for which nobody touches the page of a call that is still going on.
const LIES_MS: i64 = 30 * 60_000;

/// Something asked of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyAsk {
    /// Who is on duty when.
    Rota,
    /// *Giv vagten videre*, or not any more.
    Offer(OfferShift),
    /// Takes a shift that is offered.
    Take(OfShift),
}

/// What a duty officer does outside of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyIntent {
    /// Types in the field that finds a family.
    Find(String),
    /// Asks for the rota once more.
    AskRota,
    /// Offers an own shift to a colleague; to nobody any more.
    Offer(ShiftId, Option<PersonId>),
    /// Takes a shift that a colleague offers.
    Take(ShiftId),
    /// *Ringet*, or *Ikke ringet*.
    RungBack {
        /// The follow-up that promised it.
        follow_up: DocId,
        /// Whether they called.
        done: bool,
    },
    /// *Ringet*, and they call again.
    RingsAgain {
        /// The follow-up that promised it.
        follow_up: DocId,
        /// The day, as it was typed; the next time that the clock shows it if empty.
        day: String,
        /// The clock, as it was typed.
        clock: String,
    },
    /// *Print til morgenmødet*.
    Print,
}

/// What is done on the page of a new call.
#[derive(Clone, PartialEq, Eq)]
pub enum CallIntent {
    /// Writes in a field.
    Write(CallField, String),
    /// Types in the field that finds the family.
    Find(String),
    /// Chooses a family, by its contact space.
    Family(SpaceId),
    /// *Familien er ikke på listen*.
    NotOnList,
    /// Looks for another family.
    OtherFamily,
    /// Whose families it belongs to, by the unit's space of loose calls; *Ved ikke* if none.
    Unit(Option<SpaceId>),
    /// Who it was that called.
    Who(Who),
    /// What they are to the child.
    Kind(CallerKind),
    /// It is about this child of the family, or is not after all.
    About(String),
    /// How soon the family should be called.
    Urgency(Urgency),
    /// Who else was brought in, or was not after all.
    PassedOn(PassedTo),
    /// To whom of the family it may be shown.
    MayShow(MayShow),
    /// *Underretning*.
    Notice(Notice),
    /// A time of day; none takes it away where it may be missing.
    Clock(CallClock, Option<NaiveTime>),
    /// In the hour that occurs twice: the first or the second.
    Second(CallClock, bool),
    /// The day of the call back, as it was typed; empty is the next time that the clock shows it.
    RingDay(String),
    /// *Gem opkaldet*.
    Save,
    /// *Slet kladden*.
    Drop,
    /// Begins another call, the one at hand stays a draft.
    Another,
}

impl fmt::Debug for CallIntent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallIntent(not shown)")
    }
}

/// A field of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallField {
    /// *Hvad skete der?*
    What,
    /// The name that was given.
    Name,
    /// The number that was given.
    Tel,
    /// *Hvem handler det om?*, of a caller who is on no card.
    About,
    /// *Hvad rådede du til?*
    Advice,
    /// *Hvad aftalte I?*
    Agreed,
    /// *Hvornår passer det, at vi ringer?*
    BestTime,
    /// Why it may be shown to nobody yet.
    WhyNot,
    /// Who sent the statutory notice, and when.
    NoticeBy,
}

/// A time of day of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallClock {
    /// When it began.
    Began,
    /// When it ended; as it is saved if nobody says, unless it lay for a while.
    Ended,
    /// *Vagten ringer tilbage kl. …*
    RingBack,
}

/// Who of a family called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// The adult with this name.
    Adult(String),
    /// The child with this name.
    Child(String),
    /// *En anden*.
    Other,
}

/// Whose call it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Nobody said yet.
    #[default]
    Open,
    /// A family's.
    Family(PickedFamily),
    /// Of somebody who is on no card; in which unit's space, if that is known.
    NotOnList(Option<(SpaceId, UnitId)>),
}

/// A family as its card was when it was chosen: the card may be out of reach when the call is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickedFamily {
    /// Its contact space.
    pub space: SpaceId,
    /// The unit that looks after it.
    pub unit: Option<UnitId>,
    /// The adults, and who they are.
    pub adults: Vec<(String, Option<PersonId>)>,
    /// The children's first names.
    pub children: Vec<String>,
}

/// A call while it is being written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallDraft {
    /// When it began.
    pub began: Timestamp,
    /// When it ended, once somebody said.
    pub ended: Option<Timestamp>,
    /// When its page was last touched while the call lasted; what is touched after a long pause is written afterwards.
    #[serde(default)]
    pub touched: Option<Timestamp>,
    /// Whose it is.
    pub whose: Whose,
    /// *Ved ikke*: of a caller on no card nobody could say where the family lives.
    #[serde(default)]
    pub unsure: bool,
    /// Who called.
    pub who: Option<Who>,
    /// What somebody who is not on the card is to the child.
    pub kind: CallerKind,
    /// The name that was given.
    pub name: String,
    /// The number that was given.
    pub tel: String,
    /// *Hvad skete der?*
    pub what: String,
    /// Children of the family that it is about; `None` as long as nobody said.
    #[serde(default)]
    pub children: Option<Vec<String>>,
    /// Whom it is about, of a caller who is on no card.
    #[serde(default)]
    pub about: String,
    /// *Hvad rådede du til?*
    pub advice: String,
    /// *Hvad aftalte I?*
    pub agreed: String,
    /// *Hvornår passer det, at vi ringer?*
    pub best_time: String,
    /// How soon the family should be called.
    pub urgency: Option<Urgency>,
    /// Who else was brought in.
    pub passed_on: PassedOn,
    /// To whom of the family it may be shown.
    pub may_show: MayShow,
    /// Why to nobody yet.
    pub why_not: String,
    /// *Underretning*; nothing is chosen beforehand.
    pub notice: Option<Notice>,
    /// Who sent it, and when.
    pub notice_by: String,
    /// *Vagten ringer tilbage kl. …*
    pub ring_back: Option<Timestamp>,
    /// The day of it as it was typed, if somebody named one.
    #[serde(default)]
    pub ring_day: String,
}

impl fmt::Debug for CallDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallDraft({} bytes of text)", self.what.len())
    }
}

impl CallDraft {
    /// A call that begins now.
    pub fn begun(began: Timestamp) -> Self {
        Self {
            began,
            ended: None,
            touched: None,
            whose: Whose::Open,
            unsure: false,
            who: None,
            kind: CallerKind::FosterParent,
            name: String::new(),
            tel: String::new(),
            what: String::new(),
            children: None,
            about: String::new(),
            advice: String::new(),
            agreed: String::new(),
            best_time: String::new(),
            urgency: None,
            passed_on: PassedOn::NOBODY,
            may_show: MayShow::Caller,
            why_not: String::new(),
            notice: None,
            notice_by: String::new(),
            ring_back: None,
            ring_day: String::new(),
        }
    }

    /// The page is touched. After a pause this long the call is over, whatever is still written about it.
    pub fn touch(&mut self, at: Timestamp) {
        if self.lay_since(at).is_none() {
            self.touched = Some(at);
        }
    }

    /// When the page was last touched, if it has lain for so long since that the call ended meanwhile.
    pub fn lay_since(&self, at: Timestamp) -> Option<Timestamp> {
        self.touched.filter(|touched| at.ms_since(*touched) > LIES_MS)
    }

    /// The children that it is about. As long as nobody said it is the one who called, or the only one there is.
    pub fn about_children(&self) -> Vec<String> {
        let Whose::Family(family) = &self.whose else { return Vec::new() };
        if let Some(children) = &self.children {
            return children.iter().filter(|child| family.children.contains(child)).cloned().collect();
        }
        match (&self.who, &family.children[..]) {
            (Some(Who::Child(name)), _) => vec![name.clone()],
            (_, [only]) => vec![only.clone()],
            _ => Vec::new(),
        }
    }

    /// It is about this child, or is not after all.
    pub fn toggle_about(&mut self, child: String) {
        let mut children = self.about_children();
        match children.iter().position(|one| *one == child) {
            Some(place) => drop(children.remove(place)),
            None => children.push(child),
        }
        self.children = Some(children);
    }

    /// Whom it is about, as the note says it.
    pub fn about(&self) -> String {
        if let Whose::Family(_) = self.whose { self.about_children().join(", ") } else { self.about.clone() }
    }

    /// Whether something is written or chosen that would be missed.
    pub fn has_words(&self) -> bool {
        let caller = [&self.what, &self.name, &self.tel, &self.about];
        let rest = [&self.advice, &self.agreed, &self.best_time, &self.why_not, &self.notice_by];
        caller.iter().chain(&rest).any(|text| !text.trim().is_empty()) || matches!(self.whose, Whose::Family(_))
    }

    /// A field of words.
    pub fn field(&self, field: CallField) -> &str {
        match field {
            CallField::What => &self.what,
            CallField::Name => &self.name,
            CallField::Tel => &self.tel,
            CallField::About => &self.about,
            CallField::Advice => &self.advice,
            CallField::Agreed => &self.agreed,
            CallField::BestTime => &self.best_time,
            CallField::WhyNot => &self.why_not,
            CallField::NoticeBy => &self.notice_by,
        }
    }

    /// The same, to be written in.
    pub fn field_mut(&mut self, field: CallField) -> &mut String {
        match field {
            CallField::What => &mut self.what,
            CallField::Name => &mut self.name,
            CallField::Tel => &mut self.tel,
            CallField::About => &mut self.about,
            CallField::Advice => &mut self.advice,
            CallField::Agreed => &mut self.agreed,
            CallField::BestTime => &mut self.best_time,
            CallField::WhyNot => &mut self.why_not,
            CallField::NoticeBy => &mut self.notice_by,
        }
    }
}

/// Stored as JSON within the draft: its values are those of the interfaces, which have no other form.
impl<C> Encode<C> for CallDraft {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let json = serde_json::to_string(self).map_err(|_| minicbor::encode::Error::message("a call is no JSON"))?;
        e.str(&json)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for CallDraft {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        serde_json::from_str(d.str()?).map_err(|_| minicbor::decode::Error::message("no call that was begun"))
    }
}

/// The rota as it was when the server last told it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct KeptRota {
    /// When.
    #[n(0)]
    pub at: Timestamp,
    /// To whom.
    #[n(1)]
    pub acting: Acting,
    /// The rota, as it came.
    #[n(2)]
    json: String,
}

impl KeptRota {
    /// The rota, to be kept.
    pub fn new(at: Timestamp, acting: Acting, rota: &Rota) -> Option<Self> {
        Some(Self { at, acting, json: serde_json::to_string(rota).ok()? })
    }

    /// The rota; `None` if another version wrote it.
    pub fn rota(&self) -> Option<Rota> {
        serde_json::from_str(&self.json).ok()
    }
}
