//! Two tabs of one person are two hands at one logbook.

use samspil_tests::app::Readers;
use samspil_tests::town::Town;

#[tokio::test]
async fn two_tabs_write_at_once_and_nothing_is_lost_or_doubled() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.laptop("maria").await?;
    let jonas = town.phone("jonas").await?;
    let first = maria.tab().await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill("Fra den første fane.").await?;
    maria.thing_beginning(samspil_tests::page::CHOICES, "Os voksne").click().await?;

    // An unlocked tab hands the key on: no second password.
    let second = maria.open_tab().await?;
    maria.go(&town.server.url("/")).await?;
    maria.is_inside().await?;
    maria.write("Fra den anden fane.", Readers::Adults).await?;
    maria.look_at(&first).await?;
    maria.save_note().await?;
    maria.look_at(&second).await?;
    maria.write("Fra den anden fane igen.", Readers::Adults).await?;

    for tab in [&first, &second] {
        maria.look_at(tab).await?;
        maria.go_to("Logbog").await?;
        for text in ["Fra den første fane.", "Fra den anden fane.", "Fra den anden fane igen."] {
            maria.sees(text).await?;
            assert_eq!(maria.cards_with(text).await?, 1, "{text} is there once");
        }
        maria.has_sent_all().await?;
    }
    jonas.go_to("Logbog").await?;
    for text in ["Fra den første fane.", "Fra den anden fane.", "Fra den anden fane igen."] {
        jonas.sees(text).await?;
        assert_eq!(jonas.cards_with(text).await?, 1, "{text} arrived once");
    }
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_frozen_tab_does_not_hold_the_other_up() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.laptop("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write("Begge faner er vågne.", Readers::Adults).await?;
    jonas.open_note("Begge faner er vågne.").await?;
    let first = maria.tab().await?;
    let second = maria.open_tab().await?;
    maria.go(&town.server.url("/")).await?;
    maria.is_inside().await?;

    maria.look_at(&first).await?;
    maria.freeze().await?;
    maria.look_at(&second).await?;
    maria.write("Den første fane er frosset.", Readers::Adults).await?;
    jonas.open_note("Den første fane er frosset.").await?;
    maria.has_sent_all().await?;

    maria.look_at(&first).await?;
    maria.go_to("Logbog").await?;
    maria.sees("Den første fane er frosset.").await?;
    maria.write("Den er vågnet igen.", Readers::Adults).await?;
    jonas.open_note("Den er vågnet igen.").await?;
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
