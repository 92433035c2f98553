//! What a signed-in person gets.

use serde::{Deserialize, Serialize};

use super::DeliverKeys;
use crate::domain::{EnrolmentId, PersonId, Role, Timestamp, UnitId};

/// A person as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their login name.
    pub login: String,
}

/// Something the person may act as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActingChoice {
    /// The role.
    pub role: Role,
    /// The unit acted for.
    pub unit: UnitId,
    /// The unit's name.
    pub unit_name: String,
}

/// A session: the access token lives in memory only, the refresh token in a cookie that no script reads.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// For the API, and as the socket's ticket in `Hello`.
    pub access_token: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// The server's clock, for the device's offset.
    pub now: Timestamp,
    /// Who is signed in.
    pub person: Person,
    /// This device; kept through later logins.
    pub enrolment: EnrolmentId,
    /// Roles whose window is open now, ascending by role and unit.
    pub acting: Vec<ActingChoice>,
    /// What this device seals to the server with.
    pub deliver: DeliverKeys,
    /// The person works here and must make a passkey before anything else.
    #[serde(default)]
    pub passkey_needed: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub person: Person,
    /// This device.
    pub enrolment: EnrolmentId,
    /// Roles whose window is open now, ascending by role and unit.
    pub acting: Vec<ActingChoice>,
}

/// A device that the person has signed in on and that has not been ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its id.
    pub enrolment: EnrolmentId,
    /// What the browser said of itself.
    pub label: String,
    /// The first login.
    pub created_at: Timestamp,
    /// When it was last in touch, to about a quarter of an hour.
    pub last_seen_at: Timestamp,
    /// The one that asks.
    pub this: bool,
}

/// The person's devices, the one seen last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// One each.
    pub devices: Vec<Device>,
}

/// Which device is to be ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndDevice {
    /// One of the person's own.
    pub enrolment: EnrolmentId,
}

/// The server's share of the vault on this device: 32 random bytes that wrap its key (wrap slot 3). Given out only
/// within a quarter of an hour after a login with a password or passkey: a copied profile holds the cookie, and must not open.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The bytes, hexadecimal.
    pub key: String,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({:?}, {:?}, token not shown)", self.person.id, self.enrolment)
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slot(not shown)")
    }
}
