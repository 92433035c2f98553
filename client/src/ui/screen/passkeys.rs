//! *Adgangsnøgler*: which there are, another one, and one fewer.

use leptos::prelude::*;

use super::around::{SubPage, part_of, use_day};
use crate::app::intent::Intent;
use crate::app::route::Route;
use crate::app::view::passkeys::{PasskeyLine, PasskeysState};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, ButtonLink, ButtonShape, DangerLine, Glyph, Line, Lines, Notice, NoticeTone, Page,
    PageLayout, PageTitle, Sheet, SheetEnd, SkipLink, Tap, Tone, Wordmark, words,
};
use crate::ui::{App, I18n, use_app};

/// The passkeys, each with when it was used last.
#[component]
pub fn PasskeysPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::passkeys);
    let state = part_of(view, |view| Some(view.state));
    let passkeys = part_of(view, |view| view.passkeys.clone());
    let only_online = part_of(view, |view| view.only_online);
    let can_add = part_of(view, |view| view.can_add);
    let none = part_of(view, |view| view.state == PasskeysState::Known && view.passkeys.is_empty());
    let ending = RwSignal::new(None::<PasskeyLine>);
    view! {
        <SubPage title=move || t_string!(i18n, passkeys.title)>
            <p class="muted">{move || t_string!(i18n, passkeys.text)}</p>
            {move || state.get().and_then(|state| how(i18n, app, state))}
            <Show when=move || only_online.get()>
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, passkeys.only_online)}</p>
                </Notice>
            </Show>
            <Show when=move || none.get()>
                <p>{move || t_string!(i18n, passkeys.none)}</p>
            </Show>
            <Lines>
                <For each=move || passkeys.get() key=Clone::clone let:passkey>
                    <PasskeyEntry passkey ending />
                </For>
            </Lines>
            <Show when=move || can_add.get()>
                <Button
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Full
                    glyph=Glyph::Lock
                    on_press=app.on(|| Intent::AddPasskey)
                >
                    {move || t_string!(i18n, passkeys.add)}
                </Button>
            </Show>
            <EndSheet ending />
        </SubPage>
    }
}

/// Before anything else, for who works here and has none.
#[component]
pub fn PasskeyFirstPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::passkeys);
    let state = part_of(view, |view| Some(view.state));
    let can_add = part_of(view, |view| view.can_add);
    let told = move || match state.get()? {
        // There is no other way to go on here: what the page of passkeys says would not help.
        PasskeysState::Missing => Some(
            view! { <Notice tone=NoticeTone::Warm><p>{t_string!(i18n, passkeys.first_missing)}</p></Notice> }
                .into_any(),
        ),
        state => how(i18n, app, state),
    };
    view! {
        <SkipLink />
        <Page layout=PageLayout::Lock>
            <Wordmark />
            <PageTitle text=move || t_string!(i18n, passkeys.first_title) />
            <p>{move || t_string!(i18n, passkeys.first_text)}</p>
            <p class="muted">{move || t_string!(i18n, passkeys.text)}</p>
            {told}
            <Show when=move || can_add.get()>
                <Button
                    kind=ButtonKind::Primary
                    shape=ButtonShape::Big
                    glyph=Glyph::Lock
                    on_press=app.on(|| Intent::AddPasskey)
                >
                    {move || t_string!(i18n, passkeys.add)}
                </Button>
            </Show>
            <ButtonLink href=Route::Numbers.to_string()>{move || t_string!(i18n, call.now)}</ButtonLink>
            <Button kind=ButtonKind::Tertiary shape=ButtonShape::Full on_press=app.on(|| Intent::LogOut)>
                {move || t_string!(i18n, more.logout)}
            </Button>
            <DangerLine />
        </Page>
    }
}

