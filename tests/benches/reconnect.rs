//! `cargo xtask bench reconnect`: three notes were written without coverage, and it comes back, far away and losing
//! segments. From the page's `online` event until it says that everything is sent, a new access token drawn on the way.

#[path = "support/page.rs"]
mod page;

use anyhow::{Context, ensure};
use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::proxy::{Network, Proxy};
use samspil_tests::town::Town;
use serde_json::{Value, json};

use page::{ask, median, noted, on_each_page};

const NETWORKS: [(&str, Network); 2] = [
    ("no loss", Network { one_way_ms: 200, loss: 0.0, timeout_ms: 1_000 }),
    // The timeout that a connection begins with (RFC 6298).
    ("5 % loss", Network { one_way_ms: 200, loss: 0.05, timeout_ms: 1_000 }),
];
const TIMES: usize = 11;
const NOTES: usize = 3;
const SEED: u64 = 20_261_127;

/// Notes when coverage came back, and when the page says that all is sent; what the page asks the server for besides, by
/// when it was asked for and answered.
const WATCH: &str = "
    addEventListener('online', () => { window.__online = performance.now(); window.__sent = null; });
    new MutationObserver(() => {
        const said = document.querySelector('.sync')?.textContent ?? '';
        if (window.__online && !window.__sent && said.includes('Alt er sendt')) window.__sent = performance.now();
    }).observe(document, { childList: true, subtree: true, characterData: true });";

/// What the browser noted of its requests since coverage came back.
const REQUESTS: &str = "
    const since = at => Math.round(at - window.__online);
    return performance.getEntriesByType('resource')
        .filter(entry => entry.startTime >= window.__online)
        .map(entry => `${new URL(entry.name).pathname} ${since(entry.startTime)}-${since(entry.responseEnd)}`)
        .join(', ');";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    println!(
        "{NOTES} notes wait, 400 ms to and fro, handshakes included; Chromium, release client, medians of {TIMES}"
    );
    println!("{:>10} {:>12} {:>14} {:>12} {:>12}", "network", "sent (ms)", "elapsed/RTT", "round trips", "most");
    for (name, network) in NETWORKS {
        measure(name, network).await?;
    }
    Ok(())
}

async fn measure(name: &str, network: Network) -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    // People reach the server through the network alone, so that is its address.
    let proxy = Proxy::start(town.server.port(), network, SEED).await?;
    town.server.kill().await?;
    town.server.is_told(&["--public-url", &proxy.url("")]);
    town.server.start_again().await?;
    let maria = town.browsers.open("maria").await?;
    on_each_page(&maria, WATCH).await?;
    let (_, token) = town.link("maria")?.split_once("/#").context("a link without a token")?;
    maria.accept_link(&proxy.url(&format!("/#{token}"))).await?;
    maria.is_ready_offline().await?;

    let rtt = (2 * network.one_way_ms) as f64;
    let (mut took, mut trips) = (Vec::new(), Vec::new());
    for time in 0..TIMES {
        coverage(&maria, &proxy, false).await?;
        for note in 0..NOTES {
            maria.write(&format!("Skrevet uden net, {time} {note}."), Readers::Adults).await?;
        }
        maria.go_to("I dag").await?;
        maria.sees(&format!("{NOTES} venter")).await?;
        ask(&maria, "window.__online = window.__sent = null").await?;
        coverage(&maria, &proxy, true).await?;
        let sent = noted(&maria, "__sent").await?;
        trips.push(f64::from(proxy.round_trips().deepest()));
        took.push(sent - noted(&maria, "__online").await?);
        if time == 0 && std::env::var_os("BENCH_TRACE").is_some() {
            println!("{}", ask(&maria, REQUESTS).await?.as_str().unwrap_or_default());
            println!("{:#?}", proxy.round_trips());
        }
        ensure!(ask(&maria, "return navigator.onLine").await? == Value::Bool(true), "the browser is online");
    }
    let middle = median(&took);
    let most = took.iter().copied().fold(0.0, f64::max);
    println!("{name:>10} {middle:>12.0} {:>14.1} {:>12.0} {most:>12.0}", middle / rtt, median(&trips));
    maria.close().await
}

/// Takes the network away, or gives it back, and tells the browser as the phone's system does.
async fn coverage(browser: &Browser, proxy: &Proxy, there: bool) -> anyhow::Result<()> {
    if there {
        proxy.open();
    } else {
        proxy.shut();
    }
    browser.cdp("Network.enable", json!({})).await?;
    let conditions = json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.cdp("Network.emulateNetworkConditions", conditions).await.map(drop)
}
