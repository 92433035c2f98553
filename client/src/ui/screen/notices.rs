//! *Beskeder*: how one hears of something new, and what stands on a locked screen.

use leptos::prelude::*;

use super::around::{SubPage, part_of};
use super::asked::Asked;
use crate::app::intent::Intent;
use crate::app::view::notices::{MailFace, PushFace};
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Field, FieldKind, Glyph, Notice, NoticeTone};
use crate::ui::use_app;

/// Push and mail, each off until the person turns it on.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::notices);
    let state = part_of(view, |view| Some(view.state));
    let push = part_of(view, |view| Some(view.push));
    let push_failed = part_of(view, |view| view.push_failed);
    let mail = part_of(view, |view| view.mail.clone());
    let address_wrong = part_of(view, |view| view.address_wrong);
    view! {
        <SubPage title=move || t_string!(i18n, notices.title)>
            <p class="muted">{move || t_string!(i18n, notices.text)}</p>
            <Asked
                state
                asking=move || t_string!(i18n, devices.asking)
                offline=move || t_string!(i18n, notices.offline)
                again=|| Intent::AskNotices
            />
            <PushPart push failed=push_failed />
            <MailPart mail wrong=address_wrong />
        </SubPage>
    }
}

#[component]
fn PushPart(push: Memo<Option<PushFace>>, failed: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let said = move || match push.get().unwrap_or(PushFace::NotOffered) {
        PushFace::NotOffered => t_string!(i18n, notices.push_not_offered),
        PushFace::Missing => t_string!(i18n, notices.push_missing),
        PushFace::Denied => t_string!(i18n, notices.push_denied),
        PushFace::Off => t_string!(i18n, notices.push_off),
        PushFace::On => t_string!(i18n, notices.push_on),
    };
    let deed = move || match push.get()? {
        PushFace::Off => Some(
            view! {
                <Button kind=ButtonKind::Primary glyph=Glyph::Phone on_press=app.on(|| Intent::TakePushes)>
                    {move || t_string!(i18n, notices.push_take)}
                </Button>
            }
            .into_any(),
        ),
        PushFace::On => Some(
            view! {
                <Button on_press=app.on(|| Intent::EndPushes)>{move || t_string!(i18n, notices.push_end)}</Button>
            }
            .into_any(),
        ),
        PushFace::NotOffered | PushFace::Missing | PushFace::Denied => None,
    };
    view! {
        <section class="stack" aria-labelledby="push-title">
            <h2 id="push-title">{move || t_string!(i18n, notices.push)}</h2>
            <p role="status">{said}</p>
            <p class="muted">
                {move || t_string!(i18n, notices.shown)} " " <q>{move || t_string!(i18n, push.text)}</q>
            </p>
            <Show when=move || failed.get()>
                <Notice tone=NoticeTone::Warm>
                    <p>{move || t_string!(i18n, notices.push_failed)}</p>
                </Notice>
            </Show>
            <p>{deed}</p>
        </section>
    }
}

#[component]
fn MailPart(mail: Memo<Option<MailFace>>, wrong: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let offered = Memo::new(move |_| mail.with(Option::is_some));
    let address = Memo::new(move |_| mail.with(|mail| mail.as_ref().and_then(|mail| mail.address.clone())));
    let hour = move || mail.with(|mail| mail.as_ref().map_or(0, |mail| usize::from(mail.hour)));
    let typed = RwSignal::new(String::new());
    // What the server keeps is in the field until something else is typed.
    Effect::new(move |_| typed.set(address.get().unwrap_or_default()));
    let error = Signal::derive(move || wrong.get().then(|| t_string!(i18n, notices.mail_wrong).to_owned()));
    let keep = Callback::new(move |()| app.send(Intent::TakeMail(Some(typed.get_untracked().trim().to_owned()))));
    let end = app.on(|| Intent::TakeMail(None));
    let said = move || match address.get() {
        Some(address) => t_string!(i18n, notices.mail_on, address = address),
        None => t_string!(i18n, notices.mail_off).to_owned(),
    };
    view! {
        <section class="stack" aria-labelledby="mail-title">
            <h2 id="mail-title">{move || t_string!(i18n, notices.mail)}</h2>
            <Show
                when=move || offered.get()
                fallback=move || view! { <p class="muted">{t_string!(i18n, notices.mail_not_offered)}</p> }
            >
                <p role="status">{said}</p>
                <p class="muted">{move || t_string!(i18n, notices.mail_text, hour = hour())}</p>
                <Field
                    id="notices-address"
                    label=move || t_string!(i18n, notices.mail_address)
                    hint=move || t_string!(i18n, notices.mail_hint)
                    kind=FieldKind::Email
                    value=typed
                    on_input=move |text| typed.set(text)
                    error
                    autocomplete="email"
                    max=254
                />
                <div class="actions">
                    <Button glyph=Glyph::Check on_press=keep>{move || t_string!(i18n, notices.mail_keep)}</Button>
                    <Show when=move || address.with(Option::is_some)>
                        <Button on_press=end>{move || t_string!(i18n, notices.mail_end)}</Button>
                    </Show>
                </div>
            </Show>
        </section>
    }
}
