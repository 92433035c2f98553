//! The Samspil app: `app` decides (pure), `shell` talks to the browser, and the screens show.

pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod ui;

#[cfg(target_arch = "wasm32")]
pub mod boot;
