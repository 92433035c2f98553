//! What a person should know on whatever page they are.

use leptos::prelude::*;

use super::button::{Button, ButtonKind, ButtonLink};
use super::icon::Glyph;
use super::notice::{Notice, NoticeTone};
use super::{say, words};
use crate::app::route::Route;
use crate::app::view::Banner;
use crate::ui::I18n;
use crate::ui::i18n::*;

/// The banners of a page, most important first. Nothing here stops anybody from reading on or writing.
#[component]
pub fn Banners(
    #[prop(into)] banners: Signal<Vec<Banner>>,
    #[prop(into)] on_update: Callback<()>,
    /// Puts the offer of a new version away.
    #[prop(into)]
    on_later: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let notice = move |banner: Banner| {
        view! {
            <Notice tone=tone(banner) glyph=glyph(banner)>
                <p>{move || words(i18n, banner)}</p>
                {move || further(i18n, banner).map(|words| view! { <p>{words}</p> })}
                {deeds(i18n, banner, on_update, on_later)}
            </Notice>
        }
    };
    move || banners.get().into_iter().map(notice).collect_view()
}

const fn tone(banner: Banner) -> NoticeTone {
    match banner {
        Banner::StoreFailed | Banner::Revoked => NoticeTone::Error,
        Banner::StoreFull
        | Banner::StoreDamaged
        | Banner::SignInNeeded
        | Banner::UpdateNeeded
        | Banner::LeaseEnds(_)
        | Banner::DocumentSetAside(_) => NoticeTone::Warm,
        Banner::UpdateReady | Banner::Fetching { .. } => NoticeTone::Info,
    }
}

const fn glyph(banner: Banner) -> Glyph {
    match banner {
        Banner::StoreFailed | Banner::StoreFull | Banner::StoreDamaged | Banner::DocumentSetAside(_) => Glyph::Warning,
        Banner::SignInNeeded | Banner::Revoked => Glyph::Lock,
        Banner::UpdateNeeded | Banner::UpdateReady | Banner::Fetching { .. } | Banner::LeaseEnds(_) => Glyph::Fetching,
    }
}

fn words(i18n: I18n, banner: Banner) -> String {
    match banner {
        Banner::StoreFailed => return t_string!(i18n, error.storage_failed, here = say::here_first(i18n)),
        Banner::StoreFull => return t_string!(i18n, error.storage_full, here = say::here_first(i18n)),
        Banner::StoreDamaged => t_string!(i18n, error.storage_broken),
        Banner::SignInNeeded => t_string!(i18n, login.again),
        Banner::Revoked => t_string!(i18n, error.revoked),
        Banner::UpdateNeeded => t_string!(i18n, update.needed),
        Banner::UpdateReady => t_string!(i18n, update.ready),
        Banner::DocumentSetAside(1) => t_string!(i18n, error.set_aside_single),
        Banner::DocumentSetAside(n) => return t_string!(i18n, error.set_aside_many, n = n),
        Banner::LeaseEnds(day) => {
            return t_string!(i18n, lease.warn, day = words::date(i18n, day, words::IN_FULL));
        }
        Banner::Fetching { months: 0, .. } => t_string!(i18n, sync.fetching),
        Banner::Fetching { months: 1, .. } => t_string!(i18n, fetch.months_single),
        Banner::Fetching { months, .. } => return t_string!(i18n, fetch.months_many, n = months),
    }
    .to_owned()
}

fn further(i18n: I18n, banner: Banner) -> Option<String> {
    match banner {
        Banner::UpdateReady => Some(t_string!(i18n, update.safe).to_owned()),
        Banner::Fetching { documents, of, .. } if documents > 0 => {
            Some(t_string!(i18n, fetch.notes_of, n = words::number(i18n, documents), of = words::number(i18n, of)))
        }
        _ => None,
    }
}

fn deeds(i18n: I18n, banner: Banner, on_update: Callback<()>, on_later: Callback<()>) -> Option<AnyView> {
    let update = move || view! { <Button on_press=on_update>{move || t_string!(i18n, update.now)}</Button> };
    match banner {
        Banner::SignInNeeded => Some(
            view! {
                <p>
                    <ButtonLink href=Route::SignInAgain.to_string()>{move || t_string!(i18n, login.go)}</ButtonLink>
                </p>
            }
            .into_any(),
        ),
        Banner::UpdateNeeded => Some(view! { <p>{update()}</p> }.into_any()),
        Banner::UpdateReady => Some(
            view! {
                <p class="line-up wrap">
                    {update()}
                    <Button kind=ButtonKind::Tertiary on_press=on_later>
                        {move || t_string!(i18n, update.later)}
                    </Button>
                </p>
            }
            .into_any(),
        ),
        _ => None,
    }
}
