//! What a leader sees: calls that slipped, who is away, the rota, and counts with and without small numbers.

use std::cell::RefCell;
use std::rc::Rc;

use samspil_client::app::follow_up::{AwayAsk, FollowUpIntent};
use samspil_client::app::intent::Intent;
use samspil_client::app::route::{CallPlace, LeaderPlace, Route, Tab};
use samspil_client::app::view::leader::{LeaderToday, ReportPage};
use samspil_client::app::view::{AnswerState, Today};
use samspil_shared::api::duty::{
    Colleague, OfConsultant, OnDuty, Overview, Shift, Slip, SlipEnd, SlipOver, TwoDays, WithheldCall,
};
use samspil_shared::domain::call::Urgency;
use samspil_shared::domain::follow_up::Slipped;
use samspil_shared::domain::usage::Usage;
use samspil_shared::domain::{Acting, DocId, FamilyId, PersonId, Role, ShiftId, SpaceKind};

use crate::support::{PASSWORD, Phone, Server, UNIT, at};

/// Dorthe leads; Mette and Lars are consultants, Ida and Yusuf answer at night.
struct Office {
    server: Rc<RefCell<Server>>,
    mette: PersonId,
}

impl Office {
    fn new() -> Self {
        let mut server = Server::new();
        server.now = at("2026-04-07T17:20:00");
        for (name, login) in [("Dorthe Vang", "dorthe"), ("Mette Holm", "mette"), ("Lars Quist", "lars")] {
            server.account(name, login, PASSWORD);
        }
        let unit = server.space(SpaceKind::Municipality);
        server.member(unit, "dorthe", Role::Leader, false);
        for consultant in ["mette", "lars"] {
            server.member(unit, consultant, Role::Consultant, false);
        }
        let mette = server.person("mette").person;
        server.overview = Some(overview(mette));
        Self { server: Rc::new(RefCell::new(server)), mette }
    }

    fn dorthe(&self) -> Phone {
        let mut phone = Phone::new(&self.server, 5);
        phone.now = self.server.borrow().now;
        phone.start();
        phone.sign_in("dorthe", PASSWORD);
        phone.sync();
        phone
    }
}

fn slip(n: u8, adults: &[&str], why: Slipped, mette: PersonId) -> Slip {
    Slip {
        follow_up: DocId::from_bytes([n; 16]),
        family: (!adults.is_empty()).then(|| FamilyId::from_bytes([n; 16])),
        adults: adults.iter().map(|&name| name.to_owned()).collect(),
        consultants: vec![Colleague { person: mette, name: "Mette Holm".into() }],
        began: at("2026-04-01T22:10:00"),
        due: "2026-04-07".parse().unwrap(),
        reckoned: None,
        received_late: false,
        urgency: Urgency::SameDay,
        why,
        tried: false,
        away: Vec::new(),
        since: at("2026-04-07T12:00:00"),
    }
}

fn shift(n: u8, name: &str, from: &str, until: &str) -> Shift {
    Shift {
        shift: ShiftId::from_bytes([n; 16]),
        person: PersonId::from_bytes([100 + n; 16]),
        name: name.into(),
        from: at(from),
        until: at(until),
        after: None,
        offered_to: None,
        ended_at: None,
    }
}

fn overview(mette: PersonId) -> Overview {
    let two = TwoDays { told: "2026-04-08".parse().unwrap(), calendar: "2026-04-07".parse().unwrap() };
    let late = Slip { received_late: true, ..slip(3, &["Leyla Yilmaz"], Slipped::NotTried, mette) };
    let closed = slip(4, &["Nanna Bech"], Slipped::NotTaken, mette);
    let offered = PersonId::from_bytes([102; 16]);
    let ida = Shift { offered_to: Some(offered), ..shift(1, "Ida Toft", "2026-04-07T15:30:00", "2026-04-07T23:00:00") };
    let yusuf = shift(2, "Yusuf Amin", "2026-04-07T23:00:00", "2026-04-08T07:30:00");
    let mut months = [[0; 3]; 12];
    (months[10], months[11]) = ([2, 6, 0], [7, 5, 8]);
    Overview {
        nobody: Vec::new(),
        slipped: vec![
            slip(1, &["Maria Holst", "Jonas Bak"], Slipped::NotTried, mette),
            Slip { reckoned: Some(two), ..slip(2, &[], Slipped::NotTaken, mette) },
            late,
        ],
        over: vec![SlipOver { slip: closed, at: at("2026-04-07T12:40:00"), end: SlipEnd::Closed }],
        withheld: [0, 2].map(withheld).to_vec(),
        not_filed: 3,
        on_duty: vec![OnDuty { name: "Krogsbæk".into(), shifts: vec![ida.clone(), yusuf] }],
        handed_on: vec![ida],
        usage: Usage { first: "2025-05-01".parse().unwrap(), months },
    }
}

