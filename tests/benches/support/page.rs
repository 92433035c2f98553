//! What a page is told to note, by its own clock, and what is made of that.

use anyhow::Context;
use samspil_tests::browser::Browser;
use samspil_tests::wait;
use serde_json::{Value, json};

/// What takes longer than a story waits is waited for this often.
const LOOKS: usize = 6;

/// Lets every page of the tab that is looked at run `script` before its own.
pub(crate) async fn on_each_page(browser: &Browser, script: &str) -> anyhow::Result<()> {
    browser.cdp("Page.enable", json!({})).await?;
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await.map(drop)
}

/// What stands in `window.NAME`, once it is a number.
pub(crate) async fn noted(browser: &Browser, name: &str) -> anyhow::Result<f64> {
    let script = format!("return window.{name} ?? null");
    patiently(&format!("window.{name}"), async || {
        browser.script(&script, vec![]).await?.as_f64().context("not noted yet")
    })
    .await
}

/// [`wait::until`] for what takes its time.
pub(crate) async fn patiently<T>(what: &str, mut probe: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    for _ in 1..LOOKS {
        if let Ok(found) = wait::until(what, &mut probe).await {
            return Ok(found);
        }
    }
    wait::until(what, probe).await
}

/// A value of a script.
pub(crate) async fn ask(browser: &Browser, script: &str) -> anyhow::Result<Value> {
    browser.script(script, vec![]).await
}

/// The middle one.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
