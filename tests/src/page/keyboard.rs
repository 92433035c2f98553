//! What the keyboard alone reaches.

use anyhow::{Context, ensure};
use serde_json::json;
use thirtyfour::Key;

use super::Named;
use crate::browser::Browser;
use crate::wait;

/// More stops than any screen may have.
const STOPS_MAX: usize = 300;

/// Remembers where the focus is; a radio button stands for its whole group, where the arrow keys go on, and a field for a
/// date holds several stops.
const STOP: &str = "
    const stops = window.__stops ??= new Set();
    const at = document.activeElement;
    if (!at || at === document.body) return 'outside';
    if (window.__stop === at) return 'same';
    window.__stop = at;
    if (stops.has(at)) return 'again';
    stops.add(at);
    if (at.type === 'radio') {
        for (const radio of document.querySelectorAll('input[type=radio]')) {
            if (radio.name === at.name && radio.form === at.form) stops.add(radio);
        }
    }
    return 'new';";

/// Everything that a pointer can use, that can be seen, and where the focus never was; while a sheet is open, in it alone.
const MISSED: &str = "
    const usable = 'a[href], button, input, select, textarea, summary, [contenteditable=true], ' +
        '[role=button], [role=link], [role=checkbox], [role=switch], [role=option], [role=tab], [role=menuitem]';
    const missed = [...(document.querySelector('dialog:modal') ?? document).querySelectorAll(usable)].filter(element =>
        !window.__stops.has(element) && !element.disabled && element.type !== 'hidden'
        && element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert], [aria-hidden=true]'));
    delete window.__stops;
    delete window.__stop;
    return missed.map(element => element.outerHTML.slice(0, 200));";

impl Browser {
    /// Where the focus is, as a screen reader announces it.
    pub async fn focus(&self) -> anyhow::Result<Named> {
        let active = self.cdp("Runtime.evaluate", json!({ "expression": "document.activeElement" })).await?;
        let ask = json!({ "objectId": active["result"]["objectId"], "fetchRelatives": false });
        let tree = self.cdp("Accessibility.getPartialAXTree", ask).await?;
        let node = tree["nodes"].get(0).context("nothing has the focus")?;
        let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        Ok(Named { role: text("role"), name: text("name") })
    }

    /// What had the focus went away: a part of the page has it now, not the whole of it.
    pub async fn keeps_focus(&self) -> anyhow::Result<()> {
        wait::until("the focus in the page", async || {
            let at = self.script("return document.activeElement?.tagName", vec![]).await?;
            ensure!(at.as_str().is_some_and(|tag| tag != "BODY" && tag != "HTML"), "it is on {at}");
            Ok(())
        })
        .await
    }

    /// Walks through the page with the tab key alone and gives what it never came to, as HTML.
    pub async fn missed_by_keyboard(&self) -> anyhow::Result<Vec<String>> {
        let (mut stops, mut same, mut outside) = (0, 0, 0);
        // From wherever the focus is: past the end it leaves the page once and comes in again at the start.
        while outside < 2 {
            self.press(Key::Tab).await?;
            match self.script(STOP, vec![]).await?.as_str() {
                Some("new") => stops += 1,
                Some("outside") => outside += 1,
                Some("same") => same += 1,
                _ => break,
            }
            ensure!(stops + same < STOPS_MAX, "the tab key never comes round");
        }
        ensure!(stops > 0, "the tab key reaches nothing on this page");
        Ok(serde_json::from_value(self.script(MISSED, vec![]).await?)?)
    }
}
