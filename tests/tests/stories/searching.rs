//! *Søg*: a night of long ago is found by the word that comes to mind, and only by whoever may read it.

use samspil_tests::app::Readers;
use samspil_tests::town::Town;

const NIGHTS: &str = "Tre nætter i træk vågen. Lys i gangen hjalp.";
const BERRIES: &str = "Vi plukkede blåbær hele eftermiddagen.";

#[tokio::test]
async fn a_note_is_found_by_another_form_of_its_word_with_the_place_marked() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.write(NIGHTS, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.is_ready_offline().await?;
    town.server.kill().await?;
    maria.write(BERRIES, Readers::Me).await?;

    maria.go_to("Logbog").await?;
    maria.link("Søg").click().await?;
    maria.field("Hvad leder du efter?").fill("natten").await?;
    maria.sees("1 sted").await?;
    maria.sees("Vi har ledt i alt, der ligger på telefonen.").await?;
    let marked = "return [...document.querySelectorAll('mark')].map(mark => mark.textContent)";
    assert_eq!(maria.script(marked, vec![]).await?, serde_json::json!(["nætter"]));
    maria.field("Hvad leder du efter?").fill("BLAAB").await?;
    maria.sees("Venter på at blive sendt").await?;
    assert_eq!(maria.script(marked, vec![]).await?, serde_json::json!(["blåbær"]));
    maria.field("Hvad leder du efter?").fill("<b>xylofon</b>").await?;
    maria.sees("Vi fandt ikke noget").await?;

    maria.field("Hvad leder du efter?").fill("træk lys").await?;
    maria.thing_beginning(&["link"], "Notat om Noah").click().await?;
    maria.link("Hvem skrev hvad").is_there().await?;
    maria.sees(NIGHTS).await?;
    maria.link("Tilbage").click().await?;
    assert_eq!(maria.field("Hvad leder du efter?").text().await?, "træk lys");
    assert_eq!(maria.path().await?, "/soeg", "nothing of the question is in the address");

    maria.lock().await?;
    let html = maria.script("return document.documentElement.outerHTML", vec![]).await?;
    assert!(!html.to_string().contains("træk"), "the question is gone with the page");
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_consultant_finds_what_was_shared_and_nothing_else() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let mette = town.laptop("mette").await?;
    maria.write("Natten til fredag. Kun for os.", Readers::Adults).await?;
    maria.write(NIGHTS, Readers::Adults).await?;
    maria.share_with_consultant("Til orientering", "Del med konsulenten").await?;
    mette.sees(NIGHTS).await?;
    mette.go_to("Familier").await?;
    mette.link("Søg").click().await?;
    mette.field("Hvad leder du efter?").fill("nat").await?;
    mette.sees("1 sted").await?;
    mette.sees("Lys i gangen hjalp.").await?;
    mette.sees_no("Kun for os").await?;
    mette.thing_beginning(&["link"], "Notat om Noah").click().await?;
    mette.field("Skriv en kommentar").is_there().await?;
    for browser in [maria, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
