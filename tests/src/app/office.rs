//! *Administration*: what somebody does there who sets up people and families.

use anyhow::Context;

use crate::browser::Browser;

impl Browser {
    /// *Mere*, *Administration*, and a line there.
    pub async fn administers(&self, line: &str) -> anyhow::Result<()> {
        self.go_to("Mere").await?;
        self.thing_beginning(&["link"], "Administration").click().await?;
        self.thing_beginning(&["link"], line).click().await?;
        self.heading(line).is_there().await
    }

    /// The page of somebody.
    pub async fn open_person(&self, name: &str) -> anyhow::Result<()> {
        self.administers("Personer").await?;
        self.thing_beginning(&["link"], name).click().await?;
        self.heading(name).is_there().await
    }

    /// The page of a family, by how its line begins.
    pub async fn open_household(&self, name: &str) -> anyhow::Result<()> {
        self.administers("Familier").await?;
        self.thing_beginning(&["link"], name).click().await?;
        self.heading("Anbringelser").is_there().await
    }

    /// The link of a person who was just added, which is shown once.
    pub async fn link_shown(&self) -> anyhow::Result<String> {
        self.heading("Giv linket videre nu").is_there().await?;
        self.thing(&["image"], "Linket som billede").is_there().await?;
        let text = self.script("return document.getElementById('one-time-link').innerText", vec![]).await?;
        Ok(text.as_str().context("no link")?.to_owned())
    }
}
