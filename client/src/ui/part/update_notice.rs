//! A new version lies ready.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::icon::Glyph;
use super::notice::Notice;
use crate::ui::i18n::*;

/// Offers the new version; nobody is interrupted, and what is being written is kept first.
#[component]
pub fn UpdateNotice(
    #[prop(into)] on_update: Callback<()>,
    #[prop(optional, into)] on_later: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Notice glyph=Glyph::Fetching>
            <p>
                <b>{move || t_string!(i18n, update.ready)}</b>
            </p>
            <p>{move || t_string!(i18n, update.safe)}</p>
            <div class="line-up wrap">
                <Button on_press=on_update>{move || t_string!(i18n, update.now)}</Button>
                {on_later
                    .map(|on_later| {
                        view! {
                            <Button kind=ButtonKind::Tertiary on_press=on_later>
                                {move || t_string!(i18n, update.later)}
                            </Button>
                        }
                    })}
            </div>
        </Notice>
    }
}
