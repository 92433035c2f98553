//! A new version of the app never comes between a person and the page they write in, and a broken one can be called back.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::{tree, wait};
use serde_json::json;
use tempfile::TempDir;

const HALF: &str = "Midt i en sætning, da den nye udgave kom";
/// A file that a page asks for, with the version that it is of at its end.
const ASSET: &str = "/boot.js";
const MARK: &str = "\n// of version ";

/// The client's files in a folder of the story's own, which takes up new versions.
struct Client(TempDir);

impl Client {
    fn copied() -> anyhow::Result<Self> {
        let client = Self(tempfile::tempdir()?);
        copy(&tree::root().join("client/dist"), client.0.path())?;
        client.release("one")?;
        Ok(client)
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// What a build does: other files, and a worker of another version.
    fn release(&self, name: &str) -> anyhow::Result<()> {
        let page = self.0.path().join("index.html");
        let text = fs::read_to_string(&page)?;
        let head = text.split("<meta name=\"story\"").next().and_then(|text| text.split("</head>").next());
        let head = head.context("the page has no head")?;
        let body = text.split("</head>").nth(1).context("the page has no body")?;
        fs::write(&page, format!("{head}<meta name=\"story\" content=\"{name}\"></head>{body}"))?;
        let worker = self.0.path().join("sw.js");
        let text = fs::read_to_string(&worker)?;
        let (before, rest) = text.split_once("const version = \"").context("the worker has no version")?;
        let (_, after) = rest.split_once('"').context("the worker's version has no end")?;
        fs::write(&worker, format!("{before}const version = \"{name}\"{after}"))?;
        let asset = self.0.path().join(&ASSET[1..]);
        let text = fs::read_to_string(&asset)?;
        let rest = text.split(MARK).next().unwrap_or_default();
        fs::write(&asset, format!("{rest}{MARK}{name}"))?;
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).context("the client is not built: run `cargo xtask client`")? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { copy(&entry.path(), &to)? } else { fs::copy(entry.path(), &to).map(drop)? }
    }
    Ok(())
}

/// Which version the page runs.
async fn runs(browser: &Browser, version: &str) -> anyhow::Result<()> {
    wait::until(format!("the page to run version {version}"), async || {
        let script = "return document.querySelector('meta[name=story]')?.content ?? null";
        let running = browser.script(script, vec![]).await?;
        ensure!(running == version, "it runs {running}");
        Ok(())
    })
    .await
}

/// Has the browser ask the server for a newer worker, as it does by itself once a day: the way its own tools do, which
/// waits for no pause between two asks.
async fn asks_for_news(browser: &Browser) -> anyhow::Result<()> {
    let scope = browser.script("return location.origin + '/'", vec![]).await?;
    browser.cdp("ServiceWorker.enable", json!({})).await?;
    browser.cdp("ServiceWorker.updateRegistration", json!({ "scopeURL": scope })).await.map(drop)
}

async fn kept(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let ask = "caches.keys().then(names => names.filter(name => name.startsWith('samspil-')))";
    Ok(serde_json::from_value(promised(browser, ask).await?)?)
}

/// Of which version a file is that this tab asks for now.
async fn is_served(browser: &Browser) -> anyhow::Result<String> {
    let ask = format!("fetch('{ASSET}').then(answer => answer.text())");
    let text = promised(browser, &ask).await?;
    let version = text.as_str().and_then(|text| text.rsplit_once(MARK)).context("the file names no version")?.1;
    Ok(version.to_owned())
}

async fn promised(browser: &Browser, expression: &str) -> anyhow::Result<serde_json::Value> {
    let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
    Ok(browser.cdp("Runtime.evaluate", asked).await?["result"]["value"].clone())
}

/// How far the browser is with the worker that is installed, the one that waits, and the one at work.
async fn workers(browser: &Browser) -> anyhow::Result<serde_json::Value> {
    let ask = "navigator.serviceWorker.getRegistration()\
               .then(all => all && [all.installing, all.waiting, all.active].map(one => one && one.state))";
    promised(browser, ask).await
}

async fn town_with(options: &[&str]) -> anyhow::Result<Town> {
    let mut town = Town::start().await?;
    town.server.kill().await?;
    town.server.is_told(options);
    town.server.start_again().await?;
    Ok(town)
}

