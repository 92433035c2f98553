//! What happened: what a person did, what the browser answered, what came by itself.

use samspil_shared::api::duty::{Consultants, Overview, Rota, TiedCall};
use samspil_shared::api::station::Station;
use samspil_shared::api::{Devices, Invited, LinkCode, Openings, Passkeys, Problem, PublicFacts, Quarantined, Session};
use samspil_shared::domain::{Acting, DocId, EnrolmentId, PersonId, SpaceId, StationId};
use samspil_shared::sync::deliver::BoxKey;
use samspil_shared::sync::engine::Ticket;
use samspil_shared::sync::record::Record;
use samspil_shared::sync::slip::{SlipId, SlipKey, SlipSecret};

use super::admin::{Ask, Reply};
use super::command::{Attempt, PasskeySecret, Token};
use super::draft::{DraftKey, TAB_LEN};
use super::duty::DutyAsk;
use super::election::TabId;
use super::follow_up::{AwayAsk, RotaAsk};
use super::intent::Intent;
use super::language::Language;
use super::notices::{NoticeFault, NoticesHere};
use super::route::Route;
use super::station::StationAsk;
use super::unsent::Unsent;
use super::vault_header::KEY_LEN;

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// The shell looked what the device holds.
    Started(Started),
    /// The app cannot start.
    NotStarted(StoreFault),
    /// A person did something.
    Intent(Intent),
    /// Answer to [`super::command::Command::LookUpLink`].
    LinkLooked(Attempt, Result<Invited, ApiFault>),
    /// Answer to [`super::command::Command::MakeCode`].
    CodeMade(Attempt, Result<LinkCode, ApiFault>),
    /// Answer to an accepted link or a login.
    SignedIn(Attempt, Result<Session, ApiFault>),
    /// Answer to [`super::command::Command::PasskeySignIn`] and [`super::command::Command::PasskeyAccept`]; with what the
    /// passkey computes for the vault, where it can.
    PasskeySignedIn(Attempt, Result<(Session, Option<PasskeySecret>), PasskeyFault>),
    /// Answer to [`super::command::Command::AskPasskeys`].
    PasskeysCame(Result<PasskeysHere, PasskeyFault>),
    /// Answer to [`super::command::Command::Refresh`].
    Refreshed(Attempt, Result<Session, ApiFault>),
    /// Answer to [`super::command::Command::Slot`].
    SlotCame(Attempt, Result<SlotKey, ApiFault>),
    /// Answer to [`super::command::Command::CreateVault`]: it is kept and open.
    VaultCreated(Attempt, Result<(), VaultFault>),
    /// Answer to [`super::command::Command::UnlockVault`].
    VaultUnlocked(Attempt, Result<(), VaultFault>),
    /// Answer to [`super::command::Command::RewrapVault`].
    VaultRewrapped(Attempt, Result<(), VaultFault>),
    /// Answer to [`super::command::Command::AskTabs`]: whether a tab gave the key, the vault is open then.
    TabsAnswered(Attempt, bool),
    /// Answer to [`super::command::Command::OpenStore`].
    StoreOpened(Attempt, Result<Opened, StoreFault>),
    /// Answer to [`super::command::Command::Bring`]: so many boxes are left on the device.
    Brought(Unsent),
    /// The store holds the records of an append, durably.
    Appended {
        /// Which.
        ticket: Ticket,
        /// One key a record, ascending.
        keys: Vec<u64>,
    },
    /// The store could not take them; it holds none of them.
    AppendFailed {
        /// Which.
        ticket: Ticket,
        /// Why.
        fault: StoreFault,
    },
    /// Another tab wrote records up to this key.
    OthersWrote(u64),
    /// Answer to [`super::command::Command::ReadAfter`].
    ReadOn(Reading),
    /// Answer to [`super::command::Command::Gather`]: the whole log.
    Gathered(Vec<(u64, Record)>),
    /// The records that other tabs wrote could not be read. They are in the store.
    ReadFailed(StoreFault),
    /// A draft is on the disk.
    DraftKept {
        /// Which.
        key: DraftKey,
        /// Which version of it.
        version: u64,
    },
    /// A draft could not be kept.
    DraftFailed {
        /// Which.
        key: DraftKey,
        /// Which version of it.
        version: u64,
        /// Why.
        fault: StoreFault,
    },
    /// Answer to [`super::command::Command::FindDrafts`]: drafts whose tab is gone.
    DraftsFound(Vec<(DraftKey, Vec<u8>)>),
    /// The socket is open.
    SocketOpened,
    /// A frame came.
    SocketFrame(Vec<u8>),
    /// The socket is gone, or never came to be.
    SocketLost,
    /// This tab leads from here on, or no longer.
    Lead(bool),
    /// The tab came to the front, or left it.
    Visible(bool),
    /// The page may end without further notice.
    Leaving,
    /// The window got the focus, or the browser believes that there is a network again.
    Foreground,
    /// The person did something.
    Activity,
    /// A new tab asks for the vault key.
    KeyWanted(TabId),
    /// Another tab locks.
    LockedElsewhere {
        /// The person logged out.
        log_out: bool,
    },
    /// Another tab learnt that the session is over, or signed in.
    SessionElsewhere {
        /// It is over.
        over: bool,
    },
    /// The person went back or forward to this place.
    Navigated(Route),
    /// A new version of the app lies ready.
    UpdateReady,
    /// A new version of the app has taken over.
    UpdateActive,
    /// Whether the browser promised to keep the store.
    Persisted(bool),
    /// Answer to [`super::command::Command::AskSlipKey`].
    SlipKeyCame(PersonId, Option<SlipKey>),
    /// Answer to [`super::command::Command::KeepSlipSecret`]: the one that is in the store, whichever tab drew it.
    SlipSecretKept(Option<SlipSecret>),
    /// Answer to [`super::command::Command::PutSlip`]: whether it is on the disk.
    SlipPut(SlipId, bool),
    /// Answer to [`super::command::Command::AskDevices`].
    DevicesCame(Result<Devices, ApiFault>),
    /// Answer to [`super::command::Command::AskNotices`].
    NoticesCame(Result<NoticesHere, NoticeFault>),
    /// Answer to [`super::command::Command::AskFacts`].
    FactsCame(Result<PublicFacts, ApiFault>),
    /// Answer to [`super::command::Command::AskQuarantine`], with or without the texts, or to
    /// [`super::command::Command::SettleQuarantined`].
    QuarantineCame {
        /// As whom it was asked.
        acting: Acting,
        /// The texts were asked for.
        texts: bool,
        /// What waits.
        answer: Result<Quarantined, ApiFault>,
    },
    /// Answer to [`super::command::Command::AskOpenings`]: as whom, and of which card, it was asked.
    OpeningsCame(Acting, SpaceId, Result<Openings, ApiFault>),
    /// Answer to [`super::command::Command::AskAdmin`].
    AdminCame(Acting, Box<Ask>, Result<Reply, ApiFault>),
    /// Answer to [`super::command::Command::AskDuty`]: the rota as it stands.
    DutyCame(Acting, DutyAsk, Result<Rota, ApiFault>),
    /// Answer to [`super::command::Command::AskRota`]: the rota as it stands.
    RotaCame(Acting, RotaAsk, Result<Rota, ApiFault>),
    /// Answer to [`super::command::Command::AskTied`].
    TiedCame(Acting, DocId, Result<TiedCall, ApiFault>),
    /// Answer to [`super::command::Command::AskAway`].
    AwayCame(Acting, AwayAsk, Result<Consultants, ApiFault>),
    /// Answer to [`super::command::Command::AskStation`].
    StationCame(Acting, StationAsk, Result<Station, ApiFault>),
    /// Answer to [`super::command::Command::FillStation`]: for whom something lies ready here.
    StationFilled(Vec<PersonId>),
    /// Answer to [`super::command::Command::FindPacket`]: what lies ready, sealed.
    PacketCame(Option<Vec<u8>>),
    /// Answer to [`super::command::Command::AskOverview`].
    OverviewCame(Acting, Result<Box<Overview>, ApiFault>),
    /// Answer to [`super::command::Command::LookAtDevice`].
    DeviceLooked(DeviceFacts),
    /// Answer to [`super::command::Command::SaveLocked`]: whether the browser was given the file.
    FileSaved(Attempt, bool),
    /// Whether the text is on the clipboard.
    Copied(bool),
    /// The deadline of [`super::model::Model::poll_timeout`] passed.
    Timer,
}

