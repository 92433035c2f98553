//! Accepting an invitation: a login, a password, a name for the device.

use leptos::prelude::*;

use super::around::part_of;
use super::sign_in::{CodeEntry, DoorFault, PasteLink};
use crate::app::intent::{DoorIntent, Intent};
use crate::app::view::{Door, Fault, Invite};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, Field, FieldKind, Form, Glyph, Notice, Page, PageLayout, PageTitle, Progress,
    SkipLink, Wordmark, say,
};
use crate::ui::{App, I18n, use_app};

/// How far an invitation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// The server looks whom the link is for.
    #[default]
    Looking,
    /// The server could not be asked.
    NotAsked,
    /// The link is of no use.
    Dead,
    /// The form.
    Form,
}

fn stage(invite: &Invite) -> Stage {
    match () {
        () if invite.dead => Stage::Dead,
        () if invite.name.is_some() => Stage::Form,
        () if invite.busy => Stage::Looking,
        () => Stage::NotAsked,
    }
}

/// A one-time link.
#[component]
pub fn InvitePage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let invite = app.view(|model| match model.door() {
        Some(Door::Invite(invite)) => Some(invite),
        _ => None,
    });
    let stage = part_of(invite, stage);
    let fault = part_of(invite, |invite| invite.fault);
    let body = move || match stage.get() {
        Stage::Looking => looking(i18n),
        Stage::NotAsked => not_asked(i18n, app),
        Stage::Dead => dead(i18n, app),
        Stage::Form => view! { <InviteForm invite /> }.into_any(),
    };
    view! {
        <SkipLink />
        <Page layout=PageLayout::Lock>
            <Wordmark />
            <PageTitle text=move || t_string!(i18n, link.title) />
            <DoorFault fault />
            {body}
        </Page>
    }
}

fn looking(i18n: I18n) -> AnyView {
    view! {
        <p>{move || t_string!(i18n, link.looking)}</p>
        <Progress label=move || t_string!(i18n, link.looking) value=Signal::stored(0) />
    }
    .into_any()
}

fn not_asked(i18n: I18n, app: App) -> AnyView {
    view! {
        <Button kind=ButtonKind::Primary glyph=Glyph::Again on_press=app.on(|| Intent::Door(DoorIntent::Submit))>
            {move || t_string!(i18n, refused.again)}
        </Button>
    }
    .into_any()
}

fn dead(i18n: I18n, app: App) -> AnyView {
    view! {
        <Button kind=ButtonKind::Primary on_press=app.on(|| Intent::Door(DoorIntent::SignIn))>
            {move || t_string!(i18n, login.go)}
        </Button>
        <CodeEntry open=true />
        <PasteLink />
    }
    .into_any()
}

