//! The machine's clock and its randomness: asked for here and nowhere else.

use std::convert::Infallible;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use rand::{TryCryptoRng, TryRng};
use samspil_shared::domain::Timestamp;

/// Tells the time. Everything below a handler takes `now` as an argument; only handlers and tasks hold a clock.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The instant it is.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock of the server")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The machine's randomness, fit for keys. Costs nothing to make, so whoever needs some makes one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entropy;

impl Entropy {
    /// A machine without randomness cannot make a key; going on with anything else would be worse than stopping.
    #[expect(clippy::disallowed_methods, clippy::expect_used, reason = "the one source of entropy of the server")]
    fn fill(bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the machine gives no random bytes");
    }
}

impl TryRng for Entropy {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        Self::fill(&mut bytes);
        Ok(u32::from_ne_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        Self::fill(&mut bytes);
        Ok(u64::from_ne_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        Self::fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Entropy {}
