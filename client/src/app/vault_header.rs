//! What lies in clear beside a person's vault: who it belongs to and the slots that each wrap its key.
//!
//! The header is CBOR `[version, body, SHA-256 of body]`, so that a damaged header is told from a wrong password: the
//! digest catches the first, the slot's own tag the second. No login name and no full name is in it.

use hkdf::Hkdf;
use minicbor::{Decode, Encode};
use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::command::PasskeySecret;
use super::sealed::{NONCE_LEN, TAG_LEN};

/// The header's version.
pub const VERSION: u8 = 1;

/// Bytes of the vault key and of every key that wraps it.
pub const KEY_LEN: usize = 32;

/// Bytes of a slot's salt.
pub const SALT_LEN: usize = 16;

/// Letters a lock screen may show to tell the vaults of a shared computer apart.
pub const INITIALS_MAX: usize = 4;

/// Bytes a header may have; a whole set of passkeys stays far below.
const HEADER_MAX: usize = 64 * 1024;

const WRAPPED_LEN: usize = KEY_LEN + TAG_LEN;

/// One person's vault on this device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct VaultHeader {
    /// Whose vault it is.
    #[n(0)]
    pub person: PersonId,
    /// The device as the server enrolled it: a login names it, so that the same server slot opens again.
    #[n(1)]
    pub enrolment: EnrolmentId,
    /// At most [`INITIALS_MAX`] letters for the lock screen; may be empty.
    #[n(2)]
    pub initials: String,
    /// When the vault was made, by the device's clock.
    #[n(3)]
    pub created_at: Timestamp,
    /// Slot 1: the password, if the person has one.
    #[n(4)]
    pub password: Option<PasswordSlot>,
    /// Slot 2: passkeys, one entry each.
    #[n(5)]
    pub passkeys: Vec<PasskeySlot>,
    /// Slot 3: a key that the server keeps for this enrolment.
    #[n(6)]
    pub server: ServerSlot,
    /// The person's own key pair, once the server has one.
    #[n(7)]
    pub key_pair: Option<KeyPair>,
    /// The server's public key, to seal unsent work to.
    #[cbor(n(8), with = "minicbor::bytes")]
    pub server_public_key: Option<Vec<u8>>,
}

/// The vault key, sealed by a slot's key with AES-256-GCM.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Wrapped {
    /// The nonce.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub nonce: [u8; NONCE_LEN],
    /// The sealed key with its tag.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub cipher: [u8; WRAPPED_LEN],
}

/// The slot that a password opens.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PasswordSlot {
    /// How the password becomes a key.
    #[n(0)]
    pub kdf: KdfParams,
    /// Argon2's salt.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub salt: [u8; SALT_LEN],
    /// The vault key.
    #[n(2)]
    pub wrapped: Wrapped,
}

/// The slot that one passkey opens by its PRF.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PasskeySlot {
    /// Which passkey.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub credential: Vec<u8>,
    /// The PRF's input.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub salt: [u8; KEY_LEN],
    /// The vault key.
    #[n(2)]
    pub wrapped: Wrapped,
}

/// The slot that the server's key opens.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ServerSlot {
    /// The vault key.
    #[n(0)]
    pub wrapped: Wrapped,
}

/// A person's key pair; the private half is sealed with the vault key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct KeyPair {
    /// The public half.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub public: Vec<u8>,
    /// The nonce of the private half.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; NONCE_LEN],
    /// The sealed private half.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub private: Vec<u8>,
}

/// Argon2id's costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct KdfParams {
    /// Memory in KiB.
    #[n(0)]
    pub m_kib: u32,
    /// Passes.
    #[n(1)]
    pub t: u32,
    /// Lanes.
    #[n(2)]
    pub p: u32,
}

impl KdfParams {
    /// What new slots get (05 "The device vault").
    pub const STANDARD: Self = Self { m_kib: 64 * 1024, t: 3, p: 1 };

    /// Whether a device can be asked to do this: a damaged or hostile header must not take all memory, nor cost nothing.
    fn bearable(self) -> bool {
        (8 * 1024..=1024 * 1024).contains(&self.m_kib) && (1..=16).contains(&self.t) && (1..=4).contains(&self.p)
    }
}

/// Which slot a wrapped key lies in; bound into its seal, so that slots cannot be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The password's.
    Password,
    /// A passkey's.
    Passkey,
    /// The server's.
    Server,
}

/// The bytes are no header this app can use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// Written by a newer app.
    #[error("the vault header has version {0}")]
    Newer(u8),
    /// Cut off, changed or never a header.
    #[error("the vault header is damaged: {0}")]
    Damaged(&'static str),
}

impl VaultHeader {
    /// The header as it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = encode(self);
        let digest: [u8; 32] = Sha256::digest(&body).into();
        encode(&Envelope { version: VERSION, body, digest })
    }

    /// Reads what [`VaultHeader::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > HEADER_MAX {
            return Err(HeaderError::Damaged("too long"));
        }
        let mut decoder = minicbor::Decoder::new(bytes);
        let version = decoder.array().and_then(|_| decoder.u8()).map_err(|_| HeaderError::Damaged("no version"))?;
        match version {
            VERSION => {}
            0 => return Err(HeaderError::Damaged("no version")),
            newer => return Err(HeaderError::Newer(newer)),
        }
        let envelope: Envelope = minicbor::decode(bytes).map_err(|_| HeaderError::Damaged("cut off"))?;
        if Sha256::digest(&envelope.body)[..] != envelope.digest {
            return Err(HeaderError::Damaged("its digest differs"));
        }
        let header: Self = minicbor::decode(&envelope.body).map_err(|_| HeaderError::Damaged("its fields"))?;
        if header.password.as_ref().is_some_and(|slot| !slot.kdf.bearable()) {
            return Err(HeaderError::Damaged("its password costs"));
        }
        if header.initials.chars().count() > INITIALS_MAX {
            return Err(HeaderError::Damaged("its initials"));
        }
        Ok(header)
    }
}

/// What a slot's seal binds the vault key to.
pub fn slot_associated_data(person: PersonId, slot: Slot) -> Vec<u8> {
    let number = match slot {
        Slot::Password => 1,
        Slot::Passkey => 2,
        Slot::Server => 3,
    };
    [&b"samspil slot"[..], &[VERSION, number], person.as_bytes()].concat()
}

/// The key that wraps the vault key in a passkey's slot: HKDF over what the passkey's PRF gives for the slot's salt.
pub fn passkey_wrapping_key(person: PersonId, secret: &PasskeySecret) -> [u8; KEY_LEN] {
    let info = [&b"samspil slot"[..], &[VERSION, 2], person.as_bytes(), &secret.credential].concat();
    let mut key = [0; KEY_LEN];
    Hkdf::<Sha256>::new(Some(&secret.salt), &secret.output)
        .expand(&info, &mut key)
        .unwrap_or_else(|_| unreachable!("one block is asked for"));
    key
}

/// The first letters of up to [`INITIALS_MAX`] of a name's words, for [`VaultHeader::initials`].
pub fn initials(name: &str) -> String {
    let words = name.split_whitespace().take(INITIALS_MAX);
    words.filter_map(|word| word.chars().next()).collect()
}

#[derive(Encode, Decode)]
struct Envelope {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    body: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    digest: [u8; 32],
}

fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_else(|error| unreachable!("encoding into memory has nothing to fail at: {error}"))
}

#[cfg(test)]
mod tests;
