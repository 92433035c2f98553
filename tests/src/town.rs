//! Who lives in the stories: two families and their consultant, before any of them has ever opened the app.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use samspil_shared::api::UnitHours;
use samspil_shared::domain::Timestamp;
use samspil_shared::domain::preset::Preset;

use crate::browser::{Browser, Browsers, Device};
use crate::frames::Sent;
use crate::server::Server;

/// A municipality with its own server, and the browsers of its people.
#[derive(Debug)]
pub struct Town {
    pub server: Server,
    pub browsers: Browsers,
    people: BTreeMap<&'static str, Resident>,
    /// By child.
    placements: BTreeMap<&'static str, String>,
    /// In the order in which they came.
    families: Vec<String>,
}

#[derive(Debug)]
struct Resident {
    id: String,
    link: String,
}

/// Login and name of everybody. Maria and Jonas are the foster parents of Noah, Leyla is the foster parent of Ali, and
/// Mette is the consultant of both families.
pub const PEOPLE: [(&str, &str); 4] =
    [("maria", "Maria Holst"), ("jonas", "Jonas Bak"), ("leyla", "Leyla Yilmaz"), ("mette", "Mette Holm")];

const FAMILIES: [(&str, &[&str]); 2] = [("Noah", &["maria", "jonas"]), ("Ali", &["leyla"])];
const UNIT: &str = "Klitmark Kommune";
const CONSULTANT: &str = "mette";

impl Town {
    pub async fn start() -> anyhow::Result<Self> {
        let (server, browsers) = (Server::start().await?, Browsers::start().await?);
        let mut town =
            Town { server, browsers, people: BTreeMap::new(), placements: BTreeMap::new(), families: Vec::new() };
        town.run(&["unit", "add", "--name", UNIT]).await?;
        for (login, name) in PEOPLE {
            let said = town.run(&["user", "add", "--name", name, "--login", login]).await?;
            let resident = Resident { id: after(&said, "person ")?, link: after(&said, "link ")? };
            town.people.insert(login, resident);
        }
        for (child, adults) in FAMILIES {
            town.family(child, adults).await?;
        }
        Ok(town)
    }

    async fn family(&mut self, child: &'static str, adults: &[&str]) -> anyhow::Result<()> {
        let family = after(&self.run(&["family", "add", "--kind", "general"]).await?, "family ")?;
        let place = ["placement", "add", "--family", &family, "--child", child, "--born", "2019-05"];
        let said = self.run(&[&place[..], &["--starts-on", "2026-01-05"]].concat()).await?;
        let placement = after(&said, "placement ")?;
        for adult in adults {
            self.joins(adult, "foster-parent", &placement).await?;
        }
        self.joins(CONSULTANT, "consultant", &placement).await?;
        self.families.push(family);
        self.placements.insert(child, placement);
        Ok(())
    }

    /// Somebody who is on duty at the akuttelefon from an hour ago until the evening comes again.
    pub async fn is_on_duty(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        const HOUR_MS: i64 = 3_600_000;
        let said = self.run(&["user", "add", "--name", name, "--login", login]).await?;
        let resident = Resident { id: after(&said, "person ")?, link: after(&said, "link ")? };
        self.people.insert(login, resident);
        #[expect(clippy::disallowed_methods, reason = "a shift is planned by the clock of the real server")]
        let now = SystemTime::now();
        let now = i64::try_from(now.duration_since(UNIX_EPOCH)?.as_millis())?;
        let clock = |ms: i64| -> anyhow::Result<String> {
            let local = Timestamp::from_ms(now + ms).local().context("no such time")?;
            Ok(local.format("%Y-%m-%dT%H:%M").to_string())
        };
        self.run(&["duty", "serve", "--unit", UNIT, "--families-of", UNIT]).await?;
        let (from, until) = (clock(-HOUR_MS)?, clock(23 * HOUR_MS)?);
        let plan = ["duty", "plan", "--unit", UNIT, "--user", login, "--from", &from, "--until", &until];
        self.run(&plan).await.map(drop)
    }

    /// A leader of the municipality.
    pub async fn is_led_by(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        let said = self.run(&["user", "add", "--name", name, "--login", login]).await?;
        let resident = Resident { id: after(&said, "person ")?, link: after(&said, "link ")? };
        self.people.insert(login, resident);
        self.run(&["member", "add", "--user", login, "--role", "leader", "--whole", UNIT]).await.map(drop)
    }

