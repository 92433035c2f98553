//! *Vagt*.

use leptos::prelude::*;

use super::family::FindFamily;
use super::lines::CallList;
use super::rota::{Offered, Tonight};
use super::tell;
use crate::app::duty::DutyIntent;
use crate::app::intent::Intent;
use crate::app::route::{DutyPlace, Route};
use crate::app::view::SaveState;
use crate::app::view::duty::{Shift, Turn};
use crate::ui::i18n::*;
use crate::ui::part::{ButtonKind, ButtonLink, ButtonShape, Glyph, PageLayout, PageTitle, words};
use crate::ui::screen::around::{MenuPage, Notices, SaveFault, part_of, use_day};
use crate::ui::screen::drafts::Drafts;
use crate::ui::screen::station::WhoIsReady;
use crate::ui::use_app;

/// The page.
#[component]
pub fn ShiftPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::shift);
    let open_card = move |space| app.send(Intent::Go(Route::Duty(DutyPlace::Family(space))));
    view! {
        <MenuPage layout=PageLayout::Two>
            <PageTitle text=move || t_string!(i18n, duty.title) hidden=true />
            <Notices />
            <div class="stack-l">
                <OwnShift view />
                <ButtonLink
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Big
                    glyph=Glyph::Phone
                    href=Route::Duty(DutyPlace::NewCall).to_string()
                >
                    {move || t_string!(i18n, duty.take_call)}
                </ButtonLink>
                <Drafts drafts=part_of(view, |view| view.drafts.clone()) />
                <Offered view />
                <SaveFault save=Signal::derive(move || {
                    view.with(|view| view.as_ref().map_or(SaveState::Ready, |view| view.save))
                }) />
                <CallList
                    id="ring-title"
                    title=move || t_string!(i18n, duty.rung_title)
                    lines=part_of(view, |view| view.ring_backs.clone())
                    ring=true
                />
                <FindFamily
                    id="find-family"
                    label=move || t_string!(i18n, duty.find)
                    typed=part_of(view, |view| view.typed.clone())
                    on_input=app.with(|typed| Intent::Duty(DutyIntent::Find(typed)))
                    found=part_of(view, |view| view.found.clone())
                    on_choose=open_card
                />
            </div>
            <aside class="stack-l">
                <CallList
                    id="own-title"
                    title=move || t_string!(i18n, duty.own)
                    hint=move || t_string!(i18n, duty.own_hint)
                    lines=part_of(view, |view| view.own_calls.clone())
                />
                <WhoIsReady />
                <Tonight view />
            </aside>
        </MenuPage>
    }
}

/// The own shift: now, next, or none.
#[component]
fn OwnShift(view: Memo<Option<Shift>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let own = part_of(view, |view| view.own.clone());
    let open_until = part_of(view, |view| view.open_until);
    let after = part_of(view, |view| {
        let own = view.own.as_ref()?;
        let next = view
            .tonight
            .iter()
            .find(|turn| !turn.mine && (turn.from.date, turn.from.time) >= (own.from.date, own.from.time));
        Some(next.cloned())
    });
    let title = move || match own.get() {
        Some(Turn { now: true, .. }) => t_string!(i18n, duty.now),
        Some(_) => t_string!(i18n, duty.next_shift),
        None => t_string!(i18n, duty.none),
    };
    let when = move || match own.get() {
        Some(turn) => words::capital(&tell::span(i18n, &turn, today.get())),
        None => t_string!(i18n, duty.none_text).to_owned(),
    };
    let cards = move || match open_until.get() {
        Some(until) => t_string!(i18n, duty.open_until, when = words::moment(i18n, until, today.get())),
        None => t_string!(i18n, duty.closed).to_owned(),
    };
    let follows = move || {
        after.get().map(|next| match next {
            Some(turn) => {
                let when = tell::span(i18n, &turn, today.get());
                t_string!(i18n, duty.after, name = turn.name, when = when)
            }
            None => t_string!(i18n, duty.after_nobody).to_owned(),
        })
    };
    view! {
        <section class="card pad stack-s">
            <h2>{title}</h2>
            <p>
                <b>{when}</b>
            </p>
            <p class="small">{follows}</p>
            <p class="small muted">{cards}</p>
        </section>
    }
}
