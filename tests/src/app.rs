//! Samspil as its people use it: what one does in it in one go, with the words that stand on the screen.

mod calls;
mod keeping;
mod office;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::browser::Browser;
use crate::page::{CHOICES, FIELDS};
use crate::wait;

/// Everybody's password.
pub const PASSWORD: &str = "klit måge sand bølge fyr sol";

/// Who reads a note, as the editor offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// *Kun mig*
    Me,
    /// *Os voksne*
    Adults,
}

impl Readers {
    /// As the editor names them.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Me => "Kun mig",
            Self::Adults => "Os voksne",
        }
    }
}

/// Ways in and out.
impl Browser {
    /// Opens a one-time link, chooses the password, and waits for *I dag*.
    pub async fn accept_link(&self, link: &str) -> anyhow::Result<()> {
        self.go(link).await?;
        self.field("Vælg en adgangskode").fill(PASSWORD).await?;
        self.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
        self.button("Gå i gang").click().await?;
        self.is_inside().await?;
        self.sees("Alt er sendt").await
    }

    /// The same by somebody who had no login before, and chooses one.
    pub async fn accept_first_link(&self, link: &str, login: &str) -> anyhow::Result<()> {
        self.go(link).await?;
        self.field("Dit brugernavn").fill(login).await?;
        self.field("Vælg en adgangskode").fill(PASSWORD).await?;
        self.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
        self.button("Gå i gang").click().await?;
        self.is_inside().await
    }

    /// Opens a one-time link that was given to somebody who has an account, and chooses a new password.
    pub async fn accept_new_password(&self, link: &str, password: &str) -> anyhow::Result<()> {
        self.go(link).await?;
        self.sees("Du har allerede en bruger. Her vælger du en ny adgangskode.").await?;
        self.field("Vælg en ny adgangskode").fill(password).await?;
        self.field("Skriv adgangskoden igen").fill(password).await?;
        self.button("Gem adgangskoden").click().await?;
        self.is_inside().await
    }

    /// Signs in on a device that holds nothing yet.
    pub async fn sign_in(&self, url: &str, login: &str) -> anyhow::Result<()> {
        self.go(url).await?;
        self.log_in(login).await
    }

    /// Fills in the login's form.
    pub async fn log_in(&self, login: &str) -> anyhow::Result<()> {
        self.log_in_by(login, PASSWORD).await
    }

    /// The same with another password than everybody's.
    pub async fn log_in_by(&self, login: &str, password: &str) -> anyhow::Result<()> {
        self.field("Brugernavn").fill(login).await?;
        self.field("Adgangskode").fill(password).await?;
        self.button("Log ind").click().await?;
        self.is_inside().await
    }

    /// Unlocks with the password, server or no server.
    pub async fn unlock(&self) -> anyhow::Result<()> {
        self.unlock_by(PASSWORD).await
    }

    /// The same with another password than everybody's.
    pub async fn unlock_by(&self, password: &str) -> anyhow::Result<()> {
        self.thing_beginning(FIELDS, "Adgangskode").fill(password).await?;
        self.button("Lås op").click().await?;
        self.is_inside().await
    }

    /// Logs in while the vault is open, if the session was lost.
    pub async fn sign_in_if_asked(&self) -> anyhow::Result<()> {
        let asked = wait::until("the session, or a login", async || {
            let text = self.text().await?;
            let (asks, sent) = (text.contains("Log ind igen"), text.contains("Alt er sendt"));
            ensure!(asks || sent, "the page reads: {text}");
            Ok(asks)
        });
        if !asked.await? {
            return Ok(());
        }
        self.signs_in_again().await?;
        self.has_sent_all().await
    }

    /// Logs in while the vault is open.
    pub async fn signs_in_again(&self) -> anyhow::Result<()> {
        self.link("Log ind").click().await?;
        self.field("Adgangskode").fill(PASSWORD).await?;
        self.button("Log ind").click().await
    }

    /// *Mere*, *Lås nu*.
    pub async fn lock(&self) -> anyhow::Result<()> {
        self.go_to("Mere").await?;
        self.thing_beginning(&["button"], "Lås nu").click().await?;
        self.button("Lås op").is_there().await
    }

