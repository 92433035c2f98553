//! Who follows up while somebody is away, as the family is told, and what nobody took or tried in time, as the device
//! reckons it.

use samspil_client::app::follow_up::{AwayAsk, FollowUpIntent, Saying, StandInFault, TypedStandIn};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, Route};
use samspil_client::app::view::Today;
use samspil_client::app::view::follow_up::StatusFace;
use samspil_client::app::view::today::StandInFace;
use samspil_shared::api::duty::WhyAway;
use samspil_shared::api::{PublicFacts, UnitFacts, UnitHours};
use samspil_shared::domain::call::MayShow;
use samspil_shared::domain::follow_up::{Heading, Slipped};
use samspil_shared::domain::preset::Preset;
use samspil_shared::domain::{PersonId, Role, Window};

use crate::support::easter::{Easter, inbox, one, says};
use crate::support::{Phone, UNIT, at};

fn told(phone: &Phone) -> Vec<StandInFace> {
    match phone.model.today() {
        Some(Today::Family(today)) => today.stand_ins,
        other => panic!("not a family's day: {other:?}"),
    }
}

/// Klitmark's hours and numbers.
fn with_facts(easter: &Easter) {
    let Preset { unit: name, calendar, numbers, worry, .. } = Preset::klitmark();
    let hours = UnitHours { calendar, numbers, worry };
    easter.server.borrow_mut().facts = PublicFacts { units: vec![UnitFacts { unit: UNIT, name, hours }] };
}

#[test]
fn the_family_is_told_who_stands_in_until_when_and_whom_to_call() {
    let easter = Easter::new();
    with_facts(&easter);
    let holst = easter.families[0];
    assert_eq!(told(&easter.phone("maria")), [], "Mette is there");
    let window = Window { from: at("2026-04-07T00:00:00"), until: Some(at("2026-04-09T00:00:00")) };
    easter.server.borrow_mut().stands_in_for(holst, "lars", window);
    let mut maria = easter.phone("maria");
    let [face] = &told(&maria)[..] else { panic!("{:?}", told(&maria)) };
    assert_eq!((&face.names[..], &face.away[..]), (&["Lars Quist".to_owned()][..], &["Mette Holm".to_owned()][..]));
    assert_eq!(face.last, "2026-04-08".parse().ok(), "what ends at midnight ends with the day before");
    let (label, tel) = face.call.as_ref().expect("where Lars is asked for");
    assert_eq!((label.as_str(), tel.text.as_str()), ("Familieplejen", "+45 01 00 00 10"));
    let [unit] = &maria.model.numbers().units[..] else { panic!() };
    assert_eq!(unit.consultants, ["Lars Quist"], "under the worry about a child too");

    maria.goes_offline();
    maria.comes_at("2026-04-09T00:00:01");
    assert_eq!(told(&maria), [], "gone by itself when it is over, without a network too");
}

#[test]
fn who_may_stand_in_one_day_says_of_nobody_that_they_are_away() {
    let easter = Easter::new();
    easter.server.borrow_mut().member(easter.families[0], "lars", Role::Consultant, true);
    assert_eq!(told(&easter.phone("maria")), []);
    easter.server.borrow_mut().stands_in(easter.families[0], "lars", "2026-04-07");
    let maria = easter.phone("maria");
    let [face] = &told(&maria)[..] else { panic!("{:?}", told(&maria)) };
    assert_eq!((face.last, &face.call), ("2026-04-07".parse().ok(), &None), "without numbers nobody is called");
    assert!(maria.model.numbers().units.is_empty());
}

/// As the server's job says it to the leader, on a device without a network.
#[test]
fn what_nobody_took_by_noon_or_tried_by_the_end_of_the_day_is_marked_on_the_device() {
    let easter = Easter::new();
    with_facts(&easter);
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let mut mette = easter.phone("mette");
    mette.goes_offline();
    let chips = |mette: &Phone| {
        let inbox = inbox(mette);
        let [bucket] = &inbox.buckets[..] else { panic!("{:?}", inbox.buckets) };
        let chips = &bucket.rows[0].chips;
        (bucket.heading, chips.overdue, chips.slipped)
    };
    assert_eq!(chips(&mette), (Heading::Today, false, None));
    mette.comes_at("2026-04-07T11:59:00");
    assert_eq!(chips(&mette), (Heading::Today, false, None));
    // Nobody touches anything: the page is woken when noon has come.
    let noon = at("2026-04-07T12:00:00");
    let wakes = mette.model.poll_timeout().expect("something is waited for");
    assert!(wakes.0 <= noon, "{wakes:?}");
    mette.waits(61_000);
    assert_eq!(chips(&mette), (Heading::Today, true, Some(Slipped::NotTaken)));
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::Taken);
    assert_eq!(one(&mette, holst).chips.slipped, None, "taken, it waits for the end of the day");
    mette.comes_at("2026-04-07T15:30:00");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    assert_eq!(one(&mette, holst).chips.slipped, Some(Slipped::NotTried), "the unit has closed");
    says(&mut mette, &call, Saying::NotReached(None));
    let chips = one(&mette, holst).chips;
    assert_eq!((chips.slipped, chips.overdue), (None, false));
}

