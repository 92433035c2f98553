//! What anybody may read before unlocking: hours and numbers to call, that the device is shared, and the letters of who is
//! not ready on it. In local storage, in clear; nothing else is.

use samspil_shared::domain::StationId;
use web_sys::Storage;

use super::error::ShellError;
use super::js;

const KEPT: &str = "samspil-numbers";
const STATION: &str = "samspil-station";
const NOT_READY: &str = "samspil-not-ready";

/// What was kept; nothing if the browser keeps nothing.
pub fn kept() -> Option<String> {
    storage().ok()?.get_item(KEPT).ok()?
}

/// Keeps it for the next start.
pub fn keep(facts: &str) -> Result<(), ShellError> {
    storage()?.set_item(KEPT, facts).map_err(|error| ShellError::browser("localStorage.setItem", &error))
}

/// The station that this device is.
pub fn station() -> Option<StationId> {
    storage().ok()?.get_item(STATION).ok()??.parse().ok()
}

/// Remembers that it is one, or none.
pub fn keep_station(station: Option<StationId>) -> Result<(), ShellError> {
    let storage = storage()?;
    let done = match station {
        Some(station) => storage.set_item(STATION, &station.to_string()),
        None => storage.remove_item(STATION),
    };
    done.map_err(|error| ShellError::browser("localStorage", &error))
}

/// Who is not ready on it, as it was kept.
pub fn not_ready() -> Option<String> {
    storage().ok()?.get_item(NOT_READY).ok()?
}

/// Keeps who is not ready on it.
pub fn keep_not_ready(kept: &str) -> Result<(), ShellError> {
    storage()?.set_item(NOT_READY, kept).map_err(|error| ShellError::browser("localStorage.setItem", &error))
}

fn storage() -> Result<Storage, ShellError> {
    let storage = js::window()?.local_storage().map_err(|error| ShellError::browser("localStorage", &error))?;
    storage.ok_or(ShellError::Missing("localStorage"))
}
