//! Who lives in the stories: two families and their consultant, before any of them has ever opened the app.

mod rota;

use std::collections::BTreeMap;

use anyhow::Context;
use samspil_shared::api::UnitHours;
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
    /// By child, as the families are.
    placements: BTreeMap<&'static str, String>,
    families: BTreeMap<&'static str, String>,
    /// Login, role and child of everybody who takes part in a placement.
    members: Vec<(String, &'static str, &'static str)>,
    /// Whether there is an akuttelefon.
    answers: bool,
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
const CONSULTANT: &str = "mette";
const UNIT: &str = "Klitmark Kommune";

impl Town {
    pub async fn start() -> anyhow::Result<Self> {
        Self::empty().await?.peopled().await
    }

    /// The same at a minute of the Danish wall clock, such as `2026-04-01T21:00`. Time goes on from there.
    pub async fn start_at(minute: &str) -> anyhow::Result<Self> {
        let town = Self::empty().await?;
        town.it_is(minute, []).await?;
        town.peopled().await
    }

    async fn empty() -> anyhow::Result<Self> {
        let (server, browsers) = (Server::start().await?, Browsers::start().await?);
        Ok(Town {
            server,
            browsers,
            people: BTreeMap::new(),
            placements: BTreeMap::new(),
            families: BTreeMap::new(),
            members: Vec::new(),
            answers: false,
        })
    }

    async fn peopled(mut self) -> anyhow::Result<Self> {
        let town = &mut self;
        town.run(&["unit", "add", "--name", UNIT]).await?;
        for (login, name) in PEOPLE {
            town.comes(login, name).await?;
        }
        for (child, adults) in FAMILIES {
            town.family(child, adults, CONSULTANT).await?;
        }
        Ok(self)
    }

    /// Somebody gets an account and a one-time link.
    pub async fn comes(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        self.added(login, name, &[]).await
    }

    /// An administrator of the municipality.
    pub async fn is_set_up_by(&mut self, login: &'static str, name: &str) -> anyhow::Result<()> {
        self.added(login, name, &["--administrator"]).await
    }

    async fn added(&mut self, login: &'static str, name: &str, more: &[&str]) -> anyhow::Result<()> {
        let said = self.run(&[&["user", "add", "--name", name, "--login", login], more].concat()).await?;
        let resident = Resident { id: after(&said, "person ")?, link: after(&said, "link ")? };
        self.people.insert(login, resident);
        Ok(())
    }

    /// Somebody forgot their password, and is given a new one-time link.
    pub async fn new_link(&self, login: &str) -> anyhow::Result<String> {
        after(&self.run(&["user", "link", "--user", login]).await?, "link ")
    }

    /// A family with one child in it, its adults and its consultant.
    pub async fn family(&mut self, child: &'static str, adults: &[&str], consultant: &str) -> anyhow::Result<()> {
        let family = after(&self.run(&["family", "add", "--kind", "general"]).await?, "family ")?;
        let place = ["placement", "add", "--family", &family, "--child", child, "--born", "2019-05"];
        let said = self.run(&[&place[..], &["--starts-on", "2026-01-05"]].concat()).await?;
        let placement = after(&said, "placement ")?;
        self.families.insert(child, family);
        self.placements.insert(child, placement);
        for adult in adults {
            self.takes_part(adult, "foster-parent", child).await?;
        }
        self.takes_part(consultant, "consultant", child).await?;
        Ok(())
    }

    /// Somebody's part in the placement of this child ends now.
    pub async fn leaves(&self, login: &str, role: &str, child: &str) -> anyhow::Result<()> {
        let placement = self.placements.get(child).with_context(|| format!("nobody here is called {child}"))?;
        self.run(&["member", "end", "--user", login, "--role", role, "--placement", placement]).await.map(drop)
    }

    /// The office corrects it: somebody was a foster parent of this child long before what they know of was written.
    pub async fn was_always_there(&self, login: &str, child: &str) -> anyhow::Result<()> {
        let placement = self.placements.get(child).with_context(|| format!("nobody here is called {child}"))?;
        let joins = ["member", "add", "--user", login, "--role", "foster-parent", "--placement", placement];
        self.run(&[&joins[..], &["--from", "2000-01-01"]].concat()).await.map(drop)
    }

    /// The municipality says that the place of this child's family must not be told.
    pub async fn hides_address(&self, child: &str) -> anyhow::Result<()> {
        let family = self.families.get(child).with_context(|| format!("nobody here is called {child}"))?;
        self.run(&["family", "hide-address", "--family", family]).await.map(drop)
    }

    /// The municipality says when it is open and whom its families call.
    pub async fn has_hours(&self) -> anyhow::Result<()> {
        let Preset { calendar, numbers, worry, .. } = Preset::klitmark();
        let file = self.server.folder().join("hours.json");
        std::fs::write(&file, serde_json::to_string(&UnitHours { calendar, numbers, worry })?)?;
        self.run(&["unit", "hours", &file.display().to_string()]).await.map(drop)
    }

    /// Somebody takes part in the placement of this child; where there is an akuttelefon, in what it is told, too.
    async fn takes_part(&mut self, login: &str, role: &'static str, child: &'static str) -> anyhow::Result<()> {
        let placement = self.placements.get(child).with_context(|| format!("nobody here is called {child}"))?;
        self.run(&["member", "add", "--user", login, "--role", role, "--placement", placement]).await?;
        if self.answers {
            self.is_told_of(login, role, child).await?;
        }
        self.members.push((login.to_owned(), role, child));
        Ok(())
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

    /// Somebody who came by a link from *Administration*, by the id in the address of their page there.
    pub fn met(&mut self, login: &'static str, page: &str) {
        let id = page.rsplit('/').next().unwrap_or_default().to_owned();
        self.people.insert(login, Resident { id, link: String::new() });
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
