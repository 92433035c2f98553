//! Screens: each reads a view of the model and sends intents.

use leptos::prelude::*;

use super::part::{Page, PageLayout, PageTitle};
use crate::app::Model;
use crate::app::route::Route;
use crate::app::view::Door;
use crate::app::view::door::Broken;
use crate::ui::i18n::*;

/// Which screen is shown. Equal places keep their screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The app looks what the device holds, or reads it.
    Starting,
    /// A one-time link.
    Invite,
    /// Login with a password.
    SignIn,
    /// A vault is here and locked.
    Lock,
    /// The app cannot go on.
    Broken(Broken),
    /// Inside the vault.
    Inside(Route),
}

impl Place {
    /// Where the person is.
    pub fn of(model: &Model) -> Self {
        match model.door() {
            None => Self::Inside(model.route()),
            Some(Door::Starting | Door::Opening) => Self::Starting,
            Some(Door::Invite(_)) => Self::Invite,
            Some(Door::SignIn(_)) => Self::SignIn,
            Some(Door::Lock(_)) => Self::Lock,
            Some(Door::Broken(broken)) => Self::Broken(broken),
        }
    }
}

/// The screen of a place.
pub fn page(_place: Place) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Page layout=PageLayout::Lock>
            <PageTitle text=move || t_string!(i18n, app.name) />
        </Page>
    }
    .into_any()
}
