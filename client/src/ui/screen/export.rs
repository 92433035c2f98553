//! *Gem som låst fil*: choosing the password without which nobody opens it.

use leptos::prelude::*;

use super::around::part_of;
use crate::app::Model;
use crate::app::export::{ExportFault, ExportIntent};
use crate::app::intent::Intent;
use crate::app::locked_file::FileWords;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Field, FieldKind, Form, Glyph, Notice, NoticeTone, Sheet, SheetEnd};
use crate::ui::{I18n, use_app};

/// Stands on each page that takes something along; opens by itself.
#[component]
pub fn ExportSheet() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(Model::export_sheet);
    let open = Memo::new(move |_| view.with(Option::is_some));
    let suggestion = part_of(view, |view| view.suggestion.clone());
    let missing = part_of(view, |view| view.missing);
    let typed = RwSignal::new(String::new());
    // Another suggestion takes the place of what was typed, and nothing stays of it when the sheet is closed.
    Effect::new(move |_| typed.set(suggestion.get()));
    let close = app.on(|| Intent::Export(ExportIntent::Close));
    view! {
        <Sheet id="export" title=move || t_string!(i18n, export.title) open on_close=close>
            <p>{move || t_string!(i18n, export.text)}</p>
            <p>{move || t_string!(i18n, export.keep)}</p>
            <Show when=move || missing.get() != 0>
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, export.missing, n = missing.get())}</p>
                </Notice>
            </Show>
            <Choosing suggestion typed close />
        </Sheet>
    }
}

#[component]
fn Choosing(suggestion: Memo<String>, typed: RwSignal<String>, close: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(Model::export_sheet);
    let fault = part_of(view, |view| view.fault);
    let saving = part_of(view, |view| view.saving);
    let copied = part_of(view, |view| view.copied);
    let error = Signal::derive(move || {
        (fault.get() == Some(ExportFault::TooShort)).then(|| t_string!(i18n, export.too_short).to_owned())
    });
    let told = move || match (saving.get(), copied.get()) {
        (true, _) => t_string!(i18n, export.saving),
        (false, Some(true)) => t_string!(i18n, refused.copied),
        (false, Some(false)) => t_string!(i18n, export.copy_failed),
        (false, None) => "",
    };
    let send = app.with(Intent::Export);
    let copy = move |()| send.run(ExportIntent::Copy(typed.get_untracked()));
    let save = move |()| {
        send.run(ExportIntent::Save { password: typed.get_untracked(), words: Box::new(file_words(i18n)) });
    };
    view! {
        <Form on_submit=save>
            <Show when=move || fault.get() == Some(ExportFault::Failed)>
                <Notice tone=NoticeTone::Warm>
                    <p role="alert">{move || t_string!(i18n, export.failed)}</p>
                </Notice>
            </Show>
            <Show when=move || typed.with(|typed| *typed == suggestion.get())>
                <Notice glyph=Glyph::Lock>
                    <p>{move || t_string!(i18n, export.suggestion)}</p>
                    <p>
                        <b>{move || suggestion.get()}</b>
                    </p>
                </Notice>
            </Show>
            <Field
                id="export-password"
                kind=FieldKind::OpenPassword
                autocomplete="off"
                label=move || t_string!(i18n, export.label)
                hint=move || t_string!(i18n, export.hint)
                value=typed
                on_input=Callback::new(move |text| typed.set(text))
                error
            />
            <div class="line-up wrap">
                <Button glyph=Glyph::Copy on_press=copy>
                    {move || t_string!(i18n, export.copy)}
                </Button>
                <Button kind=ButtonKind::Tertiary on_press=app.on(|| Intent::Export(ExportIntent::Suggest))>
                    {move || t_string!(i18n, export.other)}
                </Button>
            </div>
            <p role="status">{told}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Save submit=true disabled=saving>
                        {move || t_string!(i18n, export.save)}
                    </Button>
                </div>
            </SheetEnd>
        </Form>
    }
}

/// What the file says, in the language of the app as it is now.
fn file_words(i18n: I18n) -> FileWords {
    FileWords {
        title: t_string!(i18n, export.file_title).to_owned(),
        needs_browser: t_string!(i18n, export.file_needs_browser).to_owned(),
        text: t_string!(i18n, export.file_text).to_owned(),
        label: t_string!(i18n, export.file_label).to_owned(),
        show: t_string!(i18n, export.file_show).to_owned(),
        open: t_string!(i18n, export.file_open).to_owned(),
        working: t_string!(i18n, export.file_working).to_owned(),
        wrong: t_string!(i18n, export.file_wrong).to_owned(),
        damaged: t_string!(i18n, export.file_damaged).to_owned(),
        print: t_string!(i18n, export.file_print).to_owned(),
        care: t_string!(i18n, export.file_care).to_owned(),
    }
}
