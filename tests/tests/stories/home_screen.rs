//! An invitation on an iPhone: its browser says how to get Samspil onto the home screen, and the link is used in there.

use anyhow::Context;
use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use serde_json::json;

use crate::accessible::is_for_everybody;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/18.5 Mobile/15E148 Safari/604.1";
/// As Safari tells an app that was started from the home screen.
const INSTALLED: &str = "Object.defineProperty(Navigator.prototype, 'standalone', { get: () => true });";

async fn iphone(town: &Town, profile: &str) -> anyhow::Result<Browser> {
    let phone = town.browsers.open(profile).await?;
    phone.cdp("Emulation.setUserAgentOverride", json!({ "userAgent": IPHONE, "platform": "iPhone" })).await?;
    Ok(phone)
}

/// The code on the page.
async fn code(browser: &Browser) -> anyhow::Result<String> {
    browser.sees("Koden gælder i et døgn.").await?;
    let shown = browser.script("return document.querySelector('.link-code [aria-hidden]').textContent", vec![]).await?;
    Ok(shown.as_str().context("no code")?.to_owned())
}

#[tokio::test]
async fn an_iphone_begins_on_its_home_screen_with_eight_letters() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let link = town.link("maria")?;
    let safari = iphone(&town, "maria-safari").await?;
    safari.go(link).await?;
    safari.heading("Læg Samspil på hjemmeskærmen").is_there().await?;
    safari.sees("Hej Maria Holst").await?;
    let code = code(&safari).await?;
    anyhow::ensure!(code.len() == 9 && code.as_bytes()[4] == b' ', "two groups of four letters: {code}");
    safari.sees_no("Vælg en adgangskode").await?;
    is_for_everybody(&safari, "the way onto the home screen").await?;

    // What lies on the home screen has a storage of its own.
    let app = iphone(&town, "maria").await?;
    app.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": INSTALLED })).await?;
    app.go(&town.server.url("/")).await?;
    app.button("Jeg har en kode").click().await?;
    app.keeps_focus().await?;
    app.field("Din kode").fill(&code[..4]).await?;
    app.button("Brug koden").click().await?;
    app.sees("En kode har otte bogstaver.").await?;
    is_for_everybody(&app, "a code of four letters").await?;
    app.field("Din kode").fill("bbbb-bbbb").await?;
    app.button("Brug koden").click().await?;
    app.sees("Den kode passer ikke.").await?;
    app.field("Din kode").fill(&code.replace(' ', "-").to_lowercase()).await?;
    app.button("Brug koden").click().await?;
    app.field("Vælg en adgangskode").fill(PASSWORD).await?;
    app.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
    app.button("Gå i gang").click().await?;
    app.is_inside().await?;
    app.write("Skrevet fra hjemmeskærmen.", Readers::Adults).await?;
    app.has_sent_all().await?;

    // The link is spent in there, wherever it is opened.
    for (browser, name) in [(&safari, "her own browser"), (&town.browsers.open("stranger").await?, "another one")] {
        browser.go("about:blank").await?;
        browser.go(link).await?;
        browser.sees("Linket er allerede brugt.").await.context(name)?;
    }
    // What the server says no to, browsers complain about.
    app.close().await?;
    safari.close().await
}

#[tokio::test]
async fn a_laptop_shows_the_code_to_whoever_has_the_phone_in_hand() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let laptop = town.browsers.open_on(samspil_tests::browser::Device::Laptop, "maria-laptop").await?;
    laptop.go(town.link("maria")?).await?;
    laptop.button("Brug linket på en anden enhed").click().await?;
    let code = code(&laptop).await?;
    is_for_everybody(&laptop, "a code for another device").await?;
    let phone = town.browsers.open("maria").await?;
    phone.go(&town.server.url("/")).await?;
    phone.button("Jeg har en kode").click().await?;
    phone.field("Din kode").fill(&code).await?;
    phone.button("Brug koden").click().await?;
    phone.sees("Hej Maria Holst").await?;
    laptop.button("Bliv på denne enhed").click().await?;
    laptop.field("Vælg en adgangskode").is_there().await?;
    phone.close().await?;
    laptop.close().await
}
