use crate::binary::{Server, after, samspil, says, text};

#[tokio::test]
async fn a_copy_is_made_beside_the_live_server_and_brought_back() {
    let data = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let (copy, keys) = (elsewhere.path().join("records.db"), elsewhere.path().join("keys.db"));
    let run = async |arguments: &[&str]| {
        let output = says(samspil(data.path()).args(arguments)).await;
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let server = Server::start(data.path()).await;
    assert!(run(&["unit", "add", "--name", "Klitmark Kommune"]).await.0);
    let (copied, said, _) =
        run(&["backup", "--to", copy.to_str().expect("UTF-8"), "--keys-to", keys.to_str().expect("UTF-8")]).await;
    assert!(copied && copy.exists() && keys.exists(), "{said}");
    let (again, _, why) = run(&["backup", "--to", copy.to_str().expect("UTF-8")]).await;
    assert!(!again && why.contains("nothing is overwritten"), "{why}");
    assert!(run(&["unit", "add", "--name", "Efter kopien"]).await.0);

    let listen = server.address.clone();
    let restore = ["restore", "--listen", &listen, "--from", copy.to_str().expect("UTF-8")];
    let (restored, _, why) = run(&restore).await;
    assert!(!restored && why.contains("stop the server first"), "{why}");
    assert!(server.stop().await.success());

    let (restored, said, why) = run(&restore).await;
    assert!(restored, "{why}");
    let aside = after(&said, "before ");
    assert!(std::path::Path::new(aside).exists(), "what stood there before is kept");
    let (_, _, units) = run(&["family", "add", "--kind", "general", "--unit", "X"]).await;
    assert!(units.contains("Klitmark Kommune") && !units.contains("Efter kopien"), "{units}");
    assert!(run(&["check"]).await.0);

    // What is no copy changes nothing.
    let garbage = elsewhere.path().join("garbage.db");
    std::fs::write(&garbage, vec![7; 9000]).expect("written");
    let (restored, _, _) = run(&["restore", "--listen", &listen, "--from", garbage.to_str().expect("UTF-8")]).await;
    assert!(!restored);
    assert!(run(&["check"]).await.0, "what stood there is back");
}

/// The lines that say what was begun, among those of the log. On a slow machine others say how far it is.
fn steps(said: &str) -> Vec<&str> {
    let is_step = |line: &&str| ["copying", "looking", "beginning"].iter().any(|word| line.starts_with(word));
    said.lines().filter(is_step).filter(|line| !line.contains(": ") || line.contains(": 0 of ")).collect()
}

#[tokio::test]
async fn what_takes_long_says_beside_its_answer_how_far_it_is() {
    let data = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let (copy, keys) = (elsewhere.path().join("records.db"), elsewhere.path().join("keys.db"));
    let (copy, keys) = (copy.to_str().expect("UTF-8"), keys.to_str().expect("UTF-8"));
    let run = async |arguments: &[&str]| {
        let output = says(samspil(data.path()).args(arguments)).await;
        let (said, noted) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {noted}");
        assert_eq!(steps(&said), [""; 0], "the answer is as it was");
        (said, noted)
    };
    run(&["unit", "add", "--name", "Klitmark Kommune"]).await;
    let (family, _) = run(&["family", "add", "--kind", "general"]).await;
    let placed = ["--family", after(&family, "family "), "--child", "Noah", "--born", "2019-03"];
    run(&[&["placement", "add", "--starts-on", "2026-03-01"][..], &placed].concat()).await;

    let (said, noted) = run(&["check"]).await;
    let (documents, rows) = (after(&said, "documents "), after(&said, "audit rows "));
    assert!(documents.parse::<u64>().is_ok_and(|documents| documents > 0), "{said}");
    let of_documents = format!("looking at documents: 0 of {documents}");
    let of_rows = format!("looking at audit rows: 0 of {rows}");
    assert_eq!(steps(&noted), ["looking at the database's file", &of_documents, &of_rows]);

    let (_, noted) = run(&["backup", "--to", copy, "--keys-to", keys]).await;
    assert_eq!(steps(&noted), ["copying the records", "copying the keys"]);
    let (_, noted) = run(&["restore", "--listen", "127.0.0.1:0", "--from", copy]).await;
    let expected = ["copying the records", "looking at the database's file", &of_documents, "beginning a new history"];
    assert_eq!(steps(&noted), expected);
}

#[tokio::test]
async fn a_running_server_stops_when_its_history_is_replaced() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(data.path()).await;
    let begun = says(samspil(data.path()).args(["epoch", "new"])).await;
    assert!(after(&text(&begun.stdout), "epoch ").len() == 32);
    assert!(server.process.wait().await.expect("it ends").success());
}
