//! The short code that covers an open app when nobody is at it. It protects nothing on a copied device: the key stays in
//! memory behind it, for a quarter of an hour at most (05 "The device vault"). So it is kept in the vault, and needs no
//! stretching: whoever could guess against it has the vault open already.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

/// Digits of a code.
pub const PIN_MIN: usize = 4;
/// Digits of a code, at most.
pub const PIN_MAX: usize = 8;

/// A code, as it is compared.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Pin {
    #[cbor(n(0), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[cbor(n(1), with = "minicbor::bytes")]
    digest: [u8; 32],
}

/// Why a code is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinFault {
    /// Too short, too long, or something else than digits.
    #[error("a code has {PIN_MIN} to {PIN_MAX} digits")]
    Form,
    /// One digit over and over, or digits in a row.
    #[error("everybody tries this code first")]
    Simple,
}

impl Pin {
    /// A code of these digits.
    ///
    /// # Errors
    /// [`PinFault`] if it is none, or one that everybody tries first.
    pub fn new(digits: &str, rng: &mut dyn rand::Rng) -> Result<Self, PinFault> {
        let bytes = digits.as_bytes();
        if !(PIN_MIN..=PIN_MAX).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_digit) {
            return Err(PinFault::Form);
        }
        let steps = |step: i16| bytes.windows(2).all(|two| i16::from(two[1]) - i16::from(two[0]) == step);
        if [-1, 0, 1].into_iter().any(steps) {
            return Err(PinFault::Simple);
        }
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Ok(Self { salt, digest: digest(&salt, bytes) })
    }

    /// Whether these are its digits.
    pub fn fits(&self, digits: &str) -> bool {
        digest(&self.salt, digits.as_bytes()) == self.digest
    }
}

fn digest(salt: &[u8; 16], digits: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(b"samspil pin 1").chain_update(salt).chain_update(digits).finalize().into()
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_code_has_a_few_digits_that_not_everybody_tries_first() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for (digits, fault) in [
            ("", PinFault::Form),
            ("123", PinFault::Form),
            ("123456789", PinFault::Form),
            ("12a4", PinFault::Form),
            ("１２３５", PinFault::Form),
            ("1234", PinFault::Simple),
            ("8765", PinFault::Simple),
            ("0000", PinFault::Simple),
        ] {
            assert_eq!(Pin::new(digits, &mut rng), Err(fault), "{digits}");
        }
        let pin = Pin::new("2580", &mut rng).expect("a code");
        assert!(pin.fits("2580"));
        assert!(!pin.fits("2581"));
        assert_ne!(Pin::new("2580", &mut rng), Ok(pin), "each has its own salt");
    }
}
