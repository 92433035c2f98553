//! A shared computer: who comes to it without a network finds tonight's cards, and carries on as if they had synced there.

use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const KNOW: &str = "Noah sover med lys i gangen.";

/// Yusuf signs in once on the computer and makes it a station. A card is written after that. His colleague's session brings
/// it for him, sealed; with the server gone he unlocks and finds it, and the call that he takes arrives in the morning.
#[tokio::test]
async fn who_comes_next_finds_tonights_cards_on_the_shared_computer_without_a_network() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    for (login, name) in [("yusuf", "Yusuf Amin"), ("sara", "Sara Lind"), ("bo", "Bo Lund")] {
        town.is_on_duty(login, name).await?;
    }
    let pc = town.laptop("yusuf").await?;
    pc.go_to("Mere").await?;
    pc.thing_beginning(&["button"], "Gør denne enhed til en vagt-pc").click().await?;
    pc.sees("Denne enhed er en vagt-pc.").await?;
    is_for_everybody(&pc, "more, on a station").await?;
    pc.lock().await?;

    let mette = town.laptop("mette").await?;
    mette.write_card("Noah", KNOW).await?;

    pc.accept_link(town.link("sara")?).await?;
    pc.go_to("Vagt").await?;
    pc.sees("Bo Lund er ikke klar på denne pc").await?;
    pc.sees("Kortene ligger klar, også uden net.").await?;
    is_for_everybody(&pc, "the shift, on a station").await?;
    pc.lock().await?;
    town.server.kill().await?;

    pc.choice("YA").click().await?;
    pc.unlock().await?;
    pc.go_to("Vagt").await?;
    pc.open_family("Maria Holst").await?;
    pc.sees(KNOW).await?;
    pc.take_call("Noah vågnede og skreg.", "Maria Holst", "Ring på dagen").await?;
    pc.sees("Ligger på computeren og bliver sendt af sig selv.").await?;

    // Before anybody unlocks: that a call waits here, and who could not begin here tomorrow. Neither whose, nor a name.
    pc.lock().await?;
    pc.sees("1 opkald er ikke sendt fra denne pc.").await?;
    pc.sees("Vagthavende BL er ikke klar på denne pc").await?;
    is_for_everybody(&pc, "the lock screen of a station").await?;
    let said = pc.text().await?;
    for name in ["Noah", "Maria", "Yusuf", "Bo Lund", "ting er ikke sendt"] {
        assert!(!said.contains(name), "{name} in {said}");
    }
    pc.choice("YA").click().await?;
    pc.unlock().await?;

    town.server.start_again().await?;
    pc.go_to("Vagt").await?;
    pc.sign_in_if_asked().await?;
    pc.has_sent_all().await?;
    mette.go_to("I dag").await?;
    mette.sees("1 opkald fra 1 familie").await?;
    mette.close().await?;
    pc.close().await
}
