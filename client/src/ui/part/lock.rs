//! Pieces of the screens outside the vault.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::field::{Field, FieldKind, Form};
use super::icon::{Glyph, Icon, IconSize};
use super::wordmark::Wordmark;
use crate::ui::i18n::*;

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

/// 112, before everything else and without unlocking. Words only: a number to dial by mistake helps nobody.
#[component]
pub fn DangerLine() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="card call">
            <p class="line">
                <span class="dot danger" aria-hidden="true">
                    "112"
                </span>
                <b>{move || t_string!(i18n, lock.danger)}</b>
            </p>
        </div>
    }
}

/// The password that opens what lies on this device; works with the server gone.
#[component]
pub fn UnlockForm(
    /// Whose vault it is.
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
    view! {
        <Form on_submit=on_unlock>
            <div class="inline-form">
                <Field
                    id="password"
                    kind=FieldKind::Password
                    autocomplete="current-password"
                    label=move || t_string!(i18n, lock.password_for, name = name.get().to_string())
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

/// How much has not left this device, by number only.
#[component]
pub fn UnsentLine(#[prop(into)] count: Signal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || match count.get() {
        0 => None,
        1 => Some(t_string!(i18n, lock.unsent_single).to_owned()),
        n => Some(t_string!(i18n, lock.unsent_many, n = n)),
    };
    move || {
        words().map(|words| {
            view! {
                <p class="line-up small muted">
                    <Icon glyph=Glyph::Hourglass size=IconSize::Small />
                    {words}
                </p>
            }
        })
    }
}
