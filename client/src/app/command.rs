//! What the app asks the browser to do. Whatever is answered comes back as a [`super::msg::Msg`] that names what it
//! answers: the door's attempt, the append's ticket or the draft's version.

use std::fmt;

use samspil_shared::api::station::Readiness;
use samspil_shared::api::{Accept, AskOpenings, AskQuarantine, Login, SettleQuarantined};
use samspil_shared::domain::{Acting, DocId, EnrolmentId, PersonId, StationId, Timestamp};
use samspil_shared::sync::deliver::BoxKey;
use samspil_shared::sync::engine::{Durability, Ticket};
use samspil_shared::sync::record::Record;
use samspil_shared::sync::slip::{SlipId, SlipKey, SlipSecret};

use super::admin::{Ask, DeedKey};
use super::draft::DraftKey;
use super::duty::DutyAsk;
use super::election::TabId;
use super::follow_up::{AwayAsk, RotaAsk};
use super::language::Language;
use super::locked_file::LockedFile;
use super::msg::Suspects;
use super::notices::NoticeDeed;
use super::route::Route;
use super::station::StationAsk;
use super::unsent::Waits;
use super::vault_header::KEY_LEN;

/// Number of an attempt at a door: answers to an earlier attempt are put away.
pub type Attempt = u32;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Asks whom a link is for.
    LookUpLink {
        /// Comes back.
        attempt: Attempt,
        /// What stood after `#link=`, or the code that was typed.
        token: Token,
    },
    /// Asks for a code that stands for a link. Answered by [`super::msg::Msg::CodeMade`].
    MakeCode {
        /// Comes back.
        attempt: Attempt,
        /// The link's.
        token: Token,
    },
    /// Uses a link.
    Accept(Attempt, Accept),
    /// Signs in with a password.
    SignIn(Attempt, Login),
    /// Signs in with a passkey.
    PasskeySignIn {
        /// Comes back.
        attempt: Attempt,
        /// Whose vault it is to open, if that is known: the passkey is asked for what opens it.
        whose: Option<PersonId>,
        /// What the person calls this device.
        device: String,
        /// This device's enrolment, if it has one.
        enrolment: Option<EnrolmentId>,
    },
    /// Uses a link with a new passkey in place of a password.
    PasskeyAccept {
        /// Comes back.
        attempt: Attempt,
        /// What stood after `#link=`.
        token: Token,
        /// The login chosen, if the link names none.
        login: Option<String>,
        /// What the person calls this device.
        device: String,
        /// This device's enrolment, if it has one.
        enrolment: Option<EnrolmentId>,
    },
    /// Opens a vault with a passkey, without a server. Answered by [`super::msg::Msg::VaultUnlocked`].
    PasskeyUnlock {
        /// Comes back.
        attempt: Attempt,
        /// Whose.
        person: PersonId,
    },
    /// Asks which passkeys the person has, after doing something with them.
    AskPasskeys(PasskeyDeed),
    /// Draws a new access token by the cookie.
    Refresh(Attempt),
    /// Ends the session; no answer is awaited.
    EndSession,
    /// Fetches the server's share of the vault.
    Slot {
        /// Comes back.
        attempt: Attempt,
        /// Makes one if there is none.
        make: bool,
    },
    /// Makes a vault and its empty store, and keeps both.
    CreateVault(Attempt, NewVault),
    /// Opens a vault.
    UnlockVault {
        /// Comes back.
        attempt: Attempt,
        /// Whose.
        person: PersonId,
        /// What opens it.
        secret: Secret,
    },
    /// Makes one slot of a vault anew and keeps its header.
    RewrapVault {
        /// Comes back.
        attempt: Attempt,
        /// Whose.
        person: PersonId,
        /// What opens it now.
        opener: Secret,
        /// What opens its own slot from now on.
        new: Secret,
        /// The device as the server enrolled it.
        enrolment: EnrolmentId,
    },
    /// Asks an unlocked tab of this person for the key.
    AskTabs {
        /// Comes back.
        attempt: Attempt,
        /// Whose.
        person: PersonId,
    },
    /// Gives a new tab the key: somebody is at this one.
    GiveKey(TabId),
    /// Opens the store of the vault that is open, and reads it.
    OpenStore {
        /// Comes back.
        attempt: Attempt,
        /// Makes it anew: the browser cleared it, and the server has what was sent.
        make: bool,
    },
    /// Appends records and drops drafts in one transaction.
    Append {
        /// Comes back.
        ticket: Ticket,
        /// At least one.
        records: Vec<Record>,
        /// Drafts that these records make of no further use.
        drop: Vec<DraftKey>,
        /// The operations among them once more, sealed to the server.
        boxes: Vec<SealedBox>,
        /// Boxes that these records make of no further use.
        unbox: Vec<BoxKey>,
        /// When it is done.
        durability: Durability,
    },
    /// Throws boxes away that are of no use.
    Unbox(Vec<BoxKey>),
    /// Brings the boxes on this device to the server, but those of the person who is in: their app sends them itself.
    Bring {
        /// Who is in.
        besides: Option<PersonId>,
    },
    /// Reads the records after this key, which other tabs wrote.
    ReadAfter(u64),
    /// Reads the whole log, to find what is of no further use.
    Gather,
    /// Throws records away that are of no further use.
    Sweep(Vec<u64>),
    /// Keeps a draft in place of the one before, on the disk.
    PutDraft {
        /// Which.
        key: DraftKey,
        /// Comes back.
        version: u64,
        /// Its bytes, to be sealed.
        bytes: Vec<u8>,
    },
    /// Throws a draft away.
    DropDraft(DraftKey),
    /// Reads the drafts whose tab is gone.
    FindDrafts,
    /// Opens a socket.
    OpenSocket,
    /// Closes the socket; no report is awaited.
    CloseSocket,
    /// Sends one frame.
    Send(Vec<u8>),
    /// Shows this place in the address bar.
    Navigate {
        /// Where.
        to: Route,
        /// In place of the current step of the history.
        replace: bool,
    },
    /// Tells the other tabs that the session is over, or that there is one again.
    TellSession {
        /// It is over.
        over: bool,
    },
    /// Locks every tab of this person: the reload clears the memory.
    Lock {
        /// The person logs out as well.
        log_out: bool,
        /// Tells the other tabs; not if one of them said it.
        tell: bool,
    },
    /// Begins the page anew.
    Reload,
    /// Lets the new version of the app take over.
    TakeUpdate,
    /// Copies text.
    Copy(String),
    /// Seals a text and saves it as a file that a password opens. Answered by [`super::msg::Msg::FileSaved`].
    SaveLocked(Attempt, Box<LockedFile>),
    /// Asks the browser to keep the store, or only whether it does.
    Persist {
        /// Asks for it.
        ask: bool,
    },
    /// Notes outside of the app's memory, at once, what is run through Automerge in the next turn; nothing if it is empty.
    Applying(Suspects),
    /// Looks at the device the app lies on.
    LookAtDevice,
    /// Asks for the key that a person's slips are sealed to on this device.
    AskSlipKey(PersonId),
    /// Keeps a slip of a person whose vault is locked, in place of the one before.
    PutSlip {
        /// Whose.
        person: PersonId,
        /// Which.
        id: SlipId,
        /// The sealed bytes.
        bytes: Vec<u8>,
    },
    /// Keeps what opens slips, unless another tab has done so. Answered by [`super::msg::Msg::SlipSecretKept`].
    KeepSlipSecret(SlipSecret),
    /// Leaves the key for slips where the lock screen finds it.
    PutSlipKey(SlipKey),
    /// Keeps a draft and drops the slip that it was, in one transaction.
    SlipToDraft {
        /// Which slip.
        id: SlipId,
        /// The draft's name.
        key: DraftKey,
        /// Its bytes, to be sealed.
        bytes: Vec<u8>,
    },
    /// Asks which devices the person has signed in on, after ending one of them if it is named.
    AskDevices {
        /// Ends this one.
        end: Option<EnrolmentId>,
    },
    /// Asks how the person hears of something new, or changes it; what is sent speaks this language.
    AskNotices(NoticeDeed, Language),
    /// Puts this number on the app's icon; 0 takes it away.
    Badge(usize),
    /// Asks for what is public of the units; needs no session.
    AskFacts,
    /// Keeps public facts where they are read before unlocking, in clear.
    KeepFacts(String),
    /// Saves numbers as a file that a telephone takes into its contacts.
    SaveContacts(String),
    /// Asks what waits in quarantine for its readers.
    AskQuarantine(AskQuarantine),
    /// Asks who on duty opened a family's card.
    AskOpenings(AskOpenings),
    /// Says what becomes of one text of it.
    SettleQuarantined(SettleQuarantined),
    /// Asks the server for something under *Administration*, or has it done.
    AskAdmin {
        /// As whom.
        acting: Acting,
        /// What.
        ask: Box<Ask>,
        /// The key of a deed that makes something.
        key: Option<DeedKey>,
    },
    /// Asks the server for the akuttelefon's rota, or changes it.
    AskDuty(Acting, DutyAsk),
    /// Asks about the rota, as whoever plans it.
    AskRota(Acting, RotaAsk),
    /// Asks who tied this call of the common list to a family.
    AskTied(Acting, DocId),
    /// Asks the server who is away, or says so.
    AskAway(Acting, AwayAsk),
    /// Asks the server about this station, or to make or end it.
    AskStation(Acting, StationAsk),
    /// Remembers, in clear, that this device is a station, or that it is none.
    KeepStation(Option<StationId>),
    /// Keeps, in clear, what [`super::station::encode_not_ready`] made of those who are not ready on this station.
    KeepNotReady(String),
    /// Fetches what the server leaves ready here for those who come next, and throws away what is for nobody of them.
    FillStation {
        /// As whom.
        acting: Acting,
        /// Which.
        station: StationId,
        /// Who comes next.
        officers: Vec<Readiness>,
        /// Who is in: their app asks for itself.
        besides: PersonId,
    },
    /// Looks for what lies ready for the person who is in. Answered by [`super::msg::Msg::PacketCame`].
    FindPacket,
    /// Throws away what lay ready for the person who is in.
    DropPacket,
    /// Asks the server what a leader sees of calls.
    AskOverview(Acting),
    /// Prints the page.
    Print,
    /// Gives the page its language, and keeps it for the screens before unlocking.
    Speak(Language),
    /// Loads what works the password out, ahead of need.
    WarmUp,
}

