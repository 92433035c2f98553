//! The daily mail: from "Samspil", to an address that its reader gave, with one sentence and a link.

use std::fmt;
use std::time::Duration;

use chrono::Timelike;
use lettre::address::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use samspil_shared::api::{ADDRESS_MAX, NoticeLanguage};
use samspil_shared::domain::Timestamp;

use super::Told;
use crate::edge::Edge;

/// Whom mail is from, whoever runs the server: no department's name stands on a locked screen.
const SENDER: &str = "Samspil";
/// A relay must have taken a mail within this.
const DUE: Duration = Duration::from_secs(30);

/// Why no mail can be sent like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadMail {
    Relay,
    Clear,
    Sender,
    Hour,
}

impl BadMail {
    /// What to write instead.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Relay => "write it as smtps://USER:PASSWORD@HOST, or smtp://HOST:PORT?tls=required",
            Self::Clear => "smtp:// without ?tls=required is for localhost only, everybody else needs TLS",
            Self::Sender => "that is no e-mail address",
            Self::Hour => "say an hour from 0 to 23",
        }
    }
}

impl fmt::Display for BadMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl std::error::Error for BadMail {}

/// A relay, a sender, and when.
#[derive(Clone, Debug)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Address,
    hour: u8,
}

impl Mail {
    /// Mail through `relay`, from `sender`, at this hour of the Danish day.
    ///
    /// # Errors
    /// [`BadMail`] for what cannot be used; no password is in it.
    pub fn new(relay: &str, sender: &str, hour: u8) -> Result<Self, BadMail> {
        let clear = relay.strip_prefix("smtp://").filter(|rest| !rest.contains("tls=required"));
        if clear.is_some_and(|rest| !is_local(rest)) {
            return Err(BadMail::Clear);
        }
        if !relay.starts_with("smtp://") && !relay.starts_with("smtps://") {
            return Err(BadMail::Relay);
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(relay).map_err(|_| BadMail::Relay)?;
        if hour > 23 {
            return Err(BadMail::Hour);
        }
        let sender = sender.parse().map_err(|_| BadMail::Sender)?;
        Ok(Self { transport: transport.timeout(Some(DUE)).build(), sender, hour })
    }

    /// The hour of the Danish day from which the day's mail is sent.
    pub const fn hour(&self) -> u8 {
        self.hour
    }

    /// Whether an address is one that mail can go to.
    pub(crate) fn takes(address: &str) -> bool {
        address.len() <= ADDRESS_MAX && address.parse::<Address>().is_ok()
    }

    pub(super) fn is_time(&self, now: Timestamp) -> bool {
        now.local().is_some_and(|local| local.hour() >= u32::from(self.hour))
    }

    pub(super) async fn send(&self, to: &str, language: NoticeLanguage, link: &str, edge: &Edge) -> Told {
        let id = format!("<{}@{}>", hex::encode(edge.bytes::<16>()), self.sender.domain());
        let Some(message) = self.message(to, language, link, id) else { return Told::Never };
        match self.transport.send(message).await {
            Ok(_) => Told::Yes,
            Err(error) => {
                tracing::warn!(why = why(&error), "a mail waits for the relay");
                Told::Later(0)
            }
        }
    }

    fn message(&self, to: &str, language: NoticeLanguage, link: &str, id: String) -> Option<Message> {
        let text = language.text();
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(Mailbox::new(Some(SENDER.to_owned()), self.sender.clone()))
            .to(Mailbox::new(None, to.parse().ok()?))
            .subject(text)
            .message_id(Some(id))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(format!("{text}\r\n\r\n{link}"))
            .ok()
    }
}

/// What stands after `smtp://` names this very machine.
fn is_local(rest: &str) -> bool {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
    matches!(host, Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// For the log. What a relay says may quote the address, so its number is all that is kept.
fn why(error: &smtp::Error) -> String {
    match error.status() {
        Some(status) => format!("it answered {status}"),
        None if error.is_timeout() => "it did not answer in time".to_owned(),
        None if error.is_tls() => "TLS failed".to_owned(),
        None if error.is_response() => "it does not speak SMTP".to_owned(),
        None if error.is_client() => "it takes no login of ours".to_owned(),
        None => "there is no connection".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_elsewhere_is_spoken_to_through_tls_alone() {
        let mail = |relay: &str| Mail::new(relay, "samspil@klitmark.example", 7).err();
        for good in [
            "smtps://u:p@mail.example",
            "smtp://mail.example:587?tls=required",
            "smtp://localhost:25",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:25",
        ] {
            assert_eq!(mail(good), None, "{good}");
        }
        for clear in ["smtp://mail.example", "smtp://mail.example?tls=opportunistic", "smtp://localhost@mail.example"] {
            assert_eq!(mail(clear), Some(BadMail::Clear), "{clear}");
        }
        for bad in ["", "mail.example", "https://mail.example", "smtps://"] {
            assert_eq!(mail(bad), Some(BadMail::Relay), "{bad}");
        }
        assert_eq!(Mail::new("smtps://mail.example", "Samspil", 7).err(), Some(BadMail::Sender));
        assert_eq!(Mail::new("smtps://mail.example", "a@b.example", 24).err(), Some(BadMail::Hour));
    }

    #[test]
    fn an_address_is_an_address() {
        assert!(Mail::takes("maria@holst.example"));
        for bad in ["", "maria", "maria@", "@holst.example", "a@b.example\r\nBcc: c@d.example", "a b@c.example"] {
            assert!(!Mail::takes(bad), "{bad}");
        }
        assert!(!Mail::takes(&format!("{}@holst.example", "a".repeat(ADDRESS_MAX))));
    }

    #[test]
    fn the_day_begins_at_the_hour_in_denmark() {
        let mail = Mail::new("smtp://localhost", "a@b.example", 7).expect("good");
        let at = |text: &str| Timestamp::from_local(text.parse().expect("a time")).expect("one that is");
        assert!(!mail.is_time(at("2026-07-01T06:59:59")) && mail.is_time(at("2026-07-01T07:00:00")));
        assert!(!mail.is_time(at("2026-01-01T06:59:59")) && mail.is_time(at("2026-01-01T07:00:00")));
    }
}
