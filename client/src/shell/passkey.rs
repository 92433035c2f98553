//! Passkeys: asks the authenticator, and brings its answer into the form that the server reads.
//!
//! What the authenticator computes for the vault (its PRF) is asked for here and stays here: the server neither asks for
//! it nor gets it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use serde_json::{Map, Value, json};
use wasm_bindgen::prelude::*;

use super::error::{PasskeyError, ShellError};
use super::{entropy, js};
use crate::app::vault_header::KEY_LEN;

/// Milliseconds that a person has for a question of ours; the server's own questions say the same.
const TIMEOUT_MS: u32 = 5 * 60 * 1000;

#[wasm_bindgen]
extern "C" {
    type CredentialsContainer;

    #[wasm_bindgen(method, catch)]
    fn create(this: &CredentialsContainer, options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn get(this: &CredentialsContainer, options: &Object) -> Result<Promise, JsValue>;

    type Credential;

    #[wasm_bindgen(method, catch, js_name = getClientExtensionResults)]
    fn extension_results(this: &Credential) -> Result<JsValue, JsValue>;
}

/// What an authenticator said.
pub struct Said {
    /// The passkey's id.
    pub id: Vec<u8>,
    /// For the server: JSON, without what the passkey computed.
    pub credential: String,
    /// What it computed for the salt, where it can.
    pub output: Option<[u8; KEY_LEN]>,
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Said(computes: {}, not shown)", self.output.is_some())
    }
}

/// Whether this browser has passkeys.
pub fn is_there() -> bool {
    container().is_ok()
}

/// Makes a passkey as the server's `options` ask, and asks it for what it computes for `salt`.
pub async fn make(options: &str, salt: &[u8; KEY_LEN]) -> Result<Said, ShellError> {
    const WHAT: &str = "credentials.create";
    let options = with_bytes(options, Wanted::One(salt))?;
    let asked = container()?.create(&options).map_err(|error| fault(WHAT, &error))?;
    let credential = answer(WHAT, asked).await?;
    let mut said = read(&credential, &["clientDataJSON", "attestationObject"])?;
    // Some say that they can, and do only when they are used.
    if said.output.is_none() && can_compute(&credential) {
        said.output = match ask(&[(said.id.clone(), *salt)]).await {
            Ok(again) => again.output,
            // The passkey is made; the person had enough of questions.
            Err(ShellError::Passkey(_)) => None,
            Err(error) => return Err(error),
        };
    }
    Ok(said)
}

/// Uses a passkey as the server's `options` ask.
pub async fn sign(options: &str, salt: &[u8; KEY_LEN]) -> Result<Said, ShellError> {
    use_one(with_bytes(options, Wanted::One(salt))?).await
}

async fn use_one(options: Object) -> Result<Said, ShellError> {
    const WHAT: &str = "credentials.get";
    let asked = container()?.get(&options).map_err(|error| fault(WHAT, &error))?;
    read(&answer(WHAT, asked).await?, &["clientDataJSON", "authenticatorData", "signature", "userHandle"])
}

/// Asks one of these passkeys what it computes for the salt beside it. Nobody checks the signature: only the right passkey computes
/// what opens the vault.
pub async fn ask(slots: &[(Vec<u8>, [u8; KEY_LEN])]) -> Result<Said, ShellError> {
    let allowed: Vec<Value> = slots.iter().map(|(id, _)| json!({"type": "public-key", "id": text(id)})).collect();
    let challenge = text(&entropy::bytes::<32>()?);
    let options = json!({
        "challenge": challenge, "allowCredentials": allowed, "userVerification": "required", "timeout": TIMEOUT_MS
    });
    use_one(with_bytes(&options.to_string(), Wanted::Each(slots))?).await
}

