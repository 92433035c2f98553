//! Who is on tonight, and giving the shift on.

use leptos::prelude::*;
use samspil_shared::domain::{PersonId, ShiftId};

use super::tell;
use crate::app::duty::DutyIntent;
use crate::app::intent::Intent;
use crate::app::view::AnswerState;
use crate::app::view::admin::AdminDeed;
use crate::app::view::duty::{Shift, Turn};
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Button, ButtonKind, Glyph, Notice, NoticeTone, Opt, Select, Tone, words};
use crate::ui::screen::around::{part_of, use_day};
use crate::ui::use_app;

/// Shifts that colleagues offer.
#[component]
pub fn Offered(view: Memo<Option<Shift>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let offered = part_of(view, |view| view.offered.clone());
    let one = move |turn: Turn| {
        let shift = turn.shift?;
        let title = t_string!(i18n, duty.offered, name = turn.name.clone());
        let span = move || words::capital(&tell::span(i18n, &turn, today.get()));
        Some(view! {
            <Notice glyph=Glyph::Handover>
                <p>
                    <b>{title}</b>
                </p>
                <p>{span}</p>
                <p>
                    <Button kind=ButtonKind::Primary on_press=app.on(move || Intent::Duty(DutyIntent::Take(shift)))>
                        {move || t_string!(i18n, duty.take)}
                    </Button>
                </p>
            </Notice>
        })
    };
    move || offered.get().into_iter().filter_map(one).collect_view()
}

/// The rota of tonight, as it was last fetched.
#[component]
pub fn Tonight(view: Memo<Option<Shift>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let tonight = part_of(view, |view| view.tonight.clone());
    let fetched = part_of(view, |view| view.fetched);
    let state = part_of(view, |view| Some(view.state));
    let told = move || {
        let fetched = match fetched.get() {
            Some(at) => t_string!(i18n, duty.rota_at, when = words::moment(i18n, at, today.get())),
            None => t_string!(i18n, duty.rota_never).to_owned(),
        };
        match state.get() {
            Some(AnswerState::Asking) => t_string!(i18n, duty.rota_asking).to_owned(),
            Some(AnswerState::Offline) => format!("{fetched}. {}", t_string!(i18n, duty.rota_offline)),
            _ => fetched,
        }
    };
    let row = move |turn: Turn| {
        let name = if turn.mine { format!("{} ({})", turn.name, t_string!(i18n, duty.me)) } else { turn.name.clone() };
        let now = turn.now;
        let span = move || words::capital(&tell::span(i18n, &turn, today.get()));
        view! {
            <li class="line">
                <span class="t">
                    <b>{name}</b>
                    <span>{span}</span>
                </span>
                {now
                    .then(|| {
                        view! {
                            <Badge tone=Tone::Leaf glyph=Glyph::Check>
                                {move || t_string!(i18n, duty.is_on)}
                            </Badge>
                        }
                    })}
            </li>
        }
    };
    let any = Memo::new(move |_| tonight.with(|tonight| !tonight.is_empty()));
    view! {
        <section class="stack" aria-labelledby="rota-title">
            <h2 id="rota-title">{move || t_string!(i18n, duty.rota)}</h2>
            <Show when=move || any.get()>
                <ul class="card lines">{move || tonight.get().into_iter().map(row).collect_view()}</ul>
            </Show>
            <p class="small muted" role="status">
                {told}
            </p>
            <Show when=move || state.get() == Some(AnswerState::Offline)>
                <p>
                    <Button glyph=Glyph::Again on_press=app.on(|| Intent::Duty(DutyIntent::AskRota))>
                        {move || t_string!(i18n, admin.again)}
                    </Button>
                </p>
            </Show>
            <PassOn view />
        </section>
    }
}

