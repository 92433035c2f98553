//! What the browser can refuse, by name. No message of the browser is kept: it may quote what a person typed.

use thiserror::Error;

use super::http::HttpError;
use crate::app::vault_header::HeaderError;

/// An edge could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShellError {
    /// The browser is too old, or the page is not in a secure context.
    #[error("this browser has no {0}")]
    Missing(&'static str),
    /// The browser threw.
    #[error("{what} failed: {name}")]
    Browser {
        /// What was asked of it.
        what: &'static str,
        /// The name of the exception.
        name: String,
    },
    /// The device store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The authenticator, or the person at it.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// The server or the way to it.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// Why the device store did not do it. Nothing of a failed write is in the store.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The disk or the browser's share of it is full.
    #[error("there is no room left on the device")]
    Full,
    /// The browser closed the store under us and did not open it again.
    #[error("the browser closed the store")]
    LostHandle,
    /// Tabs with an older version hold the store.
    #[error("other tabs must close first")]
    Blocked,
    /// A row that was to be begun is there already.
    #[error("the row is there already")]
    Taken,
    /// The browser rolled the write back.
    #[error("the write was rolled back")]
    Aborted,
    /// A vault is here but its records are not: the browser or a person cleared them. Never to be taken for empty.
    #[error("the records of this vault are gone from the device")]
    Evicted,
    /// A newer app wrote this store.
    #[error("the store was written by a newer version of the app")]
    Newer,
    /// No store at all, as in some private windows.
    #[error("this browser keeps no store")]
    Unavailable,
    /// What the store gave back has another shape than what was written.
    #[error("the store gave back something else: {0}")]
    Shape(&'static str),
    /// Anything else, by the exception's name.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// Why the vault did not open or seal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VaultError {
    /// The header is whole, but this password or server key does not open its slot.
    #[error("the password or key does not open this vault")]
    WrongSecret,
    /// This person has a vault on this device.
    #[error("this person has a vault on this device already")]
    Exists,
    /// The header itself.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The worker that stretches the password did not answer.
    #[error("the password could not be worked out: {0}")]
    Derive(&'static str),
}

/// Why no passkey was made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasskeyError {
    /// The browser has no passkeys, or not at this address.
    #[error("this browser has no passkeys here")]
    Missing,
    /// The person put it away or took too long, or there is none: browsers do not say which.
    #[error("no passkey was used")]
    Unused,
    /// The authenticator has one of this person already.
    #[error("there is a passkey on this authenticator already")]
    There,
}

impl ShellError {
    /// The browser threw `error` at `what`.
    pub(super) fn browser(what: &'static str, error: &wasm_bindgen::JsValue) -> Self {
        Self::Browser { what, name: super::js::error_name(error) }
    }
}

impl StoreError {
    /// By the name of IndexedDB's exception.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "QuotaExceededError" => Self::Full,
            "AbortError" => Self::Aborted,
            "ConstraintError" => Self::Taken,
            // What `transaction()` throws on a connection that is closing.
            "InvalidStateError" => Self::LostHandle,
            "VersionError" => Self::Newer,
            // A database without its tables was made anew by somebody else than this app.
            "NotFoundError" => Self::Evicted,
            name => Self::Failed(name.to_owned()),
        }
    }
}
