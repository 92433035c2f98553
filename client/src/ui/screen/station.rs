//! A computer that officers share: making it one, and who of the next shifts is ready on it.

use leptos::prelude::*;

use super::around::{part_of, use_day};
use crate::app::intent::Intent;
use crate::app::station::StationIntent;
use crate::app::view::admin::AdminDeed;
use crate::app::view::station::{Ready, ReadyFace};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, Glyph, Line, Lines, Notice, NoticeTone, Sheet, SheetEnd, Tap, Tone, words,
};
use crate::ui::use_app;

/// In *Mere*: *Gør denne enhed til en vagt-pc*, or that it is one. Nothing for who has nothing to do with it.
#[component]
pub fn StationLine() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::station_face);
    let mine = Memo::new(move |_| view.with(Option::is_some));
    let here = part_of(view, |view| view.here);
    let deed = part_of(view, |view| view.deed);
    let fault = move || {
        let words = match deed.get() {
            AdminDeed::Ready | AdminDeed::Doing => return None,
            AdminDeed::Offline => t_string!(i18n, station.fault_offline),
            AdminDeed::SignIn => t_string!(i18n, login.again),
            AdminDeed::Denied => t_string!(i18n, station.fault_denied),
            _ => t_string!(i18n, station.fault_failed),
        };
        Some(view! {
            <Notice tone=NoticeTone::Error>
                <p>{words}</p>
            </Notice>
        })
    };
    let ending = RwSignal::new(false);
    let close = Callback::new(move |()| ending.set(false));
    let end = Callback::new(move |()| {
        ending.set(false);
        app.send(Intent::Station(StationIntent::End));
    });
    let line = move || {
        let (press, title, text) = if here.get() {
            let ask = Callback::new(move |()| ending.set(true));
            (ask, t_string!(i18n, station.end), t_string!(i18n, station.end_hint))
        } else {
            let make = app.on(|| Intent::Station(StationIntent::Make));
            (make, t_string!(i18n, station.make), t_string!(i18n, station.make_hint))
        };
        view! {
            <Line
                tap=Tap::Press(press)
                glyph=Glyph::Phone
                title=title
                text=text
            />
        }
    };
    view! {
        <Show when=move || mine.get()>
            <section class="stack" aria-labelledby="station-title">
                <h2 id="station-title">{move || t_string!(i18n, station.title)}</h2>
                <Show when=move || here.get()>
                    <p>{move || t_string!(i18n, station.is_one)}</p>
                </Show>
                <Lines>{line}</Lines>
                {fault}
            </section>
        </Show>
        <Sheet id="station-end" title=move || t_string!(i18n, station.end_ask) open=ending on_close=close>
            <div class="stack">
                <p>{move || t_string!(i18n, station.end_hint)}</p>
                <SheetEnd>
                    <div class="actions">
                        <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                        <Button kind=ButtonKind::Primary on_press=end>
                            {move || t_string!(i18n, station.end_yes)}
                        </Button>
                    </div>
                </SheetEnd>
            </div>
        </Sheet>
    }
}

/// On *Vagt*: who of tonight and tomorrow is not ready here, and what helps.
#[component]
pub fn WhoIsReady() -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let view = use_app().view(crate::app::Model::station_face);
    let officers = part_of(view, |view| if view.here { view.officers.clone() } else { Vec::new() });
    let unreadable = part_of(view, |view| view.unreadable);
    let any = Memo::new(move |_| officers.with(|officers| !officers.is_empty()));
    let row = move |face: ReadyFace| {
        let when = words::capital(&words::moment(i18n, face.from, today.get()));
        let name = if face.mine { format!("{} ({})", face.name, t_string!(i18n, duty.me)) } else { face.name };
        let (title, text) = match face.ready {
            Ready::No => {
                (t_string!(i18n, station.not_ready, name = name), t_string!(i18n, station.not_ready_hint, when = when))
            }
            Ready::Soon => (name, t_string!(i18n, station.soon, when = when)),
            Ready::Yes => (name, t_string!(i18n, station.ready, when = when)),
        };
        let badge = match face.ready {
            Ready::No => view! {
                <Badge tone=Tone::Warm glyph=Glyph::Info>
                    {t_string!(i18n, station.no)}
                </Badge>
            },
            Ready::Soon => view! {
                <Badge tone=Tone::Plain glyph=Glyph::Hourglass>
                    {t_string!(i18n, station.later)}
                </Badge>
            },
            Ready::Yes => view! {
                <Badge tone=Tone::Leaf glyph=Glyph::Check>
                    {t_string!(i18n, station.yes)}
                </Badge>
            },
        };
        view! {
            <li class="line">
                <span class="t">
                    <b>{title}</b>
                    <span>{text}</span>
                </span>
                {badge}
            </li>
        }
    };
    view! {
        <Show when=move || unreadable.get()>
            <Notice tone=NoticeTone::Warm>
                <p>{move || t_string!(i18n, station.unreadable)}</p>
            </Notice>
        </Show>
        <Show when=move || any.get()>
            <section class="stack" aria-labelledby="ready-title">
                <h2 id="ready-title">{move || t_string!(i18n, station.ready_title)}</h2>
                <ul class="card lines">{move || officers.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}
