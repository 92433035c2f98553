//! Everybody's screens in English: no Danish word is left over, and they are for everybody in that language too.

use anyhow::ensure;
use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::json;

use crate::accessible::is_for_everybody;

const NOTE: &str = "Noah built a tower.";
/// What the officer wrote in [`Town::rang`], which is nobody's to translate.
const WRITTEN: [&str; 2] = ["Et barn kunne ikke falde i søvn.", "Ikke aftalt endnu"];

/// Goes to a place as the browser's own buttons do, so that nothing is locked on the way, and waits for its heading.
pub(crate) const GO: &str = "if (location.pathname !== arguments[0]) {
        history.pushState(null, '', arguments[0]);
        dispatchEvent(new PopStateEvent('popstate'));
    }
    return location.pathname === arguments[0] && !!document.querySelector('h1')?.textContent;";

/// Words that no English sentence has, in what the screen says and in what it says to a screen reader. What units wrote
/// themselves, names of people and places are theirs.
const DANISH: &str = "const words = /(?<![\\p{L}])(og|ikke|kl|det|jeg|skal|med|gemt|sendt|ingen|hvem|hvad|tilbage|til|eller|ved|vagt|opkald|notat|familien|barn|barnet|siden|senest|mandag|fredag|kladde|luk|slet|ret|del)(?![\\p{L}])/iu;
    const said = [document.title, document.body.innerText];
    for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
        for (const name of ['aria-label', 'placeholder', 'title', 'alt']) said.push(one.getAttribute(name) ?? '');
    }
    const found = said.flatMap(text => arguments[0].reduce((text, own) => text.replaceAll(own, ''), text).split('\\n')).filter(line => line.search(words) >= 0);
    return found.slice(0, 5);";

/// Somebody who has chosen English, walking through the app.
struct Tour<'a> {
    browser: &'a Browser,
    who: &'a str,
}

impl Tour<'_> {
    async fn begin<'a>(browser: &'a Browser, who: &'a str) -> anyhow::Result<Tour<'a>> {
        browser.go_to("Mere").await?;
        browser.choice("English").click().await?;
        browser.heading("More").is_there().await?;
        Ok(Tour { browser, who })
    }

    async fn sees(&self, paths: &[&str]) -> anyhow::Result<()> {
        let Tour { browser, who } = *self;
        for path in paths {
            let there = async || {
                let there = browser.script(GO, vec![(*path).into()]).await?;
                ensure!(there.as_bool() == Some(true), "it has no heading yet");
                Ok(())
            };
            wait::until(&format!("{who} is at {path}"), there).await?;
            is_for_everybody(browser, &format!("{who}: {path}, in English")).await?;
            self.has_no_danish(path).await?;
        }
        Ok(())
    }

    async fn has_no_danish(&self, screen: &str) -> anyhow::Result<()> {
        let danish = self.browser.script(DANISH, vec![json!(WRITTEN)]).await?;
        ensure!(danish.as_array().is_some_and(Vec::is_empty), "{}: {screen} says in Danish: {danish}", self.who);
        Ok(())
    }
}

#[tokio::test]
async fn a_foster_parent_reads_english() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    let maria = town.phone("maria").await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.open_note(NOTE).await?;
    let note = maria.path().await?;
    let tour = Tour::begin(&maria, "a foster parent").await?;
    tour.sees(&["/", "/logbog", "/logbog/ny", &note]).await?;
    tour.sees(&[&format!("{note}/ret"), &format!("{note}/hvem"), &format!("{note}/del")]).await?;
    tour.sees(&["/soeg", "/venter", "/mere", "/mere/klar", "/mere/enheder", "/mere/adgangsnoegler"]).await?;
    tour.sees(&["/mere/beskeder", "/mere/kode", "/mere/kom-bagefter", "/nowhere"]).await?;
    maria.link("More").click().await?;
    maria.thing_beginning(&["button"], "Lock now").click().await?;
    maria.button("Unlock").is_there().await?;
    tour.has_no_danish("the lock").await?;
    is_for_everybody(&maria, "the lock, in English").await?;
    maria.close().await
}

#[tokio::test]
async fn who_answers_and_who_follows_up_read_english() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    town.rang("Noah", "yusuf", "2").await?;
    let yusuf = town.phone("yusuf").await?;
    let tour = Tour::begin(&yusuf, "a duty officer").await?;
    tour.sees(&["/vagt", "/vagt/opkald", "/vagt/overlevering", "/mere"]).await?;
    yusuf.close().await?;
    let mette = town.laptop("mette").await?;
    mette.open_calls_of("Jonas Bak").await?;
    let family = mette.path().await?;
    let tour = Tour::begin(&mette, "a consultant").await?;
    tour.sees(&["/", &family, "/familier", "/opfoelgning/alle", "/opfoelgning/journal", "/opfoelgning/vaek", "/mere"])
        .await?;
    mette.close().await
}

#[tokio::test]
async fn who_leads_and_who_sets_up_read_english() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    town.is_led_by("dorthe", "Dorthe Vang").await?;
    town.is_set_up_by("ane", "Ane Krag").await?;
    let dorthe = town.laptop("dorthe").await?;
    let tour = Tour::begin(&dorthe, "a leader").await?;
    tour.sees(&["/", "/overblik", "/overblik/rapport", "/opfoelgning/vagtplan", "/opfoelgning/vaek"]).await?;
    dorthe.close().await?;
    let ane = town.laptop("ane").await?;
    let tour = Tour::begin(&ane, "an administrator").await?;
    let below = ["", "/personer", "/personer/ny", "/familier", "/familier/ny", "/afvist"];
    let below = below.map(|place| format!("/mere/administration{place}"));
    tour.sees(&below.each_ref().map(String::as_str)).await?;
    ane.close().await
}
