//! What anybody may read before unlocking: hours and numbers to call. In local storage, in clear; nothing else is.

use super::error::ShellError;
use super::js;

const KEPT: &str = "samspil-numbers";

/// What was kept; nothing if the browser keeps nothing.
pub fn kept() -> Option<String> {
    let storage = js::window().ok()?.local_storage().ok()??;
    storage.get_item(KEPT).ok()?
}

/// Keeps it for the next start.
pub fn keep(facts: &str) -> Result<(), ShellError> {
    let storage = js::window()?.local_storage().map_err(|error| ShellError::browser("localStorage", &error))?;
    let storage = storage.ok_or(ShellError::Missing("localStorage"))?;
    storage.set_item(KEPT, facts).map_err(|error| ShellError::browser("localStorage.setItem", &error))
}
