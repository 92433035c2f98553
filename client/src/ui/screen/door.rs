//! Outside the vault: while the app starts, where it cannot, and the lock.

use leptos::prelude::*;
use samspil_shared::domain::PersonId;

use super::around::part_of;
use super::numbers::NumbersFold;
use super::sign_in::DoorFault;
use crate::app::intent::{DoorIntent, Intent};
use crate::app::view::door::{Broken, SlipState};
use crate::app::view::{Door, Lock, VaultFace};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, Choice, DangerLine, Glyph, LockHead, Notice, NoticeTone, Opt, Page, PageLayout,
    PageTitle, Progress, SkipLink, TextArea, UnlockForm, Wordmark, say,
};
use crate::ui::{App, use_app};

/// While the app looks what the device holds, or opens it.
#[component]
pub fn WaitPage(opening: bool) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || if opening { t_string!(i18n, lock.opening) } else { t_string!(i18n, app.starting) };
    view! {
        <Page layout=PageLayout::Lock>
            <Wordmark />
            <PageTitle text=words quiet=!opening />
            <Progress label=words value=Signal::stored(0) />
        </Page>
    }
}

/// What was on the screen is gone from it; the rest of locking takes a moment.
#[component]
pub fn LeavingPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Page layout=PageLayout::Lock>
            <LockHead />
            <PageTitle text=move || t_string!(i18n, lock.leaving) />
        </Page>
    }
}

/// The app cannot go on: why, and what helps.
#[component]
pub fn BrokenPage(broken: Broken) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    view! {
        <Page layout=PageLayout::Lock>
            <Wordmark />
            <PageTitle text=move || t_string!(i18n, app.name) hidden=true />
            <Notice tone=NoticeTone::Error>
                <p>{move || say::broken(i18n, broken)}</p>
            </Notice>
            <div class="actions">
                <Button on_press=app.on(|| Intent::Door(DoorIntent::Submit))>
                    {move || t_string!(i18n, error.crash_again)}
                </Button>
                {(broken == Broken::Evicted)
                    .then(|| {
                        view! {
                            <Button
                                kind=ButtonKind::Primary
                                on_press=app.on(|| Intent::Door(DoorIntent::SignIn))
                            >
                                {move || t_string!(i18n, login.go)}
                            </Button>
                        }
                    })}
            </div>
        </Page>
    }
}

/// A locked vault.
#[component]
pub fn LockPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let lock = app.view(|model| match model.door() {
        Some(Door::Lock(lock)) => Some(lock),
        _ => None,
    });
    let error = Signal::derive(move || lock.with(|lock| lock.as_ref()?.fault).map(|fault| say::fault(i18n, fault)));
    let busy = part_of(lock, |lock| lock.busy);
    let by_password = part_of(lock, |lock| lock.by_password);
    let needs_login = move || {
        let unlocks = lock.with(|lock| lock.as_ref().is_some_and(|lock| lock.by_passkey));
        (!unlocks).then(|| view! { <p>{move || t_string!(i18n, passkeys.needs_login)}</p> })
    };
    view! {
        <SkipLink />
        <Page layout=PageLayout::LockTwo>
            <PageTitle text=move || t_string!(i18n, lock.unlock) hidden=true />
            <div class="head">
                <LockHead />
            </div>
            <div class="lock-part">
                <DangerLine />
                <NumbersFold />
                <UnsentHere />
                <NotReadyHere />
            </div>
            <div class="lock-part">
                <Vaults app lock />
                <ByPasskey app lock />
                <WriteNow app lock />
                <Show when=move || by_password.get() fallback=needs_login>
                    <UnlockForm
                        name=move || chosen(lock)
                        password=part_of(lock, |lock| lock.password.clone())
                        on_input=app.with(|text| Intent::Door(DoorIntent::Password(text)))
                        on_unlock=app.on(|| Intent::Door(DoorIntent::Submit))
                        error
                        busy
                    />
                    <p class="small muted">
                        {move || if busy.get() { t_string!(i18n, lock.slow) } else { t_string!(i18n, lock.forgot) }}
                    </p>
                </Show>
                <Button
                    kind=ButtonKind::Tertiary
                    shape=ButtonShape::Full
                    on_press=app.on(|| Intent::Door(DoorIntent::SignIn))
                >
                    {move || t_string!(i18n, lock.sign_in)}
                </Button>
            </div>
        </Page>
    }
}

/// The first way in, where a passkey opens the vault.
#[component]
fn ByPasskey(app: App, lock: Memo<Option<Lock>>) -> impl IntoView {
    let i18n = use_i18n();
    let there = part_of(lock, |lock| lock.by_passkey);
    view! {
        <Show when=move || there.get()>
            <DoorFault fault=part_of(lock, |lock| lock.passkey_fault) />
            <Button
                kind=ButtonKind::Primary
                shape=ButtonShape::Full
                glyph=Glyph::Lock
                disabled=part_of(lock, |lock| lock.busy)
                on_press=app.on(|| Intent::Door(DoorIntent::Passkey))
            >
                {move || t_string!(i18n, passkeys.unlock)}
            </Button>
        </Show>
    }
}

