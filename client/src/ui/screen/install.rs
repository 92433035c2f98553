//! A one-time link that is used elsewhere: on the home screen of this phone, or on another device.

use leptos::prelude::*;

use super::around::part_of;
use super::sign_in::DoorFault;
use crate::app::intent::{DoorIntent, Intent};
use crate::app::view::{Door, Fault, Install};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, Glyph, InstallSteps, Page, PageLayout, PageTitle, SkipLink, Wordmark,
};
use crate::ui::use_app;

/// How to get there, and the code to type.
#[component]
pub fn InstallPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let install = app.view(|model| match model.door() {
        Some(Door::Install(install)) => Some(install),
        _ => None,
    });
    let elsewhere = part_of(install, |install| install.elsewhere);
    let name = part_of(install, |install| install.name.clone());
    let fault = part_of(install, |install| install.fault);
    // A link that is of no use needs no steps.
    let steps = move || fault.get().is_none_or(|fault| fault == Fault::LinkCodesGiven);
    let title = move || {
        if elsewhere.get() { t_string!(i18n, install.elsewhere_title) } else { t_string!(i18n, install.title) }
    };
    view! {
        <SkipLink />
        <Page layout=PageLayout::Lock>
            <Wordmark />
            <PageTitle text=title />
            {move || {
                name.get().map(|name| view! { <p><b>{move || t_string!(i18n, link.hello, name = name.clone())}</b></p> })
            }}
            <DoorFault fault />
            <Show when=steps>
                <Steps install elsewhere />
            </Show>
            <Show when=move || fault.get().is_some_and(Fault::may_pass)>
                <Button
                    kind=ButtonKind::Primary
                    glyph=Glyph::Again
                    on_press=app.on(|| Intent::Door(DoorIntent::Submit))
                >
                    {move || t_string!(i18n, refused.again)}
                </Button>
            </Show>
            <Show when=move || elsewhere.get()>
                <Button shape=ButtonShape::Full on_press=app.on(|| Intent::Door(DoorIntent::Unlock))>
                    {move || t_string!(i18n, install.elsewhere_back)}
                </Button>
            </Show>
            <Button
                kind=ButtonKind::Tertiary
                shape=ButtonShape::Full
                on_press=app.on(|| Intent::Door(DoorIntent::SignIn))
            >
                {move || t_string!(i18n, lock.sign_in)}
            </Button>
        </Page>
    }
}

#[component]
fn Steps(install: Memo<Option<Install>>, elsewhere: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        if elsewhere.get() {
            view! {
                <section class="card pad stack">
                    <ol class="numbered">
                        <li>{move || t_string!(i18n, install.elsewhere_open)}</li>
                        <li>
                            <TheCode install />
                        </li>
                    </ol>
                    <Remember install />
                </section>
            }
            .into_any()
        } else {
            view! {
                <p class="muted">{move || t_string!(i18n, install.why)}</p>
                <section class="card pad stack">
                    <p>
                        <b>{move || t_string!(i18n, install.ios_first)}</b>
                    </p>
                    <InstallSteps>
                        <TheCode install />
                    </InstallSteps>
                    <Remember install />
                </section>
            }
            .into_any()
        }
    }
}

/// *Tryk på Jeg har en kode, og skriv:* `BCDF GHJK`
#[component]
fn TheCode(install: Memo<Option<Install>>) -> impl IntoView {
    let i18n = use_i18n();
    let code = part_of(install, |install| install.code.clone());
    let busy = part_of(install, |install| install.busy);
    let shown = move || code.get().map(|code| groups(&code, ""));
    let read = move || code.get().map(|code| groups(&code, " "));
    view! {
        <p>{move || t_string!(i18n, install.ios_code)}</p>
        <div role="status">
            <Show when=move || busy.get()>
                <p class="muted">{move || t_string!(i18n, install.asking)}</p>
            </Show>
            <Show when=move || code.with(Option::is_some)>
                <p class="link-code">
                    <span aria-hidden="true">{shown}</span>
                    <span class="vh">{read}</span>
                </p>
            </Show>
        </div>
    }
}

/// How long the code works, and whether there is another one.
#[component]
fn Remember(install: Memo<Option<Install>>) -> impl IntoView {
    let i18n = use_i18n();
    // A code that was typed here knows nothing of its link.
    let made = part_of(install, |install| install.name.is_some());
    let last = part_of(install, |install| install.last);
    view! {
        <Show when=move || made.get()>
            <p class="small muted">{move || t_string!(i18n, install.code_valid)}</p>
            <p class="small muted">
                {move || {
                    if last.get() { t_string!(i18n, install.code_last) } else { t_string!(i18n, install.code_again) }
                }}
            </p>
        </Show>
    }
}

/// Two groups of four letters, each letter apart from the next by `between`.
fn groups(code: &str, between: &str) -> String {
    let letters: Vec<String> = code.chars().map(String::from).collect();
    letters.chunks(4).map(|group| group.join(between)).collect::<Vec<_>>().join(if between.is_empty() {
        " "
    } else {
        ", "
    })
}
