//! Pictures of every main screen, phone and laptop, light and dark, into the folder that is named: for the eye, and two
//! of them for the README. `shots FOLDER laptop` takes those of one device alone. The people are those of `samspil demo`;
//! where somebody leaves, and where two wrote apart, they are those of the stories' town.

use std::path::PathBuf;

use anyhow::Context;
use samspil_tests::app::Readers;
use samspil_tests::browser::{Browser, Browsers, Device};
use samspil_tests::server::Server;
use samspil_tests::town::Town;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder: PathBuf = std::env::args_os().nth(1).context("say which folder the pictures go to")?.into();
    std::fs::create_dir_all(&folder)?;
    let mut server = Server::start_demo().await?;
    let browsers = Browsers::start().await?;
    let only = std::env::args().nth(2);
    for (name, device) in [("phone", Device::Phone), ("laptop", Device::Laptop)] {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let shots = Shots { folder: &folder, device };
        let maria = browsers.open_on(device, &format!("maria-{device:?}")).await?;
        family(&shots, &maria, &server).await?;
        let mette = browsers.open_on(device, &format!("mette-{device:?}")).await?;
        consultant(&shots, &mette, &server).await?;
        let ane = browsers.open_on(device, &format!("ane-{device:?}")).await?;
        administrator(&shots, &ane, &server).await?;
        ane.close().await?;
        let dorthe = browsers.open_on(device, &format!("dorthe-{device:?}")).await?;
        leader(&shots, &dorthe, &server).await?;
        dorthe.close().await?;
        let yusuf = browsers.open_on(device, &format!("yusuf-{device:?}")).await?;
        officer(&shots, &yusuf, &server).await?;
        if device == Device::Laptop {
            station(&shots, &yusuf).await?;
        }
        server.kill().await?;
        waiting(&shots, &maria).await?;
        if device == Device::Laptop {
            locked_station(&shots, &yusuf).await?;
        }
        server.start_again().await?;
        yusuf.close().await?;
        maria.close().await?;
        mette.close().await?;
        apart_and_afterwards(&shots).await?;
    }
    println!("{}", folder.display());
    Ok(())
}

struct Shots<'a> {
    folder: &'a PathBuf,
    device: Device,
}

impl Shots<'_> {
    /// The screen as it is, in both colour schemes.
    async fn take(&self, browser: &Browser, screen: &str) -> anyhow::Result<()> {
        let device = if self.device == Device::Phone { "phone" } else { "laptop" };
        for scheme in ["dark", "light"] {
            browser.wear(scheme).await?;
            browser.picture(&self.folder.join(format!("{screen}-{device}-{scheme}.png"))).await?;
        }
        Ok(())
    }
}

/// The same for what is below, where the page is longer than the screen.
const TO_THE_END: &str = "window.scrollTo(0, document.documentElement.scrollHeight)";

const NIGHTS: &str = "Tre nætter i træk vågen";

async fn family(shots: &Shots<'_>, maria: &Browser, server: &Server) -> anyhow::Result<()> {
    maria.go(&server.url("/")).await?;
    maria.heading("Log ind").is_there().await?;
    shots.take(maria, "login").await?;
    maria.sign_in(&server.url("/"), "maria").await?;
    maria.has_sent_all().await?;
    maria.sees("Det sidste i logbogen").await?;
    shots.take(maria, "today").await?;
    maria.go_to("Logbog").await?;
    maria.sees(NIGHTS).await?;
    shots.take(maria, "logbook").await?;
    maria.open_card(NIGHTS).await?;
    maria.link("Hvem skrev hvad").is_there().await?;
    shots.take(maria, "note").await?;
    maria.link("Hvem skrev hvad").click().await?;
    maria.heading("Hvem skrev hvad").is_there().await?;
    shots.take(maria, "history").await?;
    maria.back().await?;
    maria.link("Del").click().await?;
    maria.heading("Del notatet").is_there().await?;
    shots.take(maria, "share").await?;
    maria.back().await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill("Noah ville selv børste tænder i aften.").await?;
    maria.sees("Kladde gemt på").await?;
    shots.take(maria, "editor").await?;
    maria.link("Tilbage").click().await?;
    maria.go_to("I dag").await?;
    maria.sees("Du er i gang med et notat").await?;
    shots.take(maria, "today-draft").await?;
    maria.go_to("Logbog").await?;
    maria.link("Søg").click().await?;
    maria.field("Hvad leder du efter?").fill("nat").await?;
    maria.sees("Vi har ledt i alt").await?;
    shots.take(maria, "search").await?;
    maria.go_to("Mere").await?;
    maria.heading("Mere").is_there().await?;
    shots.take(maria, "more").await?;
    maria.thing_beginning(&["link"], "Er min ").click().await?;
    maria.sees("Intet venter").await?;
    shots.take(maria, "ready").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Mine enheder").click().await?;
    maria.sees("Den her").await?;
    shots.take(maria, "devices").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Kort kode").click().await?;
    maria.field("Ny kode").is_there().await?;
    shots.take(maria, "code").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Adgangsnøgler").click().await?;
    maria.heading("Adgangsnøgler").is_there().await?;
    shots.take(maria, "passkeys").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Beskeder").click().await?;
    maria.heading("Beskeder").is_there().await?;
    shots.take(maria, "notices").await?;
    maria.link("Tilbage").click().await?;
    maria.thing_beginning(&["link"], "Vores kort til akuttelefonen").click().await?;
    maria.sees("Hund i huset").await?;
    maria.heading("Vagter, der har åbnet kortet").is_there().await?;
    shots.take(maria, "our-card").await?;
    maria.go_to("I dag").await?;
    maria.thing_beginning(&["link"], "Hvem ringer jeg til nu?").click().await?;
    maria.sees("Bekymret for et barn?").await?;
    shots.take(maria, "numbers").await?;
    maria.go_to("I dag").await
}

