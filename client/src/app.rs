//! The app without a browser: everything here is pure and tested natively.

pub mod election;
pub mod sealed;
pub mod vault_header;
