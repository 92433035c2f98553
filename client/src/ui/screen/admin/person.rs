//! A person: how far the account is, their link, what they take part in, their devices.

use leptos::prelude::*;
use samspil_shared::domain::PersonId;

use super::people::account_words;
use super::rename::Rename;
use super::tie::{EndTieSheet, Ties};
use super::{Standing, use_deed, use_known};
use crate::app::admin::AdminIntent;
use crate::app::intent::Intent;
use crate::app::route::{AdminPlace, Route};
use crate::app::view::admin::{Account, AdminDeed, AdminPerson, LinkShown, TieLine};
use crate::app::view::devices::DeviceLine;
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonLink, EmptyState, Glyph, Line, Lines, QrPicture, Sheet, SheetEnd, Tap, words,
};
use crate::ui::screen::around::{SubPage, part_of, use_day};
use crate::ui::use_app;

/// A person.
#[component]
pub fn PersonPage(person: PersonId) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let known = use_known();
    let view = app.view(move |model| model.admin_person(person));
    let any = Memo::new(move |_| view.with(Option::is_some));
    let name = part_of(view, |view| view.name.clone());
    let ties = part_of(view, |view| view.ties.clone());
    let no_ties = part_of(view, |view| view.ties.is_empty());
    let may_add = part_of(view, |view| view.may_add_role);
    let may_rename = part_of(view, |view| view.may_rename);
    let ending = RwSignal::new(None::<TieLine>);
    let none = move || {
        known.get().then(|| {
            view! {
                <EmptyState
                    glyph=Glyph::Person
                    title=move || t_string!(i18n, admin.gone)
                    text=move || t_string!(i18n, admin.gone_text)
                />
            }
        })
    };
    let title = move || match name.get() {
        name if name.is_empty() => t_string!(i18n, admin.people).to_owned(),
        name => name,
    };
    view! {
        <SubPage title>
            <Standing />
            <Show when=move || any.get() fallback=none>
                <AccountPart view />
                <Show when=move || may_rename.get()>
                    <Rename
                        id="rename-person"
                        field="new-name"
                        label=move || t_string!(i18n, admin.person_rename)
                        hint=move || t_string!(i18n, admin.person_name_hint)
                        name
                        asks=move |name| AdminIntent::RenamePerson(person, name)
                    />
                </Show>
                <LinkPart view />
                <section class="stack" aria-labelledby="ties-title">
                    <h2 id="ties-title">{move || t_string!(i18n, admin.ties)}</h2>
                    <Show
                        when=move || !no_ties.get()
                        fallback=move || view! { <p class="muted">{t_string!(i18n, admin.ties_none)}</p> }
                    >
                        <Ties ties of_person=true ending />
                    </Show>
                    <Show when=move || may_add.get()>
                        <p>
                            <ButtonLink
                                glyph=Glyph::Plus
                                href=Route::Admin(AdminPlace::NewRole(person)).to_string()
                            >
                                {move || t_string!(i18n, admin.role_new)}
                            </ButtonLink>
                        </p>
                    </Show>
                </section>
                <DevicesPart view />
                <EndPart view />
            </Show>
            <EndTieSheet ending />
        </SubPage>
    }
}

#[component]
fn AccountPart(view: Memo<Option<AdminPerson>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let account = part_of(view, |view| Some(view.account));
    let login = part_of(view, |view| view.login.clone());
    let waits = part_of(view, |view| view.link_until);
    let no_passkey = part_of(view, |view| view.no_passkey);
    let oneself = part_of(view, |view| view.oneself);
    let elsewhere = part_of(view, |view| view.elsewhere && !view.oneself);
    let told = move || account.get().map(|account: Account| account_words(i18n, account, today.get()));
    view! {
        <div class="stack">
            <p>
                <b>{told}</b>
            </p>
            {move || login.get().map(|login| view! { <p class="muted">{t_string!(i18n, admin.login, login = login)}</p> })}
            {move || {
                waits
                    .get()
                    .map(|until| {
                        let until = words::near_date(i18n, until.date, today.get());
                        view! { <p class="muted">{t_string!(i18n, admin.link_waits, until = until)}</p> }
                    })
            }}
            <Show when=move || no_passkey.get()>
                <p>{move || t_string!(i18n, admin.no_passkey_text)}</p>
            </Show>
            <Show when=move || oneself.get()>
                <p class="muted">{move || t_string!(i18n, admin.oneself)}</p>
            </Show>
            <Show when=move || elsewhere.get()>
                <p class="muted">{move || t_string!(i18n, admin.elsewhere)}</p>
            </Show>
        </div>
    }
}

