//! What waits and what did not get through, each with its text.

use std::collections::{BTreeMap, BTreeSet};

use samspil_shared::doc::{About, comment, log_entry, publication, segments, typed};
use samspil_shared::domain::{DocId, Kind, SpaceId, Timestamp};
use samspil_shared::sync::engine::{Engine, LinkState};
use samspil_shared::sync::record::OpKey;
use samspil_shared::sync::state::{HeldChange, HeldDocument, Standing};

use super::Show;
use super::entry::piece;
use crate::app::model::Model;
use crate::app::model::docs::whole::Whole;
use crate::app::model::jobs::{can_again, parked};
use crate::app::view::waiting::TiedFace;
use crate::app::view::{ItemTitle, ParkedItem, Piece, Waiting, WaitingItem, When, WhyWaiting};

impl Model {
    /// What waits and what did not get through.
    pub fn waiting(&self) -> Option<Waiting> {
        Some(self.show()?.waiting())
    }
}

/// What a document says, as far as this page needs it.
#[derive(Default)]
struct Said {
    text: String,
    about: Option<About>,
}

impl Show<'_> {
    fn waiting(self) -> Waiting {
        let state = self.desk.engine.state();
        let acting = self.desk.settings.acting;
        let mut first: BTreeMap<DocId, (Timestamp, bool)> = BTreeMap::new();
        let mut foreign = BTreeSet::new();
        for unsent in state.waiting() {
            let (doc, stops) = match unsent.key {
                OpKey::Create(doc) | OpKey::Change(doc, _) => (doc, false),
                OpKey::Withdraw(doc) => (doc, true),
                OpKey::Read(_) => continue,
            };
            if unsent.acting != acting {
                foreign.insert(doc);
            }
            let known = first.entry(doc).or_insert((unsent.at, stops));
            known.1 &= stops;
        }
        let mut items: Vec<(Timestamp, WaitingItem)> = first
            .into_iter()
            .filter_map(|(doc, (at, stops))| {
                Some((at, self.waiting_item(state.held(doc)?, at, stops, foreign.contains(&doc))))
            })
            .collect();
        items.retain(|(_, item)| !self.goes_with_its_call(item.doc));
        items.sort_by_key(|(at, item)| (*at, item.doc));
        let mut parked = state.parked();
        parked.sort_by_key(|parked| (self.desk.is_put_away(parked.doc), parked.at, parked.doc));
        let link = self.desk.status.link;
        Waiting {
            today: self.today(),
            why: match link {
                _ if self.desk.marks.update_needed => WhyWaiting::Update,
                _ if self.desk.marks.needs_sign_in => WhyWaiting::SignIn,
                LinkState::NeedsLogin => WhyWaiting::SignIn,
                LinkState::Offline | LinkState::Connecting => WhyWaiting::Offline,
                LinkState::Following | LinkState::Online => WhyWaiting::Sending,
            },
            waiting: items.into_iter().map(|(_, item)| item).collect(),
            parked: parked.into_iter().filter_map(|one| self.parked_item(&one)).collect(),
        }
    }

    /// How many things wait. A call is one, with the follow-up and the receipt that the same save made.
    pub(super) fn waiting_count(self) -> usize {
        let docs: BTreeSet<DocId> =
            self.desk.engine.state().waiting().filter_map(|unsent| doc_of(unsent.key)).collect();
        let hangs = docs.iter().filter(|doc| self.goes_with_its_call(**doc)).count();
        self.desk.status.waiting.saturating_sub(hangs)
    }

    /// Whether it was made with a call that waits as well.
    fn goes_with_its_call(self, doc: DocId) -> bool {
        let state = self.desk.engine.state();
        let Some(held) = state.held(doc) else { return false };
        let meta = &held.document.meta;
        let hangs = matches!(meta.kind, Kind::FollowUp | Kind::CallReceipt);
        hangs && state.waiting().any(|unsent| meta.parent.is_some_and(|note| unsent.key == OpKey::Create(note)))
    }

    fn waiting_item(self, held: &HeldDocument, at: Timestamp, stops: bool, foreign: bool) -> WaitingItem {
        if foreign {
            let (doc, when) = (held.document.id, When::of(at));
            return WaitingItem { doc, title: ItemTitle::OtherRole, when, text: String::new() };
        }
        let waiting = || held.changes.iter().filter(|change| change.standing == Standing::Unsent);
        let said = self.tried(held).and_then(Whole::current).and_then(|whole| said(held, &whole));
        let said = said.unwrap_or_else(|| Said { text: typed_in(held, waiting()), about: None });
        WaitingItem {
            doc: held.document.id,
            title: self.title(held, said.about, stops),
            when: When::of(at),
            text: said.text,
        }
    }

    fn parked_item(self, one: &samspil_shared::sync::state::Parked) -> Option<ParkedItem> {
        let held = parked(&self.desk.engine, one.doc)?;
        let tried = self.tried(held);
        let stands = tried.and_then(Whole::current).and_then(|whole| said(held, &whole)).unwrap_or_default();
        let wanted = tried.map(refused_words).unwrap_or_default();
        let pieces: Vec<Piece> = segments(&stands.text, &wanted.text).iter().map(piece).collect();
        Some(ParkedItem {
            doc: one.doc,
            title: self.title(held, wanted.about, one.stops),
            when: When::of(one.at),
            reason: one.reason,
            tied: self.desk.tied_too_late(one.doc).map(|loose| self.tied_face(loose)),
            has_access: self.desk.placements().contains(&held.document.meta.space),
            child: self.child(held.document.meta.space, About::Child),
            pieces,
            can_try_again: tried.is_some() && can_again(&self.desk.engine, held, self.now),
            seen: self.desk.is_put_away(one.doc),
        })
    }

    fn tied_face(self, loose: DocId) -> TiedFace {
        let tied = self.desk.tied(loose);
        let by = tied.filter(|tied| !tied.by.is_empty()).map(|tied| (tied.by.clone(), When::of(tied.at)));
        TiedFace { by, family: tied.map(|tied| tied.family.clone()).unwrap_or_default() }
    }

    /// A document that does not end the app when it is read.
    fn tried(self, held: &HeldDocument) -> Option<&HeldDocument> {
        Some(held).filter(|held| self.desk.docs.is_tried(held.document.id))
    }

    pub(super) fn title(self, held: &HeldDocument, about: Option<About>, stops: bool) -> ItemTitle {
        let meta = &held.document.meta;
        let child = |space: SpaceId| self.child(space, about.unwrap_or(About::Child));
        match meta.kind {
            Kind::PlacementCard | Kind::LogEntry => ItemTitle::Note(child(meta.space)),
            Kind::CallNote | Kind::LooseCall => ItemTitle::Call,
            Kind::FollowUp | Kind::CallReceipt => ItemTitle::FollowUp,
            Kind::FamilyCard | Kind::NightHelp | Kind::PlaceMark => ItemTitle::FamilyCard,
            Kind::Publication if stops => ItemTitle::Stopping(child(meta.space)),
            Kind::Publication => ItemTitle::Sharing(child(meta.space)),
            Kind::Comment => {
                let parent = meta.parent.and_then(|parent| self.desk.docs.publication(parent));
                ItemTitle::Comment(parent.map(|parent| self.name(parent.space, parent.by)))
            }
        }
    }
}