/// *Giv vagten videre*: the next one, or another that is chosen.
#[component]
fn PassOn(view: Memo<Option<Shift>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let today = use_day();
    let own = part_of(view, |view| view.to_give.clone());
    let picked = RwSignal::new(None::<ShiftId>);
    // The next one, unless another of them is chosen.
    let turn = Memo::new(move |_| {
        let picked = picked.get();
        own.with(|own| own.iter().find(|turn| turn.shift == picked).or(own.first()).cloned())
    });
    let shift = Memo::new(move |_| turn.get()?.shift);
    let asked = Memo::new(move |_| turn.get()?.offered_to);
    let several = Memo::new(move |_| own.with(|own| own.len() > 1));
    let shifts = Signal::derive(move || {
        let named = |turn: Turn| Some(Opt::new(turn.shift?, words::capital(&tell::span(i18n, &turn, today.get()))));
        own.get().into_iter().filter_map(named).collect::<Vec<_>>()
    });
    let colleagues = part_of(view, |view| view.colleagues.clone());
    let may = Memo::new(move |_| shift.get().is_some() && colleagues.with(|all| !all.is_empty()));
    let to = RwSignal::new(None::<PersonId>);
    let options = Signal::derive(move || {
        colleagues.get().into_iter().map(|(person, name)| Opt::new(person, name)).collect::<Vec<_>>()
    });
    let chosen = move || {
        let to = to.get()?;
        colleagues.with(|all| all.iter().find(|(person, _)| *person == to).map(|(_, name)| name.clone()))
    };
    let offer = move |to: Option<PersonId>| {
        if let Some(shift) = shift.get_untracked() {
            app.send(Intent::Duty(DutyIntent::Offer(shift, to)));
        }
    };
    let form = move || {
        view! {
            <Select<PersonId>
                id="pass-to"
                label=move || t_string!(i18n, duty.pass_to)
                empty=move || t_string!(i18n, duty.pass_choose)
                options
                chosen=to
                on_choose=move |person| to.set(person)
            />
            {move || {
                chosen()
                    .map(|name| {
                        view! {
                            <p>
                                <Button on_press=move |()| offer(to.get_untracked())>
                                    {t_string!(i18n, duty.pass_go, name = name)}
                                </Button>
                            </p>
                        }
                    })
            }}
        }
    };
    let body = move || match asked.get() {
        Some(name) => view! {
            <p>{t_string!(i18n, duty.passed, name = name)}</p>
            <p>
                <Button on_press=move |()| offer(None)>{move || t_string!(i18n, duty.take_back)}</Button>
            </p>
        }
        .into_any(),
        None => form().into_any(),
    };
    view! {
        <DeedFault view />
        <Show when=move || may.get()>
            <details class="card pad">
                <summary>{move || t_string!(i18n, duty.pass)}</summary>
                <div class="stack">
                    <p class="small muted">{move || t_string!(i18n, duty.pass_hint)}</p>
                    <Show when=move || several.get()>
                        <Select<ShiftId>
                            id="pass-which"
                            label=move || t_string!(i18n, duty.pass_which)
                            empty=move || t_string!(i18n, duty.pass_next)
                            options=shifts
                            chosen=picked
                            on_choose=move |shift| picked.set(shift)
                        />
                    </Show>
                    {body}
                </div>
            </details>
        </Show>
    }
}

#[component]
fn DeedFault(view: Memo<Option<Shift>>) -> impl IntoView {
    let i18n = use_i18n();
    let deed = part_of(view, |view| view.deed);
    move || {
        let words = match deed.get() {
            AdminDeed::Ready | AdminDeed::Doing => return None,
            AdminDeed::Offline => t_string!(i18n, duty.fault_offline),
            AdminDeed::Denied => t_string!(i18n, duty.fault_denied),
            AdminDeed::SignIn => t_string!(i18n, login.again),
            _ => t_string!(i18n, duty.fault_failed),
        };
        Some(view! {
            <Notice tone=NoticeTone::Error>
                <p>{words}</p>
            </Notice>
        })
    }
}