/// What the device holds before anything is unlocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Where the address bar is.
    pub route: Route,
    /// A one-time link's token.
    pub link: Option<Token>,
    /// Vaults on this device, the last used one first.
    pub vaults: Vec<VaultOnDevice>,
    /// This page is here because the person locked: other tabs are not asked for the key.
    pub locked: bool,
    /// Random bytes that name this tab.
    pub tab: [u8; TAB_LEN],
    /// Build number of the app.
    pub app: u32,
    /// The browser can use passkeys.
    pub passkeys: bool,
    /// The app must go to the home screen before anybody begins in it.
    pub install_first: bool,
    /// The page's language: what was last chosen here, or what the browser prefers.
    pub language: Language,
    /// What is public of the units, as it was kept here in clear.
    pub facts: Option<String>,
    /// The station that this device is.
    pub station: Option<StationId>,
    /// Who is not ready on it, kept in clear.
    pub not_ready: Option<String>,
}

/// What the browser says of the device; `None` for what it does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeviceFacts {
    /// The app was started from the home screen; `None` as well on what has none.
    pub installed: Option<bool>,
    /// The browser promised to keep the store.
    pub persisted: Option<bool>,
    /// Bytes that are left for the app.
    pub free: Option<u64>,
}

/// A vault on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultOnDevice {
    /// Whose.
    pub person: PersonId,
    /// The device as the server enrolled it; `None` if the header cannot be read.
    pub enrolment: Option<EnrolmentId>,
    /// At most four letters; may be empty.
    pub initials: String,
    /// A password opens it.
    pub password: bool,
    /// A passkey opens it.
    pub passkey: bool,
}

