//! The app without a browser: everything here is pure and tested natively.

pub mod draft;
pub mod election;
pub mod intent;
pub mod route;
pub mod sealed;
pub mod vault_header;
pub mod view;
