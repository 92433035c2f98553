//! The machine's clock and randomness: the only place that asks for them. Tests hand in their own.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::{Rng, TryRng};
use samspil_shared::domain::Timestamp;

/// A clock and a source of randomness, shared by all that needs them.
#[derive(Clone)]
pub struct Edge {
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    // A blocking lock: it is held for the time of filling a few bytes, never across an await.
    rng: Arc<Mutex<dyn Rng + Send>>,
}

impl Edge {
    /// The machine's own.
    pub fn system() -> Self {
        Self::new(system_now, SystemRng)
    }

    /// The machine's randomness under another clock.
    pub fn with_clock(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self::new(clock, SystemRng)
    }

    /// This clock and this source.
    pub fn new(clock: impl Fn() -> Timestamp + Send + Sync + 'static, rng: impl Rng + Send + 'static) -> Self {
        Self { clock: Arc::new(clock), rng: Arc::new(Mutex::new(rng)) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Lends the source of randomness.
    pub fn with_rng<T>(&self, draw: impl FnOnce(&mut dyn Rng) -> T) -> T {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        draw(&mut *rng)
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with_rng(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }
}

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edge").finish_non_exhaustive()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one clock of the server")]
fn system_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The operating system's source.
struct SystemRng;

impl TryRng for SystemRng {
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

    #[expect(clippy::disallowed_methods, reason = "the one source of entropy of the server")]
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        // Keys drawn without entropy would be worse than a server that stops.
        getrandom::fill(bytes).unwrap_or_else(|error| panic!("the machine gives no randomness: {error}"));
        Ok(())
    }
}
