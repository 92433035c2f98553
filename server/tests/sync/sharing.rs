use chrono::NaiveDate;
use samspil_server::admin;
use samspil_server::sync::NewCard;
use samspil_shared::doc::{BirthMonth, ChildName};
use samspil_shared::domain::{ChangeHash, Kind, ReadId, Role, Timestamp};
use samspil_shared::sync::frame::{Op, OpResult, ReadFact, Reason};

use crate::world::each;

#[tokio::test]
async fn sharing_hands_over_the_text_as_it_stands_and_nothing_that_was_deleted() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let mut mette = world.consultant("Mette", family).await;
        maria.connects().await;
        mette.connects().await;
        let entry = maria.writes("Han var bange. Naboen raabte igen.").await;
        maria.edits(entry, "Han var bange.").await;
        let shared = maria.shares(entry).await;
        mette.settles().await;
        assert_eq!(mette.holds(), [shared].into());
        assert_eq!(mette.text(shared), "Han var bange.");
        assert!(mette.ever_heard("Han var bange.".as_bytes()), "the search finds what is there");
        assert!(!mette.ever_heard("Naboen".as_bytes()) && !mette.ever_heard("raabte".as_bytes()));

        let comment = mette.comments(shared, "Det forstår jeg godt.").await;
        maria.settles().await;
        assert_eq!(maria.text(comment), "Det forstår jeg godt.");
        assert_eq!(maria.docs[&comment].author, mette.person);
    })
    .await;
}

#[tokio::test]
async fn an_opening_is_noted_once_and_only_where_there_was_something_to_open() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let mut mette = world.consultant("Mette", family).await;
        maria.connects().await;
        mette.connects().await;
        let entry = maria.writes("Kun for os.").await;
        let shared = maria.shares(entry).await;
        mette.settles().await;
        let opened = |id: u8, doc| {
            Op::Read(ReadFact {
                id: ReadId::from_bytes([id; 16]),
                doc,
                version: ChangeHash::from_bytes([1; 32]),
                purpose: 1,
                device_time: Timestamp::from_ms(5),
            })
        };
        let (first, _) = mette.stores(opened(1, shared)).await;
        world.wait_ms(1_000);
        let (again, _) = mette.stores(opened(1, shared)).await;
        assert_eq!(first, again);
        let unavailable = OpResult::Never { reason: Reason::Unavailable };
        assert_eq!(
            mette.pushes(vec![opened(2, entry)]).await,
            std::slice::from_ref(&unavailable),
            "she cannot read it"
        );
        assert_eq!(maria.pushes(vec![opened(1, shared)]).await, [unavailable], "somebody else's id");

        // Opened offline, told after it was taken back.
        maria.stores(Op::Withdraw { doc: shared }).await;
        mette.stores(opened(3, shared)).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM reads").await, 2);

        // Opened offline in a window that has closed when it is told: by somebody who still acts so elsewhere.
        let second = maria.shares(entry).await;
        let other = world.family().await;
        world.joins(mette.person, other, Role::Consultant).await;
        let now = world.now();
        admin::end_member(world.store(), mette.person, family.space, Role::Consultant, now, now).await.unwrap();
        world.hub.poll().await.unwrap();
        mette.connects().await;
        assert!(mette.holds().is_empty());
        mette.stores(opened(4, second)).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM reads").await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_card_of_a_placement_comes_from_the_server_itself() {
    each(async |world| {
        let family = world.family().await;
        let card = NewCard {
            space: family.space,
            child: ChildName::new("Noah").unwrap(),
            born: BirthMonth::new(2018, 4).unwrap(),
            starts_on: NaiveDate::from_ymd_opt(2026, 2, 1).unwrap(),
        };
        let card = world.hub.create_card(card).await.unwrap();
        let mut maria = world.foster_parent("Maria", family).await;
        let worker = world.person("Ida").await;
        world.joins(worker, family, Role::InstitutionWorker).await;
        let mut ida = world.phone(worker, Role::InstitutionWorker).await;
        maria.connects().await;
        ida.connects().await;
        for phone in [&maria, &ida] {
            assert_eq!(phone.docs[&card].meta.kind, Kind::PlacementCard);
            assert_eq!(phone.docs[&card].author.as_bytes(), &[0; 16]);
        }
        world.is_sound().await;
    })
    .await;
}
