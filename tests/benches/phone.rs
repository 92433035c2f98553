//! `cargo xtask bench phone`: the shipped client in Chromium, four times slowed down, on a logbook of 1,000 and of 10,000
//! entries: first sync, unlocking, the start of one more tab, saving. Times are the page's own clock.

use std::time::Instant;

use anyhow::{Context, ensure};
use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Browser;
use samspil_tests::page::FIELDS;
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::{Value, json};

/// How much slower than this machine.
const THROTTLE: u32 = 4;
const STARTS: usize = 5;
const SAVES: usize = 21;
/// A first sync of ten thousand entries takes longer than a story waits.
const LOOKS: usize = 6;

/// Notes, on the page's clock, when the first card of a list was there.
const WATCH: &str = "
    const noted = () => {
        if (window.__firstCard === undefined && document.querySelector('article')) {
            window.__firstCard = performance.now();
        }
    };
    new MutationObserver(noted).observe(document, { childList: true, subtree: true });";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    println!("Chromium {THROTTLE}x slower, release client, SQLite, loopback; milliseconds, medians of {STARTS}");
    println!(
        "{:>8} {:>14} {:>12} {:>12} {:>12} {:>10} {:>10} {:>12}",
        "entries", "first page", "all here", "unlock", "second tab", "save p50", "save p95", "heap (MB)"
    );
    for entries in [1_000, 10_000] {
        measure(entries).await?;
    }
    Ok(())
}

async fn measure(entries: u32) -> anyhow::Result<()> {
    let town = Town::start().await?;
    // Jonas' phone writes what Maria's phone, which is new, has to fetch.
    town.server.admin(&["fill", "--user", "jonas", "--entries", &entries.to_string()]).await?;
    let maria = town.browsers.open("maria").await?;
    throttle(&maria).await?;
    maria.cdp("Page.enable", json!({})).await?;
    maria.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    maria.go(town.link("maria")?).await?;
    maria.field("Vælg en adgangskode").fill(PASSWORD).await?;
    maria.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
    maria.button("Gå i gang").click().await?;
    let begun = now();
    let first = since(&maria, "return window.__firstCard", begun).await?;
    let all = all_here(&maria, begun).await?;
    let heap = heap_mb(&maria).await?;
    maria.is_ready_offline().await?;

    let mut unlocks = Vec::new();
    for _ in 0..STARTS {
        maria.go_to("Logbog").await?;
        maria.reload().await?;
        maria.thing_beginning(FIELDS, "Adgangskode").fill(PASSWORD).await?;
        let pressed = maria.script("return performance.now()", vec![]).await?.as_f64().context("a clock")?;
        maria.button("Lås op").click().await?;
        unlocks.push(first_card(&maria).await? - pressed);
    }
    let mut starts = Vec::new();
    let first_tab = maria.tab().await?;
    for _ in 0..STARTS {
        maria.open_tab().await?;
        throttle(&maria).await?;
        maria.cdp("Page.enable", json!({})).await?;
        maria.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
        maria.go(&town.server.url("/logbog")).await?;
        starts.push(first_card(&maria).await?);
        maria.close_tab().await?;
        maria.look_at(&first_tab).await?;
    }
    let mut saves = Vec::new();
    for n in 0..SAVES {
        maria.begin_note().await?;
        maria.field("Hvad skete der?").fill(&format!("Målt notat {n}")).await?;
        maria.thing_beginning(samspil_tests::page::CHOICES, Readers::Adults.words()).click().await?;
        maria.sees("Kladde gemt på telefonen").await?;
        saves.push(save(&maria).await?);
    }
    println!(
        "{entries:>8} {first:>14.0} {all:>12.0} {:>12.0} {:>12.0} {:>10.0} {:>10.0} {heap:>12.0}",
        median(&mut unlocks),
        median(&mut starts),
        median(&mut saves),
        saves[saves.len() * 95 / 100],
    );
    maria.close().await
}

async fn throttle(browser: &Browser) -> anyhow::Result<()> {
    browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": THROTTLE })).await.map(drop)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Instant {
    Instant::now()
}

async fn patiently<T>(what: &str, mut probe: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    for _ in 1..LOOKS {
        if let Ok(found) = wait::until(what, &mut probe).await {
            return Ok(found);
        }
    }
    wait::until(what, probe).await
}

/// Milliseconds until `script` returned something.
async fn since(browser: &Browser, script: &str, begun: Instant) -> anyhow::Result<f64> {
    patiently(script, async || {
        ensure!(browser.script(script, vec![]).await? != Value::Null, "not yet");
        Ok(())
    })
    .await?;
    Ok(begun.elapsed().as_secs_f64() * 1_000.0)
}

async fn all_here(browser: &Browser, begun: Instant) -> anyhow::Result<f64> {
    patiently("everything fetched", async || {
        let text = browser.text().await?;
        ensure!(text.contains("Alt er sendt") && !text.contains("Henter"), "the page reads: {text}");
        Ok(())
    })
    .await?;
    Ok(begun.elapsed().as_secs_f64() * 1_000.0)
}

/// Milliseconds on the page's clock, from the beginning of its navigation.
async fn first_card(browser: &Browser) -> anyhow::Result<f64> {
    wait::until("a first card", async || {
        let at = browser.script("return window.__firstCard ?? null", vec![]).await?;
        at.as_f64().context("no card yet")
    })
    .await
}

/// Milliseconds from the press on *Gem* to the note's own page, which comes only after the disk has it.
async fn save(browser: &Browser) -> anyhow::Result<f64> {
    let script = "
        const done = arguments[0];
        const button = [...document.querySelectorAll('button')].find(button => button.innerText.trim() === 'Gem');
        const begun = performance.now();
        const seen = new MutationObserver(() => {
            if (location.pathname.startsWith('/notat/')) { seen.disconnect(); done(performance.now() - begun); }
        });
        seen.observe(document, { childList: true, subtree: true });
        button.click();";
    let took = browser.script_async(script).await?;
    browser.link("Hvem skrev hvad").is_there().await?;
    took.as_f64().context("no time")
}

async fn heap_mb(browser: &Browser) -> anyhow::Result<f64> {
    let script = "return performance.memory.totalJSHeapSize";
    let heap = browser.script(script, vec![]).await?.as_f64().context("no heap")?;
    Ok(heap / 1_048_576.0)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
