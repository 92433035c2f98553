//! Measurements: every `[[bench]]` target of the workspace, each a program of its own that prints its medians.

use anyhow::bail;

use crate::client::{self, Profile};
use crate::command;
use crate::tools::{self, Tool};

/// Their benchmarks drive the shipped client in a browser, against the shipped server with a few doors more.
const IN_BROWSER: &str = "samspil-tests";

pub(crate) fn run(name: Option<&str>) -> anyhow::Result<()> {
    let all = command::targets("bench")?;
    let chosen: Vec<_> = all.iter().filter(|(_, bench)| name.is_none_or(|name| name == bench)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = all.iter().map(|(_, bench)| bench.as_str()).collect();
        bail!("no such benchmark; there are: {}", names.join(", "));
    }
    if chosen.iter().any(|(package, _)| package == IN_BROWSER) {
        tools::ensure(&[Tool::WasmTarget, Tool::NpmPackages, Tool::Chromium])?;
        client::build(Profile::Release)?;
        let server = ["build", "--release", "--package", "samspil-server", "--features", "samspil-server/testing"];
        command::show(command::cargo().args(server))?;
    }
    for (package, bench) in chosen {
        command::show(command::cargo().args(["bench", "--package", package, "--bench", bench]))?;
    }
    Ok(())
}
