//! What a person does becomes operations on documents. Jobs on one document run one after the other: each is built on what
//! the one before left.

mod again;
mod call;
mod entry;
mod family_card;
mod follow_up;
mod share;

use std::collections::{BTreeMap, VecDeque};

use minicbor::bytes::ByteVec;
use samspil_shared::doc::EditError;
use samspil_shared::domain::{Acting, Audience, ChangeHash, DocId, DocumentMeta, FactId, Kind, SpaceId, Timestamp};
use samspil_shared::sync::engine::{Engine, LocalOp, SaveId};
use samspil_shared::sync::frame::{CREATE_CHANGES_MAX, NewDocument, ReadFact};
use samspil_shared::sync::state::{HeldDocument, Standing};

pub(in crate::app) use self::again::{can_again, parked};
pub(in crate::app::model) use self::call::NewCall;
pub(super) use self::family_card::CardJob;
pub(super) use self::follow_up::CallJob;
pub(in crate::app) use self::follow_up::unit_name;
pub(in crate::app) use self::share::agreeing;
use crate::app::draft::{DraftKey, EntryDraft};
use crate::app::view::entry::FieldKind;
use crate::app::view::{SaveState, Why};

/// Something to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Job {
    /// A new note, or one for each of several children.
    NewEntry { doc: DocId, fields: EntryDraft, acting: Acting, drop: Vec<DraftKey> },
    /// Changes to a note.
    EditEntry { doc: DocId, fields: EntryDraft, acting: Acting, drop: Vec<DraftKey> },
    /// A comment.
    Comment { comment: DocId, publication: DocId, text: String, drop: Vec<DraftKey> },
    /// A field that was set apart gets one value.
    Settle { entry: DocId, field: FieldKind, side: usize },
    /// A field that was set apart is left empty, and the text says all that was answered.
    KeepBoth { entry: DocId, field: FieldKind, words: String },
    /// A *kun mig* note becomes an *os voksne* note of this placement.
    Widen { entry: DocId, new: DocId, to: SpaceId },
    /// A note is shared, or the others in it are asked.
    Share { entry: DocId, publication: DocId, audience: Audience, why: Why },
    /// An ask is answered; the last yes shares.
    Answer { entry: DocId, ask: FactId, yes: bool, publication: DocId },
    /// A publication is taken back, with what was shared of the same note before.
    Stop { publication: DocId, alike: Vec<DocId> },
    /// What was refused is sent again.
    Again { doc: DocId, new: DocId },
    /// Something said about calls.
    Call { job: CallJob, drop: Vec<DraftKey> },
    /// Something written on a family's card, or for it.
    Card { job: CardJob, drop: Vec<DraftKey> },
    /// Another's record was opened.
    Read(ReadFact),
    /// A call to the akuttelefon.
    NewCall { doc: DocId, new: Box<NewCall>, drop: Vec<DraftKey> },
    /// *Tilføj* to an own call.
    AddToCall { note: DocId, fact: FactId, text: String, drop: Vec<DraftKey> },
    /// A call back that was promised was made, or not.
    RungBack { follow_up: DocId, fact: FactId, done: bool, next: Option<Timestamp> },
}

/// What follows once a job is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The editor closes and shows the note.
    Entry(DocId),
    /// The composer on the publication is empty again.
    Comment(DocId),
    /// Shared.
    Shared { entry: DocId },
    /// Asked.
    Asked { entry: DocId },
    /// Taken back; what of, if it is here.
    Stopped { publication: DocId },
    /// The new note.
    Widened { new: DocId },
    /// On its way again.
    Again,
    /// The call's page is shown.
    DutyCall(DocId),
    /// Said, where the person is.
    Written,
    /// Said about calls; the family whose page is shown then, if it is another.
    Call(Option<SpaceId>),
    /// The card is saved.
    Card(SpaceId),
    /// Nothing to show.
    Quiet,
}

