//! Where things are.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Context;

/// The folder of the workspace's `Cargo.toml`. As cargo says when it runs this: a target folder that several checkouts
/// share may hold a program that was compiled in another.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        package.parent().map_or(".".into(), Path::to_owned)
    });
    &ROOT
}

pub(crate) fn client() -> PathBuf {
    root().join("client")
}

/// What the browser gets.
pub(crate) fn dist() -> PathBuf {
    client().join("dist")
}

pub(crate) fn node_modules() -> PathBuf {
    client().join("node_modules")
}

/// Cargo's target folder. Asked of cargo, since it may be set by the environment or a configuration file.
pub(crate) fn target() -> anyhow::Result<PathBuf> {
    let metadata = crate::command::metadata()?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// `name` in a folder of `PATH`, or nothing.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|file| file.is_file())
}
