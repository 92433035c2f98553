//! What must be installed. As root on Debian it is installed; elsewhere the error says what to install.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::{command, paths};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// rustfmt and clippy.
    Lints,
    /// Rust's standard library for the browser.
    WasmTarget,
    /// dkfds, binaryen and axe-core in `client/node_modules`.
    NpmPackages,
    /// Chromium with its driver.
    Chromium,
    /// A PostgreSQL server's programs.
    Postgres,
}

/// Makes sure that each of `tools` is there.
pub(crate) fn ensure(tools: &[Tool]) -> anyhow::Result<()> {
    for tool in tools {
        match tool {
            Tool::Lints => lints()?,
            Tool::WasmTarget => wasm_target()?,
            Tool::NpmPackages => npm_packages()?,
            Tool::Chromium => chromium()?,
            Tool::Postgres => postgres()?,
        }
    }
    Ok(())
}

/// The folder that holds `initdb` and `postgres`; the newest, where there are several.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions.flatten().map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.extend(paths::which("initdb").and_then(|file| file.parent().map(Path::to_owned)));
    folders.into_iter().rev().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

pub(crate) fn is_root() -> bool {
    command::read(command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn lints() -> anyhow::Result<()> {
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if sysroot()?.join("bin").join(program).is_file() || (no_rustup() && paths::which(program).is_some()) {
            continue;
        }
        if no_rustup() {
            bail!("{component} is missing: install it with the Rust that you use");
        }
        println!("  installing {component}: rustup component add {component}");
        command::hush(command::new("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

fn wasm_target() -> anyhow::Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    if sysroot()?.join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    if no_rustup() {
        bail!("Rust's {TARGET} target is missing: install it with the Rust that you use, or install rustup");
    }
    println!("  installing the wasm target: rustup target add {TARGET}");
    command::hush(command::new("rustup").args(["target", "add", TARGET]))
}

fn npm_packages() -> anyhow::Result<()> {
    let lock = fs::read(paths::client().join("package-lock.json")).context("cannot read client/package-lock.json")?;
    let installed = paths::node_modules().join(".installed-lock.json");
    if fs::read(&installed).is_ok_and(|bytes| bytes == lock) {
        return Ok(());
    }
    for program in ["node", "npm"] {
        if paths::which(program).is_none() {
            bail!("{program} is missing: install Node.js 20 or newer, with npm");
        }
    }
    println!("  installing the npm packages of client/package-lock.json: npm ci");
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", "client"];
    command::hush(command::new("npm").args(npm))?;
    fs::write(installed, lock)?;
    Ok(())
}

fn chromium() -> anyhow::Result<()> {
    if paths::which("chromium").is_some() && paths::which("chromedriver").is_some() {
        return Ok(());
    }
    debian("Chromium with its driver", &["chromium", "chromium-driver"])
}

fn postgres() -> anyhow::Result<()> {
    if postgres_programs().is_some() {
        return Ok(());
    }
    if is_root() && Path::new("/etc/debian_version").exists() {
        // Else the package starts a server of its own, which nobody asked for.
        let folder = Path::new("/etc/postgresql-common/createcluster.d");
        fs::create_dir_all(folder)?;
        fs::write(folder.join("samspil-tests.conf"), "create_main_cluster = false\n")?;
    }
    debian("PostgreSQL", &["postgresql"])?;
    postgres_programs().map(drop).context("PostgreSQL was installed, but its programs are not where Debian keeps them")
}

fn debian(what: &str, packages: &[&str]) -> anyhow::Result<()> {
    let line = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if paths::which("apt-get").is_none() || !Path::new("/etc/debian_version").exists() {
        bail!("{what} is missing: install it (on Debian: {line})");
    }
    if !is_root() {
        bail!("{what} is missing: sudo {line}");
    }
    println!("  installing {what}: {line}");
    apt_get(&["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(&arguments)
}

fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let patience = ["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"];
    command::hush(command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(patience).args(arguments))
}

fn sysroot() -> anyhow::Result<PathBuf> {
    Ok(PathBuf::from(command::read(command::new("rustc").args(["--print", "sysroot"]))?.trim()))
}

fn no_rustup() -> bool {
    paths::which("rustup").is_none()
}
