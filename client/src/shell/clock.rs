//! The one clock of the client.

use samspil_shared::domain::Timestamp;

use super::error::ShellError;
use super::js;

/// The device's wall clock, which may be wrong by years.
#[expect(clippy::disallowed_methods, reason = "this is the edge that owns the one clock")]
pub fn now() -> Timestamp {
    Timestamp::from_ms(js_sys::Date::now() as i64)
}

/// Milliseconds since the page began, never set back.
pub fn monotonic_ms() -> Result<u64, ShellError> {
    let performance = js::window()?.performance();
    let performance = performance.ok_or(ShellError::Missing("performance"))?;
    Ok(performance.now() as u64)
}
