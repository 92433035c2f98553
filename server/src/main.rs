//! `samspil`.

use std::io;
use std::process::ExitCode;

use clap::Parser;
use samspil_server::cli::{self, Cli};

fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    Ok(match runtime.block_on(cli::run(cli, &mut io::stdout())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(error.exit_code())
        }
    })
}
