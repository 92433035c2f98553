//! What the screens show: plain values without markup and without words. Words, and dates as people say them, are put in
//! by `ui` in the language chosen; names and texts are what persons wrote.

pub mod admin;
pub mod away;
pub mod check;
pub mod chrome;
pub mod common;
pub mod devices;
pub mod door;
pub mod duty;
pub mod editor;
pub mod entry;
pub mod export;
pub mod families;
pub mod family_card;
pub mod follow_up;
pub mod hours;
pub mod leader;
pub mod logbook;
pub mod more;
pub mod notices;
pub mod numbers;
pub mod passkeys;
pub mod quarantine;
pub mod release;
pub mod rota;
pub mod search;
pub mod share;
pub mod station;
pub mod today;
pub mod waiting;

pub use chrome::{Banner, Chrome, Said, SyncLine};
pub use common::{AnswerState, Child, Piece, Reader, Readers, Standing, When, Whom, Why};
pub use door::{Door, Fault, Install, Invite, Lock, SignIn, VaultFace};
pub use editor::{DraftState, Editor, EditorFaults, SaveState};
pub use entry::{
    Ask, AskState, Comment, Composer, Conflict, Entry, FieldKind, FieldSaid, History, HistoryStep, Sharing, Widening,
};
pub use families::{Families, FamilyCard, FamilyPage, PublicationCard};
pub use logbook::{DayGroup, DraftCard, EntryCard, Logbook};
pub use more::{More, RoleChoice};
pub use search::Search;
pub use share::{ShareOption, ShareSheet, StopSheet};
pub use today::{News, Today};
pub use waiting::{ItemTitle, ParkedItem, Waiting, WaitingItem, WhyWaiting};
