//! A call from the common list once it is tied to a family: what its officer adds goes along, and it is tied once.

use samspil_server::admin;
use samspil_shared::doc::What;
use samspil_shared::doc::call_note::Call;
use samspil_shared::domain::call::{follow_up_of, tied_to};
use samspil_shared::domain::duty::ADD_MS;
use samspil_shared::domain::{DocId, FamilyId, Kind, Role, SpaceId, SpaceKind};
use samspil_shared::sync::frame::{Op, OpResult, Reason};

use crate::duty::{Town, is_stored};
use crate::world::{HOUR, Phone, World, each};

/// Mette and Lars are consultants of the unit; a loose call lies on their list.
async fn with_loose_call(world: &World, town: &mut Town) -> (Phone, Phone, DocId) {
    let whole = world.store().space_of(SpaceKind::Municipality, world.unit.as_bytes()).await;
    let whole = whole.expect("the database").expect("a space");
    let lars = world.person("Lars Quist").await;
    for consultant in [town.mette.person, lars] {
        let of_unit = world.membership(consultant, whole, Role::Consultant, None);
        admin::add_member(world.store(), &of_unit, world.now()).await.expect("a membership");
    }
    let mut yusuf = town.on_duty(world).await;
    let list = yusuf.space(SpaceKind::Duty);
    let (loose, ops) = yusuf.registers(list, &town.call(world), None);
    assert!(is_stored(&yusuf.pushes(ops).await));
    let mut lars = world.phone(lars, Role::Consultant).await;
    town.mette.connects().await;
    lars.connects().await;
    (yusuf, lars, loose)
}

/// The operations that tie a call to a family, with the note that it becomes.
fn ties(phone: &mut Phone, loose: DocId, family: FamilyId, space: SpaceId, call: &Call) -> (DocId, Vec<Op>) {
    let note = tied_to(loose, family);
    let tied = phone.says(follow_up_of(loose), &What::Tied { to: note });
    let mut ops = phone.registers_as(note, Kind::CallNote, space, call, None);
    ops.extend([tied, Op::Withdraw { doc: loose }]);
    (note, ops)
}

#[tokio::test]
async fn what_the_officer_adds_reaches_whoever_follows_up_the_tied_call() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let (mut yusuf, _, loose) = with_loose_call(&world, &mut town).await;
        let copy = Call { copy: Some((loose, yusuf.person)), ..town.call(&world) };
        // Added before the tie, and stored after it: Mette's device never had it.
        let before = yusuf.adds(loose, Kind::LooseCall, "Hun hedder Lis.");
        let (note, ops) = ties(&mut town.mette, loose, town.family.id, town.contact, &copy);
        assert!(is_stored(&town.mette.pushes(ops).await));
        assert!(is_stored(&yusuf.pushes(vec![before.clone()]).await), "who took the call adds to it all the same");
        assert!(is_stored(&yusuf.pushes(vec![before]).await), "sent twice it is one");
        town.mette.settles().await;
        assert_eq!(town.mette.added(note), ["Hun hedder Lis."]);

        // The shift is over, and the call tied: for 72 hours there is more to say.
        world.wait_ms(11 * HOUR);
        yusuf.connects().await;
        assert!(yusuf.holds().contains(&loose) && !yusuf.spaces.contains_key(&town.contact), "no family is shown");
        let later = yusuf.adds(loose, Kind::LooseCall, "Hun ringede igen.");
        assert!(is_stored(&yusuf.pushes(vec![later]).await));
        town.mette.connects().await;
        assert_eq!(town.mette.added(note), ["Hun hedder Lis.", "Hun ringede igen."]);
        assert!(!town.mette.holds().contains(&loose), "of the loose call nothing comes back");
        assert_eq!(world.hub.carry_all_added(world.now().plus_ms(-ADD_MS)).await.unwrap(), 0, "it is there once");
        world.wait_ms(ADD_MS);
        yusuf.connects().await;
        assert!(yusuf.holds().is_empty());
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_added_before_is_carried_when_the_call_is_tied() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let (mut yusuf, _, loose) = with_loose_call(&world, &mut town).await;
        town.mette.leaves();
        let copy = Call { copy: Some((loose, yusuf.person)), ..town.call(&world) };
        let (note, ops) = ties(&mut town.mette, loose, town.family.id, town.contact, &copy);
        let added = yusuf.adds(loose, Kind::LooseCall, "Hun hedder Lis.");
        assert!(is_stored(&yusuf.pushes(vec![added]).await));
        town.mette.connects().await;
        assert!(is_stored(&town.mette.pushes(ops).await));
        town.mette.settles().await;
        assert_eq!(town.mette.added(note), ["Hun hedder Lis."]);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_who_tie_one_call_to_two_families_make_one_follow_up() {
    each(async |world| {
        let mut town = Town::of(&world).await;
        let (yusuf, mut lars, loose) = with_loose_call(&world, &mut town).await;
        let other = world.family().await;
        let contact = world.contact(other).await;
        world.joins_contact(lars.person, other, Role::Consultant).await;
        lars.connects().await;
        lars.leaves();
        let copy = Call { copy: Some((loose, yusuf.person)), ..town.call(&world) };
        let (_, first) = ties(&mut town.mette, loose, town.family.id, town.contact, &copy);
        let (note, second) = ties(&mut lars, loose, other.id, contact, &copy);
        assert!(is_stored(&town.mette.pushes(first).await));
        lars.connects().await;
        let results = lars.pushes(second).await;
        assert_eq!(results[0], OpResult::Never { reason: Reason::NotCreatable }, "it is another family's: {results:?}");
        assert!(results[..3].iter().all(|result| matches!(result, OpResult::Never { .. })), "{results:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM follow_ups WHERE closed_at IS NULL").await, 1, "one follow-up");
        assert_eq!(world.count("SELECT COUNT(*) FROM quarantine").await, 0, "nobody is asked to take a second one in");
        let tied = world.hub.tied_call(loose).await.unwrap().expect("it is tied");
        assert_eq!(
            (tied.by, tied.space),
            (town.mette.person, town.contact),
            "whoever was second is told who was first"
        );
        assert_eq!(world.hub.tied_call(note).await.unwrap(), None, "only a call of the common list is");
        lars.connects().await;
        assert!(!lars.spaces.contains_key(&town.contact));
        world.is_sound().await;
    })
    .await;
}
