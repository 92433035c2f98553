//! A PostgreSQL cluster that lives as long as the value and leaves nothing behind.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use crate::{command, tools};

#[derive(Debug)]
pub(crate) struct Cluster {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes a cluster in a temporary folder and waits until it takes connections, on loopback only and without
    /// a password. It keeps its commits as a real one must, or the server would refuse it; the folder lies in memory
    /// where there is one, so that this costs the tests little.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let programs = tools::postgres_programs().context("PostgreSQL is not installed")?;
        let memory = PathBuf::from("/dev/shm");
        let around = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let template = around.join("samspil-postgres.XXXXXX");
        let folder = PathBuf::from(command::read(unprivileged("mktemp").arg("-d").arg(template))?.trim());
        let data = folder.join("data");
        command::hush(
            unprivileged(programs.join("initdb"))
                .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username=samspil", "--pgdata"])
                .arg(&data),
        )?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut server = unprivileged(programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-c", "listen_addresses=127.0.0.1", "-c", &format!("port={port}")])
            .args(["-c", &format!("unix_socket_directories={}", folder.display())])
            .args(["-c", "max_connections=200"])
            .env("LC_ALL", "C")
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start postgres")?;
        let log = BufReader::new(server.stderr.take().context("postgres has no standard error")?);
        let cluster = Cluster { server, folder, port };
        wait_until_ready(log)?;
        Ok(cluster)
    }

    /// Where tests find it; a test makes its own database or schema inside.
    pub(crate) fn url(&self) -> String {
        format!("postgres://samspil@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Interrupt is postgres' "fast shutdown": it ends its own children and frees its shared memory.
        let interrupt = format!("kill -INT {}", self.server.id());
        let asked = command::new("sh").args(["-c", &interrupt]).status().is_ok_and(|status| status.success());
        if !asked {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Reads the log until the server is ready, and goes on reading afterwards, so that a full pipe never stops it.
fn wait_until_ready(log: impl BufRead + Send + 'static) -> anyhow::Result<()> {
    let mut lines = log.lines();
    let mut said = Vec::new();
    loop {
        let Some(line) = lines.next().transpose()? else {
            bail!("postgres ended at once:\n{}", said.join("\n"));
        };
        if line.contains("database system is ready to accept connections") {
            break;
        }
        said.push(line);
    }
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Ok(())
}

/// PostgreSQL refuses to run as root. `setpriv` becomes the program itself, so that the process id is the server's own,
/// and it dies with us however we end.
fn unprivileged(program: impl AsRef<Path>) -> Command {
    let program = program.as_ref();
    let mut command = if tools::is_root() {
        let mut setpriv = command::new("setpriv");
        setpriv.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig=INT"]).arg(program);
        setpriv
    } else {
        command::new(program)
    };
    command.current_dir("/");
    command
}
