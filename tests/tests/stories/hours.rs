//! An administrator closes a day, and sees by which day a call of this evening is followed up then.

use samspil_tests::town::Town;
use thirtyfour::Key;

use super::accessible::is_for_everybody;

#[tokio::test]
async fn a_closed_day_moves_what_is_promised_tonight() -> anyhow::Result<()> {
    // A Tuesday.
    let mut town = Town::start_at("2026-04-07T10:00").await?;
    town.has_hours().await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    ane.administers("Åbningstider og lukkedage").await?;
    ane.sees("Et opkald i aften følges op onsdag 8. april.").await?;
    ane.sees("Ingen lukkedage fremover").await?;
    is_for_everybody(&ane, "hours and closed days").await?;

    ane.field("Første lukkedag").set("2026-04-08").await?;
    ane.button("Tilføj").click().await?;
    ane.sees("Der mangler noget.").await?;
    ane.field("Hvorfor?").fill("Personaledag").await?;
    // A last day that is written only in part is not left out.
    ane.field("Sidste lukkedag").fill("31").await?;
    ane.press(Key::Enter).await?;
    ane.sees("Dagen findes ikke, eller den er kun skrevet halvt.").await?;
    ane.sees("Ingen lukkedage fremover").await?;
    is_for_everybody(&ane, "a last day in part").await?;
    ane.field("Sidste lukkedag").set("").await?;
    ane.sees_no("Dagen findes ikke").await?;
    ane.button("Tilføj").click().await?;
    ane.sees("Onsdag 8. april: Personaledag").await?;
    ane.sees("Et opkald i aften følges op torsdag 9. april.").await?;
    is_for_everybody(&ane, "a closed day").await?;

    // On Thursday they open at noon, and answer no phone before.
    ane.field("Torsdag, åbent").fill("12-1").await?;
    ane.button("Gem tiderne").click().await?;
    ane.sees("Tiderne kan ikke læses.").await?;
    ane.field("Torsdag, åbent").fill("").await?;
    ane.button("Gem tiderne").click().await?;
    ane.sees("Et opkald i aften følges op fredag 10. april.").await?;

    ane.button("Fjern Personaledag").click().await?;
    ane.sees("Et opkald i aften følges op onsdag 8. april.").await?;
    ane.sees("Ingen lukkedage fremover").await?;
    assert_eq!(ane.complaints().await?, [""; 0]);
    ane.close().await
}
