//! A device that officers share.

use samspil_shared::domain::PersonId;

use super::admin::AdminDeed;
use super::common::When;

/// What there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationFace {
    /// This device is one.
    pub here: bool,
    /// How making or ending it went.
    pub deed: AdminDeed,
    /// Who comes next, by the beginning of their shift; empty until the server was asked.
    pub officers: Vec<ReadyFace>,
    /// What lay ready for the person could not be opened.
    pub unreadable: bool,
}

/// Somebody who comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyFace {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// It is the person at the device.
    pub mine: bool,
    /// When their shift begins.
    pub from: When,
    /// How ready they are.
    pub ready: Ready,
}

/// Whether somebody can begin here without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ready {
    /// They never signed in here.
    No,
    /// They did; what they need comes when there is a network.
    Soon,
    /// What they need lies here.
    Yes,
}