#[tokio::test]
async fn a_new_version_waits_for_the_open_editor_and_keeps_the_one_before() -> anyhow::Result<()> {
    let client = Client::copied()?;
    let folder = client.path().display().to_string();
    let town = town_with(&["--client", &folder]).await?;
    let maria = town.laptop("maria").await?;
    maria.is_ready_offline().await?;
    let writing = maria.tab().await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(HALF).await?;
    maria.thing_beginning(samspil_tests::page::CHOICES, "Os voksne").click().await?;
    let other = maria.open_tab().await?;
    maria.go(&town.server.url("/")).await?;
    maria.is_inside().await?;
    runs(&maria, "one").await?;

    client.release("two")?;
    asks_for_news(&maria).await?;
    maria.sees("Der er en ny udgave af Samspil.").await?;
    runs(&maria, "one").await?;
    maria.button("Opdatér nu").click().await?;
    runs(&maria, "two").await?;
    maria.is_inside().await?;

    assert_eq!(is_served(&maria).await?, "two");

    // The tab with the editor still runs what it ran, with every word in it, and is given files of its own version.
    maria.look_at(&writing).await?;
    runs(&maria, "one").await?;
    assert_eq!(is_served(&maria).await?, "one");
    assert_eq!(maria.field("Hvad skete der?").text().await?, HALF);
    assert_eq!(kept(&maria).await?, ["samspil-one", "samspil-two"]);

    // And so it is when another version takes over, and the worker that knew the tab is no more.
    maria.look_at(&other).await?;
    client.release("three")?;
    asks_for_news(&maria).await?;
    maria.sees("Der er en ny udgave af Samspil.").await?;
    maria.button("Opdatér nu").click().await?;
    runs(&maria, "three").await?;
    assert_eq!(is_served(&maria).await?, "three");
    maria.cdp("ServiceWorker.stopAllWorkers", json!({})).await?;
    maria.look_at(&writing).await?;
    assert_eq!(is_served(&maria).await?, "one");
    assert_eq!(kept(&maria).await?, ["samspil-one", "samspil-two", "samspil-three"], "while a tab runs the oldest");
    maria.field("Hvad skete der?").add(", og lidt til.").await?;
    maria.button("Gem").click().await?;
    runs(&maria, "three").await?;
    maria.sees("og lidt til.").await?;

    client.release("four")?;
    asks_for_news(&maria).await?;
    maria.sees("Der er en ny udgave af Samspil.").await?;
    maria.button("Opdatér nu").click().await?;
    runs(&maria, "four").await?;
    assert_eq!(kept(&maria).await?, ["samspil-three", "samspil-four"], "this one and the one before");
    maria.look_at(&other).await?;
    runs(&maria, "four").await?;
    maria.close().await
}

#[tokio::test]
async fn a_broken_service_worker_is_called_back_and_no_word_is_lost() -> anyhow::Result<()> {
    let client = Client::copied()?;
    let folder = client.path().display().to_string();
    let mut town = town_with(&["--client", &folder]).await?;
    let maria = town.laptop("maria").await?;
    maria.write("Før uheldet.", Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.is_ready_offline().await?;
    assert_eq!(kept(&maria).await?, ["samspil-one"]);
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(HALF).await?;
    maria.sees("Kladde gemt på computeren").await?;

    client.release("two")?;
    town.server.kill().await?;
    town.server.is_told(&["--client", &folder, "--kill-service-worker"]);
    town.server.start_again().await?;
    let ended = Cell::new(false);
    wait::until("the files to be forgotten", async || {
        // A browser that was refused once does not ask again by itself.
        asks_for_news(&maria).await?;
        let workers = workers(&maria).await?;
        // The browser lets a worker go once it has had nothing to do for a while, and every request of the page is
        // something to do. It ends them by itself now and then; here as soon as the next one waits, and once.
        if !ended.get() && workers.get(1).is_some_and(|waiting| waiting == "installed") {
            ended.set(true);
            maria.cdp("ServiceWorker.stopAllWorkers", json!({})).await?;
        }
        let kept = kept(&maria).await?;
        ensure!(kept.is_empty(), "kept are {kept:?} by {workers}");
        Ok(())
    })
    .await?;
    runs(&maria, "one").await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, HALF, "the editor stays");
    maria.link("Tilbage").click().await?;
    runs(&maria, "two").await?;
    maria.unlock().await?;
    maria.go_to("Logbog").await?;
    maria.sees("Før uheldet.").await?;
    maria.sees(HALF).await?;
    assert_eq!(kept(&maria).await?, [""; 0]);

    // Switched on again, the app is kept again.
    town.server.kill().await?;
    town.server.is_told(&["--client", &folder]);
    town.server.start_again().await?;
    maria.reload().await?;
    maria.is_ready_offline().await?;
    assert_eq!(kept(&maria).await?, ["samspil-two"]);
    maria.close().await
}
