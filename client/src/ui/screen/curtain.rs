//! The curtain over an open app that nobody was at, and choosing the code that lifts it.

use leptos::prelude::*;

use super::around::{SubPage, part_of};
use super::numbers::NumbersFold;
use crate::app::intent::{Intent, PinIntent};
use crate::app::pin::{PIN_MAX, PinFault};
use crate::app::view::Door;
use crate::ui::i18n::*;
use crate::ui::part::{
    Button, ButtonKind, ButtonShape, DangerLine, Field, FieldKind, Form, LockHead, Page, PageLayout, PageTitle,
    SkipLink, say,
};
use crate::ui::use_app;

/// The code, please.
#[component]
pub fn CurtainPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let curtain = app.view(|model| match model.door() {
        Some(Door::Curtain(curtain)) => Some(curtain),
        _ => None,
    });
    let typed = RwSignal::new(String::new());
    let left = part_of(curtain, |curtain| Some(curtain.left).filter(|_| curtain.tried));
    let error = Signal::derive(move || {
        left.get().map(|left| match left {
            0 => t_string!(i18n, pin.shut, here = say::here(i18n)),
            1 => t_string!(i18n, pin.wrong_last).to_owned(),
            left => t_string!(i18n, pin.wrong, n = left),
        })
    });
    let send = app.with(|digits| Intent::Pin(PinIntent::Try(digits)));
    let submit = Callback::new(move |()| {
        let digits = typed.get_untracked();
        if !digits.is_empty() {
            typed.set(String::new());
            send.run(digits);
        }
    });
    view! {
        <SkipLink />
        <Page layout=PageLayout::Lock>
            <PageTitle text=move || t_string!(i18n, pin.unlock) hidden=true />
            <LockHead />
            <DangerLine />
            <NumbersFold />
            <Form on_submit=submit>
                <div class="inline-form">
                    <Field
                        id="pin"
                        kind=FieldKind::Digits
                        autocomplete="off"
                        max=u32::try_from(PIN_MAX).unwrap_or(u32::MAX)
                        label=move || t_string!(i18n, pin.label)
                        value=typed
                        on_input=Callback::new(move |text| typed.set(text))
                        error
                    />
                    <Button kind=ButtonKind::Primary submit=true>
                        {move || t_string!(i18n, lock.unlock)}
                    </Button>
                </div>
            </Form>
            <Button kind=ButtonKind::Tertiary shape=ButtonShape::Full on_press=app.on(|| Intent::Lock)>
                {move || t_string!(i18n, pin.lock)}
            </Button>
        </Page>
    }
}

/// *Kort kode*: choosing it, and doing without.
#[component]
pub fn PinPage() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let view = app.view(crate::app::Model::pin);
    let has = part_of(view, |view| view.has);
    let fault = part_of(view, |view| view.fault);
    let (typed, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let differs = RwSignal::new(false);
    let error = Signal::derive(move || {
        let fault = fault.get()?;
        Some(match fault {
            PinFault::Form => t_string!(i18n, pin.form).to_owned(),
            PinFault::Simple => t_string!(i18n, pin.simple).to_owned(),
        })
    });
    let error_again = Signal::derive(move || differs.get().then(|| t_string!(i18n, pin.differs).to_owned()));
    let choose = app.with(|digits| Intent::Pin(PinIntent::Choose(digits)));
    let submit = Callback::new(move |()| {
        let (first, second) = (typed.get_untracked(), again.get_untracked());
        differs.set(first != second);
        if first == second {
            choose.run(first);
            typed.set(String::new());
            again.set(String::new());
        }
    });
    view! {
        <SubPage title=move || t_string!(i18n, pin.title)>
            <p class="muted">{move || t_string!(i18n, pin.text)}</p>
            <Show when=move || has.get()>
                <p role="status">{move || t_string!(i18n, pin.is_set)}</p>
                <p>
                    <Button on_press=app.on(|| Intent::Pin(PinIntent::Remove))>
                        {move || t_string!(i18n, pin.remove)}
                    </Button>
                </p>
            </Show>
            <Form on_submit=submit>
                <Field
                    id="pin-new"
                    kind=FieldKind::Digits
                    autocomplete="off"
                    max=u32::try_from(PIN_MAX).unwrap_or(u32::MAX)
                    label=move || t_string!(i18n, pin.choose)
                    hint=move || t_string!(i18n, pin.hint)
                    value=typed
                    on_input=Callback::new(move |text| typed.set(text))
                    error
                />
                <Field
                    id="pin-again"
                    kind=FieldKind::Digits
                    autocomplete="off"
                    max=u32::try_from(PIN_MAX).unwrap_or(u32::MAX)
                    label=move || t_string!(i18n, pin.again)
                    value=again
                    on_input=Callback::new(move |text| again.set(text))
                    error=error_again
                />
                <div class="actions">
                    <Button kind=ButtonKind::Primary submit=true>
                        {move || t_string!(i18n, pin.save)}
                    </Button>
                </div>
            </Form>
        </SubPage>
    }
}
