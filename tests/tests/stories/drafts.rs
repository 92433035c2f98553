//! What was typed is kept before it is saved, and sent nowhere.

use samspil_tests::app::Readers;
use samspil_tests::town::Town;

const HALF: &str = "Tre nætter i træk vågen kl. 2. Lys i gangen";

#[tokio::test]
async fn a_draft_outlives_the_browsers_sudden_death() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.is_ready_offline().await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(HALF).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.kill().await?;
    town.server.kill().await?;

    let maria = town.open_again("maria").await?;
    maria.unlock().await?;
    maria.sees("Du er i gang med et notat").await?;
    maria.button("Skriv videre").click().await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, HALF);
    maria.field("Hvad skete der?").add(" hjælper lidt.").await?;
    maria.thing_beginning(samspil_tests::page::CHOICES, "Os voksne").click().await?;
    maria.save_note().await?;
    maria.sees("Lys i gangen hjælper lidt.").await?;
    maria.go_to("I dag").await?;
    maria.sees_no("Du er i gang med et notat").await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_draft_of_a_change_is_kept_and_others_never_see_it() -> anyhow::Result<()> {
    const STANDS: &str = "Noah byggede et tårn.";
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write(STANDS, Readers::Adults).await?;
    maria.link("Ret notatet").click().await?;
    maria.field("Hvad skete der?").add(" Det væltede, og han lo.").await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.kill().await?;
    jonas.open_note(STANDS).await?;
    jonas.add_to_note(" Det var højt.").await?;
    jonas.has_sent_all().await?;
    assert!(town.sent_to("jonas")?.search("Det væltede, og han lo.")?.is_empty());

    // A browser that dies within half a minute forgets the session's cookie: that costs a login, and no word.
    let maria = town.open_again("maria").await?;
    maria.unlock().await?;
    maria.sign_in_if_asked().await?;
    maria.open_note(STANDS).await?;
    maria.sees("Det var højt.").await?;
    maria.button("Skriv videre").click().await?;
    maria.save_note().await?;
    for text in ["Det var højt.", "Det væltede, og han lo."] {
        maria.sees(text).await?;
        jonas.sees(text).await?;
    }
    for browser in [maria, jonas] {
        browser.close().await?;
    }
    Ok(())
}
