//! Calls to the akuttelefon, what became of them, the cards that they are answered by, and whether a place may be told.
//! There are few, so they are kept whole.

use std::collections::BTreeMap;

use samspil_shared::doc::call_note::{self, CallNote};
use samspil_shared::doc::call_receipt::{self, CallReceipt};
use samspil_shared::doc::family_card::{self, FamilyCard};
use samspil_shared::doc::follow_up::{self, FollowUp};
use samspil_shared::doc::night_help::{self, NightHelp};
use samspil_shared::doc::place_mark::{self, PlaceMark};
use samspil_shared::domain::{DocId, DocState, Hiding, Kind, PersonId, SpaceId, Timestamp};
use samspil_shared::sync::state::HeldDocument;

use super::standing;
use super::whole::Whole;
use crate::app::view::Standing;

/// A document of these kinds with what stands beside it.
#[derive(Debug, Clone)]
pub(in crate::app) struct Beside<T> {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) parent: Option<DocId>,
    pub(in crate::app) author: PersonId,
    pub(in crate::app) readers: Vec<PersonId>,
    /// When the server received it first; `None` while it waits here.
    pub(in crate::app) received_at: Option<Timestamp>,
    /// Received after the window it was made in.
    pub(in crate::app) late: bool,
    /// Taken off the common list.
    pub(in crate::app) withdrawn: bool,
    pub(in crate::app) standing: Standing,
    pub(in crate::app) value: T,
}

/// What a document of these kinds says.
#[derive(Debug)]
pub(super) enum CallRead {
    Card(FamilyCard),
    Help(NightHelp),
    Note(CallNote),
    Loose(CallNote),
    FollowUp(FollowUp),
    Receipt(CallReceipt),
    Mark(PlaceMark),
}

/// All of them.
#[derive(Debug, Default)]
pub(in crate::app) struct Calls {
    cards: BTreeMap<DocId, Beside<FamilyCard>>,
    helps: BTreeMap<DocId, Beside<NightHelp>>,
    notes: BTreeMap<DocId, Beside<CallNote>>,
    loose: BTreeMap<DocId, Beside<CallNote>>,
    follow_ups: BTreeMap<DocId, Beside<FollowUp>>,
    receipts: BTreeMap<DocId, Beside<CallReceipt>>,
    marks: BTreeMap<DocId, Beside<PlaceMark>>,
}

/// Whether documents of this kind are kept here.
pub(super) fn is_of_calls(kind: Kind) -> bool {
    match kind {
        Kind::FamilyCard
        | Kind::NightHelp
        | Kind::CallNote
        | Kind::LooseCall
        | Kind::FollowUp
        | Kind::CallReceipt
        | Kind::PlaceMark => true,
        Kind::PlacementCard | Kind::LogEntry | Kind::Publication | Kind::Comment => false,
    }
}

/// The document as it stands, if it is of one of these kinds and reads.
pub(super) fn read(held: &HeldDocument) -> Option<Beside<CallRead>> {
    let whole = Whole::current(held)?;
    let (doc, provenance) = (&whole.doc, &whole.provenance);
    let meta = &held.document.meta;
    let value = match meta.kind {
        Kind::FamilyCard => CallRead::Card(family_card::read(doc, provenance).ok()?),
        Kind::NightHelp => CallRead::Help(night_help::read(doc, provenance).ok()?),
        Kind::CallNote => CallRead::Note(call_note::read(doc, provenance).ok()?),
        Kind::LooseCall => CallRead::Loose(call_note::read(doc, provenance).ok()?),
        Kind::FollowUp => CallRead::FollowUp(follow_up::read(doc, provenance).ok()?),
        Kind::CallReceipt => CallRead::Receipt(call_receipt::read(doc, provenance).ok()?),
        Kind::PlaceMark => CallRead::Mark(place_mark::read(doc, provenance).ok()?),
        Kind::PlacementCard | Kind::LogEntry | Kind::Publication | Kind::Comment => return None,
    };
    let first = held.current().next();
    Some(Beside {
        space: meta.space,
        parent: meta.parent,
        author: held.document.author,
        readers: meta.readers.clone(),
        received_at: first.and_then(|first| first.received_at),
        late: first.is_some_and(|first| first.late),
        withdrawn: held.state() != DocState::Live,
        standing: standing(held),
        value,
    })
}

