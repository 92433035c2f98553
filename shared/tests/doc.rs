//! Documents: what a person does with them, what a stranger may not, and that every device comes to the same.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what fails there fails the test")]

#[path = "doc/calls.rs"]
mod calls;
#[path = "doc/genesis.rs"]
mod genesis;
#[path = "doc/grammar.rs"]
mod grammar;
#[path = "doc/log_entry.rs"]
mod log_entry;
#[path = "doc/materialise.rs"]
mod materialise;
#[path = "doc/other_kinds.rs"]
mod other_kinds;
#[path = "doc/sessions.rs"]
mod sessions;
#[path = "doc/support.rs"]
mod support;
