//! *Hvem ringer jeg til nu?* and *Bekymret for et barn?*

use chrono::{NaiveDate, NaiveTime};

/// Whom to call, for this moment. 112 stands above it, whatever is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// The Danish day it is.
    pub today: NaiveDate,
    /// One each; empty as long as the device was told of none.
    pub units: Vec<UnitNumbers>,
    /// The first of them was asked for by how its statutory notice is sent: that stands above all numbers.
    pub asked: bool,
}

/// Whom to call of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitNumbers {
    /// The unit's name.
    pub name: String,
    /// What the unit itself is at this moment.
    pub office: Office,
    /// The number to call while it is open without a phone hour.
    pub meanwhile: Option<String>,
    /// The numbers: those that are answered first.
    pub lines: Vec<NumberLine>,
    /// A closure of several days that begins soon or is now: its first and last day.
    pub closure: Option<(NaiveDate, NaiveDate)>,
    /// Whether its akuttelefon is answered at all hours; `None` if it has none.
    pub acute: Option<bool>,
    /// Who follows up for the family at the screen; empty before unlocking.
    pub consultants: Vec<String>,
    /// Where its consultants are asked for.
    pub office_number: Option<(String, Tel)>,
    /// The unit's own channel for worries about a child.
    pub worry: Worry,
}

/// What a unit is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Office {
    /// *Telefontid nu*, until then.
    PhoneHour(NaiveTime),
    /// *Åbent, men ikke telefontid*; the next phone hour.
    Open(Option<Hour>),
    /// *Lukket*; the next phone hour.
    Closed(Option<Hour>),
}

/// Hours of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hour {
    /// The day.
    pub day: NaiveDate,
    /// From.
    pub from: NaiveTime,
    /// Until; not answered at this minute any more.
    pub to: NaiveTime,
}

/// A number, and whether it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NumberLine {
    /// Who answers.
    pub label: String,
    /// When to use it, in the unit's own words.
    pub what_for: String,
    /// The number.
    pub tel: Tel,
    /// Whether it is answered now.
    pub answered: Answered,
}

/// Whether a number is answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answered {
    /// At all hours.
    Always,
    /// Until then.
    Until(NaiveTime),
    /// Not now: when next, and who answers instead.
    Later {
        /// When next.
        next: Option<Hour>,
        /// The label of a number that is answered now.
        instead: Option<String>,
    },
}

/// A number as it is shown and dialled.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tel {
    /// "+45 01 00 00 10"
    pub text: String,
    /// Where a press leads; an invented number leads nowhere.
    pub href: Option<String>,
}

/// The municipality's own channel for worries. Samspil points to it and takes none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Worry {
    /// What it is called.
    pub label: String,
    /// Its page.
    pub url: Option<String>,
    /// Its number.
    pub tel: Option<Tel>,
}
