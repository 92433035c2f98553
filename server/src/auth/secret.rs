//! Random secrets that people and browsers carry; the database holds hashes of them only.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};

/// `N` random bytes, written in base64 for addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    pub fn random(rng: &mut dyn Rng) -> Self {
        let mut bytes = [0; N];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    pub fn from_bytes(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// What the database keeps: a plain hash is enough, nobody guesses 32 random bytes.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The secret as its bearer carries it. Not `Display`, so that it is never printed by accident.
    pub fn reveal(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl<const N: usize> FromStr for Secret<N> {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // The length first: nobody makes us decode a book.
        if text.len() != (N * 8).div_ceil(6) {
            return Err(());
        }
        BASE64_URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(())
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_its_text_and_nothing_else_is_one() {
        let secret = Secret::<32>::from_bytes([0xfe; 32]);
        let text = secret.reveal();
        assert_eq!(text.parse(), Ok(secret.clone()));
        assert!(!format!("{secret:?}").contains(&text));
        let longer = format!("{text}A");
        for bad in ["", &text[1..], &longer, &text.replace('_', "/"), &text.replace('_', "=")] {
            assert!(bad.parse::<Secret<32>>().is_err(), "{bad} was taken");
        }
    }
}
