//! When the unit is open and answers the phone, and its closed days.

use chrono::Weekday;
use leptos::prelude::*;

use super::{Standing, day_fault, day_of, use_deed, use_known};
use crate::app::admin::{AdminIntent, typed_day};
use crate::app::intent::Intent;
use crate::app::view::admin::AdminDeed;
use crate::app::view::hours::{ClosedLine, OwnHours};
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, ButtonShape, EmptyState, Field, FieldKind, Form, Glyph, words};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::{I18n, use_app};

/// The days of the week, with the ids of their fields.
const WEEK: [(Weekday, &str, &str); 7] = [
    (Weekday::Mon, "open-mon", "phone-mon"),
    (Weekday::Tue, "open-tue", "phone-tue"),
    (Weekday::Wed, "open-wed", "phone-wed"),
    (Weekday::Thu, "open-thu", "phone-thu"),
    (Weekday::Fri, "open-fri", "phone-fri"),
    (Weekday::Sat, "open-sat", "phone-sat"),
    (Weekday::Sun, "open-sun", "phone-sun"),
];

/// *Åbningstider og lukkedage*.
#[component]
pub fn HoursPage() -> impl IntoView {
    let i18n = use_i18n();
    let known = use_known();
    let today = use_day();
    let view = use_app().view(crate::app::Model::admin_hours);
    let own = part_of(view, |view| view.own.clone());
    let may_set = part_of(view, |view| view.may_set);
    let shared = part_of(view, |view| view.shared.clone());
    let units = part_of(view, |view| view.units.clone());
    let any = Memo::new(move |_| own.with(Option::is_some));
    let closed = part_of(own, |own| own.closed.clone());
    let none = move || {
        known.get().then(|| {
            view! {
                <EmptyState
                    glyph=Glyph::Clock
                    title=move || t_string!(i18n, admin.hours_unset)
                    text=move || t_string!(i18n, admin.hours_unset_text)
                />
            }
        })
    };
    let follow_up = move || {
        own.with(|own| own.as_ref().and_then(|own| own.follow_up)).map(|day| {
            let day = words::long_date(i18n, day, today.get());
            view! {
                <p>
                    <b>{t_string!(i18n, admin.hours_follow_up, day = day)}</b>
                </p>
            }
        })
    };
    let from_above = move || {
        shared.get().map(|(name, days)| {
            let none = days.is_empty().then(|| view! { <p class="muted">{t_string!(i18n, admin.closed_none)}</p> });
            view! {
                <h3>{t_string!(i18n, admin.closed_shared, name = name)}</h3>
                {none}
                <ul class="stack">{days.into_iter().map(|line| view! { <li>{closed_words(i18n, &line, today.get())}</li> }).collect_view()}</ul>
            }
        })
    };
    let also = move || {
        let names = units.get();
        (!names.is_empty()).then(|| {
            let names = words::names(i18n, &names);
            view! { <p class="muted">{t_string!(i18n, admin.closed_units, names = names)}</p> }
        })
    };
    view! {
        <SubPage title=move || t_string!(i18n, admin.hours)>
            <Standing />
            <Show when=move || any.get() fallback=none>
                {follow_up}
                <div class="stack-l">
                    <section class="stack" aria-labelledby="closed-title">
                        <h2 id="closed-title">{move || t_string!(i18n, admin.closed)}</h2>
                        <p class="muted">{move || t_string!(i18n, admin.closed_hint)}</p>
                        {also}
                        <Show when=move || closed.with(Vec::is_empty)>
                            <p class="muted">{move || t_string!(i18n, admin.closed_none)}</p>
                        </Show>
                        <For each=move || closed.get() key=Clone::clone let:line>
                            <ClosedRow line may_set />
                        </For>
                        {from_above}
                        <Show when=move || may_set.get()>
                            <CloseForm />
                        </Show>
                    </section>
                    <section class="stack" aria-labelledby="week-title">
                        <h2 id="week-title">{move || t_string!(i18n, admin.week)}</h2>
                        <Show when=move || may_set.get() fallback=move || view! { <WeekShown own /> }>
                            <WeekForm own />
                        </Show>
                    </section>
                </div>
            </Show>
        </SubPage>
    }
}

/// "24. december: Juleaften", "28. december – 30. december: Mellem jul og nytår"
fn closed_words(i18n: I18n, line: &ClosedLine, today: chrono::NaiveDate) -> String {
    let day = |day| words::date(i18n, day, today);
    let days = match line.from == line.to {
        true => words::long_date(i18n, line.from, today),
        false => t_string!(i18n, admin.closed_days, from = day(line.from), to = day(line.to)),
    };
    t_string!(i18n, admin.closed_line, days = words::capital(&days), reason = line.reason.clone())
}

#[component]
fn ClosedRow(line: ClosedLine, #[prop(into)] may_set: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let from = line.from;
    let reason = StoredValue::new(line.reason.clone());
    let reopen = app.on(move || Intent::Admin(AdminIntent::Reopen(from)));
    view! {
        <div class="stack">
            <p>{move || closed_words(i18n, &line, today.get())}</p>
            <Show when=move || may_set.get()>
                <p>
                    <Button on_press=reopen>
                        {move || t_string!(i18n, admin.closed_remove, reason = reason.get_value())}
                    </Button>
                </p>
            </Show>
        </div>
    }
}

