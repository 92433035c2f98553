//! A night at the akuttelefon.

use anyhow::ensure;
use samspil_tests::browser::Browser;
use samspil_tests::page::{CHOICES, FIELDS, Thing};
use samspil_tests::town::Town;
use samspil_tests::wait;
use thirtyfour::Key;

use crate::accessible::is_for_everybody;

const SAID: &str = "En pige ringer fra stationen. Hun tør ikke gå hjem.";

#[tokio::test]
async fn a_call_is_taken_with_the_server_gone_and_sent_by_itself() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_hours().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let yusuf = town.phone("yusuf").await?;
    yusuf.is_ready_offline().await?;
    yusuf.sees("Du har vagten nu").await?;
    yusuf.sees("112").await?;
    is_for_everybody(&yusuf, "the shift").await?;
    yusuf.lock().await?;
    town.server.kill().await?;
    yusuf.reload().await?;
    yusuf.unlock().await?;

    // Before anybody gave a name.
    yusuf.go_to("Vagt").await?;
    yusuf.link("Tag et opkald").click().await?;
    yusuf.field("Hvad skete der?").fill(SAID).await?;
    yusuf.sees("Kladde gemt på telefonen").await?;
    yusuf.button("Gem opkaldet").click().await?;
    yusuf.sees("Vælg, hvor meget det haster.").await?;
    is_for_everybody(&yusuf, "a call with something missing").await?;
    yusuf.kill().await?;

    let yusuf = town.open_again("yusuf").await?;
    yusuf.unlock().await?;
    yusuf.button("Skriv videre").click().await?;
    assert_eq!(yusuf.field("Hvad skete der?").text().await?, SAID);
    yusuf.button("Familien er ikke på listen").click().await?;
    yusuf.thing_beginning(FIELDS, "Navn").fill("Liv").await?;
    yusuf.choice("barn eller ung").click().await?;
    yusuf.choice("Ring som det første").click().await?;
    yusuf.field("Hvad aftalte I?").fill("Vi ringer i morgen.").await?;
    // A promise beyond the night; the thirtieth of February is none.
    yusuf.field("Vagten ringer tilbage kl.").set("06:30").await?;
    yusuf.field("Dag").set("").await?;
    yusuf.field("Dag").fill("30022027").await?;
    yusuf.press(Key::Tab).await?;
    yusuf.sees("Den dag findes ikke. Vælg en anden.").await?;
    is_for_everybody(&yusuf, "a day that is none").await?;
    let day = "const day = new Date(Date.now() + 3 * 86400000);
        const two = number => String(number).padStart(2, '0');
        return day.getFullYear() + '-' + two(day.getMonth() + 1) + '-' + two(day.getDate())";
    let day = yusuf.script(day, vec![]).await?;
    yusuf.field("Dag").set(day.as_str().unwrap_or_default()).await?;
    yusuf.sees_no("Den dag findes ikke.").await?;
    is_for_everybody(&yusuf, "a new call").await?;
    yusuf.button("Gem opkaldet").click().await?;
    yusuf.heading("Opkaldet er gemt").is_there().await?;
    yusuf.sees("Konsulenten – eller en kollega – følger op senest").await?;
    yusuf.sees("Ligger på telefonen og bliver sendt af sig selv.").await?;
    is_for_everybody(&yusuf, "a call that is saved").await?;
    yusuf.go_to("Overlevering").await?;
    yusuf.sees("Aftalt: Vi ringer i morgen.").await?;
    yusuf.sees_no(SAID).await?;
    is_for_everybody(&yusuf, "the handover").await?;

    town.server.start_again().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.sign_in_if_asked().await?;
    yusuf.has_sent_all().await?;
    yusuf.sees("Konsulenten har ikke taget over endnu").await?;
    // The browser that was killed has no session any more, and its console says so.
    let complaints = yusuf.complaints().await?;
    assert!(complaints.iter().all(|one| one.contains("/api/refresh")), "{complaints:?}");
    yusuf.close().await
}

/// Counts every key that is pressed; what is typed into a field of words is not counted.
struct Keys<'a>(&'a Browser, usize);

impl Keys<'_> {
    async fn press(&mut self, keys: &[Key]) -> anyhow::Result<()> {
        for key in keys {
            self.0.press(key.clone()).await?;
            self.1 += 1;
        }
        Ok(())
    }

    /// Says where one is: a story that types into the void would count too few.
    async fn is_at(&self, name: &str) -> anyhow::Result<()> {
        wait::until(format!("the focus on {name}"), async || {
            let at = self.0.focus().await?;
            ensure!(at.name.starts_with(name), "it is on {at}");
            Ok(())
        })
        .await
    }
}

/// The most that a registration asks for besides the words.
const ACTIONS_MAX: usize = 12;

