//! A call from the morning after to the journal: nobody is reached, then they talk, the family gets a line, and it is filed.

use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const TOLD: &str = "Noah vågnede og skreg i to timer.";
const OUTCOME: &str = "Hun prøver lyset i gangen. Vi ses torsdag.";
const LINE: &str = "Tak for snakken, Maria. Vi ses torsdag.";

#[tokio::test]
async fn a_call_is_tried_talked_about_answered_closed_and_filed() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    let mette = town.laptop("mette").await?;
    mette.write_card("Noah", "Noah sover med lys i gangen.").await?;
    let yusuf = town.phone("yusuf").await?;
    let maria = town.phone("maria").await?;
    yusuf.take_call(TOLD, "Maria Holst", "Ring på dagen").await?;
    yusuf.has_sent_all().await?;

    mette.open_calls_of("Maria Holst").await?;
    mette.button("Jeg følger op").click().await?;
    mette.button("Ikke fået fat i").click().await?;
    let tomorrow = "const day = new Date(Date.now() + 86400000);
        const two = number => String(number).padStart(2, '0');
        return day.getFullYear() + '-' + two(day.getMonth() + 1) + '-' + two(day.getDate())";
    let tomorrow = mette.script(tomorrow, vec![]).await?;
    mette.field("Dag").set(tomorrow.as_str().unwrap_or_default()).await?;
    is_for_everybody(&mette, "the day of the next try").await?;
    mette.button("Gem").click().await?;
    mette.sees("Ikke fået fat i – igen").await?;

    mette.button("Talt sammen").click().await?;
    mette.field("Hvad kom der ud af det?").fill(OUTCOME).await?;
    mette.button("Gem").click().await?;
    mette.sees(OUTCOME).await?;
    mette.button("Skriv en linje til familien").click().await?;
    mette.field("Skriv en linje til familien").fill(LINE).await?;
    mette.button("Gem").click().await?;
    mette.sees("Skrevet til familien").await?;
    mette.has_sent_all().await?;
    maria.go_to("I dag").await?;
    maria.sees(LINE).await?;
    assert!(!maria.text().await?.contains(OUTCOME), "what came of it is not in the receipt");
    assert_eq!(town.sent_to("maria")?.search(OUTCOME)?, [""; 0]);

    mette.button("Afslut").click().await?;
    mette.button("Gem").click().await?;
    mette.button("Åbn igen").is_there().await?;
    mette.has_sent_all().await?;
    mette.go_to("I dag").await?;
    mette.thing_beginning(&["link"], "Mangler journalisering").click().await?;
    mette.thing_containing(&["link"], "Maria Holst").click().await?;
    mette.heading("Til journal").is_there().await?;
    mette.sees(TOLD).await?;
    mette.sees(OUTCOME).await?;
    mette.button("Er i journalen").click().await?;
    mette.button("Er i journalen").is_gone().await?;
    is_for_everybody(&mette, "a call that is in the journal").await?;
    mette.has_sent_all().await?;
    mette.go_to("I dag").await?;
    mette.sees("Der er ingen opkald, der venter på dig.").await?;
    mette.sees_no("Mangler journalisering").await?;
    for browser in [mette, yusuf, maria] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
