//! The morning after: what a consultant makes of a call, and what the family sees of it.

use samspil_tests::app::Readers;
use samspil_tests::browser::Browser;
use samspil_tests::page::CHOICES;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;
use crate::night::comes_at;

const KNOW: &str = "Noah sover med lys i gangen.";
const TOLD: &str = "Maria vil flytte fra Jonas og har ikke sagt det endnu.";
const AGREED: &str = "Mette ringer til Maria alene.";
const WHY: &str = "Jonas ved det ikke endnu";

/// Mette has written the cards of these children's families, and Yusuf is on duty.
async fn night(town: &mut Town, children: &[&str]) -> anyhow::Result<(Browser, Browser)> {
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let mette = town.laptop("mette").await?;
    for child in children {
        mette.write_card(child, KNOW).await?;
    }
    Ok((mette, town.phone("yusuf").await?))
}

async fn end(browsers: impl IntoIterator<Item = Browser>) -> anyhow::Result<()> {
    for browser in browsers {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

/// *Ingen endnu*: nothing on either adult's phone, not a byte. Released for the caller it is hers alone, and two devices
/// that take it at once make one follow-up of two facts.
#[tokio::test]
async fn a_call_that_nobody_may_see_is_nowhere_until_it_is_released_to_the_caller() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let (mette, yusuf) = night(&mut town, &["Noah"]).await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    for phone in [&maria, &jonas] {
        phone.looks_away().await?;
    }
    yusuf.begin_call(TOLD).await?;
    yusuf.caller_is("Maria", "Maria Holst").await?;
    yusuf.choice("Ring som det første").click().await?;
    yusuf.field("Hvad aftalte I?").fill(AGREED).await?;
    yusuf.choice("ingen endnu").click().await?;
    yusuf.button("Gem opkaldet").click().await?;
    yusuf.sees("Skriv kort hvorfor.").await?;
    yusuf.field("Hvorfor ikke endnu?").fill(WHY).await?;
    yusuf.save_call().await?;
    yusuf.has_sent_all().await?;

    mette.go_to("I dag").await?;
    mette.sees("1 opkald fra 1 familie").await?;
    mette.sees(TOLD).await?;
    mette.open_calls_of("Maria Holst").await?;
    mette.sees("Familien ser ikke opkaldet endnu").await?;
    mette.sees(WHY).await?;
    is_for_everybody(&mette, "a call that is withheld").await?;
    // Something comes to both phones after the call: what was sent before it is there, too. It alone is on the icons.
    jonas.looks_again().await?;
    jonas.write("Noah sov til middag.", Readers::Adults).await?;
    assert_eq!(maria.has_badge().await?, [1], "her icon tells of the note, and of no call");
    maria.looks_again().await?;
    jonas.looks_away().await?;
    maria.write("Noah spiste havregrød.", Readers::Adults).await?;
    assert_eq!(jonas.has_badge().await?, [1]);
    jonas.looks_again().await?;
    jonas.open_note("Noah spiste havregrød.").await?;
    for (login, phone) in [("maria", &maria), ("jonas", &jonas)] {
        phone.go_to("I dag").await?;
        phone.sees("Det sidste i logbogen").await?;
        let page = phone.text().await?;
        assert!(!page.contains("Jeres opkald") && !page.contains("ringede"), "{page}");
        phone.go_to("Logbog").await?;
        phone.link("Søg").click().await?;
        for word in ["flytte", "alene"] {
            phone.field("Hvad leder du efter?").fill(word).await?;
            phone.sees("Vi har ledt i alt").await?;
        }
        // That somebody looked their card up would tell that one of them called.
        phone.go_to("Mere").await?;
        phone.thing_beginning(&["link"], "Vores kort til akuttelefonen").click().await?;
        phone.sees("Ingen vagt har åbnet kortet.").await?;
        let sent = town.sent_to(login)?;
        for words in [TOLD, AGREED, WHY] {
            assert_eq!(sent.search(words)?, [""; 0], "{login} was sent: {words}");
        }
        assert!(!sent.search("Noah spiste havregrød.")?.is_empty() || login == "maria", "the same search finds notes");
    }
    assert!(!town.sent_to("mette")?.search(TOLD)?.is_empty(), "the same search finds the call");

    for phone in [&maria, &jonas] {
        phone.looks_away().await?;
    }
    mette.button("Vis for den, der ringede").click().await?;
    mette.sees("Læses af Maria Holst").await?;
    mette.button("Ja, vis det").click().await?;
    mette.sees("Viste det for den, der ringede").await?;
    mette.has_sent_all().await?;
    assert_eq!(maria.has_badge().await?, [1], "now it is news for her");
    maria.looks_again().await?;
    maria.go_to("I dag").await?;
    maria.sees("Du ringede").await?;
    maria.sees(AGREED).await?;
    is_for_everybody(&maria, "a call that was released").await?;
    assert!(!maria.text().await?.contains(TOLD), "what was said at night is not in the receipt");
    maria.write("Vi gik en tur.", Readers::Adults).await?;
    assert_eq!(jonas.has_badge().await?, [1], "the walk alone");
    jonas.looks_again().await?;
    jonas.go_to("I dag").await?;
    jonas.open_note("Vi gik en tur.").await?;
    jonas.go_to("I dag").await?;
    jonas.sees("Det sidste i logbogen").await?;
    assert!(!jonas.text().await?.contains("ringede"));
    assert_eq!(town.sent_to("jonas")?.search(AGREED)?, [""; 0]);
    end([mette, yusuf, maria, jonas]).await
}

/// The same follow-up is taken on two devices that know nothing of each other.
#[tokio::test]
async fn two_devices_take_a_call_at_once_and_it_is_one() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_partner("lars", "Lars Quist", "Freja").await?;
    town.follows_too("lars", "Noah").await?;
    let (mette, yusuf) = night(&mut town, &["Noah"]).await?;
    yusuf.take_call("Noah vågnede og skreg.", "Maria Holst", "Ring på dagen").await?;
    yusuf.has_sent_all().await?;
    let lars = town.laptop("lars").await?;
    for laptop in [&mette, &lars] {
        laptop.is_ready_offline().await?;
        laptop.open_calls_of("Maria Holst").await?;
        laptop.sees("Noah vågnede og skreg.").await?;
    }
    town.server.kill().await?;
    for laptop in [&mette, &lars] {
        laptop.button("Jeg følger op").click().await?;
        laptop.sees("Følger op").await?;
        laptop.sees("1 venter på at blive sendt").await?;
    }
    town.server.start_again().await?;
    for laptop in [&mette, &lars] {
        laptop.has_sent_all().await?;
        laptop.sees("Mette Holm · ").await?;
        laptop.sees("Lars Quist · ").await?;
        let cards = laptop.script("return document.querySelectorAll('article.note').length", vec![]).await?;
        assert_eq!(cards, 1, "one call");
    }
    is_for_everybody(&mette, "a call that two took").await?;
    end([mette, lars, yusuf]).await
}

