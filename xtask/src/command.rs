//! Running other programs: a failure names the command.

use std::fs::{self, File};
use std::io::{Read, Seek};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::paths;

/// The packages that are always built and tested together, natively, with the one set of features.
///
/// Cargo unifies features per selection of packages: a selection of its own for each stage would compile the same
/// dependencies several times.
pub(crate) const NATIVE: [&str; 10] = [
    "--package",
    "samspil-shared",
    "--package",
    "samspil-server",
    "--package",
    "samspil-client",
    "--package",
    "samspil-tests",
    "--features",
    "samspil-server/testing",
];

/// The one selection that the client for the browser is built with, for the same reason.
pub(crate) const WEB: [&str; 4] = ["--package", "samspil-client", "--target", "wasm32-unknown-unknown"];

pub(crate) fn cargo() -> Command {
    new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command that runs in the root of the workspace and never asks anything.
pub(crate) fn new(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).stdin(Stdio::null());
    command
}

/// Runs `command` with its output shown.
pub(crate) fn show(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", words(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", words(command));
    }
    Ok(())
}

/// Runs `command` silently; only a failure shows what it said, both streams in order.
pub(crate) fn hush(command: &mut Command) -> anyhow::Result<()> {
    let folder = paths::target()?.join("xtask");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("output-{}.log", std::process::id()));
    let mut log = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
    fs::remove_file(&path)?;
    let status = command
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?)
        .status()
        .with_context(|| format!("cannot start {}", words(command)))?;
    if !status.success() {
        let mut said = Vec::new();
        log.rewind()?;
        log.read_to_end(&mut said)?;
        println!("{}", String::from_utf8_lossy(&said));
        bail!("{} failed ({status})", words(command));
    }
    Ok(())
}

/// What `command` writes to standard output.
pub(crate) fn read(command: &mut Command) -> anyhow::Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {}", words(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", words(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} did not write UTF-8", words(command)))
}

/// `cargo metadata` of the workspace without its dependencies.
pub(crate) fn metadata() -> anyhow::Result<Value> {
    let text = read(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    Ok(serde_json::from_str(&text)?)
}

/// The names of all targets of one kind (`test`, `bench`), each with its package.
pub(crate) fn targets(kind: &str) -> anyhow::Result<Vec<(String, String)>> {
    let metadata = metadata()?;
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for target in package["targets"].as_array().into_iter().flatten() {
            let is_of_kind = target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|name| name == kind));
            if let (true, Some(package), Some(name)) = (is_of_kind, package["name"].as_str(), target["name"].as_str()) {
                found.push((package.to_owned(), name.to_owned()));
            }
        }
    }
    Ok(found)
}

fn words(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().rsplit('/').next().unwrap_or_default().to_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
