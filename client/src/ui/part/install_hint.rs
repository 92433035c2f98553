//! How Samspil gets onto the home screen of an iPhone.

use leptos::prelude::*;

use super::button::Button;
use super::icon::{Glyph, Icon};
use crate::ui::i18n::*;

/// Why and how, in three steps. Safari leaves it to the person, and the app on the home screen has a storage of its
/// own: the one-time link must be used in there, so `on_copy` copies it first.
#[component]
pub fn InstallHint(#[prop(optional, into)] on_copy: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="card pad stack" aria-labelledby="install-title">
            <h2 id="install-title">{move || t_string!(i18n, install.title)}</h2>
            <p class="muted">{move || t_string!(i18n, install.why)}</p>
            <p>
                <b>{move || t_string!(i18n, install.ios_first)}</b>
            </p>
            {on_copy
                .map(|on_copy| {
                    view! {
                        <Button glyph=Glyph::Copy on_press=on_copy>
                            {move || t_string!(i18n, install.copy_link)}
                        </Button>
                    }
                })}
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
            </ol>
        </section>
    }
}