async fn officer(shots: &Shots<'_>, yusuf: &Browser, server: &Server) -> anyhow::Result<()> {
    yusuf.sign_in(&server.url("/"), "yusuf").await?;
    yusuf.go_to("Vagt").await?;
    yusuf.heading("Vagtplanen i nat").is_there().await?;
    yusuf.has_sent_all().await?;
    shots.take(yusuf, "shift").await?;
    yusuf.open_family("Maria Holst").await?;
    yusuf.sees("Hund i huset").await?;
    shots.take(yusuf, "card-at-night").await?;
    yusuf.begin_call("Noah vågnede og kunne ikke falde til ro igen.").await?;
    shots.take(yusuf, "call").await?;
    yusuf.caller_is("Mar", "Maria Holst").await?;
    yusuf.choice("Ring på dagen").click().await?;
    yusuf.field("Hvad aftalte I?").fill("Mette ringer i morgen.").await?;
    shots.take(yusuf, "call-filled").await?;
    yusuf.save_call().await?;
    shots.take(yusuf, "call-saved").await?;
    yusuf.go_to("Overlevering").await?;
    yusuf.sees("Aftalt: Mette ringer i morgen.").await?;
    shots.take(yusuf, "handover").await
}

/// His computer is one that officers share.
async fn station(shots: &Shots<'_>, yusuf: &Browser) -> anyhow::Result<()> {
    yusuf.go_to("Mere").await?;
    yusuf.thing_beginning(&["button"], "Gør denne enhed til en vagt-pc").click().await?;
    yusuf.sees("Denne enhed er en vagt-pc.").await?;
    shots.take(yusuf, "more-station").await?;
    yusuf.go_to("Vagt").await?;
    yusuf.heading("Klar på denne pc").is_there().await?;
    shots.take(yusuf, "shift-station").await?;
    yusuf.script(TO_THE_END, vec![]).await?;
    shots.take(yusuf, "shift-station-end").await
}

/// A call waits on it, and somebody comes next who never signed in there.
async fn locked_station(shots: &Shots<'_>, yusuf: &Browser) -> anyhow::Result<()> {
    yusuf.take_call("Noah er vågen igen.", "Maria Holst", "Ring på dagen").await?;
    yusuf.lock().await?;
    yusuf.sees("1 opkald er ikke sendt fra denne pc.").await?;
    shots.take(yusuf, "lock-station").await
}

async fn leader(shots: &Shots<'_>, dorthe: &Browser, server: &Server) -> anyhow::Result<()> {
    dorthe.sign_in(&server.url("/"), "dorthe").await?;
    dorthe.heading("Vagten de næste 7 dage").is_there().await?;
    dorthe.sees("Yusuf Amin").await?;
    shots.take(dorthe, "deadlines").await?;
    dorthe.script(TO_THE_END, vec![]).await?;
    shots.take(dorthe, "deadlines-end").await?;
    dorthe.go_to("Overblik").await?;
    dorthe.heading("Opkald til akuttelefonen i 12 måneder").is_there().await?;
    shots.take(dorthe, "overview").await?;
    dorthe.thing_beginning(&["link"], "Rapport til andre").click().await?;
    dorthe.sees("Kopiér til regneark").await?;
    shots.take(dorthe, "report").await
}

async fn administrator(shots: &Shots<'_>, ane: &Browser, server: &Server) -> anyhow::Result<()> {
    ane.sign_in(&server.url("/"), "ane").await?;
    ane.go_to("Mere").await?;
    ane.thing_beginning(&["link"], "Administration").click().await?;
    for (line, screen) in [("Personer", "admin-people"), ("Familier", "admin-families")] {
        ane.thing_beginning(&["link"], line).click().await?;
        ane.sees("Maria Holst").await?;
        shots.take(ane, screen).await?;
        ane.link("Tilbage").click().await?;
    }
    Ok(())
}

