//! One-shot timers.

use wasm_bindgen::prelude::*;

use super::error::ShellError;
use super::js::{self, Deferred};

/// A timer that ends with this value.
#[derive(Debug)]
pub struct Timer {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `then` once in about `ms` milliseconds, later if the tab is hidden or frozen; times beyond 24 days are cut
    /// to that.
    pub fn after(ms: u64, then: impl FnOnce() + 'static) -> Result<Self, ShellError> {
        let callback = Closure::once(then);
        // The browser takes a signed 32-bit number and fires at once beyond it.
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let function = callback.as_ref().unchecked_ref();
        match js::window()?.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms) {
            Ok(id) => Ok(Self { id, _callback: callback }),
            Err(error) => Err(ShellError::browser("setTimeout", &error)),
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Ok(window) = js::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Resolves in about `ms` milliseconds.
pub async fn sleep(ms: u64) -> Result<(), ShellError> {
    let done = Deferred::new();
    let _timer = Timer::after(ms, {
        let done = done.clone();
        move || done.resolve(&JsValue::UNDEFINED)
    })?;
    done.wait().await;
    Ok(())
}
