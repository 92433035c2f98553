//! Everything that must be green, one line per stage with its time.

use clap::ValueEnum;

use crate::client::{self, Profile};
use crate::command::{self, NATIVE, WEB};
use crate::fuzz::Fuzz;
use crate::postgres::Cluster;
use crate::simulate::Simulate;
use crate::stage::Stages;
use crate::tools::{self, Tool};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scope {
    #[default]
    Everything,
    Fast,
    Slow,
}

const SIMULATION: &str = "simulation";
const FUZZ: &str = "fuzz";
const STORIES: &str = "samspil-tests";
const TIDY: &str = "tidy";

pub(crate) fn run(scope: Scope) -> anyhow::Result<()> {
    let mut stages = Stages::new();
    let (fast, slow) = (scope != Scope::Slow, scope != Scope::Fast);
    stages.run("install what is missing", || {
        tools::ensure(&[Tool::Lints, Tool::WasmTarget])?;
        if slow { tools::ensure(&[Tool::NpmPackages, Tool::Chromium, Tool::Postgres]) } else { Ok(()) }
    })?;
    if fast {
        stages.run("format", || command::show(command::cargo().args(["fmt", "--all", "--check"])))?;
        stages.run("lints: native, with all tests", lint_native)?;
        stages.run("lints: the client for the browser", lint_web)?;
        stages.run("lints: the server as it ships", lint_shipped)?;
    }
    stages.run("compile the tests", compile_tests)?;
    let cluster = if slow { Some(Cluster::start()?) } else { None };
    stages.run(unit_stage_name(slow), || unit_tests(scope, cluster.as_ref()))?;
    drop(cluster);
    if fast {
        stages.run("tidy", || show_tests(&NATIVE, &["--test", TIDY]))?;
        stages.run("unit tests of the tasks", || show_tests(&["--package", "xtask"], &[]))?;
        stages.run("simulation", || if slow { Simulate::IN_TESTS.run() } else { Simulate::IN_FAST_TESTS.run() })?;
    }
    stages.run("hostile bytes", || if slow { Fuzz::IN_TESTS.run() } else { Fuzz::IN_FAST_TESTS.run() })?;
    if slow {
        stages.run("build the client", || client::build(Profile::Dev).map(drop))?;
        stages.run("browser stories", browser_stories)?;
    }
    stages.summary();
    Ok(())
}

fn unit_stage_name(with_postgres: bool) -> &'static str {
    if with_postgres { "unit, property and contract tests, SQLite and PostgreSQL" } else { "unit and property tests" }
}

fn lint_native() -> anyhow::Result<()> {
    let deny = ["--all-targets", "--", "-D", "warnings"];
    command::hush(command::cargo().arg("clippy").args(NATIVE).args(deny))?;
    command::hush(command::cargo().args(["clippy", "--package", "xtask"]).args(deny))
}

fn lint_web() -> anyhow::Result<()> {
    command::hush(command::cargo().arg("clippy").args(WEB).args(["--", "-D", "warnings"]))
}

/// What only tests use is dead code here.
fn lint_shipped() -> anyhow::Result<()> {
    command::hush(command::cargo().args(["clippy", "--package", "samspil-server", "--", "-D", "warnings"]))
}

fn compile_tests() -> anyhow::Result<()> {
    command::hush(command::cargo().arg("test").args(NATIVE).arg("--no-run"))?;
    command::hush(command::cargo().args(["test", "--package", "xtask", "--no-run"]))
}

/// Every test target but the simulation, the hostile bytes and the stories, which have stages of their own.
fn unit_tests(scope: Scope, cluster: Option<&Cluster>) -> anyhow::Result<()> {
    let mut arguments = vec!["--lib".to_owned(), "--bins".to_owned()];
    for (package, target) in command::targets("test")? {
        if package != STORIES && target != SIMULATION && target != FUZZ {
            arguments.extend(["--test".to_owned(), target]);
        }
    }
    let mut tests = command::cargo();
    tests.arg("test").args(NATIVE).args(arguments);
    if let Some(cluster) = cluster {
        tests.env("SAMSPIL_TEST_POSTGRES", cluster.url());
    }
    if scope == Scope::Slow {
        tests.env("SAMSPIL_TEST_FIRST_SYNC", "10000");
    }
    command::show(&mut tests)
}

/// Two at a time: each has several browsers.
fn browser_stories() -> anyhow::Result<()> {
    let mut tests = command::cargo();
    tests.arg("test").args(NATIVE).env("RUST_TEST_THREADS", "2");
    for (package, target) in command::targets("test")? {
        if package == STORIES && target != TIDY {
            tests.args(["--test", &target]);
        }
    }
    command::show(&mut tests)
}

fn show_tests(selection: &[&str], filter: &[&str]) -> anyhow::Result<()> {
    command::show(command::cargo().arg("test").args(selection).args(filter))
}