/// Who gave no family is on the common list; tied to one it is one follow-up, of that family's consultant.
#[tokio::test]
async fn a_caller_whom_nobody_knows_is_tied_to_a_family_and_is_one_follow_up() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.has_partner("lars", "Lars Quist", "Freja").await?;
    let (mette, yusuf) = night(&mut town, &["Ali"]).await?;
    yusuf.begin_call("En kvinde passer et barn, som vil hjem.").await?;
    yusuf.button("Familien er ikke på listen").click().await?;
    yusuf.field("Navn, hvis det bliver sagt").fill("Lis").await?;
    yusuf.choice("aflastning").click().await?;
    yusuf.choice("Ring på dagen").click().await?;
    yusuf.field("Hvem handler det om?").fill("En dreng på fem").await?;
    yusuf.save_call().await?;
    yusuf.sees("En dreng på fem").await?;
    yusuf.has_sent_all().await?;
    let lars = town.laptop("lars").await?;
    for laptop in [&mette, &lars] {
        laptop.go_to("I dag").await?;
        laptop.heading("Fælles liste 1").is_there().await?;
        laptop.sees("Lis").await?;
    }
    is_for_everybody(&lars, "the common list").await?;
    mette.open_row("Lis").await?;
    mette.sees("Hvilken familie er det?").await?;
    mette.thing_beginning(CHOICES, "Leyla Yilmaz").click().await?;
    is_for_everybody(&mette, "tying a call to a family").await?;
    mette.button("Knyt til familien").click().await?;
    mette.button("Ja, knyt det").click().await?;
    mette.sees("En kvinde passer et barn, som vil hjem.").await?;
    mette.has_sent_all().await?;
    mette.go_to("I dag").await?;
    mette.sees("1 opkald fra 1 familie").await?;
    // Who took the call has more to say, and reaches whoever follows up though he never sees the family's call.
    yusuf.thing_beginning(&["summary", "DisclosureTriangle", "group"], "Tilføj mere").click().await?;
    yusuf.field("Tilføj mere").fill("Lis ringede igen kl. 4.").await?;
    yusuf.button("Gem tilføjelsen").click().await?;
    yusuf.has_sent_all().await?;
    mette.open_calls_of("Leyla Yilmaz").await?;
    mette.sees("Lis ringede igen kl. 4.").await?;
    mette.sees("Det handlede om En dreng på fem").await?;
    mette.go_to("I dag").await?;
    lars.sees_no("Fælles liste").await?;
    let page = mette.text().await?;
    assert!(!page.contains("Fælles liste"), "{page}");
    end([mette, lars, yusuf]).await
}

