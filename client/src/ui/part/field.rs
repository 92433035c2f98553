//! Fields to write in: label above, hint, error in words.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::button::IconButton;
use super::icon::{Glyph, Icon, IconSize};
use crate::ui::i18n::*;

/// What is written in a [`Field`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Text,
    /// What is looked for.
    Search,
    /// Hidden letters, with a button that shows them.
    Password,
    /// A password that is to be read off the screen.
    OpenPassword,
    /// Hidden digits.
    Digits,
    /// A telephone number.
    Tel,
    /// An e-mail address.
    Email,
    /// The browser's own picker; the value is `2026-04-07`.
    Date,
    /// The browser's own picker; the value is `21:04`.
    Time,
}

/// What a [`Field`] that is `strict` says in the place of a day or a time that does not exist.
const IMPOSSIBLE: &str = "?";

/// The ids of what describes a field, as `aria-describedby` wants them.
fn described_by(id: &str, hint: bool, error: bool, also: Option<&str>) -> Option<String> {
    let mut ids = Vec::new();
    if error {
        ids.push(format!("{id}-error"));
    }
    if hint {
        ids.push(format!("{id}-hint"));
    }
    ids.extend(also.map(str::to_owned));
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Label, hint and error above a field.
#[component]
fn FieldHead(
    id: &'static str,
    label: TextProp,
    hint: Option<TextProp>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <label class="form-label" for=id>
            {move || label.get()}
        </label>
        {hint
            .map(|hint| {
                view! {
                    <p class="form-hint" id=format!("{id}-hint")>
                        {move || hint.get()}
                    </p>
                }
            })}
        {move || error.get().map(|error| view! { <FieldError id=format!("{id}-error") error /> })}
    }
}

/// What is wrong, in words, beside the field; announced when it appears.
#[component]
pub fn FieldError(id: String, error: String) -> impl IntoView {
    let words = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        let Some(words) = words.get() else { return };
        let place = words.get_bounding_client_rect();
        let height = window().inner_height().ok().and_then(|height| height.as_f64());
        // What was pressed may stand screens below it.
        if place.top() < 0.0 || height.is_some_and(|height| place.bottom() > height) {
            words.scroll_into_view_with_bool(false);
        }
    });
    view! {
        <p class="form-error-message" id=id role="alert" node_ref=words>
            <Icon glyph=Glyph::Info size=IconSize::Small />
            {error}
        </p>
    }
}

/// One line of text, a password, a day or a time. `id` is unique on the page.
#[component]
pub fn Field(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// What the browser may fill in: `username`, `current-password`, `new-password`, `off`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Longest text taken, in UTF-16 units as browsers count.
    #[prop(optional)]
    max: Option<u32>,
    /// A day or a time that does not exist is told, as something that is none; browsers tell it as an empty field.
    #[prop(optional)]
    strict: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    let tell = move |typed: String, exists: bool| {
        // A field that is taken out of the page loses the focus after it is gone.
        let _ = on_input.try_run(if exists { typed } else { IMPOSSIBLE.to_owned() });
    };
    // Typed into an empty field, or emptied again key by key, it is no input for the browser.
    let look = move |typed: String, exists: bool| {
        let told = || value.try_with_untracked(|told| told == IMPOSSIBLE).unwrap_or_default();
        if strict && (!exists || told()) {
            tell(typed, exists);
        }
    };
    // What does not exist stays in the field as it was typed.
    let stands = Memo::new(move |last: Option<&String>| match value.get() {
        told if strict && told == IMPOSSIBLE => last.cloned().unwrap_or_default(),
        told => told,
    });
    let input_type = move || match kind {
        FieldKind::Text | FieldKind::OpenPassword => "text",
        FieldKind::Search => "search",
        FieldKind::Digits => "password",
        FieldKind::Tel => "tel",
        FieldKind::Email => "email",
        FieldKind::Password if shown.get() => "text",
        FieldKind::Password => "password",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
    };
    let with_hint = hint.is_some();
    let toggle = (kind == FieldKind::Password).then(|| {
        view! {
            <IconButton
                glyph=Signal::derive(move || if shown.get() { Glyph::Hide } else { Glyph::Show })
                label=move || t_string!(i18n, login.show)
                pressed=Signal::from(shown)
                on_press=move |()| shown.update(|shown| *shown = !*shown)
            />
        }
    });
    // Nobody's name, word or password is to be "corrected" on its way in.
    let password = matches!(kind, FieldKind::Password | FieldKind::OpenPassword);
    let plain = (password || autocomplete == Some("username")).then_some("none");
    view! {
        <div class="form-group">
            <FieldHead id label hint error />
            <div class="box-wrap">
                <input
                    class="form-input"
                    id=id
                    type=input_type
                    inputmode=(kind == FieldKind::Digits).then_some("numeric")
                    autocomplete=autocomplete
                    autocapitalize=plain
                    spellcheck=plain.map(|_| "false")
                    maxlength=max
                    prop:value=move || stands.get()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=move || described_by(id, with_hint, error.with(Option::is_some), None)
                    on:input:target=move |event| {
                        let field = event.target();
                        tell(field.value(), !strict || field.matches(":valid").unwrap_or(true));
                    }
                    on:blur:target=move |event| {
                        let field = event.target();
                        look(field.value(), !strict || field.matches(":valid").unwrap_or(true));
                    }
                    on:keydown:target=move |event| {
                        // It sends the form while the focus is still here.
                        if event.key() == "Enter" {
                            let field = event.target();
                            look(field.value(), !strict || field.matches(":valid").unwrap_or(true));
                        }
                    }
                />
                {toggle}
            </div>
        </div>
    }
}

/// Longer text. It grows with what is written; the keyboard's own microphone works in it. The children (a
/// [`DraftState`](super::DraftState)) stand under the field.
#[component]
pub fn TextArea(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// For a line or two: starts smaller.
    #[prop(optional)]
    short: bool,
    /// The id of something under the field that describes it too.
    #[prop(optional)]
    described: Option<&'static str>,
    /// Focus left the field: the moment to keep a draft.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let with_hint = hint.is_some();
    view! {
        <div class="form-group">
            <FieldHead id label hint error />
            <textarea
                class="form-input"
                class=("short", short)
                id=id
                autocomplete="off"
                prop:value=move || value.get()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || described_by(id, with_hint, error.with(Option::is_some), described)
                on:input:target=move |event| on_input.run(event.target().value())
                on:blur=move |_| {
                    if let Some(on_leave) = on_leave {
                        on_leave.run(());
                    }
                }
            ></textarea>
            {children.map(|children| children())}
        </div>
    }
}

/// A form: Enter and the submit button do the same, and the browser never sends it anywhere.
#[component]
pub fn Form(#[prop(into)] on_submit: Callback<()>, children: Children) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    view! {
        <form class="stack-l" novalidate=true on:submit=submit>
            {children()}
        </form>
    }
}
