//! Packets: what lay ready on the device goes into the log before anything is asked of the server.

use samspil_shared::domain::{EnrolmentId, Epoch, Timestamp};
use samspil_shared::sync::engine::{Effect, Event, Notice, Unpacked};
use samspil_shared::sync::frame::{Item, Items, Progress, ServerFrame};
use samspil_shared::sync::packet::{Head, Packet, Step};

use crate::desk::{ACTING, Desk, JONAS, MARIA, PLACEMENT};

const HOUR: i64 = 3_600_000;

/// A packet for this device, made at `made`, whose window is the next hour.
fn packet(desk: &Desk, made: Timestamp) -> Packet {
    let enrolment = EnrolmentId::from_bytes([MARIA.as_bytes()[0]; 12]);
    let progress = Some(Progress { done: 0, of: 0 });
    let items = Items { space: PLACEMENT, items: vec![], token: Some(vec![9]), more: false, progress };
    let known = desk.engine.state().view(ACTING).expect("it was welcomed once");
    Packet {
        head: Head::new(MARIA, enrolment, made, desk.now, desk.now.plus_ms(HOUR)),
        acting: ACTING,
        epoch: Epoch::from_bytes([7; 16]),
        spaces: known.spaces().map(|space| space.space.clone()).collect(),
        steps: vec![Step::Items(items)],
    }
}

fn finds(desk: &mut Desk, packet: Packet) {
    desk.happens(Event::Packet(Box::new(packet)));
}

fn became(desk: &Desk) -> Vec<Unpacked> {
    let what = |notice: &Notice| if let Notice::Unpacked(what) = notice { Some(*what) } else { None };
    desk.notices().iter().filter_map(what).collect()
}

#[test]
fn nothing_is_asked_of_the_server_before_the_packet_is_on_the_disk() {
    let mut maria = Desk::offline(MARIA);
    let made = maria.now.plus_ms(1);
    let packet = packet(&maria, made);
    maria.disk_waits();
    finds(&mut maria, packet);
    maria.leads();
    maria.passes_ms(1_000);
    assert!(!maria.effects().contains(&Effect::Connect), "a greeting would say how far it was before");
    assert!(became(&maria).is_empty());
    maria.disk_answers();
    assert_eq!(became(&maria), [Unpacked::Taken]);
    maria.passes_ms(1_000);
    assert!(maria.effects().contains(&Effect::Connect));
    assert_eq!(maria.cursor_in_hello(PLACEMENT), Some(vec![9]));
    assert_eq!(maria.engine.state().last_exchange(), Some(made), "the server said it then");
}

#[test]
fn a_disk_that_says_no_leaves_the_packet_for_another_time() {
    let mut maria = Desk::offline(MARIA);
    let packet = packet(&maria, maria.now.plus_ms(1));
    maria.disk_waits();
    finds(&mut maria, packet.clone());
    maria.disk_refuses();
    assert!(became(&maria).is_empty());
    finds(&mut maria, packet);
    assert_eq!(became(&maria), [Unpacked::Taken]);
}

#[test]
fn a_packet_is_useless_once_the_server_has_said_more_or_is_another_one() {
    let mut maria = Desk::offline(MARIA);
    let good = packet(&maria, maria.now.plus_ms(1));
    finds(&mut maria, Packet { epoch: Epoch::from_bytes([8; 16]), ..good.clone() });
    let elsewhere =
        Head::new(MARIA, EnrolmentId::from_bytes([77; 12]), good.head.made, good.head.from, good.head.until);
    finds(&mut maria, Packet { head: elsewhere, ..good.clone() });
    let old = packet(&maria, maria.now.plus_ms(-HOUR));
    finds(&mut maria, old);
    let mut online = Desk::online(MARIA);
    finds(&mut online, good.clone());
    assert_eq!([became(&maria), became(&online)].concat(), [Unpacked::Useless; 4]);
    assert!(online.engine.status().last_exchange.is_some(), "and the connection stands");
    maria.passes_ms(HOUR);
    finds(&mut maria, good);
    assert_eq!(became(&maria).last(), Some(&Unpacked::Over));
}

#[test]
fn what_came_on_a_connection_that_stayed_open_is_newer_than_a_packet_made_meanwhile() {
    let mut maria = Desk::online(MARIA);
    let doc = maria.writes_entry("Et.");
    maria.server_stores();
    let welcomed = maria.engine.state().last_exchange().expect("it was welcomed");
    // Nothing is said to the server for an hour; then it tells of what Jonas wrote.
    maria.passes_ms(HOUR);
    let theirs = maria.change_by(JONAS, doc, "Et. Jonas.");
    let heard = theirs.received_at;
    let items = vec![Item::Changed(theirs)];
    let rows = Items { space: PLACEMENT, items, token: Some(vec![8]), more: false, progress: None };
    maria.server_says(&ServerFrame::Items(rows));
    assert_eq!(maria.engine.state().last_exchange(), Some(welcomed), "the exchange says nothing of it");
    assert!(heard > welcomed);
    maria.happens(Event::Lead(false));

    // A restart knows it too.
    let mut again = maria.restarted();
    for tab in [&mut maria, &mut again] {
        let before = packet(tab, heard.plus_ms(-1));
        finds(tab, before);
        assert_eq!(became(tab), [Unpacked::Useless], "its cursor would be older than what is here");
        assert_eq!(tab.text(doc), "Et. Jonas.");
        let after = packet(tab, heard);
        finds(tab, after);
        assert_eq!(became(tab), [Unpacked::Useless, Unpacked::Taken]);
    }
}
