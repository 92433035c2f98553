//! Slips: what somebody writes on the lock screen. Their device can seal a slip and cannot read it again before it is
//! unlocked (05 "Locked is not stuck", *Skriv nu*); then it becomes a draft.
//!
//! HPKE (RFC 9180) as for deliver boxes, to a key pair of the person on this device. The secret half lies in the vault.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use minicbor::{Decode, Encode};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::frame::to_cbor;
use crate::domain::{PersonId, Timestamp};

/// Bytes of a key or secret.
pub const KEY_LEN: usize = 32;
/// Bytes of a slip's text.
pub const TEXT_MAX: usize = 64 * 1024;

const INFO: &[u8] = b"samspil slip 1";

/// Names a slip on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlipId([u8; 16]);

impl SlipId {
    /// A new one.
    pub fn random(rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The one with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What was written, and when it was begun by the device's clock.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Slip {
    /// When.
    #[n(0)]
    pub at: Timestamp,
    /// The text.
    #[n(1)]
    pub text: String,
}

/// The public half: whoever has it can seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlipKey([u8; KEY_LEN]);

impl SlipKey {
    /// The key with these bytes.
    pub const fn from_bytes(bytes: [u8; KEY_LEN]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// Seals a slip; `seed` is fresh randomness. `None` if this is no key, or the text is too long.
    pub fn seal(&self, person: PersonId, id: SlipId, slip: &Slip, seed: [u8; KEY_LEN]) -> Option<Vec<u8>> {
        if slip.text.len() > TEXT_MAX {
            return None;
        }
        let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&self.0).ok()?;
        let (head, cipher) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            INFO,
            &to_cbor(slip),
            &place(person, id),
            &mut ChaCha20Rng::from_seed(seed),
        )
        .ok()?;
        Some([&head.to_bytes()[..], &cipher].concat())
    }
}

/// The secret half; never shown.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct SlipSecret(#[cbor(n(0), with = "minicbor::bytes")] [u8; KEY_LEN]);

impl SlipSecret {
    /// A new one.
    pub fn random(rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; KEY_LEN];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Its public half.
    pub fn key(&self) -> SlipKey {
        let (_, public) = X25519HkdfSha256::derive_keypair(&self.0);
        let mut key = [0; KEY_LEN];
        key.copy_from_slice(&public.to_bytes());
        SlipKey(key)
    }

    /// What is in a slip; `None` if it was not sealed to this key for this person and place, or is none.
    pub fn open(&self, person: PersonId, id: SlipId, sealed: &[u8]) -> Option<Slip> {
        let (head, cipher) = sealed.split_at_checked(KEY_LEN)?;
        let head = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(head).ok()?;
        let (private, _) = X25519HkdfSha256::derive_keypair(&self.0);
        let plain = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &head,
            INFO,
            cipher,
            &place(person, id),
        )
        .ok()?;
        minicbor::decode(&plain).ok()
    }
}

impl fmt::Debug for SlipSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipSecret(not shown)")
    }
}

fn place(person: PersonId, id: SlipId) -> Vec<u8> {
    [&person.as_bytes()[..], &id.0].concat()
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;

    use super::*;

    const MARIA: PersonId = PersonId::from_bytes([1; 16]);
    const ID: SlipId = SlipId::from_bytes([2; 16]);

    #[test]
    fn a_slip_is_read_by_its_writer_in_its_place_and_by_nobody_else() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let secret = SlipSecret::random(&mut rng);
        let slip = Slip { at: Timestamp::from_ms(5), text: "Han vågnede kl. 2.".into() };
        let sealed = secret.key().seal(MARIA, ID, &slip, [3; KEY_LEN]).expect("a slip");
        assert_eq!(secret.open(MARIA, ID, &sealed), Some(slip.clone()));
        assert!(!sealed.windows(7).any(|seven| seven == "vågnede".as_bytes()[..7].as_ref()));
        assert_eq!(secret.open(PersonId::from_bytes([9; 16]), ID, &sealed), None);
        assert_eq!(secret.open(MARIA, SlipId::from_bytes([9; 16]), &sealed), None);
        assert_eq!(SlipSecret::random(&mut rng).open(MARIA, ID, &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(secret.open(MARIA, ID, &changed), None, "byte {at}");
        }
        let long = Slip { text: "a".repeat(TEXT_MAX + 1), ..slip };
        assert_eq!(secret.key().seal(MARIA, ID, &long, [3; KEY_LEN]), None);
        assert_eq!(format!("{secret:?}"), "SlipSecret(not shown)");
    }
}
