//! The Samspil server as a library, so that tests run what the binary runs.

pub mod admin;
pub mod assets;
pub mod auth;
pub mod backup;
pub mod cli;
pub mod edge;
pub mod error;
mod jobs;
mod metrics;
pub mod notices;
pub mod progress;
pub mod routes;
mod serve;
pub mod settings;
pub mod state;
pub mod store;
pub mod sync;
pub mod telemetry;
mod validate;

pub use serve::{ServeError, listen, open, prompt, serve};
