//! Real browsers: Chromium, one profile folder per person, driven through chromedriver.

mod driver;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::extensions::query::ElementPollerNoWait;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WindowHandle};

use self::driver::Driver;
use crate::kill;

/// Where browsers come from. Profiles live as long as this value, through any number of browser processes.
#[derive(Debug)]
pub struct Browsers {
    driver: Driver,
    profiles: TempDir,
    /// Milliseconds by which the clocks of browsers that are opened are ahead.
    ahead: AtomicI64,
}

/// What a person holds in the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// 360 × 740 CSS pixels, two device pixels each.
    Phone,
    /// 1280 × 800 CSS pixels.
    Laptop,
}

/// One running browser process and the tab in it that a person looks at. What can be done and seen there is in
/// [`crate::page`].
#[derive(Debug)]
pub struct Browser {
    pub(crate) driver: WebDriver,
    pid: u32,
}

/// A tab of a [`Browser`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab(WindowHandle);

impl Browsers {
    pub async fn start() -> anyhow::Result<Self> {
        let profiles = tempfile::Builder::new().prefix("samspil-browsers-").tempdir()?;
        Ok(Browsers { driver: Driver::start().await?, profiles, ahead: AtomicI64::new(0) })
    }

    /// Opens the phone of `person`: the same profile as the last time, if there was one.
    pub async fn open(&self, person: &str) -> anyhow::Result<Browser> {
        self.open_on(Device::Phone, person).await
    }

    pub async fn open_on(&self, device: Device, person: &str) -> anyhow::Result<Browser> {
        let profile = self.profile(person);
        std::fs::create_dir_all(&profile)?;
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        // What the pages are told; `--lang` alone reaches the browser's own menus only.
        wanted.add_experimental_option("prefs", json!({ "intl.accept_languages": "da" }))?;
        match device {
            Device::Phone => wanted.add_experimental_option("mobileEmulation", phone())?,
            Device::Laptop => wanted.add_arg("--window-size=1280,800")?,
        }
        let driver = WebDriver::builder(self.driver.url(), wanted)
            .poller(Arc::new(ElementPollerNoWait))
            .await
            .with_context(|| format!("cannot open the browser of {person}"))?;
        let pid = driver.capabilities().get("goog:processID").and_then(Value::as_u64).context("no process id")?;
        let browser = Browser { driver, pid: u32::try_from(pid)? };
        match self.ahead.load(Ordering::Relaxed) {
            0 => {}
            ahead => browser.clock_is_ahead(ahead).await?,
        }
        Ok(browser)
    }

    /// Browsers that are opened from now on have a clock so many milliseconds ahead of the machine's.
    pub fn clocks_are_ahead(&self, ms: i64) {
        self.ahead.store(ms, Ordering::Relaxed);
    }

    /// The folder that the browser of `person` keeps everything in.
    pub fn profile(&self, person: &str) -> PathBuf {
        self.profiles.path().join(person)
    }

    /// The folder of all profiles.
    pub fn profiles(&self) -> &Path {
        self.profiles.path()
    }
}

/// Without a sandbox, because root gets no other Chromium; without calls home.
const ARGUMENTS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=da",
];

fn phone() -> Value {
    json!({ "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 2.0, "touch": false, "mobile": true } })
}

impl Browser {
    /// The browser's process.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Closes the browser as its window's cross does, and waits until the process has ended.
    pub async fn close(self) -> anyhow::Result<()> {
        let pid = self.pid;
        self.driver.clone().quit().await?;
        kill::gone(pid).await
    }

    /// `kill -9` of the browser process, as a dead battery would; waits until it is gone.
    pub async fn kill(self) -> anyhow::Result<()> {
        kill::now(self.pid)?;
        kill::gone(self.pid).await?;
        Ok(self.driver.clone().quit().await?)
    }

    /// Opens one more tab of the same profile and looks at it.
    pub async fn open_tab(&self) -> anyhow::Result<Tab> {
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab.clone()).await?;
        Ok(Tab(tab))
    }

    /// The tab that is looked at.
    pub async fn tab(&self) -> anyhow::Result<Tab> {
        Ok(Tab(self.driver.window().await?))
    }

    /// Looks at `tab`, and brings it to the front.
    pub async fn look_at(&self, tab: &Tab) -> anyhow::Result<()> {
        self.driver.switch_to_window(tab.0.clone()).await?;
        self.cdp("Page.bringToFront", json!({})).await.map(drop)
    }

    /// Closes the tab that is looked at.
    pub async fn close_tab(&self) -> anyhow::Result<()> {
        Ok(self.driver.close_window().await?)
    }

    /// Freezes the tab that is looked at, as the system does with a tab in the background: its code no longer runs.
    pub async fn freeze(&self) -> anyhow::Result<()> {
        self.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" })).await.map(drop)
    }

    /// Sets the clock of the tab that is looked at so many milliseconds ahead of the machine's, in this page and in all
    /// that it shows later. Its timers go on as they were.
    pub async fn clock_is_ahead(&self, ms: i64) -> anyhow::Result<()> {
        let clock = format!(
            "globalThis.__ahead = {ms};
            globalThis.__machine ??= Date.now.bind(Date);
            Date.now = () => globalThis.__machine() + globalThis.__ahead;"
        );
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await?;
        self.cdp("Runtime.evaluate", json!({ "expression": clock })).await.map(drop)
    }

    /// Switches the system's colour scheme, `light` or `dark`; whoever looks at colours wants none on their way.
    pub async fn wear(&self, scheme: &str) -> anyhow::Result<()> {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.cdp("Emulation.setEmulatedMedia", features).await.map(drop)
    }

    /// Files that pages give from now on are saved into `folder`, as into the one for downloads.
    pub async fn saves_into(&self, folder: &Path) -> anyhow::Result<()> {
        let saves = json!({ "behavior": "allow", "downloadPath": folder });
        self.cdp("Browser.setDownloadBehavior", saves).await.map(drop)
    }

    /// A command of the Chrome DevTools Protocol, for the tab that is looked at.
    pub async fn cdp(&self, method: &str, parameters: Value) -> anyhow::Result<Value> {
        self.driver.cdp().send_raw(method, parameters).await.with_context(|| format!("the browser refused {method}"))
    }

    /// Runs `script` (the body of a function) in the page and gives what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Runs `script` and gives what it hands to its last argument, a function, when it is done.
    pub async fn script_async(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute_async(script, vec![]).await?.json().clone())
    }

    /// Everything that the browser complained about since the last call: refused content, uncaught errors, files that
    /// are not there. That a server is away is no complaint.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        const AWAY: [&str; 3] = ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"];
        let entries = self.driver.browser_log().await?;
        let severe = entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        Ok(severe.filter(|message| !AWAY.iter().any(|away| message.contains(away))).collect())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Only a story that failed leaves its browser running. Nobody waits for a polite goodbye then: without the leak
        // thirtyfour would ask the driver for one, and wait for it two minutes.
        if self.driver.clone().leak().is_ok() {
            let _ = kill::now(self.pid);
        }
    }
}