/// What passkeys are to compute.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// Whichever is used, for this salt.
    One(&'a [u8; KEY_LEN]),
    /// Each for its own.
    Each(&'a [(Vec<u8>, [u8; KEY_LEN])]),
}

fn container() -> Result<CredentialsContainer, ShellError> {
    let window = js::window()?;
    let known = js::get(&window, "PublicKeyCredential").is_some_and(|known| known.is_function());
    let navigator = js::navigator_with("credentials").map_err(|_| PasskeyError::Missing)?;
    match js::get(&navigator, "credentials") {
        Some(container) if known => Ok(container.unchecked_into()),
        _ => Err(PasskeyError::Missing.into()),
    }
}

/// `{publicKey: options}` with bytes where JSON has text, and the question for what the passkey computes.
fn with_bytes(options: &str, wanted: Wanted<'_>) -> Result<Object, ShellError> {
    let failed = |error| ShellError::browser("reading a question", &error);
    let public_key = JSON::parse(options).map_err(failed)?;
    put_bytes(&public_key, "challenge")?;
    if let Some(user) = js::get(&public_key, "user").filter(JsValue::is_object) {
        put_bytes(&user, "id")?;
    }
    for list in ["excludeCredentials", "allowCredentials"] {
        let listed = js::get(&public_key, list).filter(Array::is_array);
        for one in listed.map(|listed| Array::from(&listed).to_vec()).unwrap_or_default() {
            put_bytes(&one, "id")?;
        }
    }
    let extensions = match js::get(&public_key, "extensions") {
        Some(extensions) if extensions.is_object() => extensions,
        _ => Object::new().into(),
    };
    js::set(&extensions, "prf", &inputs(wanted)?)?;
    js::set(&public_key, "extensions", &extensions)?;
    let whole = Object::new();
    js::set(&whole, "publicKey", &public_key)?;
    Ok(whole)
}

fn inputs(wanted: Wanted<'_>) -> Result<JsValue, ShellError> {
    let first = |salt: &[u8; KEY_LEN]| -> Result<JsValue, ShellError> {
        let eval = Object::new();
        js::set(&eval, "first", &Uint8Array::from(&salt[..]))?;
        Ok(eval.into())
    };
    let prf = Object::new();
    match wanted {
        Wanted::One(salt) => js::set(&prf, "eval", &first(salt)?)?,
        // The plain form wherever it says the same: more browsers have it.
        Wanted::Each([(_, salt), rest @ ..]) if rest.iter().all(|(_, other)| other == salt) => {
            js::set(&prf, "eval", &first(salt)?)?;
        }
        Wanted::Each(slots) => {
            let each = Object::new();
            for (id, salt) in slots {
                let set = Reflect::set(&each, &text(id).into(), &first(salt)?);
                set.map_err(|error| ShellError::browser("writing a question", &error))?;
            }
            js::set(&prf, "evalByCredential", &each)?;
        }
    }
    Ok(prf.into())
}

/// Puts bytes in the place of their base64url.
fn put_bytes(object: &JsValue, name: &'static str) -> Result<(), ShellError> {
    let written = js::get(object, name).and_then(|written| written.as_string()).unwrap_or_default();
    let damaged = |_| ShellError::Browser { what: "reading a question", name: "not base64url".to_owned() };
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(written).map_err(damaged)?;
    js::set(object, name, &Uint8Array::from(&bytes[..]))
}

async fn answer(what: &'static str, asked: Promise) -> Result<Credential, ShellError> {
    match wasm_bindgen_futures::JsFuture::from(asked).await {
        Ok(credential) if credential.is_object() => Ok(credential.unchecked_into()),
        Ok(_) => Err(PasskeyError::Unused.into()),
        Err(error) => Err(fault(what, &error)),
    }
}

fn fault(what: &'static str, error: &JsValue) -> ShellError {
    match js::error_name(error).as_str() {
        "NotAllowedError" | "AbortError" | "TimeoutError" => PasskeyError::Unused.into(),
        "InvalidStateError" => PasskeyError::There.into(),
        // The address is none that passkeys work with, or nothing here makes any.
        "SecurityError" | "NotSupportedError" | "ConstraintError" => PasskeyError::Missing.into(),
        _ => ShellError::browser(what, error),
    }
}

/// The credential as the server reads it: these members of its response, and no extension results.
fn read(credential: &Credential, members: &[&str]) -> Result<Said, ShellError> {
    let response = member(credential, "response")?;
    let id = bytes(&member(credential, "rawId")?);
    let mut written = Map::new();
    for name in members {
        let value = member(&response, name)?;
        let value = if value.is_object() { Value::from(text(&bytes(&value))) } else { Value::Null };
        written.insert((*name).to_owned(), value);
    }
    let whole = json!({"id": text(&id), "rawId": text(&id), "type": "public-key", "response": written});
    let first = js::get(&prf(credential), "results").and_then(|results| js::get(&results, "first"));
    let output = first.filter(JsValue::is_object).and_then(|first| bytes(&first).try_into().ok());
    Ok(Said { id, credential: whole.to_string(), output })
}

/// The results of the extension; `undefined` where there are none.
fn prf(credential: &Credential) -> JsValue {
    let results = credential.extension_results().unwrap_or(JsValue::UNDEFINED);
    js::get(&results, "prf").unwrap_or(JsValue::UNDEFINED)
}

fn can_compute(credential: &Credential) -> bool {
    js::get(&prf(credential), "enabled").is_some_and(|enabled| enabled.is_truthy())
}

fn member(object: &JsValue, name: &str) -> Result<JsValue, ShellError> {
    Reflect::get(object, &JsValue::from_str(name)).map_err(|error| ShellError::browser("reading a credential", &error))
}

/// The bytes of an `ArrayBuffer` or of a view on one.
fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