    /// Waits until the vault is open.
    pub async fn is_inside(&self) -> anyhow::Result<()> {
        self.link("Mere").is_there().await
    }

    /// An entry of the main menu.
    pub async fn go_to(&self, tab: &str) -> anyhow::Result<()> {
        self.link(tab).click().await
    }
}

/// The logbook.
impl Browser {
    /// Opens the editor of a new note, from wherever one is.
    pub async fn begin_note(&self) -> anyhow::Result<()> {
        self.go_to("I dag").await?;
        self.link("Skriv i logbogen").click().await?;
        self.field("Hvad skete der?").is_there().await
    }

    /// Writes a note and saves it; waits until it says that it is saved.
    pub async fn write(&self, text: &str, readers: Readers) -> anyhow::Result<()> {
        self.begin_note().await?;
        self.field("Hvad skete der?").fill(text).await?;
        self.thing_beginning(CHOICES, readers.words()).click().await?;
        self.save_note().await?;
        self.sees(text).await
    }

    /// *Gem*, in the editor.
    pub async fn save_note(&self) -> anyhow::Result<()> {
        self.button("Gem").click().await?;
        self.link("Hvem skrev hvad").is_there().await
    }

    /// Opens the note in the logbook that `text` stands in.
    pub async fn open_note(&self, text: &str) -> anyhow::Result<()> {
        self.go_to("Logbog").await?;
        self.open_card(text).await?;
        self.link("Hvem skrev hvad").is_there().await
    }

    /// Opens the one card on the page that `text` stands on.
    pub async fn open_card(&self, text: &str) -> anyhow::Result<()> {
        let script = "const cards = [...document.querySelectorAll('article')]
                .filter(card => card.innerText.replace(/\\s+/g, ' ').includes(arguments[0]));
            if (cards.length !== 1) return cards.length;
            cards[0].querySelector('a.open').click();
            return 'opened';";
        wait::until(format!("one card with \"{text}\""), async || {
            let found = self.script(script, vec![json!(text)]).await?;
            ensure!(found == "opened", "there are {found}");
            Ok(())
        })
        .await
    }

    /// How many cards on the page have `text` on them.
    pub async fn cards_with(&self, text: &str) -> anyhow::Result<u64> {
        let script = "return [...document.querySelectorAll('article')]
            .filter(card => card.innerText.replace(/\\s+/g, ' ').includes(arguments[0])).length";
        self.script(script, vec![json!(text)]).await?.as_u64().context("no number")
    }

    /// In the note that is open: adds `text` at its end and saves.
    pub async fn add_to_note(&self, text: &str) -> anyhow::Result<()> {
        self.link("Ret notatet").click().await?;
        self.field("Hvad skete der?").add(text).await?;
        self.save_note().await
    }

    /// In the note that is open: replaces its text and saves.
    pub async fn rewrite_note(&self, text: &str) -> anyhow::Result<()> {
        self.link("Ret notatet").click().await?;
        self.field("Hvad skete der?").fill(text).await?;
        self.save_note().await
    }

    /// *Del*, on the note that is open, with the consultant; `deed` is the button at the end of the sheet.
    pub async fn share_with_consultant(&self, why: &str, deed: &str) -> anyhow::Result<()> {
        self.link("Del").click().await?;
        self.thing_beginning(CHOICES, "Konsulenten").click().await?;
        self.choice(why).click().await?;
        self.button(deed).click().await
    }

    /// Writes a comment where there is room for one.
    pub async fn comment(&self, text: &str) -> anyhow::Result<()> {
        self.field("Skriv en kommentar").fill(text).await?;
        self.button("Send kommentar").click().await?;
        wait::until("the comment to leave its field", async || {
            let left = self.field("Skriv en kommentar").text().await?;
            ensure!(left.is_empty(), "the field still holds: {left}");
            Ok(())
        })
        .await?;
        self.sees(text).await
    }

    /// Waits until everything is on the server.
    pub async fn has_sent_all(&self) -> anyhow::Result<()> {
        self.thing_beginning(&["link"], "Alt er sendt").is_there().await
    }
}
