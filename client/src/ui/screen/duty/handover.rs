//! *Overlevering*: it writes itself.

use leptos::prelude::*;

use super::lines::CallList;
use super::tell;
use crate::app::duty::DutyIntent;
use crate::app::intent::Intent;
use crate::ui::i18n::*;
use crate::ui::part::{Button, Glyph, PageTitle, words};
use crate::ui::screen::around::{MenuPage, Notices, part_of, use_day};
use crate::ui::use_app;

/// The page.
#[component]
pub fn HandoverPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let view = app.view(crate::app::Model::handover);
    let next = part_of(view, |view| view.next.clone());
    let fetched = part_of(view, |view| view.fetched);
    let takes_over = move || match next.get() {
        Some(turn) => {
            let when = tell::span(i18n, &turn, today.get());
            t_string!(i18n, duty.takes_over, name = turn.name, when = when)
        }
        None => t_string!(i18n, duty.takes_over_nobody).to_owned(),
    };
    let told =
        move || fetched.get().map(|at| t_string!(i18n, duty.rota_at, when = words::moment(i18n, at, today.get())));
    view! {
        <MenuPage>
            <PageTitle text=move || t_string!(i18n, duty.handover) />
            <Notices />
            <p class="small muted">{move || t_string!(i18n, duty.handover_hint)}</p>
            <section class="card pad stack-s">
                <p>
                    <b>{takes_over}</b>
                </p>
                <p class="small muted">{told}</p>
            </section>
            <CallList
                id="not-made"
                title=move || t_string!(i18n, duty.not_made)
                lines=part_of(view, |view| view.ring_backs.clone())
            />
            <CallList
                id="tonight"
                title=move || t_string!(i18n, duty.tonight)
                none=move || t_string!(i18n, duty.tonight_none)
                lines=part_of(view, |view| view.tonight.clone())
            />
            <CallList
                id="before"
                title=move || t_string!(i18n, duty.before)
                none=move || t_string!(i18n, duty.before_none)
                lines=part_of(view, |view| view.before.clone())
            />
            <p class="no-print">
                <Button glyph=Glyph::Print on_press=app.on(|| Intent::Duty(DutyIntent::Print))>
                    {move || t_string!(i18n, duty.print)}
                </Button>
            </p>
        </MenuPage>
    }
}
