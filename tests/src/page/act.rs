//! What a person does.

use anyhow::anyhow;
use serde_json::json;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::{Key, WebElement};

use super::Thing;
use crate::browser::Browser;
use crate::wait;

impl Browser {
    pub async fn go(&self, url: &str) -> anyhow::Result<()> {
        Ok(self.driver.goto(url).await?)
    }

    pub async fn reload(&self) -> anyhow::Result<()> {
        Ok(self.driver.refresh().await?)
    }

    pub async fn back(&self) -> anyhow::Result<()> {
        Ok(self.driver.back().await?)
    }

    /// Presses one key, wherever the focus is.
    pub async fn press(&self, key: Key) -> anyhow::Result<()> {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    /// Presses a key while another one is held down.
    pub async fn press_with(&self, held: Key, key: Key) -> anyhow::Result<()> {
        let chain = self.driver.action_chain().key_down(held.clone()).send_keys(key).key_up(held);
        Ok(chain.perform().await?)
    }

    /// Types where the focus is.
    pub async fn types(&self, text: &str) -> anyhow::Result<()> {
        type_text(self, text).await
    }
}

impl Thing<'_> {
    /// Scrolls to it and clicks it, as soon as it is there and nothing lies over it.
    pub async fn click(&self) -> anyhow::Result<()> {
        let scroll = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.do_with("be clicked", async |element| {
            // The driver takes what lies under a bar at the edge for seen.
            self.browser.driver.execute(scroll, vec![element.to_json()?]).await?;
            element.click().await
        })
        .await
    }

    /// Taps on it with a finger, where it lies; it must be on the screen, or be brought there first as a thumb does.
    pub async fn tap(&self) -> anyhow::Result<()> {
        let middle = "const [thing] = arguments;
            const seen = thing.closest('label') ?? thing;
            seen.scrollIntoView({ block: 'center', behavior: 'instant' });
            const box = seen.getBoundingClientRect();
            const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
            const there = document.elementFromPoint(x, y);
            return there && (seen.contains(there) || there.contains(seen)) ? [x, y] : null;";
        let at = wait::until(format!("{self} under the thumb"), async || {
            let element = self.element_now().await?;
            let at = self.browser.script(middle, vec![element.to_json()?]).await?;
            let (Some(x), Some(y)) = (at[0].as_f64(), at[1].as_f64()) else { return Err(anyhow!("it is covered")) };
            Ok(json!({ "x": x, "y": y }))
        })
        .await?;
        self.browser.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
        self.browser.cdp("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": [at] })).await?;
        self.browser.cdp("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] })).await.map(drop)
    }

    /// Puts the focus on it.
    pub async fn focus(&self) -> anyhow::Result<()> {
        self.do_with("take the focus", async |element| element.focus().await).await
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, text: &str) -> anyhow::Result<()> {
        self.focus().await?;
        self.browser.script("document.activeElement.select?.()", vec![]).await?;
        if text.is_empty() { self.browser.press(Key::Delete).await } else { type_text(self.browser, text).await }
    }

    /// Types at the end of what stands in a field.
    pub async fn add(&self, text: &str) -> anyhow::Result<()> {
        self.focus().await?;
        self.browser
            .script("const e = document.activeElement; e.setSelectionRange?.(e.value.length, e.value.length)", vec![])
            .await?;
        type_text(self.browser, text).await
    }

    /// Sets a day (`2026-11-25`) or a time (`02:25`): the browser makes its field of parts, in an order of its language.
    pub async fn set(&self, value: &str) -> anyhow::Result<()> {
        let script = "const [field, value] = arguments;
            field.value = value;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return field.value;";
        wait::until(format!("{value} in {self}"), async || {
            let field = self.element_now().await?;
            let shown = self.browser.script(script, vec![field.to_json()?, json!(value)]).await?;
            if shown == value { Ok(()) } else { Err(anyhow!("it shows {shown}")) }
        })
        .await
    }

    /// Chooses an entry of a list by the text that it shows.
    pub async fn choose(&self, entry: &str) -> anyhow::Result<()> {
        let script = "const [list, text] = arguments;
            const option = [...list.options].find(option => option.text.trim() === text);
            if (!option) return false;
            list.value = option.value;
            list.dispatchEvent(new Event('input', { bubbles: true }));
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        wait::until(format!("\"{entry}\" in {self}"), async || {
            let list = self.element_now().await?;
            let chosen = self.browser.script(script, vec![list.to_json()?, json!(entry)]).await?;
            if chosen == true { Ok(()) } else { Err(anyhow!("there is no such entry")) }
        })
        .await
    }

    /// Looks for the element anew when it was replaced or covered in the meantime; then nothing had been done to it.
    async fn do_with(
        &self,
        what: &str,
        mut act: impl AsyncFnMut(WebElement) -> thirtyfour::error::WebDriverResult<()>,
    ) -> anyhow::Result<()> {
        self.is_there().await?;
        let outcome = wait::until(format!("{self} to {what}"), async || {
            let Err(error) = act(self.element_now().await?).await else {
                return Ok(Ok(()));
            };
            let untouched = matches!(
                &*error,
                WebDriverErrorInner::StaleElementReference(_)
                    | WebDriverErrorInner::ElementClickIntercepted(_)
                    | WebDriverErrorInner::ElementNotInteractable(_)
                    | WebDriverErrorInner::NoSuchElement(_)
            );
            if untouched { Err(error.into()) } else { Ok(Err(error)) }
        });
        Ok(outcome.await??)
    }
}

/// Key by key; what has no key on chromedriver's keyboard (emoji) comes in as from an input method.
async fn type_text(browser: &Browser, text: &str) -> anyhow::Result<()> {
    if text.chars().all(|c| u32::from(c) < 0x1_0000) {
        return Ok(browser.driver.action_chain().send_keys(text).perform().await?);
    }
    browser.cdp("Input.insertText", json!({ "text": text })).await.map(drop)
}
