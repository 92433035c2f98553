//! What goes into the engine and what comes out.

use crate::domain::{Acting, DocId, Timestamp};
use crate::sync::frame::{NewDocument, ReadFact};
use crate::sync::packet::Packet;
use crate::sync::record::Record;
use crate::sync::state::Moved;

/// Number of an append, drawn by the engine.
pub type Ticket = u64;
/// Number of a save, drawn by the app.
pub type SaveId = u64;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The store was opened; these are all its records.
    Opened {
        /// By key, ascending.
        records: Vec<(u64, Record)>,
    },
    /// Another tab wrote; these are the records after the last one read.
    Folded {
        /// By key, ascending.
        records: Vec<(u64, Record)>,
    },
    /// The person saved.
    Save {
        /// Comes back in the notice.
        save: SaveId,
        /// All or nothing.
        ops: Vec<LocalOp>,
    },
    /// The store holds the records of an [`Effect::Append`], durably.
    Appended {
        /// Which append.
        ticket: Ticket,
        /// One key a record, ascending.
        keys: Vec<u64>,
    },
    /// The store could not take them; it holds none of them.
    AppendFailed {
        /// Which append.
        ticket: Ticket,
    },
    /// This tab leads: it alone holds the socket. Or no longer.
    Lead(bool),
    /// The person acts as something else from now on.
    Act(Acting),
    /// A session is there (again).
    SignedIn,
    /// The app came to the front, or the network changed: a good moment to try.
    Foreground,
    /// The socket that was asked for is open.
    SocketOpened {
        /// Access token for the first frame.
        ticket: String,
    },
    /// The socket closed or could not be opened.
    SocketLost {
        /// The session is over: only a login helps.
        needs_login: bool,
    },
    /// A message came.
    Frame(Vec<u8>),
    /// The deadline of [`super::Engine::poll_timeout`] passed.
    Timer,
    /// Something of the log cannot be read: what the server has of it must come again.
    Damaged,
    /// A packet lay on this device. Answered by [`Notice::Unpacked`], unless the store takes nothing.
    Packet(Box<Packet>),
}

/// Something the person did, as the document layer put it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalOp {
    /// A new document.
    Create(NewDocument),
    /// A change to one.
    Change {
        /// The document.
        doc: DocId,
        /// One uncompressed Automerge change chunk.
        bytes: Vec<u8>,
    },
    /// A publication is taken back.
    Withdraw(DocId),
    /// Another person's record was opened.
    Read(ReadFact),
    /// A parked text was settled: it is sent again as something new, or put away.
    Unpark(DocId),
}

/// How durable an append must be before it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On disk: the person's own words.
    Strict,
    /// With the operating system: what the server has anyway.
    Relaxed,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Append these in one transaction, in the order of the effects.
    Append {
        /// Comes back in the answer.
        ticket: Ticket,
        /// At least one.
        records: Vec<Record>,
        /// When to answer.
        durability: Durability,
    },
    /// Open a socket, refreshing the session if need be.
    Connect,
    /// Close the socket; no answer is awaited.
    Disconnect,
    /// Send one message.
    Send(Vec<u8>),
    /// Tell the app.
    Tell(Notice),
}

/// What the app should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The save is durable: "gemt" may be shown.
    Saved(SaveId),
    /// The save did not take place; the text is still in the editor.
    NotSaved(SaveId, SaveError),
    /// Something moved.
    Moved(Moved),
    /// The store could not take what the server sent.
    StoreFailed,
    /// The session is over: sync stops until a login, reading and writing go on.
    NeedsLogin,
    /// This device or person was revoked.
    Revoked,
    /// The app is too old to edit.
    UpdateFirst,
    /// What became of the packet.
    Unpacked(Unpacked),
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpacked {
    /// What it holds is in the log.
    Taken,
    /// Its window has not begun: it stays sealed.
    Early,
    /// Its window is over.
    Over,
    /// The device knows as much, or it is not for this person and device.
    Useless,
}

/// Why a save did not take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The store could not take it.
    #[error("the device's store could not take it")]
    Store,
    /// The document layer made something its own scanner or grammar refuses: a defect, told rather than sent.
    #[error("the change is not one this kind of document knows")]
    Form,
    /// The person may not do that (any more).
    #[error("not allowed")]
    Denied,
}

/// How the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Another tab leads.
    Following,
    /// Not connected; tried again by itself.
    Offline,
    /// On the way.
    Connecting,
    /// The server answered.
    Online,
    /// Waits for a login.
    NeedsLogin,
}

/// How far things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncStatus {
    /// Documents with something to send.
    pub waiting: usize,
    /// Documents with something refused for good.
    pub parked: usize,
    /// When the server last answered, by the corrected clock.
    pub last_exchange: Option<Timestamp>,
    /// How the connection is.
    pub link: LinkState,
}

/// Why the engine wants to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// To connect again.
    Reconnect,
    /// To send again what the server was too busy for.
    Retry,
    /// The server owes an answer.
    AnswerOverdue,
    /// A window ends, and what was seen in it goes.
    WindowEnds,
}
