//! *Er min telefon klar?*, and the same app in English.

use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Browser;
use samspil_tests::page::FIELDS;
use samspil_tests::town::Town;
use serde_json::json;

/// The page's language, as a screen reader is told.
async fn language(browser: &Browser) -> anyhow::Result<String> {
    let lang = browser.script("return document.documentElement.lang", vec![]).await?;
    Ok(lang.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn what_is_missing_is_named_with_what_to_do_and_goes_when_it_is_done() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.sees("Er min telefon klar?").await?;
    maria.thing_beginning(&["link"], "Er min telefon klar?").click().await?;
    maria.sees("Telefonen kan slette Samspil, hvis der mangler plads").await?;
    for good in ["Der er plads nok", "Uret går rigtigt", "Sidst sendt og hentet", "Intet venter"] {
        maria.sees(good).await?;
    }
    maria.cdp("Browser.grantPermissions", json!({ "permissions": ["durableStorage"] })).await?;
    maria.button("Bed telefonen om at passe på Samspil").click().await?;
    maria.sees("Telefonen sletter ikke Samspil af sig selv").await?;
    maria.sees("Klar – også uden net").await?;
    maria.go_to("I dag").await?;
    maria.sees("Skriv i logbogen").await?;
    maria.sees_no("Er min telefon klar?").await?;

    // Chromium tells every page the same of its room, whatever the disk holds.
    let few = "StorageManager.prototype.estimate = async () => ({ usage: 1e6, quota: 41e6 })";
    maria.script(few, vec![]).await?;
    maria.go_to("Mere").await?;
    maria.sees("Der er kun 40 MB plads tilbage").await?;
    maria.thing_beginning(&["link"], "Er min telefon klar?").click().await?;
    maria.sees("Slet billeder, film eller apps, du ikke bruger.").await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_clock_that_is_set_back_is_told_until_the_server_has_said_what_time_it_is() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.write("Skrevet, mens uret gik rigtigt.", Readers::Adults).await?;
    maria.has_sent_all().await?;
    town.server.kill().await?;
    let back = "const now = Date.now; Date.now = () => now() - 3 * 86400000";
    maria.script(back, vec![]).await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Er min telefon klar?").click().await?;
    maria.sees("Uret er stillet tilbage").await?;
    maria.sees("Indtil da regner Samspil med det seneste tidspunkt, det har set.").await?;
    // The clock stays as it is: from now on the app knows by how much it is wrong.
    town.server.start_again().await?;
    maria.sees("Uret går forkert").await?;
    maria.sees_no("Uret er stillet tilbage").await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_phone_that_is_held_in_the_hand_is_asked_onto_its_home_screen() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.browsers.open("maria").await?;
    maria.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
    maria.accept_link(town.link("maria")?).await?;
    maria.sees("Samspil ligger ikke på hjemmeskærmen").await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Er min telefon klar?").click().await?;
    maria.sees("Åbn browserens menu, og vælg Føj til hjemmeskærm.").await?;
    maria.close().await
}

#[tokio::test]
async fn the_app_speaks_english_to_whoever_asks_for_it() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.write("Noah byggede et tårn.", Readers::Adults).await?;
    assert_eq!(language(&maria).await?, "da");
    maria.go_to("Mere").await?;
    maria.choice("English").click().await?;
    maria.heading("More").is_there().await?;
    assert_eq!(language(&maria).await?, "en");
    maria.thing_beginning(&["link"], "Everything sent at").is_there().await?;
    maria.link("Today").click().await?;
    maria.link("Write in the logbook").is_there().await?;
    maria.link("Logbook").click().await?;
    maria.heading("Logbook for Noah").is_there().await?;
    let text = maria.text().await?;
    assert!(text.contains("Today, ") && text.contains("Us adults"), "the logbook reads: {text}");
    maria.is_accessible().await?;

    maria.link("More").click().await?;
    maria.thing_beginning(&["button"], "Lock now").click().await?;
    maria.button("Unlock").is_there().await?;
    assert_eq!(language(&maria).await?, "en", "before unlocking too");
    maria.close().await?;
    let maria = town.open_again("maria").await?;
    maria.thing_beginning(FIELDS, "Password").fill(PASSWORD).await?;
    maria.button("Unlock").click().await?;
    maria.link("More").click().await?;
    maria.choice("Dansk").click().await?;
    maria.heading("Mere").is_there().await?;
    assert_eq!(language(&maria).await?, "da");
    maria.close().await
}
