//! Nights at the akuttelefon, from the first call of Easter to the last, and what is left when the window closes.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use samspil_shared::api::{self, AskOpenings, Session};
use samspil_shared::domain::{ChangeHash, DocId, DocumentMeta, Kind, ReadId, Role, SpaceId};
use samspil_shared::sync::frame::{
    ClientFrame, Fetch, Item, Op, OpResult, Push, ReadFact, Reason, ServerFrame, Unavailable,
};
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;
use thirtyfour::Key;

use crate::accessible::is_for_everybody;

const KNOW: &str = "Tal stille. Hunden hedder Bølle.";

/// He goes home and comes back at this minute; the phone was locked meanwhile.
pub(crate) async fn comes_at(town: &Town, yusuf: &Browser, minute: &str) -> anyhow::Result<()> {
    yusuf.lock().await?;
    town.it_is(minute, [yusuf]).await?;
    yusuf.unlock().await
}

/// Easter: six calls from four of Mette's families; the last one is taken in a night without the server from its beginning
/// to its end, and is received on Tuesday at eleven. All of them are due on Tuesday.
#[tokio::test]
async fn every_call_of_easter_is_due_on_tuesday() -> anyhow::Result<()> {
    const CALLS: [(&str, &str, &str, &str); 5] = [
        ("2026-04-01T22:10", "Noah vil ikke i seng.", "Maria Holst", "Ring på dagen"),
        ("2026-04-02T14:00", "Elias savner sin bror.", "Kirsten Østergaard", "Kan vente lidt"),
        ("2026-04-03T03:20", "Ali går i søvne.", "Leyla Yilmaz", "Ring på dagen"),
        ("2026-04-04T16:10", "Oskar er løbet hjemmefra.", "Nanna Bech", "Ring som det første"),
        ("2026-04-05T19:45", "Ali har feber og kalder.", "Leyla Yilmaz", "Ring på dagen"),
    ];
    let mut town = Town::start_at("2026-04-01T12:00").await?;
    town.has_hours().await?;
    town.has_akuttelefon().await?;
    for (login, name, child) in [("kirsten", "Kirsten Østergaard", "Elias"), ("nanna", "Nanna Bech", "Oskar")] {
        town.comes(login, name).await?;
        town.family(child, &[login], "mette").await?;
    }
    town.comes("yusuf", "Yusuf Amin").await?;
    for day in 1..=6 {
        let (from, until) = (format!("2026-04-0{day}T08:00"), format!("2026-04-0{}T07:30", day + 1));
        town.has_shift("yusuf", &from, &until).await?;
    }
    let mette = town.laptop("mette").await?;
    for child in ["Noah", "Ali", "Elias", "Oskar"] {
        mette.write_card(child, KNOW).await?;
    }
    mette.close().await?;
    let yusuf = town.phone("yusuf").await?;
    yusuf.is_ready_offline().await?;
    for (minute, what, who, urgency) in CALLS {
        comes_at(&town, &yusuf, minute).await?;
        yusuf.take_call(what, who, urgency).await?;
        yusuf.sees("følger op senest tirsdag 7. april").await?;
        yusuf.sign_in_if_asked().await?;
        yusuf.has_sent_all().await?;
    }

    // Monday's night: the server goes before he comes, and is back when he is at home.
    yusuf.lock().await?;
    town.server.kill().await?;
    town.it_is("2026-04-06T22:50", [&yusuf]).await?;
    yusuf.reload().await?;
    yusuf.unlock().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.sees("Du har vagten nu").await?;
    comes_at(&town, &yusuf, "2026-04-06T23:30").await?;
    yusuf.take_call("Noah skriger og kender ikke Maria.", "Maria Holst", "Ring som det første").await?;
    yusuf.sees("Ligger på telefonen og bliver sendt af sig selv.").await?;
    yusuf.go_to("Overlevering").await?;
    yusuf.sees("Opkald i denne vagt").await?;
    yusuf.lock().await?;
    town.it_is("2026-04-07T11:00", [&yusuf]).await?;
    town.server.start_again().await?;
    yusuf.unlock().await?;
    yusuf.sign_in_if_asked().await?;
    yusuf.has_sent_all().await?;

    town.it_is("2026-04-07T11:18", []).await?;
    let mette = town.open_again("mette").await?;
    mette.unlock().await?;
    mette.sign_in_if_asked().await?;
    mette.sees("6 opkald fra 4 familier").await?;
    mette.heading("I dag 4").is_there().await?;
    let page = mette.text().await?;
    let order = ["Oskar", "Noah", "Ali", "Elias"].map(|child| page.find(&format!("{child}, ")));
    assert!(
        order.is_sorted() && order[0].is_some(),
        "what hastens first, and then in the order of the calls: {order:?} in {page}"
    );
    assert_eq!(page.matches("Modtaget sent").count(), 1, "{page}");
    assert!(!page.contains("Over fristen") && !page.contains("Senere"), "{page}");
    is_for_everybody(&mette, "a consultant's list after Easter").await?;
    mette.open_calls_of("Maria Holst").await?;
    mette.sees("Noah skriger og kender ikke Maria.").await?;
    mette.sees("Noah vil ikke i seng.").await?;
    assert_eq!(mette.complaints().await?, [""; 0]);
    mette.close().await?;
    assert_eq!(yusuf.complaints().await?, [""; 0]);
    yusuf.close().await
}

