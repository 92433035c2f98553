//! Login with a password: before the vault, or again while it is open.

use leptos::html;
use leptos::prelude::*;

use super::around::{SubPage, part_of};
use super::door::UnsentHere;
use crate::app::intent::{DoorIntent, Intent};
use crate::app::view::{Door, Fault, SignIn};
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, DangerLine, Field, FieldKind, Form, Glyph, Notice, NoticeTone, Page, PageLayout,
    PageTitle, SkipLink, Wordmark, say,
};
use crate::ui::use_app;

/// Login on a device that is not open.
#[component]
pub fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let form = app.view(|model| match model.door() {
        Some(Door::SignIn(form)) => Some(form),
        _ => None,
    });
    let has_vault = part_of(form, |form| form.has_vault);
    view! {
        <SkipLink />
        <Page layout=PageLayout::Lock>
            <Wordmark />
            <PageTitle text=move || t_string!(i18n, login.title) />
            <UnsentHere />
            <SignInForm form />
            <Show when=move || has_vault.get()>
                <Button
                    kind=ButtonKind::Tertiary
                    shape=ButtonShape::Full
                    on_press=app.on(|| Intent::Door(DoorIntent::Unlock))
                >
                    {move || t_string!(i18n, login.unlock)}
                </Button>
            </Show>
            <CodeEntry fault=part_of(form, |form| form.fault) />
            <PasteLink />
            <DangerLine />
        </Page>
    }
}

/// Login while the vault is open and only the session is over.
#[component]
pub fn SignInAgainPage() -> impl IntoView {
    let i18n = use_i18n();
    let form = use_app().view(crate::app::Model::sign_in_again);
    view! {
        <SubPage title=move || t_string!(i18n, login.again_title)>
            <p class="muted">{move || t_string!(i18n, login.again)}</p>
            <SignInForm form />
        </SubPage>
    }
}

#[component]
fn SignInForm(form: Memo<Option<SignIn>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    // What is wrong with a code stands at its field.
    let fault = part_of(form, |form| form.fault.filter(|fault| *fault != Fault::CodeForm));
    let busy = part_of(form, |form| form.busy);
    let passkeys = part_of(form, |form| form.passkeys);
    view! {
        <Form on_submit=app.on(|| Intent::Door(DoorIntent::Submit))>
            <DoorFault fault />
            <Field
                id="login"
                label=move || t_string!(i18n, login.login)
                value=part_of(form, |form| form.login.clone())
                on_input=app.with(|text| Intent::Door(DoorIntent::Login(text)))
                autocomplete="username"
            />
            <Field
                id="password"
                kind=FieldKind::Password
                label=move || t_string!(i18n, login.password)
                value=part_of(form, |form| form.password.clone())
                on_input=app.with(|text| Intent::Door(DoorIntent::Password(text)))
                autocomplete="current-password"
            />
            <Button kind=ButtonKind::Primary shape=ButtonShape::Big submit=true disabled=busy>
                {move || if busy.get() { t_string!(i18n, login.going) } else { t_string!(i18n, login.go) }}
            </Button>
        </Form>
        <Show when=move || passkeys.get()>
            <Button
                shape=ButtonShape::Full
                glyph=Glyph::Lock
                disabled=busy
                on_press=app.on(|| Intent::Door(DoorIntent::Passkey))
            >
                {move || t_string!(i18n, passkeys.sign_in)}
            </Button>
        </Show>
    }
}

/// What was wrong with a whole form.
#[component]
pub fn DoorFault(fault: Memo<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| {
            view! {
                <Notice tone=NoticeTone::Error>
                    <p>{move || say::fault(i18n, fault)}</p>
                </Notice>
            }
        })
    }
}

/// *Jeg har en kode*: it was read off the page that a link opened elsewhere.
#[component]
pub fn CodeEntry(
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    fault: Signal<Option<Fault>>,
    /// There is nothing else to do here.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let open = RwSignal::new(open);
    let typed = RwSignal::new(String::new());
    let go = move |()| app.send(Intent::Door(DoorIntent::UseCode(typed.get_untracked())));
    let error = Signal::derive(move || {
        fault.get().filter(|fault| *fault == Fault::CodeForm).map(|fault| say::fault(i18n, fault))
    });
    // What was pressed is gone then: the focus goes on to what came in its place.
    let pressed = RwSignal::new(false);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get().filter(|_| pressed.get_untracked()) {
            let _ = place.focus();
        }
    });
    let press = move |()| {
        pressed.set(true);
        open.set(true);
    };
    let button = move || {
        view! {
            <Button shape=ButtonShape::Full on_press=press>
                {move || t_string!(i18n, login.have_code)}
            </Button>
        }
    };
    view! {
        <Show when=move || open.get() fallback=button>
            <div tabindex="-1" node_ref=place>
                <Form on_submit=go>
                    <Field
                        id="link-code"
                        label=move || t_string!(i18n, login.code)
                        hint=move || t_string!(i18n, login.code_hint)
                        value=typed
                        on_input=move |text| typed.set(text)
                        error
                        autocomplete="off"
                    />
                    <Button submit=true>{move || t_string!(i18n, login.code_go)}</Button>
                </Form>
            </div>
        </Show>
    }
}

/// A link that came by another way: pasted here.
#[component]
pub fn PasteLink() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let pasted = RwSignal::new(String::new());
    let go = move |()| app.send(Intent::Door(DoorIntent::Paste(pasted.get_untracked())));
    view! {
        <Form on_submit=go>
            <Field
                id="pasted-link"
                label=move || t_string!(i18n, link.paste)
                hint=move || t_string!(i18n, login.have_link, here = say::here(i18n))
                value=pasted
                on_input=move |text| pasted.set(text)
                autocomplete="off"
            />
            <Button submit=true>{move || t_string!(i18n, link.paste_go)}</Button>
        </Form>
    }
}
