//! Stretching a password off the main thread. Argon2id takes 64 MiB and half a second or more; the memory of a wasm
//! instance never shrinks, so the work is done in a worker that ends afterwards.

use std::cell::RefCell;

use argon2::{Algorithm, Argon2, Params, Version};
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::error::{ShellError, VaultError};
use super::js::{self, Deferred, Listening};
use super::timer::Timer;
use crate::app::vault_header::{KEY_LEN, KdfParams, SALT_LEN};

const SCRIPT: &str = "/argon.js";

/// Milliseconds after which a worker is taken for dead: some browsers end one for want of memory without a word.
const ANSWER_MS: u64 = 60_000;

thread_local! {
    static WARM: RefCell<Option<Stretcher>> = const { RefCell::new(None) };
}

/// A worker for one password. Dropping it ends it.
#[derive(Debug)]
struct Stretcher(Worker);

impl Drop for Stretcher {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

impl Stretcher {
    fn start() -> Result<Self, ShellError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        match Worker::new_with_options(SCRIPT, &options) {
            Ok(worker) => Ok(Self(worker)),
            Err(error) => Err(ShellError::browser("Worker", &error)),
        }
    }
}

/// Starts the worker ahead of need, so that it has loaded when the person has typed the password.
pub fn warm() -> Result<(), ShellError> {
    if WARM.with_borrow(Option::is_none) {
        let started = Stretcher::start()?;
        WARM.set(Some(started));
    }
    Ok(())
}

/// Ends the worker that waits, once nobody needs it.
pub(super) fn cool() {
    WARM.take();
}

/// The password's key: 32 bytes that stay outside of this instance's memory. The caller wipes them.
pub(super) async fn stretch(
    password: &str,
    salt: &[u8; SALT_LEN],
    params: KdfParams,
) -> Result<Uint8Array, ShellError> {
    let stretcher = match WARM.take() {
        Some(warm) => warm,
        None => Stretcher::start()?,
    };
    let answer = Deferred::new();
    let resolve = |answer: &Deferred| {
        let answer = answer.clone();
        move |value: &JsValue| answer.resolve(value)
    };
    let _message = Listening::to(&stretcher.0, "message", {
        let resolve = resolve(&answer);
        move |event| {
            let data = event.dyn_into::<MessageEvent>().map(|event| event.data());
            resolve(&data.unwrap_or(JsValue::UNDEFINED));
        }
    })?;
    let _error = Listening::to(&stretcher.0, "error", {
        let resolve = resolve(&answer);
        move |_| resolve(&JsValue::from_str("the worker did not load"))
    })?;
    let _timeout = Timer::after(ANSWER_MS, {
        let resolve = resolve(&answer);
        move || resolve(&JsValue::from_str("the worker did not answer"))
    })?;
    post(&stretcher.0, password, salt, params)?;
    let answer = answer.wait().await;
    match js::get(&answer, "key").map(JsCast::dyn_into::<Uint8Array>) {
        Some(Ok(key)) if key.length() as usize == KEY_LEN => Ok(key),
        _ if answer.is_string() => Err(VaultError::Derive("no worker").into()),
        _ => Err(VaultError::Derive("the worker failed").into()),
    }
}

fn post(worker: &Worker, password: &str, salt: &[u8], params: KdfParams) -> Result<(), ShellError> {
    // A keyboard may send "å" as one letter or as two; both are the same password.
    let password = js_sys::JsString::from(password).normalize("NFC");
    let password = Uint8Array::from(String::from(password).as_bytes());
    let question = Object::new();
    js::set(&question, "password", &password)?;
    js::set(&question, "salt", &Uint8Array::from(salt))?;
    js::set(&question, "m_kib", &params.m_kib.into())?;
    js::set(&question, "t", &params.t.into())?;
    js::set(&question, "p", &params.p.into())?;
    // Handed over, not copied: nothing of it stays on this side.
    let handed_over = Array::of1(&password.buffer());
    let posted = worker.post_message_with_transfer(&question, &handed_over);
    posted.map_err(|error| ShellError::browser("Worker.postMessage", &error))
}

/// Argon2id, as the worker calls it. `m_kib` is memory in KiB, `t` passes, `p` lanes; answers 32 bytes.
#[wasm_bindgen]
pub fn derive_key(password: &[u8], salt: &[u8], m_kib: u32, t: u32, p: u32) -> Result<Vec<u8>, JsError> {
    let params = Params::new(m_kib, t, p, Some(KEY_LEN)).map_err(|_| JsError::new("costs"))?;
    let mut key = vec![0; KEY_LEN];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, &mut key)
        .map_err(|_| JsError::new("argon2"))?;
    Ok(key)
}
