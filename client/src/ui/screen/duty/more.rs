//! The way to *Mere*.

use leptos::prelude::*;

use crate::app::route::Route;
use crate::ui::i18n::*;
use crate::ui::part::{Glyph, Line, Lines, Tap};

/// At the end of *Vagt*.
#[component]
pub fn MoreLine() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Lines>
            <Line
                tap=Tap::Open(Route::More.to_string())
                glyph=Glyph::Lock
                title=move || t_string!(i18n, bar.more)
                text=move || t_string!(i18n, duty.more)
            />
        </Lines>
    }
}
