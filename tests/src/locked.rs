//! Opens a locked file as somebody would who knows the ciphers and has nothing but the file: not with the script in it.

use std::fs;
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::Sha256;

use crate::wait;

/// The one file in `folder`, as soon as the browser has written it whole.
pub async fn saved_in(folder: &Path) -> anyhow::Result<PathBuf> {
    wait::until("the saved file", async || {
        let files: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
        match &files[..] {
            [file] if file.extension().is_some_and(|kind| kind == "html") => Ok(file.clone()),
            files => bail!("{files:?}"),
        }
    })
    .await
}

/// The text of `page`; nothing if `password`, which must be written exactly, does not open it.
pub fn open(page: &str, password: &str) -> anyhow::Result<Option<String>> {
    let sealed = &page[page.find("id=\"sealed\"").context("nothing is sealed in it")?..];
    let field = |name: &str| between(sealed, &format!("data-{name}=\""), "\"");
    let mut key = [0; 32];
    let (salt, rounds) = (STANDARD.decode(field("salt")?)?, field("iterations")?.parse()?);
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), &salt, rounds, &mut key);
    let nonce: [u8; 12] = STANDARD.decode(field("nonce")?)?.try_into().ok().context("another nonce")?;
    let msg = STANDARD.decode(between(sealed, ">", "<")?)?;
    let payload = Payload { msg: &msg, aad: field("bound")?.as_bytes() };
    let opened = Aes256Gcm::new(&key.into()).decrypt(&nonce.into(), payload).ok();
    Ok(opened.map(String::from_utf8).transpose()?)
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> anyhow::Result<&'a str> {
    let rest = text.split_once(from).with_context(|| format!("no {from} in it"))?.1;
    Ok(rest.split_once(to).with_context(|| format!("no {to} after {from}"))?.0)
}
