//! What is answered instead.

use serde::{Deserialize, Serialize};

/// An answer that says no. The app decides by `code` alone; `message` is for whoever writes a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What went wrong; never renamed.
    pub code: Code,
    /// The same as a sentence in English, without anything personal.
    pub message: String,
    /// Seconds to wait before trying again, where waiting helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

/// Everything that can be answered instead of success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request is not of the form this path takes.
    Malformed,
    /// The body is larger than this path takes.
    TooLarge,
    /// The body is not said to be JSON.
    NotJson,
    /// There is nothing here.
    NotFound,
    /// The path does not take this method.
    WrongMethod,
    /// The request comes from another site, or does not say where from.
    ForeignOrigin,
    /// No access token, or none that holds.
    NotSignedIn,
    /// No session behind the cookie: sign in again. Nothing on the device is lost.
    SessionEnded,
    /// The password must be given again for this, or the passkey.
    LoginNeeded,
    /// Login and password do not belong together.
    WrongLogin,
    /// Too many tries; wait.
    TooManyTries,
    /// The server has more to do than it can; wait.
    Busy,
    /// No such link.
    LinkUnknown,
    /// The link was used.
    LinkUsed,
    /// The link is too old.
    LinkExpired,
    /// The link was taken back.
    LinkRevoked,
    /// The link gives no more codes; it can still be used where codes are typed.
    LinkCodesGiven,
    /// The login is not 2-64 letters, digits or `. _ - @`.
    LoginMalformed,
    /// Somebody else has this login.
    LoginTaken,
    /// The password has fewer than twelve characters.
    PasswordTooShort,
    /// The password has more than 1024 bytes.
    PasswordTooLong,
    /// The password is the login, or a few characters over and over.
    PasswordTooSimple,
    /// The server's address is none that passkeys work with.
    NoPasskeys,
    /// No account takes this passkey, or it was not used as it must be.
    PasskeyRefused,
    /// The question was answered already, or is too old: begin again.
    PasskeyOver,
    /// The person has as many passkeys as there may be.
    PasskeysFull,
    /// Who works here must make a passkey first.
    PasskeyNeeded,
    /// Nothing else opens the account: add a password or another passkey first.
    LastPasskey,
    /// This device has no server slot yet.
    NoSlot,
    /// The text is of no form that could be taken in.
    NotTakenIn,
    /// A name has 1 to 100 characters and no control characters.
    NameMalformed,
    /// A child's given name or initials, without digits; or its month of birth.
    ChildMalformed,
    /// No day or instant that this can begin or end at, or an end before the beginning.
    WindowMalformed,
    /// People of this role take no part in this.
    RoleNotHere,
    /// The partner who would stand in is away as well.
    PartnerAway,
    /// Days on which no unit can be closed: the end before the beginning, too many, or closed twice.
    ClosedMalformed,
    /// The hours were changed meanwhile: look at them again.
    HoursChanged,
    /// No mail or push can go to this address.
    AddressMalformed,
    /// The server failed; it is in its log.
    Internal,
}
