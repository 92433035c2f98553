//! The harness proves itself on a page of its own, under the app's own Content-Security-Policy: what it finds, does and
//! reports there is true. A story that relies on it may then fail for one reason only.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use samspil_tests::browser::{Browsers, Device};
use samspil_tests::canary;
use samspil_tests::page::Named;
use samspil_tests::wait;
use thirtyfour::Key;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PAGE: &str = r#"<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Prøve</title>
<link rel="icon" href="/icon.svg">
</head>
<body>
<main>
<h1>Prøve</h1>
<label for="note">Hvad skete der?</label> <textarea id="note"></textarea>
<fieldset><legend>Hvem læser det?</legend>
<label><input type="radio" name="who" value="me">Kun mig</label>
<label><input type="radio" name="who" value="us">Os voksne</label>
</fieldset>
<label for="child">Barn</label> <select id="child"><option>Noah</option><option>Amira</option></select>
<button type="button" id="save">Gem</button>
<div hidden><button type="button">Slet</button></div>
<div inert><button type="button">Slet</button></div>
<p role="status" id="said"></p>
</main>
<script src="/page.js"></script>
</body>
</html>"#;

const SCRIPT: &str = r#"
const [note, child, save, said] = ['note', 'child', 'save', 'said'].map(id => document.getElementById(id));
note.value = localStorage.getItem('note') ?? '';
save.addEventListener('click', () => {
    localStorage.setItem('note', note.value);
    said.textContent = `Gemt: ${note.value} (${child.value}, ${document.querySelector(':checked')?.value})`;
});
"#;

/// The same page with one fault for each of three rules, and with an inline style that the policy refuses.
fn faulty() -> String {
    PAGE.replace("<html lang=\"da\">", "<html>")
        .replace("<label for=\"note\">Hvad skete der?</label>", "")
        .replace("id=\"said\">", "id=\"said\" style=\"color: red\">")
        .replace("</main>", "<img src=\"/icon.svg\"><div role=\"button\">Uden tast</div></main>")
}

const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// Serves the pages above, and counts how often each path is asked for.
struct Site {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let site = Site { port: listener.local_addr()?.port(), asked: Arc::default() };
        let asked = Arc::clone(&site.asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&asked)));
            }
        });
        Ok(site)
    }

    fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    fn times(&self, path: &str) -> usize {
        self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).iter().filter(|asked| *asked == path).count()
    }
}

async fn answer(mut stream: tokio::net::TcpStream, asked: Arc<Mutex<Vec<String>>>) -> anyhow::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8(request)?;
    let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
    let (status, kind, body) = match path.as_str() {
        "/" => ("200 OK", "text/html", PAGE.to_owned()),
        "/faulty" => ("200 OK", "text/html", faulty()),
        "/page.js" => ("200 OK", "text/javascript", SCRIPT.to_owned()),
        "/icon.svg" => ("200 OK", "image/svg+xml", ICON.to_owned()),
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(path);
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-length: {}\r\n\
         content-security-policy: {POLICY}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

fn named(role: &str, name: &str) -> Named {
    Named { role: role.to_owned(), name: name.to_owned() }
}

#[tokio::test]
async fn a_person_finds_types_chooses_and_clicks() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    maria.heading("Prøve").is_there().await?;
    maria.field("Hvad skete der?").fill("Vi bagte boller 🥐").await?;
    maria.field("Hvad skete der?").fill("Vi bagte boller").await?;
    maria.field("Hvad skete der?").add(".").await?;
    maria.choice("Os voksne").click().await?;
    maria.field("Barn").choose("Amira").await?;
    assert!(maria.choice("Os voksne").is_chosen().await?);
    assert!(!maria.choice("Kun mig").is_chosen().await?);
    maria.button("Gem").click().await?;
    maria.sees("Gemt: Vi bagte boller. (Amira, us)").await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, "Vi bagte boller.");
    assert_eq!(maria.path().await?, "/");
    assert_eq!(maria.complaints().await?, [""; 0]);
    maria.close().await
}

#[tokio::test]
async fn what_nobody_can_see_or_use_is_not_found() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    maria.button("Gem").is_there().await?;
    assert_eq!(maria.button("Slet").count().await?, 0);
    assert_eq!(maria.link("Gem").count().await?, 0);
    let outline = maria.outline().await?;
    assert!(outline.contains(&named("button", "Gem")), "{outline:?}");
    assert!(!outline.contains(&named("button", "Slet")), "{outline:?}");
    maria.close().await
}

