//! Looking away from a phone, and the number on its icon.

use anyhow::{Context, ensure};

use crate::browser::Browser;
use crate::wait;

/// What the page hears of when it is shown or not.
const SHOWN: &str = "const [hidden] = arguments;
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    const state = hidden ? 'hidden' : 'visible';
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));";

/// No test's browser has an icon: what would stand on it is kept, 0 for nothing.
const ICON: &str = "window.__badges = [];
    navigator.setAppBadge = async count => void window.__badges.push(count);
    navigator.clearAppBadge = async () => void window.__badges.push(0);";

impl Browser {
    /// The person looks away; what is put on the icon from here on is kept.
    pub async fn looks_away(&self) -> anyhow::Result<()> {
        self.script(ICON, vec![]).await?;
        self.script(SHOWN, vec![true.into()]).await.map(drop)
    }

    /// The person looks at the phone again.
    pub async fn looks_again(&self) -> anyhow::Result<()> {
        self.script(SHOWN, vec![false.into()]).await.map(drop)
    }

    /// The numbers that were put on the icon since the person looked away, in their order.
    pub async fn badges(&self) -> anyhow::Result<Vec<u64>> {
        let badges = self.script("return window.__badges", vec![]).await?;
        serde_json::from_value(badges).context("nobody has looked away")
    }

    /// Waits until something stands on the icon, and gives all that stood there since the person looked away.
    pub async fn has_badge(&self) -> anyhow::Result<Vec<u64>> {
        wait::until("a number on the icon", async || {
            let badges = self.badges().await?;
            ensure!(!badges.is_empty(), "there is none");
            Ok(badges)
        })
        .await
    }
}
