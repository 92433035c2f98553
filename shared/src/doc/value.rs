//! Values of single fields, with the one place that says how each is stored and what is in range.

mod call;

use std::fmt;

use automerge::ScalarValue;
use chrono::NaiveDate;

use crate::domain::{Audience, DocId, Timestamp};
use crate::sync::scan::Scalar;

pub use call::{CardAdult, CardAdults, CardChild, CardChildren, Line, NightWords, Note, Prose, WhatHappened};

/// A value that is stored as one Automerge scalar.
pub trait FieldValue: Sized + Clone + PartialEq + fmt::Debug {
    /// The value, if the scalar has its type and range.
    fn decode(scalar: &Scalar) -> Option<Self>;
    /// The scalar that [`FieldValue::decode`] reads back.
    fn encode(&self) -> ScalarValue;
}

/// Whom an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The placed child.
    Child,
    /// The family.
    Family,
}

/// How a day was, from 1 (*meget svært*) to 5 (*rigtig godt*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u8);

impl Day {
    /// Every step, hardest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The step from 1 to 5.
    pub fn new(step: u8) -> Option<Self> {
        (1..=5).contains(&step).then_some(Self(step))
    }

    /// The step from 1 to 5.
    pub fn step(self) -> u8 {
        self.0
    }
}

/// What the family wants by sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intent {
    /// *Til orientering*.
    Info,
    /// *Vil gerne tale om det*.
    Talk,
}

/// A child's given name or initials: 1 to 60 characters, without digits, for no CPR number is ever stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChildName(String);

impl ChildName {
    /// Characters of the longest name.
    pub const CHARS_MAX: usize = 60;

    /// The name without surrounding space, if it is one.
    pub fn new(name: &str) -> Option<Self> {
        let name = name.trim();
        let fits = (1..=Self::CHARS_MAX).contains(&name.chars().count());
        let plain = !name.chars().any(|c| c.is_control() || c.is_numeric());
        (fits && plain).then(|| Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The month a child was born in, written `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BirthMonth {
    year: u16,
    month: u8,
}

impl BirthMonth {
    /// The month, if it lies between 1950 and 2199.
    pub fn new(year: u16, month: u8) -> Option<Self> {
        ((1950..=2199).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }
}

impl fmt::Display for BirthMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl std::str::FromStr for BirthMonth {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        let month = Self::new(year.parse().map_err(drop)?, month.parse().map_err(drop)?).ok_or(())?;
        if month.to_string() == text { Ok(month) } else { Err(()) }
    }
}

/// Instants in a document: the years 1 to 9999 (UTC), which every calendar has.
const TIME_MS: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// The instant, or the first or last one a document takes: a mad clock must not keep a person from writing.
pub(super) fn in_range(time: Timestamp) -> Timestamp {
    Timestamp::from_ms(time.as_ms().clamp(*TIME_MS.start(), *TIME_MS.end()))
}

impl FieldValue for Timestamp {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let Scalar::Timestamp(ms) = scalar else { return None };
        TIME_MS.contains(ms).then(|| Self::from_ms(*ms))
    }

    fn encode(&self) -> ScalarValue {
        ScalarValue::Timestamp(self.as_ms())
    }
}

impl FieldValue for About {
    fn decode(scalar: &Scalar) -> Option<Self> {
        match text(scalar)? {
            "child" => Some(Self::Child),
            "family" => Some(Self::Family),
            _ => None,
        }
    }

    fn encode(&self) -> ScalarValue {
        match self {
            Self::Child => "child".into(),
            Self::Family => "family".into(),
        }
    }
}

/// `None` is *spring over*, written as null: a deleted field would lose against a concurrent value without a word.
impl FieldValue for Option<Day> {
    fn decode(scalar: &Scalar) -> Option<Self> {
        match scalar {
            Scalar::Null => Some(None),
            Scalar::Uint(step) => u8::try_from(*step).ok().and_then(Day::new).map(Some),
            _ => None,
        }
    }

    fn encode(&self) -> ScalarValue {
        self.map_or(ScalarValue::Null, |day| ScalarValue::Uint(day.0.into()))
    }
}

impl FieldValue for Intent {
    fn decode(scalar: &Scalar) -> Option<Self> {
        match text(scalar)? {
            "info" => Some(Self::Info),
            "talk" => Some(Self::Talk),
            _ => None,
        }
    }

    fn encode(&self) -> ScalarValue {
        match self {
            Self::Info => "info".into(),
            Self::Talk => "talk".into(),
        }
    }
}

impl FieldValue for ChildName {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let name = text(scalar)?;
        Self::new(name).filter(|read| read.as_str() == name)
    }

    fn encode(&self) -> ScalarValue {
        self.as_str().into()
    }
}

impl FieldValue for BirthMonth {
    fn decode(scalar: &Scalar) -> Option<Self> {
        text(scalar)?.parse().ok()
    }

    fn encode(&self) -> ScalarValue {
        self.to_string().into()
    }
}

/// A day, written `YYYY-MM-DD`.
impl FieldValue for NaiveDate {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let day = text(scalar)?;
        day.parse::<Self>().ok().filter(|read| read.to_string() == day)
    }

    fn encode(&self) -> ScalarValue {
        self.to_string().into()
    }
}

/// Whom a log entry may be shared with: the consultant or the team.
impl FieldValue for Audience {
    fn decode(scalar: &Scalar) -> Option<Self> {
        let Scalar::Uint(bits) = scalar else { return None };
        let audience = Self::try_from(u8::try_from(*bits).ok()?).ok()?;
        [Self::CONSULTANT, Self::TEAM].contains(&audience).then_some(audience)
    }

    fn encode(&self) -> ScalarValue {
        ScalarValue::Uint(self.bits().into())
    }
}

impl FieldValue for DocId {
    fn decode(scalar: &Scalar) -> Option<Self> {
        Self::try_from(bytes(scalar)?).ok()
    }

    fn encode(&self) -> ScalarValue {
        ScalarValue::Bytes(self.as_bytes().to_vec())
    }
}

pub(super) fn text(scalar: &Scalar) -> Option<&str> {
    if let Scalar::Str(text) = scalar { Some(text) } else { None }
}

pub(super) fn bytes(scalar: &Scalar) -> Option<&[u8]> {
    if let Scalar::Bytes(bytes) = scalar { Some(bytes) } else { None }
}

/// The scanner's form of a value that Automerge holds.
pub(super) fn scalar(value: &ScalarValue) -> Scalar {
    match value {
        ScalarValue::Null => Scalar::Null,
        ScalarValue::Boolean(value) => Scalar::Bool(*value),
        ScalarValue::Uint(value) => Scalar::Uint(*value),
        ScalarValue::Int(value) => Scalar::Int(*value),
        ScalarValue::F64(value) => Scalar::F64(*value),
        ScalarValue::Str(text) => Scalar::Str(text.to_string()),
        ScalarValue::Bytes(bytes) => Scalar::Bytes(bytes.clone()),
        ScalarValue::Counter(counter) => Scalar::Counter(counter.into()),
        ScalarValue::Timestamp(ms) => Scalar::Timestamp(*ms),
        ScalarValue::Unknown { type_code, bytes } => Scalar::Unknown { type_code: *type_code, bytes: bytes.clone() },
    }
}
