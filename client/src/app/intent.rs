//! What a person does at a screen.

use chrono::{NaiveDate, NaiveTime};
use samspil_shared::domain::{Acting, DocId, EnrolmentId, FactId, PersonId, SpaceId};

use super::admin::AdminIntent;
use super::draft::{DraftKey, JotAt};
use super::duty::{CallIntent, DutyIntent};
use super::export::ExportIntent;
use super::follow_up::{CardIntent, FollowUpIntent};
use super::language::Language;
use super::route::Route;
use super::station::StationIntent;
use super::view::entry::FieldKind;
use super::view::{Readers, Whom, Why};

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Goes somewhere.
    Go(Route),
    /// *Tilbage*.
    Back,
    /// Shows older notes in the list at hand.
    Older,
    /// *Vis alle*, of what is new.
    AllNews,
    /// At the screens outside the vault, and when signing in again.
    Door(DoorIntent),
    /// In the editor of a note.
    Editor(EditorIntent),
    /// Goes on with a text begun earlier.
    Resume(DraftKey),
    /// Throws a text away that was begun earlier.
    DropDraft(DraftKey),
    /// Copies what was typed where it cannot be gone on with.
    CopyBegun(DraftKey),
    /// Settles a field that was set apart on the value with this index.
    Settle {
        /// The note.
        entry: DocId,
        /// The field.
        field: FieldKind,
        /// Index in [`super::view::Conflict::sides`].
        side: usize,
    },
    /// *Behold begge*: a field that was set apart is left empty, and the note's text says all that was answered.
    KeepBoth {
        /// The note.
        entry: DocId,
        /// The field.
        field: FieldKind,
        /// What the text shall say, in the language of the screen.
        words: String,
    },
    /// Makes an *os voksne* note of a *kun mig* note.
    Widen {
        /// The note.
        entry: DocId,
        /// The placement that it is for.
        to: SpaceId,
    },
    /// On the share sheet.
    Share(ShareIntent),
    /// Answers an ask to share.
    Answer {
        /// The note.
        entry: DocId,
        /// The ask.
        ask: FactId,
        /// *Ja, del det*, or *Nej, ikke nu*.
        yes: bool,
    },
    /// Takes an own ask back.
    TakeBackAsk {
        /// The note.
        entry: DocId,
        /// The ask.
        ask: FactId,
    },
    /// Takes a publication back.
    StopSharing(DocId),
    /// Writes in the comment on a publication.
    CommentText {
        /// The publication.
        publication: DocId,
        /// The whole text.
        text: String,
    },
    /// Saves the comment on a publication.
    CommentSend(DocId),
    /// Copies the text of something that did not get through.
    CopyParked(DocId),
    /// On the sheet that saves a text as a locked file.
    Export(ExportIntent),
    /// Sends something that did not get through again, as a new change or a new note.
    ParkedAgain(DocId),
    /// *Jeg har set det*: puts away something that did not get through.
    ParkedSeen(DocId),
    /// Connects now rather than later.
    TryNow,
    /// Acts as something else.
    Act(Acting),
    /// *Lås nu*.
    Lock,
    /// *Log ud*.
    LogOut,
    /// Takes the new version of the app.
    Update,
    /// Asks the server for the devices.
    AskDevices,
    /// Ends a device.
    EndDevice(EnrolmentId),
    /// Asks how the person hears of something new.
    AskNotices,
    /// A daily mail goes to this address, or nowhere.
    TakeMail(Option<String>),
    /// This device is told of something new.
    TakePushes,
    /// It is told no more.
    EndPushes,
    /// Saves the numbers as contacts.
    SaveContacts,
    /// The code that covers the app.
    Pin(PinIntent),
    /// Asks for what others wrote who may no longer write there.
    AskQuarantine,
    /// Says what becomes of one text of it.
    SettleQuarantined {
        /// The document.
        doc: DocId,
        /// Who wrote it.
        by: PersonId,
        /// It is taken in, or left out.
        take: bool,
    },
    /// Under *Administration*.
    Admin(AdminIntent),
    /// At the akuttelefon.
    Duty(DutyIntent),
    /// On the page of a new call.
    Call(CallIntent),
    /// Something is typed in a sheet or a field that keeps it.
    Jot(JotAt, String),
    /// About calls, and who is away.
    FollowUp(FollowUpIntent),
    /// On a family's card.
    Card(CardIntent),
    /// About the computer that officers share.
    Station(StationIntent),
    /// Asks the server what a leader sees of calls.
    AskOverview,
    /// Asks the server for the passkeys.
    AskPasskeys,
    /// Adds one.
    AddPasskey,
    /// Removes one, by its id.
    EndPasskey(String),
    /// Asks the browser to keep the store.
    Persist,
    /// Speaks this language from here on.
    Speak(Language),
    /// Types in the field of *Søg*.
    Search(String),
    /// Puts a banner away that can be put away.
    Dismiss,
}

