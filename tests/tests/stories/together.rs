//! Two phones without a server, one note: nothing of either is lost, and nobody else learns of it.

use samspil_shared::domain::{Kind, SpaceId};
use samspil_tests::app::Readers;
use samspil_tests::town::Town;

const BREAKFAST: &str = "Noah spiste havregrød til morgenmad.";
const MARIA_ADDS: &str = " Bagefter ledte vi efter hans blå trøje.";
const JONAS_ADDS: &str = " Han ville have dobbelt så meget sirup.";

#[tokio::test]
async fn both_adults_write_without_a_server_and_no_word_is_lost() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    let mette = town.laptop("mette").await?;
    maria.write(BREAKFAST, Readers::Adults).await?;
    jonas.open_note(BREAKFAST).await?;
    maria.has_sent_all().await?;

    town.server.kill().await?;
    maria.write("Maria: lang gåtur i klitterne.", Readers::Adults).await?;
    jonas.write("Jonas: han faldt i søvn i bilen.", Readers::Adults).await?;
    for (phone, addition) in [(&maria, MARIA_ADDS), (&jonas, JONAS_ADDS)] {
        phone.open_note(BREAKFAST).await?;
        phone.add_to_note(addition).await?;
        phone.sees("2 venter på at blive sendt").await?;
    }
    assert_eq!(jonas.cards_with(MARIA_ADDS.trim()).await?, 0, "there is no way between the phones");

    town.server.start_again().await?;
    for phone in [&maria, &jonas] {
        phone.has_sent_all().await?;
        for text in ["Maria: lang gåtur i klitterne.", "Jonas: han faldt i søvn i bilen."] {
            phone.open_note(text).await?;
        }
        phone.open_note(BREAKFAST).await?;
        phone.sees(MARIA_ADDS.trim()).await?;
        phone.sees(JONAS_ADDS.trim()).await?;
        phone.go_to("Logbog").await?;
        for once in [BREAKFAST, MARIA_ADDS.trim(), JONAS_ADDS.trim(), "Maria: lang gåtur", "Jonas: han faldt"] {
            assert_eq!(phone.cards_with(once).await?, 1, "{once}");
        }
    }
    let both = async |phone: &samspil_tests::browser::Browser| -> anyhow::Result<String> {
        phone.open_note(BREAKFAST).await?;
        let card = phone.script("return document.querySelector('article .txt').innerText", vec![]).await?;
        Ok(card.to_string())
    };
    assert_eq!(both(&maria).await?, both(&jonas).await?, "the phones merged alike");

    mette.go_to("Familier").await?;
    mette.sees("Intet er delt endnu").await?;
    let to_mette = town.sent_to("mette")?;
    let kinds: Vec<Kind> = to_mette.documents().values().filter_map(|one| Some(one.meta.as_ref()?.kind)).collect();
    assert_eq!(kinds, [Kind::PlacementCard; 2], "the children's cards, and no note");
    assert!(to_mette.search(BREAKFAST)?.is_empty());
    assert!(!town.sent_to("jonas")?.search(BREAKFAST)?.is_empty(), "the same search finds what was sent");
    for browser in [maria, jonas, mette] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_note_for_oneself_is_nobody_elses_business() -> anyhow::Result<()> {
    const SECRET: &str = "Jeg blev for skrap ved tandbørstningen. Vil prøve tegningen i morgen.";
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    let mette = town.laptop("mette").await?;
    maria.write(SECRET, Readers::Me).await?;
    maria.write("Vi skal huske gummistøvlerne.", Readers::Adults).await?;
    maria.has_sent_all().await?;
    jonas.open_note("Vi skal huske gummistøvlerne.").await?;
    jonas.go_to("Logbog").await?;
    assert_eq!(jonas.cards_with("tandbørstningen").await?, 0);

    // Maria's second phone is sent all that is hers: it tells where the note lies.
    let spare = town.browsers.open("maria-spare").await?;
    spare.sign_in(&town.server.url("/"), "maria").await?;
    spare.open_note(SECRET).await?;
    let own = own_space(&town)?;
    for other in ["jonas", "mette"] {
        let sent = town.sent_to(other)?;
        assert!(sent.search(SECRET)?.is_empty(), "{other} was sent the note");
        assert!(!sent.spaces().contains(&own.0), "{other} was told of the space");
        assert!(sent.named_documents().is_disjoint(&own.1), "{other} was told that the note exists");
    }
    for browser in [maria, jonas, mette, spare] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}

/// Maria's own space, and all documents in it that her devices were sent.
fn own_space(town: &Town) -> anyhow::Result<(SpaceId, std::collections::BTreeSet<samspil_shared::domain::DocId>)> {
    let sent = town.sent_to("maria")?;
    let mut own = std::collections::BTreeSet::new();
    let mut space = None;
    for (id, document) in sent.documents() {
        let Some(meta) = document.meta else { continue };
        if meta.audience == samspil_shared::domain::Audience::AUTHOR {
            own.insert(id);
            space = Some(meta.space);
        }
    }
    assert_eq!(own.len(), 1, "the search found the note");
    Ok((anyhow::Context::context(space, "no space of her own")?, own))
}

#[tokio::test]
async fn a_family_never_learns_a_name_of_another() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let mette = town.laptop("mette").await?;
    mette.go_to("Familier").await?;
    mette.sees("Leyla Yilmaz").await?;
    maria.write("Stille formiddag.", Readers::Adults).await?;
    maria.has_sent_all().await?;
    let (to_maria, to_mette) = (town.sent_to("maria")?, town.sent_to("mette")?);
    assert!(!to_maria.search("Jonas Bak")?.is_empty(), "the search finds names");
    assert!(!to_mette.search("Leyla Yilmaz")?.is_empty());
    assert!(to_maria.search("Leyla Yilmaz")?.is_empty());
    for browser in [maria, mette] {
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn answers_set_apart_stand_side_by_side_until_somebody_settles_them() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
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
    for phone in [&maria, &jonas] {
        phone.open_note(BREAKFAST).await?;
        phone.sees("I har skrevet hver jeres").await?;
        phone.sees("Maria skrev").await?;
        phone.sees("Jonas skrev").await?;
    }
    maria.button("Brug det, Jonas skrev").click().await?;
    for phone in [&maria, &jonas] {
        phone.sees("Dagen for Noah: Godt").await?;
        phone.sees_no("I har skrevet hver jeres").await?;
    }

    // The next evening neither is to give way: both answers stay, in words, with who said which.
    town.server.kill().await?;
    for (phone, step) in [(&maria, "Svært"), (&jonas, "Rigtig godt")] {
        phone.open_note(BREAKFAST).await?;
        phone.link("Ret notatet").click().await?;
        phone.choice(step).in_group("Hvordan gik dagen for os?").click().await?;
        phone.save_note().await?;
    }
    town.server.start_again().await?;
    jonas.open_note(BREAKFAST).await?;
    jonas.sees("I har skrevet hver jeres").await?;
    jonas.sees("Begge svar bliver skrevet i notatet, med navn.").await?;
    jonas.button("Behold begge").click().await?;
    for phone in [&maria, &jonas] {
        phone.sees_no("I har skrevet hver jeres").await?;
        for words in ["Hvordan gik dagen for os?", "Maria: Svært", "Jonas: Rigtig godt", "Dagen for Noah: Godt"] {
            phone.sees(words).await?;
        }
    }
    for browser in [maria, jonas] {
        assert_eq!(browser.complaints().await?, [""; 0]);
        browser.close().await?;
    }
    Ok(())
}
