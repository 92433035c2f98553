//! What lies on a phone and outlives the app.

use std::collections::BTreeMap;

use samspil_client::app::command::{PasskeySecret, SealedBox, Secret};
use samspil_client::app::draft::DraftKey;
use samspil_client::app::msg::Suspects;
use samspil_shared::domain::{EnrolmentId, PersonId, StationId};
use samspil_shared::sync::record::Record;
use samspil_shared::sync::slip::{SlipId, SlipKey, SlipSecret};

/// What lies on the device and outlives the app.
#[derive(Debug, Clone, Default)]
pub(crate) struct Device {
    pub(crate) vaults: Vec<StoredVault>,
    pub(crate) log: Vec<(u64, Record)>,
    pub(crate) drafts: BTreeMap<DraftKey, Vec<u8>>,
    pub(crate) boxes: Vec<SealedBox>,
    pub(crate) slip_key: Option<SlipKey>,
    /// In clear.
    pub(crate) facts: Option<String>,
    pub(crate) slip_secret: Option<SlipSecret>,
    pub(crate) slips: BTreeMap<SlipId, Vec<u8>>,
    /// In clear: that it is a station.
    pub(crate) station: Option<StationId>,
    /// In clear: who is not ready on it.
    pub(crate) not_ready: Option<String>,
    /// What the server left ready, sealed.
    pub(crate) packet: Option<Vec<u8>>,
    /// What the app was about to run through Automerge.
    pub(crate) applying: Option<Suspects>,
}

#[derive(Debug, Clone)]
pub(crate) struct StoredVault {
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    /// Empty for none.
    pub(crate) password: String,
    pub(crate) server_key: [u8; 32],
    pub(crate) passkeys: Vec<PasskeySecret>,
}

impl StoredVault {
    /// Makes the slot that this opens.
    pub(crate) fn put(&mut self, secret: Secret) {
        match secret {
            Secret::Password(password) => self.password = password,
            Secret::Server(key) => self.server_key = key,
            Secret::Passkey(secret) => {
                self.passkeys.retain(|other| other.credential != secret.credential);
                self.passkeys.push(secret);
            }
        }
    }
}
