//! A phone that was lost is ended from another device.

use samspil_tests::app::Readers;
use samspil_tests::browser::Device;
use samspil_tests::town::Town;

const NOTE: &str = "Han lærte at cykle i dag.";

#[tokio::test]
async fn a_lost_phone_is_ended_within_seconds_and_what_it_did_not_send_stays() -> anyhow::Result<()> {
    let town = Town::start().await?;
    let phone = town.phone("maria").await?;
    let laptop = town.browsers.open_on(Device::Laptop, "maria-pc").await?;
    laptop.sign_in(&town.server.url("/"), "maria").await?;
    phone.write(NOTE, Readers::Adults).await?;
    phone.has_sent_all().await?;
    laptop.open_note(NOTE).await?;

    laptop.go_to("Mere").await?;
    laptop.thing_beginning(&["link"], "Mine enheder").click().await?;
    laptop.sees("Den her").await?;
    laptop.thing_beginning(&["button"], "Linux").is_there().await?;
    laptop.thing_beginning(&["button"], "Min telefon").click().await?;
    laptop.sees("Vil du afslutte den her enhed?").await?;
    laptop.button("Afslut den").click().await?;

    phone.button("Lås op").is_there().await?;
    phone.sees_no(NOTE).await?;
    phone.unlock().await?;
    phone.sees("Du kan læse igen, når du har været på nettet").await?;
    phone.sees_no(NOTE).await?;
    laptop.thing_beginning(&["button"], "Min telefon").is_gone().await?;
    assert_eq!(laptop.complaints().await?, [""; 0]);
    laptop.close().await?;
    phone.close().await
}
