//! What somebody writes after their last day is lost to nobody, and decided by those whom it was written for.

use samspil_tests::app::Readers;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const NOTE: &str = "Han bad mig om at sige godnat til hunden.";

#[tokio::test]
async fn a_note_written_after_ones_time_waits_for_the_family_and_comes_in_under_its_authors_name() -> anyhow::Result<()>
{
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    let mette = town.laptop("mette").await?;
    maria.write("Før han flyttede.", Readers::Adults).await?;
    jonas.open_note("Før han flyttede.").await?;

    // He moves out on a day without a network, and writes before his phone has heard of it.
    town.server.kill().await?;
    town.leaves("jonas", "foster-parent", "Noah").await?;
    jonas.write(NOTE, Readers::Adults).await?;
    town.server.start_again().await?;
    jonas.thing_beginning(&["link"], "1 kom ikke igennem").click().await?;
    jonas.sees(NOTE).await?;
    jonas.sees("bliver spurgt, om det skal med").await?;

    maria.go_to("I dag").await?;
    maria.thing_beginning(&["link"], "1 tekst kom bagefter").click().await?;
    maria.sees(NOTE).await?;
    maria.sees("Jonas Bak").await?;
    is_for_everybody(&maria, "what came afterwards").await?;
    mette.go_to("I dag").await?;
    assert!(!mette.text().await?.contains("kom bagefter"), "it was not written for her");
    maria.button("Tag det med").click().await?;
    maria.sees("Intet venter").await?;
    maria.open_note(NOTE).await?;
    maria.sees("Modtaget sent").await?;
    assert_eq!(town.sent_to("mette")?.search(NOTE)?, [""; 0], "nor did her device ever get it");
    for browser in [maria, jonas, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
