//! The choice of a language, in *Mere*.

use leptos::prelude::*;

use crate::app::intent::Intent;
use crate::app::language::Language;
use crate::ui::i18n::*;
use crate::ui::part::{Choice, Opt};
use crate::ui::{I18n, use_app};

/// Every language under its own name: who cannot read this one must find theirs.
fn own_name(i18n: I18n, language: Language) -> &'static str {
    match language {
        Language::Danish => t_string!(i18n, language.danish),
        Language::English => t_string!(i18n, language.english),
    }
}

/// *Sprog*.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let options: Vec<_> = Language::ALL.into_iter().map(|one| Opt::new(one, own_name(i18n, one))).collect();
    let spoken = app.view(crate::app::Model::language);
    view! {
        <Choice<Language>
            name="language"
            legend=move || t_string!(i18n, language.title)
            options=Signal::stored(options)
            chosen=Signal::derive(move || Some(spoken.get()))
            on_choose=app.with(Intent::Speak)
        />
    }
}
