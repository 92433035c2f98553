//! A computer that officers share: tonight's cards lie there, sealed, for who comes next.

use samspil_client::app::duty::{CallIntent, DutyIntent};
use samspil_client::app::export::{ExportIntent, Taken};
use samspil_client::app::intent::Intent;
use samspil_client::app::msg::Msg;
use samspil_client::app::route::{DutyPlace, Route};
use samspil_client::app::station::StationIntent;
use samspil_client::app::view::admin::AdminDeed;
use samspil_client::app::view::station::Ready;
use samspil_shared::api::station::Readiness;
use samspil_shared::domain::{DocId, Kind};

use crate::support::{Family, Night, PASSWORD, Phone, at};

/// Of `Night`.
const ON: &str = "2026-04-01T19:00:00";
const OFF: &str = "2026-04-02T07:30:00";

fn families(pc: &mut Phone) -> usize {
    pc.does(Intent::Duty(DutyIntent::Find("0000".into())));
    pc.model.shift().unwrap().found.hits.len()
}

fn comes(pc: &mut Phone, local: &str) {
    opens(pc, local);
    pc.happens(Msg::Lead(true));
}

/// A tab that does not lead.
fn opens(pc: &mut Phone, local: &str) {
    pc.now = at(local);
    pc.crash_and_unlock(PASSWORD);
}

/// What one of them wrote lies there for the other.
fn hears_of(tab: &mut Phone, other: &Phone) {
    tab.device = other.device.clone();
    tab.happens(Msg::OthersWrote(tab.device.log.last().unwrap().0));
}

#[test]
fn who_comes_to_a_pc_without_a_network_finds_tonights_cards_and_registers_a_call() {
    let night = Night::new();
    let mut pc = night.pc_a_week_before();
    pc.now = at("2026-04-01T00:30:00");
    let packet = night.packet(&pc, ON, OFF);
    assert!(!packet.windows(5).any(|five| five == b"Maria"));
    pc.device.packet = Some(packet);

    comes(&mut pc, "2026-04-01T06:59:00");
    assert_eq!(families(&mut pc), 0, "not before the window");
    assert!(pc.device.packet.is_some() && !pc.model.station_face().unwrap().unreadable);

    comes(&mut pc, "2026-04-01T22:50:00");
    assert_eq!(families(&mut pc), 2);
    assert_eq!(pc.model.lease_over(Route::Duty(DutyPlace::Shift)), None);
    assert_eq!(pc.device.packet, None, "it is in the log");
    pc.takes_call(night.holst);
    pc.calls(CallIntent::Save);
    assert_eq!(pc.made()[0].1.kind, Kind::CallNote);
    pc.crash();
    assert!(pc.device.boxes.len() > 1, "its follow-up lies there as well");
    let here = pc.model.unsent_here();
    assert_eq!((here.calls, here.things), (1, 0), "the lock screen says a call");
    comes(&mut pc, "2026-04-02T02:00:00");
    assert_eq!(families(&mut pc), 2, "after another unlock, too");

    comes(&mut pc, "2026-04-02T09:31:00");
    assert_eq!(families(&mut pc), 0, "two hours after the shift they are gone, without a network");
    pc.sync();
    assert_eq!(night.server.borrow().of_kind(Kind::CallNote).len(), 1, "and the call arrives");
}

#[test]
fn of_two_tabs_the_one_that_leads_opens_it_and_the_other_reads_it_in_the_log() {
    let night = Night::new();
    let mut first = night.pc_a_week_before();
    first.now = at("2026-04-01T00:30:00");
    first.device.packet = Some(night.packet(&first, ON, OFF));
    let mut second = night.pc_a_week_before();
    second.device = first.device.clone();

    for tab in [&mut first, &mut second] {
        opens(tab, "2026-04-01T22:50:00");
        assert_eq!(families(tab), 0);
        assert!(tab.device.packet.is_some(), "a tab that does not lead leaves it alone");
    }
    first.happens(Msg::Lead(true));
    assert_eq!((families(&mut first), &first.device.packet), (2, &None));
    let taken = first.device.log.len();
    hears_of(&mut second, &first);
    assert_eq!(families(&mut second), 2, "through the log that they share");

    // The first tab is closed: the second finds nothing left to open.
    second.happens(Msg::Lead(true));
    assert_eq!((families(&mut second), second.device.log.len()), (2, taken));
    assert!(!second.model.station_face().unwrap().unreadable);
}

#[test]
fn a_tab_that_leads_no_longer_leaves_it_to_the_next_who_reads_on_first() {
    let night = Night::new();
    let mut first = night.pc_a_week_before();
    first.now = at("2026-04-01T00:30:00");
    let packet = night.packet(&first, ON, OFF);
    first.device.packet = Some(packet.clone());
    let mut second = night.pc_a_week_before();
    second.device = first.device.clone();
    for tab in [&mut first, &mut second] {
        opens(tab, "2026-04-01T22:50:00");
    }
    // It led, and lost that before its log was read on.
    first.read_fails = true;
    first.happens(Msg::Lead(true));
    first.happens(Msg::Lead(false));
    first.waits(1_000);
    assert!(families(&mut first) == 0 && first.device.packet.is_some());

    first.happens(Msg::Lead(true));
    assert_eq!(families(&mut first), 2);
    // It ended before the packet was thrown away; the next one has not heard of what it wrote.
    second.device = first.device.clone();
    second.device.packet = Some(packet);
    second.happens(Msg::Lead(true));
    assert_eq!((families(&mut second), &second.device.packet), (2, &None));
    assert_eq!(second.model.waiting().unwrap().parked, []);
    second.takes_call(night.holst);
    second.calls(CallIntent::Save);
    second.sync();
    assert_eq!(night.server.borrow().of_kind(Kind::CallNote).len(), 1);
}

