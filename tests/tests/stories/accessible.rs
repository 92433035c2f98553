//! Every screen, on a phone and on a laptop, light and dark: axe finds nothing, and the keyboard alone reaches all.

use anyhow::Context;
use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;

const NOTE: &str = "Noah sov igennem for første gang.";

/// All text twice as large, as a reader may set it: what then sticks out of the page at its sides. The page itself would
/// cut it off rather than scroll.
const TWICE_THE_TEXT: &str = "const root = document.documentElement;
    root.style.fontSize = '125%';
    const room = root.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter(one => {
        if (one.closest('.vh, .skip, dialog:not([open])')) return false;
        const box = one.getBoundingClientRect();
        return box.width > 0 && (box.right > room + 1 || box.left < -1);
    });
    const names = out.map(one => `${one.tagName} ${one.getAttribute('class') ?? ''} ${one.textContent.slice(0, 30)}`);
    root.style.removeProperty('font-size');
    return names.slice(0, 10);";

/// Looks at the screen in both colour schemes, then walks through it with the tab key.
pub(crate) async fn is_for_everybody(browser: &Browser, screen: &str) -> anyhow::Result<()> {
    assert_eq!(browser.complaints().await?, [""; 0], "{screen}");
    for scheme in ["dark", "light"] {
        browser.wear(scheme).await?;
        browser.is_accessible().await.with_context(|| format!("{screen}, {scheme}"))?;
    }
    // To measure, axe sets styles that the policy refuses: these complaints are its own.
    browser.complaints().await?;
    let wide = browser.script(TWICE_THE_TEXT, vec![]).await?;
    anyhow::ensure!(wide.as_array().is_some_and(Vec::is_empty), "{screen}: at 200 % text there is more beside: {wide}");
    let missed = browser.missed_by_keyboard().await.with_context(|| screen.to_owned())?;
    anyhow::ensure!(missed.is_empty(), "{screen}: the keyboard never reaches\n{}", missed.join("\n"));
    Ok(())
}

/// From now on: when it is told with these words what has just been done, what that lies over, and whether all of it is in sight, at the
/// size of text that is usual and at twice that.
const WATCHES: &str = "
    const words = arguments[0];
    window.__over = null;
    const all = () => [...document.querySelectorAll('.flash')].filter(one => one.textContent.includes(words));
    const look = size => {
        document.documentElement.style.fontSize = size;
        const told = all().find(one => one.checkVisibility());
        if (!told) return [`${size}: nothing is told`];
        const box = told.getBoundingClientRect();
        const inSight = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
        const under = [...document.querySelectorAll('a, button, input, select, textarea, label')].filter(one => {
            if (!one.checkVisibility() || one.closest('.skip, dialog')) return false;
            const at = one.getBoundingClientRect();
            return at.left < box.right && at.right > box.left && at.top < box.bottom && at.bottom > box.top;
        });
        const out = inSight ? [] : ['it is out of sight'];
        return out.concat(under.map(one => one.textContent || one.outerHTML)).map(under => `${size}: ${under.slice(0, 60)}`);
    };
    new MutationObserver((_, watching) => {
        if (!all().length) return;
        watching.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => {
            window.__over = ['62.5%', '125%'].flatMap(look);
            document.documentElement.style.removeProperty('font-size');
        }));
    }).observe(document.body, { childList: true, subtree: true });";

async fn covered_nothing(browser: &Browser, deed: &str) -> anyhow::Result<()> {
    wait::until(format!("a word of {deed}"), async || {
        let over = browser.script("return window.__over", vec![]).await?;
        let over = over.as_array().context("nothing was told yet")?.clone();
        Ok(over)
    })
    .await
    .and_then(|over| {
        anyhow::ensure!(over.is_empty(), "{deed}: what is told lies over what can be pressed: {over:?}");
        Ok(())
    })
}

#[tokio::test]
async fn what_was_just_done_is_told_where_nothing_is_pressed() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_akuttelefon().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let maria = town.phone("maria").await?;
    maria.script(WATCHES, vec!["Gemt på telefonen".into()]).await?;
    maria.write(NOTE, Readers::Adults).await?;
    covered_nothing(&maria, "a saved note").await?;
    maria.has_sent_all().await?;
    maria.script(WATCHES, vec!["Delt".into()]).await?;
    maria.share_with_consultant("Til orientering", "Del med konsulenten").await?;
    covered_nothing(&maria, "a shared note").await?;
    maria.close().await?;
    // On duty the bar with the name scrolls away: it is told below the three ways to help.
    let yusuf = town.phone("yusuf").await?;
    yusuf.begin_call("Et barn vågnede og skreg.").await?;
    yusuf.button("Familien er ikke på listen").click().await?;
    yusuf.thing_beginning(samspil_tests::page::FIELDS, "Navn").fill("Liv").await?;
    yusuf.choice("barn eller ung").click().await?;
    yusuf.choice("Ring på dagen").click().await?;
    yusuf.save_call().await?;
    yusuf.thing_beginning(&["summary", "DisclosureTriangle", "group"], "Tilføj mere").click().await?;
    yusuf.field("Tilføj mere").fill("Han sov igen kl. 3.").await?;
    yusuf.script(WATCHES, vec!["Gemt på telefonen".into()]).await?;
    yusuf.button("Gem tilføjelsen").click().await?;
    covered_nothing(&yusuf, "what was added to a call").await?;
    yusuf.close().await
}