/// An operation that waits, sealed to the server.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBox {
    /// Which operation's.
    pub key: BoxKey,
    /// Boxes are brought in the order of this.
    pub made_at: Timestamp,
    /// What the lock screen may call it.
    pub waits: Waits,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// A secret text.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub String);

/// What is done with passkeys before they are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyDeed {
    /// Nothing.
    Look,
    /// Makes one, and a slot for it if it can open the vault.
    Add,
    /// Removes the one with this id, and its slot.
    End(String),
}

/// What a passkey computes for a vault (its PRF); it never leaves the device.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeySecret {
    /// Which passkey.
    pub credential: Vec<u8>,
    /// What it was asked for.
    pub salt: [u8; KEY_LEN],
    /// What it gave.
    pub output: [u8; KEY_LEN],
}

/// What opens a slot of a vault.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The person's password.
    Password(String),
    /// The key that the server keeps for this enrolment.
    Server([u8; KEY_LEN]),
    /// A passkey of the person.
    Passkey(PasskeySecret),
}

/// What a new vault needs.
#[derive(Clone, PartialEq, Eq)]
pub struct NewVault {
    /// Whose it is.
    pub person: PersonId,
    /// The device, as the server enrolled it.
    pub enrolment: EnrolmentId,
    /// For the lock screen of a shared device; see [`super::vault_header::initials`].
    pub initials: String,
    /// The password of slot 1 or the passkey of slot 2; none of them for a passkey that computes nothing.
    pub opener: Option<Secret>,
    /// The key of slot 3.
    pub server_key: [u8; KEY_LEN],
}

macro_rules! secret_debug {
    ($($name:ident),*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(not shown)"))
            }
        })*
    };
}
secret_debug!(Token, PasskeySecret, Secret, NewVault, SealedBox);
