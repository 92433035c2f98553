//! One lock of the Web Locks interface. Bound by hand: `web-sys` has it only behind an unstable switch.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use crate::shell::error::ShellError;
use crate::shell::js::{self, Deferred};

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, callback: &Function) -> Result<Promise, JsValue>;
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// The lock is ours until we release it or it is stolen.
    Granted,
    /// It was stolen, or the request failed.
    Lost,
}

/// A lock by name; at most one request of this tab is alive.
pub(super) struct Lock {
    name: String,
    manager: LockManager,
    request: RefCell<Option<Request>>,
    serial: Rc<Cell<u32>>,
}

struct Request {
    abort: Option<AbortController>,
    held: Deferred,
}

impl Lock {
    pub(super) fn new(name: String) -> Result<Self, ShellError> {
        let navigator = js::navigator_with("locks")?;
        let manager = js::get(&navigator, "locks").ok_or(ShellError::Missing("locks"))?;
        Ok(Self { name, manager: manager.unchecked_into(), request: RefCell::new(None), serial: Rc::new(Cell::new(0)) })
    }

    /// Waits in line.
    pub(super) fn queue(&self, news: impl Fn(News) + 'static) -> Result<(), ShellError> {
        self.release();
        let abort = AbortController::new().map_err(|error| ShellError::browser("AbortController", &error))?;
        let options = Object::new();
        js::set(&options, "signal", &abort.signal())?;
        self.ask(&options, Some(abort), news)
    }

    /// Takes the lock from whoever holds it.
    pub(super) fn steal(&self, news: impl Fn(News) + 'static) -> Result<(), ShellError> {
        self.release();
        let options = Object::new();
        js::set(&options, "steal", &JsValue::TRUE)?;
        self.ask(&options, None, news)
    }

    /// Leaves the line, or gives the lock up. No news of it comes after this.
    pub(super) fn release(&self) {
        self.serial.set(self.serial.get().wrapping_add(1));
        if let Some(request) = self.request.take() {
            request.held.resolve(&JsValue::UNDEFINED);
            if let Some(abort) = request.abort {
                abort.abort();
            }
        }
    }

    fn ask(
        &self,
        options: &Object,
        abort: Option<AbortController>,
        news: impl Fn(News) + 'static,
    ) -> Result<(), ShellError> {
        let (serial, current) = (self.serial.get(), Rc::clone(&self.serial));
        let held = Deferred::new();
        let news = Rc::new(move |what| {
            if current.get() == serial {
                news(what);
            }
        });
        let granted = Closure::once_into_js({
            let (news, held) = (Rc::clone(&news), held.promise().clone());
            // The lock is held until the promise that this returns is settled.
            move |_lock: JsValue| -> Promise {
                news(News::Granted);
                held
            }
        });
        self.request.replace(Some(Request { abort, held }));
        let asked = self.manager.request(&self.name, options, granted.unchecked_ref());
        let asked = asked.map_err(|error| ShellError::browser("locks.request", &error))?;
        spawn_local(async move {
            if JsFuture::from(asked).await.is_err() {
                news(News::Lost);
            }
        });
        Ok(())
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lock({})", self.name)
    }
}
