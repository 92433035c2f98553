//! Buttons, and links that look like buttons.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;

/// How much a button asks for attention: one primary per screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    Tertiary,
}

/// How large a button stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonShape {
    #[default]
    Inline,
    /// As wide as its column.
    Full,
    /// As wide as its column and taller: the screen's main deed.
    Big,
    /// Floats over the list at the lower right.
    Floating,
}

const fn look(kind: ButtonKind, shape: ButtonShape) -> &'static str {
    use ButtonKind as K;
    use ButtonShape as S;
    match (kind, shape) {
        (K::Primary, S::Inline) => "button button-primary",
        (K::Primary, S::Full) => "button button-primary full",
        (K::Primary, S::Big) => "button button-primary full big",
        (K::Primary, S::Floating) => "button button-primary fab",
        (K::Secondary, S::Inline) => "button button-secondary",
        (K::Secondary, S::Full) => "button button-secondary full",
        (K::Secondary, S::Big) => "button button-secondary full big",
        (K::Secondary, S::Floating) => "button button-secondary fab",
        (K::Tertiary, S::Inline) => "button button-tertiary",
        (K::Tertiary, S::Full) => "button button-tertiary full",
        (K::Tertiary, S::Big) => "button button-tertiary full big",
        (K::Tertiary, S::Floating) => "button button-tertiary fab",
    }
}

/// A button. While `disabled` it stays readable and reachable by keyboard, says so to screen readers, and ignores
/// presses (a submit button then does not submit).
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] shape: ButtonShape,
    #[prop(optional, into)] glyph: Option<Glyph>,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let press = move |event: MouseEvent| {
        if disabled.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            class=look(kind, shape)
            type=if submit { "submit" } else { "button" }
            aria-disabled=move || disabled.get().then_some("true")
            on:click=press
        >
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button: it goes somewhere, a [`Button`] does something.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] shape: ButtonShape,
    #[prop(optional, into)] glyph: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <Link href class=look(kind, shape)>
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </Link>
    }
}

/// A round button with a picture only; `label` is its name.
#[component]
pub fn IconButton(
    #[prop(into)] glyph: Signal<Glyph>,
    #[prop(into)] label: TextProp,
    /// Set for a button that stays pressed (show the password).
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="iconbtn"
            type="button"
            aria-label=move || label.get()
            aria-pressed=pressed.map(|pressed| move || pressed.get().to_string())
            on:click=move |_| on_press.run(())
        >
            <Icon glyph />
        </button>
    }
}
