//! What every page stands in: skip link, menu, bar, page.

use leptos::html;
use leptos::prelude::*;

use super::nav_bar::NavBar;
use crate::app::route::Tab;
use crate::ui::i18n::*;

/// The frame of a page inside the vault. While `writing`, a phone shows no menu: the [`ActionBar`] has its place.
/// The menu comes first, so that its place by keyboard is its place on a laptop; the skip link jumps over it.
#[component]
pub fn Frame(
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(into)] current: Signal<Tab>,
    #[prop(optional, into)] foot: TextProp,
    #[prop(optional)] writing: bool,
    /// Large type on dark ground: of the akuttelefon.
    #[prop(optional, into)]
    duty: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="has-nav" class=("is-writing", writing) data-duty=move || duty.get().then_some("")>
            <SkipLink />
            <NavBar tabs current foot />
            {children()}
        </div>
    }
}

/// The first thing a keyboard reaches: past the menu to the page.
#[component]
pub fn SkipLink() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="skip" href="#main">
            {move || t_string!(i18n, app.skip)}
        </a>
    }
}

/// How a page lays out its content on a laptop. On a phone all are one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageLayout {
    #[default]
    One,
    /// A list and, beside it, an `aside`. Children of class `head` span both.
    Two,
    /// One column with a floating button over its end.
    WithFloating,
    /// Outside the vault: narrow, no bar above it.
    Lock,
    /// The same of two parts: side by side on a laptop, where what opens the vault is to be seen without scrolling.
    LockTwo,
}

/// The page itself, the landmark that the skip link jumps to.
#[component]
pub fn Page(#[prop(optional)] layout: PageLayout, children: Children) -> impl IntoView {
    let class = match layout {
        PageLayout::One => "page",
        PageLayout::Two => "page two",
        PageLayout::WithFloating => "page has-fab",
        PageLayout::Lock => "lock",
        PageLayout::LockTwo => "lock lock-two",
    };
    view! {
        <main id="main" class=class tabindex="-1">
            {children()}
        </main>
    }
}

/// The page's one h1. It takes focus when it appears, so that a keyboard and a screen reader start where the page
/// starts; `quiet` leaves focus alone (the first page of a start). `hidden` where the bar already shows the words.
#[component]
pub fn PageTitle(
    #[prop(into)] text: TextProp,
    #[prop(optional)] hidden: bool,
    #[prop(optional)] quiet: bool,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && !quiet
        {
            // A heading that cannot take focus is no harm: the page stands anyway.
            let _ = heading.focus();
        }
    });
    view! {
        <h1 node_ref=heading tabindex="-1" class=hidden.then_some("vh")>
            {move || text.get()}
        </h1>
    }
}

/// The buttons that end an editor, always in reach at the lower edge.
#[component]
pub fn ActionBar(children: Children) -> impl IntoView {
    view! { <div class="actionbar">{children()}</div> }
}
