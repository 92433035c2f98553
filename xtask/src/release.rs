//! What ships: one binary with the client inside.

use crate::client::{self, Profile, compress};
use crate::tools::{self, Tool};
use crate::{command, paths};

pub(crate) fn run() -> anyhow::Result<()> {
    tools::ensure(&[Tool::WasmTarget, Tool::NpmPackages])?;
    println!("▶ the client, optimised for size");
    client::build(Profile::Release)?;
    println!("▶ the server, with the client inside");
    command::show(command::cargo().args(["build", "--release", "--package", "samspil-server"]))?;
    println!("\n{}\n", paths::target()?.join("release/samspil").display());
    println!("{}", compress::table(&paths::dist())?);
    Ok(())
}
