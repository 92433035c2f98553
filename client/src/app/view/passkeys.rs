//! *Adgangsnøgler*.

use super::common::When;

/// *Adgangsnøgler*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkeys {
    /// How far the question is.
    pub state: PasskeysState,
    /// The passkeys, the newest first; the last answer is shown while it is asked again.
    pub passkeys: Vec<PasskeyLine>,
    /// Neither a password nor a passkey opens this device without a network.
    pub only_online: bool,
    /// Another one can be made here.
    pub can_add: bool,
}

/// How far the question is, and what was in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeysState {
    /// It is being asked.
    Asking,
    /// The authenticator is being asked for a new one.
    Adding,
    /// This is how it is.
    Known,
    /// The server was not reached.
    Offline,
    /// A login is needed first.
    SignIn,
    /// No passkey was made: put away, or none can be made here.
    Unused,
    /// There is one on this authenticator already.
    There,
    /// Passkeys do not work here.
    Missing,
    /// Nothing else opens the account: this one stays.
    Last,
    /// There are as many as there may be.
    Full,
    /// The server said something else.
    Failed,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PasskeyLine {
    /// Its id.
    pub id: String,
    /// What it is called; may be empty.
    pub label: String,
    /// When it was made.
    pub since: When,
    /// When it last signed in.
    pub used: Option<When>,
    /// It opens the vault on this device, without a network too.
    pub opens_here: bool,
}
