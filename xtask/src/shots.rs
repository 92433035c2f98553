//! Pictures of every main screen, taken by the program `shots` of `tests/`; two of them stand in the README.

use std::fs;

use crate::client::{self, Profile};
use crate::command::{self, NATIVE};
use crate::paths;
use crate::tools::{self, Tool};

/// What the README shows: a picture, and its name in `docs/pictures/`.
const IN_README: [(&str, &str); 2] =
    [("today-phone-light.png", "today-phone.png"), ("consultant-today-laptop-light.png", "today-consultant.png")];

pub(crate) fn run() -> anyhow::Result<()> {
    tools::ensure(&[Tool::WasmTarget, Tool::NpmPackages, Tool::Chromium])?;
    client::build(Profile::Dev)?;
    command::show(command::cargo().arg("build").args(NATIVE))?;
    let folder = paths::target()?.join("shots");
    command::show(command::new(paths::target()?.join("debug/shots")).arg(&folder))?;
    for (picture, name) in IN_README {
        fs::copy(folder.join(picture), paths::root().join("docs/pictures").join(name))?;
    }
    Ok(())
}
