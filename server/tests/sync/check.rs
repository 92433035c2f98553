use crate::world::each;

/// Words that stand nowhere in our code.
const CANARY: &str = "kvidrefugl fyrretræsvej";

#[tokio::test]
async fn every_tampering_is_found() {
    each(async |world| {
        let family = world.family().await;
        let mut maria = world.foster_parent("Maria", family).await;
        maria.connects().await;
        let entry = maria.writes("Et.").await;
        maria.edits(entry, "Et to.").await;
        let shared = maria.shares(entry).await;
        maria.stores(samspil_shared::sync::frame::Op::Withdraw { doc: shared }).await;
        world.is_sound().await;
        let tamperings = [
            (
                "UPDATE changes SET received_at = received_at + 1 WHERE seq = 3",
                "UPDATE changes SET received_at = received_at - 1 WHERE seq = 3",
            ),
            (
                "UPDATE changes SET late = 0, by_user = tag WHERE seq = 3",
                "UPDATE changes SET by_user = (SELECT author_id FROM documents WHERE created_seq = 1) WHERE seq = 3",
            ),
            (
                "UPDATE documents SET change_count = change_count + 1",
                "UPDATE documents SET change_count = change_count - 1",
            ),
            (
                "UPDATE documents SET audience_bits = 66 WHERE created_seq = 1",
                "UPDATE documents SET audience_bits = 2 WHERE created_seq = 1",
            ),
            (
                "UPDATE documents SET state = 1 WHERE state = 2",
                "UPDATE documents SET state = 2 WHERE state_seq IS NOT NULL",
            ),
            ("UPDATE documents SET last_seq = last_seq + 1", "UPDATE documents SET last_seq = last_seq - 1"),
            ("UPDATE spaces SET head = head + 1 WHERE head > 0", "UPDATE spaces SET head = head - 1 WHERE head > 0"),
            ("UPDATE log SET at = at + 1 WHERE seq = 2", "UPDATE log SET at = at - 1 WHERE seq = 2"),
            ("UPDATE log SET seq = 90 WHERE seq = 6", "UPDATE log SET seq = 6 WHERE seq = 90"),
        ];
        for (tamper, mend) in tamperings {
            assert!(world.execute(tamper).await > 0, "{tamper}");
            let checked = world.store().check().await.unwrap();
            assert!(!checked.faults.is_empty(), "{tamper}");
            assert!(world.execute(mend).await > 0, "{mend}");
            world.is_sound().await;
        }
        assert!(
            world.execute("UPDATE changes SET bytes = (SELECT bytes FROM changes WHERE seq = 3) WHERE seq = 2").await
                > 0
        );
        let checked = world.store().check().await.unwrap();
        assert!(checked.faults.iter().any(|fault| fault.contains("do not open")), "{:?}", checked.faults);
    })
    .await;
}

#[tokio::test]
async fn no_word_that_was_written_stands_in_the_files() {
    let world = crate::world::World::on(crate::database::Database::sqlite()).await;
    let family = world.family().await;
    let mut maria = world.foster_parent(CANARY, family).await;
    maria.connects().await;
    let entry = maria.writes(CANARY).await;
    maria.shares(entry).await;
    assert!(maria.ever_heard(CANARY.as_bytes()), "the search finds it where it is");
    let mut searched = 0;
    for file in std::fs::read_dir(world.database.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        searched += bytes.len();
        for needle in [CANARY, "kvidrefugl", "fyrretræ"] {
            let utf16: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for needle in [needle.as_bytes(), &utf16] {
                assert!(!bytes.windows(needle.len()).any(|window| window == needle));
            }
        }
    }
    assert!(searched > 10_000, "there were files to search");
}
