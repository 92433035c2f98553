//! Named steps, one line each with its time.

use std::time::{Duration, Instant};

#[derive(Debug)]
pub(crate) struct Stages {
    done: Vec<(String, Duration)>,
    begun: Instant,
}

impl Stages {
    pub(crate) fn new() -> Self {
        Stages { done: Vec::new(), begun: now() }
    }

    /// Runs one step. The first that fails ends the run.
    pub(crate) fn run(&mut self, name: &str, step: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        println!("▶ {name}");
        let begun = now();
        step().map_err(|error| error.context(format!("stage \"{name}\" failed")))?;
        let took = begun.elapsed();
        println!("✓ {name} {}", seconds(took));
        self.done.push((name.to_owned(), took));
        Ok(())
    }

    /// All lines once more, together.
    pub(crate) fn summary(&self) {
        println!();
        for (name, took) in &self.done {
            println!("✓ {name:<58} {:>9}", seconds(*took));
        }
        println!("  {:<58} {:>9}", "all", seconds(self.begun.elapsed()));
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[expect(clippy::disallowed_methods, reason = "the tasks tell how long each step took")]
fn now() -> Instant {
    Instant::now()
}
