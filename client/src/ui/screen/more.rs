//! *Mere*.

use leptos::prelude::*;
use samspil_shared::domain::Acting;

use super::admin::AdminLine;
use super::around::{MenuPage, Notices, part_of, use_day};
use super::check::CheckLine;
use super::export::ExportSheet;
use super::family_card::OurCardLine;
use super::follow_up::away::AwayLine;
use super::follow_up::rota::RotaLine;
use super::language::LanguageChoice;
use super::station::StationLine;
use crate::app::export::{ExportIntent, Taken};
use crate::app::intent::Intent;
use crate::app::route::{Route, Tab};
use crate::app::view::{More, RoleChoice, SyncLine as Sync};
use crate::ui::i18n::*;
use crate::ui::part::{
    Badge, Button, ButtonKind, Choice, Glyph, Line, Lines, Opt, PageTitle, Sheet, SheetEnd, Tap, Tone, say, words,
};
use crate::ui::{I18n, use_app};

/// *Mere*.
#[component]
pub fn MorePage() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::more);
    let leaving = RwSignal::new(false);
    view! {
        <MenuPage>
            <PageTitle text=move || t_string!(i18n, more.title) />
            <Notices />
            <You view />
            <Device view />
            <OurCardLine />
            <StationLine />
            <RotaLine />
            <AwayLine />
            <AdminLine />
            <OwnNotes view />
            <LanguageChoice />
            <Leave leaving />
            <About view />
            <LeaveSheet view leaving />
            <ExportSheet />
        </MenuPage>
    }
}

