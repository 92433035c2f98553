//! Each is told once, on however many nodes, and what is damaged of one person's keeps nobody else from being told.

use samspil_server::notices::{Mail, Notices, Ways};
use samspil_shared::api::NoticeLanguage;

use crate::notices::{DAY, LINK, MINUTE, Town, wants_mail};
use crate::sinks::Relay;
use crate::world::{World, each};

/// More than are told in one go.
const READERS: usize = 12;
/// Twelve mails take longer than a node keeps what it took, ten do not.
const SLOW_MS: i64 = 55_000;

/// So many more adults of the family who want mail; their addresses.
async fn readers(world: &World, town: &Town) -> Vec<String> {
    let mut addresses = Vec::new();
    for n in 10..10 + READERS {
        let reader = world.foster_parent(&format!("Voksen {n}"), town.family).await;
        let address = format!("voksen{n}@bak.example");
        wants_mail(&town.notices, reader.person, &address, NoticeLanguage::Da).await;
        addresses.push(format!("<{address}>"));
    }
    addresses
}

/// Another node with a relay of its own.
async fn other_node(world: &World) -> (Notices, Relay) {
    let (hub, relay) = (world.other_node().await, Relay::opens().await);
    let mail = Mail::new(&relay.url(), "samspil@klitmark.example", 7).expect("a relay");
    (Notices::new(hub, Ways { mail: Some(mail), push: None }, LINK.to_owned()), relay)
}

/// Whom these relays took mail for.
fn told(relays: &[&Relay]) -> Vec<String> {
    let mut to: Vec<String> = relays.iter().flat_map(|relay| relay.mails()).map(|mail| mail.to).collect();
    to.sort();
    to
}

#[tokio::test]
async fn a_relay_that_is_slow_with_each_of_many_mails_takes_each_once() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let addresses = readers(&world, &town).await;
        let (other, elsewhere) = other_node(&world).await;
        town.shares(&world).await;
        world.wait_ms(DAY);
        town.relay.waits();
        let slowly = async {
            for n in 0..READERS {
                let meanwhile = async {
                    world.wait_ms(SLOW_MS);
                    // By now it is longer ago that the first node began than it keeps what it takes in one go.
                    if n >= 10 {
                        Box::pin(other.tick()).await.expect("a look");
                    }
                };
                town.relay.takes_one_after(meanwhile).await;
            }
        };
        let (looked, ()) = tokio::join!(Box::pin(town.notices.tick()), slowly);
        looked.expect("a look");
        assert_eq!(told(&[&town.relay, &elsewhere]), addresses);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_outbox").await, 0);
    })
    .await;
}

#[tokio::test]
async fn two_nodes_that_look_at_once_tell_everybody_once() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let addresses = readers(&world, &town).await;
        let (other, elsewhere) = other_node(&world).await;
        for _ in 0..3 {
            town.shares(&world).await;
            world.wait_ms(DAY);
            // All of it is decided and lies ready, so that both go for it at the same moment.
            town.relay.refuses(true);
            town.tick().await;
            town.relay.refuses(false);
            world.wait_ms(2 * MINUTE);
            let before = told(&[&town.relay, &elsewhere]).len();
            let (one, two) = tokio::join!(town.notices.tick(), other.tick());
            one.and(two).expect("two looks");
            assert_eq!(told(&[&town.relay, &elsewhere]).len(), before + READERS);
        }
        let mut all: Vec<String> = addresses.iter().flat_map(|address| vec![address.clone(); 3]).collect();
        all.sort();
        assert_eq!(told(&[&town.relay, &elsewhere]), all);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_does_not_open_keeps_nobody_else_from_being_told() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let addresses = readers(&world, &town).await;
        town.shares(&world).await;
        world.wait_ms(DAY);
        // Whoever would be told first.
        let first = "UPDATE notices SET address = key_id WHERE user_id = (SELECT user_id FROM notices ORDER BY user_id LIMIT 1)";
        assert_eq!(world.execute(first).await, 1);
        town.tick().await;
        let to = told(&[&town.relay]);
        assert_eq!(to.len(), READERS - 1, "all but one, whose address nobody can read: {to:?}");
        assert!(to.iter().all(|address| addresses.contains(address)));
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_outbox").await, 0, "it is not asked for again and again");
    })
    .await;
}

#[tokio::test]
async fn a_subscription_that_does_not_open_keeps_nobody_else_from_being_told() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let jonas = world.foster_parent("Jonas Bak", town.family).await;
        town.subscribes(&world, &town.mette, "/mette").await;
        town.subscribes(&world, &jonas, "/jonas").await;
        let first = "UPDATE push_subscriptions SET subscription = key_id \
             WHERE user_id = (SELECT user_id FROM push_subscriptions ORDER BY user_id LIMIT 1)";
        assert_eq!(world.execute(first).await, 1);
        town.shares(&world).await;
        town.tick().await;
        assert_eq!(town.service.took().len(), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM notice_outbox").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_document_that_is_damaged_keeps_only_its_own_readers_from_being_told() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let elsewhere = world.family().await;
        let mut sam = world.foster_parent("Sam Lund", elsewhere).await;
        let sofie = world.foster_parent("Sofie Lund", elsewhere).await;
        for (person, address) in [(sofie.person, "sofie@lund.example"), (town.mette.person, "mette@holm.example")] {
            wants_mail(&town.notices, person, address, NoticeLanguage::Da).await;
        }
        town.subscribes(&world, &sofie, "/sofie").await;
        town.subscribes(&world, &town.mette, "/mette").await;
        world.wait_ms(1);
        sam.connects().await;
        sam.writes("Et.").await;
        sam.leaves();
        assert_eq!(world.execute("UPDATE documents SET kind = 200").await, 1);
        town.shares(&world).await;
        world.wait_ms(DAY);
        town.tick().await;
        assert_eq!(told(&[&town.relay]), ["<mette@holm.example>"]);
        assert_eq!(town.service.took().len(), 1);
    })
    .await;
}
