//! Hostile bytes at every door (`shared/tests/fuzz.rs`), and hostile pushes into a server (`server/tests/sync/pushed.rs`), told
//! by the environment how long to go on.

use clap::Args;

use crate::command;

/// A push goes through a server and its database.
const INPUTS_PER_PUSH: u64 = 100;

#[derive(Debug, Clone, Args)]
pub(crate) struct Fuzz {
    /// How many inputs
    #[arg(long, default_value_t = 1_000_000)]
    inputs: u64,
    /// The number of the first; one that fails is repeated with `--from NUMBER --inputs 1`
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// One door alone, such as "client frame" or "new log entry"
    #[arg(long)]
    door: Option<String>,
    /// Keep the smallest input for each answer that is not in `shared/tests/corpus` yet
    #[arg(long)]
    collect: bool,
}

impl Fuzz {
    /// What every test run does.
    pub(crate) const IN_TESTS: Fuzz = Fuzz { inputs: 1_000_000, from: 0, door: None, collect: false };
    /// A taste of it for the inner loop: enough for each door to let one in, which at some is one of thousands.
    pub(crate) const IN_FAST_TESTS: Fuzz = Fuzz { inputs: 200_000, ..Fuzz::IN_TESTS };

    pub(crate) fn run(&self) -> anyhow::Result<()> {
        println!("{} inputs from {} (SAMSPIL_FUZZ_*)", self.inputs, self.from);
        let mut tests = command::cargo();
        tests.arg("test").args(command::NATIVE).args(["--test", "fuzz"]);
        tests.env("SAMSPIL_FUZZ_INPUTS", self.inputs.to_string()).env("SAMSPIL_FUZZ_FROM", self.from.to_string());
        if let Some(door) = &self.door {
            tests.env("SAMSPIL_FUZZ_DOOR", door);
        }
        if self.collect {
            tests.env("SAMSPIL_FUZZ_COLLECT", "1");
        }
        command::show(&mut tests)?;
        if self.door.is_some() || self.collect {
            return Ok(());
        }
        let pushes = self.inputs.div_ceil(INPUTS_PER_PUSH);
        println!("{pushes} pushes into a real store (SAMSPIL_FUZZ_PUSHES)");
        let mut tests = command::cargo();
        tests.arg("test").args(command::NATIVE).args(["--test", "store_contract", "pushed::"]);
        command::show(tests.env("SAMSPIL_FUZZ_PUSHES", pushes.to_string()))
    }
}