/// Two families call in the night. At 07.40 their consultant is ill: her partner has all of today's calls by one tap.
#[tokio::test]
async fn a_consultant_is_ill_and_her_partner_has_all_of_todays_calls() -> anyhow::Result<()> {
    let mut town = Town::start_at("2026-11-24T21:00").await?;
    town.has_hours().await?;
    town.has_akuttelefon().await?;
    town.has_partner("lars", "Lars Quist", "Freja").await?;
    town.comes("yusuf", "Yusuf Amin").await?;
    town.has_shift("yusuf", "2026-11-24T20:00", "2026-11-25T07:30").await?;
    let mette = town.laptop("mette").await?;
    for child in ["Noah", "Ali"] {
        mette.write_card(child, KNOW).await?;
    }
    mette.close().await?;
    let yusuf = town.phone("yusuf").await?;
    yusuf.is_ready_offline().await?;
    for (minute, what, who, urgency) in [
        ("2026-11-24T23:10", "Noah vågnede og skreg.", "Maria Holst", "Ring på dagen"),
        ("2026-11-25T02:40", "Ali er urolig før samværet.", "Leyla Yilmaz", "Kan vente lidt"),
    ] {
        comes_at(&town, &yusuf, minute).await?;
        yusuf.take_call(what, who, urgency).await?;
        yusuf.sees("følger op senest onsdag 25. november").await?;
        yusuf.sign_in_if_asked().await?;
        yusuf.has_sent_all().await?;
    }
    yusuf.lock().await?;

    town.it_is("2026-11-25T07:40", [&yusuf]).await?;
    let lars = town.laptop("lars").await?;
    lars.sees("Der er ingen opkald, der venter på dig.").await?;

    lars.go_to("Mere").await?;
    lars.thing_beginning(&["link"], "Hvem er væk?").click().await?;
    lars.button("Mette er syg i dag").is_there().await?;
    is_for_everybody(&lars, "who is away").await?;
    lars.button("Mette er syg i dag").click().await?;
    lars.sees("Lars Quist følger op, mens Mette er væk").await?;
    lars.go_to("I dag").await?;
    lars.sees("2 opkald fra 2 familier").await?;
    lars.heading("I dag 2").is_there().await?;
    lars.sees("Noah vågnede og skreg.").await?;
    lars.sees("Ali er urolig før samværet.").await?;
    is_for_everybody(&lars, "the list of who stands in").await?;
    lars.thing_beginning(&["link"], "Læs alle og følg op").click().await?;
    lars.button("Jeg følger op på 2 opkald").click().await?;
    lars.has_sent_all().await?;
    let mette = town.open_again("mette").await?;
    mette.unlock().await?;
    mette.sign_in_if_asked().await?;
    mette.has_sent_all().await?;
    mette.go_to("I dag").await?;
    mette.sees("Der er ingen opkald, der venter på dig.").await?;

    // The family is told who follows up, until when and whom to call.
    let maria = town.phone("maria").await?;
    maria.sees("Lars Quist følger op, mens Mette Holm er væk, i dag.").await?;
    maria.sees("Vil I tale med Lars Quist, så ring til Familieplejen.").await?;
    is_for_everybody(&maria, "who stands in").await?;
    maria.thing_beginning(&["link"], "Hvem ringer jeg til nu?").click().await?;
    maria.sees("Du kan også tale med Lars Quist. Ring til Familieplejen.").await?;
    end([mette, lars, yusuf, maria]).await
}
