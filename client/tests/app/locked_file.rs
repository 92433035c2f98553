//! The file that a password opens: its form, and that others who know the ciphers open it too.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use samspil_client::app::language::Language;
use samspil_client::app::locked_file::{BOUND, FileWords, ITERATIONS, Sealed, page, plain};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Sealed by Python's `cryptography`.
const VECTOR: &str = include_str!("locked_file.json");

fn vector(field: &str) -> String {
    let vector: Value = serde_json::from_str(VECTOR).unwrap();
    vector[field].as_str().unwrap().to_owned()
}

fn sealed() -> Sealed {
    let bytes = |field| hex::decode(vector(field)).unwrap();
    Sealed {
        salt: bytes("salt").try_into().unwrap(),
        nonce: bytes("nonce").try_into().unwrap(),
        cipher: bytes("cipher"),
    }
}

/// As somebody would who knows nothing but the page and the ciphers.
fn open(page: &str, password: &str) -> Option<String> {
    let field = |name: &str| between(page, &format!("data-{name}=\""), "\"").to_owned();
    let cipher = between(&page[page.find("id=\"sealed\"").unwrap()..], ">", "<");
    let mut key = [0; 32];
    let rounds = field("iterations").parse().unwrap();
    let salt = unbase64(&field("salt"));
    pbkdf2::pbkdf2_hmac::<Sha256>(plain(password).as_bytes(), &salt, rounds, &mut key);
    let nonce: [u8; 12] = unbase64(&field("nonce")).try_into().unwrap();
    let (msg, bound) = (unbase64(cipher), field("bound"));
    let payload = Payload { msg: &msg, aad: bound.as_bytes() };
    let text = Aes256Gcm::new(&key.into()).decrypt(&nonce.into(), payload).ok()?;
    Some(String::from_utf8(text).unwrap())
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap() + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

fn unbase64(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[test]
fn what_another_implementation_sealed_stands_in_the_page_and_opens_with_its_password_alone() {
    assert_eq!((vector("bound").as_str(), vector("iterations")), (BOUND, ITERATIONS.to_string()));
    let page = page(&sealed(), &FileWords::default(), Language::Danish);
    let (password, text) = (vector("password"), vector("text"));
    assert_eq!(open(&page, &password).as_deref(), Some(text.as_str()));
    assert_eq!(open(&page, &format!("  {}\u{a0} ", password.replace(' ', "  "))).as_deref(), Some(text.as_str()));
    assert_eq!(open(&page, &password.to_uppercase()), None);
    assert_eq!(open(&page.replace(BOUND, "samspil locked file 2"), &password), None);
    for word in text.split_whitespace().filter(|word| word.len() > 4) {
        assert!(!page.contains(word), "{word} stands in clear");
    }
}

#[test]
fn the_policy_lets_in_the_one_script_and_the_one_style_and_nothing_from_anywhere() {
    let page = page(&sealed(), &FileWords::default(), Language::English);
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    let hash = |text: &str| {
        use base64::Engine;
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
        format!("'sha256-{hash}'")
    };
    for (directive, tag) in [("script-src", "script"), ("style-src", "style")] {
        assert_eq!(page.matches(&format!("<{tag}>")).count(), 1);
        let inside = between(&page, &format!("<{tag}>"), &format!("</{tag}>"));
        assert!(inside.len() > 500 && !inside.contains('\r') && !inside.contains("</"), "{tag}");
        assert!(policy.contains(&format!("{directive} {};", hash(inside))), "{policy}");
    }
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    assert!(page.find("Content-Security-Policy").unwrap() < page.find("<style>").unwrap());
    for outside in ["http://", "https://", "src=", "href=", "@import", "url(", "fetch(", "innerHTML"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("<html lang=\"en\">"));
}

#[test]
fn words_are_words_wherever_they_stand() {
    let hostile = "</p><script>alert(1)</script>\" onload=\"&";
    let one = || hostile.to_owned();
    let words = FileWords {
        title: one(),
        needs_browser: one(),
        text: one(),
        label: one(),
        show: one(),
        open: one(),
        working: one(),
        wrong: one(),
        damaged: one(),
        print: one(),
        care: one(),
    };
    let page = page(&sealed(), &words, Language::Danish);
    assert!(!page.contains("<script>alert") && !page.contains("\" onload"));
    assert_eq!(page.matches("&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;&amp;").count(), 11);
}

#[test]
fn blanks_are_no_part_of_a_password_but_between_words() {
    assert_eq!(plain(" \t syv  små\u{a0}grise\n"), "syv små grise");
    assert_eq!(plain("ét-ord"), "ét-ord");
    assert_eq!(plain(" \n\t "), "");
}
