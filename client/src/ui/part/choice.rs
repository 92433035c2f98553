//! One of several: large surfaces over native radio buttons, so keyboard and screen readers know them.

use leptos::html;
use leptos::prelude::*;

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt<T> {
    pub value: T,
    pub label: String,
    /// Who can read, what it means.
    pub hint: Option<String>,
}

impl<T> Opt<T> {
    #[must_use]
    pub fn new(value: T, label: impl Into<String>) -> Self {
        Self { value, label: label.into(), hint: None }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// A question and its answers below one another, each with room for a line under it. `name` is unique on the page.
#[component]
pub fn Choice<T>(
    name: &'static str,
    #[prop(into)] legend: TextProp,
    #[prop(optional)] legend_hidden: bool,
    #[prop(into)] options: Signal<Vec<Opt<T>>>,
    #[prop(into)] chosen: Signal<Option<T>>,
    #[prop(into)] on_choose: Callback<T>,
    /// Stands under the answers.
    #[prop(optional, into)]
    note: Option<TextProp>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let option = move |option: Opt<T>| {
        let Opt { value, label, hint } = option;
        let checked = {
            let value = value.clone();
            move || chosen.with(|chosen| chosen.as_ref() == Some(&value))
        };
        view! {
            <label class="opt">
                <input type="radio" name=name prop:checked=checked on:change=move |_| on_choose.run(value.clone()) />
                <span class="box">
                    <span class="mark"></span>
                    <span class="t">
                        <b>{label}</b>
                        {hint.map(|hint| view! { <span>{hint}</span> })}
                    </span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset>
            <Legend text=legend hidden=legend_hidden />
            <div class="opts">{move || options.get().into_iter().map(option).collect_view()}</div>
            {note.map(|note| view! { <p class="form-hint">{move || note.get()}</p> })}
        </fieldset>
    }
}

/// A question with two or three short answers side by side; none need be chosen. One that `arrives` comes in the place of
/// what was pressed, and takes the focus.
#[component]
pub fn Segmented<T>(
    name: &'static str,
    #[prop(into)] legend: TextProp,
    #[prop(optional)] legend_hidden: bool,
    #[prop(optional)] arrives: bool,
    #[prop(into)] options: Signal<Vec<Opt<T>>>,
    #[prop(into)] chosen: Signal<Option<T>>,
    #[prop(into)] on_choose: Callback<T>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let option = move |option: Opt<T>| {
        let Opt { value, label, .. } = option;
        let checked = {
            let value = value.clone();
            move || chosen.with(|chosen| chosen.as_ref() == Some(&value))
        };
        view! {
            <label>
                <input type="radio" name=name prop:checked=checked on:change=move |_| on_choose.run(value.clone()) />
                <span>
                    <b>{label}</b>
                </span>
            </label>
        }
    };
    let question = NodeRef::<html::Fieldset>::new();
    Effect::new(move |_| {
        if let Some(question) = question.get().filter(|_| arrives) {
            let _ = question.focus();
        }
    });
    view! {
        <fieldset tabindex=arrives.then_some("-1") node_ref=question>
            <Legend text=legend hidden=legend_hidden />
            <div class="seg">{move || options.get().into_iter().map(option).collect_view()}</div>
        </fieldset>
    }
}

/// A question with a few short answers side by side, of which any number may hold.
#[component]
pub fn Several<T>(
    #[prop(into)] legend: TextProp,
    #[prop(into)] options: Signal<Vec<Opt<T>>>,
    #[prop(into)] chosen: Signal<Vec<T>>,
    #[prop(into)] on_toggle: Callback<T>,
    /// Stands under the answers.
    #[prop(optional, into)]
    note: Option<TextProp>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let option = move |option: Opt<T>| {
        let Opt { value, label, .. } = option;
        let checked = {
            let value = value.clone();
            move || chosen.with(|chosen| chosen.contains(&value))
        };
        view! {
            <label>
                <input type="checkbox" prop:checked=checked on:change=move |_| on_toggle.run(value.clone()) />
                <span>
                    <b>{label}</b>
                </span>
            </label>
        }
    };
    view! {
        <fieldset>
            <Legend text=legend />
            <div class="seg">{move || options.get().into_iter().map(option).collect_view()}</div>
            {note.map(|note| view! { <p class="form-hint">{move || note.get()}</p> })}
        </fieldset>
    }
}

/// The question of a group of answers.
#[component]
pub(super) fn Legend(text: TextProp, #[prop(optional)] hidden: bool) -> impl IntoView {
    view! { <legend class=if hidden { "vh" } else { "form-label" }>{move || text.get()}</legend> }
}
