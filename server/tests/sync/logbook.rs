use samspil_shared::domain::{Audience, DocState};

use crate::world::each;

#[tokio::test]
async fn two_phones_write_the_same_entry_apart_and_both_texts_are_in_it() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        let mut mette = world.consultant("Mette", family).await;
        for phone in [&mut maria, &mut jonas, &mut mette] {
            phone.connects().await;
        }
        let entry = maria.writes("Han sov godt.").await;
        jonas.settles().await;
        assert_eq!(jonas.text(entry), "Han sov godt.");

        let by_maria = maria.edit(entry, "Han sov godt. Vi bagte boller.");
        let by_jonas = jonas.edit(entry, "Noah kom hjem. Han sov godt.");
        jonas.must_store(by_jonas).await;
        maria.must_store(by_maria).await;
        maria.settles().await;
        jonas.settles().await;
        assert_eq!(maria.text(entry), "Noah kom hjem. Han sov godt. Vi bagte boller.");
        assert_eq!(maria.text(entry), jonas.text(entry));
        let authors: Vec<_> = jonas.docs[&entry].by.values().copied().collect();
        assert!(authors.contains(&maria.person) && authors.contains(&jonas.person));

        mette.settles().await;
        assert!(mette.holds().is_empty());
        assert!(jonas.ever_heard(entry.as_bytes()), "the same search finds it where it is");
        assert!(!mette.ever_heard(entry.as_bytes()), "nobody learns how much others write in private");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn for_oneself_alone_means_that_nobody_learns_that_it_exists() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        maria.connects().await;
        jonas.connects().await;
        let entry = maria.writes_for("Jeg blev for skrap.", Audience::AUTHOR).await;
        jonas.settles().await;
        assert!(!jonas.ever_heard(entry.as_bytes()) && !jonas.ever_heard("skrap".as_bytes()));

        let mut tablet = world.phone(maria.person, maria.acting.role).await;
        tablet.connects().await;
        assert_eq!(tablet.text(entry), "Jeg blev for skrap.");
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_back_stays_with_the_family_and_whoever_wrote_it() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        let (mut mette, mut lars) = (world.consultant("Mette", family).await, world.consultant("Lars", family).await);
        for phone in [&mut maria, &mut jonas, &mut mette, &mut lars] {
            phone.connects().await;
        }
        let entry = maria.writes("Tre nætter i træk vågen kl. 2.").await;
        let shared = maria.shares(entry).await;
        mette.settles().await;
        lars.settles().await;
        let comment = mette.comments(shared, "Skal vi tale om det?").await;
        lars.settles().await;
        assert_eq!(lars.text(comment), "Skal vi tale om det?");

        jonas.settles().await;
        let (first, _) = jonas.stores(samspil_shared::sync::frame::Op::Withdraw { doc: shared }).await;
        world.wait_ms(5_000);
        let (again, _) = maria.stores(samspil_shared::sync::frame::Op::Withdraw { doc: shared }).await;
        assert_eq!(first, again, "taking back twice is taking back once");

        for phone in [&mut maria, &mut jonas, &mut mette, &mut lars] {
            phone.settles().await;
        }
        assert!(lars.holds().is_empty());
        assert_eq!(mette.holds(), [comment].into(), "she keeps what she wrote");
        assert_eq!(jonas.docs[&shared].state, DocState::Withdrawn);
        assert_eq!(jonas.docs[&comment].state, DocState::Withdrawn);

        // Written while the consultant was out of reach: stored, taken back from its first day.
        let late = {
            let (late, ops) = mette.comment(shared, "Ring gerne.");
            mette.must_store(ops).await;
            late
        };
        for phone in [&mut jonas, &mut lars] {
            phone.settles().await;
        }
        assert_eq!(jonas.docs[&late].state, DocState::Withdrawn);
        assert!(!lars.ever_heard(late.as_bytes()));

        let mut new_phone = world.phone(mette.person, mette.acting.role).await;
        new_phone.connects().await;
        assert_eq!(new_phone.holds(), [comment, late].into());
        world.is_sound().await;
    })
    .await;
}
