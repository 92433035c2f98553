//! The akuttelefon: what an officer does at night, and a consultant in the morning.

use anyhow::ensure;

use crate::browser::Browser;
use crate::wait;

/// The consultant.
impl Browser {
    /// Writes the card of the family of this child, and waits until it is sent.
    pub async fn write_card(&self, child: &str, know: &str) -> anyhow::Result<()> {
        self.go_to("Familier").await?;
        self.thing_beginning(&["link"], &format!("Forløb for {child}")).click().await?;
        self.thing_beginning(&["link"], "Kortet til akuttelefonen").click().await?;
        self.link("Skriv kortet").click().await?;
        self.field("Godt at vide").fill(know).await?;
        self.button("Gem kortet").click().await?;
        self.link("Ret kortet").is_there().await?;
        self.has_sent_all().await
    }

    /// Opens the calls of the family that this adult belongs to, from the list on *I dag*.
    pub async fn open_calls_of(&self, adult: &str) -> anyhow::Result<()> {
        self.go_to("I dag").await?;
        self.open_row(adult).await?;
        self.heading("Opfølgning").is_there().await
    }

    /// Opens the one row of a list of calls that `text` stands in.
    pub async fn open_row(&self, text: &str) -> anyhow::Result<()> {
        let script = "const rows = [...document.querySelectorAll('a.fu')]
                .filter(row => row.innerText.replace(/\\s+/g, ' ').includes(arguments[0]));
            if (rows.length !== 1) return rows.length;
            rows[0].click();
            return 'opened';";
        crate::wait::until(format!("one row with \"{text}\""), async || {
            let found = self.script(script, vec![serde_json::json!(text)]).await?;
            anyhow::ensure!(found == "opened", "there are {found} in: {}", self.text().await?);
            Ok(())
        })
        .await
    }
}

/// The officer on duty.
impl Browser {
    /// *Tag et opkald*, and what happened.
    pub async fn begin_call(&self, what: &str) -> anyhow::Result<()> {
        self.go_to("Vagt").await?;
        // A family's card has the same link, for a call of that family. *Vagt* is what an officer begins with, too.
        wait::until("the shift", async || {
            ensure!(["/", "/vagt"].contains(&self.path().await?.as_str()));
            Ok(())
        })
        .await?;
        self.link("Tag et opkald").click().await?;
        self.field("Hvad skete der?").fill(what).await
    }

    /// Finds the family of the call by a few letters, and says which of its adults called.
    pub async fn caller_is(&self, letters: &str, adult: &str) -> anyhow::Result<()> {
        self.field("Hvem ringer?").fill(letters).await?;
        self.thing_containing(&["button"], adult).click().await?;
        self.choice(adult).in_group("Den, der ringede").click().await
    }

    /// Finds a family by its adult on *Vagt*, and opens its card.
    pub async fn open_family(&self, adult: &str) -> anyhow::Result<()> {
        self.field("Find en familie").fill(adult).await?;
        self.thing_containing(&["button"], adult).click().await
    }

    /// *Gem opkaldet*; waits until it says that it is saved.
    pub async fn save_call(&self) -> anyhow::Result<()> {
        self.button("Gem opkaldet").click().await?;
        self.heading("Opkaldet er gemt").is_there().await
    }

    /// Takes a call of this adult from the first word to the last.
    pub async fn take_call(&self, what: &str, adult: &str, urgency: &str) -> anyhow::Result<()> {
        self.begin_call(what).await?;
        self.caller_is(adult.split(' ').next().unwrap_or(adult), adult).await?;
        self.choice(urgency).click().await?;
        self.save_call().await
    }
}
