//! Ending a process at once, as a power cut would.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{bail, ensure};

use crate::wait;

/// `kill -9`, without waiting. The shell's own `kill`, since a bare Debian has no other.
pub(crate) fn now(pid: u32) -> anyhow::Result<()> {
    let status = Command::new("sh").args(["-c", &format!("kill -9 {pid}")]).status()?;
    ensure!(status.success(), "cannot kill process {pid}");
    Ok(())
}

/// Waits until the process is gone, or only its exit status is left.
pub(crate) async fn gone(pid: u32) -> anyhow::Result<()> {
    let status = PathBuf::from(format!("/proc/{pid}/status"));
    wait::until(format!("process {pid} to end"), async || match std::fs::read_to_string(&status) {
        Ok(text) if !text.contains("State:\tZ") => bail!("it still runs"),
        _ => Ok(()),
    })
    .await
}
