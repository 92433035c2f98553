//! Hearing of something new while the app is closed: mail, push, and the number on the app's icon.

use samspil_shared::api;

use super::msg::ApiFault;

/// What is done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeDeed {
    /// Nothing: it is looked at.
    Look,
    /// A daily mail goes there, or nowhere.
    Mail(Option<String>),
    /// This device is told, by the server with this key.
    PushOn {
        /// As [`api::PushNotices::key`].
        key: String,
    },
    /// It is told no more.
    PushOff,
    /// What is sent speaks the app's language from here on, if anything is.
    Speak,
}

/// What the browser takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushHere {
    /// No push: the browser has none, or not before the app lies on the home screen.
    Missing,
    /// The person said no to the browser.
    Denied,
    /// It will ask.
    Asks,
    /// It shows what comes.
    Granted,
}

/// How things are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticesHere {
    /// What the server says.
    pub server: api::Notices,
    /// What the browser says.
    pub browser: PushHere,
}

/// Why it was not done, or is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeFault {
    /// The server or the way to it.
    Api(ApiFault),
    /// The person said no to the browser.
    Denied,
    /// The browser could not.
    Browser,
}
