//! An administrator sets up a family from nothing, and its new foster parent begins to write.

use samspil_tests::app::Readers;
use samspil_tests::browser::{Browser, Device};
use samspil_tests::town::Town;

use super::accessible::is_for_everybody;

const NOTE: &str = "Hun spiste to portioner og sov hele natten.";

#[tokio::test]
async fn a_new_foster_parent_in_a_new_family_writes_and_the_consultant_sees_it() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
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
    let link = ane.link_shown().await?;
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
    per.accept_first_link(&link, "per").await?;
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
    // Whose it is, when it ends, and for whom what follows from it.
    ane.sees("hos Klitgården slutter. Den sidste dag er").await?;
    ane.sees("Per Mortensen Bak").await?;
    ane.sees("ikke læse det, der er delt, og ikke skrive mere her.").await?;
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

/// Everybody locks, and it is later when they unlock again.
async fn sleep_until(town: &Town, minute: &str, browsers: &[&Browser]) -> anyhow::Result<()> {
    for browser in browsers {
        browser.lock().await?;
    }
    town.it_is(minute, browsers.iter().copied()).await?;
    for browser in browsers {
        browser.unlock().await?;
        browser.sign_in_if_asked().await?;
    }
    Ok(())
}

/// Leyla helps out for two days with the child of another family. Its days are set and shortened in the app; who sets them
/// reads nothing of it.
#[tokio::test]
async fn a_window_opens_and_closes_by_the_days_that_an_administrator_sets() -> anyhow::Result<()> {
    const TODAY: &str = "Noah byggede en hule i stuen.";
    const THAT_DAY: &str = "Noah lærte Ali at fløjte.";
    let mut town = Town::start_at("2026-04-07T10:00").await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    let maria = town.phone("maria").await?;
    let leyla = town.phone("leyla").await?;
    maria.write(TODAY, Readers::Adults).await?;
    maria.has_sent_all().await?;

    ane.open_household("Maria Holst og Jonas Bak").await?;
    ane.link("Lad en person være med").click().await?;
    ane.field("Hvem?").choose("Leyla Yilmaz").await?;
    ane.choice("Anbringelse fra 5. januar").click().await?;
    ane.field("Første dag").set("2026-04-09").await?;
    is_for_everybody(&ane, "letting a person take part").await?;
    ane.field("Sidste dag").set("2026-04-08").await?;
    ane.button("Lad personen være med").click().await?;
    ane.sees("Dagene passer ikke. Den sidste dag kan ikke komme før den første.").await?;
    let said = ane.complaints().await?;
    assert!(said.iter().all(|said| said.contains("members/add") && said.contains("422")), "{said:?}");
    ane.field("Sidste dag").set("2026-04-30").await?;
    ane.button("Lad personen være med").click().await?;
    ane.thing_containing(&["button"], "Fra 9. april til og med 30. april").is_there().await?;
    ane.sees("Kommer").await?;
    // It was thought of as longer than it needs to be.
    ane.thing_containing(&["button"], "Fra 9. april til og med 30. april").click().await?;
    ane.sees("Fra nu af kan Leyla Yilmaz ikke læse det, der er delt").await?;
    ane.field("Sidste dag").set("2026-04-10").await?;
    ane.sees("En anbringelse hos Maria Holst og Jonas Bak").await?;
    ane.sees("Efter 10. april kan Leyla Yilmaz ikke læse det, der er delt").await?;
    is_for_everybody(&ane, "the end of taking part").await?;
    ane.button("Ja, afslut").click().await?;
    ane.thing_containing(&["button"], "Fra 9. april til og med 10. april").is_there().await?;
    leyla.go_to("Logbog").await?;
    leyla.sees("Logbog for Ali").await?;
    let before = town.sent_to("leyla")?;

    sleep_until(&town, "2026-04-09T08:00", &[&ane, &maria, &leyla]).await?;
    maria.write(THAT_DAY, Readers::Adults).await?;
    maria.has_sent_all().await?;
    leyla.open_note(THAT_DAY).await?;
    leyla.go_to("Logbog").await?;
    leyla.sees_no(TODAY).await?;
    let day = town.sent_to("leyla")?;
    assert!(before.search("Maria Holst")?.is_empty() && !day.search("Maria Holst")?.is_empty());
    assert_eq!(day.search(TODAY)?, [""; 0], "what was there before the first day");

    sleep_until(&town, "2026-04-11T00:30", &[&ane, &maria, &leyla]).await?;
    leyla.go_to("Logbog").await?;
    leyla.sees("Logbog for Ali").await?;
    leyla.sees_no("Noah").await?;
    leyla.sees_no(THAT_DAY).await?;
    ane.open_household("Maria Holst og Jonas Bak").await?;
    ane.sees("Slut").await?;
    for note in [TODAY, THAT_DAY] {
        assert_eq!(town.sent_to("ane")?.search(note)?, [""; 0], "{note}");
    }
    for browser in [ane, maria, leyla] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_administrator_ends_a_lost_phone_and_reads_nothing_on_the_way() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    let maria = town.phone("maria").await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    let path = maria.path().await?;
    let laptop = town.browsers.open_on(Device::Laptop, "maria-pc").await?;
    laptop.sign_in(&town.server.url("/"), "maria").await?;
    laptop.open_note(NOTE).await?;

    ane.open_person("Maria Holst").await?;
    ane.heading("Enheder").is_there().await?;
    ane.thing_beginning(&["button"], "Linux").is_there().await?;
    ane.thing_beginning(&["button"], "Min telefon").click().await?;
    ane.sees("Vil du afslutte den her enhed?").await?;
    is_for_everybody(&ane, "the end of a device").await?;
    ane.button("Afslut den").click().await?;
    ane.thing_beginning(&["button"], "Min telefon").is_gone().await?;
    maria.button("Lås op").is_there().await?;
    maria.sees_no(NOTE).await?;
    maria.unlock().await?;
    maria.sees("Du kan læse igen, når du har været på nettet").await?;
    laptop.add_to_note(" Laptoppen virker endnu.").await?;
    laptop.has_sent_all().await?;

    // The address of a note leads her nowhere.
    ane.go(&town.server.url(&path)).await?;
    ane.unlock().await?;
    ane.sees("Notatet er her ikke.").await?;
    assert_eq!(town.sent_to("ane")?.search(NOTE)?, [""; 0]);
    assert!(!town.sent_to("maria")?.search(NOTE)?.is_empty(), "the same search finds what was sent");
    for browser in [ane, maria, laptop] {
        browser.close().await?;
    }
    Ok(())
}
