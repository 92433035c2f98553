//! The app without a browser: everything here is pure and tested natively.

pub mod admin;
mod card_form;
mod card_sides;
pub mod chunk;
pub mod command;
pub mod draft;
pub mod duty;
pub mod election;
pub mod export;
pub mod follow_up;
pub mod here;
pub mod home_screen;
pub mod intent;
pub mod language;
pub mod locked_file;
pub mod model;
pub mod msg;
pub mod notices;
pub mod pin;
mod public_facts;
pub mod qr;
pub mod route;
pub mod sealed;
pub mod search;
pub mod settings;
mod show;
pub mod station;
pub mod unsent;
pub mod vault_header;
pub mod view;
mod words;

pub use model::Model;
