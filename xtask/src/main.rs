//! The project's tasks. Each says what it does before it does it; `README.md` names the two that matter.

mod bench;
mod client;
mod command;
mod demo;
mod fuzz;
mod paths;
mod postgres;
mod release;
mod shots;
mod simulate;
mod stage;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The tasks of Samspil", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// From a fresh checkout to a running server with Danish sample people
    Demo(demo::Demo),
    /// Everything that must be green; installs what is missing
    Test {
        /// `fast` leaves out the browser, PostgreSQL and the wasm build; `slow` does only what `fast` leaves out
        #[arg(value_enum, default_value_t)]
        scope: test::Scope,
    },
    /// Only the client, for a server that runs already and reads `client/dist` from the disk
    Client,
    /// The release binary with the client inside, precompressed; prints what a first load weighs
    Build,
    /// The measurements of `docs/benchmarks.md`: all of them, or the one that is named
    Bench { name: Option<String> },
    /// Pictures of every main screen, phone and desktop, light and dark, into `docs/pictures`
    Shots,
    /// Hostile bytes at every door that bytes come in by, as long as you like
    Fuzz(fuzz::Fuzz),
    /// The simulation of server and devices, as long as you like
    Simulate(simulate::Simulate),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Demo(demo) => demo.run(),
        Task::Test { scope } => test::run(scope),
        Task::Client => client::run(),
        Task::Build => release::run(),
        Task::Bench { name } => bench::run(name.as_deref()),
        Task::Shots => shots::run(),
        Task::Fuzz(fuzz) => fuzz.run(),
        Task::Simulate(simulate) => simulate.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}
