//! Deliver boxes: an operation that waits to be sent lies on the device a second time, sealed so that the server alone
//! opens it. Whoever is at the device next, or the device itself, brings it while its author is locked out (05 "Locked
//! is not stuck").
//!
//! A box is sealed with HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305) to the server's key. Inside, a MAC with a
//! secret that the enrolled device shares with the server proves who made it: the bearer proves nothing.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use minicbor::{Decode, Encode};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

use super::frame::{CHANGE_MAX, CREATE_CHANGES_MAX, Op, to_cbor};
use super::record::OpKey;
use crate::domain::{Acting, EnrolmentId, PersonId};

/// Bytes of a key or secret.
pub const KEY_LEN: usize = 32;
/// Bytes of a box: the largest creation with room for ids and seals.
pub const BOX_MAX: usize = CREATE_CHANGES_MAX * CHANGE_MAX + 4 * 1024;

const INFO: &[u8] = b"samspil deliver 1";
const MAC_LEN: usize = 32;

/// Where a box of an operation lies: a digest of what the operation is, so that its answer finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxKey([u8; 16]);

impl BoxKey {
    /// The key of this operation's box.
    pub fn of(op: OpKey) -> Self {
        let digest = Sha256::new().chain_update(INFO).chain_update(to_cbor(&op)).finalize();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }

    /// The key with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What a device needs to make boxes: the server's public key, and the secret that it shares with the server.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeliverKeys {
    /// The server's.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub public: [u8; KEY_LEN],
    /// This device's.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub secret: [u8; KEY_LEN],
}

impl fmt::Debug for DeliverKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeliverKeys(not shown)")
    }
}

/// What is in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Whose operation it is.
    pub person: PersonId,
    /// The device it was made on.
    pub enrolment: EnrolmentId,
    /// What the person acted as.
    pub acting: Acting,
    /// The operation.
    pub op: Op,
}

#[derive(Encode, Decode)]
struct Content {
    #[n(0)]
    person: PersonId,
    #[n(1)]
    enrolment: EnrolmentId,
    #[n(2)]
    acting: Acting,
    #[n(3)]
    op: Op,
}

/// Bytes that are no box of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BoxError {
    /// More than [`BOX_MAX`] bytes, or too few.
    #[error("no box has {0} bytes")]
    Size(usize),
    /// Not sealed to this server, or changed since.
    #[error("it was not sealed to this server")]
    Sealed,
    /// It opens, and holds nothing that this version understands.
    #[error("its content is not understood")]
    Content,
    /// It was not made by the device that it names.
    #[error("it was not made by the device that it names")]
    Maker,
}

/// Seals an operation to the server. `seed` is fresh randomness.
///
/// # Errors
/// [`BoxError::Sealed`] if the server's key is none.
pub fn seal(parcel: Parcel, keys: &DeliverKeys, seed: [u8; KEY_LEN]) -> Result<Vec<u8>, BoxError> {
    let Parcel { person, enrolment, acting, op } = parcel;
    let mut plain = to_cbor(&Content { person, enrolment, acting, op });
    let mac = mac(&keys.secret, &plain);
    plain.extend_from_slice(&mac.finalize().into_bytes());
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&keys.public).map_err(|_| BoxError::Sealed)?;
    let (head, cipher) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        INFO,
        &plain,
        &[],
        &mut ChaCha20Rng::from_seed(seed),
    )
    .map_err(|_| BoxError::Sealed)?;
    Ok([&head.to_bytes()[..], &cipher].concat())
}

/// The server's end: its private key, from which the public one follows.
#[derive(Clone)]
pub struct Opener {
    private: <X25519HkdfSha256 as Kem>::PrivateKey,
    public: [u8; KEY_LEN],
}

impl Opener {
    /// The key pair that follows from these secret bytes.
    pub fn derive(secret: &[u8; KEY_LEN]) -> Self {
        let (private, key) = X25519HkdfSha256::derive_keypair(secret);
        let mut public = [0; KEY_LEN];
        public.copy_from_slice(&key.to_bytes());
        Self { private, public }
    }

    /// What devices seal to.
    pub fn public(&self) -> [u8; KEY_LEN] {
        self.public
    }

