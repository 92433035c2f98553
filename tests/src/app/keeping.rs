//! What a person takes along: by copying, and as a locked file.

use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::browser::Browser;
use crate::{locked, wait};

/// The password of a file.
const FILE_PASSWORD: &str = "syv små grise hopper over åen";

impl Browser {
    /// In the sheet *Gem som låst fil*, which is open: locks it, and gives what stands in it. `folder` must be empty.
    pub async fn takes_file(&self, folder: &Path) -> anyhow::Result<String> {
        self.saves_into(folder).await?;
        self.heading("Gem som låst fil").is_there().await?;
        self.field("Adgangskode til filen").fill(FILE_PASSWORD).await?;
        self.button("Gem filen").click().await?;
        self.sees("Filen er låst. Pas godt på adgangskoden.").await?;
        let page = std::fs::read_to_string(locked::saved_in(folder).await?)?;
        locked::open(&page, FILE_PASSWORD)?.context("its password does not open it")
    }

    /// Presses the button `label` of the one card on the page that `text` stands on.
    pub async fn press_on_card(&self, text: &str, label: &str) -> anyhow::Result<()> {
        let script = "const [text, label] = arguments;
            const words = one => one.innerText.replace(/\\s+/g, ' ').trim();
            const cards = [...document.querySelectorAll('article')].filter(card => words(card).includes(text));
            if (cards.length !== 1) return `${cards.length} cards`;
            const button = [...cards[0].querySelectorAll('button')].find(button => words(button) === label);
            if (!button || button.disabled) return 'no button';
            button.click();
            return 'pressed';";
        wait::until(format!("\"{label}\" on the card with \"{text}\""), async || {
            let found = self.script(script, vec![json!(text), json!(label)]).await?;
            ensure!(found == "pressed", "there is {found}");
            Ok(())
        })
        .await
    }

    /// What was copied last.
    pub async fn copied(&self) -> anyhow::Result<String> {
        let may = json!({ "permissions": ["clipboardReadWrite"] });
        self.cdp("Browser.grantPermissions", may).await?;
        let text = self.script_async("navigator.clipboard.readText().then(arguments[0])").await?;
        Ok(text.as_str().context("nothing was copied")?.to_owned())
    }
}
