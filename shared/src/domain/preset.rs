//! Ready-made units to start from and to show Samspil with: hours of real municipalities under invented names and numbers.
//! They are data, read by the same parsers as what an administrator writes.

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::numbers::{Numbers, WorryChannel};

const KLITMARK: &str = include_str!("../../presets/klitmark.json");
const ROSENMARK: &str = include_str!("../../presets/rosenmark.json");
const ORESHOLM: &str = include_str!("../../presets/oresholm.json");

/// What a unit begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The unit's name.
    pub unit: String,
    /// Whose hours they are.
    pub modelled_on: String,
    /// When it is open.
    pub calendar: Calendar,
    /// Whom its families call.
    pub numbers: Numbers,
    /// *Bekymret for et barn?*
    pub worry: WorryChannel,
}

impl Preset {
    /// Klitmark Kommune, as Hjørring: no phone hour on Wednesdays.
    pub fn klitmark() -> Self {
        Self::built_in(KLITMARK)
    }

    /// Rosenmark Kommune, as Roskilde: with a samværshus that is open every day.
    pub fn rosenmark() -> Self {
        Self::built_in(ROSENMARK)
    }

    /// Øresholm Familiepleje, as Center for Familiepleje in København: a phone hour whenever it is open.
    pub fn oresholm() -> Self {
        Self::built_in(ORESHOLM)
    }

    /// All of them.
    pub fn all() -> [Self; 3] {
        [Self::klitmark(), Self::rosenmark(), Self::oresholm()]
    }

    /// A preset written as JSON; the error says which line and what is wrong there.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn built_in(json: &str) -> Self {
        Self::parse(json).expect("a file of this crate that its tests read")
    }
}
