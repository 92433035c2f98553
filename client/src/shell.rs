//! The edge to the browser: the only code that names its interfaces, one file per interface.
//!
//! What can be asked is an `async fn` that returns a `Result`; what happens by itself arrives as a [`ShellEvent`] at the
//! [`Events`] that an edge was opened with. Dropping an edge detaches it. Nothing here decides: the rules are in
//! [`crate::app`] and in the shared engine.

pub mod clipboard;
pub mod clock;
pub mod ended;
pub mod entropy;
pub mod error;
pub mod event;
pub mod facts;
pub mod file;
pub mod focus;
pub mod http;
mod js;
pub mod language;
pub mod location;
pub mod locked;
pub mod log;
pub mod passkey;
pub mod print;
pub mod public;
pub mod push;
pub mod runtime;
pub mod service_worker;
pub mod socket;
pub mod store;
pub mod tabs;
pub mod timer;
pub mod vault;
pub mod visibility;
pub mod worker;

pub use error::{ShellError, StoreError, VaultError};
pub use event::{Events, ShellEvent};
