//! *Administration*: for whom it is, and what is shown once.

use samspil_client::app::admin::{AdminIntent, Ask, For, LastDay, NewMember, NewPlacement, NoDay, Reply, typed_day};
use samspil_client::app::intent::Intent;
use samspil_client::app::msg::Msg;
use samspil_client::app::route::{AdminPlace, Route};
use samspil_client::app::view::AnswerState;
use samspil_client::app::view::admin::{Account, AdminDeed, Running};
use samspil_shared::api::Device;
use samspil_shared::api::admin::{FindPeople, People, Place, Refusal, RefusedKind};
use samspil_shared::domain::{Acting, EndReason, EnrolmentId, FamilyKind, PersonId, Role};
use samspil_shared::sync::frame::Reason;

use crate::support::{Family, Phone, UNIT, at};

/// The phone of somebody who acts in this role at work.
fn at_work(family: &Family, login: &str, role: Role) -> Phone {
    family.server.borrow_mut().member(family.noah, login, role, false);
    family.phone(login)
}

fn goes(phone: &mut Phone, place: AdminPlace) {
    phone.goes(Route::Admin(place));
}

fn does(phone: &mut Phone, intent: AdminIntent) {
    phone.does(Intent::Admin(intent));
}

fn deed(phone: &Phone) -> AdminDeed {
    phone.model.admin().unwrap().deed
}

#[test]
fn it_is_there_for_whom_it_is_and_for_nobody_else() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    assert!(!maria.model.more().unwrap().sets_up);
    goes(&mut maria, AdminPlace::People);
    assert_eq!(maria.model.admin(), None, "a path that was typed shows nothing");
    assert_eq!(maria.office.deeds, [], "and asks for nothing");
    assert_eq!(maria.model.admin_people(), None);

    let mut mette = family.phone("mette");
    assert!(mette.model.more().unwrap().sets_up);
    goes(&mut mette, AdminPlace::Families);
    assert!(!mette.model.admin().unwrap().all, "own families alone");

    let mut ida = at_work(&family, "ida", Role::Administrator);
    goes(&mut ida, AdminPlace::Menu);
    assert!(ida.model.admin().unwrap().all);
}

#[test]
fn a_new_persons_link_is_shown_once() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    goes(&mut ida, AdminPlace::NewPerson);
    let add = |name: &str| AdminIntent::AddPerson { name: name.into(), role: Role::FosterParent, family: None };
    does(&mut ida, add("  "));
    assert_eq!((deed(&ida), ida.office.deeds.len()), (AdminDeed::Incomplete, 0));
    does(&mut ida, add(&"x".repeat(101)));
    assert_eq!(deed(&ida), AdminDeed::Name, "what the server says is told");
    does(&mut ida, add("Per Mortensen"));
    let per = PersonId::from_bytes([200; 16]);
    assert_eq!(ida.model.route(), Route::Admin(AdminPlace::Person(per)), "their page follows");
    let shown = ida.model.admin_person(per).unwrap();
    let link = shown.link.expect("the link");
    assert_eq!(link.url, "https://samspil.example/#link=1");
    assert!(link.qr.is_some());
    does(&mut ida, AdminIntent::CopyLink);
    assert_eq!(ida.copied, ["https://samspil.example/#link=1"]);
    assert!(!format!("{:?}", ida.model).contains("#link="), "nor told in any log");

    goes(&mut ida, AdminPlace::People);
    goes(&mut ida, AdminPlace::Person(per));
    assert_eq!(ida.model.admin_person(per).unwrap().link, None);
    does(&mut ida, AdminIntent::MakeLink(per));
    assert_eq!(ida.model.admin_person(per).unwrap().link.unwrap().url, "https://samspil.example/#link=2");
    does(&mut ida, AdminIntent::HideLink);
    assert_eq!(ida.model.admin_person(per).unwrap().link, None);
    let drafts = ida.device.drafts.values().any(|bytes| bytes.windows(6).any(|six| six == b"#link="));
    assert!(!drafts, "it is nowhere on the device");
}

