//! Going to another page without leaving the app.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Who moves to another page: the app's root provides it once, every [`Link`] below asks for it. It gets the path.
#[derive(Clone, Copy, Debug)]
pub struct Go(pub Callback<String>);

/// An anchor that a plain click follows through [`Go`]. With a key held or another button, and where nobody provides
/// `Go`, the browser does what it always does.
#[component]
pub fn Link(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let go = use_context::<Go>();
    let follow = move |event: MouseEvent| {
        let held = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if let Some(Go(go)) = go
            && event.button() == 0
            && !held
            && !event.default_prevented()
        {
            event.prevent_default();
            go.run(href.get_untracked());
        }
    };
    view! {
        <a href=move || href.get() class=class on:click=follow>
            {children()}
        </a>
    }
}
