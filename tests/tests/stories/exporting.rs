//! What is taken along lies in a folder that others open too: locked, until somebody has the password, in any browser.

use std::fs;

use anyhow::Context;
use samspil_tests::app::Readers;
use samspil_tests::town::Town;
use samspil_tests::{canary, locked};
use serde_json::json;

use crate::accessible::is_for_everybody;

/// Text that would do something if it were ever taken for more than text.
const NOTE: &str = "Kanariefuglen sang <img src=x onerror=\"document.title='ramt'\"> & Noah lo højt.";
const PASSWORD: &str = "syv små grise hopper over åen";

/// Maria saves her own notes. In her downloads nothing can be read; the file opens with the server gone, for her password
/// alone, and what she wrote is shown as she wrote it.
#[tokio::test]
async fn own_notes_go_along_in_a_file_that_only_its_password_opens() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let folder = tempfile::tempdir()?;
    let maria = town.phone("maria").await?;
    maria.saves_into(folder.path()).await?;
    maria.write(NOTE, Readers::Me).await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["button"], "Gem mine egne noter som låst fil").click().await?;
    maria.heading("Gem som låst fil").is_there().await?;
    let suggested = maria.field("Adgangskode til filen").text().await?;
    assert_eq!(suggested.split(' ').count(), 6, "{suggested}");
    maria.sees(&suggested).await?;
    is_for_everybody(&maria, "choosing a password for a file").await?;
    maria.field("Adgangskode til filen").fill("for kort").await?;
    maria.button("Gem filen").click().await?;
    maria.sees("Den skal være på mindst 12 tegn.").await?;
    maria.field("Adgangskode til filen").fill(PASSWORD).await?;
    maria.button("Gem filen").click().await?;
    maria.sees("Filen er låst. Pas godt på adgangskoden.").await?;

    let file = locked::saved_in(folder.path()).await?;
    let name = file.file_name().context("it has no name")?.to_string_lossy();
    assert!(name.starts_with("samspil-noter-"), "{name}");
    let secrets = [NOTE, "Kanariefuglen sang", "& Noah lo højt", PASSWORD];
    assert_eq!(canary::search(folder.path(), &secrets)?.hits, []);
    let page = fs::read_to_string(&file)?;
    let text = locked::open(&page, PASSWORD)?.context("its password does not open it")?;
    assert!(text.contains(NOTE), "{text}");
    assert_eq!(locked::open(&page, &suggested)?, None);

    town.server.kill().await?;
    maria.complaints().await?;
    maria.go(&format!("file://{}", file.display())).await?;
    maria.sees("Skriv adgangskoden til filen.").await?;
    is_for_everybody(&maria, "a locked file").await?;
    maria.field("Adgangskode").fill("ni små grise hopper over åen").await?;
    maria.button("Åbn").click().await?;
    maria.sees("Adgangskoden passer ikke.").await?;
    assert!(!maria.text().await?.contains("Kanariefuglen"));
    // As somebody types it who heard it on the telephone.
    maria.field("Adgangskode").fill(" syv  små grise hopper over åen ").await?;
    maria.button("Åbn").click().await?;
    maria.sees(NOTE).await?;
    is_for_everybody(&maria, "an opened file").await?;
    let seen = "return [document.images.length, document.title, performance.getEntriesByType('resource').length]";
    assert_eq!(maria.script(seen, vec![]).await?, json!([0, "Samspil", 0]), "text is text");
    maria.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
    let printed = "return ['text', 'print'].map(id => document.getElementById(id).checkVisibility())";
    assert_eq!(maria.script(printed, vec![]).await?, json!([true, false]), "paper has no buttons");
    maria.close().await?;
    let kept = canary::search(&town.browsers.profile("maria"), &secrets)?;
    assert!(kept.hits.is_empty() && kept.files > 20, "the browser keeps none of it: {kept:?}");
    Ok(())
}