#[component]
fn CloseForm() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let deed = use_deed();
    let (first, last, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    // What was typed stays until it is done: this, not something else on the page.
    let said = RwSignal::new(false);
    let add = move |()| {
        // A last day that is typed only in part would leave one day closed.
        let Ok(to) = last.with_untracked(|last| typed_day(last)) else { return };
        let from = day_of(&first.get_untracked());
        app.send(Intent::Admin(AdminIntent::CloseDays { from, to, reason: why.get_untracked() }));
        // What is refused at once is not under way: the next thing that is done here is something else.
        said.set(deed.get_untracked() == AdminDeed::Doing);
    };
    Effect::new(move |_| match deed.get() {
        AdminDeed::Doing => {}
        AdminDeed::Ready if said.get_untracked() => {
            said.set(false);
            for field in [first, last, why] {
                field.set(String::new());
            }
        }
        _ => said.set(false),
    });
    view! {
        <Form on_submit=add>
            <h3>{move || t_string!(i18n, admin.closed_new)}</h3>
            <div class="side-by-side">
                <Field
                    id="closed-from"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, admin.closed_from)
                    error=day_fault(i18n, first)
                    value=first
                    on_input=move |text| first.set(text)
                />
                <Field
                    id="closed-to"
                    kind=FieldKind::Date
                    strict=true
                    label=move || t_string!(i18n, admin.closed_to)
                    hint=move || t_string!(i18n, admin.closed_to_hint)
                    error=day_fault(i18n, last)
                    value=last
                    on_input=move |text| last.set(text)
                />
            </div>
            <Field
                id="closed-why"
                label=move || t_string!(i18n, admin.closed_why)
                hint=move || t_string!(i18n, admin.closed_why_hint)
                value=why
                on_input=move |text| why.set(text)
                autocomplete="off"
                max=80
            />
            <Button
                kind=ButtonKind::Primary
                shape=ButtonShape::Big
                submit=true
                disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
            >
                {move || t_string!(i18n, admin.closed_add)}
            </Button>
        </Form>
    }
}

/// The week for whoever sets nothing.
#[component]
fn WeekShown(own: Memo<Option<OwnHours>>) -> impl IntoView {
    let i18n = use_i18n();
    let lines = move || {
        let own = own.get()?;
        let lines = WEEK.iter().zip(own.open).zip(own.phone).map(|(((day, ..), open), phone)| {
            let or_none = |hours: String| match hours.is_empty() {
                true => t_string!(i18n, admin.week_none).to_owned(),
                false => hours,
            };
            let day = words::capital(words::weekday(i18n, *day));
            let line = t_string!(i18n, admin.week_line, day = day, open = or_none(open), phone = or_none(phone));
            view! { <li>{line}</li> }
        });
        Some(lines.collect_view())
    };
    view! { <ul class="stack">{lines}</ul> }
}

#[component]
fn WeekForm(own: Memo<Option<OwnHours>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let deed = use_deed();
    let fields = || std::array::from_fn::<_, 7, _>(|_| RwSignal::new(String::new()));
    let (open, phone): ([RwSignal<String>; 7], [RwSignal<String>; 7]) = (fields(), fields());
    let hours = Memo::new(move |_| own.with(|own| own.as_ref().map(|own| (own.open.clone(), own.phone.clone()))));
    // What is being saved, until it is answered.
    let sent = StoredValue::new(None::<Vec<String>>);
    // Other hours, such as a colleague's, go only where nothing else was typed since; what was saved is what stands.
    Effect::new(move |set: Option<Vec<String>>| {
        let deed = deed.get();
        let saved = if deed == AdminDeed::Doing { None } else { sent.try_update_value(Option::take).flatten() };
        let before = saved.filter(|_| deed == AdminDeed::Ready).or(set).unwrap_or_default();
        let Some((opens, phones)) = hours.get() else { return before };
        let hours: Vec<String> = opens.into_iter().chain(phones).collect();
        for (at, (field, hours)) in open.iter().chain(&phone).zip(&hours).enumerate() {
            let before = before.get(at).map_or("", String::as_str);
            if field.with_untracked(|typed| typed == before) {
                field.set(hours.clone());
            }
        }
        hours
    });
    let save = move |()| {
        let typed = |fields: [RwSignal<String>; 7]| Box::new(fields.map(|field| field.get_untracked()));
        let (opens, phones) = (typed(open), typed(phone));
        let all: Vec<String> = opens.iter().chain(phones.iter()).cloned().collect();
        app.send(Intent::Admin(AdminIntent::SetWeek { open: opens, phone: phones }));
        sent.set_value((deed.get_untracked() == AdminDeed::Doing).then_some(all));
    };
    let days = WEEK.iter().zip(open).zip(phone).map(move |((&(day, open_id, phone_id), open), phone)| {
        let name = move || words::capital(words::weekday(i18n, day));
        view! {
            <div class="side-by-side">
                <Field
                    id=open_id
                    label=move || t_string!(i18n, admin.week_open, day = name())
                    value=open
                    on_input=move |text| open.set(text)
                    autocomplete="off"
                />
                <Field
                    id=phone_id
                    label=move || t_string!(i18n, admin.week_phone, day = name())
                    value=phone
                    on_input=move |text| phone.set(text)
                    autocomplete="off"
                />
            </div>
        }
    });
    view! {
        <p class="muted">{move || t_string!(i18n, admin.week_hint)}</p>
        <Form on_submit=save>
            {days.collect_view()}
            <Button
                kind=ButtonKind::Primary
                shape=ButtonShape::Big
                submit=true
                disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
            >
                {move || t_string!(i18n, admin.week_save)}
            </Button>
        </Form>
    }
}