/// The keys of all sealed records that the browser's databases hold of what was received and written.
const RECORDS: &str = "const done = arguments[arguments.length - 1];
    const asked = request => new Promise((yes, no) => {
        request.onsuccess = () => yes(request.result);
        request.onerror = () => no(request.error);
    });
    (async () => {
        const keys = [];
        for (const { name } of await indexedDB.databases()) {
            const database = await asked(indexedDB.open(name));
            if (database.objectStoreNames.contains('log')) {
                keys.push(...await asked(database.transaction('log').objectStore('log').getAllKeys()));
            }
            database.close();
        }
        return keys;
    })().then(done, error => done(String(error)));";

async fn records(browser: &Browser) -> anyhow::Result<BTreeSet<u64>> {
    Ok(serde_json::from_value(browser.script_async(RECORDS).await?)?)
}

/// A night, its end, the afternoon after, and the next night: when the window closes the cards are gone from the phone, with
/// or without the server, and the own call stays; a call that was begun in the window and received nine hours later is
/// stored, marked, and due from its own end; the next shift has the cards again, unchanged.
#[tokio::test]
async fn when_the_window_closes_the_cards_are_gone_and_the_own_calls_stay() -> anyhow::Result<()> {
    let mut town = Town::start_at("2026-11-24T22:00").await?;
    town.has_hours().await?;
    town.has_akuttelefon().await?;
    town.comes("yusuf", "Yusuf Amin").await?;
    town.has_shift("yusuf", "2026-11-24T23:00", "2026-11-25T07:30").await?;
    let mette = town.laptop("mette").await?;
    for child in ["Noah", "Ali"] {
        mette.write_card(child, KNOW).await?;
    }
    mette.close().await?;
    let yusuf = town.phone("yusuf").await?;
    yusuf.is_ready_offline().await?;
    yusuf.lock().await?;
    town.it_is("2026-11-25T02:00", [&yusuf]).await?;
    yusuf.unlock().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.field("Find en familie").fill("Ley").await?;
    yusuf.sees("Leyla Yilmaz").await?;
    yusuf.open_family("Leyla Yilmaz").await?;
    yusuf.sees(KNOW).await?;
    is_for_everybody(&yusuf, "a family's card at night").await?;
    let card = yusuf.path().await?;
    yusuf.take_call("Noah vågnede og skreg.", "Maria Holst", "Ring på dagen").await?;
    let own = yusuf.path().await?;
    yusuf.has_sent_all().await?;
    let before = records(&yusuf).await?;

    // The net goes. At 02.10 another call begins, and the phone is put away with half of it.
    town.server.kill().await?;
    comes_at(&town, &yusuf, "2026-11-25T02:10").await?;
    yusuf.begin_call("Ali går i søvne.").await?;
    yusuf.caller_is("Leyla", "Leyla Yilmaz").await?;
    yusuf.choice("Ring som det første").click().await?;
    // The page is touched now and then: after five minutes without it would show the call's length alone.
    for minute in ["02:14", "02:18", "02:22", "02:26"] {
        town.it_is(&format!("2026-11-25T{minute}"), [&yusuf]).await?;
        yusuf.press(Key::Shift).await?;
    }
    yusuf.field("Sluttede kl.").set("02:25").await?;
    yusuf.sees("Kladde gemt på telefonen").await?;
    yusuf.link("Tilbage").click().await?;
    comes_at(&town, &yusuf, "2026-11-25T11:10").await?;

    // Without the server: no card is here any more.
    yusuf.go_to("Vagt").await?;
    yusuf.sees("Nu ser du kun dine egne opkald.").await?;
    yusuf.sees("Der er ingen kort på denne enhed.").await?;
    yusuf.field("Find en familie").fill("Ley").await?;
    yusuf.sees("Der er ingen kort på denne enhed.").await?;
    assert!(!yusuf.text().await?.contains("Leyla Yilmaz"));
    yusuf.go(&town.server.url(&card)).await?;
    yusuf.unlock().await?;
    yusuf.sees("Kortet er her ikke.").await?;
    assert!(!yusuf.text().await?.contains(KNOW));
    wait::until("both cards to leave the disk, sealed as they are", async || {
        let now = records(&yusuf).await?;
        ensure!(before.difference(&now).count() >= 2, "of {before:?} there are {now:?}");
        Ok(())
    })
    .await?;
    yusuf.go_to("Vagt").await?;
    yusuf.go(&town.server.url(&own)).await?;
    yusuf.unlock().await?;
    yusuf.sees("Noah vågnede og skreg.").await?;
    // What was begun in the window is finished.
    yusuf.go_to("Vagt").await?;
    yusuf.button("Skriv videre").click().await?;
    is_for_everybody(&yusuf, "a call that is finished later").await?;
    yusuf.save_call().await?;
    yusuf.sees("følger op senest onsdag 25. november").await?;
    town.server.start_again().await?;
    yusuf.sign_in_if_asked().await?;
    yusuf.has_sent_all().await?;

    // Asked past the page, with the page's own session: as if there were no such card.
    let space = card.rsplit('/').next().unwrap_or_default().parse()?;
    let doc = card_in(&town, space)?;
    let session = yusuf.own_session().await?;
    let nothing = SpaceId::from_bytes([0x5a; 16]);
    let openings = async |space| {
        let unit = session.acting.iter().find(|one| one.role == Role::DutyOfficer).map(|one| one.unit);
        let asked = AskOpenings { role: Role::DutyOfficer, unit: unit.expect("he works here"), space };
        yusuf.asks(&session, api::OPENINGS, &asked).await
    };
    let answer = openings(space).await?;
    assert_eq!(answer.0, 404, "{answer:?}");
    assert_eq!(answer, openings(nothing).await?, "who opened it");
    let unknown = DocId::from_bytes([0x5b; 16]);
    let heard = says_of_card(&town, &yusuf, &session, [doc, unknown]).await?;
    assert_eq!(heard.held, [], "neither is sent");
    let [of_card, of_nothing] = &heard.results[..] else { panic!("{:?}", heard.results) };
    let refused = |result: &OpResult| matches!(result, OpResult::Never { reason: Reason::Unavailable });
    assert!(
        refused(&of_card[1]) && of_nothing.iter().all(refused),
        "a change that it knows: {of_card:?} {of_nothing:?}"
    );
    assert!(
        matches!(of_card[0], OpResult::Stored { .. }),
        "what he read in the window is noted however late it is told"
    );

    // With the server, on a phone that never held them.
    let spare = town.browsers.open("yusuf-spare").await?;
    spare.sign_in(&town.server.url("/"), "yusuf").await?;
    spare.has_sent_all().await?;
    spare.go_to("Vagt").await?;
    spare.sees("Der er ingen kort på denne enhed.").await?;
    spare.sees("Dine opkald").await?;
    spare.close().await?;

    town.it_is("2026-11-25T11:20", []).await?;
    let mette = town.open_again("mette").await?;
    mette.unlock().await?;
    mette.sign_in_if_asked().await?;
    mette.sees("2 opkald fra 2 familier").await?;
    mette.open_calls_of("Leyla Yilmaz").await?;
    mette.sees("Modtaget sent").await?;
    mette.sees("senest i dag").await?;
    mette.close().await?;

    town.has_shift("yusuf", "2026-11-26T23:00", "2026-11-27T07:30").await?;
    // The second shift sees what nobody has touched.
    yusuf.lock().await?;
    town.it_is("2026-11-26T22:50", [&yusuf]).await?;
    yusuf.reload().await?;
    yusuf.unlock().await?;
    yusuf.sign_in_if_asked().await?;
    yusuf.go_to("Vagt").await?;
    yusuf.open_family("Leyla Yilmaz").await?;
    yusuf.sees(KNOW).await?;
    yusuf.has_sent_all().await?;
    // In the window the same questions are answered.
    let session = yusuf.own_session().await?;
    let heard = says_of_card(&town, &yusuf, &session, [doc, unknown]).await?;
    assert_eq!(heard.held, [doc]);
    assert!(matches!(heard.results[0][0], OpResult::Stored { .. }), "{:?}", heard.results);
    let complaints = yusuf.complaints().await?;
    // The browser says of each such answer that it was one.
    assert!(complaints.iter().all(|one| one.contains(api::OPENINGS)), "{complaints:?}");
    yusuf.close().await
}

