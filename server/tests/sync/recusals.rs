//! Officers who are kept out of a family's reach at work.

use samspil_server::admin;
use samspil_shared::doc::call_note::Call;
use samspil_shared::sync::frame::OpResult;

use crate::duty::{Town, is_stored, kinds};
use crate::world::{HOUR, each};

/// A leader may say it in the middle of a shift: the night's call is not lost by it, and it is no way in.
#[tokio::test]
async fn a_call_from_before_its_officer_was_kept_out_comes_in() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let mut yusuf = town.on_duty(&world).await;
        let (note, ops) = yusuf.registers(town.contact, &town.call(&world), Some(town.maria));
        yusuf.leaves();
        world.wait_ms(HOUR);
        admin::recuse(world.store(), town.yusuf, town.family.id, world.now()).await.unwrap();
        world.wait_ms(HOUR);
        yusuf.connects().await;
        assert!(!yusuf.spaces.contains_key(&town.contact), "he sees nothing of the family");
        let results = yusuf.pushes(ops).await;
        assert!(is_stored(&results), "{results:?}");
        assert!(!yusuf.holds().contains(&note));
        town.mette.connects().await;
        assert!(town.mette.holds().contains(&note));

        let after = Call { began: world.now(), ended: world.now(), ..town.call(&world) };
        let (_, ops) = yusuf.registers(town.contact, &after, None);
        let results = yusuf.pushes(ops).await;
        assert!(!is_stored(&results), "{results:?}");
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn own_family_is_neither_listed_nor_found() {
    each(async |world| {
        let town = Town::of(&world).await;
        admin::recuse(world.store(), town.yusuf, town.family.id, world.now()).await.unwrap();
        let mut yusuf = town.on_duty(&world).await;
        assert!(!yusuf.spaces.contains_key(&town.contact));
        assert!(kinds(&yusuf).is_empty());
        let (_, ops) = yusuf.registers(town.contact, &town.call(&world), None);
        let results = yusuf.pushes(ops).await;
        assert!(results.iter().all(|result| matches!(result, OpResult::Never { .. })), "{results:?}");
    })
    .await;
}
