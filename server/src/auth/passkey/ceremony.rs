//! A question's other half: what it was about, sealed, and that it is answered once.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use samspil_shared::api::PasskeyQuestion;
use samspil_shared::domain::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use super::AuthError;
use crate::store::Store;

/// As long as authenticators are given: somebody looks for their key.
const VALID_MS: i64 = 5 * 60 * 1000;
/// A registration that excludes twenty passkeys takes some five thousand characters.
const TEXT_MAX: usize = 12 * 1024;

/// What was asked for, and what the answer must fit.
#[derive(Serialize, Deserialize)]
pub(super) enum About {
    Login(Box<DiscoverableAuthentication>),
    Add { person: PersonId, state: Box<PasskeyRegistration> },
    Link { person: PersonId, login: String, state: Box<PasskeyRegistration> },
}

#[derive(Serialize, Deserialize)]
struct Ceremony {
    expires_at: i64,
    about: About,
}

/// The question with its sealed half.
pub(super) fn question(store: &Store, options: &impl Serialize, about: About, now: Timestamp) -> PasskeyQuestion {
    let ceremony = Ceremony { expires_at: now.plus_ms(VALID_MS).as_ms(), about };
    let sealed = store.seal_ceremony(json(&ceremony).to_string().as_bytes());
    PasskeyQuestion { ceremony: BASE64_URL_SAFE_NO_PAD.encode(sealed), options: json(options).to_string() }
}

/// What this was about, the first time it is asked and while it is not too old.
pub(super) async fn spend(store: &Store, text: &str, now: Timestamp) -> Result<About, AuthError> {
    if text.len() > TEXT_MAX {
        return Err(AuthError::PasskeyRefused);
    }
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| AuthError::PasskeyRefused)?;
    let opened = store.open_ceremony(&sealed).ok_or(AuthError::PasskeyRefused)?;
    let ceremony: Ceremony = serde_json::from_slice(&opened).map_err(|_| AuthError::PasskeyRefused)?;
    let expires_at = Timestamp::from_ms(ceremony.expires_at);
    let hash: [u8; 32] = Sha256::digest(&sealed).into();
    if expires_at <= now || !store.spend_ceremony(&hash, expires_at).await? {
        return Err(AuthError::PasskeyOver);
    }
    Ok(ceremony.about)
}

pub(super) fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_else(|error| unreachable!("questions are plain values: {error}"))
}