#[test]
fn what_somebody_took_who_is_away_since_is_to_be_taken_by_whoever_stands_in() {
    let easter = Easter::new();
    easter.night(MayShow::Caller);
    let holst = easter.families[0];
    let window = Window { from: at("2026-04-07T12:00:00"), until: Some(at("2026-04-08T00:00:00")) };
    easter.server.borrow_mut().stands_in_for(holst, "lars", window);
    let mut mette = easter.phone("mette");
    mette.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&mette, holst);
    says(&mut mette, &call, Saying::Taken);
    mette.sync();
    assert_eq!(one(&mette, holst).chips.status, StatusFace::Taken(vec!["Mette Holm".into()]), "she is there");
    let mut lars = easter.phone("lars");
    lars.now = at("2026-04-07T12:30:00");
    easter.server.borrow_mut().now = lars.now;
    lars.sync();
    let told = inbox(&lars);
    assert_eq!((told.untaken, told.calls), (1, 1));
    assert_eq!(told.buckets[0].rows[0].chips.status, StatusFace::Away(vec!["Mette Holm".into()]));
    lars.goes(Route::Calls(CallPlace::Family(holst)));
    let call = one(&lars, holst);
    says(&mut lars, &call, Saying::Taken);
    assert_eq!(inbox(&lars).untaken, 0);
    let both = StatusFace::Taken(vec!["Mette Holm".into(), "Lars Quist".into()]);
    assert_eq!(one(&lars, holst).chips.status, both);
}

/// Everything that has to be put right is said at once, each at its field.
#[test]
fn who_stands_in_is_read_field_by_field() {
    use StandInFault::{From, Instead, Order, Past, Person, Same, To};
    let today = "2026-04-07".parse().unwrap();
    let (mette, lars) = (Some(PersonId::from_bytes([1; 16])), Some(PersonId::from_bytes([2; 16])));
    let read = |person, instead, from: &str, to: &str| {
        let typed = TypedStandIn { person, instead, from: from.into(), to: to.into() };
        typed.read(today).map_err(|faults| faults.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(read(None, None, "", ""), Err(vec![Person, Instead, From, To]));
    assert_eq!(read(mette, mette, "2026-04-08", "2026-04-08"), Err(vec![Same]));
    assert_eq!(read(mette, lars, "2026-02-31", "?"), Err(vec![From, To]), "days that do not exist");
    assert_eq!(read(mette, lars, "2026-04-06", "2026-04-08"), Err(vec![Past]));
    assert_eq!(read(mette, lars, "2026-04-09", "2026-04-08"), Err(vec![Order]));
    let one_day = read(mette, lars, "2026-04-07", "2026-04-07").unwrap();
    assert_eq!((one_day.from, one_day.to), (today, today));
}

/// Both partners are away: the page says who, and that the leader has the calls.
#[test]
fn whom_nobody_stands_in_for_is_named_with_the_partner_who_is_away_too() {
    let easter = Easter::new();
    let mut lars = easter.phone("lars");
    let [me, mette] = ["lars", "mette"].map(|login| easter.server.borrow().person(login).person);
    easter.server.borrow_mut().alone = vec![(mette, WhyAway::Ill)];
    lars.goes(Route::Calls(CallPlace::Away));
    let row = |lars: &Phone, person| {
        let people = lars.model.away().unwrap().people;
        people.into_iter().find(|row| row.person == person).unwrap()
    };
    assert_eq!(row(&lars, mette).alone, Some((vec!["Mette Holm".into()], WhyAway::Ill)));
    assert!(row(&lars, mette).can_return, "it can be said that she is back");
    assert_eq!(row(&lars, me).alone, None);
    easter.server.borrow_mut().alone = vec![(mette, WhyAway::DayOff), (me, WhyAway::DayOff)];
    lars.does(Intent::FollowUp(FollowUpIntent::Away(AwayAsk::Look)));
    let both = vec!["Mette Holm".to_owned(), "Lars Quist".to_owned()];
    assert_eq!(row(&lars, mette).alone, Some((both, WhyAway::DayOff)));
    assert!(!row(&lars, mette).can_return, "a day off is no illness");
}
