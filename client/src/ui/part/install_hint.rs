//! How Samspil gets onto the home screen.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::icon::{Glyph, Icon};
use crate::ui::i18n::*;

/// What the browser can do about it.
#[derive(Clone, Copy, Debug)]
pub enum InstallWay {
    /// Safari on iPhone and iPad: only by hand, and the installed app has a storage of its own, so the one-time link
    /// must be used in there. The callback copies the link.
    ByHand { copy_link: Option<Callback<()>> },
    /// The browser asks when told to.
    Ask(Callback<()>),
}

/// Why and how, in three steps at most.
#[component]
pub fn InstallHint(way: InstallWay, #[prop(optional, into)] on_later: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    let how = match way {
        InstallWay::ByHand { copy_link } => view! {
            <p>
                <b>{move || t_string!(i18n, install.ios_first)}</b>
            </p>
            <ol class="numbered">
                <li>
                    <span class="line-up wrap">
                        {move || t_string!(i18n, install.ios_share)} <Icon glyph=Glyph::AppleShare />
                    </span>
                </li>
                <li>
                    <span class="line-up wrap">{move || t_string!(i18n, install.ios_add)} <Icon glyph=Glyph::Plus /></span>
                </li>
                <li>{move || t_string!(i18n, install.ios_open)}</li>
            </ol>
            {copy_link
                .map(|copy_link| {
                    view! {
                        <Button glyph=Glyph::Copy on_press=copy_link>
                            {move || t_string!(i18n, install.copy_link)}
                        </Button>
                    }
                })}
        }
        .into_any(),
        InstallWay::Ask(ask) => view! {
            <Button kind=ButtonKind::Primary glyph=Glyph::Handset on_press=ask>
                {move || t_string!(i18n, install.add)}
            </Button>
        }
        .into_any(),
    };
    view! {
        <section class="card pad stack" aria-labelledby="install-title">
            <h2 id="install-title">{move || t_string!(i18n, install.title)}</h2>
            <p class="muted">{move || t_string!(i18n, install.why)}</p>
            {how}
            {on_later
                .map(|on_later| {
                    view! {
                        <Button kind=ButtonKind::Tertiary on_press=on_later>
                            {move || t_string!(i18n, install.later)}
                        </Button>
                    }
                })}
        </section>
    }
}