/// The link that was just made, shown once; or the button that makes one.
#[component]
fn LinkPart(view: Memo<Option<AdminPerson>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let deed = use_deed();
    let link = Memo::new(move |_| view.with(|view| view.as_ref().and_then(|view| view.link.clone())));
    let name = part_of(view, |view| view.name.clone());
    let who = Memo::new(move |_| view.with(|view| view.as_ref().filter(|view| view.may_link).map(|view| view.person)));
    let today = use_day();
    let shown = move |link: LinkShown| {
        let until = words::long_date(i18n, link.until.date, today.get_untracked());
        let text = t_string!(i18n, admin.link_text, until = until, name = name.get());
        view! {
            <section class="card pad stack" aria-labelledby="link-title">
                <h2 id="link-title" tabindex="-1">
                    {t_string!(i18n, admin.link_title)}
                </h2>
                <p>{text}</p>
                <p class="one-link">
                    <b id="one-time-link">{link.url}</b>
                </p>
                <div class="actions">
                    <Button glyph=Glyph::Copy on_press=app.on(|| Intent::Admin(AdminIntent::CopyLink))>
                        {t_string!(i18n, admin.link_copy)}
                    </Button>
                    <Button glyph=Glyph::Hide on_press=app.on(|| Intent::Admin(AdminIntent::HideLink))>
                        {t_string!(i18n, admin.link_hide)}
                    </Button>
                </div>
                {link
                    .qr
                    .map(|qr| {
                        view! {
                            <QrPicture qr label=move || t_string!(i18n, admin.link_picture) />
                            <p class="muted">{t_string!(i18n, admin.link_qr)}</p>
                        }
                    })}
            </section>
        }
        .into_any()
    };
    let make = move |person: PersonId| {
        view! {
            <div class="stack">
                <p class="muted">{t_string!(i18n, admin.link_make_hint)}</p>
                <p>
                    <Button
                        glyph=Glyph::Send
                        disabled=Signal::derive(move || deed.get() == AdminDeed::Doing)
                        on_press=app.on(move || Intent::Admin(AdminIntent::MakeLink(person)))
                    >
                        {t_string!(i18n, admin.link_make)}
                    </Button>
                </p>
            </div>
        }
        .into_any()
    };
    move || match (link.get(), who.get()) {
        (Some(link), _) => Some(shown(link)),
        (None, Some(person)) => Some(make(person)),
        (None, None) => None,
    }
}

#[component]
fn DevicesPart(view: Memo<Option<AdminPerson>>) -> impl IntoView {
    let i18n = use_i18n();
    let may = part_of(view, |view| view.may_end);
    let person = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.person)));
    let devices = part_of(view, |view| view.devices.clone());
    let none = part_of(view, |view| view.devices.is_empty());
    let ending = RwSignal::new(None::<DeviceLine>);
    view! {
        <Show when=move || may.get()>
            <section class="stack" aria-labelledby="devices-title">
                <h2 id="devices-title">{move || t_string!(i18n, admin.devices)}</h2>
                <Show
                    when=move || !none.get()
                    fallback=move || view! { <p class="muted">{t_string!(i18n, admin.devices_none)}</p> }
                >
                    <Lines>
                        <For each=move || devices.get() key=Clone::clone let:device>
                            <DeviceRow device ending />
                        </For>
                    </Lines>
                </Show>
            </section>
        </Show>
        <EndDeviceSheet person ending />
    }
}

#[component]
fn DeviceRow(device: DeviceLine, ending: RwSignal<Option<DeviceLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let title = label(i18n, &device);
    let (seen, since) = (device.seen, device.since);
    let text = move || {
        let seen = words::moment(i18n, seen, today.get());
        let since = words::moment(i18n, since, today.get());
        t_string!(i18n, devices.seen, seen = seen, since = since)
    };
    let press = Callback::new(move |()| ending.set(Some(device.clone())));
    view! { <Line tap=Tap::Press(press) glyph=Glyph::Phone title text /> }
}

fn label(i18n: crate::ui::I18n, device: &DeviceLine) -> String {
    if device.label.is_empty() { t_string!(i18n, devices.unnamed).to_owned() } else { device.label.clone() }
}

#[component]
fn EndDeviceSheet(
    #[prop(into)] person: Signal<Option<PersonId>>,
    ending: RwSignal<Option<DeviceLine>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ending.with(Option::is_some)));
    let close = Callback::new(move |()| ending.set(None));
    let name = move || ending.with(|device| device.as_ref().map(|device| label(i18n, device)).unwrap_or_default());
    let yes = Callback::new(move |()| {
        if let (Some(person), Some(device)) = (person.get_untracked(), ending.get_untracked()) {
            app.send(Intent::Admin(AdminIntent::EndDevice(person, device.enrolment)));
        }
        ending.set(None);
    });
    view! {
        <Sheet id="end-their-device" title=move || t_string!(i18n, devices.end_ask) open on_close=close>
            <p>
                <b>{name}</b>
            </p>
            <p>{move || t_string!(i18n, admin.device_end_text)}</p>
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

#[component]
fn EndPart(view: Memo<Option<AdminPerson>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let may = part_of(view, |view| view.may_end);
    let name = part_of(view, |view| view.name.clone());
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    let yes = Callback::new(move |()| {
        if let Some(person) = view.with_untracked(|view| view.as_ref().map(|view| view.person)) {
            app.send(Intent::Admin(AdminIntent::EndAccount(person)));
        }
        open.set(false);
    });
    view! {
        <Show when=move || may.get()>
            <Lines>
                <Line
                    tap=Tap::Press(Callback::new(move |()| open.set(true)))
                    glyph=Glyph::Exit
                    title=move || t_string!(i18n, admin.end)
                    text=move || t_string!(i18n, admin.end_hint)
                />
            </Lines>
        </Show>
        <Sheet id="end-account" title=move || t_string!(i18n, admin.end_ask) open on_close=close>
            <p>{move || t_string!(i18n, admin.end_text, name = name.get())}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Exit on_press=yes>
                        {move || t_string!(i18n, admin.end_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
