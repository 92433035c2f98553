//! *Vis for …*: a question that shows the receipt as it will stand, who reads it, and why it was withheld.

use leptos::prelude::*;
use samspil_shared::domain::DocId;
use samspil_shared::domain::call::MayShow;

use crate::app::follow_up::FollowUpIntent;
use crate::app::intent::Intent;
use crate::app::view::release::ReleaseAsk;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Glyph, Notice, NoticeTone, Sheet, SheetEnd, words};
use crate::ui::screen::around::use_day;
use crate::ui::use_app;

/// The call that may be shown, and to whom: what is asked about, of every call on a page.
pub type Releasing = RwSignal<Option<(DocId, MayShow)>>;

/// The question.
#[component]
pub fn ReleaseSheet(releasing: Releasing) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let ask = app.view(move |model| releasing.get().and_then(|(note, to)| model.release_ask(note, to)));
    let open = Signal::derive(move || releasing.with(Option::is_some));
    let close = Callback::new(move |()| releasing.set(None));
    let done = Callback::new(move |()| {
        let of_child = ask.with_untracked(|ask| ask.as_ref().map(|ask| ask.of_child));
        if let Some(((note, to), of_child)) = releasing.get_untracked().zip(of_child) {
            releasing.set(None);
            app.send(Intent::FollowUp(if of_child {
                FollowUpIntent::ReleaseOfChild { note }
            } else {
                FollowUpIntent::Release { note, to }
            }));
        }
    });
    let receipt = move |ask: ReleaseAsk| {
        let when = words::moment(i18n, ask.began, today.get());
        let title = match ask.caller {
            Some(name) => t_string!(i18n, follow_up.they_called, name = name, when = when),
            None => t_string!(i18n, follow_up.somebody_called, when = when),
        };
        let agreed = ask.agreed.map(|what| t_string!(i18n, follow_up.agreed_was, what = what));
        let due =
            ask.due.map(|due| t_string!(i18n, follow_up.they_ring, day = words::near_date(i18n, due, today.get())));
        let readers = t_string!(i18n, follow_up.release_readers, names = words::names(i18n, &ask.readers));
        let why = ask.why_not.map(|why| t_string!(i18n, follow_up.release_why, why = why));
        let of_child = ask.of_child.then(|| {
            view! {
                <Notice tone=NoticeTone::Warm>
                    <p>{t_string!(i18n, follow_up.release_child)}</p>
                </Notice>
            }
        });
        view! {
            <p>
                <b>{readers}</b>
            </p>
            {of_child}
            {why.map(|why| view! { <p class="txt">{why}</p> })}
            <p class="small muted">{t_string!(i18n, follow_up.release_shown)}</p>
            <article class="card pad stack-s">
                <p>
                    <b>{title}</b>
                </p>
                {agreed.map(|agreed| view! { <p class="txt">{agreed}</p> })}
                {due.map(|due| view! { <p>{due}</p> })}
            </article>
            <p class="small muted">{t_string!(i18n, follow_up.release_text)}</p>
        }
    };
    let title = move || match releasing.get() {
        Some((_, MayShow::Caller)) => t_string!(i18n, follow_up.release_caller_ask),
        _ => t_string!(i18n, follow_up.release_adults_ask),
    };
    view! {
        <Sheet id="release" title open on_close=close>
            <div class="stack">
                {move || ask.get().map(receipt)}
                <SheetEnd>
                    <div class="actions">
                        <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                        <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=done>
                            {move || t_string!(i18n, follow_up.release_do)}
                        </Button>
                    </div>
                </SheetEnd>
            </div>
        </Sheet>
    }
}