/// A job as operations.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) ops: Vec<LocalOp>,
    pub(super) drop: Vec<DraftKey>,
    pub(super) after: After,
}

/// Why there is nothing to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotBuilt {
    /// Nothing was changed.
    Same(After),
    /// Missing, or not allowed.
    Denied,
    /// A defect of the app.
    Defect,
}

impl From<EditError> for NotBuilt {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Unsettled(_) | EditError::UnknownBase | EditError::Kind => Self::Denied,
            _ => Self::Defect,
        }
    }
}

/// What building needs.
pub(super) struct Bench<'a> {
    pub(super) engine: &'a mut Engine,
    pub(super) now: Timestamp,
    pub(super) rng: &'a mut dyn rand::Rng,
}

impl Job {
    /// Documents that it is built on.
    pub(super) fn docs(&self) -> Vec<DocId> {
        match self {
            Self::NewEntry { doc, .. } | Self::EditEntry { doc, .. } | Self::Again { doc, .. } => vec![*doc],
            Self::Comment { comment, .. } => vec![*comment],
            Self::Settle { entry, .. } | Self::KeepBoth { entry, .. } | Self::Widen { entry, .. } => vec![*entry],
            Self::Share { entry, .. } | Self::Answer { entry, .. } => vec![*entry],
            Self::Stop { publication, alike } => alike.iter().chain([publication]).copied().collect(),
            Self::NewCall { doc, .. } | Self::AddToCall { note: doc, .. } => vec![*doc],
            Self::RungBack { follow_up, .. } => vec![*follow_up],
            Self::Call { job, .. } => job.docs(),
            Self::Card { job, .. } => job.docs(),
            Self::Read(_) => Vec::new(),
        }
    }

    /// Drafts that it makes of no further use.
    pub(super) fn drafts(&self) -> Vec<DraftKey> {
        match self {
            Self::NewEntry { drop, .. } | Self::EditEntry { drop, .. } | Self::Comment { drop, .. } => drop.clone(),
            Self::NewCall { drop, .. } | Self::AddToCall { drop, .. } => drop.clone(),
            Self::Call { drop, .. } | Self::Card { drop, .. } => drop.clone(),
            _ => Vec::new(),
        }
    }

    /// The job as operations on the documents as they stand.
    pub(super) fn build(&self, bench: &mut Bench<'_>) -> Result<Built, NotBuilt> {
        match self {
            Self::NewEntry { doc, fields, drop, .. } => entry::new(bench, *doc, fields, drop),
            Self::EditEntry { doc, fields, drop, .. } => entry::edit(bench, *doc, fields, drop),
            Self::Comment { comment, publication, text, drop } => {
                entry::comment(bench, *comment, *publication, text, drop)
            }
            Self::Settle { entry, field, side } => entry::settle(bench, *entry, *field, *side),
            Self::KeepBoth { entry, field, words } => entry::keep_both(bench, *entry, *field, words),
            Self::Widen { entry, new, to } => entry::widen(bench, *entry, *new, *to),
            Self::Share { entry, publication, audience, why } => {
                share::share(bench, *entry, *publication, *audience, share::intent_of(*why))
            }
            Self::Answer { entry, ask, yes, publication } => share::answer(bench, *entry, *ask, *yes, *publication),
            Self::Stop { publication, alike } => {
                let after = After::Stopped { publication: *publication };
                let others = alike.iter().filter(|doc| *doc != publication);
                let ops = std::iter::once(publication).chain(others).map(|doc| LocalOp::Withdraw(*doc)).collect();
                Ok(Built { ops, drop: Vec::new(), after })
            }
            Self::NewCall { doc, new, drop } => call::new(bench, *doc, new, drop),
            Self::AddToCall { note, fact, text, drop } => call::add(bench, *note, *fact, text, drop),
            Self::RungBack { follow_up, fact, done, next } => call::rung_back(bench, *follow_up, *fact, *done, *next),
            Self::Again { doc, new } => again::again(bench, *doc, *new),
            Self::Call { job, drop } => Ok(Built { drop: drop.clone(), ..job.build(bench)? }),
            Self::Card { job, drop } => Ok(Built { drop: drop.clone(), ..job.build(bench)? }),
            Self::Read(fact) => {
                Ok(Built { ops: vec![LocalOp::Read(fact.clone())], drop: Vec::new(), after: After::Quiet })
            }
        }
    }
}

