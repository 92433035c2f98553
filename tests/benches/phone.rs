//! `cargo xtask bench phone`: the shipped client in Chromium on a logbook of 1,000 and of 10,000 entries: first sync,
//! opening with a passkey and with the password, the start of one more tab, searching, saving. Times are the page's own
//! clock. Slowed down four times, and where a line says so not at all.
//!
//! `BENCH_ENTRIES` takes other sizes. `BENCH_CLIENT` names the folder of another client that is served in place of the one
//! in the server, to compare two on the same data. `BENCH_PROFILE` names a file for a profile of the last first sync, as the
//! browser's own tools open it.

#[path = "support/memory.rs"]
mod memory;
#[path = "support/page.rs"]
mod page;
#[path = "support/search.rs"]
mod search;

use std::time::Instant;

use anyhow::{Context, ensure};
use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Browser;
use samspil_tests::page::{CHOICES, FIELDS};
use samspil_tests::town::Town;
use serde_json::json;

use page::{median, noted, on_each_page, patiently};

/// How much slower than this machine a phone is taken to be.
const THROTTLE: u32 = 4;
const STARTS: usize = 5;
const SAVES: usize = 21;

/// Notes, on the page's clock, when the first card of a list was there, and when the lock could be opened.
const WATCH: &str = "
    const noted = () => {
        if (window.__firstCard === undefined && document.querySelector('article')) {
            window.__firstCard = performance.now();
        }
        if (window.__lock === undefined && document.querySelector('input[type=password]')) {
            window.__lock = performance.now();
        }
    };
    new MutationObserver(noted).observe(document, { childList: true, subtree: true });";

/// What was measured, by name.
type Figures = Vec<(String, f64)>;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sizes = std::env::var("BENCH_ENTRIES").unwrap_or_else(|_| "1000,10000".to_owned());
    let sizes: Vec<u32> = sizes.split(',').map(str::parse).collect::<Result<_, _>>()?;
    println!("Chromium {THROTTLE}x slower, release client, SQLite, loopback; milliseconds, medians of {STARTS}");
    for (at, entries) in sizes.iter().enumerate() {
        let profile = std::env::var("BENCH_PROFILE").ok().filter(|_| at + 1 == sizes.len());
        measure(*entries, profile.as_deref()).await?;
    }
    Ok(())
}

/// A row for each figure, as soon as it is there: the whole takes minutes.
fn show(entries: u32, figures: &[(String, f64)]) {
    for (name, value) in figures {
        println!("{entries:>8}  {name:<44}{value:>10.0}");
    }
}

async fn measure(entries: u32, profile: Option<&str>) -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    if let Ok(client) = std::env::var("BENCH_CLIENT") {
        town.server.kill().await?;
        town.server.is_told(&["--client", &client]);
        town.server.start_again().await?;
    }
    // Jonas' phone writes what Maria's phone, which is new, has to fetch.
    town.server.admin(&["fill", "--user", "jonas", "--entries", &entries.to_string()]).await?;
    town.was_always_there("maria", "Noah").await?;
    let maria = town.browsers.open("maria").await?;
    throttle(&maria, THROTTLE).await?;
    on_each_page(&maria, WATCH).await?;
    show(entries, &first_sync(&town, &maria, profile).await?);
    maria.is_ready_offline().await?;
    show(entries, &opening(&town, &maria).await?);
    show(entries, &search::measure(&maria).await?);
    for times in [THROTTLE, 1] {
        throttle(&maria, times).await?;
        let saves = saves(&maria, times).await?;
        let p50 = (format!("Gem to the note's page, p50, {times}x"), median(&saves));
        show(entries, &[p50, (format!("the same, p95, {times}x"), share(&saves, 0.95))]);
    }
    maria.close().await
}

