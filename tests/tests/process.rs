//! The server as a process: what the stories take for granted when they kill it and start it again.

use anyhow::Context;
use samspil_tests::browser::Browsers;
use samspil_tests::server::Server;

#[tokio::test]
async fn a_killed_server_comes_back_under_its_address_with_all_it_was_told() -> anyhow::Result<()> {
    let (mut server, browsers) = (Server::start().await?, Browsers::start().await?);
    let unit = server.admin(&["unit", "add", "--name", "Klitmark Kommune"]).await?;
    assert!(unit.starts_with("unit "), "{unit}");
    let ane = ["user", "add", "--name", "Ane Krag", "--login", "ane", "--administrator"];
    let link = server.admin(&ane).await?;
    let link = link.lines().find_map(|line| line.strip_prefix("link ")).context("no link was printed")?.to_owned();
    assert!(link.starts_with(&server.url("/")), "{link}");

    let phone = browsers.open("ane").await?;
    phone.go(&server.url("/healthz")).await?;
    assert_eq!(phone.path().await?, "/healthz");
    server.kill().await?;
    assert!(phone.go(&server.url("/healthz")).await.is_err(), "something still answers");
    assert!(server.kill().await.is_err(), "it is killed already");

    server.start_again().await?;
    phone.go(&server.url("/healthz")).await?;
    phone.close().await?;
    assert!(server.admin(&ane).await.is_err(), "the login is forgotten");
    let again = server.admin(&["user", "link", "--user", "ane"]).await?;
    assert!(again.contains(&server.url("/")), "{again}");
    let check = server.admin(&["check"]).await?;
    assert!(!check.is_empty());
    Ok(())
}
