//! The real server as a process of its own.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::{kill, wait};

/// A server with its own data folder. It listens on loopback, on any free port the first time and on the same one ever
/// after, so that it can be killed and started again under the same address.
#[derive(Debug)]
pub struct Server {
    what: What,
    folder: TempDir,
    port: u16,
    process: Option<Child>,
    options: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Serve,
    Demo,
}

impl Server {
    /// Starts `samspil serve` on an empty SQLite database and waits until it listens. Every frame that it sends to
    /// somebody is recorded in [`Server::recordings`].
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_as(What::Serve).await
    }

    /// The same with the people of `samspil demo` in it; nothing is recorded.
    pub async fn start_demo() -> anyhow::Result<Self> {
        Self::start_as(What::Demo).await
    }

    async fn start_as(what: What) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("samspil-server-").tempdir()?;
        let mut server = Server { what, folder, port: 0, process: None, options: Vec::new() };
        std::fs::create_dir(server.folder())?;
        std::fs::create_dir(server.recordings())?;
        server.clock_is_ahead(0)?;
        server.start_again().await?;
        Ok(server)
    }

    /// Starts the process again, on the same data and the same port.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        ensure!(self.process.is_none(), "the server runs already");
        let mut serve = self.command()?;
        match self.what {
            What::Serve => serve.arg("serve").arg("--tap").arg(self.recordings()),
            What::Demo => serve.arg("demo"),
        };
        serve.args(&self.options).stdout(Stdio::piped());
        let mut process = serve.spawn().context("cannot start samspil")?;
        let said = BufReader::new(process.stdout.take().context("no standard output")?).lines();
        self.port = wait::at_most("the server to listen", listening(said)).await?;
        self.process = Some(process);
        Ok(())
    }

    /// What the server is told besides, from its next start on.
    pub fn is_told(&mut self, options: &[&str]) {
        self.options = options.iter().map(|&option| option.to_owned()).collect();
    }

    /// Sets its clock so many milliseconds ahead of the machine's, or behind if they are fewer than none; at once, also
    /// while it runs. Commands of the administrator go by it too.
    pub fn clock_is_ahead(&self, ms: i64) -> anyhow::Result<()> {
        let (file, new) = (self.clock(), self.clock().with_extension("new"));
        std::fs::write(&new, ms.to_string())?;
        Ok(std::fs::rename(new, file)?)
    }

    /// `kill -9`. What it acknowledged must be there when it starts again.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        let mut process = self.process.take().context("the server does not run")?;
        process.kill().await.context("cannot kill the server")
    }

    /// Runs one command of the administrator on the same database, and gives what it printed.
    pub async fn admin(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command()?.args(arguments).output().await?;
        let (said, complained) = (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success(), "samspil {} failed: {said}{complained}", arguments.join(" "));
        Ok(said)
    }

    /// The address of `path` as a browser opens it. `localhost`, since passkeys refuse an address of numbers.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// The port of loopback that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where the databases and the keys lie.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One file for each person: all frames that they were sent.
    pub fn recordings(&self) -> PathBuf {
        self.folder.path().join("frames")
    }

    fn clock(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    fn command(&self) -> anyhow::Result<Command> {
        let mut command = Command::new(program()?);
        command.arg("--clock").arg(self.clock());
        command.arg("--data").arg(self.folder()).args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        // Its people work with passwords; a story about passkeys says otherwise.
        command.env("SAMSPIL_REQUIRE_STAFF_PASSKEY", "false");
        command.stdin(Stdio::null()).kill_on_drop(true);
        Ok(command)
    }
}

/// The binary that was built together with this one.
fn program() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe()?;
    // A test lies one folder deeper than a program.
    let programs = this.ancestors().skip(1).take(2).map(|folder| folder.join("samspil"));
    programs.into_iter().find(|program| program.is_file()).context("samspil is not built: run `cargo xtask test slow`")
}

/// Reads until the server says that it listens, and on which port; goes on reading, so that a full pipe never stops it.
async fn listening(mut said: Lines<BufReader<ChildStdout>>) -> anyhow::Result<u16> {
    const LINE: &str = "listening on http://";
    let port = loop {
        let line = said.next_line().await?.context("the server ended at once; see its standard error")?;
        if let Some((_, address)) = line.split_once(LINE) {
            let port =
                address.split_whitespace().next().and_then(|address| address.trim_end_matches('/').rsplit(':').next());
            break port.and_then(|port| port.parse().ok()).with_context(|| format!("no port in \"{line}\""))?;
        }
    };
    tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
    Ok(port)
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(pid) = self.process.as_ref().and_then(Child::id) {
            let _ = kill::now(pid);
        }
    }
}
