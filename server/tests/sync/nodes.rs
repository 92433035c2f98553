use samspil_server::sync::Poller;

use crate::world::each;

#[tokio::test]
async fn a_node_hears_of_another_by_itself() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        let other = world.other_node().await;
        let _poller = Poller::start(other.clone());
        maria.connects().await;
        jonas.roams_to(&other);
        jonas.connects().await;
        let entry = maria.writes("Et.").await;
        while !jonas.holds().contains(&entry) {
            jonas.session().wake().notified().await;
            jonas.settles().await;
        }
        assert_eq!(jonas.text(entry), "Et.");
    })
    .await;
}

#[tokio::test]
async fn what_one_node_wrote_the_other_tells() {
    each(async |world| {
        let family = world.family().await;
        let (mut maria, mut jonas) =
            (world.foster_parent("Maria", family).await, world.foster_parent("Jonas", family).await);
        let other = world.other_node().await;
        maria.connects().await;
        jonas.roams_to(&other);
        jonas.connects().await;
        let entry = maria.writes("Et.").await;
        other.poll().await.unwrap();
        jonas.settles().await;
        assert_eq!(jonas.text(entry), "Et.");

        // Both nodes write to one space, and both phones have everything.
        let mut beside = Vec::new();
        for n in 0..5 {
            jonas.edits(entry, &format!("{} j{n}", jonas.text(entry))).await;
            beside.push(maria.writes(&format!("m{n}")).await);
            for hub in [&world.hub, &other] {
                hub.poll().await.unwrap();
            }
            maria.settles().await;
            jonas.settles().await;
        }
        assert_eq!(maria.text(entry), "Et. j0 j1 j2 j3 j4");
        assert_eq!(maria.holds(), jonas.holds());

        // A phone may roam.
        maria.roams_to(&other);
        maria.connects().await;
        maria.edits(entry, "Slut.").await;
        jonas.settles().await;
        assert_eq!(jonas.text(entry), "Slut.");
        world.is_sound().await;
    })
    .await;
}