#[test]
fn without_a_network_it_says_so_and_nothing_else_breaks() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    let lone = ida.office.someone(50, "Lone", Role::FosterParent, at("2026-01-01T00:00:00"));
    goes(&mut ida, AdminPlace::People);
    ida.goes_offline();
    goes(&mut ida, AdminPlace::Person(lone));
    assert_eq!(ida.model.admin().unwrap().state, AnswerState::Offline);
    assert_eq!(ida.model.admin_person(lone).unwrap().name, "Lone", "what was known stays");
    does(&mut ida, AdminIntent::EndAccount(lone));
    assert_eq!(deed(&ida), AdminDeed::Offline, "nothing is said to have happened");
    goes(&mut ida, AdminPlace::NewFamily);
    assert_eq!(deed(&ida), AdminDeed::Ready);
    ida.goes(Route::Today);
    assert!(ida.model.today().is_some());
    ida.sync();
    goes(&mut ida, AdminPlace::Person(lone));
    assert_eq!(ida.model.admin().unwrap().state, AnswerState::Known);
    does(&mut ida, AdminIntent::EndAccount(lone));
    let shown = ida.model.admin_person(lone).unwrap();
    assert!(matches!(shown.account, Account::Ended(_)));
    assert!(!shown.may_link && !shown.may_end && !shown.may_add_role);
}

#[test]
fn what_cannot_be_done_is_not_offered() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    let me = family.server.borrow().person("ida").person;
    let from = at("2026-01-01T00:00:00");
    let kirsten = ida.office.someone(51, "Kirsten", Role::FosterParent, from);
    ida.office.one(kirsten).elsewhere = true;
    ida.office.someone(me.as_bytes()[0], "Ida Toft", Role::Administrator, from);
    goes(&mut ida, AdminPlace::Person(kirsten));
    let shown = ida.model.admin_person(kirsten).unwrap();
    assert!(!shown.may_link && !shown.may_end && shown.may_add_role);
    assert!(shown.ties[0].may_end, "their part here");
    goes(&mut ida, AdminPlace::Person(me));
    let shown = ida.model.admin_person(me).unwrap();
    assert!(shown.oneself && !shown.may_link && !shown.may_end && !shown.may_add_role && !shown.ties[0].may_end);

    let mut mette = family.phone("mette");
    let per = mette.office.someone(52, "Per", Role::FosterParent, from);
    let lone = mette.office.someone(53, "Lone", Role::FosterParent, from);
    mette.office.one(lone).signed_up = true;
    goes(&mut mette, AdminPlace::Person(per));
    let per = mette.model.admin_person(per).unwrap();
    assert!(per.may_link && !per.may_end && !per.ties[0].may_end);
    goes(&mut mette, AdminPlace::Person(lone));
    assert!(!mette.model.admin_person(lone).unwrap().may_link, "who has a password keeps it");
}

