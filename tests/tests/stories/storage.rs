//! The browser's store lets a person down: nothing is shown as saved that is not, every text is kept or its loss is told,
//! and what is on the server comes back.

use anyhow::ensure;
use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Browser;
use samspil_tests::page::{CHOICES, FIELDS};
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::{Value, json};

const BEFORE: &str = "Noah tegnede hele huset.";
const DURING: &str = "Han spurgte, om hunden også skal flytte.";

/// Runs in the page before the app does: the app's open databases are within reach of the story.
const WITHIN_REACH: &str = "
    window.__databases = [];
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...given) {
        const request = open.apply(this, given);
        request.addEventListener('success', () => window.__databases.push(request.result));
        return request;
    };";

/// The name of the person's own database.
const OWN: &str = "const own = (await indexedDB.databases()).map(one => one.name)
    .find(name => name.startsWith('samspil-') && name !== 'samspil-vaults');";

async fn before_the_app(browser: &Browser, script: &str) -> anyhow::Result<Value> {
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await
}

/// Runs the body of an `async` function in the page.
async fn later(browser: &Browser, body: &str) -> anyhow::Result<Value> {
    let expression = format!("(async () => {{ {body} }})()");
    let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
    let answer = browser.cdp("Runtime.evaluate", asked).await?;
    ensure!(answer.get("exceptionDetails").is_none(), "the page threw: {answer}");
    Ok(answer["result"]["value"].clone())
}

async fn begin(browser: &Browser, text: &str) -> anyhow::Result<()> {
    browser.begin_note().await?;
    browser.field("Hvad skete der?").fill(text).await?;
    browser.thing_beginning(CHOICES, "Os voksne").click().await
}

#[tokio::test]
async fn a_full_phone_never_says_gemt_and_saves_as_soon_as_there_is_room() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.has_sent_all().await?;
    maria.close().await?;
    // Chromium looks at the room anew for a database that is opened anew.
    let origin = town.server.url("");
    let maria = town.browsers.open("maria").await?;
    maria.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1 })).await?;
    maria.go(&town.server.url("/")).await?;
    maria.unlock().await?;
    begin(&maria, DURING).await?;
    maria.sees("Kladden kunne ikke gemmes.").await?;
    maria.button("Gem").click().await?;
    maria.sees("Telefonen kunne ikke gemme. Din tekst står her stadig.").await?;
    maria.sees("Telefonen er fuld").await?;
    let text = maria.text().await?;
    assert!(!text.contains("Gemt på telefonen") && !text.contains("Kladde gemt"), "the page reads: {text}");
    assert_eq!(maria.field("Hvad skete der?").text().await?, DURING);

    maria.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin })).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.save_note().await?;
    maria.sees_no("Telefonen er fuld").await?;
    maria.has_sent_all().await?;
    maria.close().await
}

#[tokio::test]
async fn a_handle_that_the_browser_took_is_opened_again_and_the_write_is_done_once() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.browsers.open("maria").await?;
    before_the_app(&maria, WITHIN_REACH).await?;
    maria.accept_link(town.link("maria")?).await?;
    // Closed without a word, as iOS does; closed with one, as another tab's upgrade does.
    let losses = [
        "for (const one of window.__databases.splice(0)) one.close();",
        "for (const one of window.__databases.splice(0)) {
            one.dispatchEvent(new Event('versionchange'));
            one.close();
        }",
        "for (const one of window.__databases.splice(0)) { one.close(); one.dispatchEvent(new Event('close')); }",
    ];
    for (n, loss) in losses.into_iter().enumerate() {
        let text = format!("{DURING} Nummer {n}.");
        begin(&maria, &text).await?;
        maria.sees("Kladde gemt på telefonen").await?;
        assert_ne!(maria.script("return window.__databases.length", vec![]).await?, 0, "nothing was taken away");
        maria.script(loss, vec![]).await?;
        maria.save_note().await?;
    }
    maria.has_sent_all().await?;
    maria.reload().await?;
    maria.unlock().await?;
    maria.go_to("Logbog").await?;
    for n in 0..3 {
        let text = format!("Nummer {n}.");
        maria.sees(&text).await?;
        assert_eq!(maria.cards_with(&text).await?, 1, "{text} is there once");
    }
    maria.close().await
}

