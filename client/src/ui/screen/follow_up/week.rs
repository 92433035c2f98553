//! The work week of a consultant: on which weekdays they work, and who stands in on the others (08 rule 27).

use chrono::Weekday;
use leptos::prelude::*;
use samspil_shared::api::duty::SetWeek;
use samspil_shared::domain::PersonId;
use samspil_shared::domain::duty::WorkDays;

use crate::app::follow_up::{AwayAsk, FollowUpIntent};
use crate::app::intent::Intent;
use crate::app::view::away::AwayRow;
use crate::ui::i18n::*;
use crate::ui::part::{Button, ButtonKind, Form, Opt, Select, Several};
use crate::ui::{I18n, use_app};

const WEEKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

fn named(i18n: I18n, day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => t_string!(i18n, rota.mon),
        Weekday::Tue => t_string!(i18n, rota.tue),
        Weekday::Wed => t_string!(i18n, rota.wed),
        Weekday::Thu => t_string!(i18n, rota.thu),
        Weekday::Fri | Weekday::Sat | Weekday::Sun => t_string!(i18n, rota.fri),
    }
}

/// The form of one consultant's week; it begins with what is known once somebody is chosen.
#[component]
pub fn WeekForm(people: Memo<Vec<AwayRow>>, fault: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let person = RwSignal::new(None::<PersonId>);
    let partner = RwSignal::new(None::<PersonId>);
    let days = RwSignal::new(WEEKDAYS.to_vec());
    let choose = Callback::new(move |chosen: Option<PersonId>| {
        let week = chosen.and_then(|chosen| {
            people.with_untracked(|all| all.iter().find(|row| row.person == chosen).map(|row| row.week))
        });
        if let Some((works, with)) = week {
            days.set(WEEKDAYS.into_iter().filter(|day| works.has(*day)).collect());
            partner.set(with);
        }
        person.set(chosen);
    });
    let toggle = Callback::new(move |day: Weekday| {
        days.update(|days| match days.iter().position(|one| *one == day) {
            Some(place) => drop(days.remove(place)),
            None => days.push(day),
        });
    });
    let all = Signal::derive(move || {
        people.with(|people| people.iter().map(|row| Opt::new(row.person, row.name.clone())).collect::<Vec<_>>())
    });
    let others =
        Signal::derive(move || all.get().into_iter().filter(|one| Some(one.value) != person.get()).collect::<Vec<_>>());
    let done = Callback::new(move |()| {
        let works = WorkDays::of(days.get_untracked());
        let week = match (person.get_untracked(), works) {
            (Some(person), Ok(days)) if partner.get_untracked() != Some(person) => {
                SetWeek { person, days, partner: partner.get_untracked() }
            }
            _ => return fault.set(true),
        };
        fault.set(false);
        app.send(Intent::FollowUp(FollowUpIntent::Away(AwayAsk::Week(week))));
    });
    view! {
        <section class="card pad stack" aria-labelledby="week-title">
            <h2 id="week-title">{move || t_string!(i18n, rota.week)}</h2>
            <p class="small muted">{move || t_string!(i18n, rota.week_text)}</p>
            <Form on_submit=done>
                <Select
                    id="week-of"
                    label=move || t_string!(i18n, rota.week_of)
                    empty=move || t_string!(i18n, follow_up.choose)
                    options=all
                    chosen=person
                    on_choose=choose
                />
                <Several<Weekday>
                    legend=move || t_string!(i18n, rota.week_days)
                    options=Signal::derive(move || WEEKDAYS.map(|day| Opt::new(day, named(i18n, day))).to_vec())
                    chosen=days
                    on_toggle=toggle
                />
                <Select
                    id="week-partner"
                    label=move || t_string!(i18n, rota.week_partner)
                    empty=move || t_string!(i18n, rota.week_nobody)
                    options=others
                    chosen=partner
                    on_choose=move |chosen| partner.set(chosen)
                />
                <Button kind=ButtonKind::Primary submit=true>
                    {move || t_string!(i18n, rota.week_go)}
                </Button>
            </Form>
        </section>
    }
}
