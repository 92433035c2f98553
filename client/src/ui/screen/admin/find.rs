//! Looking for somebody in a list that comes in parts.

use leptos::prelude::*;

use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::app::view::admin::Find;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonShape, Field, FieldKind, Form, Glyph};
use crate::ui::use_app;

/// The field, where it is of use: in a list that is longer than a page, or while something is looked for.
#[component]
pub fn Finder(id: &'static str, #[prop(into)] label: TextProp, #[prop(into)] find: Signal<Find>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let typed = RwSignal::new(find.with_untracked(|find| find.q.clone()));
    // Once it is there it stays: the page does not jump when a list becomes short.
    let there = Memo::new(move |was: Option<&bool>| {
        was.copied().unwrap_or_default() || find.with(|find| find.more || !find.q.is_empty())
    });
    let go = move |()| app.send(Intent::Admin(AdminIntent::Find(typed.get_untracked())));
    let label = StoredValue::new(label);
    view! {
        <Show when=move || there.get()>
            <Form on_submit=go>
                <Field
                    id
                    kind=FieldKind::Search
                    label=move || label.with_value(TextProp::get)
                    value=typed
                    on_input=move |text| typed.set(text)
                    autocomplete="off"
                    max=100
                />
                <Button submit=true glyph=Glyph::Search>
                    {move || t_string!(i18n, admin.find)}
                </Button>
            </Form>
        </Show>
    }
}

/// *Vis flere*, while there are more.
#[component]
pub fn More(#[prop(into)] find: Signal<Find>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    view! {
        <Show when=move || find.with(|find| find.more)>
            <Button shape=ButtonShape::Full on_press=app.on(|| Intent::Admin(AdminIntent::More))>
                {move || t_string!(i18n, admin.more)}
            </Button>
        </Show>
    }
}
