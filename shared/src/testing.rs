//! What tests of several crates share: a seeded network, virtual time, a device's store in memory. Nothing here knows a
//! clock, a socket or a disk, so that one seed replays one run.

pub mod clock;
pub mod network;
pub mod store;
