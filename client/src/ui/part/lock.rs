//! Pieces of the screens outside the vault.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::field::{Field, FieldKind, Form};
use super::icon::{Glyph, Icon, IconSize};
use super::wordmark::Wordmark;
use crate::ui::i18n::*;
use crate::ui::use_app;

/// The head of the lock screen: whose app this is, and that nothing is gone.
#[component]
pub fn LockHead() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="line-up between wrap">
            <Wordmark />
            <p class="state">
                <Icon glyph=Glyph::Lock size=IconSize::Small />
                {move || t_string!(i18n, lock.state)}
            </p>
        </div>
    }
}

/// 112, before everything else and without unlocking. The words are what is pressed, and the telephone asks before it calls;
/// the demonstration dials nobody.
#[component]
pub fn DangerLine() -> impl IntoView {
    let i18n = use_i18n();
    let emergency = use_app().view(crate::app::Model::emergency);
    let words = move || match emergency.get().href {
        Some(href) => view! { <a href=href>{t_string!(i18n, lock.danger)}</a> }.into_any(),
        None => t_string!(i18n, lock.danger).into_any(),
    };
    view! {
        <div class="card call">
            <p class="line">
                <span class="dot danger" aria-hidden="true">
                    "112"
                </span>
                <b>{words}</b>
            </p>
        </div>
    }
}

/// The password that opens what lies on this device; works with the server gone.
#[component]
pub fn UnlockForm(
    /// Whose vault it is, as far as the lock screen may say; may be empty.
    #[prop(into)]
    name: TextProp,
    #[prop(into)] password: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(into)] on_unlock: Callback<()>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The key is being made, which takes about a second.
    #[prop(optional, into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let label = move || match name.get().to_string() {
        name if name.is_empty() => t_string!(i18n, lock.password).to_owned(),
        name => t_string!(i18n, lock.password_for, name = name),
    };
    view! {
        <Form on_submit=on_unlock>
            <div class="inline-form">
                <Field
                    id="password"
                    kind=FieldKind::Password
                    autocomplete="current-password"
                    label=label
                    value=password
                    on_input
                    error
                />
                <Button kind=ButtonKind::Primary submit=true disabled=busy>
                    {move || {
                        if busy.get() { t_string!(i18n, lock.unlocking) } else { t_string!(i18n, lock.unlock) }
                    }}
                </Button>
            </div>
        </Form>
    }
}
