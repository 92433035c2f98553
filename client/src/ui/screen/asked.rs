//! What stands in the way of an answer of the server, and what helps.

use leptos::prelude::*;

use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::AnswerState;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonLink, Glyph, Notice, NoticeTone};
use crate::ui::use_app;

/// Nothing once the answer is there. `offline` says what cannot be had without a network, `again` asks once more.
#[component]
pub fn Asked(
    #[prop(into)] state: Signal<Option<AnswerState>>,
    #[prop(into)] asking: TextProp,
    #[prop(into)] offline: TextProp,
    again: fn() -> Intent,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let retry = move || {
        view! {
            <p>
                <Button glyph=Glyph::Again on_press=app.on(again)>
                    {move || t_string!(i18n, refused.again)}
                </Button>
            </p>
        }
    };
    let sign_in = move || {
        view! {
            <p>
                <ButtonLink href=Route::SignInAgain.to_string()>{move || t_string!(i18n, login.go)}</ButtonLink>
            </p>
        }
    };
    move || match state.get() {
        None | Some(AnswerState::Known) => None,
        Some(AnswerState::Asking) => {
            let asking = asking.clone();
            Some(view! { <p role="status">{move || asking.get()}</p> }.into_any())
        }
        Some(AnswerState::Offline) => {
            let offline = offline.clone();
            Some(
                view! {
                    <Notice tone=NoticeTone::Warm>
                        <p>{move || offline.get()}</p>
                        {retry()}
                    </Notice>
                }
                .into_any(),
            )
        }
        Some(AnswerState::SignIn) => Some(
            view! {
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, login.again)}</p>
                    {sign_in()}
                </Notice>
            }
            .into_any(),
        ),
        Some(AnswerState::Failed) => Some(
            view! {
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, devices.failed)}</p>
                    {retry()}
                </Notice>
            }
            .into_any(),
        ),
    }
}
