//! Finding things by role and accessible name, both as the browser itself computes them for a screen reader: what is
//! hidden, inert or unnamed is not found.

use std::fmt;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::WebElement;

use crate::browser::Browser;
use crate::wait;

/// The roles of whatever takes text or a value, as Chromium names them.
pub const FIELDS: &[&str] =
    &["textbox", "searchbox", "combobox", "spinbutton", "slider", "Date", "DateTime", "InputTime", "ColorWell"];

/// The roles of whatever is chosen or not.
pub const CHOICES: &[&str] = &["radio", "checkbox", "switch"];

const GROUPS: &[&str] = &["group", "radiogroup"];

/// A thing on the page as a screen reader announces it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub role: String,
    pub name: String,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}\"", self.role, self.name)
    }
}

/// Something on the page that need not be there yet: each use waits until there is exactly one.
#[derive(Debug)]
pub struct Thing<'a> {
    pub(super) browser: &'a Browser,
    roles: Vec<String>,
    name: Name,
    group: Option<String>,
}

/// What something is called.
#[derive(Debug)]
enum Name {
    Exactly(String),
    /// The rest of the name explains more than one needs to find it.
    Beginning(String),
    Containing(String),
}

impl Browser {
    /// The thing of any role of `roles` that is called exactly `name`.
    pub fn thing(&self, roles: &[&str], name: &str) -> Thing<'_> {
        self.named(roles, Name::Exactly(name.to_owned()))
    }

    /// The thing of any role of `roles` whose name begins with `name`.
    pub fn thing_beginning(&self, roles: &[&str], name: &str) -> Thing<'_> {
        self.named(roles, Name::Beginning(name.to_owned()))
    }

    /// The thing of any role of `roles` in whose name `name` stands.
    pub fn thing_containing(&self, roles: &[&str], name: &str) -> Thing<'_> {
        self.named(roles, Name::Containing(name.to_owned()))
    }

    fn named(&self, roles: &[&str], name: Name) -> Thing<'_> {
        Thing { browser: self, roles: roles.iter().map(|&role| role.to_owned()).collect(), name, group: None }
    }

    pub fn button(&self, name: &str) -> Thing<'_> {
        self.thing(&["button"], name)
    }

    pub fn link(&self, name: &str) -> Thing<'_> {
        self.thing(&["link"], name)
    }

    pub fn heading(&self, name: &str) -> Thing<'_> {
        self.thing(&["heading"], name)
    }

    /// Whatever takes text or a value, by its label.
    pub fn field(&self, label: &str) -> Thing<'_> {
        self.thing(FIELDS, label)
    }

    /// A radio button or a checkbox, by its label.
    pub fn choice(&self, label: &str) -> Thing<'_> {
        self.thing(CHOICES, label)
    }

    /// Everything with a role and a name that a screen reader finds on the page, in its order.
    pub async fn outline(&self) -> anyhow::Result<Vec<Named>> {
        let tree = self.cdp("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("the browser gave no accessibility tree")?;
        let named = nodes.iter().filter_map(named).filter(|named| !named.name.is_empty());
        Ok(named.filter(|named| !QUIET.contains(&named.role.as_str())).collect())
    }
}

/// Roles that only repeat the text of what holds them.
const QUIET: [&str; 5] = ["StaticText", "InlineTextBox", "RootWebArea", "ListMarker", "none"];

