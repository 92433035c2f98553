//! *Kom bagefter*: what others wrote who may no longer write there, and what becomes of it.

use leptos::prelude::*;

use super::around::{SubPage, part_of, use_day};
use super::asked::Asked;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::AnswerState;
use crate::app::view::quarantine::QuarantineItem;
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, EmptyState, Glyph, Line, Lines, MarkedOrNew, Sheet, SheetEnd, Tap, say, words,
};
use crate::ui::use_app;

/// The texts, each with who wrote it and what can be done.
#[component]
pub fn QuarantinePage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::quarantine);
    let state = part_of(view, |view| Some(view.state));
    let items = part_of(view, |view| view.items.clone());
    let none = move || state.get() == Some(AnswerState::Known) && items.with(Vec::is_empty);
    let leaving = RwSignal::new(None::<QuarantineItem>);
    view! {
        <SubPage title=move || t_string!(i18n, quarantine.title)>
            <p class="muted">{move || t_string!(i18n, quarantine.text)}</p>
            <Asked
                state
                asking=move || t_string!(i18n, devices.asking)
                offline=move || t_string!(i18n, devices.offline)
                again=|| Intent::AskQuarantine
            />
            <Show when=none>
                <EmptyState
                    glyph=Glyph::Check
                    title=move || t_string!(i18n, quarantine.none)
                    text=move || t_string!(i18n, quarantine.none_text)
                />
            </Show>
            <ul class="stack">
                <For each=move || items.get() key=Clone::clone let:item>
                    <li>
                        <Item item leaving />
                    </li>
                </For>
            </ul>
            <LeaveSheet leaving />
        </SubPage>
    }
}

#[component]
fn Item(item: QuarantineItem, leaving: RwSignal<Option<QuarantineItem>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let (doc, by, can_be_taken) = (item.doc, item.by, item.can_be_taken);
    let on_take = app.on(move || Intent::SettleQuarantined { doc, by, take: true });
    let (name, title, made, received) = (item.name.clone(), item.title.clone(), item.made, item.received);
    let when = move || {
        let received = words::moment(i18n, received, today.get());
        match made {
            Some(made) => {
                let made = words::moment(i18n, made, today.get());
                t_string!(i18n, quarantine.when, made = made, received = received)
            }
            None => received,
        }
    };
    let pieces = item.pieces.clone();
    let on_leave = Callback::new(move |()| leaving.set(Some(item.clone())));
    view! {
        <article class="card pad stack">
            <h2 class="meta">
                <b>{name}</b>
                <span>{move || say::item_title(i18n, &title)}</span>
            </h2>
            <p class="small muted">{when}</p>
            <MarkedOrNew pieces />
            {(!can_be_taken).then(|| view! { <p class="muted">{move || t_string!(i18n, quarantine.unreadable)}</p> })}
            <div class="line-up wrap">
                {can_be_taken
                    .then(|| {
                        view! {
                            <Button kind=ButtonKind::Primary glyph=Glyph::Check on_press=on_take>
                                {move || t_string!(i18n, quarantine.take)}
                            </Button>
                        }
                    })}
                <Button on_press=on_leave>{move || t_string!(i18n, quarantine.leave)}</Button>
            </div>
        </article>
    }
}

/// *Vil du lade det ligge?*
#[component]
fn LeaveSheet(leaving: RwSignal<Option<QuarantineItem>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(leaving.with(Option::is_some)));
    let close = Callback::new(move |()| leaving.set(None));
    let leave = use_app().with(|(doc, by)| Intent::SettleQuarantined { doc, by, take: false });
    let yes = Callback::new(move |()| {
        if let Some(item) = leaving.get_untracked() {
            leave.run((item.doc, item.by));
        }
        leaving.set(None);
    });
    view! {
        <Sheet id="leave-quarantined" title=move || t_string!(i18n, quarantine.leave_ask) open on_close=close>
            <p>{move || t_string!(i18n, quarantine.leave_text)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary on_press=yes>{move || t_string!(i18n, quarantine.leave)}</Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}

/// A line that leads there, while anything waits.
#[component]
pub fn Quarantined() -> impl IntoView {
    let i18n = use_i18n();
    let waiting = use_app().view(crate::app::Model::quarantined);
    let count = Memo::new(move |_| waiting.get().unwrap_or_default());
    let title = move || match count.get() {
        1 => t_string!(i18n, quarantine.single).to_owned(),
        n => t_string!(i18n, quarantine.many, n = n),
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Quarantine.to_string())
                    glyph=Glyph::Hourglass
                    title
                    text=move || t_string!(i18n, quarantine.hint)
                />
            </Lines>
        </Show>
    }
}
