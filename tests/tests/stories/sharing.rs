//! What is handed over is the text as it stands, to those who are named, for as long as the family likes.

use samspil_tests::app::Readers;
use samspil_tests::town::Town;

const NIGHTS: &str = "Tre nætter i træk vågen kl. 2. Lys i gangen hjælper lidt.";
const ANSWER: &str = "Tak. Jeg ringer til jer i morgen kl. 10.";

#[tokio::test]
async fn the_consultant_reads_what_is_shared_and_the_family_reads_her_comment() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    let mette = town.laptop("mette").await?;
    town.server.kill().await?;
    maria.write(NIGHTS, Readers::Adults).await?;
    maria.share_with_consultant("Vil gerne tale om det", "Del med konsulenten").await?;
    maria.sees("Delt med Mette Holm").await?;
    town.server.start_again().await?;

    mette.open_card(NIGHTS).await?;
    mette.sees("Vil gerne tale om det").await?;
    town.server.kill().await?;
    mette.comment(ANSWER).await?;
    town.server.start_again().await?;
    for phone in [&maria, &jonas] {
        phone.go_to("I dag").await?;
        phone.thing_beginning(&["link"], "Mette Holm skrev en kommentar").click().await?;
        phone.sees(ANSWER).await?;
    }

    // The list says who reads it, before anybody opens it.
    maria.go_to("Logbog").await?;
    maria.sees("Delt med konsulenten").await?;
    maria.sees("Kan læses af Jonas, Maria og Mette Holm").await?;
    maria.open_note(NIGHTS).await?;
    maria.link("Stop deling").click().await?;
    maria.button("Ja, stop deling").click().await?;
    maria.sees("Delingen er stoppet").await?;
    mette.go_to("I dag").await?;
    mette.sees("Ingen har bedt om at tale om noget.").await?;
    mette.sees_no(NIGHTS).await?;
    for browser in [maria, jonas, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_deleted_before_it_was_shared_never_leaves_the_family() -> anyhow::Result<()> {
    const REGRETTED: &str = "Jeg orker ham snart ikke mere.";
    const CALM: &str = "I dag var svært, og i morgen prøver vi igen.";
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let mette = town.laptop("mette").await?;
    maria.write(REGRETTED, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.rewrite_note(CALM).await?;
    maria.share_with_consultant("Til orientering", "Del med konsulenten").await?;
    mette.open_card(CALM).await?;

    let to_mette = town.sent_to("mette")?;
    assert_eq!(to_mette.search(REGRETTED)?, [""; 0]);
    assert!(!to_mette.search(CALM)?.is_empty(), "the same search finds what was shared");
    // The other adult's device may know it; there the search finds it in a state long past.
    let jonas = town.phone("jonas").await?;
    jonas.open_note(CALM).await?;
    assert!(town.sent_to("jonas")?.search(REGRETTED)?.iter().any(|place| place.contains("after change")));
    jonas.link("Hvem skrev hvad").click().await?;
    jonas.sees(REGRETTED).await?;
    for browser in [maria, jonas, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_note_that_both_wrote_is_shared_when_both_say_yes() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    let mette = town.laptop("mette").await?;
    maria.write(NIGHTS, Readers::Adults).await?;
    jonas.open_note(NIGHTS).await?;
    jonas.add_to_note(" Tegningen virker.").await?;
    jonas.has_sent_all().await?;
    maria.sees("Tegningen virker.").await?;

    maria.share_with_consultant("Til orientering", "Spørg Jonas").await?;
    maria.sees("Du har spurgt Jonas.").await?;
    jonas.go_to("I dag").await?;
    jonas.sees("Maria vil gerne dele dette notat").await?;
    assert!(town.sent_to("mette")?.search(NIGHTS)?.is_empty(), "nothing before the yes");
    jonas.button("Ja, del det").click().await?;
    jonas.button("Ja, del det").is_gone().await?;
    jonas.keeps_focus().await?;
    mette.open_card(NIGHTS).await?;
    mette.sees("Tegningen virker.").await?;
    maria.sees("Delt med Mette Holm").await?;
    for browser in [maria, jonas, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_note_for_oneself_becomes_one_for_both_as_a_copy() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write("Ro i huset. Jeg var bange for at ringe.", Readers::Me).await?;
    maria.rewrite_note("Ro i huset.").await?;
    maria.button("Vis det for os voksne").click().await?;
    maria.button("Ja, vis det").click().await?;
    jonas.open_note("Ro i huset.").await?;
    let to_jonas = town.sent_to("jonas")?;
    assert!(!to_jonas.search("Ro i huset.")?.is_empty());
    assert!(to_jonas.search("Jeg var bange for at ringe.")?.is_empty());
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
