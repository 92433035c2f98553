//! The one source of randomness of the client: the browser's `crypto.getRandomValues`.

use rand::TryRng;
use std::convert::Infallible;

use super::error::ShellError;

/// Fills `bytes` from the browser.
#[expect(clippy::disallowed_methods, reason = "this is the edge that asks the machine for entropy")]
pub fn fill(bytes: &mut [u8]) -> Result<(), ShellError> {
    getrandom::fill(bytes).map_err(|_| ShellError::Missing("crypto.getRandomValues"))
}

/// Random bytes of a fixed length.
pub fn bytes<const N: usize>() -> Result<[u8; N], ShellError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// The browser as a generator for the pure code.
#[derive(Debug)]
pub struct Entropy(());

impl Entropy {
    /// Asks the browser once, so that a browser without randomness is found at start.
    pub fn new() -> Result<Self, ShellError> {
        fill(&mut [0; 16])?;
        Ok(Self(()))
    }
}

impl TryRng for Entropy {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        // Ids and nonces from anything weaker would collide without a sign: better to stop.
        fill(bytes).unwrap_or_else(|error| panic!("{error}, which it had at start"));
        Ok(())
    }
}