/// What is done with the code.
#[derive(Clone, PartialEq, Eq)]
pub enum PinIntent {
    /// Lifts the curtain with these digits.
    Try(String),
    /// Takes these digits as the code from here on.
    Choose(String),
    /// Does without a code.
    Remove,
}

impl std::fmt::Debug for PinIntent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinIntent(not shown)")
    }
}

impl Intent {
    /// Whether it only changes what is being written.
    pub(in crate::app) fn is_typing(&self) -> bool {
        match self {
            Self::CommentText { .. } => true,
            Self::Call(intent) => !matches!(intent, CallIntent::Save | CallIntent::Drop | CallIntent::Another),
            Self::Editor(intent) => !matches!(intent, EditorIntent::Save | EditorIntent::Drop | EditorIntent::Another),
            _ => false,
        }
    }
}

/// At the screens outside the vault.
#[derive(Clone, PartialEq, Eq)]
pub enum DoorIntent {
    /// Types the login.
    Login(String),
    /// Types the password.
    Password(String),
    /// Types the password again.
    Again(String),
    /// Names the device.
    Device(String),
    /// Asks for six words.
    Suggest,
    /// Takes the six words as the password.
    TakeSuggestion,
    /// Sends the form.
    Submit,
    /// Uses a passkey: to unlock, to sign in or to accept a link.
    Passkey,
    /// Chooses whose vault to open.
    Choose(PersonId),
    /// Login instead of unlocking.
    SignIn,
    /// Unlocking instead of login.
    Unlock,
    /// *Skriv nu*, without unlocking.
    WriteNow,
    /// Types on the slip.
    Slip(String),
    /// Is done with the slip.
    EndSlip,
    /// Pastes a link, or the token in it.
    Paste(String),
    /// Uses a code that stands for a link.
    UseCode(String),
    /// Asks for the code of the link at hand, to use it on another device.
    ShowCode,
}

impl std::fmt::Debug for DoorIntent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DoorIntent(not shown)")
    }
}

/// In the editor of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditorIntent {
    /// Whom it is about.
    Whom(Whom),
    /// The day it happened.
    Date(NaiveDate),
    /// The time of day it happened.
    Time(NaiveTime),
    /// The whole text.
    Text(String),
    /// How the child's day was, from 1 to 5; `None` is *spring over*.
    DayChild(Option<u8>),
    /// How the family's day was, from 1 to 5; `None` is *spring over*.
    DayFamily(Option<u8>),
    /// *Kun mig* or *Os voksne*.
    Readers(Readers),
    /// *Gem*.
    Save,
    /// *Slet kladden*.
    Drop,
    /// Begins another new note, the one at hand stays a draft.
    Another,
}

/// On the share sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareIntent {
    /// *Konsulenten* or *Teamet*.
    Readers(Readers),
    /// Why.
    Why(Why),
    /// Shares, or asks the other adult first.
    Go,
}
