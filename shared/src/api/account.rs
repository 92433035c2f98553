//! Links and logins.

use serde::{Deserialize, Serialize};

use crate::domain::{EnrolmentId, Timestamp};

/// Characters a new password has at least (05 "Identity").
pub const PASSWORD_MIN: usize = 12;
/// Bytes any password has at most, so that nobody makes the server hash a book.
pub const PASSWORD_BYTES_MAX: usize = 1024;
/// Characters of a login name, at least.
pub const LOGIN_MIN: usize = 2;
/// Characters of a login name, at most.
pub const LOGIN_MAX: usize = 64;

/// A one-time link's token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What stands after `#link=`, or the link's code.
    pub token: String,
}

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The person's name as whoever invited them wrote it.
    pub name: String,
    /// The login the person has, or is to have; if there is none they choose one.
    pub login: Option<String>,
    /// Whether the person already has an account: the link then sets a new password.
    pub has_account: bool,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// Uses a one-time link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// What stands after `#link=`.
    pub token: String,
    /// The login chosen; absent, or the same, if the link already names one.
    pub login: Option<String>,
    /// The new password: [`PASSWORD_MIN`] characters or more.
    pub password: String,
    /// What the person calls this device, at most 100 characters.
    pub device: String,
    /// This device's enrolment of the same person, if it has one.
    pub enrolment: Option<EnrolmentId>,
}

/// Login with a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The login name; case does not count.
    pub login: String,
    /// The password.
    pub password: String,
    /// What the person calls this device, at most 100 characters.
    pub device: String,
    /// This device's enrolment of the same person, if it has one. Another person's is answered with a new one.
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
secret_debug!(Link, Accept, Login);