/// The card of the family with this contact space, as his phone was once sent it.
fn card_in(town: &Town, space: SpaceId) -> anyhow::Result<DocId> {
    let is_card = |meta: &DocumentMeta| meta.kind == Kind::FamilyCard && meta.space == space;
    let sent = town.sent_to("yusuf")?.documents();
    let card = sent.into_iter().find(|(_, document)| document.meta.as_ref().is_some_and(is_card));
    Ok(card.context("no card was sent")?.0)
}

/// What a server says of documents.
struct Heard {
    /// Those that it sent.
    held: Vec<DocId>,
    /// What became of an opening and of a change, of each.
    results: Vec<Vec<OpResult>>,
}

/// Fetches these documents, says that they were opened, and brings a change that the first of them has.
async fn says_of_card(town: &Town, yusuf: &Browser, session: &Session, docs: [DocId; 2]) -> anyhow::Result<Heard> {
    let sent = town.sent_to("yusuf")?.documents();
    let change = sent.get(&docs[0]).and_then(|card| card.changes.first()).context("a change of the card")?;
    let read = |doc: DocId| {
        let (id, version) = (ReadId::from_bytes(*doc.as_bytes()), ChangeHash::from_bytes([1; 32]));
        Op::Read(ReadFact { id, doc, version, purpose: 9, device_time: session.now })
    };
    let ops = docs.iter().flat_map(|doc| [read(*doc), Op::Change { doc: *doc, bytes: change.clone() }]).collect();
    let frames = [ClientFrame::Fetch(Fetch { docs: docs.to_vec() }), ClientFrame::Push(Push { batch: 1, ops })];
    let answered = |frame: &ServerFrame, asked: DocId| match frame {
        ServerFrame::Items(items) => items.items.iter().any(|item| matches!(item, Item::New(new) if new.doc == asked)),
        ServerFrame::Unavailable(Unavailable { doc }) => *doc == asked,
        _ => false,
    };
    let is_all = |said: &[ServerFrame]| {
        said.iter().any(|frame| matches!(frame, ServerFrame::Pushed(_)))
            && docs.iter().all(|doc| said.iter().any(|frame| answered(frame, *doc)))
    };
    let mut heard = Heard { held: Vec::new(), results: Vec::new() };
    for frame in yusuf.says(session, Role::DutyOfficer, &frames, is_all).await? {
        match frame {
            ServerFrame::Items(items) => heard.held.extend(items.items.iter().filter_map(|item| match item {
                Item::New(new) => docs.contains(&new.doc).then_some(new.doc),
                _ => None,
            })),
            ServerFrame::Pushed(pushed) => heard.results = pushed.results.chunks(2).map(<[_]>::to_vec).collect(),
            _ => {}
        }
    }
    Ok(heard)
}
