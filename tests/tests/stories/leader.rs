//! A leader sees what nobody took or tried in time, and how much the akuttelefon is used.

use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

/// Days ago on which Noah's family called. The first is long past its due day, whatever holidays lie between.
const CALLS: &str = "9,40,41,43,45,47,75,100,102,104,106,110,133,134,190,250,251";

#[tokio::test]
async fn a_leader_sees_what_slipped_says_who_is_ill_and_takes_a_report_along() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.is_led_by("dorthe", "Dorthe Vang").await?;
    town.has_partner("lars", "Lars Quist", "Freja").await?;
    town.is_on_duty("yusuf", "Yusuf Amin").await?;
    town.rang("Noah", "yusuf", CALLS).await?;
    let dorthe = town.phone("dorthe").await?;
    dorthe.heading("Frister").is_there().await?;
    dorthe.thing_beginning(&["heading"], "Ikke prøvet på dagen").is_there().await?;
    dorthe.sees("Jonas Bak og Maria Holst").await?;
    dorthe.sees("Konsulent: Mette Holm").await?;
    dorthe.sees("Yusuf Amin").await?;
    dorthe.sees_no("Et barn kunne ikke falde i søvn").await?;
    dorthe.sees_no("Noah").await?;
    is_for_everybody(&dorthe, "a leader's deadlines").await?;

    // Mette is ill: from here on Lars has all of her calls.
    let ill = "const buttons = [...document.querySelectorAll('main button')];
        const ill = buttons.filter(button => button.textContent.includes('Mette er syg i dag'));
        ill[0].click();
        return ill.length";
    assert_eq!(dorthe.script(ill, vec![]).await?, 17, "it stands at each of her calls");
    dorthe.sees("Lars Quist følger op, mens Mette er væk").await?;
    dorthe.sees_no("Mette er syg i dag").await?;
    dorthe.thing_beginning(&["link"], "Hvem er væk?").click().await?;
    dorthe.button("Mette er tilbage").is_there().await?;
    dorthe.link("Tilbage").click().await?;

    dorthe.go_to("Overblik").await?;
    dorthe.heading("Opkald til akuttelefonen i 12 måneder").is_there().await?;
    dorthe.thing(&["image"], "Opkald pr. måned, delt i tre").is_there().await?;
    let total = "return document.querySelector('.counts .total td:last-child').textContent";
    assert_eq!(dorthe.script(total, vec![]).await?, "17", "in clear, for the unit itself");
    is_for_everybody(&dorthe, "a leader's overview").await?;
    dorthe.thing_beginning(&["link"], "Rapport til andre").click().await?;
    dorthe.sees("Tal fra 1 til 4 er skjult").await?;
    let small = "return [...document.querySelectorAll('.counts td')].map(cell => cell.textContent)
        .filter(text => ['1', '2', '3', '4'].includes(text)).length";
    assert_eq!(dorthe.script(small, vec![]).await?, 0, "no small number leaves the unit");
    dorthe.sees("skjult").await?;
    is_for_everybody(&dorthe, "a report").await?;
    dorthe.button("Kopiér til regneark").is_there().await?;

    // With the server gone, what was read last stands until the app is locked.
    town.server.kill().await?;
    dorthe.link("Tilbage").click().await?;
    dorthe.sees("kræver net").await?;
    assert_eq!(dorthe.script(total, vec![]).await?, "17");
    is_for_everybody(&dorthe, "an overview without a network").await?;
    dorthe.reload().await?;
    dorthe.unlock().await?;
    dorthe.sees("kræver net").await?;
    dorthe.sees_no("Maria Holst").await?;
    assert_eq!(dorthe.complaints().await?, [""; 0]);
    dorthe.close().await
}

/// Who answers when, and on which days a consultant works, is planned on a leader's own phone.
#[tokio::test]
async fn a_leader_plans_a_night_and_a_work_week() -> anyhow::Result<()> {
    let mut town = Town::start_at("2026-11-24T12:00").await?;
    town.is_led_by("dorthe", "Dorthe Vang").await?;
    town.has_akuttelefon().await?;
    town.has_partner("lars", "Lars Quist", "Freja").await?;
    town.comes("yusuf", "Yusuf Amin").await?;
    town.has_shift("yusuf", "2026-11-24T20:00", "2026-11-25T07:30").await?;
    let dorthe = town.phone("dorthe").await?;
    dorthe.go_to("Mere").await?;
    dorthe.thing_beginning(&["link"], "Vagtplanen").click().await?;
    dorthe.heading("Tirsdag 24. november").is_there().await?;
    dorthe.field("Hvem?").choose("Yusuf Amin").await?;
    dorthe.field("Begynder").set("2026-11-26").await?;
    dorthe.button("Sæt på vagtplanen").click().await?;
    dorthe.heading("Torsdag 26. november").is_there().await?;
    is_for_everybody(&dorthe, "the rota").await?;
    dorthe.thing_beginning(&["button"], "Tag af vagtplanen: Yusuf Amin · i dag").click().await?;
    dorthe.sees("Skal vagten af vagtplanen?").await?;
    dorthe.button("Tag af").click().await?;
    dorthe.sees_no("Tirsdag 24. november").await?;
    dorthe.heading("Torsdag 26. november").is_there().await?;

    dorthe.go_to("Mere").await?;
    dorthe.thing_beginning(&["link"], "Hvem er væk?").click().await?;
    dorthe.field("Hvis arbejdsuge?").choose("Mette Holm").await?;
    dorthe.choice("tirsdag").click().await?;
    dorthe.button("Gem arbejdsugen").click().await?;
    dorthe.sees("Lars Quist følger op, mens Mette er væk").await?;
    dorthe.sees("Fast fridag").await?;
    is_for_everybody(&dorthe, "a work week").await?;
    assert_eq!(dorthe.complaints().await?, [""; 0]);
    dorthe.close().await
}