#[tokio::test]
async fn a_foster_parents_screens_are_for_everybody() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.browsers.open("maria").await?;
    maria.go(&town.server.url("/")).await?;
    maria.heading("Log ind").is_there().await?;
    is_for_everybody(&maria, "login").await?;
    maria.close().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    is_for_everybody(&maria, "an empty first page").await?;
    maria.write(NOTE, Readers::Adults).await?;
    jonas.open_note(NOTE).await?;
    jonas.add_to_note(" Vi var så stille.").await?;
    jonas.has_sent_all().await?;
    maria.sees("Vi var så stille.").await?;
    is_for_everybody(&maria, "a note").await?;
    maria.link("Hvem skrev hvad").click().await?;
    maria.heading("Hvem skrev hvad").is_there().await?;
    is_for_everybody(&maria, "its history").await?;
    maria.back().await?;
    maria.link("Ret notatet").click().await?;
    maria.field("Hvad skete der?").is_there().await?;
    is_for_everybody(&maria, "its editor").await?;
    maria.back().await?;
    maria.link("Del").click().await?;
    maria.heading("Del notatet").is_there().await?;
    is_for_everybody(&maria, "sharing it").await?;
    maria.back().await?;
    maria.begin_note().await?;
    is_for_everybody(&maria, "the editor").await?;
    maria.field("Hvad skete der?").fill("Halvt").await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.link("Tilbage").click().await?;
    maria.go_to("I dag").await?;
    maria.sees("Du er i gang med et notat").await?;
    is_for_everybody(&maria, "the first page").await?;
    maria.go_to("Logbog").await?;
    maria.sees(NOTE).await?;
    is_for_everybody(&maria, "the logbook").await?;
    maria.link("Søg").click().await?;
    is_for_everybody(&maria, "the search").await?;
    maria.field("Hvad leder du efter?").fill("sov").await?;
    maria.sees("1 sted").await?;
    is_for_everybody(&maria, "what was found").await?;
    maria.back().await?;
    maria.link("Søg").click().await?;
    maria.field("Hvad leder du efter?").fill("nat").await?;
    maria.sees("Vi har ledt i alt").await?;
    is_for_everybody(&maria, "searching").await?;
    maria.field("Hvad leder du efter?").fill("sove").await?;
    maria.sees("1 sted").await?;
    is_for_everybody(&maria, "what was found").await?;
    maria.go_to("Mere").await?;
    maria.heading("Mere").is_there().await?;
    is_for_everybody(&maria, "more").await?;
    maria.thing_beginning(&["link"], "Er min telefon klar?").click().await?;
    maria.sees("Intet venter").await?;
    is_for_everybody(&maria, "whether the phone is ready").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Mine enheder").click().await?;
    maria.sees("Den her").await?;
    is_for_everybody(&maria, "the devices").await?;
    maria.thing_beginning(&["button"], "Min telefon").click().await?;
    maria.sees("Vil du afslutte den her enhed?").await?;
    is_for_everybody(&maria, "the question before a device is ended").await?;
    maria.button("Fortryd").click().await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Adgangsnøgler").click().await?;
    maria.sees("Du har ingen adgangsnøgler endnu.").await?;
    is_for_everybody(&maria, "the passkeys").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["button"], "Log ud").click().await?;
    maria.heading("Vil du logge ud?").is_there().await?;
    is_for_everybody(&maria, "the question before logging out").await?;
    maria.button("Fortryd").click().await?;
    town.server.kill().await?;
    maria.write("Uden net.", Readers::Adults).await?;
    maria.thing_beginning(&["link"], "1 venter").click().await?;
    maria.sees("Uden net.").await?;
    is_for_everybody(&maria, "what waits").await?;
    maria.lock().await?;
    is_for_everybody(&maria, "the lock").await?;
    maria.button("Skriv nu – lås op senere").click().await?;
    maria.field("Hvad skete der?").fill("Skrevet uden at låse op.").await?;
    maria.sees("Gemt og låst.").await?;
    is_for_everybody(&maria, "writing without unlocking").await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await?;
    jonas.close().await
}

#[tokio::test]
async fn a_consultants_screens_are_for_everybody() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let mette = town.laptop("mette").await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.share_with_consultant("Vil gerne tale om det", "Del med konsulenten").await?;
    mette.sees(NOTE).await?;
    is_for_everybody(&mette, "the first page").await?;
    mette.open_card(NOTE).await?;
    mette.comment("Hvor er det godt.").await?;
    is_for_everybody(&mette, "what was shared").await?;
    mette.go_to("Familier").await?;
    mette.heading("Familier").is_there().await?;
    is_for_everybody(&mette, "the families").await?;
    mette.thing_beginning(&["link"], "Forløb for Noah").click().await?;
    mette.sees(NOTE).await?;
    is_for_everybody(&mette, "one family").await?;
    mette.go_to("Mere").await?;
    mette.heading("Mere").is_there().await?;
    is_for_everybody(&mette, "more").await?;

    maria.sees("Hvor er det godt.").await?;
    is_for_everybody(&maria, "a shared note with a comment").await?;
    maria.link("Stop deling").click().await?;
    maria.heading("Vil du stoppe delingen?").is_there().await?;
    is_for_everybody(&maria, "the question before taking back").await?;
    for browser in [maria, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_invitation_is_for_everybody() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let phone = town.browsers.open("maria").await?;
    phone.go(town.link("maria")?).await?;
    phone.field("Vælg en adgangskode").is_there().await?;
    is_for_everybody(&phone, "an invitation").await?;
    phone.field("Vælg en adgangskode").fill("kort").await?;
    phone.button("Gå i gang").click().await?;
    phone.sees("Adgangskoden skal have mindst 12 tegn.").await?;
    is_for_everybody(&phone, "an invitation filled in wrong").await?;
    assert_eq!(phone.complaints().await?, [""; 0]);
    phone.close().await
}