/// *Skriv nu*: a slip that this device can seal and not read again before it is unlocked.
#[component]
fn WriteNow(app: App, lock: Memo<Option<Lock>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = part_of(lock, |lock| lock.slip.is_some());
    let text = part_of(lock, |lock| lock.slip.as_ref().map(|slip| slip.text.clone()).unwrap_or_default());
    let state = part_of(lock, |lock| lock.slip.as_ref().map(|slip| slip.state));
    let words = move || match state.get() {
        None | Some(SlipState::Empty) => t_string!(i18n, lock.slip_hint),
        Some(SlipState::Keeping) => t_string!(i18n, lock.slip_keeping),
        Some(SlipState::Kept) => t_string!(i18n, lock.slip_kept),
        Some(SlipState::Failed) => t_string!(i18n, lock.slip_failed),
    };
    view! {
        <Show
            when=move || open.get()
            fallback=move || {
                view! {
                    <Button
                        glyph=Glyph::Edit
                        shape=ButtonShape::Full
                        on_press=app.on(|| Intent::Door(DoorIntent::WriteNow))
                    >
                        {move || t_string!(i18n, lock.write_now)}
                    </Button>
                }
            }
        >
            <section class="stack" aria-label=move || t_string!(i18n, lock.write_now)>
                <TextArea
                    id="slip"
                    label=move || t_string!(i18n, lock.slip_label)
                    value=text
                    on_input=app.with(|text| Intent::Door(DoorIntent::Slip(text)))
                />
                <p class="small muted" role="status">
                    {words}
                </p>
                <Button on_press=app.on(|| Intent::Door(DoorIntent::EndSlip))>
                    {move || t_string!(i18n, lock.slip_done)}
                </Button>
            </section>
        </Show>
    }
}

/// That something lies here unsent. Not whose, and not what it says.
#[component]
pub fn UnsentHere() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let unsent = app.view(crate::app::Model::unsent_here);
    let on_station = app.view(crate::app::Model::is_station);
    let here = move || {
        if on_station.get() { t_string!(i18n, lock.this_pc) } else { t_string!(i18n, lock.this_device) }
    };
    let calls = move || match unsent.get().calls {
        0 => None,
        1 => Some(t_string!(i18n, lock.unsent_call, here = here())),
        n => Some(t_string!(i18n, lock.unsent_calls, n = n, here = here())),
    };
    let things = move || match unsent.get().things {
        0 => None,
        1 => Some(t_string!(i18n, lock.unsent_single).to_owned()),
        n => Some(t_string!(i18n, lock.unsent_many, n = n)),
    };
    move || {
        let lines: Vec<String> = [calls(), things()].into_iter().flatten().collect();
        (!lines.is_empty()).then(|| {
            view! {
                <Notice tone=NoticeTone::Warm glyph=Glyph::Hourglass>
                    {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                </Notice>
            }
        })
    }
}

/// On a station: who comes next and could not begin on it, while there is time to do something about it.
#[component]
pub fn NotReadyHere() -> impl IntoView {
    let i18n = use_i18n();
    let who = use_app().view(crate::app::Model::not_ready_here);
    let line = move |name: String| view! { <p>{t_string!(i18n, station.not_ready_who, who = name)}</p> };
    move || {
        let who = who.get();
        (!who.is_empty()).then(|| {
            view! {
                <Notice>
                    {who.into_iter().map(line).collect_view()}
                    <p class="small muted">{t_string!(i18n, station.not_ready_door)}</p>
                </Notice>
            }
        })
    }
}

/// Whose vault to open, where there are several.
#[component]
fn Vaults(app: App, lock: Memo<Option<Lock>>) -> impl IntoView {
    let i18n = use_i18n();
    let several = part_of(lock, |lock| lock.vaults.len() > 1);
    let options = Memo::new(move |_| lock.with(|lock| lock.as_ref().map(options).unwrap_or_default()));
    view! {
        <Show when=move || several.get()>
            <Choice<PersonId>
                name="vault"
                legend=move || t_string!(i18n, lock.who)
                options
                chosen=part_of(lock, |lock| lock.chosen)
                on_choose=app.with(|person| Intent::Door(DoorIntent::Choose(person)))
            />
        </Show>
    }
}

/// A vault by its initials, or by its place among them where there are none.
fn options(lock: &Lock) -> Vec<Opt<PersonId>> {
    let label = |(index, vault): (usize, &VaultFace)| match vault.initials.as_str() {
        "" => (index + 1).to_string(),
        initials => initials.to_owned(),
    };
    lock.vaults.iter().enumerate().map(|(index, vault)| Opt::new(vault.person, label((index, vault)))).collect()
}

fn chosen(lock: Memo<Option<Lock>>) -> String {
    lock.with(|lock| {
        let lock = lock.as_ref()?;
        let vault = lock.vaults.iter().find(|vault| Some(vault.person) == lock.chosen)?;
        Some(vault.initials.clone())
    })
    .unwrap_or_default()
}
