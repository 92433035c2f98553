//! From a fresh checkout to a running server with Danish sample people.

use std::path::PathBuf;
use std::process::Stdio;

use clap::Args;

use crate::client::{self, Profile};
use crate::tools::{self, Tool};
use crate::{command, paths};

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Keep the demo's data in this folder; without it a temporary one is used
    #[arg(long)]
    data: Option<PathBuf>,
    /// The address to listen on
    #[arg(long)]
    listen: Option<String>,
    /// The address that people open, if it is another than the one that is listened on
    #[arg(long)]
    public_url: Option<String>,
    /// Build as for shipping: takes longer, starts faster
    #[arg(long)]
    release: bool,
}

impl Demo {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        println!("▶ installing what is missing");
        tools::ensure(&[Tool::WasmTarget, Tool::NpmPackages])?;
        println!("▶ building the client (the first time takes some minutes)");
        client::build(if self.release { Profile::Release } else { Profile::Dev })?;
        println!("▶ building the server");
        let mut build = command::cargo();
        build.args(["build", "--package", "samspil-server"]);
        if self.release {
            build.arg("--release");
        }
        command::show(&mut build)?;
        let profile = if self.release { "release" } else { "debug" };
        let mut server = command::new(paths::target()?.join(profile).join("samspil"));
        server.arg("demo").stdin(Stdio::inherit());
        if let Some(data) = &self.data {
            server.arg("--data").arg(std::path::absolute(data)?);
        }
        for (name, value) in [("--listen", &self.listen), ("--public-url", &self.public_url)] {
            if let Some(value) = value {
                server.args([name, value]);
            }
        }
        command::show(&mut server)
    }
}
