//! Pages that lie in files of their own: they are on the device once it is ready, and what cannot be had yet is said.

use anyhow::ensure;
use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::json;

const NOTE: &str = "Noah byggede en hule af puder.";
const HALF: &str = "Han ville have, at jeg";
const NOT_HERE: &str = "Siden er ikke hentet endnu";

/// The page's title has the focus.
async fn begins_at(browser: &Browser, title: &str) -> anyhow::Result<()> {
    wait::until(format!("the focus on \"{title}\""), async || {
        let at = "const at = document.activeElement; return at?.tagName === 'H1' ? at.innerText.trim() : null";
        let at = browser.script(at, vec![]).await?;
        ensure!(at == title, "it is on {at}, and the page reads: {}", browser.text().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_never_opened_opens_with_the_server_gone() -> anyhow::Result<()> {
    let mut town = Town::start_at("2026-04-01T12:00").await?;
    town.has_hours().await?;
    town.has_akuttelefon().await?;
    town.comes("yusuf", "Yusuf Amin").await?;
    town.has_shift("yusuf", "2026-04-01T08:00", "2026-04-02T07:30").await?;
    let maria = town.phone("maria").await?;
    let yusuf = town.phone("yusuf").await?;
    for phone in [maria, yusuf] {
        phone.is_ready_offline().await?;
        phone.close().await?;
    }
    town.server.kill().await?;

    let yusuf = town.open_again("yusuf").await?;
    yusuf.unlock().await?;
    yusuf.begin_call("Noah vil ikke sove.").await?;
    assert_eq!(yusuf.complaints().await?, [""; 0]);
    yusuf.close().await?;

    let maria = town.open_again("maria").await?;
    maria.unlock().await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Adgangsnøgler").click().await?;
    maria.sees("Adgangsnøgler").await?;
    // Nothing of the akuttelefon was ever loaded here: that the page is not hers is said by what lies there.
    maria.go(&town.server.url("/vagt")).await?;
    maria.unlock().await?;
    maria.sees("Den side findes ikke.").await?;
    maria.sees_no(NOT_HERE).await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_page_that_cannot_be_had_says_so_and_opens_when_the_server_is_back() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.server.kill().await?;
    // So that no file is kept on the device.
    town.server.is_told(&["--kill-service-worker"]);
    town.server.start_again().await?;
    let maria = town.phone("maria").await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.go(&town.server.url("/")).await?;
    maria.button("Lås op").is_there().await?;
    // Once it is unlocked the page would be loaded ahead: the way there breaks before the server goes.
    maria.cdp("Network.enable", json!({})).await?;
    maria.cdp("Network.clearBrowserCache", json!({})).await?;
    maria.cdp("Network.setBlockedURLs", json!({ "urls": ["*/chunks/*"] })).await?;
    maria.unlock().await?;
    maria.begin_note().await?;
    town.server.kill().await?;
    maria.cdp("Network.setBlockedURLs", json!({ "urls": [] })).await?;
    let complaints = maria.complaints().await?;
    assert!(complaints.iter().all(|one| one.contains("/chunks/")), "{complaints:?}");

    maria.field("Hvad skete der?").fill(HALF).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.link("Tilbage").click().await?;
    maria.go_to("Mere").await?;
    maria.sees(NOT_HERE).await?;
    begins_at(&maria, NOT_HERE).await?;
    maria.button("Prøv igen").click().await?;
    maria.sees(NOT_HERE).await?;
    // What is written every day needs nothing more.
    maria.go_to("Logbog").await?;
    maria.sees(NOTE).await?;
    maria.go_to("Mere").await?;
    maria.sees(NOT_HERE).await?;

    town.server.start_again().await?;
    maria.button("Prøv igen").click().await?;
    begins_at(&maria, "Mere").await?;
    maria.go_to("I dag").await?;
    maria.button("Skriv videre").click().await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, HALF);
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}
