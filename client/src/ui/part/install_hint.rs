//! How Samspil gets onto the home screen of an iPhone.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::ui::i18n::*;

/// How, step by step. The browser leaves it to the person, and the app on the home screen has a storage of its own:
/// `children` is what remains to be done in there.
#[component]
pub fn InstallSteps(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ol class="numbered">
            <li>
                <span class="line-up wrap">
                    {move || t_string!(i18n, install.ios_share)} <Icon glyph=Glyph::AppleShare />
                </span>
            </li>
            <li>
                <span class="line-up wrap">
                    {move || t_string!(i18n, install.ios_add)} <Icon glyph=Glyph::Plus />
                </span>
            </li>
            <li>{move || t_string!(i18n, install.ios_open)}</li>
            <li>{children()}</li>
        </ol>
    }
}
