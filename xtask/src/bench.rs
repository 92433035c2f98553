//! Measurements: every `[[bench]]` target of the workspace, each a program of its own that prints its medians.

use anyhow::bail;

use crate::command;

pub(crate) fn run(name: Option<&str>) -> anyhow::Result<()> {
    let all = command::targets("bench")?;
    let chosen: Vec<_> = all.iter().filter(|(_, bench)| name.is_none_or(|name| name == bench)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = all.iter().map(|(_, bench)| bench.as_str()).collect();
        bail!("no such benchmark; there are: {}", names.join(", "));
    }
    for (package, bench) in chosen {
        command::show(command::cargo().args(["bench", "--package", package, "--bench", bench]))?;
    }
    Ok(())
}
