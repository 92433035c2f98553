//! Lists whose rows lead somewhere or do something.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;

/// A card of rows. The children are [`Line`]s.
#[component]
pub fn Lines(children: Children) -> impl IntoView {
    view! { <ul class="card lines">{children()}</ul> }
}

/// What a row does when it is tapped.
#[derive(Clone, Debug)]
pub enum Tap {
    /// Goes to a path.
    Open(String),
    /// Does something.
    Press(Callback<()>),
    /// Only tells.
    Nothing,
}

/// One row: a picture, a few words, a line under them. The children (badges) stand below.
#[component]
pub fn Line(
    tap: Tap,
    #[prop(optional, into)] glyph: Option<Glyph>,
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] text: Option<TextProp>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let inside = view! {
        {glyph
            .map(|glyph| {
                view! {
                    <span class="dot">
                        <Icon glyph />
                    </span>
                }
            })}
        <span class="t">
            <b>{move || title.get()}</b>
            {text.map(|text| view! { <span>{move || text.get()}</span> })}
            {children.map(|children| view! { <span class="marks">{children()}</span> })}
        </span>
    };
    let row = match tap {
        Tap::Open(href) => view! {
            <Link href class="line">
                {inside}
                <Icon glyph=Glyph::Forward />
            </Link>
        }
        .into_any(),
        Tap::Press(press) => view! {
            <button class="line" type="button" on:click=move |_| press.run(())>
                {inside}
            </button>
        }
        .into_any(),
        Tap::Nothing => view! { <div class="line">{inside}</div> }.into_any(),
    };
    view! { <li>{row}</li> }
}
