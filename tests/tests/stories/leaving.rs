//! An adult who leaves the family, and one who comes to it.

use samspil_tests::app::Readers;
use samspil_tests::browser::Device;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const SHARED: &str = "Noah ville høre om svalerne igen.";
const OWN: &str = "Jeg var for træt til at lege. I morgen går vi ud.";
const LATER: &str = "I dag talte vi om Jonas, der er flyttet.";

#[tokio::test]
async fn whoever_leaves_takes_own_notes_along_and_sees_nothing_else() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write(SHARED, Readers::Adults).await?;
    jonas.write(OWN, Readers::Me).await?;
    jonas.open_note(SHARED).await?;
    let path = jonas.path().await?;
    jonas.has_sent_all().await?;

    ane.open_person("Jonas Bak").await?;
    ane.thing_beginning(&["button"], "En anbringelse hos").click().await?;
    ane.sees("Skal Jonas Bak ikke være med mere?").await?;
    ane.button("Ja, afslut").click().await?;
    ane.sees("Slut").await?;

    // It goes while he looks at it.
    jonas.sees_no(SHARED).await?;
    jonas.go_to("Logbog").await?;
    jonas.sees(OWN).await?;
    jonas.sees("Du er ikke med omkring et barn lige nu.").await?;
    for gone in [SHARED, "Noah", "Maria"] {
        jonas.sees_no(gone).await?;
    }
    is_for_everybody(&jonas, "the logbook of somebody who left").await?;
    jonas.open_note(OWN).await?;
    let before = town.sent_to("jonas")?;
    // The only adult is not asked which of them may read.
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(LATER).await?;
    maria.save_note().await?;
    maria.has_sent_all().await?;

    jonas.go_to("Mere").await?;
    let folder = tempfile::tempdir()?;
    jonas.thing_beginning(&["button"], "Gem mine egne noter som låst fil").click().await?;
    let file = jonas.takes_file(folder.path()).await?;
    assert!(file.contains(OWN) && !file.contains(SHARED) && !file.contains("Noah"), "{file}");

    // On a new device there is what is his own, and the address of another note leads nowhere.
    let laptop = town.browsers.open_on(Device::Laptop, "jonas-pc").await?;
    laptop.sign_in(&town.server.url("/"), "jonas").await?;
    laptop.go_to("Mere").await?;
    laptop.thing_beginning(&["link"], "Læs mine egne noter").click().await?;
    laptop.sees("Du er ikke med omkring et barn lige nu.").await?;
    laptop.open_card(OWN).await?;
    laptop.link("Hvem skrev hvad").is_there().await?;
    laptop.go(&town.server.url(&path)).await?;
    laptop.unlock().await?;
    laptop.sees("Notatet er her ikke.").await?;
    let sent = town.sent_to("jonas")?.since(&before);
    assert!(!sent.search(OWN)?.is_empty(), "the search finds what a new device is sent");
    for gone in [SHARED, LATER, "Maria Holst"] {
        assert_eq!(sent.search(gone)?, [""; 0], "{gone}");
    }
    let note = path.rsplit('/').next().unwrap_or_default().to_owned();
    assert!(sent.named_documents().iter().all(|doc| doc.to_string() != note), "nor is it named");
    for browser in [ane, maria, jonas, laptop] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_second_foster_parent_sees_what_both_may_read_from_the_first_day_on() -> anyhow::Result<()> {
    const BEFORE: &str = "Ali faldt i søvn på sofaen.";
    const EDITED: &str = " Han drømte om havet.";
    const AFTER: &str = "Emre og Ali tændte bål i haven.";
    let mut town = Town::start_at("2026-04-07T20:00").await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    let leyla = town.phone("leyla").await?;
    leyla.begin_note().await?;
    leyla.field("Hvad skete der?").fill(BEFORE).await?;
    leyla.save_note().await?;
    leyla.has_sent_all().await?;

    // Two days later Emre moves in.
    for browser in [&ane, &leyla] {
        browser.lock().await?;
    }
    town.it_is("2026-04-09T18:00", [&ane, &leyla]).await?;
    for browser in [&ane, &leyla] {
        browser.unlock().await?;
        browser.sign_in_if_asked().await?;
    }
    ane.open_household("Leyla Yilmaz").await?;
    ane.link("Inviter en ny plejeforælder").click().await?;
    ane.field("Navn").fill("Emre Demir").await?;
    ane.button("Opret og lav et link").click().await?;
    let link = ane.link_shown().await?;
    town.met("emre", &ane.path().await?);
    let emre = town.browsers.open("emre").await?;
    emre.accept_first_link(&link, "emre").await?;
    emre.has_sent_all().await?;
    emre.go_to("Logbog").await?;
    emre.sees("Ingen notater endnu").await?;

    leyla.open_note(BEFORE).await?;
    leyla.add_to_note(EDITED).await?;
    leyla.write(AFTER, Readers::Adults).await?;
    leyla.has_sent_all().await?;
    emre.open_note(AFTER).await?;
    emre.go_to("Logbog").await?;
    emre.sees_no(BEFORE).await?;
    let sent = town.sent_to("emre")?;
    assert!(!sent.search(AFTER)?.is_empty(), "the search finds what he was sent");
    for earlier in [BEFORE, EDITED.trim()] {
        assert_eq!(sent.search(earlier)?, [""; 0], "{earlier}");
    }
    for browser in [ane, leyla, emre] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
