//! A night at the akuttelefon.

use samspil_tests::page::FIELDS;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const SAID: &str = "En pige ringer fra stationen. Hun tør ikke gå hjem.";

#[tokio::test]
async fn a_call_is_taken_with_the_server_gone_and_sent_by_itself() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_hours().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let yusuf = town.phone("yusuf").await?;
    yusuf.is_ready_offline().await?;
    yusuf.sees("Du har vagten nu").await?;
    yusuf.sees("112").await?;
    is_for_everybody(&yusuf, "the shift").await?;
    yusuf.lock().await?;
    town.server.kill().await?;
    yusuf.reload().await?;
    yusuf.unlock().await?;

    // Before anybody gave a name.
    yusuf.go_to("Vagt").await?;
    yusuf.link("Tag et opkald").click().await?;
    yusuf.field("Hvad skete der?").fill(SAID).await?;
    yusuf.sees("Kladde gemt på telefonen").await?;
    yusuf.button("Gem opkaldet").click().await?;
    yusuf.sees("Vælg, hvor meget det haster.").await?;
    is_for_everybody(&yusuf, "a call with something missing").await?;
    yusuf.kill().await?;

    let yusuf = town.open_again("yusuf").await?;
    yusuf.unlock().await?;
    yusuf.button("Skriv videre").click().await?;
    assert_eq!(yusuf.field("Hvad skete der?").text().await?, SAID);
    yusuf.button("Familien er ikke på listen").click().await?;
    yusuf.thing_beginning(FIELDS, "Navn").fill("Liv").await?;
    yusuf.choice("barn eller ung").click().await?;
    yusuf.choice("Ring som det første").click().await?;
    yusuf.field("Hvad aftalte I?").fill("Vi ringer i morgen.").await?;
    is_for_everybody(&yusuf, "a new call").await?;
    yusuf.button("Gem opkaldet").click().await?;
    yusuf.heading("Opkaldet er gemt").is_there().await?;
    yusuf.sees("Konsulenten – eller en kollega – følger op senest").await?;
    yusuf.sees("Ligger på telefonen og bliver sendt af sig selv.").await?;
    is_for_everybody(&yusuf, "a call that is saved").await?;
    yusuf.go_to("Overlevering").await?;
    yusuf.sees("Aftalt: Vi ringer i morgen.").await?;
    yusuf.sees_no(SAID).await?;
    is_for_everybody(&yusuf, "the handover").await?;

    town.server.start_again().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.sign_in_if_asked().await?;
    yusuf.has_sent_all().await?;
    yusuf.sees("Konsulenten har ikke taget over endnu").await?;
    yusuf.close().await
}