#[test]
fn a_family_its_placement_and_the_days_of_who_takes_part() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    let from = at("2026-01-01T00:00:00");
    let per = ida.office.someone(54, "Per", Role::FosterParent, from);
    ida.office.someone(55, "Mette Holm", Role::Consultant, from);
    goes(&mut ida, AdminPlace::NewFamily);
    let consultants = ida.model.admin_families().unwrap().consultants;
    assert_eq!(consultants, [(PersonId::from_bytes([55; 16]), "Mette Holm".to_owned())]);
    does(&mut ida, AdminIntent::AddFamily(FamilyKind::Network, Some(consultants[0].0)));
    let Route::Admin(AdminPlace::Family(id)) = ida.model.route() else { panic!("{:?}", ida.model.route()) };
    ida.office.joins(id, per, Role::FosterParent, at("2026-04-01T00:00:00"));

    goes(&mut ida, AdminPlace::NewPlacement(id));
    let new = NewPlacement {
        family: id,
        municipality: None,
        starts_on: "2026-04-01".parse().ok(),
        child: String::new(),
        born: "2018-05".into(),
    };
    does(&mut ida, AdminIntent::AddPlacement(new.clone()));
    assert_eq!(deed(&ida), AdminDeed::Incomplete);
    does(&mut ida, AdminIntent::AddPlacement(NewPlacement { child: "Xerxes".into(), ..new }));
    assert_eq!(ida.model.route(), Route::Admin(AdminPlace::Family(id)));
    let shown = ida.model.admin_family(id).unwrap();
    assert_eq!(shown.placements[0].municipality, "Klitmark Kommune");
    assert_eq!((shown.adults, shown.members[0].running), (vec!["Per".to_owned()], Running::Now));
    assert!(!format!("{:?}", ida.model).contains("Xerxes"), "no child's name stays");

    goes(&mut ida, AdminPlace::NewMember(id));
    let member = NewMember {
        person: None,
        place: Place::Family(id),
        role: Role::FosterParent,
        stand_in: false,
        first: "2026-04-08".parse().ok(),
        last: "2026-04-09".parse().ok(),
        sees_all: false,
    };
    does(&mut ida, AdminIntent::AddMember(member));
    assert_eq!(deed(&ida), AdminDeed::Incomplete);
    does(&mut ida, AdminIntent::AddMember(NewMember { person: Some(per), ..member }));
    let Some(Ask::AddMember(asked)) = ida.office.deeds.last() else { panic!("{:?}", ida.office.deeds) };
    assert_eq!((asked.from, asked.until), (at("2026-04-08T00:00:00"), Some(at("2026-04-10T00:00:00"))), "whole days");
    assert_eq!(asked.sees_from, None, "the server knows from when on a new adult sees");
    assert_eq!(ida.model.route(), Route::Admin(AdminPlace::Family(id)));

    let end = |last| AdminIntent::EndMember { person: per, place: Place::Family(id), role: Role::FosterParent, last };
    does(&mut ida, end("2026-04-30".parse().ok()));
    let Some(Ask::EndMember(asked)) = ida.office.deeds.last() else { panic!("{:?}", ida.office.deeds) };
    assert_eq!(asked.until, Some(at("2026-05-01T00:00:00")));
}

#[test]
fn their_devices_and_how_much_was_refused() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    let per = ida.office.someone(56, "Per", Role::FosterParent, at("2026-01-01T00:00:00"));
    let enrolment = EnrolmentId::from_bytes([1; 12]);
    let (created_at, last_seen_at) = (ida.now, ida.now);
    ida.office.devices = vec![Device { enrolment, label: "Safari".into(), created_at, last_seen_at, this: false }];
    ida.office.refusals =
        vec![Refusal { reason: Reason::Grammar, kind: RefusedKind::Change, count: 7, last_at: ida.now }];
    goes(&mut ida, AdminPlace::Person(per));
    assert_eq!(ida.model.admin_person(per).unwrap().devices.len(), 1);
    does(&mut ida, AdminIntent::EndDevice(per, enrolment));
    assert_eq!(ida.model.admin_person(per).unwrap().devices.len(), 0);
    goes(&mut ida, AdminPlace::Refused);
    let lines = ida.model.admin_refused().unwrap();
    assert_eq!((lines[0].count, lines[0].kind), (7, RefusedKind::Change));

    // Acting as something else, none of it is at hand any more.
    family.server.borrow_mut().member(family.noah, "ida", Role::Consultant, false);
    let acting = samspil_shared::domain::Acting { role: Role::Consultant, unit: crate::support::UNIT };
    ida.does(Intent::Act(acting));
    assert_eq!(ida.model.admin_people(), None);
    goes(&mut ida, AdminPlace::Refused);
    assert_eq!(ida.model.admin_refused(), None);
}

