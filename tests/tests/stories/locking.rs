//! Locked, nothing is on the screen; logged out, nothing is lost.

use samspil_tests::app::Readers;
use samspil_tests::canary;
use samspil_tests::town::Town;

const NOTE: &str = "Et godt øjeblik: vi bagte boller, han delte ud til alle.";

#[tokio::test]
async fn locking_clears_the_screen_in_all_tabs_and_keeps_the_draft() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.laptop("maria").await?;
    maria.write(NOTE, Readers::Adults).await?;
    let first = maria.tab().await?;
    let second = maria.open_tab().await?;
    maria.go(&town.server.url("/")).await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill("Halvt skrevet").await?;
    maria.look_at(&first).await?;
    maria.lock().await?;
    for tab in [&first, &second] {
        maria.look_at(tab).await?;
        maria.button("Lås op").is_there().await?;
        let html = maria.script("return document.documentElement.outerHTML + document.title", vec![]).await?;
        for words in [NOTE, "Halvt skrevet", "Noah", "Maria Holst"] {
            assert!(!html.to_string().contains(words), "{words} is still on a locked page");
        }
    }
    maria.unlock().await?;
    maria.sees("Halvt skrevet").await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn logging_out_keeps_what_was_not_sent_and_the_next_login_sends_it() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    town.server.kill().await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["button"], "Log ud").click().await?;
    maria.sees("1 ting er ikke sendt endnu.").await?;
    maria.button("Log ud").click().await?;
    maria.button("Log ind i stedet").is_there().await?;

    town.server.start_again().await?;
    maria.button("Log ind i stedet").click().await?;
    maria.log_in("maria").await?;
    maria.has_sent_all().await?;
    maria.open_note(NOTE).await?;
    let jonas = town.phone("jonas").await?;
    jonas.open_note(NOTE).await?;
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_lies_unsent_on_a_shared_computer_arrives_while_its_author_is_locked_out() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let jonas = town.phone("jonas").await?;
    town.phone("leyla").await?.close().await?;
    let shared = town.laptop("maria").await?;
    shared.is_ready_offline().await?;
    town.server.kill().await?;
    shared.write(NOTE, Readers::Adults).await?;
    shared.add_to_note(" Han sov med det samme.").await?;
    shared.lock().await?;
    shared.sees("2 ting er ikke sendt fra denne enhed.").await?;
    let said = shared.text().await?;
    assert!(!said.contains("Noah") && !said.contains("boller"), "{said}");

    // Somebody else comes to the computer. Maria is not there, and her note arrives.
    town.server.start_again().await?;
    shared.button("Log ind i stedet").click().await?;
    shared.log_in("leyla").await?;
    jonas.open_note(NOTE).await?;
    jonas.sees("Han sov med det samme.").await?;
    shared.go_to("Logbog").await?;
    shared.sees("Ingen notater endnu").await?;
    assert!(town.sent_to("leyla")?.search(NOTE)?.is_empty(), "who brings it cannot read it");
    shared.lock().await?;
    shared.sees_no("ikke sendt fra denne enhed").await?;

    // Maria comes back: her own app finds it sent, and it is there once.
    shared.choice("MH").click().await?;
    shared.unlock().await?;
    shared.sign_in_if_asked().await?;
    shared.has_sent_all().await?;
    shared.open_note(NOTE).await?;
    shared.go_to("Logbog").await?;
    assert_eq!(shared.cards_with(NOTE).await?, 1);
    for browser in [shared, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_written_without_unlocking_is_a_draft_afterwards_and_lies_nowhere_in_clear() -> anyhow::Result<()> {
    const AWAKE: &str = "Kvidrefugl: han vågnede kl. 2 og ville snakke.";
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.lock().await?;
    town.server.kill().await?;
    maria.button("Skriv nu – lås op senere").click().await?;
    maria.field("Hvad skete der?").fill(AWAKE).await?;
    maria.sees("Gemt og låst.").await?;
    maria.kill().await?;

    let found = canary::search(&town.browsers.profile("maria"), &[AWAKE])?;
    assert_eq!(found.hits, [], "in the browser's profile");
    assert!(found.files > 20, "there were files to search");
    let maria = town.open_again("maria").await?;
    maria.button("Skriv nu – lås op senere").click().await?;
    assert!(!maria.text().await?.contains("Kvidrefugl"), "write-only");
    maria.button("Færdig").click().await?;
    maria.button("Færdig").is_gone().await?;
    maria.keeps_focus().await?;
    maria.unlock().await?;
    maria.sees("Du er i gang med et notat").await?;
    maria.begin_note().await?;
    maria.sees(AWAKE).await?;
    maria.save_note().await?;
    maria.sees(AWAKE).await?;
    maria.close().await
}
