//! *Beskeder*: what a person turns on, and what a locked screen then shows.

use anyhow::ensure;
use samspil_tests::browser::Browser;
use samspil_tests::town::Town;
use samspil_tests::wait;
use serde_json::{Value, json};

/// A browser's own push service is somewhere on the internet: here it answers at once, with keys of the right form.
const PUSH_SERVICE: &str = "
    PushManager.prototype.subscribe = async function (options) {
        if (!options.userVisibleOnly || !options.applicationServerKey) throw new Error('asked wrongly');
        const p256dh = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';
        const keys = { p256dh, auth: 'BTBZMqHH6r4Tts7J_aSIgg' };
        return { toJSON: () => ({ endpoint: 'https://push.samspil.example/maria', keys }) };
    };";

/// What the worker shows, and everything that is in it.
async fn notifications(browser: &Browser) -> anyhow::Result<Vec<Value>> {
    let expression = "(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, body, tag, data, lang }) => ({ title, body, tag, data, lang }));
    })()";
    let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
    let answer = browser.cdp("Runtime.evaluate", asked).await?;
    ensure!(answer.get("exceptionDetails").is_none(), "the page threw: {answer}");
    Ok(answer["result"]["value"].as_array().cloned().unwrap_or_default())
}

/// Brings a push as the browser's push service would, already opened.
async fn pushes(browser: &Browser, origin: &str, data: &str) -> anyhow::Result<()> {
    browser.cdp("ServiceWorker.enable", json!({})).await?;
    // The first registration of a new profile.
    let push = json!({ "origin": origin, "registrationId": "0", "data": data });
    browser.cdp("ServiceWorker.deliverPushMessage", push).await.map(drop)
}

/// A server that sends mail and push.
async fn telling() -> anyhow::Result<Town> {
    let mut town = Town::start().await?;
    let settings = town.server.folder().join("settings.toml");
    std::fs::write(
        &settings,
        "push_contact = \"mailto:drift@klitmark.example\"\nsmtp = \"smtp://127.0.0.1:9\"\nmail_from = \"samspil@klitmark.example\"\n",
    )?;
    let settings = settings.display().to_string();
    town.server.is_told(&["--config", &settings]);
    town.server.kill().await?;
    town.server.start_again().await?;
    Ok(town)
}

#[tokio::test]
async fn a_push_says_one_sentence_on_a_phone_that_was_told_to_take_it() -> anyhow::Result<()> {
    let town = telling().await?;
    let maria = town.phone("maria").await?;
    let origin = town.server.url("");
    maria.cdp("Browser.grantPermissions", json!({ "permissions": ["notifications"], "origin": origin })).await?;
    maria.script(PUSH_SERVICE, vec![]).await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Beskeder").click().await?;
    maria.sees("Beskeder er slået fra.").await?;
    maria.sees("Der er nyt i Samspil").await?;
    maria.button("Slå beskeder til").click().await?;
    maria.sees("Beskeder er slået til.").await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Er min telefon klar?").click().await?;
    maria.sees("Beskeder er slået til").await?;

    assert_eq!(notifications(&maria).await?, [] as [Value; 0]);
    for (data, title, lang) in [
        ("da", "Der er nyt i Samspil", "da"),
        ("en", "Something new in Samspil", "en"),
        // Whatever comes, nothing of it is shown.
        ("Noah er stukket af", "Der er nyt i Samspil", "da"),
    ] {
        pushes(&maria, &origin, data).await?;
        let shown = wait::until("the notification", async || {
            let shown = notifications(&maria).await?;
            ensure!(shown.len() == 1 && shown[0]["title"] == title, "shown: {shown:?}");
            Ok(shown)
        })
        .await?;
        assert_eq!(shown, [json!({ "title": title, "body": "", "tag": "samspil", "data": null, "lang": lang })]);
    }

    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Beskeder").click().await?;
    maria.button("Slå beskeder fra").click().await?;
    maria.sees("Beskeder er slået fra.").await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn mail_goes_to_an_address_that_is_forgotten_with_it() -> anyhow::Result<()> {
    let town = telling().await?;
    let maria = town.phone("maria").await?;
    maria.go_to("Mere").await?;
    maria.thing_beginning(&["link"], "Beskeder").click().await?;
    maria.sees("Mail er slået fra.").await?;
    maria.field("Din e-mailadresse").fill("maria").await?;
    maria.button("Send til den her adresse").click().await?;
    maria.sees("Det ligner ikke en e-mailadresse. Se den efter.").await?;
    maria.is_accessible().await?;
    maria.field("Din e-mailadresse").fill("maria@holst.example").await?;
    maria.button("Send til den her adresse").click().await?;
    maria.sees("Mail er slået til og går til maria@holst.example.").await?;
    maria.button("Slå mail fra").click().await?;
    maria.sees("Mail er slået fra.").await?;
    maria.close().await
}
