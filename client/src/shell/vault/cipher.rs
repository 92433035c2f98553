//! AES-256-GCM through WebCrypto, bound to what this app needs of it.

use js_sys::{Array, Object, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AesGcmParams, AesKeyGenParams, CryptoKey, SubtleCrypto};

use crate::app::sealed::NONCE_LEN;
use crate::shell::error::ShellError;
use crate::shell::js;

const AES_GCM: &str = "AES-GCM";
const PBKDF2: &str = "PBKDF2";
const KEY_BITS: u16 = 256;

/// Whether an unwrapped key may be wrapped again, which is all that its bytes are ever needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extractable {
    Yes,
    No,
}

/// A new random key that can be wrapped.
pub(super) async fn generate() -> Result<CryptoKey, ShellError> {
    const WHAT: &str = "SubtleCrypto.generateKey";
    let made = subtle()?.generate_key_with_object(&AesKeyGenParams::new(AES_GCM, KEY_BITS), true, &sealing_uses());
    key(WHAT, started(WHAT, made)?).await
}

/// A key that wraps other keys, from its bytes, which are wiped.
pub(super) async fn import_wrapping(bytes: &Uint8Array) -> Result<CryptoKey, ShellError> {
    const WHAT: &str = "SubtleCrypto.importKey";
    let uses = uses(&["wrapKey", "unwrapKey"]);
    let imported = subtle()?.import_key_with_str("raw", bytes, AES_GCM, false, &uses);
    let imported = key(WHAT, started(WHAT, imported)?).await;
    bytes.fill(0, 0, bytes.length());
    imported
}

/// A key that seals once, stretched out of a password by PBKDF2-HMAC-SHA-256.
pub(in crate::shell) async fn stretch(password: &str, salt: &[u8], rounds: u32) -> Result<CryptoKey, ShellError> {
    const WHAT: &str = "SubtleCrypto.deriveKey";
    let bytes = Uint8Array::from(password.as_bytes());
    let imported = subtle()?.import_key_with_str("raw", &bytes, PBKDF2, false, &uses(&["deriveKey"]));
    let secret = key("SubtleCrypto.importKey", started("SubtleCrypto.importKey", imported)?).await;
    bytes.fill(0, 0, bytes.length());
    let how = Object::new();
    js::set(&how, "name", &PBKDF2.into())?;
    js::set(&how, "hash", &"SHA-256".into())?;
    js::set(&how, "salt", &Uint8Array::from(salt))?;
    js::set(&how, "iterations", &rounds.into())?;
    let made = AesKeyGenParams::new(AES_GCM, KEY_BITS);
    let derived = subtle()?.derive_key_with_object_and_object(&how, &secret?, &made, false, &uses(&["encrypt"]));
    key(WHAT, started(WHAT, derived)?).await
}

/// `wrapped` sealed by `wrapping`.
pub(super) async fn wrap(
    wrapping: &CryptoKey,
    nonce: &[u8; NONCE_LEN],
    bound: &[u8],
    wrapped: &CryptoKey,
) -> Result<Uint8Array, ShellError> {
    const WHAT: &str = "SubtleCrypto.wrapKey";
    let cipher = subtle()?.wrap_key_with_object("raw", wrapped, wrapping, &params(nonce, bound));
    let cipher = js::settle(WHAT, started(WHAT, cipher)?).await?;
    Ok(Uint8Array::new(&cipher))
}

/// The key that [`wrap`] sealed; `None` if `wrapping` is not the key that sealed it.
pub(super) async fn unwrap(
    wrapping: &CryptoKey,
    nonce: &[u8; NONCE_LEN],
    bound: &[u8],
    cipher: &[u8],
    extractable: Extractable,
) -> Result<Option<CryptoKey>, ShellError> {
    const WHAT: &str = "SubtleCrypto.unwrapKey";
    let unwrapped = subtle()?.unwrap_key_with_js_u8_array_and_object_and_str(
        "raw",
        &Uint8Array::from(cipher),
        wrapping,
        &params(nonce, bound),
        AES_GCM,
        extractable == Extractable::Yes,
        &sealing_uses(),
    );
    match key(WHAT, started(WHAT, unwrapped)?).await {
        Ok(key) => Ok(Some(key)),
        // What WebCrypto throws when the tag does not fit.
        Err(ShellError::Browser { name, .. }) if name == "OperationError" => Ok(None),
        Err(error) => Err(error),
    }
}

/// Begins to seal `plain`; the promise gives an `ArrayBuffer`.
pub(in crate::shell) fn encrypt(
    key: &CryptoKey,
    nonce: &[u8; NONCE_LEN],
    bound: &[u8],
    plain: &[u8],
) -> Result<Promise, ShellError> {
    let cipher = subtle()?.encrypt_with_object_and_u8_array(&params(nonce, bound), key, plain);
    started("SubtleCrypto.encrypt", cipher)
}

/// Begins to open `cipher`; the promise gives an `ArrayBuffer`.
pub(super) fn decrypt(
    key: &CryptoKey,
    nonce: &[u8; NONCE_LEN],
    bound: &[u8],
    cipher: &Uint8Array,
) -> Result<Promise, ShellError> {
    let plain = subtle()?.decrypt_with_object_and_js_u8_array(&params(nonce, bound), key, cipher);
    started("SubtleCrypto.decrypt", plain)
}

fn subtle() -> Result<SubtleCrypto, ShellError> {
    let crypto = js::window()?.crypto().map_err(|error| ShellError::browser("crypto", &error))?;
    match js::get(&crypto, "subtle") {
        Some(subtle) if subtle.is_object() => Ok(subtle.unchecked_into()),
        _ => Err(ShellError::Missing("crypto.subtle")),
    }
}

fn params(nonce: &[u8; NONCE_LEN], bound: &[u8]) -> AesGcmParams {
    let params = AesGcmParams::new_with_u8_array(AES_GCM, &Uint8Array::from(&nonce[..]));
    params.set_additional_data_u8_array(&Uint8Array::from(bound));
    params
}

fn sealing_uses() -> JsValue {
    uses(&["encrypt", "decrypt"])
}

fn uses(names: &[&str]) -> JsValue {
    names.iter().map(|&name| JsValue::from_str(name)).collect::<Array>().into()
}

fn started(what: &'static str, promise: Result<Promise, JsValue>) -> Result<Promise, ShellError> {
    promise.map_err(|error| ShellError::browser(what, &error))
}

async fn key(what: &'static str, promise: Promise) -> Result<CryptoKey, ShellError> {
    let key = js::settle(what, promise).await?;
    key.dyn_into().map_err(|error| ShellError::browser(what, &error))
}
