//! A file that a password opens in any browser, without this app and without a network: one HTML page with the sealed
//! text in it and the little that opens it (`docs/decisions/0019-protected-export.md`).
//!
//! The key is PBKDF2-HMAC-SHA-256 of the password, the cipher AES-256-GCM. Both are the browser's own, here and in the
//! page: `shell/locked.rs` seals. This module is the form, and what the page consists of.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::language::Language;

/// Rounds of PBKDF2: what OWASP asks of HMAC-SHA-256 (2023).
pub const ITERATIONS: u32 = 600_000;
/// Bytes of the salt.
pub const SALT_LEN: usize = 16;
/// Bytes of the nonce.
pub const NONCE_LEN: usize = 12;
/// What the cipher is bound to, so that it is taken for nothing else.
pub const BOUND: &str = "samspil locked file 1";

const SCRIPT: &str = include_str!("locked_file/opener.js");
const STYLE: &str = include_str!("locked_file/opener.css");

/// A text to be sealed and saved.
#[derive(Clone, PartialEq, Eq)]
pub struct LockedFile {
    /// The file's name, which says nothing of what is in it.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// What opens it, as [`plain`] gives it.
    pub password: String,
    /// What the page says.
    pub words: FileWords,
    /// In which language.
    pub language: Language,
}

impl fmt::Debug for LockedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockedFile(not shown)")
    }
}

/// What the page says to whoever opens the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileWords {
    /// *En låst fil fra Samspil*.
    pub title: String,
    /// Where no script runs: what the file needs.
    pub needs_browser: String,
    /// What to do.
    pub text: String,
    /// *Adgangskode*.
    pub label: String,
    /// *Vis adgangskoden*.
    pub show: String,
    /// *Åbn*.
    pub open: String,
    /// It takes a moment.
    pub working: String,
    /// The password does not fit.
    pub wrong: String,
    /// What is in the file is not what was put there.
    pub damaged: String,
    /// *Udskriv*.
    pub print: String,
    /// What to think of with the text in sight.
    pub care: String,
}

/// A sealed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Of the key.
    pub salt: [u8; SALT_LEN],
    /// Of the cipher.
    pub nonce: [u8; NONCE_LEN],
    /// The text in UTF-8, sealed, and its tag.
    pub cipher: Vec<u8>,
}

/// The password as the key is made of it, but for NFC, which the browser has: blanks at its ends are none of it, and any
/// number between two words are one. The page does the same to what is typed.
pub fn plain(password: &str) -> String {
    let words = password.split([' ', '\t', '\n', '\u{a0}']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The whole file.
pub fn page(sealed: &Sealed, words: &FileWords, language: Language) -> String {
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'; \
        require-trusted-types-for 'script'",
        source(SCRIPT),
        source(STYLE)
    );
    let FileWords { title, needs_browser, text, label, show, open, working, wrong, damaged, print, care } = words;
    let [title, needs_browser, text, label, show, open, working, wrong, damaged, print, care] =
        [title, needs_browser, text, label, show, open, working, wrong, damaged, print, care]
            .map(|words| escape(words));
    let [salt, nonce, cipher] = [&sealed.salt[..], &sealed.nonce, &sealed.cipher].map(|bytes| STANDARD.encode(bytes));
    let language = language.tag();
    format!(
        r#"<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Samspil</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1 class="screen">{title}</h1>
<p id="needs-browser">{needs_browser}</p>
<form id="ask" hidden>
<p>{text}</p>
<label for="password">{label}</label>
<input id="password" type="password" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="told">
<label class="beside" for="show"><input id="show" type="checkbox"> {show}</label>
<p id="told" role="alert"></p>
<button type="submit">{open}</button>
</form>
<section id="opened" hidden>
<p class="screen">{care}</p>
<button id="print" type="button">{print}</button>
<div id="text" tabindex="-1"></div>
</section>
<div hidden>
<p id="say-working">{working}</p>
<p id="say-wrong">{wrong}</p>
<p id="say-damaged">{damaged}</p>
<p id="sealed" data-bound="{BOUND}" data-iterations="{ITERATIONS}" data-salt="{salt}" data-nonce="{nonce}">{cipher}</p>
</div>
</main>
<script>{SCRIPT}</script>
</body>
</html>
"#
    )
}

/// The one inline text that the policy lets in, by its hash.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
