//! *Mine enheder*: where one is signed in, and how to end it.

use leptos::prelude::*;

use super::around::{SubPage, part_of, use_day};
use super::asked::Asked;
use crate::app::intent::Intent;
use crate::app::view::devices::DeviceLine;
use crate::ui::i18n::*;
use crate::ui::part::{Badge, Button, ButtonKind, Glyph, Line, Lines, Sheet, SheetEnd, Tap, Tone, words};
use crate::ui::{I18n, use_app};

/// The devices, each with when it was seen last.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::devices);
    let state = part_of(view, |view| Some(view.state));
    let devices = part_of(view, |view| view.devices.clone());
    let ending = RwSignal::new(None::<DeviceLine>);
    view! {
        <SubPage title=move || t_string!(i18n, devices.title)>
            <p class="muted">{move || t_string!(i18n, devices.text)}</p>
            <Asked
                state
                asking=move || t_string!(i18n, devices.asking)
                offline=move || t_string!(i18n, devices.offline)
                again=|| Intent::AskDevices
            />
            <Lines>
                <For each=move || devices.get() key=Clone::clone let:device>
                    <DeviceEntry device ending />
                </For>
            </Lines>
            <EndSheet ending />
        </SubPage>
    }
}

#[component]
fn DeviceEntry(device: DeviceLine, ending: RwSignal<Option<DeviceLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let title = label(i18n, &device);
    let (seen, since) = (device.seen, device.since);
    let text = move || {
        let seen = words::moment(i18n, seen, today.get());
        let since = words::moment(i18n, since, today.get());
        t_string!(i18n, devices.seen, seen = seen, since = since)
    };
    let this = device.this;
    let press = Callback::new(move |()| ending.set(Some(device.clone())));
    view! {
        <Line tap=Tap::Press(press) glyph=Glyph::Phone title text>
            {this.then(|| view! { <Badge tone=Tone::Plain glyph=Glyph::Check>{move || t_string!(i18n, devices.this)}</Badge> })}
        </Line>
    }
}

fn label(i18n: I18n, device: &DeviceLine) -> String {
    if device.label.is_empty() { t_string!(i18n, devices.unnamed).to_owned() } else { device.label.clone() }
}

/// *Vil du afslutte den?*
#[component]
fn EndSheet(ending: RwSignal<Option<DeviceLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ending.with(Option::is_some)));
    let close = Callback::new(move |()| ending.set(None));
    let name = move || ending.with(|ending| ending.as_ref().map(|device| label(i18n, device)).unwrap_or_default());
    let told = move || match ending.with(|ending| ending.as_ref().is_some_and(|device| device.this)) {
        true => t_string!(i18n, devices.end_this),
        false => t_string!(i18n, devices.end_other),
    };
    let end = app.with(Intent::EndDevice);
    let yes = Callback::new(move |()| {
        if let Some(device) = ending.get_untracked() {
            end.run(device.enrolment);
        }
        ending.set(None);
    });
    view! {
        <Sheet id="end-device" title=move || t_string!(i18n, devices.end_ask) open on_close=close>
            <p>
                <b>{name}</b>
            </p>
            <p>{told}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Exit on_press=yes>
                        {move || t_string!(i18n, devices.end)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
