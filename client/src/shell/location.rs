//! The address bar: paths of screens, the one-time link's token, and the reload that locks.

use wasm_bindgen::JsValue;
use web_sys::{History, Location};

use super::error::ShellError;
use super::event::{Events, ShellEvent};
use super::js::{self, Listening};

/// Set in this tab alone while it reloads to lock, so that the next page does not ask other tabs for the key.
const LOCKED: &str = "samspil-locked";

/// Tells of back and forward until it is dropped.
#[derive(Debug)]
pub struct Routing(#[expect(dead_code, reason = "held for its drop")] Listening);

impl Routing {
    /// Reports [`ShellEvent::Navigated`].
    pub fn start(events: Events) -> Result<Self, ShellError> {
        let window = js::window()?;
        let listening = Listening::to(&window, "popstate", move |_| {
            if let Ok(path) = path() {
                events.emit(ShellEvent::Navigated(path));
            }
        })?;
        Ok(Self(listening))
    }
}

/// The path in the address bar, beginning with `/`.
pub fn path() -> Result<String, ShellError> {
    location()?.pathname().map_err(|error| ShellError::browser("location.pathname", &error))
}

/// Goes to `path` as a new step of the history. Paths hold ids and never words of a person.
pub fn push(path: &str) -> Result<(), ShellError> {
    let pushed = history()?.push_state_with_url(&JsValue::NULL, "", Some(path));
    pushed.map_err(|error| ShellError::browser("history.pushState", &error))
}

/// Goes to `path` in place of the current step of the history.
pub fn replace(path: &str) -> Result<(), ShellError> {
    let replaced = history()?.replace_state_with_url(&JsValue::NULL, "", Some(path));
    replaced.map_err(|error| ShellError::browser("history.replaceState", &error))
}

/// One step back, as the browser's own button.
pub fn back() -> Result<(), ShellError> {
    history()?.back().map_err(|error| ShellError::browser("history.back", &error))
}

/// What stands after `#` (the token of a one-time link), wiped from the address bar and its history step.
pub fn take_fragment() -> Result<Option<String>, ShellError> {
    let hash = location()?.hash().map_err(|error| ShellError::browser("location.hash", &error))?;
    let Some(fragment) = hash.strip_prefix('#').filter(|fragment| !fragment.is_empty()) else {
        return Ok(None);
    };
    replace(&path()?)?;
    Ok(Some(fragment.to_owned()))
}

/// Begins the page anew, as an update of the app needs it.
pub fn reload() -> Result<(), ShellError> {
    location()?.reload().map_err(|error| ShellError::browser("location.reload", &error))
}

/// Locks: a reload is what clears the memory. Flush first; see [`take_locked`].
pub fn lock() -> Result<(), ShellError> {
    // Without session storage the next page asks other tabs for the key; they lock as well.
    if let Ok(Some(storage)) = js::window()?.session_storage() {
        let _ = storage.set_item(LOCKED, "1");
    }
    reload()
}

/// Whether this page is here because of [`lock`]: then it asks for the password and not other tabs for the key.
pub fn take_locked() -> Result<bool, ShellError> {
    let Ok(Some(storage)) = js::window()?.session_storage() else {
        return Ok(false);
    };
    let locked = matches!(storage.get_item(LOCKED), Ok(Some(_)));
    let _ = storage.remove_item(LOCKED);
    Ok(locked)
}

fn location() -> Result<Location, ShellError> {
    Ok(js::window()?.location())
}

fn history() -> Result<History, ShellError> {
    js::window()?.history().map_err(|error| ShellError::browser("history", &error))
}
