//! Pictures of every main screen, taken by the program `shots` of `tests/`.

use crate::client::{self, Profile};
use crate::command::{self, NATIVE};
use crate::paths;
use crate::tools::{self, Tool};

pub(crate) fn run() -> anyhow::Result<()> {
    tools::ensure(&[Tool::WasmTarget, Tool::NpmPackages, Tool::Chromium])?;
    client::build(Profile::Dev)?;
    command::show(command::cargo().arg("test").args(NATIVE).arg("--no-run"))?;
    command::show(command::new(paths::target()?.join("debug/shots")).arg(paths::root().join("docs/pictures")))
}
