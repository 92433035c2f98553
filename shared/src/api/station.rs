//! Stations: computers that the officers of a unit share. Names, times and sealed bytes; nothing that is read here.
//!
//! Every request says in its query what it is asked as ([`super::admin::As`]).

use serde::{Deserialize, Serialize};

use crate::domain::{PersonId, StationId, Timestamp};

/// Milliseconds ahead in which a shift counts: tonight's and tomorrow's.
pub const STATION_AHEAD_MS: i64 = 36 * 3_600_000;

/// Which station it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfStation {
    /// The station, as its device drew it.
    pub station: StationId,
}

/// Whose packet is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfOfficer {
    /// The station.
    pub station: StationId,
    /// Whose.
    pub person: PersonId,
}

/// A station, and who comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// It.
    pub station: StationId,
    /// It is a station no longer: nothing lies ready there.
    pub ended: bool,
    /// Everybody with a shift now or in the next [`STATION_AHEAD_MS`], by the beginning of the first one.
    pub officers: Vec<Readiness>,
}

/// Whether an officer can begin on a station without a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The first instant of the shift.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// They signed in on this device as an officer, and it still counts.
    pub ready: bool,
}

/// A packet, sealed to one person's vault on one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedPacket {
    /// In hexadecimal.
    pub packet: String,
}
