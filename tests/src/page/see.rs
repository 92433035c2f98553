//! What a person sees.

use std::path::Path;

use anyhow::{Context, ensure};

use crate::browser::Browser;
use crate::wait;

impl Browser {
    /// Waits until `text` stands on the page. White space counts as one blank.
    pub async fn sees(&self, text: &str) -> anyhow::Result<()> {
        wait::until(format!("\"{text}\" on the page"), async || {
            let all = self.text().await?;
            ensure!(all.contains(text), "the page reads: {all}");
            Ok(())
        })
        .await
    }

    /// Waits until `text` no longer stands on the page. Only of use after something that says that the page has moved
    /// on.
    pub async fn sees_no(&self, text: &str) -> anyhow::Result<()> {
        wait::until(format!("\"{text}\" to leave the page"), async || {
            let all = self.text().await?;
            ensure!(!all.contains(text), "the page reads: {all}");
            Ok(())
        })
        .await
    }

    /// All text that the page shows at this moment, and what stands in its fields.
    pub async fn text(&self) -> anyhow::Result<String> {
        let script = "const fields = [...document.querySelectorAll('input:not([type=password]), textarea')];
            return [document.body.innerText, ...fields.map(field => field.value)].join(' ').replace(/\\s+/g, ' ')";
        let text = self.script(script, vec![]).await?;
        Ok(text.as_str().context("the page has no body")?.to_owned())
    }

    /// The path of the address, such as `/logbog`.
    pub async fn path(&self) -> anyhow::Result<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Waits until the service worker runs and holds every file: from here on the app starts without a server.
    pub async fn is_ready_offline(&self) -> anyhow::Result<()> {
        wait::until("the service worker to be active", async || {
            let script = "return navigator.serviceWorker?.controller?.state ?? null";
            let state = self.script(script, vec![]).await?;
            ensure!(state == "activated", "it is {state}");
            Ok(())
        })
        .await
    }

    /// A picture of what the screen shows.
    pub async fn picture(&self, file: &Path) -> anyhow::Result<()> {
        Ok(self.driver.screenshot(file).await?)
    }
}
