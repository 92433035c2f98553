//! Asking the other adult before a note with both their words is shared, and answering.

use leptos::prelude::*;

use super::receivers;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::{Ask, AskState};
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, ButtonLink, Glyph, Notice, NoticeTone, say, words};
use crate::ui::use_app;

/// Asks that are not settled.
#[component]
pub fn Asks(#[prop(into)] asks: Signal<Vec<Ask>>) -> impl IntoView {
    move || {
        let one = |ask: Ask| match ask.state {
            AskState::ForMe => view! { <Question ask with_text=false /> }.into_any(),
            _ => view! { <OwnAsk ask /> }.into_any(),
        };
        asks.get().into_iter().map(one).collect_view()
    }
}

/// The person at the screen is asked. `with_text` where the note is not on the page.
#[component]
pub fn Question(ask: Ask, with_text: bool) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let Ask { id, entry, by, readers, names, why, excerpt, .. } = ask;
    let answer = move |yes: bool| app.on(move || Intent::Answer { entry, ask: id, yes });
    let question = move || {
        let readers = receivers(i18n, readers, &names);
        t_string!(i18n, share.question, name = by.clone(), readers = readers)
    };
    view! {
        <Notice tone=NoticeTone::Warm glyph=Glyph::Talk>
            <p>{question}</p>
            <p class="small">{move || say::why(i18n, why)}</p>
            {with_text.then(|| view! { <p class="txt">{excerpt}</p> })}
            <p class="line-up wrap">
                <Button kind=ButtonKind::Primary on_press=answer(true)>
                    {move || t_string!(i18n, share.yes)}
                </Button>
                <Button on_press=answer(false)>{move || t_string!(i18n, share.no)}</Button>
                {with_text
                    .then(|| {
                        view! {
                            <ButtonLink kind=ButtonKind::Tertiary href=Route::Entry(entry).to_string()>
                                {move || t_string!(i18n, log.one)}
                            </ButtonLink>
                        }
                    })}
            </p>
        </Notice>
    }
}

/// The person at the screen asked.
#[component]
fn OwnAsk(ask: Ask) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let Ask { id, entry, state, .. } = ask;
    let again = matches!(state, AskState::SaidNo(_) | AskState::TextChanged);
    let told = move || match &state {
        AskState::Waiting(names) => t_string!(i18n, share.asked, name = words::names(i18n, names)),
        AskState::SaidNo(names) => t_string!(i18n, share.said_no, name = words::names(i18n, names)),
        AskState::ForMe | AskState::TextChanged => t_string!(i18n, share.ask_changed).to_owned(),
    };
    view! {
        <Notice glyph=Glyph::Hourglass>
            <p>{told}</p>
            <p class="line-up wrap">
                {again
                    .then(|| {
                        view! {
                            <ButtonLink href=Route::Share(entry).to_string()>
                                {move || t_string!(i18n, refused.again)}
                            </ButtonLink>
                        }
                    })}
                <Button
                    kind=ButtonKind::Tertiary
                    on_press=app.on(move || Intent::TakeBackAsk { entry, ask: id })
                >
                    {move || t_string!(i18n, share.ask_take_back)}
                </Button>
            </p>
        </Notice>
    }
}
