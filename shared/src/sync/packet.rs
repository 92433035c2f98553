//! Packets: what an officer sees in the next shift, sealed by the server to their vault on a shared computer (08 rule 32).
//! A colleague's session fetches it and cannot read it; its officer opens it without a network, inside the window alone.
//!
//! What is sealed are the very frames that a sync would have brought, so that the next sync goes on from them. The seal is
//! HPKE (RFC 9180, as for deliver boxes) to a key pair that follows from the secret which the enrolled device shares with
//! the server; a MAC with that secret inside proves that the server made it, and nobody who can write to the disk.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit, Mac};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::Sha256;

use super::frame::{Item, Items, ServerFrame, Space, Visible, to_cbor};
use crate::domain::duty::{CLOSES_AFTER_MS, OPENS_BEFORE_MS, SHIFT_MAX_MS};
use crate::domain::{Acting, EnrolmentId, Epoch, PersonId, SpaceId, Timestamp};

/// Bytes of a sealed packet: the cards and follow-ups of some thousand families.
pub const PACKET_MAX: usize = 4 * 1024 * 1024;
/// Bytes of frames in one: what is left of [`PACKET_MAX`] for its head, seals and lengths.
pub const PACKET_FRAMES_MAX: usize = PACKET_MAX - 64 * 1024;

const KEY_LEN: usize = 32;
const MAC_LEN: usize = 32;
const VERSION: u8 = 1;
const INFO: &[u8] = b"samspil packet 1";

/// What stands on a packet in clear: what says when it may be opened, and when it is to go unopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    #[n(0)]
    version: u8,
    /// Whose it is.
    #[n(1)]
    pub person: PersonId,
    /// On which device.
    #[n(2)]
    pub enrolment: EnrolmentId,
    /// When the server made it.
    #[n(3)]
    pub made: Timestamp,
    /// From when it may be opened.
    #[n(4)]
    pub from: Timestamp,
    /// When it is over.
    #[n(5)]
    pub until: Timestamp,
}

impl Head {
    /// The head of a packet made at `made` for a window.
    pub fn new(person: PersonId, enrolment: EnrolmentId, made: Timestamp, from: Timestamp, until: Timestamp) -> Self {
        Self { version: VERSION, person, enrolment, made, from, until }
    }

    /// What stands on these bytes; `None` if they are no packet.
    pub fn of(packet: &[u8]) -> Option<Self> {
        outer(packet).map(|outer| outer.head).ok()
    }

    fn is_whole(&self) -> bool {
        let longest = OPENS_BEFORE_MS + SHIFT_MAX_MS + CLOSES_AFTER_MS;
        let length = self.until.as_ms().checked_sub(self.from.as_ms());
        self.version == VERSION && length.is_some_and(|length| 0 < length && length <= longest)
    }
}

/// What is in a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// What stood on it.
    pub head: Head,
    /// What its person acts as.
    pub acting: Acting,
    /// The server's history.
    pub epoch: Epoch,
    /// All spaces that are reached in the window.
    pub spaces: Vec<Space>,
    /// What is visible in them, and its documents.
    pub steps: Vec<Step>,
}

/// A frame of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// All that is visible of a space.
    Visible(Visible),
    /// Documents.
    Items(Items),
}

/// Bytes that are no packet of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// More than [`PACKET_MAX`] bytes, or no packet.
    #[error("it is no packet")]
    Form,
    /// Not sealed to this device, or changed since.
    #[error("it was not sealed to this device")]
    Sealed,
    /// It opens, and does not hold what a packet holds.
    #[error("its content is not understood")]
    Content,
}

#[derive(Encode, Decode)]
struct Outer {
    #[n(0)]
    head: Head,
    #[cbor(n(1), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

#[derive(Encode, Decode)]
struct Content {
    #[n(0)]
    acting: Acting,
    #[n(1)]
    frames: Vec<ByteVec>,
}

/// Seals the frames of a sync to the device whose secret this is; `seed` is fresh randomness. `None` if it were larger than
/// a packet may be.
pub fn seal(
    head: Head,
    acting: Acting,
    frames: Vec<Vec<u8>>,
    secret: &[u8; KEY_LEN],
    seed: [u8; KEY_LEN],
) -> Option<Vec<u8>> {
    let mut plain = to_cbor(&Content { acting, frames: frames.into_iter().map(ByteVec::from).collect() });
    let bound = to_cbor(&head);
    let tag = mac(secret, &bound, &plain).finalize().into_bytes();
    plain.extend_from_slice(&tag);
    let (_, public) = X25519HkdfSha256::derive_keypair(&key_material(secret));
    let (start, cipher) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        INFO,
        &plain,
        &bound,
        &mut ChaCha20Rng::from_seed(seed),
    )
    .ok()?;
    let packet = to_cbor(&Outer { head, sealed: [&start.to_bytes()[..], &cipher].concat() });
    (packet.len() <= PACKET_MAX).then_some(packet)
}