/// What an opened store holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// The log.
    pub log: Reading,
    /// The device's settings, as this app once wrote them.
    pub settings: Option<Vec<u8>>,
    /// Drafts whose tab is gone.
    pub drafts: Vec<(DraftKey, Vec<u8>)>,
    /// The boxes that were there before the log was read.
    pub boxes: Vec<BoxKey>,
    /// What opens slips, once a tab has drawn it.
    pub slip_secret: Option<SlipSecret>,
    /// What was written on the lock screen, sealed.
    pub slips: Vec<(SlipId, Vec<u8>)>,
    /// The server left something ready for the person. It is looked for again by the tab that leads.
    pub packet: bool,
    /// Drafts that cannot be read; they stay in the store.
    pub damaged_drafts: usize,
    /// What tabs that are gone were running through Automerge when they ended.
    pub ended_at: Vec<Suspects>,
}

/// Documents that are run through Automerge together; see [`super::command::Command::Applying`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suspects {
    /// Which.
    pub docs: Vec<DocId>,
    /// How often just these were tried, this time counted.
    pub tries: u8,
}

/// Records that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// By key, ascending.
    pub records: Vec<(u64, Record)>,
    /// Rows that cannot be read; they stay in the store.
    pub damaged: usize,
}

/// The server's share of a vault.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SlotKey(pub [u8; KEY_LEN]);

impl std::fmt::Debug for SlotKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SlotKey(not shown)")
    }
}

/// The person's passkeys, and what opens the vault on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeysHere {
    /// As the server has them.
    pub passkeys: Passkeys,
    /// The ids of those that open the vault.
    pub opening: Vec<String>,
    /// A password opens it.
    pub password: bool,
}

/// Why a passkey did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyFault {
    /// The person put it away, took too long, or has none here.
    Unused,
    /// The authenticator has one of this person already.
    There,
    /// This browser has no passkeys.
    Missing,
    /// The server.
    Api(ApiFault),
}

/// Why the server's interface gave no answer of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiFault {
    /// Not reached.
    Unreachable,
    /// Said no.
    Problem(Problem),
    /// Said something that this version does not understand.
    Unexpected,
}

/// Why a vault did not open, or was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultFault {
    /// The password or key does not open it.
    WrongSecret,
    /// No passkey was used.
    PasskeyUnused,
    /// The passkey that was used computes nothing that opens it.
    PasskeyWrong,
    /// Its header cannot be read.
    Damaged,
    /// The store.
    Store(StoreFault),
    /// The browser.
    Browser,
}

/// Why the store did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// No room.
    Full,
    /// Held by tabs with another version.
    Blocked,
    /// The records of a vault are gone.
    Evicted,
    /// Written by a newer app.
    Newer,
    /// No store at all.
    Unavailable,
    /// The browser lacks something the app needs.
    OldBrowser,
    /// Anything else.
    Failed,
}
