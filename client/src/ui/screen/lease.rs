//! The lease is over: reading waits for the server, writing does not.

use leptos::prelude::*;

use super::around::MenuPage;
use crate::app::route::Route;
use crate::ui::i18n::*;
use crate::ui::part::{ButtonLink, Glyph, Notice, NoticeTone, PageTitle};
use crate::ui::use_app;

/// Why there is nothing to read, and what helps.
#[component]
pub fn LeasePage(place: Route) -> impl IntoView {
    let i18n = use_i18n();
    let days = use_app().view(move |model| model.lease_over(place));
    let told = move || t_string!(i18n, lease.text, n = days.get().unwrap_or_default());
    view! {
        <MenuPage>
            <PageTitle text=move || t_string!(i18n, lease.title) />
            <Notice tone=NoticeTone::Warm glyph=Glyph::Lock>
                <p>{told}</p>
                <p>{move || t_string!(i18n, lease.write)}</p>
            </Notice>
            <div class="actions">
                <ButtonLink href=Route::SignInAgain.to_string()>{move || t_string!(i18n, login.go)}</ButtonLink>
                <ButtonLink href=Route::NewEntry.to_string()>{move || t_string!(i18n, log.write)}</ButtonLink>
            </div>
        </MenuPage>
    }
}
