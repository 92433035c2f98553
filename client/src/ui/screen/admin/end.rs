//! The last day of a family or of a placement, and why.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::domain::{EndReason, FamilyId, PlacementId};

use super::{day_fault, day_of};
use crate::app::admin::{AdminIntent, LastDay};
use crate::app::intent::Intent;
use crate::app::view::admin::{Running, TieLine};
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Choice, Field, FieldKind, Glyph, Opt, Sheet, SheetEnd, words};
use crate::ui::screen::around::use_day;
use crate::ui::{I18n, use_app};

/// What is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Family(FamilyId),
    /// With its first day.
    Placement(PlacementId, NaiveDate),
}

/// The same as it is asked about: whose it is, and who takes part in it until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndAsked {
    pub what: Ending,
    pub family: String,
    pub names: Vec<String>,
}

/// Who takes part now or will, each once.
pub(super) fn taking_part<'a>(ties: impl IntoIterator<Item = &'a TieLine>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for tie in ties.into_iter().filter(|tie| tie.running != Running::Over) {
        if !names.contains(&tie.name) {
            names.push(tie.name.clone());
        }
    }
    names
}

/// What ends on that day, and what follows from it for whom.
fn told(i18n: I18n, asked: &EndAsked, last: NaiveDate, today: NaiveDate) -> Vec<String> {
    let date = |day: NaiveDate| words::date(i18n, day, today);
    let family = asked.family.clone();
    let what = match asked.what {
        Ending::Family(_) => t_string!(i18n, admin.family_end_what, family = family, day = date(last)),
        Ending::Placement(_, first) => {
            t_string!(i18n, admin.placement_end_what, first = date(first), family = family, day = date(last))
        }
    };
    let names = match words::names(i18n, &asked.names) {
        names if names.is_empty() => t_string!(i18n, admin.end_everybody).to_owned(),
        names => names,
    };
    // After a day that is over it ends now, and nothing goes on as usual until then.
    if last < today {
        return vec![what, t_string!(i18n, admin.tie_end_now, name = names)];
    }
    let until = t_string!(i18n, admin.end_until, day = date(last));
    let after = t_string!(i18n, admin.end_after, day = date(last.succ_opt().unwrap_or(last)), names = names);
    vec![what, until, after]
}

pub(super) fn reason_words(i18n: I18n, reason: EndReason) -> &'static str {
    match reason {
        EndReason::AgreedMove => t_string!(i18n, admin.end_agreed),
        EndReason::GrownUp => t_string!(i18n, admin.end_grown),
        EndReason::ParentsWish => t_string!(i18n, admin.end_parents),
        EndReason::Decision => t_string!(i18n, admin.end_decision),
        EndReason::ChildsWish => t_string!(i18n, admin.end_child),
    }
}

/// The question before it is ended.
#[component]
pub fn EndSheet(ending: RwSignal<Option<EndAsked>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let open = RwSignal::new(false);
    let last = RwSignal::new(String::new());
    let reason = RwSignal::new(None::<EndReason>);
    Effect::new(move |_| {
        let begins = ending.with(Option::is_some);
        if begins {
            last.set(today.get_untracked().to_string());
            reason.set(None);
        }
        open.set(begins);
    });
    let close = Callback::new(move |()| ending.set(None));
    let of_family = move || ending.with(|asked| matches!(asked, Some(EndAsked { what: Ending::Family(_), .. })));
    let title = move || {
        if of_family() { t_string!(i18n, admin.family_end_ask) } else { t_string!(i18n, admin.placement_end_ask) }
    };
    let text = move || {
        let told = ending.with(|asked| Some(told(i18n, asked.as_ref()?, day_of(&last.get())?, today.get())));
        told.map(|lines| lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view())
    };
    let reasons = Memo::new(move |_| {
        EndReason::ALL.into_iter().map(|reason| Opt::new(reason, reason_words(i18n, reason))).collect::<Vec<_>>()
    });
    let yes = Callback::new(move |()| {
        let end = LastDay { day: day_of(&last.get_untracked()), reason: reason.get_untracked() };
        match ending.get_untracked().map(|asked| asked.what) {
            Some(Ending::Family(family)) => app.send(Intent::Admin(AdminIntent::EndFamily(family, end))),
            Some(Ending::Placement(placement, _)) => app.send(Intent::Admin(AdminIntent::EndPlacement(placement, end))),
            None => {}
        }
        ending.set(None);
    });
    let incomplete = Signal::derive(move || reason.get().is_none() || day_of(&last.get()).is_none());
    view! {
        <Sheet id="end-for-good" title open on_close=close>
            {text}
            <p class="muted">{move || t_string!(i18n, admin.end_keeps)}</p>
            <Field
                id="end-last"
                kind=FieldKind::Date
                strict=true
                label=move || t_string!(i18n, admin.tie_end_day)
                error=day_fault(i18n, last)
                value=last
                on_input=move |text| last.set(text)
            />
            <Choice<EndReason>
                name="end-reason"
                legend=move || t_string!(i18n, admin.end_why)
                options=reasons
                chosen=reason
                on_choose=move |chosen| reason.set(Some(chosen))
            />
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Exit disabled=incomplete on_press=yes>
                        {move || t_string!(i18n, admin.tie_end_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
