use samspil_shared::sync::frame::{Op, OpResult, ServerFrame};

use crate::world::each;

#[tokio::test]
async fn a_damaged_document_harms_no_other() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        let mut jonas = world.foster_parent("Jonas", family).await;
        maria.connects().await;
        jonas.connects().await;
        let hurt = maria.writes("Et.").await;
        let sound = maria.writes("To.").await;
        jonas.settles().await;
        let spoiled = world.execute("UPDATE changes SET bytes = tag WHERE seq = (SELECT MIN(seq) FROM changes)").await;
        assert_eq!(spoiled, 1);
        // Another node has none of it in memory.
        let node = world.other_node().await;

        let mut phone = world.phone(maria.person, samspil_shared::domain::Role::FosterParent).await;
        phone.roams_to(&node);
        phone.connects().await;
        assert_eq!(phone.holds(), [sound].into(), "a first sync brings the other");

        jonas.roams_to(&node);
        jonas.connects().await;
        let mut ops: Vec<Op> = jonas.edit(hurt, "Et, rettet.");
        ops.extend(jonas.edit(sound, "To, rettet."));
        let results = jonas.pushes(ops).await;
        assert!(matches!(results[..], [OpResult::Later { .. }, OpResult::Stored { .. }]), "{results:?}");

        let fetch = samspil_shared::sync::frame::Fetch { docs: vec![hurt, sound] };
        jonas.session().frame(samspil_shared::sync::frame::ClientFrame::Fetch(fetch)).unwrap();
        jonas.takes_what_comes().await;
        assert!(
            !jonas.heard.iter().any(|frame| matches!(frame, ServerFrame::Unavailable(_))),
            "a device is never told to let go of what may be the last copy"
        );
        assert!(jonas.holds().contains(&hurt));
        assert_eq!(phone_after(&mut phone).await, "To, rettet.");
    })
    .await;
}

async fn phone_after(phone: &mut crate::world::Phone) -> String {
    phone.settles().await;
    let doc = *phone.holds().first().expect("a document");
    phone.text(doc)
}
