//! How the day was: five steps as weather, no faces, no red. Skipping is as good an answer.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::choice::Legend;
use super::icon::{Glyph, Icon};
use crate::ui::I18n;
use crate::ui::i18n::*;

/// The five steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayStep {
    VeryHard,
    Hard,
    Mixed,
    Well,
    ReallyWell,
}

impl DayStep {
    pub const ALL: [Self; 5] = [Self::VeryHard, Self::Hard, Self::Mixed, Self::Well, Self::ReallyWell];

    /// 1 (very hard) to 5 (really well), as the view models have it.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.number() == number)
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::VeryHard => Glyph::Rain,
            Self::Hard => Glyph::Cloud,
            Self::Mixed => Glyph::Mixed,
            Self::Well => Glyph::SunLow,
            Self::ReallyWell => Glyph::Sun,
        }
    }

    #[must_use]
    pub fn words(self, i18n: I18n) -> &'static str {
        match self {
            Self::VeryHard => t_string!(i18n, day.very_hard),
            Self::Hard => t_string!(i18n, day.hard),
            Self::Mixed => t_string!(i18n, day.mixed),
            Self::Well => t_string!(i18n, day.well),
            Self::ReallyWell => t_string!(i18n, day.really_well),
        }
    }
}

/// The scale with *Spring over*. `name` is unique on the page.
#[component]
pub fn DayScale(
    name: &'static str,
    #[prop(into)] legend: TextProp,
    #[prop(into)] chosen: Signal<Option<DayStep>>,
    #[prop(into)] on_choose: Callback<Option<DayStep>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let step = move |step: DayStep| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    prop:checked=move || chosen.get() == Some(step)
                    on:change=move |_| on_choose.run(Some(step))
                />
                <span>
                    <Icon glyph=step.glyph() />
                    {move || step.words(i18n)}
                </span>
            </label>
        }
    };
    view! {
        <fieldset>
            <Legend text=legend />
            <div class="scale">{DayStep::ALL.map(step).collect_view()}</div>
            <div class="scale-skip">
                <Button kind=ButtonKind::Tertiary on_press=move |()| on_choose.run(None)>
                    {move || t_string!(i18n, day.skip)}
                </Button>
            </div>
        </fieldset>
    }
}