fn withheld(renewed: u32) -> WithheldCall {
    WithheldCall { follow_up: DocId::from_bytes([9; 16]), began: at("2026-04-01T22:10:00"), renewed }
}

fn deadlines(phone: &Phone) -> LeaderToday {
    match phone.model.today() {
        Some(Today::Leader(today)) => *today,
        other => panic!("not a leader's day: {other:?}"),
    }
}

#[test]
fn what_slipped_is_listed_by_what_is_missing_with_the_names_that_it_takes_to_act() {
    let office = Office::new();
    let dorthe = office.dorthe();
    let chrome = dorthe.model.chrome().unwrap();
    assert_eq!(chrome.tabs, [Tab::Overview, Tab::Deadlines, Tab::More]);
    let today = deadlines(&dorthe);
    assert_eq!((today.state, today.told.is_some()), (AnswerState::Known, true));
    let [tried] = &today.not_tried[..] else { panic!("one was not tried: {:?}", today.not_tried) };
    assert_eq!(tried.adults, ["Maria Holst", "Jonas Bak"]);
    assert_eq!((tried.consultants[0].name.as_str(), tried.due.to_string()), ("Mette Holm", "2026-04-07".into()));
    assert_eq!(tried.since.time.to_string(), "12:00:00");
    let [taken] = &today.not_taken[..] else { panic!("one was not taken") };
    assert!(taken.loose && taken.two.is_some(), "the two due days are said");
    let [late] = &today.late[..] else { panic!("one came late, and stands there alone") };
    assert_eq!((late.adults.as_slice(), late.loose), (&["Leyla Yilmaz".to_owned()][..], false));
    assert_eq!(today.over[0].end.unwrap().0, SlipEnd::Closed);
    assert_eq!((today.not_filed, today.withheld, today.withheld_again), (3, 2, 1));
    let [rota] = &today.rota[..] else { panic!("one unit answers") };
    assert_eq!(rota.turns.iter().map(|turn| turn.now).collect::<Vec<_>>(), [true, false], "Ida has it now");
    assert_eq!(today.handed_on[0].offered_to.as_deref(), Some("Yusuf Amin"));
}

#[test]
fn a_consultant_is_said_to_be_ill_right_from_the_row() {
    let office = Office::new();
    let mut dorthe = office.dorthe();
    let consultant = |phone: &Phone| deadlines(phone).not_tried[0].consultants[0].clone();
    let before = consultant(&dorthe);
    assert_eq!((before.instead.clone(), before.can_be_ill), (None, true));
    assert_eq!(before.of, OfConsultant { person: office.mette });
    dorthe.does(Intent::FollowUp(FollowUpIntent::Away(AwayAsk::Ill(before.of))));
    let after = consultant(&dorthe);
    assert_eq!((after.instead.as_deref(), after.can_be_ill), (Some("Lars Quist"), false));
    dorthe.goes(Route::Calls(CallPlace::Away));
    assert!(dorthe.model.away().unwrap().people.iter().any(|row| row.can_return));
    assert_eq!(dorthe.model.chrome().unwrap().back, Some(Route::Today));
}