async fn consultant(shots: &Shots<'_>, mette: &Browser, server: &Server) -> anyhow::Result<()> {
    mette.sign_in(&server.url("/"), "mette").await?;
    mette.has_sent_all().await?;
    mette.sees(NIGHTS).await?;
    shots.take(mette, "consultant-today").await?;
    mette.open_card(NIGHTS).await?;
    mette.field("Skriv en kommentar").is_there().await?;
    shots.take(mette, "consultant-shared").await?;
    mette.go_to("Familier").await?;
    mette.sees("Forløb for Noah").await?;
    shots.take(mette, "consultant-families").await?;
    mette.thing_beginning(&["link"], "Forløb for Noah").click().await?;
    mette.sees(NIGHTS).await?;
    shots.take(mette, "consultant-family").await?;
    mette.thing_beginning(&["link"], "Kortet til akuttelefonen").click().await?;
    mette.sees("Hund i huset").await?;
    shots.take(mette, "consultant-card").await?;
    mette.link("Ret kortet").click().await?;
    mette.button("Gem kortet").is_there().await?;
    shots.take(mette, "consultant-card-form").await?;
    mette.open_calls_of("Maria Holst").await?;
    shots.take(mette, "follow-up").await?;
    mette.script("document.querySelector('main a[href*=\"/journal/\"]').click()", vec![]).await?;
    mette.sees("Samspil er ikke journalen").await?;
    shots.take(mette, "journal").await?;
    mette.go_to("Mere").await?;
    mette.thing_beginning(&["link"], "Hvem er væk?").click().await?;
    mette.sees("Lars").await?;
    shots.take(mette, "away").await
}

/// Two answers to one question, and what somebody wrote after their last day: on their phone, at the family's, and in the
/// administrator's count.
async fn apart_and_afterwards(shots: &Shots<'_>) -> anyhow::Result<()> {
    const BREAKFAST: &str = "Noah spiste havregrød til morgenmad.";
    let mut town = Town::start().await?;
    let moves_in = async |login: &str, link: &str| {
        let browser = town.browsers.open_on(shots.device, login).await?;
        browser.accept_link(link).await?;
        anyhow::Ok(browser)
    };
    let maria = moves_in("maria", town.link("maria")?).await?;
    let jonas = moves_in("jonas", town.link("jonas")?).await?;
    let added = ["user", "add", "--name", "Ane Krag", "--login", "ane", "--administrator"];
    let said = town.server.admin(&added).await?;
    let ane = moves_in("ane", said.lines().find_map(|line| line.strip_prefix("link ")).context("no link")?).await?;
    maria.write(BREAKFAST, Readers::Adults).await?;
    jonas.open_note(BREAKFAST).await?;

    town.server.kill().await?;
    for (phone, step) in [(&maria, "Blandet"), (&jonas, "Godt")] {
        phone.open_note(BREAKFAST).await?;
        phone.link("Ret notatet").click().await?;
        phone.choice(step).in_group("Hvordan gik dagen for Noah?").click().await?;
        phone.save_note().await?;
    }
    town.server.start_again().await?;
    maria.open_note(BREAKFAST).await?;
    maria.sees("Jonas skrev").await?;
    shots.take(&maria, "apart").await?;

    jonas.has_sent_all().await?;
    town.server.kill().await?;
    town.leaves("jonas", "foster-parent", "Noah").await?;
    jonas.write("Han bad mig om at sige godnat til hunden.", Readers::Adults).await?;
    town.server.start_again().await?;
    jonas.go_to("I dag").await?;
    jonas.thing_beginning(&["link"], "1 kom ikke igennem").is_there().await?;
    shots.take(&jonas, "today-refused").await?;
    jonas.thing_beginning(&["link"], "1 kom ikke igennem").click().await?;
    jonas.sees("bliver spurgt, om det skal med").await?;
    shots.take(&jonas, "refused").await?;
    maria.go_to("I dag").await?;
    maria.thing_beginning(&["link"], "1 tekst kom bagefter").is_there().await?;
    shots.take(&maria, "today-afterwards").await?;
    maria.thing_beginning(&["link"], "1 tekst kom bagefter").click().await?;
    maria.sees("sige godnat til hunden").await?;
    shots.take(&maria, "afterwards").await?;
    ane.go_to("Mere").await?;
    ane.thing_beginning(&["link"], "Administration").click().await?;
    ane.thing_beginning(&["link"], "Afviste handlinger").click().await?;
    ane.heading("Afviste handlinger").is_there().await?;
    // What waits for its readers was not refused.
    ane.sees("Intet er blevet afvist").await?;
    shots.take(&ane, "admin-refused").await?;
    for browser in [maria, jonas, ane] {
        browser.close().await?;
    }
    Ok(())
}

async fn waiting(shots: &Shots<'_>, maria: &Browser) -> anyhow::Result<()> {
    maria.write("Uden net i sommerhuset.", Readers::Adults).await?;
    maria.thing_beginning(&["link"], "1 venter").click().await?;
    maria.sees("Uden net i sommerhuset.").await?;
    shots.take(maria, "waiting").await?;
    maria.lock().await?;
    shots.take(maria, "lock").await
}