#[tokio::test]
async fn an_evicted_store_is_told_and_what_was_sent_comes_back() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.write(BEFORE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    let delete = format!(
        "{OWN} await new Promise((yes, no) => {{
            const request = indexedDB.deleteDatabase(own);
            request.onsuccess = yes;
            request.onerror = no;
        }});"
    );
    // While the app is open: a text is not taken for saved by a store that is empty.
    begin(&maria, DURING).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    later(&maria, &delete).await?;
    maria.button("Gem").click().await?;
    maria.sees("Telefonen kunne ikke gemme. Din tekst står her stadig.").await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, DURING);

    maria.go(&town.server.url("/")).await?;
    maria.thing_beginning(FIELDS, "Adgangskode").fill(PASSWORD).await?;
    maria.button("Lås op").click().await?;
    maria.sees("Telefonen har ryddet Samspil.").await?;
    maria.button("Log ind").click().await?;
    maria.log_in("maria").await?;
    maria.has_sent_all().await?;
    maria.open_note(BEFORE).await?;
    maria.write("Vi begynder igen.", Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.close().await
}

#[tokio::test]
async fn a_half_written_row_is_told_the_rest_works_and_the_server_sends_it_again() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    jonas.write(BEFORE, Readers::Adults).await?;
    maria.open_note(BEFORE).await?;
    maria.lock().await?;
    let cut = format!(
        "{OWN} const open = await new Promise((yes, no) => {{
            const request = indexedDB.open(own);
            request.onsuccess = () => yes(request.result);
            request.onerror = no;
        }});
        const rows = open.transaction('log', 'readwrite').objectStore('log');
        const all = key => new Promise(yes => {{ const r = rows[key](); r.onsuccess = () => yes(r.result); }});
        const [keys, values] = await Promise.all([all('getAllKeys'), all('getAll')]);
        const last = keys.length - 1;
        await new Promise(yes => {{
            rows.put(values[last].slice(0, values[last].length >> 1), keys[last]).onsuccess = yes;
        }});
        open.close();
        return keys.length;"
    );
    ensure!(later(&maria, &cut).await?.as_u64() > Some(1), "there was no log to damage");
    maria.unlock().await?;
    maria.sees("Noget i lageret på enheden kunne ikke læses.").await?;
    maria.has_sent_all().await?;
    maria.open_note(BEFORE).await?;
    maria.write(DURING, Readers::Adults).await?;
    maria.has_sent_all().await?;
    jonas.open_note(DURING).await?;
    maria.close().await?;
    jonas.close().await
}

/// The app ends, as a panic ends it, when it is about to read the document whose id stands in local storage.
const ENDS_AT_THE_POISON: &str = "
    const { setItem, removeItem } = Storage.prototype;
    let ended = false;
    Storage.prototype.removeItem = function (key) {
        if (!ended) removeItem.call(this, key);
    };
    Storage.prototype.setItem = function (key, value) {
        if (ended) return;
        setItem.call(this, key, value);
        const poison = this.getItem('story-poison');
        if (key.startsWith('samspil-applying') && poison && value.includes(poison)) {
            ended = true;
            window.setTimeout = () => 0;
            window.dispatchEvent(new CustomEvent('samspil-stopped'));
        }
    };";

#[tokio::test]
async fn a_note_that_ends_the_app_is_set_aside_and_everything_else_works() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.browsers.open("maria").await?;
    before_the_app(&maria, ENDS_AT_THE_POISON).await?;
    maria.accept_link(town.link("maria")?).await?;
    for n in 0..5 {
        maria.write(&format!("{BEFORE} Nummer {n}."), Readers::Adults).await?;
    }
    let path = maria.path().await?;
    let poison = path.rsplit('/').next().unwrap_or_default().to_owned();
    maria.has_sent_all().await?;
    maria.script("localStorage.setItem('story-poison', arguments[0])", vec![json!(poison)]).await?;
    maria.reload().await?;

    let mut ends = 0;
    loop {
        maria.thing_beginning(FIELDS, "Adgangskode").fill(PASSWORD).await?;
        maria.button("Lås op").click().await?;
        let ended = wait::until("the app to run, or to end", async || {
            let text = maria.text().await?;
            let (ended, runs) = (text.contains("Samspil gik i stå."), text.contains("1 notat kan ikke vises lige nu."));
            ensure!(ended || runs, "the page reads: {text}");
            Ok(ended)
        });
        if !ended.await? {
            break;
        }
        ends += 1;
        ensure!(ends <= 8, "it is never found");
        maria.button("Genindlæs").click().await?;
    }
    ensure!(ends >= 2, "the app ended {ends} times: a note was set aside for nothing");
    assert_eq!(maria.path().await?, path, "even in the note's own address");
    maria.go_to("Logbog").await?;
    for n in 0..4 {
        maria.sees(&format!("Nummer {n}.")).await?;
    }
    maria.sees_no("Nummer 4.").await?;
    maria.write(DURING, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.close().await
}
