//! How much was refused, without what was in it.

use leptos::prelude::*;
use samspil_shared::api::admin::RefusedKind;
use samspil_shared::sync::frame::Reason;

use super::{Standing, use_known};
use crate::app::view::admin::RefusedLine;
use crate::ui::i18n::*;
use crate::ui::part::{EmptyState, Glyph, Line, Lines, Tap, words};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::{I18n, use_app};

/// The counts, the most frequent first.
#[component]
pub fn RefusedPage() -> impl IntoView {
    let i18n = use_i18n();
    let known = use_known();
    let lines = part_of(use_app().view(crate::app::Model::admin_refused), Clone::clone);
    let any = Memo::new(move |_| lines.with(|lines: &Vec<RefusedLine>| !lines.is_empty()));
    let none = move || {
        known.get().then(|| {
            view! {
                <EmptyState
                    glyph=Glyph::Done
                    title=move || t_string!(i18n, admin.refused_none)
                    text=move || t_string!(i18n, admin.refused_none_text)
                />
            }
        })
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.refused)>
            <Standing />
            <Show when=move || any.get() fallback=none>
                <p class="muted">{move || t_string!(i18n, admin.refused_text)}</p>
                <Lines>
                    <For each=move || lines.get() key=|line| (line.reason, line.kind, line.count) let:line>
                        <RefusedRow line />
                    </For>
                </Lines>
            </Show>
        </SubPage>
    }
}

#[component]
fn RefusedRow(line: RefusedLine) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let title = move || t_string!(i18n, list.dot, first = kind(i18n, line.kind), last = reason(i18n, line.reason));
    let text = move || {
        let n = words::number(i18n, usize::try_from(line.count).unwrap_or(usize::MAX));
        t_string!(i18n, admin.refused_line, n = n, when = words::moment(i18n, line.last, today.get()))
    };
    view! { <Line tap=Tap::Nothing glyph=Glyph::Info title text /> }
}

fn kind(i18n: I18n, kind: RefusedKind) -> &'static str {
    match kind {
        RefusedKind::Create => t_string!(i18n, admin.refused_create),
        RefusedKind::Change => t_string!(i18n, admin.refused_change),
        RefusedKind::Withdraw => t_string!(i18n, admin.refused_withdraw),
        RefusedKind::Read => t_string!(i18n, admin.refused_read),
    }
}

fn reason(i18n: I18n, reason: Reason) -> &'static str {
    match reason {
        Reason::Unavailable | Reason::NotCreatable => t_string!(i18n, admin.reason_access),
        Reason::Malformed | Reason::Grammar => t_string!(i18n, admin.reason_form),
        Reason::ForeignActor => t_string!(i18n, admin.reason_device),
        Reason::TooLarge => t_string!(i18n, admin.reason_large),
        Reason::Erased => t_string!(i18n, admin.reason_erased),
        Reason::UpdateFirst => t_string!(i18n, admin.reason_update),
        Reason::Busy | Reason::MissingDependency | Reason::Quarantined => t_string!(i18n, admin.reason_other),
    }
}
