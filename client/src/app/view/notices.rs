//! *Beskeder*.

use super::common::AnswerState;

/// *Beskeder*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// How far the question is.
    pub state: AnswerState,
    /// The daily mail, where the server sends any.
    pub mail: Option<MailFace>,
    /// Push on this device.
    pub push: PushFace,
    /// The server takes the address for none.
    pub address_wrong: bool,
    /// The browser could not do it.
    pub push_failed: bool,
}

/// The daily mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFace {
    /// The hour at which it is sent.
    pub hour: u8,
    /// Where to; none is sent without.
    pub address: Option<String>,
}

/// Push on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushFace {
    /// The server sends none, or nobody knows yet.
    NotOffered,
    /// The browser has none, or not before the app lies on the home screen.
    Missing,
    /// The person said no to the browser, and only they can take it back.
    Denied,
    /// Off.
    Off,
    /// On.
    On,
}