#[component]
fn InviteForm(invite: Memo<Option<Invite>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let name = part_of(invite, |invite| invite.name.clone().unwrap_or_default());
    let given = part_of(invite, |invite| invite.login_given.clone());
    let has_account = part_of(invite, |invite| invite.has_account);
    let device = part_of(invite, |invite| invite.device.clone());
    let busy = part_of(invite, |invite| invite.busy);
    let passkeys = part_of(invite, |invite| invite.passkeys);
    let elsewhere = part_of(invite, |invite| invite.elsewhere);
    let error = move |under: fn(&Invite) -> Option<Fault>| {
        let fault = part_of(invite, under);
        Signal::derive(move || fault.get().map(|fault| say::fault(i18n, fault)))
    };
    // The suggested name is typed for the person once, to be kept or typed over.
    Effect::new(move |done: Option<()>| {
        if done.is_none() && device.with_untracked(String::is_empty) {
            app.send(Intent::Door(DoorIntent::Device(say::own_device(i18n).to_owned())));
        }
    });
    let password_label = move || {
        if has_account.get() { t_string!(i18n, link.new_password) } else { t_string!(i18n, link.password) }
    };
    let go_label = move || match (busy.get(), has_account.get()) {
        (true, _) => t_string!(i18n, link.creating),
        (false, true) => t_string!(i18n, link.set_password),
        (false, false) => t_string!(i18n, link.create),
    };
    let login = move || match given.get() {
        Some(login) => view! { <p>{move || t_string!(i18n, more.login, login = login.clone())}</p> }.into_any(),
        None => view! {
            <Field
                id="login"
                label=move || t_string!(i18n, link.login)
                hint=move || t_string!(i18n, link.login_hint)
                value=part_of(invite, |invite| invite.login.clone())
                on_input=app.with(|text| Intent::Door(DoorIntent::Login(text)))
                error=error(|invite| invite.login_fault)
                autocomplete="username"
            />
        }
        .into_any(),
    };
    view! {
        <div class="stack">
            <p>
                <b>{move || t_string!(i18n, link.hello, name = name.get())}</b>
            </p>
            <p class="muted">
                {move || {
                    if has_account.get() { t_string!(i18n, link.has_account) } else { t_string!(i18n, link.intro) }
                }}
            </p>
        </div>
        <Form on_submit=app.on(|| Intent::Door(DoorIntent::Submit))>
            {login}
            <Field
                id="password"
                kind=FieldKind::Password
                label=password_label
                hint=move || t_string!(i18n, link.password_hint)
                value=part_of(invite, |invite| invite.password.clone())
                on_input=app.with(|text| Intent::Door(DoorIntent::Password(text)))
                error=error(|invite| invite.password_fault)
                autocomplete="new-password"
            />
            <Suggestion invite />
            <Field
                id="password-again"
                kind=FieldKind::Password
                label=move || t_string!(i18n, link.password_again)
                value=part_of(invite, |invite| invite.again.clone())
                on_input=app.with(|text| Intent::Door(DoorIntent::Again(text)))
                error=error(|invite| invite.again_fault)
                autocomplete="new-password"
            />
            <Field
                id="device"
                label=move || t_string!(i18n, link.device)
                hint=move || t_string!(i18n, link.device_hint)
                value=device
                on_input=app.with(|text| Intent::Door(DoorIntent::Device(text)))
                autocomplete="off"
            />
            <p class="small muted">{move || t_string!(i18n, link.keep, here = say::here(i18n))}</p>
            <Button kind=ButtonKind::Primary shape=ButtonShape::Big submit=true disabled=busy>
                {go_label}
            </Button>
        </Form>
        <Show when=move || passkeys.get()>
            <Button
                shape=ButtonShape::Full
                glyph=Glyph::Lock
                disabled=busy
                on_press=app.on(|| Intent::Door(DoorIntent::Passkey))
            >
                {move || t_string!(i18n, passkeys.accept)}
            </Button>
            <p class="small muted">{move || t_string!(i18n, passkeys.accept_hint, here = say::here(i18n))}</p>
        </Show>
        <Show when=move || elsewhere.get()>
            <Button
                kind=ButtonKind::Tertiary
                shape=ButtonShape::Full
                disabled=busy
                on_press=app.on(|| Intent::Door(DoorIntent::ShowCode))
            >
                {move || t_string!(i18n, install.elsewhere)}
            </Button>
        </Show>
    }
}

/// Six words to take as the password.
#[component]
fn Suggestion(invite: Memo<Option<Invite>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let words = part_of(invite, |invite| invite.suggestion.clone());
    move || match words.get() {
        None => view! {
            <Button kind=ButtonKind::Tertiary on_press=app.on(|| Intent::Door(DoorIntent::Suggest))>
                {move || t_string!(i18n, link.suggest)}
            </Button>
        }
        .into_any(),
        Some(words) => view! {
            <Notice glyph=Glyph::Lock>
                <p>{move || t_string!(i18n, link.suggestion)}</p>
                <p>
                    <b>{words}</b>
                </p>
                <p class="line-up wrap">
                    <Button on_press=app.on(|| Intent::Door(DoorIntent::TakeSuggestion))>
                        {move || t_string!(i18n, link.take)}
                    </Button>
                    <Button kind=ButtonKind::Tertiary on_press=app.on(|| Intent::Door(DoorIntent::Suggest))>
                        {move || t_string!(i18n, link.suggest)}
                    </Button>
                </p>
            </Notice>
        }
        .into_any(),
    }
}
