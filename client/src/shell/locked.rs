//! Sealing a file for whoever knows its password, with the browser's own cryptography.

use js_sys::{JsString, Uint8Array};

use super::error::ShellError;
use super::vault::cipher;
use super::{entropy, file, js};
use crate::app::locked_file::{self, BOUND, ITERATIONS, LockedFile, Sealed};

/// Seals the text, and gives the browser the page that opens it. Neither the text nor the password is kept.
pub async fn save(wanted: &LockedFile) -> Result<(), ShellError> {
    let page = locked_file::page(&seal(&wanted.password, &wanted.text).await?, &wanted.words, wanted.language);
    file::save_locked(&wanted.name, &page)
}

async fn seal(password: &str, text: &str) -> Result<Sealed, ShellError> {
    let (salt, nonce) = (entropy::bytes()?, entropy::bytes()?);
    // One keyboard gives an å in one piece, another one in two.
    let password = String::from(JsString::from(password).normalize("NFC"));
    let key = cipher::stretch(&password, &salt, ITERATIONS).await?;
    let sealing = cipher::encrypt(&key, &nonce, BOUND.as_bytes(), text.as_bytes())?;
    let cipher = Uint8Array::new(&js::settle("SubtleCrypto.encrypt", sealing).await?).to_vec();
    Ok(Sealed { salt, nonce, cipher })
}
