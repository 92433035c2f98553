//! The program itself.

use std::path::Path;
use std::process::{Output, Stdio};

use samspil_server::edge::Edge;
use samspil_shared::api::{self, Session};
use samspil_shared::domain::Timestamp;
use serde_json::json;
use sqlx::Connection;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::support::PASSWORD;

pub(crate) fn samspil(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samspil"));
    command.arg("--data").arg(data).stdin(Stdio::null()).kill_on_drop(true);
    command
}

pub(crate) async fn says(command: &mut Command) -> Output {
    command.output().await.expect("the program runs")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// What stands after this word at the beginning of a line.
pub(crate) fn after<'a>(output: &'a str, word: &str) -> &'a str {
    output.lines().find_map(|line| line.strip_prefix(word)).unwrap_or_else(|| panic!("no {word} in {output}")).trim()
}

pub(crate) struct Server {
    pub(crate) process: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) async fn start(data: &Path) -> Self {
        let mut process =
            samspil(data).args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().expect("a process");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let line = lines.next_line().await.expect("its output").expect("a line");
        let address = after(&line, "listening on http://").to_owned();
        Self { process, address }
    }

    /// Sends bytes as they are and reads until the server closes.
    async fn raw(&self, request: &[u8]) -> String {
        let mut socket = TcpStream::connect(&self.address).await.expect("a connection");
        socket.write_all(request).await.expect("sent");
        let mut answer = Vec::new();
        // A server that has had enough may reset the connection; what it said before that counts.
        let _ = socket.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn get(&self, path: &str) -> String {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).await
    }

    async fn post(&self, path: &str, body: &str) -> String {
        let port = self.address.rsplit(':').next().expect("a port");
        let length = body.len();
        self.raw(
            format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: http://localhost:{port}\r\n\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .as_bytes(),
        )
        .await
    }

    pub(crate) async fn stop(mut self) -> std::process::ExitStatus {
        let id = self.process.id().expect("it runs").to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill");
        assert!(killed.success());
        self.process.wait().await.expect("it ends")
    }
}

