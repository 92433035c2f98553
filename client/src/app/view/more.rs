//! *Mere*.

use samspil_shared::domain::Acting;

use super::chrome::SyncLine;
use super::common::When;

/// *Mere*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct More {
    /// The person's name; empty until it is known.
    pub name: String,
    /// Their login; empty until it is known.
    pub login: String,
    /// Everything they can act as; the one acted in is marked.
    pub roles: Vec<RoleChoice>,
    /// The sync line.
    pub sync: SyncLine,
    /// When the server last answered.
    pub exchanged: Option<When>,
    /// Documents that wait to be sent.
    pub waiting: usize,
    /// Documents that did not get through.
    pub parked: usize,
    /// The session is over: *log ind igen*.
    pub sign_in_needed: bool,
    /// A new version of the app lies ready.
    pub update_ready: bool,
    /// Build number of the app.
    pub version: u32,
    /// Texts that were begun and not saved, in this and earlier tabs.
    pub drafts: usize,
    /// There are notes that only this person can read.
    pub own_notes: bool,
    /// There is something to set up in the role acted in.
    pub sets_up: bool,
    /// Whether the person may say who is away in the role acted in.
    pub says_away: bool,
    /// The person plans the rota.
    pub plans_rota: bool,
}

/// Something the person can act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChoice {
    /// Role and unit.
    pub acting: Acting,
    /// The unit's name; empty until it is known.
    pub unit: String,
    /// It is acted in now.
    pub current: bool,
}