/// Opens a packet with the secret of the device it lies on. When it may be looked at is for the caller to say.
///
/// # Errors
/// [`PacketError`] for anything but a whole packet that the server sealed to this device.
pub fn open(packet: &[u8], secret: &[u8; KEY_LEN]) -> Result<Packet, PacketError> {
    let Outer { head, sealed } = outer(packet)?;
    let (start, cipher) = sealed.split_at_checked(KEY_LEN).ok_or(PacketError::Form)?;
    let start = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(start).map_err(|_| PacketError::Sealed)?;
    let (private, _) = X25519HkdfSha256::derive_keypair(&key_material(secret));
    let bound = to_cbor(&head);
    let plain = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &start,
        INFO,
        cipher,
        &bound,
    )
    .map_err(|_| PacketError::Sealed)?;
    let content = plain.len().checked_sub(MAC_LEN).ok_or(PacketError::Content)?;
    let (content, tag) = plain.split_at(content);
    mac(secret, &bound, content).verify_slice(tag).map_err(|_| PacketError::Sealed)?;
    let mut decoder = minicbor::Decoder::new(content);
    let Content { acting, frames } = decoder.decode().map_err(|_| PacketError::Content)?;
    if decoder.position() != content.len() {
        return Err(PacketError::Content);
    }
    read(head, acting, &frames).ok_or(PacketError::Content)
}

fn outer(packet: &[u8]) -> Result<Outer, PacketError> {
    if packet.len() > PACKET_MAX {
        return Err(PacketError::Form);
    }
    let mut decoder = minicbor::Decoder::new(packet);
    let outer: Outer = decoder.decode().map_err(|_| PacketError::Form)?;
    let whole = decoder.position() == packet.len() && outer.head.is_whole();
    if whole { Ok(outer) } else { Err(PacketError::Form) }
}

/// What a sync from nothing says, in its order; `None` if it says anything else.
fn read(head: Head, acting: Acting, frames: &[ByteVec]) -> Option<Packet> {
    let (first, rest) = frames.split_first()?;
    let ServerFrame::Welcome(welcome) = ServerFrame::decode(first).ok()? else { return None };
    let mut spaces: BTreeMap<SpaceId, Space> = welcome.spaces.into_iter().map(|space| (space.id, space)).collect();
    let known: BTreeSet<SpaceId> = spaces.keys().copied().collect();
    let (mut steps, mut parts) = (Vec::new(), BTreeMap::<SpaceId, Visible>::new());
    for frame in rest {
        match ServerFrame::decode(frame).ok()? {
            ServerFrame::Space(space) if known.contains(&space.id) => {
                spaces.insert(space.id, space);
            }
            ServerFrame::Visible(part) if known.contains(&part.space) => {
                let last = part.part.checked_add(1)? == part.of;
                let space = part.space;
                match parts.get_mut(&space) {
                    None if part.part == 0 => {
                        parts.insert(space, part);
                    }
                    Some(whole) if whole.part.checked_add(1) == Some(part.part) && whole.of == part.of => {
                        whole.part = part.part;
                        whole.docs.extend(part.docs);
                        whole.token = part.token;
                    }
                    _ => return None,
                }
                if last {
                    steps.push(Step::Visible(Visible { part: 0, of: 1, ..parts.remove(&space)? }));
                }
            }
            ServerFrame::Items(items) if known.contains(&items.space) => {
                let in_place = |item: &Item| matches!(item, Item::New(new) if new.meta.space == items.space);
                if !items.items.iter().all(in_place) {
                    return None;
                }
                steps.push(Step::Items(items));
            }
            _ => return None,
        }
    }
    let spaces = spaces.into_values().collect();
    parts.is_empty().then_some(Packet { head, acting, epoch: welcome.epoch, spaces, steps })
}

/// The secret serves boxes too: what keys follow from here serves packets alone.
fn key_material(secret: &[u8; KEY_LEN]) -> [u8; KEY_LEN] {
    let mut hmac = keyed(secret);
    hmac.update(INFO);
    hmac.finalize().into_bytes().into()
}

fn mac(secret: &[u8; KEY_LEN], bound: &[u8], content: &[u8]) -> Hmac<Sha256> {
    let mut mac = keyed(&key_material(secret));
    // The head has no length of its own to be told apart by.
    mac.update(&(bound.len() as u64).to_be_bytes());
    mac.update(bound);
    mac.update(content);
    mac
}

fn keyed(key: &[u8; KEY_LEN]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"))
}

#[cfg(test)]
mod tests;
