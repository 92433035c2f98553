//! The simulation of server and devices: `server/tests/simulation.rs`, told by the environment how large it shall be.

use clap::Args;

use crate::command;

#[derive(Debug, Clone, Args)]
pub(crate) struct Simulate {
    /// How many seeds are run
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first seed; a failing one is repeated with `--from SEED --seeds 1`
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// As in the tests unless said otherwise: a seed's time grows with the square of both
    #[arg(long, default_value_t = Simulate::IN_TESTS.devices)]
    devices: u32,
    #[arg(long, default_value_t = Simulate::IN_TESTS.days)]
    days: u32,
}

impl Simulate {
    /// The size that every test run has.
    pub(crate) const IN_TESTS: Simulate = Simulate { seeds: 200, from: 0, devices: 5, days: 4 };
    /// A taste of it for the inner loop.
    pub(crate) const IN_FAST_TESTS: Simulate = Simulate { seeds: 20, ..Simulate::IN_TESTS };

    pub(crate) fn run(&self) -> anyhow::Result<()> {
        println!(
            "{} seeds from {}, {} devices, {} days (SAMSPIL_SIM_*)",
            self.seeds, self.from, self.devices, self.days
        );
        command::show(
            command::cargo()
                .arg("test")
                .args(command::NATIVE)
                .args(["--test", "simulation"])
                .env("SAMSPIL_SIM_SEEDS", self.seeds.to_string())
                .env("SAMSPIL_SIM_FROM", self.from.to_string())
                .env("SAMSPIL_SIM_DEVICES", self.devices.to_string())
                .env("SAMSPIL_SIM_DAYS", self.days.to_string()),
        )
    }
}
