//! Offline is normal: closed, opened, unlocked, read and written without a server.

use samspil_tests::app::Readers;
use samspil_tests::town::Town;

const BEFORE: &str = "Noah tegnede hele huset.";
const DURING: &str = "Han spurgte, om hunden også skal flytte igen.";

#[tokio::test]
async fn a_phone_starts_reads_and_writes_with_the_server_gone() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.write(BEFORE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.is_ready_offline().await?;
    maria.close().await?;
    town.server.kill().await?;

    let maria = town.open_again("maria").await?;
    maria.unlock().await?;
    maria.open_note(BEFORE).await?;
    maria.write(DURING, Readers::Adults).await?;
    maria.sees("1 venter på at blive sendt").await?;
    maria.close().await?;

    let maria = town.open_again("maria").await?;
    maria.unlock().await?;
    maria.open_note(DURING).await?;
    maria.open_note(BEFORE).await?;
    maria.thing_beginning(&["link"], "1 venter").click().await?;
    maria.sees(DURING).await?;
    maria.sees("Vi kan ikke få fat i Samspil lige nu.").await?;

    // Asked for while there is nobody to answer: it does no harm, and the app comes back by itself.
    maria.button("Prøv nu").click().await?;
    town.server.start_again().await?;
    maria.has_sent_all().await?;
    let jonas = town.phone("jonas").await?;
    jonas.open_note(DURING).await?;
    jonas.go_to("Logbog").await?;
    for phone in [&maria, &jonas] {
        phone.go_to("Logbog").await?;
        for text in [BEFORE, DURING] {
            phone.sees(text).await?;
            assert_eq!(phone.cards_with(text).await?, 1, "{text} is there once");
        }
    }
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_opens_nothing_and_a_deep_link_starts_offline() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.write(BEFORE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    let path = maria.path().await?;
    maria.is_ready_offline().await?;
    maria.close().await?;
    town.server.kill().await?;

    let maria = town.browsers.open("maria").await?;
    maria.go(&town.server.url(&path)).await?;
    maria.thing_beginning(samspil_tests::page::FIELDS, "Adgangskode").fill("en helt anden sætning").await?;
    maria.button("Lås op").click().await?;
    maria.sees("Det var ikke den rigtige adgangskode.").await?;
    assert!(!maria.text().await?.contains(BEFORE));
    maria.unlock().await?;
    maria.sees(BEFORE).await?;
    assert_eq!(maria.path().await?, path);
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}