#[test]
fn a_deed_whose_answer_got_lost_is_the_same_deed_when_it_is_asked_again() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    goes(&mut ida, AdminPlace::NewFamily);
    let network = AdminIntent::AddFamily(FamilyKind::Network, None);
    ida.goes_offline();
    does(&mut ida, network.clone());
    assert_eq!(deed(&ida), AdminDeed::Offline);
    does(&mut ida, network.clone());
    goes(&mut ida, AdminPlace::Menu);
    goes(&mut ida, AdminPlace::NewFamily);
    ida.online = true;
    does(&mut ida, network.clone());
    assert_eq!(ida.office.keys.len(), 3);
    assert!(ida.office.keys.iter().all(|key| *key == ida.office.keys[0]), "however often: {:?}", ida.office.keys);

    // It was answered: the next family of this kind is another one.
    goes(&mut ida, AdminPlace::NewFamily);
    does(&mut ida, network);
    does(&mut ida, AdminIntent::AddFamily(FamilyKind::General, None));
    let keys = &ida.office.keys[2..];
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2], "{keys:?}");

    // A no is an answer too, and what makes nothing needs no key.
    let add = |name: String| AdminIntent::AddPerson { name, role: Role::FosterParent, family: None };
    does(&mut ida, add("x".repeat(101)));
    does(&mut ida, add("x".repeat(101)));
    let [.., first, second] = &ida.office.keys[..] else { panic!("two more") };
    assert_ne!(first, second);
    let asked = ida.office.keys.len();
    let lone = ida.office.someone(50, "Lone", Role::FosterParent, at("2026-01-01T00:00:00"));
    does(&mut ida, AdminIntent::RenamePerson(lone, "Lone Bak".into()));
    assert_eq!(ida.office.keys.len(), asked);
}

#[test]
fn names_are_corrected_and_last_days_are_set() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    let lone = ida.office.someone(50, "Lnoe", Role::FosterParent, at("2026-01-01T00:00:00"));
    let own = ida.office.family(60, at("2026-02-01T00:00:00"));
    ida.office.joins(own, lone, Role::FosterParent, at("2026-02-01T00:00:00"));
    goes(&mut ida, AdminPlace::Person(lone));
    assert!(ida.model.admin_person(lone).unwrap().may_rename);
    does(&mut ida, AdminIntent::RenamePerson(lone, " ".into()));
    assert_eq!((deed(&ida), ida.office.deeds.len()), (AdminDeed::Incomplete, 0));
    does(&mut ida, AdminIntent::RenamePerson(lone, "Lone".into()));
    assert_eq!(ida.model.admin_person(lone).unwrap().name, "Lone", "the list is asked for anew");

    goes(&mut ida, AdminPlace::Family(own));
    does(&mut ida, AdminIntent::RenameFamily(own, "Klitgården".into()));
    assert_eq!(ida.model.admin_family(own).unwrap().name.as_deref(), Some("Klitgården"));
    does(&mut ida, AdminIntent::RenameFamily(own, String::new()));
    assert_eq!(ida.model.admin_family(own).unwrap().name, None);

    let starts_on = "2026-03-01".parse().ok();
    let child =
        NewPlacement { family: own, municipality: None, starts_on, child: "Freja".into(), born: "2016-03".into() };
    does(&mut ida, AdminIntent::AddPlacement(child));
    let [placement] = &ida.model.admin_family(own).unwrap().placements[..] else { panic!("one placement") };
    let placement = placement.placement;
    let done = ida.office.deeds.len();
    let day = "2026-05-01".parse().ok();
    for end in [LastDay { day: None, reason: Some(EndReason::GrownUp) }, LastDay { day, reason: None }] {
        does(&mut ida, AdminIntent::EndPlacement(placement, end));
        assert_eq!((deed(&ida), ida.office.deeds.len()), (AdminDeed::Incomplete, done));
    }
    does(&mut ida, AdminIntent::EndPlacement(placement, LastDay { day, reason: Some(EndReason::ChildsWish) }));
    let end = ida.model.admin_family(own).unwrap().placements[0].end.unwrap();
    assert_eq!((Some(end.last_day), end.reason), (day, EndReason::ChildsWish));
    does(&mut ida, AdminIntent::EndFamily(own, LastDay { day, reason: Some(EndReason::Decision) }));
    assert_eq!(ida.model.route(), Route::Admin(AdminPlace::Families));
    assert_eq!(ida.model.admin_family(own).unwrap().last_day, day);

    let mut mette = family.phone("mette");
    goes(&mut mette, AdminPlace::Families);
    let theirs = mette.office.family(61, at("2026-02-01T00:00:00"));
    goes(&mut mette, AdminPlace::Family(theirs));
    assert!(!mette.model.admin_family(theirs).unwrap().may_end, "the administrator's alone");
}