#[component]
fn You(view: Memo<Option<More>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let name = part_of(view, |view| view.name.clone());
    let login = part_of(view, |view| view.login.clone());
    let several = part_of(view, |view| view.roles.len() > 1);
    let options = Memo::new(move |_| {
        view.with(|view| {
            let option = |choice: &RoleChoice| Opt::new(choice.acting, role(i18n, choice));
            view.as_ref().map(|view| view.roles.iter().map(option).collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let acting = part_of(view, |view| view.roles.iter().find(|role| role.current).map(|role| role.acting));
    let only = part_of(view, move |view| {
        view.roles.iter().find(|choice| choice.current).map(|choice| role(i18n, choice)).unwrap_or_default()
    });
    view! {
        <section class="stack" aria-labelledby="you-title">
            <h2 id="you-title">{move || t_string!(i18n, more.you)}</h2>
            <Lines>
                <Line
                    tap=Tap::Nothing
                    glyph=Glyph::Person
                    title=move || name.get()
                    text=move || {
                        let login = t_string!(i18n, more.login, login = login.get());
                        t_string!(i18n, list.dot, first = only.get(), last = login)
                    }
                />
            </Lines>
            <Show when=move || several.get()>
                <Choice<Acting>
                    name="role"
                    legend=move || t_string!(i18n, role.choose)
                    options
                    chosen=acting
                    on_choose=app.with(Intent::Act)
                />
            </Show>
        </section>
    }
}

/// "Plejeforælder · Familien Holst Bak"
fn role(i18n: I18n, choice: &RoleChoice) -> String {
    let role = words::capital(say::role(i18n, choice.acting.role, false));
    match choice.unit.as_str() {
        "" => role,
        unit => t_string!(i18n, role.at, role = role, unit = unit.to_owned()),
    }
}

#[component]
fn Device(view: Memo<Option<More>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let sync = Signal::derive(move || view.with(|view| view.as_ref().map_or(Sync::Never, |view| view.sync)));
    let waiting = part_of(view, |view| view.waiting);
    let parked = part_of(view, |view| view.parked);
    let exchanged = part_of(view, |view| view.exchanged);
    let drafts = part_of(view, |view| view.drafts);
    let counts = move || {
        let mark = |tone, glyph, words: String| view! { <Badge tone glyph>{words}</Badge> };
        let waits = match waiting.get() {
            0 => None,
            1 => Some(t_string!(i18n, sync.waiting_single).to_owned()),
            n => Some(t_string!(i18n, sync.waiting_many, n = n)),
        };
        let refused = say::parked(i18n, parked.get());
        [
            waits.map(|words| mark(Tone::Plain, Glyph::Hourglass, words)),
            refused.map(|words| mark(Tone::Warm, Glyph::Info, words)),
        ]
        .into_iter()
        .flatten()
        .collect_view()
    };
    let so_far = move || match parked.get() {
        0 => say::sync(i18n, sync.get(), today.get()),
        _ => say::sync_of_rest(i18n, sync.get(), today.get()).unwrap_or_default(),
    };
    let last = move || {
        exchanged.get().map(|at| {
            let when = words::moment(i18n, at, today.get());
            view! { <p class="small muted">{t_string!(i18n, more.exchanged, when = when)}</p> }
        })
    };
    let begun = move || {
        let words = match drafts.get() {
            0 => return None,
            1 => t_string!(i18n, more.drafts_single).to_owned(),
            n => t_string!(i18n, more.drafts_many, n = n),
        };
        Some(view! { <p class="small muted">{words}</p> })
    };
    view! {
        <section class="stack" aria-labelledby="device-title">
            <h2 id="device-title">{move || t_string!(i18n, more.device)}</h2>
            <Lines>
                <Line
                    tap=Tap::Open(Route::Waiting.to_string())
                    glyph=Glyph::Send
                    title=move || t_string!(i18n, more.waiting)
                    text=so_far
                >
                    {counts}
                </Line>
            </Lines>
            <SignInNeeded view />
            {last}
            {begun}
            <CheckLine />
            <Lines>
                <Line
                    tap=Tap::Open(Route::Numbers.to_string())
                    glyph=Glyph::Talk
                    title=move || t_string!(i18n, call.now)
                    text=move || t_string!(i18n, call.more)
                />
                <Line
                    tap=Tap::Open(Route::Notices.to_string())
                    glyph=Glyph::Info
                    title=move || t_string!(i18n, notices.title)
                    text=move || t_string!(i18n, notices.hint)
                />
                <Line
                    tap=Tap::Open(Route::Devices.to_string())
                    glyph=Glyph::Phone
                    title=move || t_string!(i18n, devices.title)
                    text=move || t_string!(i18n, devices.hint)
                />
                <Line
                    tap=Tap::Open(Route::Pin.to_string())
                    glyph=Glyph::Lock
                    title=move || t_string!(i18n, pin.title)
                    text=move || t_string!(i18n, pin.more)
                />
                <Line
                    tap=Tap::Open(Route::Passkeys.to_string())
                    glyph=Glyph::Person
                    title=move || t_string!(i18n, passkeys.title)
                    text=move || t_string!(i18n, passkeys.hint)
                />
            </Lines>
        </section>
    }
}

/// What only this person can read goes along with them, whatever ends.
#[component]
fn OwnNotes(view: Memo<Option<More>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let any = part_of(view, |view| view.own_notes);
    // Whoever has no logbook of a child finds them here.
    let apart = app.view(|model| model.chrome().is_some_and(|chrome| !chrome.tabs.contains(&Tab::Logbook)));
    view! {
        <Show when=move || any.get()>
            <Lines>
                <Show when=move || apart.get()>
                    <Line
                        tap=Tap::Open(Route::Logbook.to_string())
                        glyph=Glyph::Logbook
                        title=move || t_string!(i18n, more.own_read)
                        text=move || t_string!(i18n, more.own_read_hint)
                    />
                </Show>
                <Line
                    tap=Tap::Press(app.on(|| Intent::Export(ExportIntent::Begin(Taken::OwnNotes))))
                    glyph=Glyph::Save
                    title=move || t_string!(i18n, more.own)
                    text=move || t_string!(i18n, more.own_hint)
                />
            </Lines>
        </Show>
    }
}

#[component]
fn SignInNeeded(view: Memo<Option<More>>) -> impl IntoView {
    let i18n = use_i18n();
    let needed = part_of(view, |view| view.sign_in_needed);
    view! {
        <Show when=move || needed.get()>
            <Lines>
                <Line
                    tap=Tap::Open(Route::SignInAgain.to_string())
                    glyph=Glyph::Lock
                    title=move || t_string!(i18n, login.again_title)
                    text=move || t_string!(i18n, login.again)
                />
            </Lines>
        </Show>
    }
}

#[component]
fn Leave(leaving: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    view! {
        <Lines>
            <Line
                tap=Tap::Press(app.on(|| Intent::Lock))
                glyph=Glyph::Lock
                title=move || t_string!(i18n, more.lock)
                text=move || t_string!(i18n, more.lock_hint)
            />
            <Line
                tap=Tap::Press(Callback::new(move |()| leaving.set(true)))
                glyph=Glyph::Exit
                title=move || t_string!(i18n, more.logout)
                text=move || t_string!(i18n, more.logout_hint)
            />
        </Lines>
    }
}

/// *Vil du logge ud?*, with what has not been sent.
#[component]
fn LeaveSheet(view: Memo<Option<More>>, leaving: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let unsent = part_of(view, |view| view.waiting + view.parked);
    let told = move || match unsent.get() {
        0 => t_string!(i18n, more.logout_text_none).to_owned(),
        1 => t_string!(i18n, more.logout_text_single).to_owned(),
        n => t_string!(i18n, more.logout_text_many, n = n),
    };
    let close = Callback::new(move |()| leaving.set(false));
    view! {
        <Sheet id="leave" title=move || t_string!(i18n, more.logout_ask) open=leaving on_close=close>
            <p>{told}</p>
            <SheetEnd>
                <div class="actions">
                    <Button on_press=close>{move || t_string!(i18n, app.cancel)}</Button>
                    <Button
                        kind=ButtonKind::Primary
                        glyph=Glyph::Exit
                        on_press=app.on(|| Intent::LogOut)
                    >
                        {move || t_string!(i18n, more.logout_yes)}
                    </Button>
                </div>
            </SheetEnd>
        </Sheet>
    }
}

#[component]
fn About(view: Memo<Option<More>>) -> impl IntoView {
    let i18n = use_i18n();
    let version = part_of(view, |view| view.version);
    view! {
        <section class="stack" aria-labelledby="about-title">
            <h2 id="about-title">{move || t_string!(i18n, more.about)}</h2>
            <p class="muted">{move || t_string!(i18n, more.about_text)}</p>
            <p class="small muted">{move || t_string!(i18n, more.version, v = version.get())}</p>
        </section>
    }
}
