//! *Inhabil*: a leader keeps an officer out of a family's reach, and ends it.

use samspil_tests::browser::Browser;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

/// Looks for the family of Noah on *Vagt*.
async fn looks(yusuf: &Browser, found: bool) -> anyhow::Result<()> {
    yusuf.go_to("Vagt").await?;
    yusuf.field("Find en familie").fill("Noah").await?;
    yusuf.sees(if found { "Noah, 7 år" } else { "Ingen familie passer til det." }).await
}

#[tokio::test]
async fn a_leader_keeps_an_officer_out_of_a_familys_reach_and_ends_it() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    town.is_led_by("dorthe", "Dorthe Vang").await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let mette = town.laptop("mette").await?;
    for child in ["Noah", "Ali"] {
        mette.write_card(child, "Ring på døren.").await?;
    }
    mette.close().await?;
    let yusuf = town.phone("yusuf").await?;
    looks(&yusuf, true).await?;

    let dorthe = town.laptop("dorthe").await?;
    dorthe.go_to("Mere").await?;
    dorthe.thing_beginning(&["link"], "Administration").click().await?;
    dorthe.thing_beginning(&["link"], "Inhabil").click().await?;
    dorthe.sees("Ingen er sat inhabil.").await?;
    dorthe.field("Hvem er inhabil?").choose("Yusuf Amin").await?;
    dorthe.button("Sæt inhabil").click().await?;
    dorthe.sees("Der mangler noget.").await?;
    dorthe.field("I hvilken familie?").choose("Maria Holst og Jonas Bak").await?;
    dorthe.button("Sæt inhabil").click().await?;
    dorthe.sees("Siden").await?;
    is_for_everybody(&dorthe, "who is kept out").await?;
    looks(&yusuf, false).await?;

    // On the family's page the administrator sees it and ends it.
    let ane = town.laptop("ane").await?;
    ane.administers("Familier").await?;
    ane.open_household("Maria Holst").await?;
    ane.sees("Yusuf Amin").await?;
    is_for_everybody(&ane, "a family of whom somebody is kept out").await?;
    ane.button("Ophæv").click().await?;
    ane.heading("Skal Yusuf Amin se familien igen?").is_there().await?;
    is_for_everybody(&ane, "the end of a recusal").await?;
    ane.button("Ja, ophæv").click().await?;
    ane.sees("Ingen er sat inhabil.").await?;
    looks(&yusuf, true).await?;
    for browser in [yusuf, dorthe, ane] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
