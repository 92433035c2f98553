//! A name that is corrected.

use leptos::prelude::*;

use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Field, Glyph, Sheet, SheetEnd};
use crate::ui::use_app;

/// The button, and the sheet that it opens. `asks` says what is asked of the server.
#[component]
pub fn Rename(
    id: &'static str,
    field: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] hint: TextProp,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] asks: Callback<String, AdminIntent>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let begin = move |()| {
        typed.set(name.get_untracked());
        open.set(true);
    };
    let close = Callback::new(move |()| open.set(false));
    let yes = Callback::new(move |()| {
        app.send(Intent::Admin(asks.run(typed.get_untracked())));
        open.set(false);
    });
    let title = label.clone();
    let hint = StoredValue::new(hint);
    view! {
        <p>
            <Button glyph=Glyph::Edit on_press=begin>
                {move || label.get()}
            </Button>
        </p>
        <Sheet id title=move || title.get() open on_close=close>
            <Field
                id=field
                label=move || t_string!(i18n, admin.person_name)
                hint=move || hint.with_value(TextProp::get)
                value=typed
                on_input=move |text| typed.set(text)
                autocomplete="off"
                max=100
            />
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=yes>
                        {move || t_string!(i18n, admin.rename_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