fn doc_of(key: OpKey) -> Option<DocId> {
    match key {
        OpKey::Create(doc) | OpKey::Change(doc, _) | OpKey::Withdraw(doc) => Some(doc),
        OpKey::Read(_) => None,
    }
}

/// The text of something that did not get through, to be copied.
pub(in crate::app) fn parked_text(engine: &Engine, doc: DocId) -> Option<String> {
    let held = parked(engine, doc)?;
    Some(refused_words(held).text)
}

/// What was refused, with what it stands in where that is still here; else what was typed, by itself: whoever has left
/// holds nothing of the others' any more.
fn refused_words(held: &HeldDocument) -> Said {
    let whole = Whole::with_parked(held).and_then(|whole| said(held, &whole));
    whole.unwrap_or_else(|| Said { text: typed_in(held, held.parked()), about: None })
}

/// The words that were typed in these changes.
fn typed_in<'a>(held: &HeldDocument, changes: impl Iterator<Item = &'a HeldChange>) -> String {
    typed(held.document.meta.kind, changes.map(|change| &change.bytes[..])).join("\n")
}

/// What a document says that is a text; `None` for every other kind.
fn said(held: &HeldDocument, whole: &Whole) -> Option<Said> {
    let (doc, provenance) = (&whole.doc, &whole.provenance);
    let (text, about) = match held.document.meta.kind {
        Kind::LogEntry => {
            log_entry::read(doc, provenance).ok().map(|entry| (entry.text, Some(entry.about.value.value)))
        }
        Kind::Publication => {
            publication::read(doc, provenance).ok().map(|read| (read.content.text, Some(read.content.about)))
        }
        Kind::Comment => comment::read(doc, provenance).ok().map(|comment| (comment.text, None)),
        Kind::PlacementCard
        | Kind::FamilyCard
        | Kind::NightHelp
        | Kind::CallNote
        | Kind::LooseCall
        | Kind::FollowUp
        | Kind::CallReceipt
        | Kind::PlaceMark => None,
    }?;
    Some(Said { text, about })
}
