//! What the developer's console gets: in development only, and never a word that a person typed.

use std::panic;

use wasm_bindgen::JsValue;
use web_sys::CustomEvent;

use super::error::ShellError;
use super::js;

/// The event on the window that says that the app stopped; `boot.js` shows it.
const STOPPED: &str = "samspil-stopped";

/// Says where a panic happened and nothing of its message, which may quote a document.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        if cfg!(debug_assertions) {
            let place = place.as_deref().unwrap_or("an unknown place");
            web_sys::console::error_1(&JsValue::from_str(&format!("stopped at {place}")));
        }
        if let (Ok(window), Ok(event)) = (js::window(), CustomEvent::new(STOPPED)) {
            // Nothing is left to do if even this fails.
            let _ = window.dispatch_event(&event);
        }
    }));
}

/// Notes an error that no caller is there to take, such as one in an event handler.
pub fn note(what: &'static str, error: &ShellError) {
    if cfg!(debug_assertions) {
        web_sys::console::warn_1(&JsValue::from_str(&format!("{what}: {error}")));
    }
}