/// What stands in the way, and what helps.
fn how(i18n: I18n, app: App, state: PasskeysState) -> Option<AnyView> {
    let told = move |words: &'static str| view! { <Notice tone=NoticeTone::Warm><p>{words}</p></Notice> }.into_any();
    let again = move |words: &'static str| {
        view! {
            <Notice tone=NoticeTone::Warm>
                <p>{words}</p>
                <p>
                    <Button glyph=Glyph::Again on_press=app.on(|| Intent::AskPasskeys)>
                        {t_string!(i18n, refused.again)}
                    </Button>
                </p>
            </Notice>
        }
        .into_any()
    };
    Some(match state {
        PasskeysState::Known => return None,
        PasskeysState::Asking => view! { <p role="status">{t_string!(i18n, devices.asking)}</p> }.into_any(),
        PasskeysState::Adding => view! { <p role="status">{t_string!(i18n, passkeys.adding)}</p> }.into_any(),
        PasskeysState::Offline => again(t_string!(i18n, devices.offline)),
        PasskeysState::Failed => again(t_string!(i18n, devices.failed)),
        PasskeysState::Unused => told(t_string!(i18n, passkeys.unused)),
        PasskeysState::There => told(t_string!(i18n, error.passkey_there)),
        PasskeysState::Missing => told(t_string!(i18n, error.passkey_missing)),
        PasskeysState::Last => told(t_string!(i18n, passkeys.last)),
        PasskeysState::Full => told(t_string!(i18n, passkeys.full)),
        PasskeysState::SignIn => view! {
            <Notice tone=NoticeTone::Warm>
                <p>{t_string!(i18n, passkeys.login_first)}</p>
                <p>
                    <ButtonLink href=Route::SignInAgain.to_string()>{t_string!(i18n, login.go)}</ButtonLink>
                </p>
            </Notice>
        }
        .into_any(),
    })
}

#[component]
fn PasskeyEntry(passkey: PasskeyLine, ending: RwSignal<Option<PasskeyLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let title = label(i18n, &passkey);
    let (used, since, opens) = (passkey.used, passkey.since, passkey.opens_here);
    let text = move || {
        let since = words::moment(i18n, since, today.get());
        match used {
            Some(used) => {
                let used = words::moment(i18n, used, today.get());
                t_string!(i18n, passkeys.used, used = used, since = since)
            }
            None => t_string!(i18n, passkeys.made, since = since),
        }
    };
    let press = Callback::new(move |()| ending.set(Some(passkey.clone())));
    view! {
        <Line tap=Tap::Press(press) glyph=Glyph::Lock title text>
            {opens
                .then(|| {
                    view! {
                        <Badge tone=Tone::Plain glyph=Glyph::Check>
                            {move || t_string!(i18n, passkeys.opens)}
                        </Badge>
                    }
                })}
        </Line>
    }
}

fn label(i18n: I18n, passkey: &PasskeyLine) -> String {
    if passkey.label.is_empty() { t_string!(i18n, passkeys.unnamed).to_owned() } else { passkey.label.clone() }
}

/// *Vil du fjerne den?*
#[component]
fn EndSheet(ending: RwSignal<Option<PasskeyLine>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ending.with(Option::is_some)));
    let close = Callback::new(move |()| ending.set(None));
    let name = move || ending.with(|ending| ending.as_ref().map(|passkey| label(i18n, passkey)).unwrap_or_default());
    let end = app.with(Intent::EndPasskey);
    let yes = Callback::new(move |()| {
        if let Some(passkey) = ending.get_untracked() {
            end.run(passkey.id);
        }
        ending.set(None);
    });
    view! {
        <Sheet id="end-passkey" title=move || t_string!(i18n, passkeys.remove_ask) open on_close=close>
            <p>
                <b>{name}</b>
            </p>
            <p>{move || t_string!(i18n, passkeys.remove_text)}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button kind=ButtonKind::Primary glyph=Glyph::Exit on_press=yes>
                        {move || t_string!(i18n, passkeys.remove)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}
