//! Sealing (XChaCha20-Poly1305): the only way in and out of the database for names, labels and every change.
//!
//! Sealed bytes are nonce ‖ ciphertext ‖ tag. Their place (table, column, row) is the associated data: bytes that were
//! moved to another row do not open.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use samspil_shared::sync::deliver::Opener;
use sha2::Sha256;

use crate::edge::Edge;

/// Bytes of a key.
pub(crate) const KEY_LEN: usize = 32;
const NONCE_LEN: usize = 24;
/// Bytes that sealing adds.
pub(crate) const OVERHEAD: usize = NONCE_LEN + 16;

/// A key and its cipher; its bytes are never shown.
#[derive(Clone)]
pub(crate) struct SealKey(XChaCha20Poly1305);

impl SealKey {
    pub(crate) fn new(bytes: &[u8; KEY_LEN]) -> Self {
        Self(XChaCha20Poly1305::new(bytes.into()))
    }

    pub(crate) fn seal(&self, place: &[u8], plain: &[u8], edge: &Edge) -> Vec<u8> {
        let nonce = XNonce::from(edge.bytes::<NONCE_LEN>());
        let cipher = self
            .0
            .encrypt(&nonce, Payload { msg: plain, aad: place })
            .unwrap_or_else(|_| unreachable!("the cipher takes any length that fits into memory"));
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&cipher);
        sealed
    }

    /// The plain bytes, or `None` if these were not sealed with this key for this place.
    pub(crate) fn open(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, cipher) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        self.0.decrypt(&nonce, Payload { msg: cipher, aad: place }).ok()
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(..)")
    }
}

/// What follows from the master key, which itself is not kept.
#[derive(Clone, Debug)]
pub(crate) struct Master {
    /// Names the master key beside what it wrapped.
    pub(crate) id: [u8; 16],
    /// Wraps data keys.
    pub(crate) wrap: SealKey,
    /// Seals cursors.
    pub(crate) token: SealKey,
    /// Opens what devices sealed to the server.
    pub(crate) opener: Opener,
    tag: [u8; KEY_LEN],
    code: [u8; KEY_LEN],
    once: [u8; KEY_LEN],
    device: [u8; KEY_LEN],
}

impl Master {
    pub(crate) fn new(master: &[u8; KEY_LEN]) -> Self {
        let derive = |label: &[u8]| mac(master, &[label]);
        let mut id = [0; 16];
        id.copy_from_slice(&derive(b"samspil master id 1")[..16]);
        Self {
            id,
            wrap: SealKey::new(&derive(b"samspil wrap 1")),
            token: SealKey::new(&derive(b"samspil token 1")),
            opener: Opener::derive(&derive(b"samspil deliver 1")),
            tag: derive(b"samspil tag 1"),
            code: derive(b"samspil code 1"),
            once: derive(b"samspil once 1"),
            device: derive(b"samspil device 1"),
        }
    }

    /// The secret that a device shares with the server.
    pub(crate) fn device_secret(&self, enrolment: &[u8]) -> [u8; KEY_LEN] {
        mac(&self.device, &[enrolment])
    }

    /// A secret that follows from these parts, for an answer that is given twice.
    pub(crate) fn once_secret(&self, parts: &[&[u8]]) -> [u8; KEY_LEN] {
        mac(&self.once, parts)
    }

    /// What is kept of a code that people type: too short for a plain hash, so nobody can guess it without the key.
    pub(crate) fn code_hash(&self, code: &str) -> [u8; 32] {
        mac(&self.code, &[code.as_bytes()])
    }

    /// The server's receipt over these parts (HMAC-SHA256, its first 16 bytes).
    pub(crate) fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac(&self.tag, parts)[..16]);
        tag
    }
}

fn mac(key: &[u8; KEY_LEN], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_bytes_open_in_their_place_only() {
        let edge = Edge::system();
        let key = SealKey::new(&[7; KEY_LEN]);
        let sealed = key.seal(b"users.name 1", b"Maria", &edge);
        assert_eq!(key.open(b"users.name 1", &sealed).as_deref(), Some(&b"Maria"[..]));
        assert_eq!(key.open(b"users.name 2", &sealed), None);
        assert_eq!(SealKey::new(&[8; KEY_LEN]).open(b"users.name 1", &sealed), None);
        assert_eq!(key.open(b"users.name 1", &sealed[..10]), None);
        assert_ne!(key.seal(b"users.name 1", b"Maria", &edge), sealed, "a nonce is never used twice");
    }

    #[test]
    fn one_master_key_gives_keys_that_differ() {
        let master = Master::new(&[7; KEY_LEN]);
        let sealed = master.wrap.seal(b"", b"key", &Edge::system());
        assert_eq!(master.token.open(b"", &sealed), None);
        assert_ne!(Master::new(&[8; KEY_LEN]).id, master.id);
        assert_ne!(Master::new(&[8; KEY_LEN]).code_hash("BCDF"), master.code_hash("BCDF"));
        assert_ne!(Master::new(&[8; KEY_LEN]).tag(&[b"x"]), master.tag(&[b"x"]));
    }
}