impl Calls {
    pub(super) fn put(&mut self, doc: DocId, read: Beside<CallRead>) {
        let Beside { space, parent, author, readers, received_at, late, withdrawn, standing, value } = read;
        macro_rules! into {
            ($map:ident, $value:expr) => {{
                let kept =
                    Beside { space, parent, author, readers, received_at, late, withdrawn, standing, value: $value };
                self.$map.insert(doc, kept);
            }};
        }
        match value {
            CallRead::Card(card) => into!(cards, card),
            CallRead::Help(help) => into!(helps, help),
            CallRead::Note(note) => into!(notes, note),
            CallRead::Loose(note) => into!(loose, note),
            CallRead::FollowUp(follow_up) => into!(follow_ups, follow_up),
            CallRead::Receipt(receipt) => into!(receipts, receipt),
            CallRead::Mark(mark) => into!(marks, mark),
        }
    }

    pub(super) fn forget(&mut self, doc: DocId) {
        self.cards.remove(&doc);
        self.helps.remove(&doc);
        self.notes.remove(&doc);
        self.loose.remove(&doc);
        self.follow_ups.remove(&doc);
        self.receipts.remove(&doc);
        self.marks.remove(&doc);
    }

    pub(in crate::app) fn has(&self, doc: DocId) -> bool {
        self.known().any(|known| known == doc)
    }

    pub(super) fn known(&self) -> impl Iterator<Item = DocId> {
        let cards = self.cards.keys().chain(self.helps.keys()).chain(self.notes.keys());
        let calls = cards.chain(self.loose.keys()).chain(self.follow_ups.keys()).chain(self.receipts.keys());
        calls.chain(self.marks.keys()).copied()
    }

    /// The card of a family, by its contact space. Were there two, everybody sees the same one.
    pub(in crate::app) fn card(&self, space: SpaceId) -> Option<(DocId, &Beside<FamilyCard>)> {
        self.cards().find(|(_, card)| card.space == space)
    }

    /// Every card.
    pub(in crate::app) fn cards(&self) -> impl Iterator<Item = (DocId, &Beside<FamilyCard>)> {
        self.cards.iter().map(|(doc, card)| (*doc, card))
    }

    /// What families would have their cards say.
    pub(in crate::app) fn helps(&self) -> impl Iterator<Item = (DocId, &Beside<NightHelp>)> {
        self.helps.iter().map(|(doc, help)| (*doc, help))
    }

    /// A call note, loose or not.
    pub(in crate::app) fn note(&self, doc: DocId) -> Option<&Beside<CallNote>> {
        self.notes.get(&doc).or_else(|| self.loose.get(&doc))
    }

    /// Every call note.
    pub(super) fn notes(&self) -> impl Iterator<Item = (DocId, &Beside<CallNote>)> {
        self.notes.iter().chain(&self.loose).map(|(doc, note)| (*doc, note))
    }

    /// Whether this call is from somebody who is on no card.
    pub(in crate::app) fn is_loose(&self, doc: DocId) -> bool {
        self.loose.contains_key(&doc)
    }

    /// Every follow-up.
    pub(in crate::app) fn follow_ups(&self) -> impl Iterator<Item = (DocId, &Beside<FollowUp>)> {
        self.follow_ups.iter().map(|(doc, follow_up)| (*doc, follow_up))
    }

    /// A follow-up.
    pub(in crate::app) fn follow_up(&self, doc: DocId) -> Option<&Beside<FollowUp>> {
        self.follow_ups.get(&doc)
    }

    /// What was decided last about the place of a family, by its contact space, or of a placement.
    pub(in crate::app) fn hiding(&self, space: SpaceId) -> Hiding {
        let here = self.marks.values().filter(|mark| mark.space == space);
        here.map(|mark| &mark.value).max_by_key(|mark| mark.rank()).map(|mark| mark.hiding).unwrap_or_default()
    }

    /// The spaces about whose place something was decided.
    pub(in crate::app) fn marked(&self) -> impl Iterator<Item = SpaceId> {
        self.marks.values().map(|mark| mark.space)
    }

    /// What the family is shown of calls.
    pub(in crate::app) fn receipts(&self) -> impl Iterator<Item = (DocId, &Beside<CallReceipt>)> {
        self.receipts.iter().map(|(doc, receipt)| (*doc, receipt))
    }
}
