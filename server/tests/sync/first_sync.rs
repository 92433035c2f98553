use samspil_shared::domain::{Audience, DocId};
use samspil_shared::sync::frame::{FRAME_MAX, Item, Op, ServerFrame};

use crate::pocket::Pocket;
use crate::world::{Phone, each};

/// Documents in the order in which they came for the first time.
fn order(phone: &Phone) -> Vec<DocId> {
    let mut order = Vec::new();
    for frame in &phone.heard {
        let ServerFrame::Items(items) = frame else { continue };
        for item in &items.items {
            if let Item::New(stored) = item
                && !order.contains(&stored.doc)
            {
                order.push(stored.doc);
            }
        }
    }
    order
}

#[tokio::test]
async fn a_first_sync_comes_newest_first_and_may_break_off() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let filler = "Og så gik vi en tur. ".repeat(60);
        let mut entries = Vec::new();
        let mut ops = Vec::new();
        for n in 0..600 {
            let (entry, created) = maria.entry(&format!("{n} {filler}"), Audience::FAMILY);
            entries.push(entry);
            ops.extend(created);
            if ops.len() >= 100 {
                maria.must_store(std::mem::take(&mut ops)).await;
            }
        }
        maria.must_store(ops).await;

        let mut tablet = world.phone(maria.person, maria.acting.role).await;
        tablet.page_frames = 1;
        tablet.tries_to_connect().await.unwrap();
        tablet.takes_what_comes().await;
        tablet.asks_once().await;
        tablet.leaves();
        assert!((1..600).contains(&tablet.holds().len()), "{}", tablet.holds().len());
        // What is written meanwhile comes as well, and an entry that is not here yet comes whole.
        maria.edits(entries[2], "rettet").await;
        let new = maria.writes("Ny.").await;
        tablet.connects().await;

        entries.reverse();
        let mut seen = order(&tablet);
        seen.retain(|doc| *doc != new && *doc != entries[597]);
        let mut expected = entries.clone();
        expected.retain(|doc| *doc != entries[597]);
        assert_eq!(seen, expected, "newest creation first");
        assert_eq!(tablet.text(entries[597]), "rettet");
        assert_eq!(tablet.text(new), "Ny.");
        assert_eq!(tablet.holds(), maria.holds());

        let pages = tablet.heard.iter().filter_map(|frame| match frame {
            ServerFrame::Items(items) if items.space == family.space && items.more => Some(items.token.is_some()),
            _ => None,
        });
        assert!(pages.clone().count() > 1 && pages.clone().all(|has_token| has_token), "each frame may be the last");

        let progress = tablet.heard.iter().filter_map(|frame| match frame {
            ServerFrame::Items(items) if items.space == family.space => items.progress,
            _ => None,
        });
        let progress: Vec<_> = progress.collect();
        assert!(progress.windows(2).all(|pair| pair[0].done <= pair[1].done), "{progress:?}");
        assert!(progress.iter().all(|progress| progress.done <= progress.of + 2), "{progress:?}");
    })
    .await;
}

/// Entries of the next story; the slow tests tell it of many.
fn entries() -> usize {
    std::env::var("SAMSPIL_TEST_FIRST_SYNC").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

#[tokio::test]
async fn a_phone_that_dies_after_every_page_comes_to_the_end_of_its_first_sync() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        // A few pages of long ones, or of many.
        let filler = "Og så gik vi en tur. ".repeat((36_000 / entries()).clamp(20, 120));
        let (mut written, mut ops) = (Vec::new(), Vec::new());
        for n in 0..entries() {
            let (entry, created) = maria.entry(&format!("{n} {filler}"), Audience::FAMILY);
            written.push(entry);
            ops.extend(created);
            if ops.len() >= 50 {
                maria.must_store(std::mem::take(&mut ops)).await;
            }
        }
        maria.must_store(ops).await;

        let phone = world.phone(maria.person, maria.acting.role).await;
        let mut pocket = Pocket::new(phone.person, phone.enrolment, world.unit, world.now());
        let (deaths, came) = pocket.syncs_dying(&world.hub).await;
        // A page is a frame, and most of it is full.
        let pages = entries() * filler.len() / FRAME_MAX;
        assert!((pages.max(2)..=2 * pages + 2).contains(&deaths), "{deaths} deaths, about {pages} pages");
        written.reverse();
        assert!(came == written, "newest first, and each once: {} of {}", came.len(), written.len());
        assert!(written.iter().all(|entry| pocket.held(*entry).is_whole()));
        assert_eq!(pocket.shown().len(), written.len());

        let new = maria.writes("Ny.").await;
        pocket.syncs(&world.hub).await;
        assert_eq!(pocket.text(new), "Ny.", "it goes on as any other");
    })
    .await;
}

#[tokio::test]
async fn a_large_document_comes_in_parts() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        maria.connects().await;
        jonas.connects().await;
        let entry = maria.writes("").await;
        let mut text = String::new();
        for n in 0..8_u32 {
            // Written anew each time: what was deleted stays in the document.
            text = (0..45_000_u32).map(|at| char::from(b'a' + ((at * at + at * n) % 23) as u8)).collect();
            let ops: Vec<Op> = maria.edit(entry, &text);
            maria.must_store(ops).await;
        }
        assert!(world.count("SELECT MAX(bytes) FROM documents").await > 300_000, "larger than a frame");
        let mut tablet = world.phone(maria.person, maria.acting.role).await;
        tablet.connects().await;
        assert_eq!(tablet.text(entry), text);
        let parts = tablet.heard.iter().filter_map(|frame| match frame {
            ServerFrame::Items(items) => items.items.iter().find_map(|item| match item {
                Item::New(stored) => Some(stored.of),
                _ => None,
            }),
            _ => None,
        });
        assert!(parts.max() > Some(1));
        jonas.settles().await;
        assert_eq!(jonas.text(entry), text, "as it came, change by change");
    })
    .await;
}
