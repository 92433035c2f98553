//! What a server is told at its start: options, environment, one TOML file, in that order of strength.
//!
//! Everything is read and judged once, here. A bad setting stops the start with one sentence each, all of them at once,
//! so that nobody mends a file line by line.

mod data_dir;
mod network;
mod notices;
mod source;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

pub use data_dir::{DataDir, DataDirError, MasterKey, SigningSeed};
pub use network::{Network, visitor};
pub use notices::{MailSettings, PushContact, Relay};
pub use source::{Given, load};

/// Settings that were found good.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the records are.
    pub db: Database,
    /// Holds master key, signing keys, and whatever else must stay out of the database and its backups.
    pub data: PathBuf,
    /// The database of wrapped document keys; by default a file in `data`.
    pub keys_db: Database,
    /// The address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The address where numbers for whoever runs the server are read, if there is to be one.
    pub metrics_listen: Option<SocketAddr>,
    /// The address people type, if it was said; else it follows from `listen` (loopback only).
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// The name of this node: its audit chain and its service enrolment carry it.
    pub node: NodeName,
    pub log: Log,
    /// Browsers are told to forget the app's files: the way back from a broken service worker.
    pub kill_service_worker: bool,
    /// People who work here need a passkey, if it was said: yes, but in the demo.
    pub require_staff_passkey: Option<bool>,
    /// How mail goes out, if it does.
    pub mail: Option<MailSettings>,
    /// Whom push services may write to; there is no push without.
    pub push_contact: Option<PushContact>,
}

/// Filter and form of the log on standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    pub filter: String,
    pub json: bool,
}

impl Settings {
    /// The public address when the listener is bound to `bound`.
    pub fn public_url_at(&self, bound: SocketAddr) -> PublicUrl {
        self.public_url.clone().unwrap_or_else(|| PublicUrl::local(bound.port()))
    }
}

/// Address of a database, known to be of a kind we speak.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file, made when missing.
    Sqlite(PathBuf),
    /// A connection string; it may hold a password, so it is never printed.
    Postgres(String),
}

impl Database {
    /// The address as sqlx wants it.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres:(not shown)"),
        }
    }
}

impl FromStr for Database {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").ok_or("say sqlite:PATH or postgres://USER@HOST/NAME")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return Err("name a file after sqlite:, a database in memory would not outlive the process");
        }
        if path.contains('?') {
            return Err("say the file only, options after ? are ours to set");
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Scheme, host and port that the browser shows; `https`, or `http` on this very machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    secure: bool,
}

impl PublicUrl {
    /// The address of a server that listens on loopback and was told no other. WebAuthn and our cookies want the name,
    /// not 127.0.0.1.
    pub fn local(port: u16) -> Self {
        Self { origin: format!("http://localhost:{port}"), secure: false }
    }

    /// What a browser sends as `Origin`: no path, no trailing slash, no default port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether people reach us through TLS.
    pub fn secure(&self) -> bool {
        self.secure
    }

    /// The page that takes a one-time link. The token is in the fragment, which no browser sends and no proxy logs.
    pub fn link(&self, token: &str) -> String {
        format!("{}/#link={token}", self.origin)
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri = http::Uri::from_str(text).map_err(|_| "that is no address")?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("it begins with https:// (or http:// for localhost)"),
        };
        let authority = uri.authority().ok_or("it names no host")?;
        if authority.as_str().contains('@') {
            return Err("it may hold no user name or password");
        }
        if uri.path() != "/" || uri.query().is_some() || text.contains('#') {
            return Err("it ends after the host and port: the app lives at the root");
        }
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() {
            return Err("it names no host");
        }
        if !secure && !matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]") {
            return Err("http:// is for localhost only, everybody else needs https://");
        }
        let port = match authority.port() {
            None if authority.as_str().ends_with(':') => return Err("it names no port after the colon"),
            None => None,
            Some(port) => Some(port.as_u16()).filter(|port| *port != if secure { 443 } else { 80 }),
        };
        if port == Some(0) {
            return Err("nobody can reach port 0");
        }
        let scheme = if secure { "https" } else { "http" };
        let origin = port.map_or_else(|| format!("{scheme}://{host}"), |port| format!("{scheme}://{host}:{port}"));
        Ok(Self { origin, secure })
    }
}

/// 1-32 letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeName(String);

impl NodeName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for NodeName {
    fn default() -> Self {
        Self("main".to_owned())
    }
}

impl FromStr for NodeName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let good = (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        good.then(|| Self(text.to_owned())).ok_or("use 1 to 32 letters, digits and hyphens")
    }
}

/// Everything that was wrong, one sentence each.
#[derive(Debug, PartialEq, Eq)]
pub struct BadSettings(pub Vec<String>);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for BadSettings {}
