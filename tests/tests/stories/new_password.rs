//! A password that was forgotten, and set anew on another device, costs a login and never a text.

use samspil_tests::app::{PASSWORD, Readers};
use samspil_tests::browser::Device;
use samspil_tests::page::FIELDS;
use samspil_tests::town::Town;

const UNSENT: &str = "Han græd lidt og ville holdes i hånden.";
const HALF: &str = "Skal huske at ringe til skolen om";
const NEW: &str = "ugle rav drage tang kyst nat";

/// The phone is locked, without a network, and its person no longer knows the password: the new one opens it, once there is
/// a network.
#[tokio::test]
async fn what_lies_unsent_behind_a_forgotten_password_is_there_after_one_login() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let jonas = town.phone("jonas").await?;
    let maria = town.phone("maria").await?;
    maria.is_ready_offline().await?;
    town.server.kill().await?;
    maria.write(UNSENT, Readers::Adults).await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(HALF).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    maria.close().await?;

    town.server.start_again().await?;
    let link = town.new_link("maria").await?;
    let laptop = town.browsers.open_on(Device::Laptop, "maria-pc").await?;
    laptop.accept_new_password(&link, NEW).await?;
    laptop.has_sent_all().await?;

    let maria = town.open_again("maria").await?;
    maria.thing_beginning(FIELDS, "Adgangskode").fill(NEW).await?;
    maria.button("Lås op").click().await?;
    maria.sees("Det var ikke den rigtige adgangskode.").await?;
    maria.button("Log ind i stedet").click().await?;
    maria.log_in_by("maria", NEW).await?;
    maria.has_sent_all().await?;
    maria.sees("Du er i gang med et notat").await?;
    maria.begin_note().await?;
    maria.sees(HALF).await?;
    maria.link("Tilbage").click().await?;
    for device in [&jonas, &laptop] {
        device.open_note(UNSENT).await?;
    }
    // From here on the new password opens the phone, also without a network, and the old one does not.
    town.server.kill().await?;
    maria.lock().await?;
    maria.thing_beginning(FIELDS, "Adgangskode").fill(PASSWORD).await?;
    maria.button("Lås op").click().await?;
    maria.sees("Det var ikke den rigtige adgangskode.").await?;
    maria.unlock_by(NEW).await?;
    maria.open_note(UNSENT).await?;
    for browser in [jonas, laptop, maria] {
        browser.close().await?;
    }
    Ok(())
}

/// The phone is open, without a network, while the password is set anew: writing goes on, and one login sends it.
#[tokio::test]
async fn an_open_phone_goes_on_and_asks_for_the_new_password_once() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let jonas = town.phone("jonas").await?;
    let maria = town.phone("maria").await?;
    let link = town.new_link("maria").await?;
    let laptop = town.browsers.open_on(Device::Laptop, "maria-pc").await?;
    town.server.kill().await?;
    maria.write(UNSENT, Readers::Adults).await?;
    maria.begin_note().await?;
    maria.field("Hvad skete der?").fill(HALF).await?;
    maria.sees("Kladde gemt på telefonen").await?;
    town.server.start_again().await?;
    laptop.accept_new_password(&link, NEW).await?;
    maria.sees("Log ind igen").await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, HALF, "nobody is thrown out of a sentence");
    maria.link("Log ind").click().await?;
    maria.field("Adgangskode").fill(NEW).await?;
    maria.button("Log ind").click().await?;
    maria.has_sent_all().await?;
    jonas.open_note(UNSENT).await?;
    maria.sees("Du er i gang med et notat").await?;
    maria.sees(HALF).await?;
    maria.lock().await?;
    maria.unlock_by(NEW).await?;
    for browser in [jonas, laptop, maria] {
        browser.close().await?;
    }
    Ok(())
}