    /// What is in a box; `secret_of` gives the secret of the device that it names.
    ///
    /// # Errors
    /// [`BoxError`] for anything but a whole box of one of our devices.
    pub fn open(
        &self,
        sealed: &[u8],
        secret_of: impl FnOnce(EnrolmentId) -> [u8; KEY_LEN],
    ) -> Result<Parcel, BoxError> {
        if sealed.len() > BOX_MAX {
            return Err(BoxError::Size(sealed.len()));
        }
        let (head, cipher) = sealed.split_at_checked(KEY_LEN).ok_or(BoxError::Size(sealed.len()))?;
        let head = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(head).map_err(|_| BoxError::Sealed)?;
        let plain = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.private,
            &head,
            INFO,
            cipher,
            &[],
        )
        .map_err(|_| BoxError::Sealed)?;
        let content = plain.len().checked_sub(MAC_LEN).ok_or(BoxError::Content)?;
        let (content, tag) = plain.split_at(content);
        let mut decoder = minicbor::Decoder::new(content);
        let Content { person, enrolment, acting, op } = decoder.decode().map_err(|_| BoxError::Content)?;
        if decoder.position() != content.len() {
            return Err(BoxError::Content);
        }
        mac(&secret_of(enrolment), content).verify_slice(tag).map_err(|_| BoxError::Maker)?;
        Ok(Parcel { person, enrolment, acting, op })
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener(..)")
    }
}

fn mac(secret: &[u8; KEY_LEN], content: &[u8]) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(content);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DocId, Role, UnitId};

    fn parcel() -> Parcel {
        Parcel {
            person: PersonId::from_bytes([1; 16]),
            enrolment: EnrolmentId::from_bytes([2; 12]),
            acting: Acting { role: Role::FosterParent, unit: UnitId::from_bytes([3; 16]) },
            op: Op::Change { doc: DocId::from_bytes([4; 16]), bytes: b"Noah sov godt".to_vec() },
        }
    }

    fn sealed(opener: &Opener, secret: u8, seed: u8) -> Vec<u8> {
        let keys = DeliverKeys { public: opener.public(), secret: [secret; KEY_LEN] };
        seal(parcel(), &keys, [seed; KEY_LEN]).expect("a box")
    }

    #[test]
    fn a_box_comes_out_as_it_went_in() {
        let opener = Opener::derive(&[7; KEY_LEN]);
        let bytes = sealed(&opener, 5, 1);
        let opened = opener.open(&bytes, |enrolment| {
            assert_eq!(enrolment, parcel().enrolment);
            [5; KEY_LEN]
        });
        assert_eq!(opened, Ok(parcel()));
        assert_ne!(bytes, sealed(&opener, 5, 2), "two boxes of one operation look different");
        assert!(!bytes.windows(4).any(|four| four == b"Noah"));
        let keys = DeliverKeys { public: Opener::derive(&[7; KEY_LEN]).public(), secret: [0; KEY_LEN] };
        assert_eq!(keys.public, opener.public(), "the key pair is the same after a restart");
    }

    #[test]
    fn any_changed_byte_is_found() {
        let opener = Opener::derive(&[7; KEY_LEN]);
        let whole = sealed(&opener, 5, 1);
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert_eq!(opener.open(&changed, |_| [5; KEY_LEN]), Err(BoxError::Sealed), "byte {at}");
            assert!(opener.open(&whole[..at], |_| [5; KEY_LEN]).is_err(), "cut at {at}");
        }
        let long = vec![0; BOX_MAX + 1];
        assert_eq!(opener.open(&long, |_| [5; KEY_LEN]), Err(BoxError::Size(BOX_MAX + 1)));
        assert_eq!(opener.open(&[], |_| [5; KEY_LEN]), Err(BoxError::Size(0)));
    }

    #[test]
    fn nobody_makes_a_box_in_anothers_name_or_for_another_server() {
        let opener = Opener::derive(&[7; KEY_LEN]);
        assert_eq!(opener.open(&sealed(&opener, 6, 1), |_| [5; KEY_LEN]), Err(BoxError::Maker));
        let other = Opener::derive(&[8; KEY_LEN]);
        assert_eq!(other.open(&sealed(&opener, 5, 1), |_| [5; KEY_LEN]), Err(BoxError::Sealed));
    }

    #[test]
    fn each_operation_has_a_key_of_its_own() {
        let doc = DocId::from_bytes([4; 16]);
        let hash = crate::domain::ChangeHash::from_bytes([5; 32]);
        let keys = [OpKey::Create(doc), OpKey::Change(doc, hash), OpKey::Withdraw(doc)].map(BoxKey::of);
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
        assert_eq!(BoxKey::of(OpKey::Create(doc)), keys[0]);
    }
}
