//! Small bridges that several edges share.

use std::fmt;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, Navigator, Window};

use super::error::ShellError;

/// The page's window.
pub(super) fn window() -> Result<Window, ShellError> {
    web_sys::window().ok_or(ShellError::Missing("window"))
}

/// The navigator, if it has the member `name`.
pub(super) fn navigator_with(name: &'static str) -> Result<Navigator, ShellError> {
    let navigator = window()?.navigator();
    match get(&navigator, name) {
        Some(member) if !member.is_undefined() && !member.is_null() => Ok(navigator),
        _ => Err(ShellError::Missing(name)),
    }
}

/// A member of an object; `None` if the object throws.
pub(super) fn get(target: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(target, &JsValue::from_str(key)).ok()
}

/// Sets a member of an object of ours.
pub(super) fn set(target: &JsValue, key: &'static str, value: &JsValue) -> Result<(), ShellError> {
    match Reflect::set(target, &JsValue::from_str(key), value) {
        Ok(_) => Ok(()),
        Err(error) => Err(ShellError::browser(key, &error)),
    }
}

/// The name of an exception, never its message.
pub(super) fn error_name(error: &JsValue) -> String {
    let name = get(error, "name").and_then(|name| name.as_string());
    name.unwrap_or_else(|| "unknown".to_owned())
}

/// Awaits a promise of the browser.
pub(super) async fn settle(what: &'static str, promise: Promise) -> Result<JsValue, ShellError> {
    JsFuture::from(promise).await.map_err(|error| ShellError::browser(what, &error))
}

/// An event listener that ends with this value.
pub(super) struct Listening {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listening {
    pub(super) fn to(
        target: &EventTarget,
        name: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Result<Self, ShellError> {
        let callback = Closure::new(callback);
        let function: &Function = callback.as_ref().unchecked_ref();
        match target.add_event_listener_with_callback(name, function) {
            Ok(()) => Ok(Self { target: target.clone(), name, callback }),
            Err(error) => Err(ShellError::browser(name, &error)),
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let function: &Function = self.callback.as_ref().unchecked_ref();
        // The browser throws here only for arguments that the constructor already passed.
        let _ = self.target.remove_event_listener_with_callback(self.name, function);
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Listening({})", self.name)
    }
}

/// A promise that is settled from here.
#[derive(Debug, Clone)]
pub(super) struct Deferred {
    promise: Promise,
    resolve: Function,
}

impl Deferred {
    pub(super) fn new() -> Self {
        let mut resolve = None;
        let promise = Promise::new(&mut |yes, _no| resolve = Some(yes));
        // The browser calls the executor before the constructor returns.
        let resolve = resolve.unwrap_or_else(|| unreachable!("a promise runs its executor at once"));
        Self { promise, resolve }
    }

    pub(super) fn promise(&self) -> &Promise {
        &self.promise
    }

    /// Settles the promise; later calls change nothing.
    pub(super) fn resolve(&self, value: &JsValue) {
        // A promise's own resolving function does not throw.
        let _ = self.resolve.call1(&JsValue::UNDEFINED, value);
    }

    pub(super) async fn wait(&self) -> JsValue {
        // It is never rejected, so both sides are its value.
        JsFuture::from(self.promise.clone()).await.unwrap_or_else(|value| value)
    }
}
