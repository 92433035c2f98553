//! A part in something as a row, and how it is ended.

use chrono::NaiveDate;
use leptos::prelude::*;
use samspil_shared::api::admin::Place;

use super::day_fault;
use crate::app::admin::{AdminIntent, typed_day};
use crate::app::intent::Intent;
use crate::app::view::admin::{Running, TieLine};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, Field, FieldKind, Glyph, Line, Lines, Sheet, SheetEnd, Tap, Tone, say, words,
};
use crate::ui::screen::around::use_day;
use crate::ui::{I18n, use_app};

/// Rows, each of which ends what it tells of when it is pressed. `of_person` names the place, else the person is named.
#[component]
pub fn Ties(
    #[prop(into)] ties: Signal<Vec<TieLine>>,
    of_person: bool,
    ending: RwSignal<Option<TieLine>>,
) -> impl IntoView {
    let any = Memo::new(move |_| ties.with(|ties| !ties.is_empty()));
    view! {
        <Show when=move || any.get()>
            <Lines>
                <For each=move || ties.get() key=Clone::clone let:tie>
                    <TieRow tie of_person ending />
                </For>
            </Lines>
        </Show>
    }
}

#[component]
fn TieRow(tie: TieLine, of_person: bool, ending: RwSignal<Option<TieLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let (title, text) = {
        let (shown, told) = (tie.clone(), tie.clone());
        let title = move || if of_person { place(i18n, &shown) } else { shown.name.clone() };
        (title, move || told_of(i18n, &told, today.get()))
    };
    let mark = match tie.running {
        Running::Now => (Tone::Leaf, Glyph::Check),
        Running::Later => (Tone::Plain, Glyph::Clock),
        Running::Over => (Tone::Plain, Glyph::Done),
    };
    let running = tie.running;
    let word = move || match running {
        Running::Now => t_string!(i18n, admin.now),
        Running::Later => t_string!(i18n, admin.later),
        Running::Over => t_string!(i18n, admin.over),
    };
    let tap = match tie.may_end {
        true => Tap::Press(Callback::new(move |()| ending.set(Some(tie.clone())))),
        false => Tap::Nothing,
    };
    view! {
        <Line tap glyph=Glyph::Person title text>
            <Badge tone=mark.0 glyph=mark.1>
                {word}
            </Badge>
        </Line>
    }
}

fn place(i18n: I18n, tie: &TieLine) -> String {
    place_of(i18n, tie, words::names(i18n, &tie.family))
}

fn place_of(i18n: I18n, tie: &TieLine, names: String) -> String {
    match (tie.place, names.is_empty()) {
        (Place::Unit, _) => t_string!(i18n, admin.tie_unit).to_owned(),
        (Place::Family(_), true) => t_string!(i18n, admin.tie_family).to_owned(),
        (Place::Family(_), false) => t_string!(i18n, admin.tie_family_of, names = names),
        (Place::Placement(_), true) => t_string!(i18n, admin.tie_placement).to_owned(),
        (Place::Placement(_), false) => t_string!(i18n, admin.tie_placement_of, names = names),
    }
}

/// "Plejeforælder · Fra 7. april til og med 9. maj"
fn told_of(i18n: I18n, tie: &TieLine, today: NaiveDate) -> String {
    let day = |day: NaiveDate| words::date(i18n, day, today);
    let when = match tie.last {
        Some(last) => t_string!(i18n, admin.from_to, first = day(tie.first), last = day(last)),
        None => t_string!(i18n, admin.from, first = day(tie.first)),
    };
    let role = words::capital(say::role(i18n, tie.role, tie.stand_in));
    let told = t_string!(i18n, list.dot, first = role, last = when);
    match tie.sees_from.filter(|sees| *sees != tie.first) {
        Some(sees) => {
            let sees = t_string!(i18n, admin.sees_from, day = day(sees));
            t_string!(i18n, list.dot, first = told, last = sees)
        }
        None => told,
    }
}

/// As what somebody takes part in what, and what follows for them from that it ends: after that day, or now.
fn told_of_end(i18n: I18n, tie: &TieLine, family: String, last: Option<NaiveDate>, today: NaiveDate) -> [String; 2] {
    let names = if tie.family.is_empty() { family } else { words::names(i18n, &tie.family) };
    let role = words::capital(say::role(i18n, tie.role, tie.stand_in));
    let what = t_string!(i18n, list.dot, first = role, last = place_of(i18n, tie, names));
    let name = tie.name.clone();
    // After a day that is over it is now.
    let follows = match (tie.place, last.filter(|last| *last >= today)) {
        (Place::Unit, None) => t_string!(i18n, admin.tie_end_role_now, name = name),
        (Place::Unit, Some(last)) => {
            t_string!(i18n, admin.tie_end_role, name = name, day = words::date(i18n, last, today))
        }
        (_, None) => t_string!(i18n, admin.tie_end_now, name = name),
        (_, Some(last)) => t_string!(i18n, admin.tie_end_after, name = name, day = words::date(i18n, last, today)),
    };
    [what, follows]
}

/// *Skal … ikke være med mere?* `family` is what the family of the page is called.
#[component]
pub fn EndTieSheet(ending: RwSignal<Option<TieLine>>, #[prop(optional, into)] family: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    let last = RwSignal::new(String::new());
    Effect::new(move |_| {
        open.set(ending.with(Option::is_some));
        last.set(String::new());
    });
    let today = use_day();
    let close = Callback::new(move |()| ending.set(None));
    let name = move || ending.with(|tie| tie.as_ref().map(|tie| tie.name.clone()).unwrap_or_default());
    let typed = Memo::new(move |_| last.with(|last| typed_day(last)));
    let yes = Callback::new(move |()| {
        // A day that is typed only in part would end it now.
        let Ok(last) = typed.get_untracked() else { return };
        if let Some(tie) = ending.get_untracked() {
            let TieLine { person, place, role, .. } = tie;
            app.send(Intent::Admin(AdminIntent::EndMember { person, place, role, last }));
        }
        ending.set(None);
    });
    let no_day = Signal::derive(move || typed.with(Result::is_err));
    let in_unit = move || ending.with(|tie| tie.as_ref().is_none_or(|tie| tie.place == Place::Unit));
    let text = move || {
        let last = typed.get().ok()?;
        let told = ending.with(|tie| Some(told_of_end(i18n, tie.as_ref()?, family.get(), last, today.get())));
        let keeps = (!in_unit()).then(|| view! { <p class="muted">{t_string!(i18n, admin.tie_end_keeps)}</p> });
        told.map(|lines| {
            let lines = lines.map(|line| view! { <p>{line}</p> }).into_iter().collect_view();
            view! {
                {lines}
                {keeps}
            }
        })
    };
    view! {
        <Sheet id="end-tie" title=move || t_string!(i18n, admin.tie_end_ask, name = name()) open on_close=close>
            {text}
            <Field
                id="tie-last"
                kind=FieldKind::Date
                strict=true
                label=move || t_string!(i18n, admin.tie_end_day)
                hint=move || t_string!(i18n, admin.tie_end_day_hint)
                error=day_fault(i18n, last)
                value=last
                on_input=move |text| last.set(text)
            />
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Exit disabled=no_day on_press=yes>
                        {move || t_string!(i18n, admin.tie_end_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