#[test]
fn what_is_over_goes_unopened_and_what_is_no_packet_is_told() {
    let night = Night::new();
    let mut pc = night.pc_a_week_before();
    pc.now = at("2026-04-01T00:30:00");
    let packet = night.packet(&pc, ON, OFF);

    pc.device.packet = Some(packet.clone());
    comes(&mut pc, "2026-04-02T09:30:00");
    assert_eq!((families(&mut pc), &pc.device.packet), (0, &None));
    assert!(!pc.model.station_face().unwrap().unreadable);

    let mut broken = packet.clone();
    *broken.last_mut().unwrap() ^= 1;
    for garbage in [broken, b"no packet".to_vec(), Vec::new()] {
        pc.device.packet = Some(garbage);
        comes(&mut pc, "2026-04-01T22:50:00");
        assert_eq!((families(&mut pc), &pc.device.packet), (0, &None));
        assert!(pc.model.station_face().unwrap().unreadable, "the person is told");
    }

    // A device that has met the server since needs none, and is not set back.
    pc.sync();
    let synced = families(&mut pc);
    pc.goes_offline();
    pc.device.packet = Some(packet);
    comes(&mut pc, "2026-04-01T22:55:00");
    assert_eq!((families(&mut pc), &pc.device.packet), (synced, &None));
    assert_eq!(synced, 2);
}

#[test]
fn a_pc_becomes_a_station_tells_who_is_not_ready_and_is_one_no_longer() {
    let night = Night::new();
    let mut sara = night.phone();
    let face = |pc: &Phone| pc.model.station_face().unwrap();
    assert!(!face(&sara).here && face(&sara).officers.is_empty());
    sara.goes_offline();
    sara.does(Intent::Station(StationIntent::Make));
    assert_eq!((face(&sara).deed, sara.device.station), (AdminDeed::Offline, None));

    sara.sync();
    let person = |login: &str| night.server.borrow().person(login).person;
    let next = |login: &str, ready| Readiness {
        person: person(login),
        name: login.into(),
        from: at(ON),
        until: at(OFF),
        ready,
    };
    let begins = |what| Intent::Export(ExportIntent::Begin(what));
    sara.next = vec![next("yusuf", true), next("sara", true), next("mette", false)];
    sara.does(begins(Taken::OwnNotes));
    assert!(sara.model.export_sheet().is_some());
    sara.does(Intent::Station(StationIntent::Make));
    let station = sara.device.station.expect("it is one");
    sara.does(Intent::Export(ExportIntent::Save { password: "en lang adgangskode".into(), words: Box::default() }));
    assert_eq!((sara.locked_files.len(), sara.model.export_sheet()), (0, None), "a sheet from before saves nothing");
    assert!(face(&sara).here && sara.model.is_station());
    let ready: Vec<_> = face(&sara).officers.iter().map(|one| (one.name.clone(), one.ready)).collect();
    let said = [("yusuf", Ready::Yes), ("sara", Ready::Yes), ("mette", Ready::No)];
    assert_eq!(ready, said.map(|(name, ready)| (name.to_owned(), ready)));
    assert_eq!(sara.filled, [vec![person("sara")]], "the own cards come by sync, of others what is sealed to them");

    // The next who signs in asks at once, and is ready by it.
    let asked = sara.filled.len();
    sara.crash_and_unlock(PASSWORD);
    sara.sync();
    assert!(sara.filled.len() > asked && sara.model.is_station());
    assert_eq!(sara.device.station, Some(station));

    // Before anybody unlocks, by the letters that the lock screen has for people, and until the shift is over.
    let now = sara.now;
    sara.does(Intent::Lock);
    sara.start_at(Route::Today, None, true);
    assert_eq!(sara.model.not_ready_here(), ["m"]);
    assert!(!sara.device.not_ready.as_ref().unwrap().contains("mette"));
    assert!(sara.model.poll_timeout().is_some_and(|(due, _)| due <= at(OFF)), "it wakes for that");
    sara.now = at(OFF);
    sara.happens(Msg::Timer);
    assert_eq!(sara.model.not_ready_here(), [""; 0]);
    sara.now = now;
    sara.unlock(PASSWORD);
    assert_eq!(sara.model.not_ready_here(), [""; 0], "inside, *Vagt* says it in full");
    sara.sync();

    // What is taken along is printed.
    assert!(!sara.model.more().unwrap().own_notes);
    sara.does(begins(Taken::OwnNotes));
    sara.does(begins(Taken::Parked(DocId::from_bytes([1; 16]))));
    assert_eq!((sara.model.export_sheet(), sara.locked_files.len(), sara.printed), (None, 0, 1));

    sara.does(Intent::Station(StationIntent::End));
    assert_eq!(sara.device.station, None);
    assert!(!face(&sara).here && face(&sara).officers.is_empty());
    assert_eq!(sara.filled.last(), Some(&Vec::new()), "what lay there for others goes");
    assert_eq!(sara.device.not_ready.as_deref(), Some("[]"));
}

#[test]
fn a_foster_parent_has_nothing_to_do_with_stations() {
    let family = Family::new();
    let mut maria = family.phone("maria");
    assert_eq!(maria.model.station_face(), None);
    maria.does(Intent::Station(StationIntent::Make));
    assert_eq!(maria.device.station, None);
}
