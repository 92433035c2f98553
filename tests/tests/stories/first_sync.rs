//! A phone that holds nothing yet, and a logbook of many months: it is of use from the first page on, and a death in the
//! middle costs nothing.

use anyhow::{Context, ensure};
use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::json;

const ENTRIES: u32 = 900;
const NEW: &str = "Første aften med den nye telefon.";

/// A page of notes comes as a frame of this size at least.
const LARGE_BYTES: u32 = 50_000;

/// Runs before the app: after so many pages it hears nothing more and reaches nobody, like a phone in a tunnel. It comes out
/// again when more are granted.
fn tunnel_after(pages: u32) -> String {
    format!(
        "window.__pages = {pages};
        const listen = WebSocket.prototype.addEventListener;
        WebSocket.prototype.addEventListener = function (kind, heard, ...more) {{
            if (kind !== 'message') return listen.call(this, kind, heard, ...more);
            const hears = event => {{
                if (window.__pages <= 0) return;
                heard.call(this, event);
                if (event.data.byteLength > {LARGE_BYTES}) window.__pages -= 1;
                if (window.__pages <= 0) this.close();
            }};
            listen.call(this, kind, hears, ...more);
        }};
        window.WebSocket = new Proxy(WebSocket, {{
            construct(target, [address, ...more]) {{
                return new target(window.__pages <= 0 ? address + '/tunnel' : address, ...more);
            }},
        }});"
    )
}

/// The numbers of the notes on the page, from above.
async fn numbers(browser: &Browser) -> anyhow::Result<Vec<u32>> {
    let script = "return [...document.querySelectorAll('article')]
        .map(card => /Notat (\\d+):/.exec(card.innerText)?.[1]).filter(Boolean).map(Number)";
    Ok(serde_json::from_value(browser.script(script, vec![]).await?)?)
}

/// Brings the whole logbook onto the page, and gives the numbers of its notes.
async fn all_numbers(browser: &Browser) -> anyhow::Result<Vec<u32>> {
    loop {
        let more = wait::until("the end of the list, or more of it", async || {
            let text = browser.text().await?;
            let (end, more) = (text.contains("Det er hele logbogen."), text.contains("Vis ældre notater"));
            ensure!(end || more, "the page reads: {text}");
            Ok(more)
        });
        if !more.await? {
            return numbers(browser).await;
        }
        let before = numbers(browser).await?.len();
        browser.button("Vis ældre notater").click().await?;
        wait::until("older notes", async || {
            let now = numbers(browser).await?.len();
            ensure!(now > before, "there are {now}");
            Ok(())
        })
        .await?;
    }
}

/// How many months a page says to be here while the rest is fetched.
fn months_in(text: &str) -> anyhow::Result<u32> {
    let told = text.split_once("Henter: ").and_then(|(_, rest)| rest.split_once(" måneder er klar, du kan gå i gang"));
    Ok(told.with_context(|| format!("the page reads: {text}"))?.0.parse()?)
}

async fn months_ready(browser: &Browser) -> anyhow::Result<u32> {
    wait::until("months that are ready", async || months_in(&browser.text().await?)).await
}

/// Waits until more months are ready than these; `None` if a login is asked for first: a browser that was killed may have lost
/// its cookie.
async fn has_more_than(browser: &Browser, months: u32) -> anyhow::Result<Option<u32>> {
    wait::until("more months, or a login", async || {
        let text = browser.text().await?;
        if text.contains("Log ind igen") {
            return Ok(None);
        }
        let now = months_in(&text)?;
        ensure!(now > months, "{now} months are ready");
        Ok(Some(now))
    })
    .await
}

/// Maria's phone, which hears so many pages and no more.
async fn in_a_tunnel_after(town: &Town, pages: u32) -> anyhow::Result<Browser> {
    let maria = town.browsers.open("maria").await?;
    let script = json!({ "source": tunnel_after(pages) });
    maria.cdp("Page.addScriptToEvaluateOnNewDocument", script).await?;
    Ok(maria)
}

#[tokio::test]
async fn a_new_phone_is_of_use_from_the_first_page_and_goes_on_where_it_died() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let jonas = town.phone("jonas").await?;
    town.server.admin(&["fill", "--user", "jonas", "--entries", &ENTRIES.to_string()]).await?;
    town.was_always_there("maria", "Noah").await?;
    let (newest, newer) = (ENTRIES - 1, format!("Notat {}:", ENTRIES - 1));

    // The phone dies after the first page.
    let maria = in_a_tunnel_after(&town, 1).await?;
    maria.go(town.link("maria")?).await?;
    maria.field("Vælg en adgangskode").fill(PASSWORD).await?;
    maria.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
    maria.button("Gå i gang").click().await?;
    maria.is_inside().await?;
    maria.go_to("Logbog").await?;
    maria.sees(&newer).await?;
    maria.write(NEW, Readers::Adults).await?;
    maria.sees("1 venter på at blive sendt").await?;
    maria.go_to("Logbog").await?;
    let first = months_ready(&maria).await?;
    let shown = numbers(&maria).await?;
    ensure!(shown.first() == Some(&newest) && shown.is_sorted_by(|above, below| above > below), "{shown:?}");
    maria.kill().await?;

    // Then the server does, after the second.
    let maria = in_a_tunnel_after(&town, 1).await?;
    maria.go(&town.server.url("/")).await?;
    maria.unlock().await?;
    maria.go_to("Logbog").await?;
    // What was written may be sent or not by the time the second page is here: the tunnel begins at once.
    if has_more_than(&maria, first).await?.is_none() {
        maria.signs_in_again().await?;
        maria.sees_no("Log ind igen").await?;
        maria.go_to("Logbog").await?;
        let more = has_more_than(&maria, first).await?;
        ensure!(more.is_some(), "it asked for a login again");
    }
    town.server.kill().await?;
    maria.script("window.__pages = 1e9", vec![]).await?;
    town.server.start_again().await?;

    maria.has_sent_all().await?;
    wait::until("the whole logbook", async || {
        let text = maria.text().await?;
        ensure!(!text.contains("Henter"), "the page reads: {text}");
        Ok(())
    })
    .await?;
    let all = all_numbers(&maria).await?;
    ensure!(all == (0..ENTRIES).rev().collect::<Vec<_>>(), "all of them once, newest first: {all:?}");
    assert_eq!(maria.cards_with(NEW).await?, 1);
    jonas.open_note(NEW).await?;
    for browser in [jonas, maria] {
        browser.close().await?;
    }
    Ok(())
}
