//! An administrator sets up a family from nothing, and its new foster parent begins to write.

use anyhow::Context;
use samspil_tests::app::PASSWORD;
use samspil_tests::browser::{Browser, Device};
use samspil_tests::town::Town;

use super::accessible::is_for_everybody;

const NOTE: &str = "Hun spiste to portioner og sov hele natten.";

/// A person who was just added: their page, with the link that is shown once.
async fn link_of(browser: &Browser) -> anyhow::Result<String> {
    browser.heading("Giv linket videre nu").is_there().await?;
    browser.thing(&["image"], "Linket som billede").is_there().await?;
    let text = browser.script("return document.getElementById('one-time-link').innerText", vec![]).await?;
    Ok(text.as_str().context("no link")?.to_owned())
}

#[tokio::test]
async fn a_new_foster_parent_in_a_new_family_writes_and_the_consultant_sees_it() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let said = town.server.admin(&["user", "add", "--name", "Ane Krag", "--login", "ane", "--administrator"]).await?;
    let link = said.lines().find_map(|line| line.strip_prefix("link ")).context("no link for Ane")?;
    let ane = town.browsers.open_on(Device::Laptop, "ane").await?;
    ane.accept_link(link).await?;
    let mette = town.laptop("mette").await?;

    ane.go_to("Mere").await?;
    ane.thing_beginning(&["link"], "Administration").click().await?;
    ane.thing_beginning(&["link"], "Personer").is_there().await?;
    is_for_everybody(&ane, "administration").await?;
    ane.thing_beginning(&["link"], "Familier").click().await?;
    ane.sees("Konsulent: Mette Holm").await?;
    is_for_everybody(&ane, "families").await?;
    ane.link("Ny familie").click().await?;
    ane.choice("Netværksplejefamilie").click().await?;
    ane.field("Familiens faste konsulent").choose("Mette Holm").await?;
    is_for_everybody(&ane, "a new family").await?;
    ane.button("Opret familien").click().await?;
    ane.link("Inviter en ny plejeforælder").click().await?;
    ane.field("Navn").fill("Per Mortensen").await?;
    is_for_everybody(&ane, "a new person").await?;
    ane.button("Opret og lav et link").click().await?;
    let link = link_of(&ane).await?;
    is_for_everybody(&ane, "a person with a link").await?;
    ane.link("Tilbage").click().await?;
    ane.thing_beginning(&["link"], "Per Mortensen").is_there().await?;
    ane.sees_no(&link).await?;
    ane.link("Tilbage").click().await?;
    ane.thing_beginning(&["link"], "Familier").click().await?;
    ane.thing_beginning(&["link"], "Per Mortensen").click().await?;
    ane.link("Ny anbringelse").click().await?;
    ane.field("Barnets fornavn eller forbogstav").fill("Freja").await?;
    ane.field("Født i måneden").fill("2016-03").await?;
    is_for_everybody(&ane, "a new placement").await?;
    ane.button("Opret anbringelsen").click().await?;
    ane.thing_beginning(&["heading"], "Anbringelse fra").is_there().await?;
    ane.sees_no("Freja").await?;
    is_for_everybody(&ane, "a family").await?;
    ane.button("Giv familien et navn").click().await?;
    ane.field("Navn").fill("Klitgården").await?;
    is_for_everybody(&ane, "a family's name").await?;
    ane.button("Gem navnet").click().await?;
    ane.heading("Klitgården").is_there().await?;

    let per = town.browsers.open_on(Device::Phone, "per").await?;
    per.go(&link).await?;
    per.field("Dit brugernavn").fill("per").await?;
    per.field("Vælg en adgangskode").fill(PASSWORD).await?;
    per.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
    per.button("Gå i gang").click().await?;
    per.is_inside().await?;
    per.has_sent_all().await?;
    // The only adult of a family is not asked which of them may read.
    per.begin_note().await?;
    per.field("Hvad skete der?").fill(NOTE).await?;
    per.save_note().await?;
    per.has_sent_all().await?;
    per.share_with_consultant("Til orientering", "Del med konsulenten").await?;

    mette.go_to("Familier").await?;
    mette.thing_beginning(&["link"], "Forløb for Freja").click().await?;
    mette.sees(NOTE).await?;
    // Setting up is not reading.
    ane.go_to("I dag").await?;
    ane.sees_no(NOTE).await?;
    // A name is corrected, and the placement gets its last day.
    ane.go_to("Mere").await?;
    ane.thing_beginning(&["link"], "Administration").click().await?;
    ane.thing_beginning(&["link"], "Personer").click().await?;
    ane.thing_beginning(&["link"], "Per Mortensen").click().await?;
    ane.sees("Familien: Klitgården").await?;
    ane.button("Ret navnet").click().await?;
    ane.field("Navn").fill("Per Mortensen Bak").await?;
    is_for_everybody(&ane, "a person's name").await?;
    ane.button("Gem navnet").click().await?;
    ane.heading("Per Mortensen Bak").is_there().await?;
    per.go_to("Logbog").await?;
    ane.link("Tilbage").click().await?;
    ane.link("Tilbage").click().await?;
    ane.thing_beginning(&["link"], "Familier").click().await?;
    ane.thing_beginning(&["link"], "Klitgården").click().await?;
    ane.button("Afslut anbringelsen").click().await?;
    ane.heading("Skal anbringelsen slutte?").is_there().await?;
    is_for_everybody(&ane, "the end of a placement").await?;
    ane.choice("Barnet ønsker at flytte").click().await?;
    ane.button("Ja, afslut").click().await?;
    ane.sees("Barnet ønsker at flytte").await?;
    is_for_everybody(&ane, "a family with a placement that ends").await?;
    for browser in [ane, per, mette] {
        browser.close().await?;
    }
    Ok(())
}
