//! The chromedriver process.

use std::process::Stdio;

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::wait;

/// How often it is started.
const STARTS_MAX: usize = 5;

#[derive(Debug)]
pub(super) struct Driver {
    port: u16,
    _process: Child,
}

impl Driver {
    /// Starts it on a port that it picks itself. It asks for that port on both kinds of addresses, and ends at once if
    /// another process took one of the two in between: so it is started again.
    pub(super) async fn start() -> anyhow::Result<Self> {
        for _ in 1..STARTS_MAX {
            if let Ok(driver) = Self::start_once().await {
                return Ok(driver);
            }
        }
        Self::start_once().await
    }

    async fn start_once() -> anyhow::Result<Self> {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start chromedriver: `cargo xtask test` installs it")?;
        let mut said = BufReader::new(process.stdout.take().context("no standard output")?).lines();
        let port = wait::at_most("chromedriver to listen", async {
            loop {
                let line = said.next_line().await?.context("chromedriver ended at once")?;
                if let Some(port) = line.split("started successfully on port ").nth(1) {
                    return Ok(port.trim_end_matches('.').parse()?);
                }
            }
        })
        .await?;
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        Ok(Driver { port, _process: process })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