#[tokio::test]
async fn the_keyboard_alone_is_followed() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    maria.press(Key::Tab).await?;
    assert_eq!(maria.focus().await?, named("textbox", "Hvad skete der?"));
    maria.types("Ro i dag").await?;
    for _ in 0..3 {
        maria.press(Key::Tab).await?;
    }
    assert_eq!(maria.focus().await?, named("button", "Gem"));
    maria.press(Key::Enter).await?;
    maria.sees("Gemt: Ro i dag").await?;
    assert_eq!(maria.missed_by_keyboard().await?, [""; 0]);

    maria.go(&site.url("/faulty")).await?;
    let missed = maria.missed_by_keyboard().await?;
    assert_eq!(missed, [r#"<div role="button">Uden tast</div>"#]);
    maria.close().await
}

#[tokio::test]
async fn axe_and_the_browser_complain_where_there_is_reason() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    maria.is_accessible().await?;

    maria.go(&site.url("/faulty")).await?;
    let mut rules: Vec<String> = maria.violations().await?.into_iter().map(|violation| violation.id).collect();
    rules.sort();
    assert_eq!(rules, ["html-has-lang", "image-alt", "label"]);
    assert!(maria.is_accessible().await.is_err());
    let complaints = maria.complaints().await?;
    assert!(complaints.iter().any(|said| said.contains("style-src")), "{complaints:?}");

    maria.go(&site.url("/nowhere")).await?;
    let complaints = maria.complaints().await?;
    assert!(complaints.iter().any(|said| said.contains("404")), "{complaints:?}");
    maria.close().await
}

#[tokio::test]
async fn a_profile_outlives_its_browser() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let sentence = "Han spurgte, om hunden også skal flytte igen.";
    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    maria.field("Hvad skete der?").fill(sentence).await?;
    maria.button("Gem").click().await?;
    maria.sees(&format!("Gemt: {sentence}")).await?;
    maria.close().await?;

    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, sentence);
    maria.kill().await?;

    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    assert_eq!(maria.field("Hvad skete der?").text().await?, sentence);
    let jonas = browsers.open_on(Device::Laptop, "jonas").await?;
    jonas.go(&site.url("/")).await?;
    assert_eq!(jonas.field("Hvad skete der?").text().await?, "");
    jonas.close().await?;
    maria.close().await?;

    // The page keeps it in the open: a vault that does so would be found out.
    let search = canary::search(&browsers.profile("maria"), &[sentence])?;
    assert!(!search.hits.is_empty(), "{} files with {} bytes hold no trace", search.files, search.bytes);
    assert_eq!(canary::search(&browsers.profile("jonas"), &[sentence])?.hits, []);
    Ok(())
}

#[tokio::test]
async fn a_phone_is_a_phone_and_a_laptop_is_a_laptop() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let phone = browsers.open("maria").await?;
    let laptop = browsers.open_on(Device::Laptop, "mette").await?;
    for (browser, size) in [(&phone, "360"), (&laptop, "1280")] {
        browser.go(&site.url("/")).await?;
        assert_eq!(browser.script("return innerWidth", vec![]).await?.to_string(), size);
        assert_eq!(browser.script("return isSecureContext", vec![]).await?, true);
    }
    laptop.close().await?;
    phone.close().await
}

#[tokio::test]
async fn a_frozen_tab_stands_still_while_another_runs() -> anyhow::Result<()> {
    let (site, browsers) = (Site::start().await?, Browsers::start().await?);
    let maria = browsers.open("maria").await?;
    maria.go(&site.url("/")).await?;
    let first = maria.tab().await?;
    let poll = "window.__polls = 0; setInterval(() => { window.__polls++; fetch('/from-first').catch(() => {}) }, 10)";
    maria.script(poll, vec![]).await?;
    wait::until("the first tab to ask", async || {
        anyhow::ensure!(site.times("/from-first") > 3);
        Ok(())
    })
    .await?;
    maria.freeze().await?;
    let second = maria.open_tab().await?;
    maria.go(&site.url("/")).await?;
    assert_ne!(first, second);
    let (then, poll) = (site.times("/from-first"), "setInterval(() => fetch('/from-second').catch(() => {}), 10)");
    maria.script(poll, vec![]).await?;
    wait::until("the second tab to ask", async || {
        anyhow::ensure!(site.times("/from-second") > 20);
        Ok(())
    })
    .await?;
    // What the first tab had under way when it froze may still have come in.
    assert!(site.times("/from-first") - then <= 3, "the first tab goes on: {}", site.times("/from-first") - then);
    maria.look_at(&first).await?;
    wait::until("the first tab to go on", async || {
        anyhow::ensure!(site.times("/from-first") > then + 3);
        Ok(())
    })
    .await?;
    maria.close().await
}
