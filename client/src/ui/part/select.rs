//! One of many, where a list of all of them would fill the page.

use leptos::prelude::*;

use super::choice::Opt;
use super::field::FieldError;

/// A question and a native list to choose from. `empty` stands first while nothing is chosen. `id` is unique on the page.
#[component]
pub fn Select<T>(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] empty: TextProp,
    #[prop(into)] options: Signal<Vec<Opt<T>>>,
    #[prop(into)] chosen: Signal<Option<T>>,
    #[prop(into)] on_choose: Callback<Option<T>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let choose = move |index: String| {
        let picked = index.parse().ok().and_then(|index: usize| options.with_untracked(|all| all.get(index).cloned()));
        on_choose.run(picked.map(|option| option.value));
    };
    let rows = move || {
        let row = |(index, option): (usize, Opt<T>)| {
            let selected = chosen.with(|chosen| chosen.as_ref() == Some(&option.value));
            view! { <option value=index.to_string() selected=selected>{option.label}</option> }
        };
        options.get().into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <div class="form-group">
            <label class="form-label" for=id>
                {move || label.get()}
            </label>
            {move || error.get().map(|error| view! { <FieldError id=format!("{id}-error") error /> })}
            <select
                class="form-select form-input"
                id=id
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || error.with(Option::is_some).then(|| format!("{id}-error"))
                on:change:target=move |event| choose(event.target().value())
            >
                <option value="">{move || empty.get()}</option>
                {rows}
            </select>
        </div>
    }
}
