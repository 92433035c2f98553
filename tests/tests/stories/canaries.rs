//! Whoever finds a phone, or a copy of the server's disk, reads nothing.

use std::fs;

use samspil_tests::app::Readers;
use samspil_tests::canary;
use samspil_tests::town::Town;

/// Sentences that stand nowhere else in the world.
fn sentences() -> Vec<String> {
    (1..=50).map(|n| format!("Kanariefugl nummer {n} synger i kælderen bag det {}. skab.", n * 7919 % 1000)).collect()
}

#[tokio::test]
async fn fifty_sentences_are_nowhere_on_the_disks() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let sentences = sentences();
    let maria = town.phone("maria").await?;
    let mette = town.laptop("mette").await?;
    let part = |from: usize, to: usize| sentences[from..to].join(" ");
    maria.write(&part(0, 10), Readers::Adults).await?;
    maria.write(&part(10, 15), Readers::Me).await?;
    maria.write(&part(15, 20), Readers::Adults).await?;
    maria.rewrite_note(&part(20, 25)).await?;
    maria.share_with_consultant("Vil gerne tale om det", "Del med konsulenten").await?;
    mette.open_card(&sentences[20]).await?;
    mette.comment(&part(25, 30)).await?;
    maria.sees(&sentences[29]).await?;
    // What waits is on the disk as well, and so are drafts: one left open, one sent on, one thrown away.
    town.server.kill().await?;
    maria.write(&part(30, 35), Readers::Adults).await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(&part(35, 40)).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.button("Slet kladden").click().await?;
    maria.button("Ja, slet den").click().await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(&part(40, 45)).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    mette.field("Skriv en kommentar").fill(&part(45, 50)).await?;
    mette.sees("Kladde gemt på computeren").await?;

    // One browser dies, the other is closed in order: a clean end writes other files than a sudden one.
    maria.kill().await?;
    mette.close().await?;
    let browsers = canary::search(town.browsers.profiles(), &sentences)?;
    assert_eq!(browsers.hits, [], "in a browser's profile");
    let server = canary::search(&town.server.folder(), &sentences)?;
    assert_eq!(server.hits, [], "in the server's folder");
    assert!(browsers.files > 50 && server.bytes > 100_000, "{browsers:?}, {server:?}");

    // The search is not blind: the same sentences as files, one beside each.
    fs::write(town.browsers.profile("maria").join("control"), &sentences[33])?;
    fs::write(town.server.folder().join("control"), &sentences[3])?;
    assert_eq!(canary::search(town.browsers.profiles(), &sentences)?.hits.len(), 1);
    assert_eq!(canary::search(&town.server.folder(), &sentences)?.hits.len(), 1);

    // Nor was it for want of anything written: all of it is there for its owners.
    let maria = town.open_again("maria").await?;
    maria.unlock().await?;
    maria.sees("Du er i gang med et notat").await?;
    for n in [0, 10, 20, 30] {
        maria.open_note(&sentences[n]).await?;
    }
    maria.close().await
}