impl Bench<'_> {
    /// The device's clock, corrected.
    pub(super) fn at(&self) -> Timestamp {
        self.engine.state().corrected(self.now)
    }
}

/// A new document of a kind in a space. What does not fit its creation follows as changes.
pub(super) fn create(doc: DocId, meta: DocumentMeta, chunks: Vec<Vec<u8>>) -> Vec<LocalOp> {
    let mut chunks = chunks.into_iter();
    let first = chunks.by_ref().take(CREATE_CHANGES_MAX).map(ByteVec::from).collect();
    let create = LocalOp::Create(NewDocument { doc, meta, changes: first });
    std::iter::once(create).chain(chunks.map(|bytes| LocalOp::Change { doc, bytes })).collect()
}

/// Changes to a document.
pub(super) fn changes(doc: DocId, chunks: Vec<Vec<u8>>) -> impl Iterator<Item = LocalOp> {
    chunks.into_iter().map(move |bytes| LocalOp::Change { doc, bytes })
}

/// What a new document says of itself.
pub(in crate::app) fn meta(kind: Kind, space: SpaceId, audience: Audience) -> DocumentMeta {
    let schema = samspil_shared::doc::SCHEMA;
    DocumentMeta { kind, schema, space, parent: None, course: None, audience, readers: Vec::new() }
}

/// The heads to write at: those the author looked at, without own changes that were refused since.
pub(super) fn living(held: &HeldDocument, base: &[ChangeHash]) -> Vec<ChangeHash> {
    let (mut living, mut seen): (Vec<ChangeHash>, Vec<ChangeHash>) = (Vec::new(), Vec::new());
    let mut left: Vec<ChangeHash> = base.to_vec();
    while let Some(hash) = left.pop() {
        if seen.contains(&hash) {
            continue;
        }
        seen.push(hash);
        let Some(change) = held.changes.iter().find(|change| change.hash == hash) else { continue };
        if matches!(change.standing, Standing::Parked(_)) {
            left.extend(change.deps.iter().copied());
        } else {
            living.push(hash);
        }
    }
    living.sort_unstable();
    living
}

/// Jobs under way and jobs that wait for them.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    next: SaveId,
    running: BTreeMap<SaveId, (Job, After)>,
    waiting: VecDeque<Job>,
}

impl Jobs {
    pub(super) fn add(&mut self, job: Job) {
        self.waiting.push_back(job);
    }

    /// The next job whose documents nobody writes to.
    pub(super) fn next(&mut self) -> Option<Job> {
        let mut busy: Vec<DocId> = self.running.values().flat_map(|(job, _)| job.docs()).collect();
        let free = self.waiting.iter().position(|job| {
            let docs = job.docs();
            let free = !docs.iter().any(|doc| busy.contains(doc));
            // Those that wait keep their order too.
            busy.extend(docs);
            free
        })?;
        self.waiting.remove(free)
    }

    pub(super) fn start(&mut self, job: Job, after: After) -> SaveId {
        self.next += 1;
        self.running.insert(self.next, (job, after));
        self.next
    }

    pub(super) fn end(&mut self, save: SaveId) -> Option<(Job, After)> {
        self.running.remove(&save)
    }

    /// Whether something is on its way to the disk.
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }
}

/// What a person is told of a job that was not done.
pub(super) fn save_state(not_built: NotBuilt) -> SaveState {
    match not_built {
        NotBuilt::Same(_) => SaveState::Ready,
        NotBuilt::Denied => SaveState::Denied,
        NotBuilt::Defect => SaveState::Defect,
    }
}
