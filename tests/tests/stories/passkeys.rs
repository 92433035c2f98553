//! With a face or a finger: in without a password, and without a server where the authenticator computes.

use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Device;
use samspil_tests::town::Town;

use crate::accessible::is_for_everybody;

const NOTE: &str = "Han faldt i søvn, før historien var slut.";

/// Keeps what the page sends to the server.
const LISTEN: &str = "window.sent = [];
    const ask = window.fetch;
    window.fetch = (to, how) => { window.sent.push(how?.body ?? ''); return ask(to, how); };";

#[tokio::test]
async fn a_passkey_opens_the_phone_with_the_server_gone() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let authenticator = maria.put_authenticator(true).await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.is_ready_offline().await?;
    maria.script(LISTEN, vec![]).await?;
    maria.make_passkey().await?;
    maria.sees("Åbner denne enhed").await?;
    let sent = maria.script("return window.sent.join('\\n')", vec![]).await?.to_string();
    assert!(sent.contains("attestationObject"), "the passkey is sent: {sent}");
    for kept in ["prf", "xtension", "results"] {
        assert!(!sent.contains(kept), "what it computes stays here: {kept} in {sent}");
    }

    town.server.kill().await?;
    maria.lock().await?;
    assert!(!maria.text().await?.contains(NOTE));
    maria.button("Lås op med adgangsnøgle").click().await?;
    maria.is_inside().await?;
    maria.open_note(NOTE).await?;
    maria.write("Skrevet uden net.", Readers::Adults).await?;

    // The passkey is gone: the password opens as before.
    maria.lock().await?;
    maria.empty_authenticator(&authenticator).await?;
    maria.button("Lås op med adgangsnøgle").click().await?;
    maria.sees("Adgangsnøglen blev ikke brugt.").await?;
    maria.unlock().await?;
    maria.open_note("Skrevet uden net.").await?;

    // It is taken off the account, too, and no longer offered.
    town.server.start_again().await?;
    maria.has_sent_all().await?;
    maria.see_passkeys().await?;
    maria.thing_beginning(&["button"], "Linux").click().await?;
    maria.sees("Vil du fjerne den her adgangsnøgle?").await?;
    maria.button("Fjern den").click().await?;
    maria.sees("Du har ingen adgangsnøgler endnu.").await?;
    maria.lock().await?;
    maria.sees_no("Lås op med adgangsnøgle").await?;
    maria.unlock().await?;
    maria.open_note(NOTE).await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn where_nothing_is_computed_a_login_with_the_passkey_opens_the_phone() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let maria = town.phone("maria").await?;
    maria.put_authenticator(false).await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.make_passkey().await?;
    maria.sees_no("Åbner denne enhed").await?;

    maria.lock().await?;
    maria.sees_no("Lås op med adgangsnøgle").await?;
    maria.button("Log ind i stedet").click().await?;
    maria.button("Log ind med adgangsnøgle").click().await?;
    maria.is_inside().await?;
    maria.open_note(NOTE).await?;
    maria.has_sent_all().await?;

    // Nobody is stuck with it: the password still opens.
    maria.lock().await?;
    maria.unlock().await?;
    maria.open_note(NOTE).await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn an_invitation_is_accepted_with_a_passkey_and_nothing_to_remember() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.browsers.open("maria").await?;
    maria.go(&town.server.url("/")).await?;
    maria.put_authenticator(true).await?;
    maria.go(town.link("maria")?).await?;
    maria.button("Brug en adgangsnøgle i stedet").click().await?;
    maria.is_inside().await?;
    maria.write(NOTE, Readers::Adults).await?;
    maria.has_sent_all().await?;
    maria.is_ready_offline().await?;
    town.server.kill().await?;

    maria.go_to("Mere").await?;
    maria.thing_beginning(&["button"], "Lås nu").click().await?;
    maria.button("Lås op med adgangsnøgle").is_there().await?;
    maria.sees_no("Har du glemt adgangskoden").await?;
    maria.button("Lås op med adgangsnøgle").click().await?;
    maria.is_inside().await?;
    maria.open_note(NOTE).await?;
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn a_consultant_makes_a_passkey_before_anything_else() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    town.server.kill().await?;
    town.server.is_told(&["--require-staff-passkey", "true"]);
    town.server.start_again().await?;
    let maria = town.phone("maria").await?;
    maria.write(NOTE, Readers::Adults).await?;

    let mette = town.browsers.open_on(Device::Laptop, "mette").await?;
    mette.go(town.link("mette")?).await?;
    mette.field("Vælg en adgangskode").fill(PASSWORD).await?;
    mette.field("Skriv adgangskoden igen").fill(PASSWORD).await?;
    mette.button("Gå i gang").click().await?;
    mette.heading("Lav en adgangsnøgle først").is_there().await?;
    mette.sees_no("Familier").await?;
    is_for_everybody(&mette, "a passkey before anything else").await?;
    mette.link("Hvem ringer jeg til nu?").click().await?;
    mette.heading("Hvem ringer jeg til nu?").is_there().await?;
    mette.back().await?;
    mette.put_authenticator(true).await?;
    mette.button("Lav en adgangsnøgle").click().await?;
    mette.is_inside().await?;
    mette.has_sent_all().await?;
    mette.lock().await?;
    mette.button("Lås op med adgangsnøgle").click().await?;
    mette.is_inside().await?;
    assert_eq!(mette.complaints().await?, [""; 0]);
    mette.close().await?;
    maria.close().await
}