impl Thing<'_> {
    /// The one in the group of things (the question over some answers) that is called exactly `group`.
    #[must_use]
    pub fn in_group(self, group: &str) -> Self {
        Thing { group: Some(group.to_owned()), ..self }
    }

    /// Waits until it is there.
    pub async fn is_there(&self) -> anyhow::Result<()> {
        self.element().await.map(drop)
    }

    /// Waits until it is not there. Only of use after something that says that the page has moved on.
    pub async fn is_gone(&self) -> anyhow::Result<()> {
        wait::until(format!("{self} to go"), async || {
            let left = self.nodes().await?.len();
            ensure!(left == 0, "{left} are there");
            Ok(())
        })
        .await
    }

    /// How many there are at this moment.
    pub async fn count(&self) -> anyhow::Result<usize> {
        Ok(self.nodes().await?.len())
    }

    /// The text that it shows, or the value that it holds.
    pub async fn text(&self) -> anyhow::Result<String> {
        let element = self.element().await?;
        let script = "const e = arguments[0]; return 'value' in e && e.tagName !== 'BUTTON' ? e.value : e.innerText";
        let text = self.browser.script(script, vec![element.to_json()?]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Whether a radio button or checkbox is chosen.
    pub async fn is_chosen(&self) -> anyhow::Result<bool> {
        Ok(self.element().await?.is_selected().await?)
    }

    pub(super) async fn element(&self) -> anyhow::Result<WebElement> {
        let found = wait::until(self, async || self.element_now().await).await;
        if found.is_ok() {
            return found;
        }
        let outline = self.browser.outline().await.unwrap_or_default();
        let lines: Vec<String> = outline.iter().map(Named::to_string).collect();
        found.with_context(|| format!("on the page are:\n  {}", lines.join("\n  ")))
    }

    pub(super) async fn element_now(&self) -> anyhow::Result<WebElement> {
        let nodes = self.nodes().await?;
        match nodes.as_slice() {
            [node] => self.browser.element_of(*node).await,
            [] => bail!("there is no {self}"),
            several => bail!("there are {} of {self}", several.len()),
        }
    }

    /// The DOM nodes at this moment, by their ids in the browser's process.
    async fn nodes(&self) -> anyhow::Result<Vec<i64>> {
        let document = self.browser.cdp("DOM.getDocument", json!({ "depth": 0 })).await?;
        let mut query = json!({ "nodeId": document["root"]["nodeId"] });
        if let Some(group) = &self.group {
            query["accessibleName"] = json!(group);
            let groups = self.query(&query, |named| GROUPS.contains(&named.role.as_str())).await?;
            let [group] = groups.as_slice() else { return Ok(Vec::new()) };
            query = json!({ "backendNodeId": group });
        }
        if let Name::Exactly(name) = &self.name {
            query["accessibleName"] = json!(name);
        }
        self.query(&query, |named| self.roles.contains(&named.role) && self.name.fits(&named.name)).await
    }

    async fn query(&self, query: &Value, is_ours: impl Fn(Named) -> bool) -> anyhow::Result<Vec<i64>> {
        let found = self.browser.cdp("Accessibility.queryAXTree", query.clone()).await?;
        let nodes = found["nodes"].as_array().context("the browser gave no answer")?;
        let ours = nodes.iter().filter(|node| named(node).is_some_and(&is_ours));
        Ok(ours.filter_map(|node| node["backendDOMNodeId"].as_i64()).collect())
    }
}

impl Name {
    fn fits(&self, name: &str) -> bool {
        match self {
            Self::Exactly(wanted) => name == wanted,
            Self::Beginning(wanted) => name.starts_with(wanted.as_str()),
            Self::Containing(wanted) => name.contains(wanted.as_str()),
        }
    }
}

impl fmt::Display for Thing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = self.roles.first().map_or("thing", String::as_str);
        match &self.name {
            Name::Exactly(name) => write!(f, "{role} \"{name}\""),
            Name::Beginning(name) => write!(f, "{role} \"{name}…\""),
            Name::Containing(name) => write!(f, "{role} \"…{name}…\""),
        }
    }
}

impl Browser {
    /// Hands a node from the DevTools protocol over to WebDriver, by way of the page.
    async fn element_of(&self, node: i64) -> anyhow::Result<WebElement> {
        let object = self.cdp("DOM.resolveNode", json!({ "backendNodeId": node })).await?;
        let keep = json!({
            "objectId": object["object"]["objectId"],
            "functionDeclaration": "function () { window.__handedOver = this; }",
        });
        self.cdp("Runtime.callFunctionOn", keep).await?;
        let script = "const e = window.__handedOver; delete window.__handedOver; return e;";
        Ok(self.driver.execute(script, vec![]).await?.element()?)
    }
}

/// Nothing for what a screen reader does not find.
fn named(node: &Value) -> Option<Named> {
    if node["ignored"].as_bool() != Some(false) {
        return None;
    }
    let role = node["role"]["value"].as_str()?.to_owned();
    Some(Named { role, name: node["name"]["value"].as_str().unwrap_or_default().to_owned() })
}
