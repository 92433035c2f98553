//! The rota and work weeks, for whoever plans them.

use samspil_client::app::follow_up::{AwayAsk, FollowUpIntent, RotaAsk};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::AnswerState;
use samspil_client::app::view::admin::AdminDeed;
use samspil_shared::api::duty::{AddShift, OfShift, SetWeek};
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::{PersonId, Role, SpaceKind, Timestamp};

use crate::support::easter::Easter;
use crate::support::{Phone, at};

fn leads(easter: &Easter) -> Phone {
    {
        let mut server = easter.server.borrow_mut();
        server.account("Dorthe Vang", "dorthe", crate::support::PASSWORD);
        let whole = server.space(SpaceKind::Municipality);
        server.member(whole, "dorthe", Role::Leader, false);
    }
    easter.phone("dorthe")
}

fn plans(phone: &mut Phone, ask: RotaAsk) {
    phone.does(Intent::FollowUp(FollowUpIntent::Rota(ask)));
}

#[test]
fn a_leader_sees_the_weeks_ahead_puts_a_shift_on_and_takes_it_off() {
    let easter = Easter::new();
    let mut dorthe = leads(&easter);
    assert!(dorthe.model.more().unwrap().plans_rota);
    let (ida, yusuf) = (PersonId::from_bytes([60; 16]), PersonId::from_bytes([61; 16]));
    dorthe.duty_office.officer(ida, "Ida Toft");
    dorthe.duty_office.officer(yusuf, "Yusuf Amin");
    let tonight = dorthe.duty_office.shift(1, ida, at("2026-04-07T15:30:00"), at("2026-04-07T23:00:00"));
    dorthe.duty_office.shift(2, yusuf, at("2026-04-06T23:00:00"), at("2026-04-07T07:30:00"));
    dorthe.goes(Route::Calls(CallPlace::Rota));
    let page = dorthe.model.rota_page().unwrap();
    assert_eq!((page.state, page.officers.len()), (AnswerState::Known, 2));
    let [day] = &page.days[..] else { panic!("last night is over: {:?}", page.days) };
    assert_eq!((day.day.to_string().as_str(), day.turns[0].name.as_str()), ("2026-04-07", "Ida Toft"));

    let (from, until) = (at("2026-04-07T23:00:00"), at("2026-04-08T07:30:00"));
    plans(&mut dorthe, RotaAsk::Add(AddShift { person: yusuf, from, until }));
    plans(&mut dorthe, RotaAsk::End(OfShift { shift: tonight }));
    let page = dorthe.model.rota_page().unwrap();
    let names = |page: &samspil_client::app::view::rota::RotaPage| -> Vec<String> {
        page.days.iter().flat_map(|day| &day.turns).map(|turn| turn.name.clone()).collect()
    };
    assert_eq!((page.deed, names(&page)), (AdminDeed::Ready, vec!["Yusuf Amin".to_owned()]));

    plans(&mut dorthe, RotaAsk::Add(AddShift { person: ida, from: until, until: from }));
    assert_eq!(dorthe.model.rota_page().unwrap().deed, AdminDeed::Window, "a shift ends after it begins");
    dorthe.goes_offline();
    plans(&mut dorthe, RotaAsk::Add(AddShift { person: ida, from: Timestamp::from_ms(0), until }));
    let page = dorthe.model.rota_page().unwrap();
    assert_eq!((page.deed, names(&page).len()), (AdminDeed::Offline, 1), "what is known stands");
    assert!(easter.phone("mette").model.rota_page().is_none() && easter.phone("maria").model.rota_page().is_none());
}

#[test]
fn a_leader_says_when_a_consultant_works_and_with_whom() {
    let easter = Easter::new();
    let mut dorthe = leads(&easter);
    dorthe.goes(Route::Calls(CallPlace::Away));
    let row =
        |phone: &Phone| phone.model.away().unwrap().people.into_iter().find(|row| row.name == "Lars Quist").unwrap();
    assert!(dorthe.model.away().unwrap().plans);
    assert_eq!(row(&dorthe).week, (WorkDays::WEEKDAYS, None), "as long as nobody said");
    let (person, partner) = (row(&dorthe).person, Some(easter.server.borrow().person("mette").person));
    let days = WorkDays::of([chrono::Weekday::Mon, chrono::Weekday::Tue]).unwrap();
    let week = SetWeek { person, days, partner };
    dorthe.does(Intent::FollowUp(FollowUpIntent::Away(AwayAsk::Week(week))));
    assert_eq!(row(&dorthe).week, (days, partner));
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Away));
    assert!(!mette.model.away().unwrap().plans, "consultants say who is away, not when others work");
}
