//! *Er min telefon klar?*

use super::common::When;

/// *Er min telefon klar?*
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneCheck {
    /// What was looked at, in the order in which it is put right.
    pub items: Vec<CheckItem>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckItem {
    /// What.
    pub what: Checked,
    /// How it is.
    pub state: CheckState,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checked {
    /// The app lies on the home screen.
    Installed,
    /// The browser promised to keep the store.
    Kept,
    /// This much room is left, in megabytes.
    Room(u64),
    /// The clock, against the server's at the last contact.
    Clock,
    /// The clock was set back: it was later here before.
    ClockBehind,
    /// When the server last answered.
    Exchanged(Option<When>),
    /// This device is told of something new.
    Notices,
    /// So many wait, and so many did not get through.
    Waiting {
        /// On their way.
        waiting: usize,
        /// Refused for good.
        parked: usize,
    },
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckState {
    /// Right.
    Good,
    /// To be put right.
    Wrong,
    /// The browser does not say, or nobody knows yet.
    Unknown,
}
