//! How a person hears that there is something new. What they hear says no more than that.

use serde::{Deserialize, Serialize};

/// Characters of an e-mail address, at most (RFC 5321).
pub const ADDRESS_MAX: usize = 254;
/// Characters of a push service's address, at most.
pub const ENDPOINT_MAX: usize = 1024;

/// The language of what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeLanguage {
    /// Danish.
    Da,
    /// English.
    En,
}

impl NoticeLanguage {
    /// All that is ever said, as mail, as push and on a lock screen: no name, no number, no place.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Da => "Der er nyt i Samspil",
            Self::En => "Something new in Samspil",
        }
    }

    /// As it is stored, and as it stands in a push.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Da, Self::En].into_iter().find(|language| language.code() == code)
    }
}

/// What the person has chosen, and what the server offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// Mail, if the server sends any.
    pub mail: Option<MailNotices>,
    /// Push, if the server sends any and this device may be told.
    pub push: Option<PushNotices>,
}

/// One mail a day at most.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailNotices {
    /// The hour of the Danish day at which it is sent.
    pub hour: u8,
    /// Where to; none is sent without.
    pub address: Option<String>,
}

/// One push an hour at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushNotices {
    /// The server's public key as `PushManager.subscribe` takes it, base64url.
    pub key: String,
    /// Whether this device is told.
    pub is_on: bool,
}

/// What the person chooses.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetNotices {
    /// Where a mail goes; without one no mail is sent and no address is kept.
    pub address: Option<String>,
    /// Of mail and push.
    pub language: NoticeLanguage,
}

/// Where this device's browser takes pushes, as it says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscribePush {
    /// Address of the push service, at most [`ENDPOINT_MAX`] characters.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The secret it shares with us, base64url.
    pub auth: String,
    /// Of mail and push.
    pub language: NoticeLanguage,
}

macro_rules! secret_debug {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(not shown)"))
            }
        })*
    };
}
secret_debug!(MailNotices, SetNotices, SubscribePush);
