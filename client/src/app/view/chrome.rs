//! What frames every page inside the vault.

use chrono::NaiveDate;
use samspil_shared::domain::Role;

use super::common::When;
use crate::app::route::{Route, Tab};

/// Name, role, menu, sync line and what the person should know wherever they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chrome {
    /// The person's name; empty until it is known.
    pub name: String,
    /// What they act as.
    pub role: Role,
    /// The name of the unit acted for; empty until it is known.
    pub unit: String,
    /// Whether they stand in for the fixed consultant everywhere.
    pub stand_in: bool,
    /// The sync line.
    pub sync: SyncLine,
    /// How many things did not get through. In the bar it is said first, and the sync line on the page it leads to.
    pub parked: usize,
    /// The main menu in the role acted in.
    pub tabs: Vec<Tab>,
    /// Where the person is.
    pub route: Route,
    /// Where *Tilbage* leads; `None` on the pages of the menu.
    pub back: Option<Route>,
    /// The Danish day it is.
    pub today: NaiveDate,
    /// Most important first.
    pub banners: Vec<Banner>,
    /// What has just been done, for the toast and the live region.
    pub said: Option<Said>,
}

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// *Gemt på telefonen*.
    Saved,
    /// Shared; it is sent when there is a way.
    Shared,
    /// The other adult is asked.
    Asked,
    /// Sharing is stopped.
    Stopped,
    /// On its way again.
    Again,
    /// *Det er gjort*.
    Done,
    /// *Kopieret*.
    Copied,
    /// It could not be copied.
    CopyFailed,
    /// *Filen er låst*; whether the browser kept it cannot be known.
    FileSaved,
}

/// What the sync line says of what got through or may yet, the most important thing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncLine {
    /// The session is over: only a login helps. This many wait; writing goes on.
    SignInNeeded(usize),
    /// This many wait to be sent.
    Waiting(usize),
    /// What the server has is still coming in.
    Fetching,
    /// All is sent; the server last answered then.
    Sent(When),
    /// This device has not talked to the server yet.
    Never,
}

/// Something worth knowing on any page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Banner {
    /// The store could not take what was to be kept.
    StoreFailed,
    /// There is no room left on the device.
    StoreFull,
    /// A part of what the device held cannot be read: it is kept aside.
    StoreDamaged,
    /// The session is over: sync waits for a login.
    SignInNeeded,
    /// This device or person was revoked.
    Revoked,
    /// The app is too old to edit.
    UpdateNeeded,
    /// A new version of the app lies ready.
    UpdateReady,
    /// First sync: how much of it is here.
    Fetching {
        /// Documents that are here.
        documents: usize,
        /// Documents that will be here, as far as the server has told.
        of: usize,
        /// Months that they reach back.
        months: usize,
    },
    /// A document cannot be shown; the rest works.
    DocumentSetAside(usize),
    /// The device was not in touch for long: from this day on, reading waits for the next time.
    LeaseEnds(NaiveDate),
}
