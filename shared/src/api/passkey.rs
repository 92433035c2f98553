//! Passkeys: a question, what the authenticator says to it, and what a person has.
//!
//! Question and answer are JSON of WebAuthn inside a text, as the browser takes and gives them: neither side of ours
//! has types for them in common. What an authenticator computes for the vault (its PRF) is in neither.

use serde::{Deserialize, Serialize};

use crate::domain::{EnrolmentId, Timestamp};

/// Passkeys that one person has at most.
pub const PASSKEYS_MAX: usize = 20;
/// Characters of a passkey's name that are kept.
pub const PASSKEY_LABEL_MAX: usize = 100;

/// A question for an authenticator; it is answered once, within five minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyQuestion {
    /// Goes back with the answer as it is.
    pub ceremony: String,
    /// `publicKey` of the options of `navigator.credentials`, as JSON; bytes are base64url.
    pub options: String,
}

/// What the authenticator says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// Of the question.
    pub ceremony: String,
    /// The credential as JSON, without extension results; bytes are base64url.
    pub credential: String,
}

/// A new passkey of whoever is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPasskey {
    /// To [`super::PASSKEYS_BEGIN`].
    pub answer: PasskeyAnswer,
    /// What the person calls it, at most [`PASSKEY_LABEL_MAX`] characters; by default what the browser says of itself.
    pub label: String,
}

/// Which passkey is to be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndPasskey {
    /// Of [`Passkey::id`].
    pub id: String,
}

/// A passkey that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its credential's id, hexadecimal.
    pub id: String,
    /// What the person calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_used_at: Option<Timestamp>,
}

/// The person's passkeys, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    /// One each.
    pub passkeys: Vec<Passkey>,
    /// There is a password too: the last passkey may go.
    pub has_password: bool,
}

/// Login with a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyLogin {
    /// To [`super::LOGIN_PASSKEY_BEGIN`].
    pub answer: PasskeyAnswer,
    /// What the person calls this device, at most 100 characters.
    pub device: String,
    /// This device's enrolment of the same person, if it has one. Another person's is answered with a new one.
    pub enrolment: Option<EnrolmentId>,
}

/// Asks to use a one-time link with a passkey.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkPasskey {
    /// What stands after `#link=`.
    pub token: String,
    /// The login chosen; absent, or the same, if the link already names one.
    pub login: Option<String>,
}

/// Uses a one-time link with a passkey in place of a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptPasskey {
    /// What stands after `#link=`.
    pub token: String,
    /// To [`super::LINK_PASSKEY_BEGIN`]; the login is the one that was asked for there.
    pub answer: PasskeyAnswer,
    /// What the person calls this device, at most 100 characters; the passkey bears the same name.
    pub device: String,
    /// This device's enrolment of the same person, if it has one.
    pub enrolment: Option<EnrolmentId>,
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
secret_debug!(LinkPasskey, AcceptPasskey);
