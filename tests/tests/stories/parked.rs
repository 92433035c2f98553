//! What the server would not take: it is told why, the text stays, nothing else waits for it, and it can go once more.

use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use serde_json::json;

use crate::accessible::is_for_everybody;

const STANDS: &str = "Noah hjalp med at male døren.";
const ADDS: &str = " Kvidrende glad viste han den til naboen.";
const OTHER: &str = "Vi skal huske madpakken i morgen.";
const WHOLE: &str = "Noah hjalp med at male døren. Kvidrende glad viste han den til naboen.";

/// From now on this page sends each change with these letters in it damaged by one bit, as a broken program would: the
/// server finds that it is not what its author made.
async fn damages(browser: &Browser, letters: &str) -> anyhow::Result<()> {
    let script = "const letters = new TextEncoder().encode(arguments[0]);
        window.__damaged = 0;
        window.__send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (frame) {
            const bytes = new Uint8Array(frame);
            for (let at = 0; at + letters.length <= bytes.length; at += 1) {
                if (letters.every((letter, n) => bytes[at + n] === letter)) {
                    bytes[at] ^= 1;
                    window.__damaged += 1;
                }
            }
            window.__send.call(this, bytes);
        };";
    browser.script(script, vec![json!(letters)]).await.map(drop)
}

/// In how many lines the bar says that something did not get through, and whether they are at most two at 200 % text.
const LINES: &str = "const lines = () => {
        const words = document.createRange();
        words.selectNodeContents(document.querySelector('.appbar .sync span'));
        return new Set([...words.getClientRects()].map(line => Math.round(line.top))).size;
    };
    const usual = lines();
    document.documentElement.style.fontSize = '125%';
    const twice = lines();
    document.documentElement.style.removeProperty('font-size');
    return [usual, twice <= 2];";

async fn damages_no_more(browser: &Browser) -> anyhow::Result<()> {
    let script = "WebSocket.prototype.send = window.__send; return window.__damaged";
    let damaged = browser.script(script, vec![]).await?.as_u64();
    anyhow::ensure!(damaged > Some(0), "nothing was damaged: {damaged:?}");
    Ok(())
}

/// What is marked as added on the page, without the words for the ear.
async fn added(browser: &Browser) -> anyhow::Result<String> {
    let script = "const ins = document.querySelector('article ins').cloneNode(true);
        ins.querySelectorAll('.vh').forEach(one => one.remove());
        return ins.textContent.trim()";
    Ok(browser.script(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_refused_text_is_kept_copied_saved_and_sent_again_and_nothing_waits_for_it() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    ane.administers("Afviste handlinger").await?;
    ane.sees("Intet er blevet afvist").await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write(STANDS, Readers::Adults).await?;
    jonas.open_note(STANDS).await?;

    damages(&jonas, "Kvidrende").await?;
    jonas.add_to_note(ADDS).await?;
    jonas.thing_beginning(&["link"], "1 kom ikke igennem").is_there().await?;
    jonas.write(OTHER, Readers::Adults).await?;
    maria.open_note(OTHER).await?;
    maria.open_note(STANDS).await?;
    maria.sees_no(ADDS.trim()).await?;

    let lines = jonas.script(LINES, vec![]).await?;
    assert_eq!(lines, json!([1, true]), "one line, and no more than two at 200 % text");
    jonas.thing_beginning(&["link"], "1 kom ikke igennem").click().await?;
    jonas.sees("Resten er sendt kl.").await?;
    jonas.sees(STANDS).await?;
    jonas.sees(ADDS.trim()).await?;
    jonas.sees("Samspil kunne ikke tage imod teksten, som den var.").await?;
    jonas.sees("Din tekst er her stadig.").await?;
    assert_eq!(added(&jonas).await?, ADDS.trim(), "the difference to what stands");
    is_for_everybody(&jonas, "what did not get through").await?;
    jonas.button("Kopiér").click().await?;
    jonas.sees("Kopieret").await?;
    assert_eq!(jonas.copied().await?, WHOLE);
    let folder = tempfile::tempdir()?;
    jonas.button("Gem som låst fil").click().await?;
    let file = jonas.takes_file(folder.path()).await?;
    assert!(file.contains(WHOLE), "{file}");
    damages_no_more(&jonas).await?;

    ane.administers("Afviste handlinger").await?;
    ane.sees("En ændring · forkert form").await?;
    ane.sees("1 · sidst").await?;
    assert!(town.sent_to("ane")?.search(STANDS)?.is_empty(), "she is told the number alone");

    // Days later it is still there.
    jonas.close().await?;
    let jonas = town.open_again("jonas").await?;
    jonas.unlock().await?;
    jonas.thing_beginning(&["link"], "1 kom ikke igennem").click().await?;
    jonas.sees(ADDS.trim()).await?;
    jonas.button("Prøv igen").click().await?;
    jonas.has_sent_all().await?;
    jonas.sees_no("Kom ikke igennem").await?;
    for phone in [&maria, &jonas] {
        phone.open_note(STANDS).await?;
        phone.sees(WHOLE).await?;
        phone.go_to("Logbog").await?;
        for text in [STANDS, ADDS.trim(), OTHER] {
            assert_eq!(phone.cards_with(text).await?, 1, "{text} is there once");
        }
    }
    for browser in [ane, maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_refused_with_the_right_comes_in_after_it_is_given_back() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write(STANDS, Readers::Adults).await?;
    jonas.open_note(STANDS).await?;
    town.server.kill().await?;
    town.leaves("jonas", "foster-parent", "Noah").await?;
    jonas.add_to_note(ADDS).await?;
    jonas.write(OTHER, Readers::Adults).await?;
    town.server.start_again().await?;

    jonas.thing_beginning(&["link"], "2 kom ikke igennem").click().await?;
    for text in [ADDS.trim(), OTHER, "bliver spurgt, om det skal med"] {
        jonas.sees(text).await?;
    }
    jonas.sees_no("Prøv igen").await?;
    // It was a mistake of the office.
    town.was_always_there("jonas", "Noah").await?;
    jonas.open_note(STANDS).await?;
    jonas.thing_beginning(&["link"], "2 kom ikke igennem").click().await?;
    jonas.sees("Da det kom frem, havde du ikke adgang til logbogen for Noah.").await?;
    maria.go_to("I dag").await?;
    maria.thing_beginning(&["link"], "2 tekster kom bagefter").click().await?;
    maria.press_on_card(ADDS.trim(), "Tag det med").await?;
    maria.press_on_card(OTHER, "Tag det med").await?;
    maria.sees("Intet venter").await?;
    for phone in [&maria, &jonas] {
        phone.open_note(STANDS).await?;
        phone.sees(WHOLE).await?;
        phone.open_note(OTHER).await?;
        phone.sees("Jonas").await?;
    }
    jonas.has_sent_all().await?;
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
