//! Two answers to one question, written apart. Neither stands in front, nothing is chosen silently.

use leptos::prelude::*;

use super::button::{Button, ButtonKind, ButtonShape};
use crate::ui::i18n::*;

/// One of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideFace {
    pub who: String,
    /// "kl. 21.40"
    pub when: String,
    /// The answer in words: "Blandet", "mandag 6. april kl. 20.45".
    pub value: String,
}

/// That all of it may stay.
#[derive(Clone, Debug)]
pub struct Both {
    /// *Behold begge*.
    pub on_keep: Callback<()>,
    /// What becomes of it: "Begge svar bliver skrevet i notatet, med navn."
    pub hint: &'static str,
}

/// A field with several values. `on_use` gets the index of the side a person settles on; until then all stay.
#[component]
pub fn Versus(
    /// Unique on the page.
    id: &'static str,
    /// The field: "Hvordan gik dagen for Noah?"
    #[prop(into)]
    field: TextProp,
    sides: Vec<SideFace>,
    #[prop(into)] on_use: Callback<usize>,
    both: Option<Both>,
) -> impl IntoView {
    let i18n = use_i18n();
    let side = move |(index, side): (usize, SideFace)| {
        let SideFace { who, when, value } = side;
        let name = who.clone();
        view! {
            <div class="card pad">
                <p class="small muted">
                    {move || t_string!(i18n, conf.wrote, name = name.clone())} <br /> <time>{when}</time>
                </p>
                <p class="val">{value}</p>
                <Button on_press=move |()| on_use.run(index)>
                    {move || t_string!(i18n, conf.use_this, name = who.clone())}
                </Button>
            </div>
        }
    };
    let both = both.map(|Both { on_keep, hint }| {
        view! {
            <Button kind=ButtonKind::Primary shape=ButtonShape::Full on_press=on_keep>
                {move || t_string!(i18n, conf.keep_both)}
            </Button>
            <p class="small muted">{hint}</p>
        }
    });
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id>{move || field.get()}</h2>
            <p class="small muted">{move || t_string!(i18n, conf.text)}</p>
            <div class="versus">{sides.into_iter().enumerate().map(side).collect_view()}</div>
            {both}
        </section>
    }
}
