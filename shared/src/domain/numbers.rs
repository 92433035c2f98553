//! Whom a family calls: numbers, when each is answered, and what to do instead. Readable without a login and without a
//! network, so it is a pure function of values that any device has.

mod advice;
mod tel;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use advice::{Advice, Answered, Hour, Line, Office, who_to_call};
pub use tel::{Tel, TelError, WebAddress, WebAddressError};

use super::calendar::Week;
use super::text::{LineError, line};

/// Danger to life: always first, whatever else is open.
pub const EMERGENCY: &str = "112";

/// Numbers of one unit; a longer list helps nobody at night.
pub const NUMBERS_MAX: usize = 12;

/// Characters of a label and of a key.
const LABEL_MAX: usize = 60;

/// Characters of what a number is for.
const WHAT_FOR_MAX: usize = 160;

/// Why a list of numbers is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumbersError {
    /// None at all, or more than [`NUMBERS_MAX`].
    #[error("a unit has 1 to {NUMBERS_MAX} numbers")]
    Count,
    /// A key, a label or what the number is for is no line of text.
    #[error("number {place}: {error}")]
    Text {
        /// Which number of the list, from 1.
        place: usize,
        /// What is wrong.
        error: LineError,
    },
    /// Two numbers have one key.
    #[error("two numbers are called {0}")]
    Twice(String),
    /// The main number or a successor is not in the list.
    #[error("{0} is not among the numbers")]
    Missing(String),
    /// The successors never end.
    #[error("the numbers after {0} go in a circle")]
    Circle(String),
}

/// When a number is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// At all hours.
    Always,
    /// In the same hours every week, holidays too.
    Weekly(Week),
    /// In the phone hours of the unit's calendar.
    PhoneHours,
    /// In the opening hours of the unit's calendar.
    OpeningHours,
}

/// What a number is, where something is said of it outside of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// The akuttelefon.
    Acute,
    /// Den sociale døgnvagt.
    DutyService,
}

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// What other numbers call it by, unique in the list: 1 to 60 characters.
    pub key: String,
    /// Who answers: 1 to 60 characters.
    pub label: String,
    /// The number.
    pub tel: Tel,
    /// When to use it, in the unit's own words: 1 to 160 characters.
    pub what_for: String,
    /// When it is answered.
    pub hours: Hours,
    /// What it is; `None` for every other number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NumberKind>,
    /// The key of the number to call while this one is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
}

/// The numbers of a unit in the order in which people should read them. Keys are unique, and successors lead to an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Numbers {
    main: String,
    list: Vec<Number>,
}

impl Numbers {
    /// The numbers `list`, of which the one with the key `main` is called while the unit is open without a phone hour.
    pub fn new(main: String, mut list: Vec<Number>) -> Result<Self, NumbersError> {
        if list.is_empty() || list.len() > NUMBERS_MAX {
            return Err(NumbersError::Count);
        }
        let mut keys = BTreeSet::new();
        for (place, number) in (1..).zip(&mut list) {
            let Number { key, label, what_for, .. } = number;
            for (text, max) in [(&mut *key, LABEL_MAX), (label, LABEL_MAX), (what_for, WHAT_FOR_MAX)] {
                *text = line(text, max).map_err(|error| NumbersError::Text { place, error })?;
            }
            if !keys.insert(key.clone()) {
                return Err(NumbersError::Twice(key.clone()));
            }
        }
        let named = list.iter().filter_map(|number| number.successor.as_ref()).chain([&main]);
        if let Some(missing) = named.into_iter().find(|key| !keys.contains(*key)) {
            // What is repeated is as long as a key at most, whatever was sent.
            return Err(NumbersError::Missing(missing.chars().take(LABEL_MAX).collect()));
        }
        let numbers = Self { main, list };
        // Whoever follows more successors than there are numbers goes in a circle.
        let circle = numbers.list.iter().find(|number| numbers.after(number).count() >= numbers.list.len());
        match circle.map(|number| number.key.clone()) {
            Some(key) => Err(NumbersError::Circle(key)),
            None => Ok(numbers),
        }
    }

    /// The numbers, as people should read them.
    pub fn list(&self) -> &[Number] {
        &self.list
    }

    /// Whom to call while the unit is open without a phone hour.
    pub fn main(&self) -> Option<&Number> {
        self.get(&self.main)
    }

    /// The numbers of a kind.
    pub fn of_kind(&self, kind: NumberKind) -> impl Iterator<Item = &Number> {
        self.list.iter().filter(move |number| number.kind == Some(kind))
    }

    /// Whom to ask for a consultant: who answers in the phone hours, else the main number.
    pub fn office(&self) -> Option<&Number> {
        self.list.iter().find(|number| number.hours == Hours::PhoneHours).or_else(|| self.main())
    }

    fn get(&self, key: &str) -> Option<&Number> {
        self.list.iter().find(|number| number.key == key)
    }

    /// The successors of a number, one after the other; never more than there are numbers.
    fn after<'a>(&'a self, number: &'a Number) -> impl Iterator<Item = &'a Number> {
        let next = |number: &&'a Number| number.successor.as_deref().and_then(|key| self.get(key));
        std::iter::successors(next(&number), next).take(self.list.len())
    }
}

/// Numbers as they are written; a field with a typing error is refused.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    main: String,
    list: Vec<Number>,
}

impl TryFrom<Written> for Numbers {
    type Error = NumbersError;
    fn try_from(Written { main, list }: Written) -> Result<Self, NumbersError> {
        Self::new(main, list)
    }
}

impl From<Numbers> for Written {
    fn from(Numbers { main, list }: Numbers) -> Self {
        Self { main, list }
    }
}

/// Why a channel for worries is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorryError {
    /// The label is no line of text.
    #[error("the channel's name: {0}")]
    Label(#[from] LineError),
    /// Neither an address nor a number.
    #[error("a channel has an address, a number or both")]
    Nowhere,
}

/// *Bekymret for et barn?*: the municipality's own channel for underretninger. Samspil points to it and takes none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WorryWritten", into = "WorryWritten")]
pub struct WorryChannel {
    label: String,
    url: Option<WebAddress>,
    tel: Option<Tel>,
}

impl WorryChannel {
    /// A channel called `label` (1 to 60 characters), with an address, a number or both.
    pub fn new(label: &str, url: Option<WebAddress>, tel: Option<Tel>) -> Result<Self, WorryError> {
        let label = line(label, LABEL_MAX)?;
        if url.is_none() && tel.is_none() { Err(WorryError::Nowhere) } else { Ok(Self { label, url, tel }) }
    }

    /// What the municipality calls it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Its page.
    pub const fn url(&self) -> Option<&WebAddress> {
        self.url.as_ref()
    }

    /// Its number.
    pub const fn tel(&self) -> Option<&Tel> {
        self.tel.as_ref()
    }
}

/// A channel as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorryWritten {
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<WebAddress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tel: Option<Tel>,
}

impl TryFrom<WorryWritten> for WorryChannel {
    type Error = WorryError;
    fn try_from(WorryWritten { label, url, tel }: WorryWritten) -> Result<Self, WorryError> {
        Self::new(&label, url, tel)
    }
}

impl From<WorryChannel> for WorryWritten {
    fn from(WorryChannel { label, url, tel }: WorryChannel) -> Self {
        Self { label, url, tel }
    }
}
