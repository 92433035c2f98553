//! Values of calls, cards and what is shown of them.

use automerge::ScalarValue;
use minicbor::{Decode, Encode};

use super::{BirthMonth, ChildName, FieldValue, bytes, text};
use crate::domain::call::{CallerKind, MayShow, Notice, PassedOn, Urgency};
use crate::domain::numbers::Tel;
use crate::domain::{PersonId, UnitId};
use crate::sync::scan::Scalar;

/// Words that are written at once and never changed: 1 to `MAX` characters without surrounding space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prose<const MAX: usize>(String);

impl<const MAX: usize> Prose<MAX> {
    /// Characters it may have.
    pub const CHARS_MAX: usize = MAX;

    /// The words without surrounding space and without what no text has; `None` if none are left or they are too many.
    pub fn new(words: &str) -> Option<Self> {
        let words = words.replace("\r\n", "\n").replace('\r', "\n");
        let words: String = words.chars().filter(|c| crate::doc::text::is_allowed(*c)).collect();
        let words = words.trim();
        (1..=MAX).contains(&words.chars().count()).then(|| Self(words.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FieldValue for Prose<MAX> {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let words = text(scalar)?;
        Self::new(words).filter(|read| read.as_str() == words)
    }

    fn encode(&self) -> ScalarValue {
        self.0.as_str().into()
    }
}

/// What happened: about 1,300 words. With the longest other fields and the widest letters a note still fits one change.
pub type WhatHappened = Prose<8_000>;
/// Advice, agreement, an outcome, an addition.
pub type Note = Prose<2_000>;
/// A line: a name, a time that suits, a reason.
pub type Line = Prose<200>;
/// *Det hjælper om natten* (08 rule 39).
pub type NightWords = Prose<300>;

macro_rules! words {
    ($type:ty { $($value:ident = $word:literal),* $(,)? }) => {
        impl FieldValue for $type {
            fn decode(scalar: &Scalar) -> Option<Self> {
                match text(scalar)? {
                    $($word => Some(Self::$value),)*
                    _ => None,
                }
            }

            fn encode(&self) -> ScalarValue {
                match self {
                    $(Self::$value => $word.into(),)*
                }
            }
        }
    };
}

words!(CallerKind {
    FosterParent = "foster_parent",
    Child = "child",
    Parent = "parent",
    Respite = "respite",
    Other = "other",
});
words!(Urgency { First = "first", SameDay = "same_day", CanWait = "can_wait" });
words!(MayShow { Caller = "caller", Adults = "adults", Nobody = "nobody" });
words!(Notice { NotRelevant = "not_relevant", Considered = "considered", Sent = "sent" });

impl FieldValue for PassedOn {
    fn decode(scalar: &Scalar) -> Option<Self> {
        text(scalar)?.parse().ok()
    }

    fn encode(&self) -> ScalarValue {
        self.to_string().into()
    }
}

macro_rules! ids {
    ($($type:ty),*) => {$(
        impl FieldValue for $type {
            fn decode(scalar: &Scalar) -> Option<Self> {
                Self::try_from(bytes(scalar)?).ok()
            }

            fn encode(&self) -> ScalarValue {
                ScalarValue::Bytes(self.as_bytes().to_vec())
            }
        }
    )*};
}

ids!(PersonId, UnitId);

/// A calendar's version.
impl FieldValue for u32 {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let Scalar::Uint(value) = scalar else { return None };
        Self::try_from(*value).ok()
    }

    fn encode(&self) -> ScalarValue {
        ScalarValue::Uint((*self).into())
    }
}

impl FieldValue for bool {
    fn decode(scalar: &Scalar) -> Option<Self> {
        if let Scalar::Bool(value) = scalar { Some(*value) } else { None }
    }

    fn encode(&self) -> ScalarValue {
        ScalarValue::Boolean(*self)
    }
}

impl FieldValue for Tel {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let tel = text(scalar)?;
        tel.parse::<Self>().ok().filter(|read| read.as_str() == tel)
    }

    fn encode(&self) -> ScalarValue {
        self.as_str().into()
    }
}

/// `None` says that there is nothing (any more): a deleted field would lose against a concurrent value without a word.
impl<const MAX: usize> FieldValue for Option<Prose<MAX>> {
    fn decode(scalar: &Scalar) -> Option<Self> {
        match scalar {
            Scalar::Null => Some(None),
            scalar => Prose::decode(scalar).map(Some),
        }
    }

