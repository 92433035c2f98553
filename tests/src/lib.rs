//! What the browser stories are told with: the real server, real browsers, and what a person does and sees in them.
//!
//! A story starts a [`server::Server`] and [`browser::Browsers`], opens a [`browser::Browser`] per person, and finds
//! everything as a person does who cannot see the screen: by role and accessible name, as the browser itself computes
//! them. Nothing sleeps: [`wait::until`] is the only clock.

pub mod app;
pub mod axe;
pub mod browser;
pub mod canary;
pub mod frames;
mod kill;
pub mod licence;
pub mod locked;
pub mod page;
pub mod passkey;
pub mod proxy;
pub mod server;
pub mod town;
pub mod tree;
pub mod wait;