/// A call is registered by the keyboard alone, and by a finger alone.
#[tokio::test]
async fn a_call_takes_twelve_actions_besides_its_words() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let mette = town.laptop("mette").await?;
    mette.write_card("Noah", "Sover med lys.").await?;
    mette.close().await?;

    let yusuf = town.laptop("yusuf").await?;
    yusuf.go_to("Overlevering").await?;
    yusuf.go_to("Vagt").await?;
    yusuf.link("Tag et opkald").is_there().await?;
    let mut keys = Keys(&yusuf, 0);
    keys.press(&[Key::Tab]).await?;
    keys.is_at("Tag et opkald").await?;
    keys.press(&[Key::Enter]).await?;
    yusuf.field("Hvad skete der?").is_there().await?;
    keys.press(&[Key::Tab]).await?;
    keys.is_at("Hvad skete der?").await?;
    yusuf.types(SAID).await?;
    keys.press(&[Key::Tab]).await?;
    keys.is_at("Hvem ringer?").await?;
    yusuf.types("mar").await?;
    yusuf.sees("Noah, 7 år").await?;
    keys.press(&[Key::Tab, Key::Enter]).await?;
    keys.is_at("Den, der ringede").await?;
    keys.press(&[Key::Tab]).await?;
    let (first, _) = (yusuf.focus().await?.name, keys.press(&[Key::Space]).await?);
    assert!(yusuf.choice(&first).in_group("Den, der ringede").is_chosen().await?, "{first} called");
    keys.press(&[Key::Tab]).await?;
    keys.is_at("Kan vente lidt").await?;
    keys.press(&[Key::Space]).await?;
    yusuf.press_with(Key::Control, Key::Enter).await?;
    yusuf.heading("Opkaldet er gemt").is_there().await?;
    let count = keys.1 + 1;
    assert!(count <= ACTIONS_MAX, "{count} keys");
    yusuf.sees("Kan vente lidt").await?;
    yusuf.has_sent_all().await?;

    let phone = town.browsers.open("yusuf-phone").await?;
    phone.sign_in(&town.server.url("/"), "yusuf").await?;
    phone.has_sent_all().await?;
    phone.go_to("Vagt").await?;
    let mut taps = 0;
    let mut tap = async |thing: Thing<'_>| {
        taps += 1;
        thing.tap().await
    };
    tap(phone.link("Tag et opkald")).await?;
    tap(phone.field("Hvad skete der?")).await?;
    phone.types(SAID).await?;
    tap(phone.field("Hvem ringer?")).await?;
    phone.types("mar").await?;
    tap(phone.thing_containing(&["button"], "Maria Holst")).await?;
    tap(phone.choice("Maria Holst")).await?;
    tap(phone.choice("Ring på dagen")).await?;
    tap(phone.button("Gem opkaldet")).await?;
    phone.heading("Opkaldet er gemt").is_there().await?;
    phone.sees("Ring på dagen").await?;
    assert!(taps <= ACTIONS_MAX, "{taps} taps");
    phone.has_sent_all().await?;
    for browser in [yusuf, phone] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

/// Kirsten answers the akuttelefon and is a foster parent: at work her own family is neither listed nor found.
#[tokio::test]
async fn at_work_an_officer_does_not_find_her_own_family() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_on_duty("kirsten", "Kirsten Østergaard").await?;
    town.family("Elias", &["kirsten"], "mette").await?;
    town.is_recused("kirsten", "Elias").await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let mette = town.laptop("mette").await?;
    for child in ["Elias", "Noah"] {
        mette.write_card(child, "Ring på døren.").await?;
    }
    let yusuf = town.phone("yusuf").await?;
    yusuf.take_call("Elias er løbet sin vej.", "Kirsten Østergaard", "Ring som det første").await?;
    yusuf.has_sent_all().await?;
    yusuf.close().await?;

    let kirsten = town.phone("kirsten").await?;
    kirsten.go_to("Mere").await?;
    kirsten.thing_beginning(CHOICES, "Akuttelefonvagt").click().await?;
    kirsten.go_to("Vagt").await?;
    kirsten.field("Find en familie").fill("Noah").await?;
    kirsten.sees("Noah, 7 år").await?;
    for letters in ["Kirsten", "Elias"] {
        kirsten.field("Find en familie").fill(letters).await?;
        kirsten.sees("Ingen familie passer til det.").await?;
    }
    kirsten.go_to("Overlevering").await?;
    kirsten.sees("Opkald i denne vagt").await?;
    assert!(!kirsten.text().await?.contains("Elias"));
    is_for_everybody(&kirsten, "a handover that does not tell of one's own family").await?;
    assert_eq!(town.sent_to("kirsten")?.search("Elias er løbet sin vej.")?, [""; 0]);
    // At home it is hers.
    kirsten.go_to("Mere").await?;
    kirsten.thing_beginning(CHOICES, "Plejeforælder").click().await?;
    kirsten.sees("Jeres opkald").await?;
    kirsten.go_to("Mere").await?;
    kirsten.thing_beginning(&["link"], "Vores kort til akuttelefonen").click().await?;
    kirsten.sees("Ring på døren.").await?;
    for browser in [mette, kirsten] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