    fn encode(&self) -> ScalarValue {
        self.as_ref().map_or(ScalarValue::Null, Prose::encode)
    }
}

/// An adult on a family's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardAdult {
    /// Who it is, if they have an account.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: Line,
    /// Their number.
    pub tel: Option<Tel>,
}

/// A child on a family's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardChild {
    /// Given name or initials.
    pub name: ChildName,
    /// The month it was born in.
    pub born: Option<BirthMonth>,
}

/// The adults of a card, in the order in which they should be read: 1 to 4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardAdults(Vec<CardAdult>);

/// The children of a card: at most 12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardChildren(Vec<CardChild>);

impl CardAdults {
    /// Adults a card may have.
    pub const MAX: usize = 4;

    /// These adults, if they are 1 to 4.
    pub fn new(adults: Vec<CardAdult>) -> Option<Self> {
        (1..=Self::MAX).contains(&adults.len()).then_some(Self(adults))
    }

    /// The adults.
    pub fn list(&self) -> &[CardAdult] {
        &self.0
    }
}

impl CardChildren {
    /// Children a card may have.
    pub const MAX: usize = 12;

    /// These children, if they are at most 12.
    pub fn new(children: Vec<CardChild>) -> Option<Self> {
        (children.len() <= Self::MAX).then_some(Self(children))
    }

    /// The children.
    pub fn list(&self) -> &[CardChild] {
        &self.0
    }
}

/// An adult as it is stored.
#[derive(Encode, Decode)]
struct StoredAdult {
    #[n(0)]
    person: Option<PersonId>,
    #[n(1)]
    name: String,
    #[n(2)]
    tel: Option<String>,
}

/// A child as it is stored.
#[derive(Encode, Decode)]
struct StoredChild {
    #[n(0)]
    name: String,
    #[n(1)]
    born: Option<String>,
}

impl FieldValue for CardAdults {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let bytes = bytes(scalar)?;
        let stored: Vec<StoredAdult> = minicbor::decode(bytes).ok()?;
        let adults = stored.into_iter().map(|stored| {
            let tel = match stored.tel {
                Some(tel) => Some(tel.parse().ok()?),
                None => None,
            };
            Some(CardAdult { person: stored.person, name: Line::new(&stored.name)?, tel })
        });
        let read = Self::new(adults.collect::<Option<_>>()?)?;
        same(&read, bytes)
    }

    fn encode(&self) -> ScalarValue {
        let stored = self.0.iter().map(|adult| StoredAdult {
            person: adult.person,
            name: adult.name.as_str().to_owned(),
            tel: adult.tel.as_ref().map(|tel| tel.as_str().to_owned()),
        });
        stored_list(stored.collect())
    }
}

impl FieldValue for CardChildren {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let bytes = bytes(scalar)?;
        let stored: Vec<StoredChild> = minicbor::decode(bytes).ok()?;
        let children = stored.into_iter().map(|stored| {
            let born = match stored.born {
                Some(born) => Some(born.parse().ok()?),
                None => None,
            };
            Some(CardChild { name: ChildName::new(&stored.name)?, born })
        });
        let read = Self::new(children.collect::<Option<_>>()?)?;
        same(&read, bytes)
    }

    fn encode(&self) -> ScalarValue {
        let stored = self.0.iter().map(|child| StoredChild {
            name: child.name.as_str().to_owned(),
            born: child.born.map(|born| born.to_string()),
        });
        stored_list(stored.collect())
    }
}

fn stored_list<T: Encode<()>>(list: Vec<T>) -> ScalarValue {
    let bytes = minicbor::to_vec(list)
        .unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"));
    ScalarValue::Bytes(bytes)
}

/// What was read, if it is written in no other way.
fn same<T: FieldValue>(read: &T, bytes: &[u8]) -> Option<T> {
    (read.encode() == ScalarValue::Bytes(bytes.to_vec())).then(|| read.clone())
}
