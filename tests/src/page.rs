//! What a person does and sees in the tab in front.

mod act;
mod asks;
mod away;
mod find;
mod keyboard;
mod see;

pub use self::find::{CHOICES, FIELDS, Named, Thing};