#[test]
fn twelve_months_stand_in_clear_and_small_numbers_are_hidden_in_what_leaves_the_unit() {
    let office = Office::new();
    let mut dorthe = office.dorthe();
    dorthe.goes(Route::Leader(LeaderPlace::Overview));
    let page = dorthe.model.usage().unwrap();
    assert_eq!((page.months.len(), page.totals), (12, [9, 11, 8, 28]));
    assert_eq!((page.months[0].month.to_string(), page.months[11].total()), ("2025-05-01".into(), 20));

    let pieces = page.months[10].pieces(20);
    assert_eq!(pieces.iter().map(|piece| piece.group).collect::<Vec<_>>(), [0, 1], "what did not happen is not drawn");
    assert!((pieces[1].from - 0.1).abs() < 1e-9 && (pieces[1].share - 0.3).abs() < 1e-9, "{pieces:?}");

    dorthe.goes(Route::Leader(LeaderPlace::Report));
    assert_eq!(dorthe.model.chrome().unwrap().back, Some(Route::Leader(LeaderPlace::Overview)));
    let report: ReportPage = dorthe.model.report().unwrap();
    assert!(report.hides);
    assert_eq!((report.rows.len(), report.rows[12].month), (13, None));
    assert_eq!(report.rows[10].cells[0], None, "two calls");
    let hidden = report.rows.iter().flat_map(|row| row.cells).filter(Option::is_none).count();
    assert!(hidden > 1, "one alone would follow from the totals");

    let head = ["Måned", "Hverdag; nat", "Weekend", "Ferie", "I alt"].map(str::to_owned);
    let name = |month: Option<chrono::NaiveDate>| month.map_or("I alt".to_owned(), |month| month.to_string());
    let csv = report.csv(&head, name, "skjult");
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!((lines.len(), lines[14]), (15, ""), "a head, twelve months, a total");
    assert_eq!(lines[0], "Måned;\"Hverdag; nat\";Weekend;Ferie;I alt");
    assert_eq!(lines[1].split(';').count(), 5);
    assert!(lines[11].starts_with("2026-03-01;skjult;"), "{}", lines[11]);
    assert_eq!(csv.matches("skjult").count(), hidden);
}

#[test]
fn without_a_network_the_last_answer_stands_and_nothing_of_it_is_kept() {
    let office = Office::new();
    let mut dorthe = office.dorthe();
    assert_eq!(deadlines(&dorthe).not_filed, 3);
    dorthe.goes_offline();
    dorthe.does(Intent::AskOverview);
    let today = deadlines(&dorthe);
    assert_eq!((today.state, today.not_tried.len()), (AnswerState::Offline, 1), "what was read stands");
    assert!(today.told.is_some());
    dorthe.crash_and_unlock(PASSWORD);
    let today = deadlines(&dorthe);
    assert_eq!((today.state, today.told, today.not_tried.len()), (AnswerState::Offline, None, 0));

    dorthe.online = true;
    let asked = office.server.borrow().overviews;
    dorthe.sync();
    assert_eq!(office.server.borrow().overviews, asked + 1, "with a network it is asked for by itself");
    assert_eq!(deadlines(&dorthe).not_tried.len(), 1);
}

#[test]
fn nobody_else_has_these_pages_and_another_role_sees_nothing_of_the_last_answer() {
    let office = Office::new();
    {
        let mut server = office.server.borrow_mut();
        let unit = server.space(SpaceKind::Municipality);
        server.member(unit, "dorthe", Role::Consultant, false);
    }
    let mut dorthe = office.dorthe();
    if dorthe.model.chrome().unwrap().role != Role::Leader {
        dorthe.does(Intent::Act(Acting { role: Role::Leader, unit: UNIT }));
        dorthe.sync();
    }
    assert_eq!(deadlines(&dorthe).not_filed, 3);
    let asked = office.server.borrow().overviews;
    dorthe.does(Intent::Act(Acting { role: Role::Consultant, unit: UNIT }));
    dorthe.sync();
    assert!(matches!(dorthe.model.today(), Some(Today::Staff(_))));
    dorthe.goes(Route::Leader(LeaderPlace::Overview));
    assert!(dorthe.model.usage().is_none() && dorthe.model.report().is_none());
    assert_eq!(office.server.borrow().overviews, asked, "and it is not asked for");
    dorthe.does(Intent::Act(Acting { role: Role::Leader, unit: UNIT }));
    dorthe.sync();
    assert_eq!(office.server.borrow().overviews, asked + 1, "what was known before is asked for again");
}

#[test]
fn what_nobody_at_work_has_and_what_was_not_tried_again_is_named() {
    let office = Office::new();
    let names = vec!["Mette Holm".to_owned(), "Lars Quist".to_owned()];
    let overview = Overview {
        nobody: vec![Slip { away: names.clone(), ..slip(7, &["Maria Holst"], Slipped::NotTaken, office.mette) }],
        slipped: vec![Slip { tried: true, ..slip(8, &["Nanna Bech"], Slipped::NotTried, office.mette) }],
        over: Vec::new(),
        ..overview(office.mette)
    };
    office.server.borrow_mut().overview = Some(overview);
    let dorthe = office.dorthe();
    let Some(Today::Leader(today)) = dorthe.model.today() else { panic!("a leader's day") };
    assert_eq!((today.nobody.len(), &today.nobody[0].away), (1, &names));
    assert!(today.nobody[0].consultants.iter().all(|one| one.instead.is_none()));
    assert_eq!((today.not_tried.len(), today.not_tried[0].tried), (1, true), "called once, and not again");
}
