//! A place that must not be told: who sees the red line, and what it keeps.

use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const ADDRESS: &str = "Rosenvej 3, Rosenmark";
const RED: &str = "Stedet må ikke oplyses";
/// The unit, where a call says who took it.
const AT_UNIT: &str = "akuttelefonvagt · Klitmark Kommune";

#[tokio::test]
async fn the_officer_is_reminded_without_a_network_and_what_is_filed_does_not_tell() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let mette = town.laptop("mette").await?;
    mette.write_card("Noah", ADDRESS).await?;
    mette.write_card("Ali", "Sover let.").await?;
    let yusuf = town.phone("yusuf").await?;
    yusuf.open_family("Maria Holst").await?;
    yusuf.sees(ADDRESS).await?;
    yusuf.sees_no(RED).await?;

    // It comes to a card that is open.
    town.hides_address("Noah").await?;
    yusuf.sees(RED).await?;
    yusuf.sees("Sig ikke til nogen, hvor familien bor").await?;
    is_for_everybody(&yusuf, "a card whose place must not be told").await?;
    yusuf.is_ready_offline().await?;
    yusuf.lock().await?;
    town.server.kill().await?;
    yusuf.reload().await?;
    yusuf.unlock().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.open_family("Maria Holst").await?;
    yusuf.sees(RED).await?;
    yusuf.go_to("Vagt").await?;
    yusuf.open_family("Leyla Yilmaz").await?;
    yusuf.sees("Sover let.").await?;
    yusuf.sees_no(RED).await?;
    for adult in ["Maria Holst", "Leyla Yilmaz"] {
        yusuf.take_call("Barnet vågnede og skreg.", adult, "Ring på dagen").await?;
    }
    town.server.start_again().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.sign_in_if_asked().await?;
    yusuf.has_sent_all().await?;

    for (adult, hidden) in [("Maria Holst", true), ("Leyla Yilmaz", false)] {
        mette.open_calls_of(adult).await?;
        mette.sees("Barnet vågnede og skreg.").await?;
        mette.link("Til journal").click().await?;
        mette.sees("Samspil er ikke journalen").await?;
        let page = mette.text().await?;
        assert_eq!(page.contains(RED), hidden, "{page}");
        assert_eq!(page.contains(AT_UNIT), !hidden, "{page}");
        assert!(!page.contains(ADDRESS), "{page}");
        if hidden {
            is_for_everybody(&mette, "a call for the journal whose place must not be told").await?;
        }
    }
    mette.close().await?;
    yusuf.close().await
}