#[test]
fn long_lists_come_in_parts_and_are_searched_by_the_server() {
    let family = Family::new();
    let mut ida = at_work(&family, "ida", Role::Administrator);
    let from = at("2026-01-01T00:00:00");
    for n in 0..120 {
        let role = if n % 2 == 0 { Role::Consultant } else { Role::FosterParent };
        ida.office.someone(n, &format!("Person {n:03}"), role, from);
    }
    let listed = |ida: &Phone| {
        let list = ida.model.admin_people().unwrap();
        (list.people.first().map(|one| one.name.clone()), list.people.len(), list.find.more)
    };
    goes(&mut ida, AdminPlace::People);
    assert_eq!(listed(&ida), (Some("Person 000".into()), 50, true));
    does(&mut ida, AdminIntent::More);
    does(&mut ida, AdminIntent::More);
    assert_eq!(listed(&ida), (Some("Person 000".into()), 120, false));
    does(&mut ida, AdminIntent::Find(" Person 11 ".into()));
    assert_eq!(listed(&ida), (Some("Person 110".into()), 10, false));

    // A page of its own changes nothing in the list, and the way back finds what was looked for.
    let far = PersonId::from_bytes([3; 16]);
    goes(&mut ida, AdminPlace::Person(far));
    assert_eq!(ida.model.admin_person(far).unwrap().name, "Person 003");
    goes(&mut ida, AdminPlace::People);
    assert_eq!((listed(&ida).1, ida.model.admin_people().unwrap().find.q), (10, "Person 11".to_owned()));
    does(&mut ida, AdminIntent::Find(String::new()));
    assert_eq!(listed(&ida).1, 50);

    // A part of a list that is no longer looked at is put away.
    let acting = Acting { role: Role::Administrator, unit: UNIT };
    let find = FindPeople { q: "Person 11".into(), skip: 0, ..FindPeople::default() };
    let late = Reply::People(People { people: Vec::new(), more: false });
    ida.happens(Msg::AdminCame(acting, Box::new(Ask::People(find, For::Reading)), Ok(late)));
    assert_eq!(listed(&ida).1, 50);

    goes(&mut ida, AdminPlace::NewFamily);
    let choice = ida.model.admin_families().unwrap();
    assert_eq!((choice.consultants.len(), choice.choice.more), (50, true), "consultants alone");
    does(&mut ida, AdminIntent::Find("Person 118".into()));
    assert_eq!(ida.model.admin_families().unwrap().consultants.len(), 1);

    for n in 130..190 {
        ida.office.family(n, from);
    }
    goes(&mut ida, AdminPlace::Families);
    let families = ida.model.admin_families().unwrap();
    assert_eq!((families.families.len(), families.find.more), (50, true));
    does(&mut ida, AdminIntent::More);
    assert_eq!(ida.model.admin_families().unwrap().families.len(), 60);
}

#[test]
fn a_last_day_that_is_typed_in_part_is_not_left_out() {
    assert_eq!(typed_day(" "), Ok(None));
    assert_eq!(typed_day("2026-11-30"), Ok("2026-11-30".parse().ok()));
    for typed in ["?", "2026-11-31", "31.11"] {
        assert_eq!(typed_day(typed), Err(NoDay), "{typed}: nobody's part ends now by it");
    }
}
