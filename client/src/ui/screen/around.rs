//! What stands around every page inside the vault, and what is told on all of them.

use chrono::NaiveDate;
use leptos::children::ViewFnOnce;
use leptos::prelude::*;
use samspil_shared::domain::Role;

use super::duty::bar::DutyBar;
use crate::app::intent::Intent;
use crate::app::route::{Route, Tab};
use crate::app::view::{Banner, Chrome, Said as Done, SaveState, SyncLine as Line};
use crate::ui::i18n::*;
use crate::ui::part::{
    AppBar, BackBar, Banners, ButtonKind, ButtonLink, EmptyState, Frame, Glyph, Notice, NoticeTone, Page, PageLayout,
    PageTitle, Progress, StatusRegion, SyncLine, say,
};
use crate::ui::{I18n, use_app};

/// A part of a view that may be gone: nothing of it then.
pub(super) fn part_of<T, U>(view: Memo<Option<T>>, part: impl Fn(&T) -> U + Send + Sync + 'static) -> Memo<U>
where
    T: Send + Sync + 'static,
    U: Default + PartialEq + Send + Sync + 'static,
{
    memo_of(Box::new(move || view.with(|view| view.as_ref().map(&part).unwrap_or_default())))
}

/// Boxed, so that a memo is compiled for each type that is shown and not for each place that shows one.
fn memo_of<U: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> U + Send + Sync>) -> Memo<U> {
    Memo::new(move |_| read())
}

/// The Danish day it is.
pub(super) fn use_day() -> Memo<NaiveDate> {
    use_app().view(|model| model.chrome().map(|chrome| chrome.today).unwrap_or_default())
}

/// The frame's own view, in the pieces that it is shown in.
#[derive(Clone, Copy)]
struct Surroundings {
    name: Memo<String>,
    role: Memo<Option<(Role, bool)>>,
    tabs: Memo<Vec<Tab>>,
    current: Memo<Option<Tab>>,
    unit: Memo<String>,
    back: Memo<Option<Route>>,
    duty: Memo<bool>,
    said: Signal<Option<String>>,
}

impl Surroundings {
    fn new() -> Self {
        let chrome = use_app().view(crate::app::Model::chrome);
        Self {
            name: part_of(chrome, |chrome| chrome.name.clone()),
            role: part_of(chrome, |chrome| Some((chrome.role, chrome.stand_in))),
            tabs: part_of(chrome, |chrome| chrome.tabs.clone()),
            current: part_of(chrome, |chrome| Some(current(chrome))),
            unit: part_of(chrome, |chrome| chrome.unit.clone()),
            back: part_of(chrome, |chrome| chrome.back),
            duty: part_of(chrome, |chrome| chrome.role == Role::DutyOfficer),
            said: use_said(),
        }
    }

    fn role(self, i18n: I18n) -> String {
        self.role.get().map(|(role, stand_in)| say::role(i18n, role, stand_in)).unwrap_or_default().to_owned()
    }

    fn current(self) -> Signal<Tab> {
        Signal::derive(move || self.current.get().unwrap_or(Tab::Today))
    }
}

/// The entry of this person's menu that the page lies under.
fn current(chrome: &Chrome) -> Tab {
    let own = |tab: &Tab| chrome.tabs.contains(tab);
    let of_others = match chrome.route.tab() {
        Tab::Families => Tab::Logbook,
        Tab::Logbook => Tab::Families,
        Tab::Today => Tab::Deadlines,
        tab => tab,
    };
    [chrome.route.tab(), of_others].into_iter().find(own).unwrap_or(Tab::Today)
}

/// A page of the menu. It brings its own title.
#[component]
pub fn MenuPage(#[prop(optional)] layout: PageLayout, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let around = Surroundings::new();
    view! {
        <Frame tabs=around.tabs current=around.current() foot=move || around.unit.get() duty=around.duty>
            <DutyBar />
            <AppBar name=move || around.name.get() role=move || around.role(i18n) said=around.said>
                <Sync />
            </AppBar>
            <Page layout>{children()}</Page>
        </Frame>
    }
}

/// A page below another: its title stands in the bar. `end` is the bar of buttons of a page to write on.
#[component]
pub fn SubPage(
    #[prop(into)] title: TextProp,
    #[prop(optional)] layout: PageLayout,
    #[prop(optional, into)] end: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let around = Surroundings::new();
    let back = Signal::derive(move || around.back.get().unwrap_or_default().to_string());
    let writing = end.is_some();
    view! {
        <Frame tabs=around.tabs current=around.current() foot=move || around.unit.get() duty=around.duty writing>
            <DutyBar />
            <BackBar title=title.clone() role=move || around.role(i18n) back said=around.said>
                <Sync />
            </BackBar>
            <Page layout>
                <PageTitle text=title hidden=true />
                <Notices />
                {children()}
            </Page>
            {end.map(|end| end.run())}
        </Frame>
    }
}

#[component]
fn Sync() -> impl IntoView {
    let app = use_app();
    let line = app.view(|model| model.chrome().map(|chrome| chrome.sync));
    let line = Signal::derive(move || line.get().unwrap_or(Line::Never));
    let parked = app.view(|model| model.chrome().map(|chrome| chrome.parked).unwrap_or_default());
    view! { <SyncLine line parked today=use_day() href=Route::Waiting.to_string() /> }
}

