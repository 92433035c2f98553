//! The client: from Rust and a few hand-written files to `client/dist/`.
//!
//! What comes from where is told in `docs/decisions/0002-building-the-client.md`.

mod chunks;
pub(crate) mod compress;
mod css;
mod design;
mod files;
mod links;
mod precache;
mod wasm;

use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::paths;
use crate::tools::{self, Tool};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build; what the browser stories run.
    Dev,
    /// As small as it gets, each file also compressed.
    Release,
}

pub(crate) fn run() -> anyhow::Result<()> {
    tools::ensure(&[Tool::WasmTarget, Tool::NpmPackages])?;
    build(Profile::Dev)
}

/// Builds the client and puts `client/dist/` in place of the one that was there, whole or not at all.
pub(crate) fn build(profile: Profile) -> anyhow::Result<()> {
    let new = paths::client().join("dist.new");
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    fs::create_dir_all(&new)?;
    wasm::build(profile, &new)?;
    assemble(&new)?;
    if profile == Profile::Release {
        compress::all(&new)?;
    }
    let dist = paths::dist();
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&new, &dist).context("cannot put client/dist in place")
}

fn assemble(dist: &Path) -> anyhow::Result<()> {
    let client = paths::client();
    let page = fs::read_to_string(client.join("index.html"))?;
    fs::write(dist.join("index.html"), chunks::hint(&page, dist)?)?;
    files::copy(&client.join("boot.js"), &dist.join("boot.js"))?;
    files::copy_all(&client.join("static"), dist)?;
    files::copy_all(&client.join("styles"), &dist.join("css"))?;
    design::write(dist)?;
    links::check(dist)?;
    precache::write(&client.join("sw/sw.js"), dist)
}
