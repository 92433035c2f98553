//! The screens outside the vault.

use samspil_shared::domain::PersonId;

use crate::app::pin::PinFault;

/// The screen outside the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// The app looks what the device holds.
    Starting,
    /// A one-time link.
    Invite(Invite),
    /// A one-time link, to be used on the home screen or on another device.
    Install(Install),
    /// Login with a password.
    SignIn(SignIn),
    /// A vault is here and locked.
    Lock(Lock),
    /// The vault opens and its records are read.
    Opening,
    /// The vault is open, and covered: the code lifts it.
    Curtain(Curtain),
    /// The app locks, or the person logs out: nothing is shown any more while what was typed is kept.
    Leaving,
    /// The device cannot hold or read a vault.
    Broken(Broken),
}

/// The curtain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curtain {
    /// Wrong codes that are left.
    pub left: u8,
    /// A wrong one was typed.
    pub tried: bool,
}

/// *Kort kode*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinFace {
    /// There is one.
    pub has: bool,
    /// Why what was typed is none.
    pub fault: Option<PinFault>,
}

/// Accepting an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// Whom the link is for; `None` while it is looked up.
    pub name: Option<String>,
    /// The login that the link names; the person chooses one otherwise.
    pub login_given: Option<String>,
    /// Whether the person has an account already: the link then sets a new password.
    pub has_account: bool,
    /// The login typed.
    pub login: String,
    /// The password typed.
    pub password: String,
    /// The password typed again.
    pub again: String,
    /// What the device is to be called; empty until typed, `ui` then shows and sends its own suggestion.
    pub device: String,
    /// Six words to take instead, if the person asked for them.
    pub suggestion: Option<String>,
    /// Under the login.
    pub login_fault: Option<Fault>,
    /// Under the password.
    pub password_fault: Option<Fault>,
    /// Under the password typed again.
    pub again_fault: Option<Fault>,
    /// Above the form.
    pub fault: Option<Fault>,
    /// The link itself is of no use: there is nothing to fill in.
    pub dead: bool,
    /// The server or the vault works.
    pub busy: bool,
    /// The browser can use passkeys.
    pub passkeys: bool,
    /// It is a link and not a code: it can be used on another device.
    pub elsewhere: bool,
}

/// A one-time link that is used elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Install {
    /// Whom the link is for; `None` while it is looked up, and for a code.
    pub name: Option<String>,
    /// The code to type there.
    pub code: Option<String>,
    /// The link shows no other code.
    pub last: bool,
    /// Why there is no code.
    pub fault: Option<Fault>,
    /// The server is being asked.
    pub busy: bool,
    /// It is to be used on another device, rather than on this one's home screen: *Tilbage* leads to the form.
    pub elsewhere: bool,
}

impl std::fmt::Debug for Install {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Install(code {}, {:?})", self.code.is_some(), self.fault)
    }
}

/// Login with a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The login typed.
    pub login: String,
    /// The password typed.
    pub password: String,
    /// Above the form.
    pub fault: Option<Fault>,
    /// The server or the vault works.
    pub busy: bool,
    /// A vault is on this device: *Lås op* is a way back.
    pub has_vault: bool,
    /// The vault is open and only the session is over.
    pub again: bool,
    /// The browser can use passkeys.
    pub passkeys: bool,
}

/// A locked vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The vaults on this device.
    pub vaults: Vec<VaultFace>,
    /// Whose is to be opened.
    pub chosen: Option<PersonId>,
    /// The password typed.
    pub password: String,
    /// Under the password.
    pub fault: Option<Fault>,
    /// At the passkey's button.
    pub passkey_fault: Option<Fault>,
    /// A password opens the chosen vault.
    pub by_password: bool,
    /// A passkey does. Where neither does, a login is needed.
    pub by_passkey: bool,
    /// The password is being worked out, or the passkey is being asked.
    pub busy: bool,
    /// What is written without unlocking, while it is.
    pub slip: Option<SlipFace>,
}

/// What is written on the lock screen.
#[derive(Clone, PartialEq, Eq)]
pub struct SlipFace {
    /// The text.
    pub text: String,
    /// How far keeping it is.
    pub state: SlipState,
}

impl std::fmt::Debug for SlipFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SlipFace({} bytes, {:?})", self.text.len(), self.state)
    }
}

/// How far keeping a slip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipState {
    /// Nothing is written.
    Empty,
    /// It is on its way to the disk.
    Keeping,
    /// All of it is on the disk, sealed.
    Kept,
    /// It cannot be kept without unlocking.
    Failed,
}

/// What a lock screen may say of a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultFace {
    /// Whose it is.
    pub person: PersonId,
    /// At most four letters; may be empty.
    pub initials: String,
}

/// Why the app cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The browser keeps no store, as in some private windows.
    NoStore,
    /// The store is held by a tab with another version.
    OtherTab,
    /// A newer app wrote the store.
    NewerStore,
    /// The browser cleared the records of this vault: login fetches what was sent.
    Evicted,
    /// The vault's header or the store cannot be read.
    Damaged,
    /// The browser lacks something the app needs.
    OldBrowser,
}

/// What was wrong with what a person sent or asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed.
    Missing,
    /// A login is 2 to 64 letters, digits or `. _ - @`.
    LoginForm,
    /// Somebody else has it.
    LoginTaken,
    /// Fewer than twelve characters.
    PasswordShort,
    /// More than 1024 bytes.
    PasswordLong,
    /// The login, or a few characters over and over.
    PasswordSimple,
    /// The two are not the same.
    PasswordDiffers,
    /// Login and password do not belong together.
    WrongLogin,
    /// This password does not open the vault.
    WrongPassword,
    /// No passkey was used: put away, or none here.
    PasskeyUnused,
    /// The server does not know this passkey.
    PasskeyUnknown,
    /// This passkey does not open the vault on this device.
    PasskeyWrong,
    /// The authenticator has one already.
    PasskeyThere,
    /// Passkeys do not work here.
    PasskeyMissing,
    /// Too many tries: wait this many minutes.
    TooMany {
        /// At least one.
        minutes: u32,
    },
    /// No such link.
    LinkUnknown,
    /// The link was used.
    LinkUsed,
    /// The link is too old or was taken back.
    LinkExpired,
    /// A code is eight of its letters.
    CodeForm,
    /// No such code, or not any more.
    CodeUnknown,
    /// The link has shown all its codes.
    LinkCodesGiven,
    /// The server cannot be reached.
    NoServer,
    /// Somebody else signed in where the vault of another is open.
    OtherPerson,
    /// Neither this password nor the server opens the vault on this device; nothing in it was touched.
    VaultStuck,
    /// The device could not keep the vault.
    NotKept,
    /// The server failed or says something new.
    Server,
}

impl Fault {
    /// Whether it may be another matter in a while.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::NoServer | Self::Server | Self::TooMany { .. })
    }
}
