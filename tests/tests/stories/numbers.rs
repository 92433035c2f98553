//! Whom to call, for everybody who picks the phone up.

use samspil_tests::page::FIELDS;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

#[tokio::test]
async fn whom_to_call_stands_before_the_lock_with_the_server_gone() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_hours().await?;
    let maria = town.phone("maria").await?;
    maria.is_ready_offline().await?;
    maria.thing_beginning(&["link"], "Hvem ringer jeg til nu?").click().await?;
    maria.sees("Akuttelefonen").await?;
    is_for_everybody(&maria, "whom to call").await?;
    maria.lock().await?;
    town.server.kill().await?;
    maria.reload().await?;
    maria.sees("Fare lige nu? Ring 112").await?;
    maria.sees("Svarer nu").await?;
    maria.thing_beginning(&["summary", "DisclosureTriangle", "group"], "Hvem ringer jeg til nu?").click().await?;
    maria.sees("Den sociale døgnvagt").await?;
    maria.sees("Bekymret for et barn?").await?;
    maria.sees("Du kan også tale med jeres konsulent. Ring til Familieplejen.").await?;
    maria.sees("opdigtet nummer").await?;
    is_for_everybody(&maria, "whom to call, on the lock").await?;
    maria.unlock().await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_short_code_covers_the_app_and_lifts_again_where_one_was() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Kort kode").click().await?;
    is_for_everybody(&maria, "choosing a code").await?;
    maria.field("Ny kode").fill("2580").await?;
    maria.field("Koden igen").fill("2580").await?;
    maria.button("Gem koden").click().await?;
    maria.sees("Du har en kort kode.").await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill("Midt i en sætning").await?;
    maria.sees("Kladde gemt på telefonen").await?;

    // Six minutes pass in this page, and somebody touches it.
    let later = "const now = Date.now; Date.now = () => now() + 360_000;";
    maria.script(later, vec![]).await?;
    maria.types("x").await?;
    maria.thing_beginning(FIELDS, "Din korte kode").is_there().await?;
    let html = maria.script("return document.documentElement.outerHTML + document.title", vec![]).await?;
    for words in ["Midt i en sætning", "Noah", "Maria Holst"] {
        assert!(!html.to_string().contains(words), "{words} is still on a covered page");
    }
    is_for_everybody(&maria, "the curtain").await?;
    maria.thing_beginning(FIELDS, "Din korte kode").fill("1379").await?;
    maria.button("Lås op").click().await?;
    maria.sees("Du har 4 forsøg tilbage.").await?;
    maria.thing_beginning(FIELDS, "Din korte kode").fill("2580").await?;
    maria.button("Lås op").click().await?;
    assert!(maria.field("Hvad skete der?").text().await?.starts_with("Midt i en sætning"));
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}
