//! Whoever works by keyboard, or hears the page, is never thrown back to its top by a button: what it does may take the
//! button away, and the focus stays in the page.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::json;
use thirtyfour::Key;

use crate::english::GO;

/// What leaves the app begins with this word: there is nothing behind it to press.
const LEAVES: [&str; 1] = ["Lås"];

/// More than any page may have.
const BUTTONS_MAX: usize = 60;

/// Presses the first button of the page with a name that is not among these, as the keyboard does, and answers its name.
const PRESS: &str = "
    const name = button => (button.getAttribute('aria-label') ?? button.textContent).replace(/\\s+/g, ' ').trim();
    const buttons = [...document.querySelectorAll('main button, .actionbar button')].filter(button =>
        button.checkVisibility({ visibilityProperty: true }) && !button.disabled && !button.closest('[inert], dialog:not([open])'));
    const leaves = button => arguments[1].some(words => name(button).startsWith(words));
    const next = buttons.find(button => !arguments[0].includes(name(button)) && !leaves(button));
    if (!next) return null;
    const called = name(next);
    next.focus();
    next.click();
    return called;";

/// When what was pressed has been shown: two frames later.
const SHOWN: &str = "const done = arguments[arguments.length - 1];
    requestAnimationFrame(() => requestAnimationFrame(() => done(!!document.querySelector('dialog[open]'))));";

struct Walk<'a> {
    browser: &'a Browser,
    who: &'a str,
    pressed: usize,
}

impl Walk<'_> {
    async fn goes(&self, path: &str) -> anyhow::Result<()> {
        wait::until(&format!("{} is at {path}", self.who), async || {
            let there = self.browser.script(GO, vec![path.into()]).await?;
            ensure!(there.as_bool() == Some(true), "it has no heading yet");
            Ok(())
        })
        .await
    }

    /// Presses every button of these pages. Each is come to anew, since a button may have led away or opened a sheet.
    async fn presses_all(&mut self, paths: &[&str]) -> anyhow::Result<()> {
        for path in paths {
            let mut pressed: BTreeSet<String> = BTreeSet::new();
            loop {
                self.goes(if *path == "/mere" { "/" } else { "/mere" }).await?;
                self.goes(path).await?;
                let name = self.browser.script(PRESS, vec![json!(pressed), json!(LEAVES)]).await?;
                let Some(name) = name.as_str() else { break };
                let told = || format!("{} pressed \"{name}\" at {path}", self.who);
                let sheet = self.browser.script_async(SHOWN).await.with_context(told)?;
                self.browser.keeps_focus().await.with_context(told)?;
                if sheet == true {
                    self.browser.press(Key::Escape).await?;
                    self.browser.script_async(SHOWN).await.with_context(told)?;
                    self.browser.keeps_focus().await.with_context(|| format!("{}, and closed the sheet", told()))?;
                }
                pressed.insert(name.to_owned());
                self.pressed += 1;
                ensure!(pressed.len() < BUTTONS_MAX, "{path} never comes to an end: {pressed:?}");
            }
        }
        Ok(())
    }
}

#[tokio::test]
async fn no_button_of_a_foster_parent_loses_the_focus() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    for n in 0..7 {
        jonas.write(&format!("Noah byggede tårn nummer {n}."), Readers::Adults).await?;
    }
    jonas.has_sent_all().await?;
    maria.write("Noah sov til middag.", Readers::Adults).await?;
    maria.share_with_consultant("Vil gerne tale om det", "Del med konsulenten").await?;
    maria.open_note("Noah sov til middag.").await?;
    let note = maria.path().await?;
    maria.go_to("I dag").await?;
    maria.button("Vis alle (7)").is_there().await?;
    let mut walk = Walk { browser: &maria, who: "a foster parent", pressed: 0 };
    walk.presses_all(&["/", "/logbog", &note, "/logbog/ny", "/soeg", "/venter"]).await?;
    walk.presses_all(&["/mere/klar", "/mere/enheder", "/mere/kode", "/mere"]).await?;
    assert!(walk.pressed >= 8, "there is more to press than {}", walk.pressed);
    maria.close().await?;
    jonas.close().await
}

#[tokio::test]
async fn no_button_of_who_answers_and_who_follows_up_loses_the_focus() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    town.rang("Noah", "yusuf", "2").await?;
    let yusuf = town.phone("yusuf").await?;
    let mut walk = Walk { browser: &yusuf, who: "a duty officer", pressed: 0 };
    walk.presses_all(&["/vagt", "/vagt/overlevering", "/vagt/opkald"]).await?;
    assert!(walk.pressed >= 3, "there is more to press than {}", walk.pressed);
    yusuf.close().await?;
    let mette = town.laptop("mette").await?;
    mette.open_calls_of("Jonas Bak").await?;
    let family = mette.path().await?;
    let mut walk = Walk { browser: &mette, who: "a consultant", pressed: 0 };
    walk.presses_all(&["/", &family, "/familier", "/opfoelgning/alle", "/opfoelgning/vaek", "/mere"]).await?;
    assert!(walk.pressed >= 8, "there is more to press than {}", walk.pressed);
    mette.close().await
}

#[tokio::test]
async fn no_button_of_who_sets_up_loses_the_focus() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let ane = town.laptop("ane").await?;
    ane.open_household("Maria Holst og Jonas Bak").await?;
    let family = ane.path().await?;
    let below =
        ["/personer", "/personer/ny", "/familier", "/familier/ny"].map(|at| format!("/mere/administration{at}"));
    let mut walk = Walk { browser: &ane, who: "an administrator", pressed: 0 };
    walk.presses_all(&[&family]).await?;
    walk.presses_all(&below.each_ref().map(String::as_str)).await?;
    assert!(walk.pressed >= 8, "there is more to press than {}", walk.pressed);
    ane.close().await
}