async fn first_sync(town: &Town, maria: &Browser, profile: Option<&str>) -> anyhow::Result<Figures> {
    maria.go(town.link("maria")?).await?;
    maria.field("Vælg en adgangskode").fill(PASSWORD).await?;
    maria.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
    if profile.is_some() {
        maria.cdp("Profiler.enable", json!({})).await?;
        maria.cdp("Profiler.start", json!({})).await?;
    }
    let pressed = clock(maria).await?;
    let begun = now();
    maria.button("Gå i gang").click().await?;
    let first = noted(maria, "__firstCard").await? - pressed;
    all_here(maria).await?;
    let all = ms_since(begun);
    if let Some(file) = profile {
        let profile = maria.cdp("Profiler.stop", json!({})).await?;
        std::fs::write(file, profile["profile"].to_string())?;
    }
    let heap = heap_mb(maria).await?;
    let tab = memory::tab_mb(maria)?;
    let figure = |name: &str, value| (name.to_owned(), value);
    Ok(vec![
        figure("first sync: first card", first),
        figure("all here", all),
        figure("scripts' heap after it, MB", heap),
        figure("the tab's process after it, MB", tab),
    ])
}

/// From the tap on the icon to the first card of the list, without the time that a person takes to press or type; and from
/// the press alone. Then the start of one more tab, which the first one lets in.
async fn opening(town: &Town, maria: &Browser) -> anyhow::Result<Figures> {
    maria.put_authenticator(true).await?;
    maria.make_passkey().await?;
    let mut figures = Vec::new();
    for passkey in [true, false] {
        let (mut taps, mut presses) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            maria.go_to("Logbog").await?;
            maria.reload().await?;
            let lock = noted(maria, "__lock").await?;
            let field = maria.thing_beginning(FIELDS, "Adgangskode");
            if passkey {
                field.is_there().await?;
            } else {
                field.fill(PASSWORD).await?;
            }
            let button = if passkey { "Lås op med adgangsnøgle" } else { "Lås op" };
            let pressed = clock(maria).await?;
            maria.button(button).click().await?;
            let press = noted(maria, "__firstCard").await? - pressed;
            taps.push(lock + press);
            presses.push(press);
        }
        let how = if passkey { "passkey" } else { "password" };
        figures.push((format!("open with the {how}: tap to first card"), median(&taps)));
        figures.push((format!("from the press alone, {how}"), median(&presses)));
    }
    let mut starts = Vec::new();
    let first_tab = maria.tab().await?;
    for _ in 0..STARTS {
        maria.open_tab().await?;
        throttle(maria, THROTTLE).await?;
        on_each_page(maria, WATCH).await?;
        maria.go(&town.server.url("/logbog")).await?;
        starts.push(noted(maria, "__firstCard").await?);
        maria.close_tab().await?;
        maria.look_at(&first_tab).await?;
    }
    figures.push(("start of one more tab to its first card".to_owned(), median(&starts)));
    figures.push(("the first tab's process after it, MB".to_owned(), memory::tab_mb(maria)?));
    Ok(figures)
}

async fn saves(maria: &Browser, times: u32) -> anyhow::Result<Vec<f64>> {
    let mut saves = Vec::new();
    for n in 0..SAVES {
        maria.begin_note().await?;
        maria.field("Hvad skete der?").fill(&format!("Målt notat {n} {times}")).await?;
        maria.thing_beginning(CHOICES, Readers::Adults.words()).click().await?;
        maria.sees("Kladde gemt på telefonen").await?;
        saves.push(save(maria).await?);
    }
    Ok(saves)
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

/// Slows the tab that is looked at down, so many times.
async fn throttle(browser: &Browser, times: u32) -> anyhow::Result<()> {
    browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await.map(drop)
}

/// The page's clock.
async fn clock(browser: &Browser) -> anyhow::Result<f64> {
    browser.script("return performance.now()", vec![]).await?.as_f64().context("no clock")
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Instant {
    Instant::now()
}

fn ms_since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

/// Waits until everything is fetched and sent.
async fn all_here(browser: &Browser) -> anyhow::Result<()> {
    patiently("everything fetched", async || {
        let text = browser.text().await?;
        ensure!(text.contains("Alt er sendt") && !text.contains("Henter"), "the page reads: {text}");
        Ok(())
    })
    .await
}

/// Megabytes of the page's JavaScript heap.
async fn heap_mb(browser: &Browser) -> anyhow::Result<f64> {
    let script = "return performance.memory.totalJSHeapSize";
    let heap = browser.script(script, vec![]).await?.as_f64().context("no heap")?;
    Ok(heap / 1_048_576.0)
}

/// The value below which this share of the others lies.
fn share(values: &[f64], below: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() as f64 * below) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}
