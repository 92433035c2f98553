//! The server lost its disk, and an older copy of its records was put in its place.

use samspil_tests::app::Readers;
use samspil_tests::browser::Device;
use samspil_tests::town::Town;

const BEFORE: &str = "Før kopien: han byggede et tårn.";
const AFTER: &str = "Efter kopien: tårnet står endnu.";

#[tokio::test]
async fn what_the_copy_lacks_comes_back_through_the_other_adults_phone() -> anyhow::Result<()> {
    let mut town = Town::start().await?;
    let maria = town.phone("maria").await?;
    let jonas = town.phone("jonas").await?;
    maria.write(BEFORE, Readers::Adults).await?;
    jonas.open_note(BEFORE).await?;
    let copy = town.server.folder().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    town.server.admin(&["backup", "--to", copy]).await?;
    maria.write(AFTER, Readers::Adults).await?;
    maria.has_sent_all().await?;
    jonas.go_to("Logbog").await?;
    jonas.open_note(AFTER).await?;

    // Maria's phone falls into the sea.
    maria.close().await?;
    town.server.kill().await?;
    town.server.admin(&["restore", "--from", copy]).await?;
    town.server.start_again().await?;

    jonas.go_to("I dag").await?;
    jonas.sees("Log ind igen").await?;
    jonas.sign_in_if_asked().await?;
    // Whoever looks on a device that never met Maria's phone finds her text under her name.
    let other = town.browsers.open_on(Device::Laptop, "jonas-pc").await?;
    other.sign_in(&town.server.url("/"), "jonas").await?;
    other.open_note(AFTER).await?;
    other.link("Hvem skrev hvad").click().await?;
    other.sees("Maria").await?;
    other.sees_no("Jonas").await?;
    other.close().await?;
    let new_phone = town.browsers.open_on(Device::Laptop, "maria-new").await?;
    new_phone.sign_in(&town.server.url("/"), "maria").await?;
    new_phone.open_note(AFTER).await?;
    new_phone.sees("Maria").await?;
    new_phone.go_to("Logbog").await?;
    new_phone.open_note(BEFORE).await?;
    jonas.go_to("Logbog").await?;
    jonas.open_note(AFTER).await?;
    let checked = town.server.admin(&["check"]).await?;
    assert!(!checked.contains("fault"), "{checked}");
    assert_eq!(new_phone.complaints().await?, [""; 0]);
    new_phone.close().await?;
    jonas.close().await
}
