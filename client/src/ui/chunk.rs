//! Pages in a file of their own: loaded when they are first opened, or ahead of it.
//!
//! `#[wasm_split]` says where the app is cut: the body of each function and all that only it needs lie in the file of that
//! name (`xtask/src/client/chunks.rs`).

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::i18n::*;
use super::part::{Button, ButtonKind, Notice, NoticeTone, Page, PageLayout, PageTitle, Progress};
use super::screen::around::MenuPage;
use super::screen::{Place, in_calls, in_duty, in_more, in_office};
use super::use_app;
use crate::app::chunk::Chunk;

type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;
type Shown = Result<AnyView, SplitLoaderError>;

#[wasm_split(duty, fallible, preload(load_duty))]
fn show_duty(place: Place) -> Shown {
    Ok(in_duty(place))
}

#[wasm_split(calls, fallible, preload(load_calls))]
fn show_calls(place: Place) -> Shown {
    Ok(in_calls(place))
}

#[wasm_split(office, fallible, preload(load_office))]
fn show_office(place: Place) -> Shown {
    Ok(in_office(place))
}

#[wasm_split(more, fallible, preload(load_more))]
fn show_more(place: Place) -> Shown {
    Ok(in_more(place))
}

fn load(chunk: Chunk) -> Loading {
    match chunk {
        Chunk::Duty => Box::pin(load_duty()),
        Chunk::Calls => Box::pin(load_calls()),
        Chunk::Office => Box::pin(load_office()),
        Chunk::More => Box::pin(load_more()),
    }
}

/// The page, if its file is here.
fn shown(chunk: Chunk, place: Place) -> Option<AnyView> {
    let page = match chunk {
        Chunk::Duty => at_once(&mut Box::pin(show_duty(place))),
        Chunk::Calls => at_once(&mut Box::pin(show_calls(place))),
        Chunk::Office => at_once(&mut Box::pin(show_office(place))),
        Chunk::More => at_once(&mut Box::pin(show_more(place))),
    };
    page.and_then(Result::ok)
}

/// What need not be waited for.
fn at_once<T>(future: &mut Pin<Box<impl Future<Output = T> + ?Sized>>) -> Option<T> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Loading,
    Here,
    Failed,
}

/// Loads what the file of a chunk has; what is here already is here at once, and nothing flashes. While it is tried again
/// the page that says so stays.
fn fetch(chunk: Chunk, state: RwSignal<State>, trying: StoredValue<bool>) {
    let settle = move |loaded: Result<(), SplitLoaderError>| {
        // Whoever went on to another page has taken both along.
        let _ = trying.try_set_value(false);
        let _ = state.try_set(if loaded.is_ok() { State::Here } else { State::Failed });
    };
    if trying.get_value() {
        return;
    }
    trying.set_value(true);
    let mut loading = load(chunk);
    match at_once(&mut loading) {
        Some(loaded) => settle(loaded),
        None => spawn_local(async move { settle(loading.await) }),
    }
}

/// The page of `place`, which is in `chunk`.
#[component]
pub fn Chunked(chunk: Chunk, place: Place) -> impl IntoView {
    let state = RwSignal::new(State::Loading);
    let trying = StoredValue::new(false);
    fetch(chunk, state, trying);
    let again = Callback::new(move |()| fetch(chunk, state, trying));
    move || match state.get() {
        State::Loading => around(place, || view! { <Waiting /> }.into_any()),
        State::Here => {
            shown(chunk, place).unwrap_or_else(|| around(place, move || view! { <Failed again /> }.into_any()))
        }
        State::Failed => around(place, move || view! { <Failed again /> }.into_any()),
    }
}

/// Says nothing at first: mostly the page is there before anybody could read it. It has no title, so that focus is moved
/// once, by the page that comes.
#[component]
fn Waiting() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="in-a-while">
            <Progress label=move || t_string!(i18n, chunk.wait) value=Signal::stored(0) />
        </div>
    }
}

#[component]
fn Failed(again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <PageTitle text=move || t_string!(i18n, chunk.title) />
        <Notice tone=NoticeTone::Error>
            <p>{move || t_string!(i18n, chunk.text)}</p>
            <p>{move || t_string!(i18n, chunk.kept)}</p>
        </Notice>
        <div class="actions">
            <Button kind=ButtonKind::Primary on_press=again>
                {move || t_string!(i18n, chunk.again)}
            </Button>
        </div>
    }
}

fn around(place: Place, inside: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    match place {
        Place::Inside(_) => view! { <MenuPage>{inside()}</MenuPage> }.into_any(),
        _ => view! { <Page layout=PageLayout::Lock>{inside()}</Page> }.into_any(),
    }
}

/// Loads what the person will open, one file after the other. What cannot be had is asked for again when it is opened.
pub(super) fn load_ahead() {
    let ahead = use_app().view(crate::app::Model::chunks_ahead);
    Effect::new(move |_| {
        let chunks = ahead.get();
        spawn_local(async move {
            for chunk in chunks {
                if load(*chunk).await.is_err() {
                    break;
                }
            }
        });
    });
}