#[tokio::test]
async fn the_server_starts_serves_and_stops_when_told() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(data.path()).await;
    assert!(server.get("/readyz").await.starts_with("HTTP/1.1 200"));
    let garbage: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n",
        &[b'A'; 600_000],
    ];
    for bytes in garbage {
        let answer = server.raw(bytes).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer:.60}");
    }
    assert!(server.get("/healthz").await.starts_with("HTTP/1.1 200"), "it is still up");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn numbers_for_whoever_runs_it_stand_on_an_address_of_their_own() {
    let data = tempfile::tempdir().expect("a folder");
    let mut process = samspil(data.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let mut line = async || lines.next_line().await.expect("its output").expect("a line");
    let metrics = after(&line().await, "metrics on http://").trim_end_matches("/metrics").to_owned();
    let address = after(&line().await, "listening on http://").to_owned();
    let server = Server { process, address };
    assert!(server.get("/readyz").await.starts_with("HTTP/1.1 200"));
    let apart = Server { process: samspil(data.path()).arg("--version").spawn().expect("a process"), address: metrics };
    let told = apart.get("/metrics").await;
    for line in [
        "samspil_connected 0",
        "samspil_requests_total{status=\"2xx\"} 1",
        "samspil_operations_total{answer=\"never\"} 0",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in {told}");
    }
    assert!(!server.get("/metrics").await.contains("samspil_connected"), "not where everybody is");
    assert!(apart.get("/").await.starts_with("HTTP/1.1 404"), "and nothing else there");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn an_administrator_invites_beside_the_live_server() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(data.path()).await;
    let run = async |arguments: &[&str]| {
        let output = says(samspil(data.path()).args(arguments)).await;
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let unit = run(&["unit", "add", "--name", "Klitmark Kommune"]).await;
    assert_eq!(after(&unit, "unit ").len(), 32);
    let added = run(&["user", "add", "--name", "Ane Krag", "--administrator"]).await;
    let (person, link) = (after(&added, "person "), after(&added, "link "));
    let (origin, token) = link.split_once("/#link=").expect("a link");
    assert_eq!(origin, "http://localhost:8080", "the default address");

    let body = json!({"token": token, "login": "ane", "password": PASSWORD, "device": "pc", "enrolment": null});
    let answer = server.post(api::LINK_ACCEPT, &body.to_string()).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let port = server.address.rsplit(':').next().expect("a port");
    assert!(answer.contains(&format!("set-cookie: samspil-{port}=")), "{answer}");
    let (_, json) = answer.split_once("\r\n\r\n").expect("a body");
    let session: Session = serde_json::from_str(json).expect("a session");
    assert_eq!(session.person.id.to_string(), person);
    assert_eq!(session.acting.len(), 1, "administrator of the only unit");

    let family = run(&["family", "add", "--kind", "general"]).await;
    let family = after(&family, "family ");
    run(&["member", "add", "--user", "ane", "--family", family, "--role", "consultant", "--until", "2099-12-31"]).await;
    run(&["member", "end", "--user", "ane", "--family", family, "--role", "consultant"]).await;
    run(&["family", "recuse", "--user", person, "--family", family]).await;
    run(&["family", "recuse", "--user", person, "--family", family, "--end"]).await;
    let placed = ["--family", family, "--child", "Noah", "--born", "2019-03", "--starts-on", "2026-03-01"];
    let placed = run(&[&["placement", "add"][..], &placed].concat()).await;
    assert_eq!(after(&placed, "space ").len(), 32);
    assert_eq!(after(&placed, "card ").len(), 32);
    run(&["member", "add", "--user", "ane", "--placement", after(&placed, "placement "), "--role", "adviser"]).await;
    assert!(after(&run(&["user", "link", "--user", "ane"]).await, "link ").contains("/#link="));
    run(&["user", "end", "--user", "ane"]).await;
    assert_eq!(after(&run(&["check"]).await, "audit rows "), "14");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_a_sentence() {
    let data = tempfile::tempdir().expect("a folder");
    let good = says(samspil(data.path()).args(["unit", "add", "--name", "Klitmark Kommune"])).await;
    assert!(good.status.success(), "{}", text(&good.stderr));
    for (arguments, words) in [
        (vec!["serve", "--listen", "nowhere"], "--listen is not usable: write it as 127.0.0.1:8080."),
        (vec!["serve", "--listen", "0.0.0.0:0"], "public_url is missing"),
        (vec!["serve", "--db", "sqlite:/nowhere/x.db"], "The database cannot be used"),
        (vec!["serve", "--config", "/nowhere.toml"], "/nowhere.toml cannot be read"),
        (vec!["unit", "add", "--name", "Klitmark Kommune"], "There is a unit of this name already."),
        (vec!["unit", "add", "--name", " "], "A name has 1 to 100 characters"),
        (vec!["user", "add", "--name", "X", "--login", "a b"], "A login has 2 to 64 letters"),
        (vec!["user", "add", "--name", "X", "--listen", "127.0.0.1:0"], "Say --public-url"),
        (vec!["user", "link", "--user", "nobody"], "There is nobody with the login or id nobody."),
        (vec!["family", "add", "--kind", "general", "--unit", "X"], "There is no unit X; there are: Klitmark Kommune."),
        (vec!["member", "add", "--user", "x", "--role", "leader"], "required"),
        (vec!["placement", "add", "--child", "010203-1234"], "a given name or initials, without digits"),
        (vec!["placement", "add", "--born", "3.2019"], "write it as 2018-05"),
        (vec!["fly"], "unrecognized subcommand"),
    ] {
        let output = says(samspil(data.path()).args(&arguments)).await;
        assert!(!output.status.success(), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{arguments:?}: {}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("panicked"), "{arguments:?}");
    }
}

#[tokio::test]
async fn the_first_start_makes_its_keys_and_says_so() {
    let data = tempfile::tempdir().expect("a folder");
    let first = says(samspil(data.path()).arg("check")).await;
    assert!(text(&first.stderr).contains("Made a master key"), "{}", text(&first.stderr));
    let second = says(samspil(data.path()).arg("check")).await;
    assert!(!text(&second.stderr).contains("Made"), "{}", text(&second.stderr));
    let rotated = says(samspil(data.path()).args(["keys", "rotate"])).await;
    assert!(after(&text(&rotated.stdout), "key ").ends_with("signing/0002.key"));
    std::fs::remove_file(data.path().join("master.key")).expect("removed");
    let lost = says(samspil(data.path()).arg("check")).await;
    assert!(!lost.status.success() && text(&lost.stderr).contains("put the master key back"), "{}", text(&lost.stderr));
}

/// A demonstration that serves, and what it said before it did.
async fn demo(mut program: Command) -> (Server, String) {
    program.args(["demo", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut process = program.spawn().expect("a process");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let mut said = String::new();
    loop {
        let line = lines.next_line().await.expect("its output");
        let line = line.unwrap_or_else(|| panic!("it ended before it served: {said}"));
        if let Some(address) = line.strip_prefix("listening on http://") {
            return (Server { process, address: address.to_owned() }, said);
        }
        said.push_str(&line);
        said.push('\n');
    }
}

/// Calls of the last night are told as if they had been: there is an hour at which that night is not over.
#[tokio::test]
async fn the_demo_can_be_begun_at_any_hour_of_the_day() {
    let today = Edge::system().now();
    let tomorrow = today.local_date().and_then(|day| day.succ_opt()).expect("a day");
    let begun = [(0, 1), (2, 5), (2, 15), (2, 25), (12, 0), (23, 59)].map(|(hour, minute)| async move {
        let at = Timestamp::from_local(tomorrow.and_hms_opt(hour, minute, 0).expect("a time")).expect("one that is");
        let data = tempfile::tempdir().expect("a folder");
        let clock = data.path().join("clock");
        std::fs::write(&clock, at.ms_since(today).to_string()).expect("written");
        let mut program = samspil(data.path());
        program.arg("--clock").arg(&clock);
        let (server, _) = demo(program).await;
        assert!(server.stop().await.success(), "begun at {hour}:{minute:02}");
    });
    futures_util::future::join_all(begun).await;
}

#[tokio::test]
async fn the_demo_lets_everybody_in_and_is_made_once() {
    let data = tempfile::tempdir().expect("a folder");
    for made in [true, false] {
        let (server, said) = demo(samspil(data.path())).await;
        assert_eq!(said.contains("Making the people"), made, "{said}");
        let (_, password) = said.split_once("The password of all of them: ").expect("a password");
        let password = password.lines().next().expect("a password");
        for (login, roles) in [("maria", 1), ("mette", 1), ("kirsten", 2), ("lone", 0), ("ane", 1), ("grete", 1)] {
            let body = json!({"login": login, "password": password, "device": "pc", "enrolment": null});
            let answer = server.post(api::LOGIN, &body.to_string()).await;
            let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
            let session: Session = serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"));
            assert_eq!(session.acting.len(), roles, "{login}: {:?}", session.acting);
        }
        assert!(server.stop().await.success());
    }
    let checked = says(samspil(data.path()).arg("check")).await;
    assert!(checked.status.success(), "{}", text(&checked.stdout));
    // 7 cards, 14 entries, 8 of them shared, 3 comments; two set the day of one entry. 6 cards of families, 5 calls with their
    // follow-ups, 3 receipts, and 6 things that were said about them. A place that must not be told, in two spaces.
    let said = text(&checked.stdout);
    assert_eq!((after(&said, "documents "), after(&said, "changes ")), ("53", "61"));

    let file = format!("sqlite:{}", data.path().join("samspil.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.expect("the database");
    sqlx::query("UPDATE audit SET at = at + 1 WHERE n = 2").execute(&mut database).await.expect("done");
    sqlx::query("UPDATE log SET at = at + 1 WHERE seq = 2").execute(&mut database).await.expect("done");
    database.close().await.expect("closed");
    let found = says(samspil(data.path()).arg("check")).await;
    assert!(!found.status.success());
    let said = text(&found.stdout);
    assert!(said.contains("fault audit row 2 of node main: it was changed"), "{said}");
    assert!(said.contains("is not what the log says"), "{said}");
}
