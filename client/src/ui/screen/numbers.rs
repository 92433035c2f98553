//! *Hvem ringer jeg til nu?* and *Bekymret for et barn?*: a page inside, a fold on the lock screen.

use leptos::prelude::*;

use super::around::SubPage;
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::numbers::{Answered, Numbers, Tel, UnitNumbers, Worry};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, DangerLine, Dial, Glyph, Line, Lines, Notice, NoticeTone, NumberRow, Tap, UnitNumbersList, closure_words,
    words,
};
use crate::ui::use_app;

fn use_numbers() -> Memo<Numbers> {
    use_app().view(crate::app::Model::numbers)
}

/// The page.
#[component]
pub fn NumbersPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SubPage title=move || t_string!(i18n, call.now)>
            <DangerLine />
            <All />
        </SubPage>
    }
}

/// Every number, and the channel for worries.
#[component]
fn All() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = use_numbers();
    let any = Memo::new(move |_| view.with(|view| !view.units.is_empty()));
    let asked = Memo::new(move |_| view.with(|view| view.asked));
    let lists = move || {
        let Numbers { today, units, .. } = view.get();
        units.into_iter().map(|unit| view! { <UnitNumbersList unit today /> }).collect_view()
    };
    let named = move || view.with(|view| view.units.first().map(|unit| unit.name.clone()));
    view! {
        <Show when=move || any.get() fallback=move || view! { <p class="muted">{t_string!(i18n, call.none)}</p> }>
            <Show when=move || asked.get()>
                <Worries view first=true name=Signal::derive(named) />
            </Show>
            {lists}
            <p>
                <Button glyph=Glyph::Save on_press=app.on(|| Intent::SaveContacts)>
                    {move || t_string!(i18n, call.contacts)}
                </Button>
            </p>
            <Worries view first=false />
        </Show>
    }
}

/// *Bekymret for et barn?*: of the unit that was asked for by itself, `first`; of all others else.
#[component]
fn Worries(view: Memo<Numbers>, first: bool, #[prop(optional, into)] name: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let units = Memo::new(move |_| {
        view.with(|view| {
            let (above, below) = view.units.split_at(usize::from(view.asked).min(view.units.len()));
            if first { above.to_vec() } else { below.to_vec() }
        })
    });
    let any = Memo::new(move |_| units.with(|units| !units.is_empty()));
    let card = |unit: UnitNumbers| {
        let UnitNumbers { worry, consultants, office_number, .. } = unit;
        view! {
            <WorryCard worry />
            <OwnConsultant consultants office_number />
        }
    };
    let named = move || name.get().map(|name| view! { <p class="muted">{name}</p> });
    view! {
        <Show when=move || any.get()>
            <section class="stack">
                <h2>{move || t_string!(i18n, call.worry)}</h2>
                {named}
                <p>{move || t_string!(i18n, call.worry_text)}</p>
                {move || units.get().into_iter().map(card).collect_view()}
            </section>
        </Show>
    }
}

#[component]
fn WorryCard(worry: Worry) -> impl IntoView {
    let Worry { label, url, tel } = worry;
    let name = label.clone();
    view! {
        <div class="card pad stack-s">
            {match url {
                Some(url) => {
                    view! {
                        <p>
                            <a href=url target="_blank" rel="noreferrer noopener">
                                {label}
                            </a>
                        </p>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <p>
                            <b>{name}</b>
                        </p>
                    }
                        .into_any()
                }
            }}
            {tel.map(|tel| view! { <Dial tel /> })}
        </div>
    }
}

/// Whom a family may ask first, when nobody is in danger: by name once it is unlocked.
#[component]
fn OwnConsultant(consultants: Vec<String>, office_number: Option<(String, Tel)>) -> impl IntoView {
    let i18n = use_i18n();
    office_number.map(|(label, tel)| {
        let text = move || match words::names(i18n, &consultants) {
            name if name.is_empty() => t_string!(i18n, call.worry_consultant, label = label.clone()),
            name => t_string!(i18n, call.worry_named, name = name, label = label.clone()),
        };
        view! {
            <div class="card pad stack-s">
                <p>{text}</p>
                <Dial tel />
            </div>
        }
    })
}

/// On the lock screen: who answers now, and the rest behind a press. Nothing of it is anybody's secret.
#[component]
pub fn NumbersFold() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_numbers();
    let first = Memo::new(move |_| view.with(|view| Some((view.units.first()?.lines.first()?.clone(), view.today))));
    view! {
        {move || {
            first
                .get()
                .map(|(line, today)| {
                    view! {
                        <NumberRow line today />
                        <details class="card pad">
                            <summary>{move || t_string!(i18n, call.now)}</summary>
                            <div class="stack-l">
                                <All />
                            </div>
                        </details>
                    }
                })
        }}
    }
}

/// On *I dag*: where the numbers are, and closures of several days before they begin.
#[component]
pub fn NumbersLine() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_numbers();
    let first = move |unit: &UnitNumbers| {
        let line = unit.lines.first().filter(|line| !matches!(line.answered, Answered::Later { .. }))?;
        Some(line.label.clone())
    };
    let text = move || {
        let answers = view.with(|view| view.units.iter().filter_map(first).next());
        answers.map_or_else(String::new, |label| t_string!(i18n, call.answers_now, label = label))
    };
    let closures = move || {
        let Numbers { today, units, .. } = view.get();
        let told = units.into_iter().filter_map(|unit| Some((unit.closure?, unit.acute)));
        let told = told.collect::<std::collections::BTreeSet<_>>();
        let notice = |(days, acute): (_, Option<bool>)| {
            let line = move |always| match always {
                true => t_string!(i18n, call.closure_akut),
                false => t_string!(i18n, call.closure_akut_hours),
            };
            view! {
                <Notice tone=NoticeTone::Warm>
                    <p>{move || closure_words(i18n, days, today)}</p>
                    {acute.map(|always| view! { <p>{move || line(always)}</p> })}
                </Notice>
            }
        };
        told.into_iter().map(notice).collect_view()
    };
    view! {
        {closures}
        <Lines>
            <Line
                tap=Tap::Open(Route::Numbers.to_string())
                glyph=Glyph::Phone
                title=move || t_string!(i18n, call.now)
                text
            />
        </Lines>
    }
}
