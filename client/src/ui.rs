//! What a person sees: `part` shows, `screen` reads a view model and dispatches intents.

pub mod app;
pub mod chunk;
pub mod part;
pub mod root;
pub mod screen;

#[expect(unreachable_pub, reason = "generated: see build.rs")]
mod locale {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}
pub use app::{App, use_app};
pub use locale::i18n;

/// The words of the chosen language: what `use_i18n()` gives, to pass to a function.
pub type I18n = leptos_i18n::I18nContext<i18n::Locale>;
