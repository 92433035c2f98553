//! What time it is in the town, who answers the akuttelefon at night, and who follows up in the morning.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use samspil_shared::domain::Timestamp;

use super::{CONSULTANT, Town, UNIT};
use crate::browser::Browser;

const HOUR_MS: i64 = 3_600_000;

impl Town {
    /// Sets the clocks: the server's, those of `browsers`, and of all that are opened later. Whoever is connected is
    /// judged by the new time from the next thing that happens on.
    pub async fn it_is<'a>(&self, minute: &str, browsers: impl IntoIterator<Item = &'a Browser>) -> anyhow::Result<()> {
        let local = format!("{minute}:00").parse().ok().with_context(|| format!("no minute: {minute}"))?;
        let ahead = Timestamp::from_local(local).context("no such time")?.ms_since(machine_now()?);
        self.server.clock_is_ahead(ahead)?;
        self.browsers.clocks_are_ahead(ahead);
        for browser in browsers {
            browser.clock_is_ahead(ahead).await?;
        }
        Ok(())
    }

    /// Somebody who is on duty at the akuttelefon from an hour ago until the evening comes again.
    pub async fn is_on_duty(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        if !self.answers {
            self.has_akuttelefon().await?;
        }
        self.comes(login, name).await?;
        let now = machine_now()?;
        let clock = |ms: i64| -> anyhow::Result<String> {
            let local = now.plus_ms(ms).local().context("no such time")?;
            Ok(local.format("%Y-%m-%dT%H:%M").to_string())
        };
        self.has_shift(login, &clock(-HOUR_MS)?, &clock(23 * HOUR_MS)?).await
    }

    /// There is an akuttelefon, which answers for every family.
    pub async fn has_akuttelefon(&mut self) -> anyhow::Result<()> {
        self.run(&["duty", "serve", "--unit", UNIT, "--families-of", UNIT]).await?;
        self.answers = true;
        for (login, role, child) in &self.members {
            self.is_told_of(login, role, child).await?;
        }
        self.works_here(CONSULTANT, "consultant").await
    }

    /// Somebody works for the municipality.
    async fn works_here(&self, login: &str, role: &str) -> anyhow::Result<()> {
        self.run(&["member", "add", "--user", login, "--role", role, "--works-at", UNIT]).await.map(drop)
    }

    /// Somebody is in the space that a family has with the akuttelefon.
    pub(super) async fn is_told_of(&self, login: &str, role: &str, child: &str) -> anyhow::Result<()> {
        let family = self.families.get(child).with_context(|| format!("nobody here is called {child}"))?;
        self.run(&["member", "add", "--user", login, "--role", role, "--family", family]).await.map(drop)
    }

    /// Somebody who answers the akuttelefon is put on the rota, from one minute until another.
    pub async fn has_shift(&self, login: &str, from: &str, until: &str) -> anyhow::Result<()> {
        self.works_here(login, "duty-officer").await?;
        let plan = ["duty", "plan", "--unit", UNIT, "--user", login, "--from", from, "--until", until];
        self.run(&plan).await.map(drop)
    }

    /// Another consultant, with a family of their own; one is the other's partner.
    pub async fn has_partner(&mut self, login: &'static str, name: &str, child: &'static str) -> anyhow::Result<()> {
        self.comes(login, name).await?;
        self.works_here(login, "consultant").await?;
        self.family(child, &[], login).await?;
        for (one, other) in [(CONSULTANT, login), (login, CONSULTANT)] {
            // Every day, so that a story is the same on each.
            let week = ["duty", "week", "--unit", UNIT, "--user", one, "--days", "mon,tue,wed,thu,fri,sat,sun"];
            self.run(&[&week[..], &["--partner", other]].concat()).await?;
        }
        Ok(())
    }

    /// A leader of the municipality.
    pub async fn is_led_by(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        self.comes(login, name).await?;
        self.works_here(login, "leader").await
    }

    /// The family of this child called so many days ago, once on each; nobody has taken any of it. `officer` answered.
    pub async fn rang(&self, child: &str, officer: &str, days_ago: &str) -> anyhow::Result<()> {
        let family = self.families.get(child).with_context(|| format!("nobody here is called {child}"))?;
        let fill = ["fill-calls", "--user", officer, "--unit", UNIT, "--family", family, "--days-ago", days_ago];
        self.run(&fill).await.map(drop)
    }

    /// A second consultant of the family of this child.
    pub async fn follows_too(&mut self, login: &str, child: &'static str) -> anyhow::Result<()> {
        self.takes_part(login, "consultant", child).await
    }

    /// At work somebody has nothing to do with the family of this child.
    pub async fn is_recused(&self, login: &str, child: &str) -> anyhow::Result<()> {
        let family = self.families.get(child).with_context(|| format!("nobody here is called {child}"))?;
        self.run(&["family", "recuse", "--family", family, "--user", login]).await.map(drop)
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock of the town is set by that of the machine")]
fn machine_now() -> anyhow::Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp::from_ms(i64::try_from(since.as_millis())?))
}
