//! Writes pass one by one, in the order in which they came.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::shell::js::Deferred;

/// The end of the queue.
#[derive(Debug, Default)]
pub(super) struct Turnstile(RefCell<Option<Promise>>);

/// A place in the queue. Dropping it lets the next one pass.
#[derive(Debug)]
pub(super) struct Turn {
    before: Option<Promise>,
    done: Deferred,
}

impl Turnstile {
    /// Takes the next place, at once.
    pub(super) fn queue(&self) -> Turn {
        let done = Deferred::new();
        let before = self.0.replace(Some(done.promise().clone()));
        Turn { before, done }
    }
}

impl Turn {
    /// Waits until all before this one are done.
    pub(super) async fn wait(&self) {
        if let Some(before) = self.before.clone() {
            // It is only ever resolved.
            let _ = JsFuture::from(before).await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // One that gave up before its turn must not let the next one overtake those before it.
        match self.before.take() {
            Some(before) => self.done.resolve(&before),
            None => self.done.resolve(&JsValue::UNDEFINED),
        }
    }
}
