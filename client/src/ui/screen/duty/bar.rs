//! The red line above every page of a duty officer: 112, the døgnvagt, the way of a statutory notice.

use leptos::prelude::*;

use crate::app::route::Route;
use crate::app::view::duty::{DangerBar, Watch};
use crate::app::view::numbers::Tel;
use crate::ui::i18n::*;
use crate::ui::part::{Glyph, Icon, IconSize, Link, Toast};
use crate::ui::screen::around::use_said;
use crate::ui::use_app;

/// Nothing for anybody else. What has just been done is told below the three ways, since the bar with the name scrolls away.
#[component]
pub fn DutyBar() -> impl IntoView {
    let i18n = use_i18n();
    let view = use_app().view(crate::app::Model::danger_bar);
    let said = use_said();
    let whose = move |label: String, of: Option<String>| match of {
        Some(unit) => t_string!(i18n, list.dot, first = label, last = unit),
        None => label,
    };
    let watch = move |bar: DangerBar| match bar.watch {
        Some(Watch { label, tel: Tel { href: Some(href), .. }, of }) => view! {
            <a href=href>
                <Icon glyph=Glyph::Phone size=IconSize::Small />
                {whose(label, of)}
            </a>
        }
        .into_any(),
        // An invented number is shown and never dialled.
        Some(Watch { label, tel: Tel { text, .. }, of }) => view! {
            <p>
                {whose(label, of)} " " <span class="nowrap">{text}</span>
            </p>
        }
        .into_any(),
        None => {
            let several = bar.several;
            let words =
                move || if several { t_string!(i18n, duty.watch_several) } else { t_string!(i18n, duty.numbers) };
            view! { <Link href=Route::Numbers.to_string()>{words}</Link> }.into_any()
        }
    };
    let emergency = move |Tel { text, href }: Tel| match href {
        Some(href) => view! { <a href=href>{text}</a> }.into_any(),
        None => view! { <span>{text}</span> }.into_any(),
    };
    move || {
        view.get().map(|bar| {
            let notice = bar.unit.map_or(Route::Numbers, Route::NumbersOf).to_string();
            view! {
                <div class="dangerline" role="region" aria-label=move || t_string!(i18n, duty.danger_label)>
                    {emergency(bar.emergency.clone())}
                    {watch(bar)}
                    <Link href=notice>{move || t_string!(i18n, duty.notice_how)}</Link>
                    <Toast message=said />
                </div>
            }
        })
    }
}