/// What a person should know wherever they are. Stands after the title of a page.
#[component]
pub fn Notices() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let banners = app.view(|model| model.chrome().map(|chrome| chrome.banners).unwrap_or_default());
    let any = Memo::new(move |_| banners.with(|banners| !banners.is_empty()));
    let fetched = Memo::new(move |_| banners.with(|banners| banners.iter().find_map(fetched)));
    let fetching = Memo::new(move |_| fetched.with(Option::is_some));
    let part = Signal::derive(move || fetched.get().map(|(here, _)| here).unwrap_or_default());
    let whole = Signal::derive(move || fetched.get().map(|(_, of)| of));
    view! {
        <Show when=move || any.get()>
            <div class="head stack">
                <Banners banners on_update=app.on(|| Intent::Update) on_later=app.on(|| Intent::Dismiss) />
                <Show when=move || fetching.get()>
                    <Progress label=move || t_string!(i18n, sync.fetching) value=part max=whole />
                </Show>
            </div>
        </Show>
    }
}

/// How much of how much a first sync has brought.
fn fetched(banner: &Banner) -> Option<(u32, u32)> {
    let number = |documents: usize| u32::try_from(documents).unwrap_or(u32::MAX);
    match *banner {
        Banner::Fetching { documents, of, .. } => Some((number(documents), number(of))),
        _ => None,
    }
}

/// What has just been done, in words: for the bars.
pub(super) fn use_said() -> Signal<Option<String>> {
    let i18n = use_i18n();
    let chrome = use_app().view(crate::app::Model::chrome);
    let done = part_of(chrome, |chrome| chrome.said);
    let waits = part_of(chrome, |chrome| !matches!(chrome.sync, Line::Sent(_)));
    Signal::derive(move || done.get().map(|done| said(i18n, done, waits.get())))
}

/// What has just been done, for the ear; and when something did not get through. The bars tell it to the eye.
#[component]
pub fn Said() -> impl IntoView {
    let i18n = use_i18n();
    let chrome = use_app().view(crate::app::Model::chrome);
    let words = use_said();
    let parked = part_of(chrome, |chrome| chrome.parked);
    let sign_in = part_of(chrome, |chrome| matches!(chrome.sync, Line::SignInNeeded(_)));
    let aloud = move || {
        let trouble = || {
            let sign_in = sign_in.get().then(|| t_string!(i18n, sync.login_needed).to_owned());
            let trouble: Vec<_> = say::parked(i18n, parked.get()).into_iter().chain(sign_in).collect();
            trouble.join(". ")
        };
        words.get().unwrap_or_else(trouble)
    };
    view! { <StatusRegion message=Signal::derive(aloud) /> }
}

fn said(i18n: I18n, done: Done, waits: bool) -> String {
    match done {
        Done::Saved => return t_string!(i18n, log.saved, here = say::here(i18n)),
        Done::Shared if waits => t_string!(i18n, share.done),
        Done::Shared => t_string!(i18n, share.done_sent),
        Done::Asked => t_string!(i18n, share.asked_now),
        Done::Stopped => t_string!(i18n, share.stopped),
        Done::Again => t_string!(i18n, waiting.why_sending),
        Done::Done => t_string!(i18n, admin.done),
        Done::Copied => t_string!(i18n, refused.copied),
        Done::FileSaved => t_string!(i18n, export.saved),
        Done::CopyFailed => t_string!(i18n, refused.copy_failed),
    }
    .to_owned()
}

/// Why a deed did not succeed; nothing while nothing went wrong.
#[component]
pub fn SaveFault(#[prop(into)] save: Signal<SaveState>) -> impl IntoView {
    let i18n = use_i18n();
    let fault = Memo::new(move |_| say::save_fault(i18n, save.get()));
    move || {
        fault.get().map(|fault| {
            view! {
                <Notice tone=NoticeTone::Error>
                    <p>{fault}</p>
                </Notice>
            }
        })
    }
}

/// A note that is not on the device. While the device still reads or fetches, nobody knows that yet.
#[component]
pub fn Missing() -> impl IntoView {
    let i18n = use_i18n();
    let incomplete = use_app().view(|model| model.logbook().is_some_and(|logbook| logbook.incomplete));
    move || {
        if incomplete.get() {
            return view! { <Progress label=move || t_string!(i18n, sync.fetching) value=Signal::stored(0) /> }
                .into_any();
        }
        view! {
            <EmptyState
                glyph=Glyph::Info
                title=move || t_string!(i18n, log.one)
                text=move || t_string!(i18n, error.missing_note)
            />
        }
        .into_any()
    }
}

/// No place has this path.
#[component]
pub fn LostPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SubPage title=move || t_string!(i18n, app.name)>
            <EmptyState
                glyph=Glyph::Info
                title=move || t_string!(i18n, app.name)
                text=move || t_string!(i18n, error.missing_page)
            >
                <ButtonLink kind=ButtonKind::Primary href=Route::Today.to_string()>
                    {move || t_string!(i18n, bar.today)}
                </ButtonLink>
            </EmptyState>
        </SubPage>
    }
}
