//! What telling people of something new needs: each way is off without it.

use std::fmt;
use std::str::FromStr;

use crate::notices::{BadMail, Mail};

/// A relay, found good when it was read; it may hold a password, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay(String);

/// Mail as it was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    pub relay: Relay,
    /// The address mail is from.
    pub sender: String,
    /// The hour of the Danish day.
    pub hour: u8,
}

/// Whom push services may write to about this server's pushes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushContact(String);

impl MailSettings {
    /// The hour when none was said: before the day begins.
    pub const HOUR: u8 = 7;

    /// Mail like that.
    ///
    /// # Errors
    /// [`BadMail`], never for settings that were read.
    pub fn mail(&self) -> Result<Mail, BadMail> {
        Mail::new(&self.relay.0, &self.sender, self.hour)
    }
}

impl PushContact {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Relay {
    type Err = BadMail;

    fn from_str(text: &str) -> Result<Self, BadMail> {
        Mail::new(text, "samspil@samspil.example", MailSettings::HOUR).map(|_| Self(text.to_owned()))
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Relay(not shown)")
    }
}

impl FromStr for PushContact {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_mail = text.strip_prefix("mailto:").is_some_and(Mail::takes);
        let is_page = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && text.is_ascii());
        if is_mail || is_page { Ok(Self(text.to_owned())) } else { Err("write it as mailto:drift@klitmark.example") }
    }
}
