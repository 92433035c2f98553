use samspil_shared::domain::Audience;
use samspil_shared::sync::frame::{Op, OpResult, Reason};

use crate::world::each;

#[tokio::test]
async fn an_operation_that_is_repeated_gets_its_first_answer() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let (entry, mut ops) = maria.entry("Godnat.", Audience::FAMILY);
        ops.extend(maria.edit(entry, "Godnat, Noah."));
        assert_eq!(ops.len(), 2, "a creation and a change");
        let first = maria.pushes(ops.clone()).await;
        assert!(first.iter().all(|result| matches!(result, OpResult::Stored { .. })), "{first:?}");
        world.wait_ms(60_000);
        assert_eq!(maria.pushes(ops.clone()).await, first);

        // Also when the right to it is gone: it was stored before.
        world.execute("UPDATE memberships SET valid_until = valid_from + 1 WHERE role = 2").await;
        world.execute("UPDATE server_state SET version = version + 1").await;
        maria.connects().await;
        let change = vec![ops[1].clone()];
        assert_eq!(maria.pushes(change).await, [first[1].clone()]);
        assert_eq!(world.count("SELECT COUNT(*) FROM changes").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_used_id_tells_nothing() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        maria.connects().await;
        jonas.connects().await;
        let secret = maria.writes_for("Kun mig.", Audience::AUTHOR).await;
        let (_, ops) = jonas.entry("Noget andet.", Audience::FAMILY);
        let Some(Op::Create(mut new)) = ops.into_iter().next() else { panic!("a creation") };
        new.doc = secret;
        let unavailable = OpResult::Never { reason: Reason::Unavailable };
        assert_eq!(jonas.pushes(vec![Op::Create(new)]).await, [unavailable]);
    })
    .await;
}

#[tokio::test]
async fn twenty_phones_of_one_family_lose_nothing() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Dag 1.").await;
        let mut phones = Vec::new();
        for _ in 0..20 {
            let mut phone = world.phone(maria.person, maria.acting.role).await;
            phone.connects().await;
            phones.push(phone);
        }
        // All at once, on the same entry and beside it.
        let writing = phones.into_iter().enumerate().map(|(n, mut phone)| {
            tokio::spawn(async move {
                let mut ops = phone.edit(entry, &format!("{} og {n}.", phone.text(entry)));
                let (own, created) = phone.entry(&format!("Nr. {n}."), Audience::FAMILY);
                ops.extend(created);
                phone.must_store(ops).await;
                (phone, own, n)
            })
        });
        let writing: Vec<_> = writing.collect();
        for task in writing {
            let (_, own, n) = task.await.expect("a push that ends");
            maria.settles().await;
            assert_eq!(maria.text(own), format!("Nr. {n}."));
            assert!(maria.text(entry).contains(&format!(" og {n}.")), "{}", maria.text(entry));
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM changes").await, 41);
        world.is_sound().await;
    })
    .await;
}
