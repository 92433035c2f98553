use std::collections::BTreeSet;

use samspil_shared::domain::{Audience, DocId, Epoch};
use samspil_shared::sync::frame::{Item, ServerFrame};

use crate::world::{Phone, each};

/// Items that came with frames after the `from`th, outside of answers to pages.
fn items_since(phone: &Phone, from: usize) -> Vec<&Item> {
    let items = phone.heard[from..].iter().filter_map(|frame| match frame {
        ServerFrame::Items(items) => Some(&items.items),
        _ => None,
    });
    items.flatten().collect()
}

#[tokio::test]
async fn a_phone_that_was_away_gets_what_it_missed_and_nothing_else() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        maria.connects().await;
        jonas.connects().await;
        let mut entries = Vec::new();
        for n in 0..40 {
            entries.push(maria.writes(&format!("Nr. {n}.")).await);
        }
        jonas.settles().await;
        jonas.leaves();
        maria.edits(entries[3], "Nr. 3, rettet.").await;
        let new = maria.writes("Ny.").await;
        maria.writes_for("Kun mig.", Audience::AUTHOR).await;

        let before = jonas.heard.len();
        jonas.connects().await;
        assert_eq!(jonas.text(entries[3]), "Nr. 3, rettet.");
        assert_eq!(jonas.text(new), "Ny.");
        let items = items_since(&jonas, before);
        assert!(matches!(items[..], [Item::Changed(_), Item::New(_)]), "{items:?}");
        assert_eq!(jonas.heard.len() - before, 2, "a welcome, and one frame for all of it");

        // The phone that wrote it has the bytes; it is told that they arrived.
        maria.leaves();
        let before = maria.heard.len();
        maria.tokens.clear();
        maria.connects().await;
        assert_eq!(maria.holds().len(), 42);
        let token_before_the_change = jonas.tokens.clone();
        jonas.edits(entries[5], "Nr. 5, rettet.").await;
        jonas.tokens = token_before_the_change;
        let at = jonas.heard.len();
        jonas.connects().await;
        let own = items_since(&jonas, at);
        assert!(matches!(own[..], [Item::Changed(change)] if change.bytes.is_none()), "{own:?}");
        assert!(maria.heard.len() > before);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_said_of_what_cannot_be_seen() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let mut mette = world.consultant("Mette", family).await;
        maria.connects().await;
        mette.connects().await;
        let heard = mette.heard.len();
        for n in 0..10 {
            maria.writes(&format!("Nr. {n}.")).await;
        }
        mette.settles().await;
        assert_eq!(mette.heard.len(), heard, "not even an empty frame");
        mette.leaves();
        mette.connects().await;
        assert_eq!(mette.heard.len(), heard + 1, "a welcome");
    })
    .await;
}

#[tokio::test]
async fn a_catch_up_that_breaks_off_anywhere_goes_on_where_it_was() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        maria.connects().await;
        jonas.connects().await;
        jonas.leaves();
        let long = "Det var en lang dag. ".repeat(200);
        let mut entries: BTreeSet<DocId> = BTreeSet::new();
        for n in 0..150 {
            let (entry, mut ops) = maria.entry(&format!("{n} {long}"), Audience::FAMILY);
            if n % 3 == 0 {
                ops.extend(maria.edit(entry, &format!("{n} rettet {long}")));
            }
            maria.must_store(ops).await;
            entries.insert(entry);
        }
        // The space's log is longer than what is in memory for a phone that was away: it comes in several goes. Each time
        // the connection breaks after one of them, and somebody writes in between.
        let mut rounds = 0;
        while jonas.holds() != entries {
            jonas.tries_to_connect().await.unwrap();
            jonas.takes_what_comes_once().await;
            jonas.leaves();
            rounds += 1;
            if rounds == 1 {
                let first = *entries.first().unwrap();
                maria.edits(first, &format!("igen {long}")).await;
            }
            assert!(rounds < 60, "it goes forward");
        }
        jonas.connects().await;
        for entry in &entries {
            assert_eq!(jonas.text(*entry), maria.text(*entry));
        }
    })
    .await;
}

#[tokio::test]
async fn a_cursor_is_good_for_one_device_one_role_and_one_history() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        maria.settles().await;
        let mut tablet = world.phone(maria.person, maria.acting.role).await;
        tablet.epoch = maria.epoch;
        tablet.tokens = maria.tokens.clone();
        tablet.connects().await;
        assert_eq!(tablet.text(entry), "Et.", "a foreign cursor is none: everything is named, and comes");

        let mut restored = world.phone(maria.person, maria.acting.role).await;
        restored.connects().await;
        restored.docs.clear();
        restored.epoch = Some(Epoch::from_bytes([9; 16]));
        let before = restored.heard.len();
        restored.tries_to_connect().await.unwrap();
        restored.takes_what_comes().await;
        assert_eq!(restored.heard.len(), before + 1, "cursors of another history say nothing");

        for token in tablet.tokens.values_mut() {
            token[30] ^= 1;
        }
        tablet.docs.clear();
        tablet.connects().await;
        assert_eq!(tablet.text(entry), "Et.");
    })
    .await;
}
