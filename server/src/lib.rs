//! The Samspil server as a library, so that tests run what the binary runs.

pub mod edge;
pub mod settings;
pub mod store;
