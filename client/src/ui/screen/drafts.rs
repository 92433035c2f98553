//! Texts that were begun and not saved, wherever they are offered again.

use leptos::prelude::*;

use super::around::use_day;
use super::face;
use crate::app::draft::DraftKey;
use crate::app::intent::Intent;
use crate::app::view::DraftCard;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Glyph, Sheet, SheetEnd, words};
use crate::ui::use_app;

/// Nothing while there are none.
#[component]
pub fn Drafts(#[prop(into)] drafts: Signal<Vec<DraftCard>>) -> impl IntoView {
    let i18n = use_i18n();
    let doomed = RwSignal::new(None::<DraftKey>);
    let any = Memo::new(move |_| drafts.with(|drafts| !drafts.is_empty()));
    let keys = move || drafts.with(|drafts| drafts.iter().map(|draft| draft.key).collect::<Vec<_>>());
    let card = move |key: DraftKey| {
        let draft = Memo::new(move |_| drafts.with(|drafts| drafts.iter().find(|draft| draft.key == key).cloned()));
        view! { <Draft draft doomed /> }
    };
    view! {
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby="drafts-title">
                <h2 id="drafts-title">{move || t_string!(i18n, today.draft)}</h2>
                <ul class="stack">
                    <For each=keys key=|key| *key children=card />
                </ul>
            </section>
        </Show>
        <DropSheet doomed />
    }
}

#[component]
fn Draft(draft: Memo<Option<DraftCard>>, doomed: RwSignal<Option<DraftKey>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    move || {
        draft.get().map(|draft| {
            let key = draft.key;
            let title = face::draft_title(i18n, &draft);
            let when = words::moment(i18n, draft.kept_at, today.get());
            let gone = draft.gone;
            let go_on = if gone {
                view! {
                    <Button on_press=app.on(move || Intent::CopyBegun(key))>
                        {move || t_string!(i18n, refused.copy)}
                    </Button>
                }
                .into_any()
            } else {
                view! {
                    <Button glyph=Glyph::Edit on_press=app.on(move || Intent::Resume(key))>
                        {move || t_string!(i18n, log.go_on)}
                    </Button>
                }
                .into_any()
            };
            view! {
                <li class="card pad stack">
                    <p class="meta">
                        <b>{title}</b>
                        <time>{when}</time>
                    </p>
                    <p class="txt" class:clamp=!gone>
                        {draft.excerpt}
                    </p>
                    {gone.then(|| view! { <p class="small muted">{move || t_string!(i18n, log.jot_gone)}</p> })}
                    <div class="line-up wrap">
                        {go_on}
                        <Button kind=ButtonKind::Tertiary on_press=move |()| doomed.set(Some(key))>
                            {move || t_string!(i18n, log.drop)}
                        </Button>
                    </div>
                </li>
            }
        })
    }
}

#[component]
fn DropSheet(doomed: RwSignal<Option<DraftKey>>) -> impl IntoView {
    let app = use_app();
    let close = move || doomed.set(None);
    let confirm = move |()| {
        if let Some(key) = doomed.get_untracked() {
            app.send(Intent::DropDraft(key));
        }
        close();
    };
    let open = Signal::derive(move || doomed.with(Option::is_some));
    view! { <ConfirmDrop id="drop-draft" open on_close=move |()| close() on_yes=confirm /> }
}

/// *Vil du slette kladden?*
#[component]
pub fn ConfirmDrop(
    id: &'static str,
    open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_yes: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Sheet id title=move || t_string!(i18n, log.drop_ask) open on_close>
            <p>{move || t_string!(i18n, log.drop_text)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=on_close>{move || t_string!(i18n, log.go_on)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Delete on_press=on_yes>
                        {move || t_string!(i18n, log.drop_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
