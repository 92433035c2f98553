//! Who follows up while a family's consultant is away, as the family is told on *I dag*.

use leptos::prelude::*;

use crate::app::view::today::StandInFace;
use crate::ui::i18n::*;
use crate::ui::part::{Dial, Glyph, Notice, words};
use crate::ui::screen::around::use_day;

/// "Lars Quist følger op, mens Mette Holm er væk, til og med fredag 10. april."
#[component]
pub fn StandIns(stand_ins: Memo<Vec<StandInFace>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_day();
    let one = move |face: StandInFace| {
        let StandInFace { names, away, last, call } = face;
        let name = words::names(i18n, &names);
        let told = if away.is_empty() {
            t_string!(i18n, follow_up.stands_in, name = name.clone())
        } else {
            t_string!(i18n, follow_up.away_now, name = name.clone(), who = words::names(i18n, &away))
        };
        let until = last.map(|day| match day {
            day if day == today.get() => t_string!(i18n, follow_up.away_today).to_owned(),
            day => t_string!(i18n, follow_up.away_to, day = words::long_date(i18n, day, today.get())),
        });
        let told = match until {
            Some(until) => t_string!(i18n, follow_up.away_until, told = told, until = until),
            None => t_string!(i18n, follow_up.away_open, told = told),
        };
        view! {
            <Notice glyph=Glyph::Person>
                <p>{told}</p>
                {call
                    .map(|(label, tel)| {
                        view! {
                            <p>{t_string!(i18n, follow_up.away_call, name = name, label = label)}</p>
                            <Dial tel />
                        }
                    })}
            </Notice>
        }
    };
    move || stand_ins.get().into_iter().map(one).collect_view()
}