    /// A colleague of Mette's in the municipality, who stands in for her when she is away.
    pub async fn has_partner(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        let said = self.run(&["user", "add", "--name", name, "--login", login]).await?;
        let resident = Resident { id: after(&said, "person ")?, link: after(&said, "link ")? };
        self.people.insert(login, resident);
        for consultant in [CONSULTANT, login] {
            self.run(&["member", "add", "--user", consultant, "--role", "consultant", "--whole", UNIT]).await?;
        }
        let days = ["--days", "mon,tue,wed,thu,fri,sat,sun", "--partner", login];
        self.run(&[&["duty", "week", "--user", CONSULTANT][..], &days].concat()).await.map(drop)
    }

    /// The family of this child called so many days ago, once on each; nobody has taken any of it. `officer` answered. Its
    /// adults and its consultant take part in what becomes of it.
    pub async fn rang(&self, child: &str, officer: &str, days_ago: &str) -> anyhow::Result<()> {
        let family = FAMILIES.iter().position(|(known, _)| *known == child);
        let family = family.and_then(|index| self.families.get(index));
        let family = family.with_context(|| format!("nobody here is called {child}"))?;
        let adults = FAMILIES.iter().filter(|(known, _)| *known == child).flat_map(|(_, adults)| adults.iter());
        for (login, role) in adults.map(|adult| (*adult, "foster-parent")).chain([(CONSULTANT, "consultant")]) {
            self.run(&["member", "add", "--user", login, "--role", role, "--family", family]).await?;
        }
        let fill = ["fill-calls", "--user", officer, "--unit", UNIT, "--family", family, "--days-ago", days_ago];
        self.run(&fill).await.map(drop)
    }

    /// Somebody's part in the placement of this child ends now.
    pub async fn leaves(&self, login: &str, role: &str, child: &str) -> anyhow::Result<()> {
        let placement = self.placements.get(child).with_context(|| format!("nobody here is called {child}"))?;
        self.run(&["member", "end", "--user", login, "--role", role, "--placement", placement]).await.map(drop)
    }

    /// A foster parent of this child sees what was written before they came, too.
    pub async fn sees_all(&self, login: &str, child: &str) -> anyhow::Result<()> {
        let placement = self.placements.get(child).with_context(|| format!("nobody here is called {child}"))?;
        let joins =
            ["member", "add", "--user", login, "--role", "foster-parent", "--placement", placement, "--sees-all"];
        self.run(&joins).await.map(drop)
    }

    /// The municipality says when it is open and whom its families call.
    pub async fn has_hours(&self) -> anyhow::Result<()> {
        let Preset { calendar, numbers, worry, .. } = Preset::klitmark();
        let file = self.server.folder().join("hours.json");
        std::fs::write(&file, serde_json::to_string(&UnitHours { calendar, numbers, worry })?)?;
        self.run(&["unit", "hours", &file.display().to_string()]).await.map(drop)
    }

    async fn joins(&self, login: &str, role: &str, placement: &str) -> anyhow::Result<()> {
        self.run(&["member", "add", "--user", login, "--role", role, "--placement", placement]).await.map(drop)
    }

    async fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        self.server.admin(arguments).await
    }

    /// The phone of somebody who has opened their link, chosen a password, and looks at *I dag*.
    pub async fn phone(&self, login: &str) -> anyhow::Result<Browser> {
        self.settle(Device::Phone, login).await
    }

    /// The same on a laptop.
    pub async fn laptop(&self, login: &str) -> anyhow::Result<Browser> {
        self.settle(Device::Laptop, login).await
    }

    async fn settle(&self, device: Device, login: &str) -> anyhow::Result<Browser> {
        let browser = self.browsers.open_on(device, login).await?;
        browser.accept_link(self.link(login)?).await.with_context(|| format!("{login} moves in"))?;
        Ok(browser)
    }

    /// The one-time link that somebody was given.
    pub fn link(&self, login: &str) -> anyhow::Result<&str> {
        Ok(&self.resident(login)?.link)
    }

    /// Opens the browser of somebody once more, at the app's address.
    pub async fn open_again(&self, login: &str) -> anyhow::Result<Browser> {
        let browser = self.browsers.open(login).await?;
        browser.go(&self.server.url("/")).await?;
        Ok(browser)
    }

    /// Everything that all devices of somebody were ever sent.
    pub fn sent_to(&self, login: &str) -> anyhow::Result<Sent> {
        Sent::to(&self.resident(login)?.id, &self.server.recordings())
    }

    fn resident(&self, login: &str) -> anyhow::Result<&Resident> {
        self.people.get(login).with_context(|| format!("nobody here is called {login}"))
    }
}

/// What stands after this word at the beginning of a line.
fn after(said: &str, word: &str) -> anyhow::Result<String> {
    let found = said.lines().find_map(|line| line.strip_prefix(word));
    Ok(found.with_context(|| format!("no \"{word}\" in: {said}"))?.to_owned())
}
