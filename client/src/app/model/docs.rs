//! What the device's documents say, read once per version: short for everything in a list, whole for what is on screen.
//!
//! Reading a document means running its changes through Automerge, some milliseconds on a slow phone. Of ten thousand only
//! those are read that a page needs: in small slices, what moved last first, and again when it moves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use self::applying::Applying;
use self::calls::{Calls, is_of_calls};
use self::edits::NEWS_MS;
pub(in crate::app) use self::sums::{
    Card, CommentSum, EntrySum, PublicationSum, excerpt, readers_of, said_at, standing,
};
use self::sums::{Read, short};
use self::whole::Whole;
use samspil_shared::doc::log_entry::{self, LogEntry};
use samspil_shared::doc::publication::{self, Publication};
use samspil_shared::doc::{Version, history};
use samspil_shared::domain::{DocId, Kind, SpaceId, Timestamp};
use samspil_shared::sync::engine::Engine;
use samspil_shared::sync::state::HeldDocument;

use crate::app::msg::Suspects;
use crate::app::search::Index;
use crate::app::show::parked_text;

pub(in crate::app) mod applying;
mod asking;
pub(in crate::app) mod calls;
pub(in crate::app) mod edits;
mod sought;
mod sums;
pub(in crate::app) mod whole;

/// Documents read in one turn: it must not be felt by whoever types meanwhile.
const SLICE: usize = 12;
/// Notes read beyond those that are shown, so that a scroll finds the next ones.
const AHEAD: usize = 20;

/// The present and whatever comes after it.
const LATEST: Timestamp = Timestamp::from_ms(i64::MAX);

/// How much of the past a page needs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    /// So many notes, the latest ones.
    pub(super) entries: usize,
    /// Everything that moved since then.
    pub(super) since: Option<Timestamp>,
}

impl Wanted {
    /// All there is.
    pub(super) const ALL: Self = Self { entries: usize::MAX, since: None };
}

/// What the documents in the role acted in say.
#[derive(Debug, Default)]
pub(in crate::app) struct Docs {
    cards: BTreeMap<DocId, Card>,
    entries: BTreeMap<DocId, EntrySum>,
    publications: BTreeMap<DocId, PublicationSum>,
    comments: BTreeMap<DocId, CommentSum>,
    calls: Calls,
    timeline: BTreeSet<(Timestamp, DocId)>,
    shared: BTreeMap<SpaceId, BTreeSet<(Timestamp, DocId)>>,
    of_entry: BTreeMap<DocId, BTreeSet<DocId>>,
    on_publication: BTreeMap<DocId, BTreeSet<DocId>>,
    open: BTreeMap<DocId, Open>,
    /// To be read, what moved last first.
    queue: BTreeSet<(Reverse<Timestamp>, DocId)>,
    queued: BTreeSet<DocId>,
    applying: Applying,
    wanted: Wanted,
    aside: BTreeSet<DocId>,
    /// What can be found: the texts of notes, of what was shared and of comments.
    index: Index,
    /// Texts that did not get through.
    parked: BTreeMap<DocId, String>,
}

/// A document on screen, whole.
#[derive(Debug, Clone)]
pub(in crate::app) enum Open {
    /// A note with its versions.
    Entry(Box<LogEntry>, Vec<Version>),
    /// What was shared.
    Publication(Box<Publication>),
}

impl Docs {
    /// Everything is read anew, the newest first.
    pub(super) fn restart(&mut self, engine: &Engine) {
        let aside = std::mem::take(&mut self.aside);
        let applying = std::mem::take(&mut self.applying).restart();
        *self = Self { aside, applying, ..Self::default() };
        let all = engine.state().documents(engine.config().acting).map(|held| held.document.id);
        let all = all.chain(engine.waiting_calls());
        let parked = engine.state().parked().into_iter().map(|parked| parked.doc);
        let all: BTreeSet<DocId> = all.chain(parked).collect();
        self.moved(engine, all);
    }

    /// These documents came, changed or went.
    pub(super) fn moved(&mut self, engine: &Engine, docs: impl IntoIterator<Item = DocId>) {
        for doc in docs {
            self.open.remove(&doc);
            let held = engine.state().document(engine.config().acting, doc);
            // What a list shows already must not go on showing what it was.
            let at = if self.is_known(doc) { LATEST } else { held.map_or(LATEST, moved_at) };
            self.queue.insert((Reverse(at), doc));
            self.queued.insert(doc);
        }
    }

    /// What the person reaches changed: what is out of reach goes, what came into it is read.
    pub(super) fn recheck(&mut self, engine: &Engine, now: Timestamp) {
        let known: BTreeSet<DocId> = self.known().collect();
        for doc in &known {
            if readable(engine, *doc, now).is_none() {
                self.open.remove(doc);
                self.forget(*doc);
            }
        }
        let acting = engine.config().acting;
        let here = engine.state().documents(acting).map(|held| held.document.id);
        let new: Vec<DocId> = here.filter(|doc| !known.contains(doc)).collect();
        self.moved(engine, new);
    }

    fn is_known(&self, doc: DocId) -> bool {
        self.cards.contains_key(&doc)
            || self.entries.contains_key(&doc)
            || self.publications.contains_key(&doc)
            || self.comments.contains_key(&doc)
            || self.calls.has(doc)
    }

    fn known(&self) -> impl Iterator<Item = DocId> {
        let cards = self.cards.keys().chain(self.entries.keys());
        cards.chain(self.publications.keys()).chain(self.comments.keys()).copied().chain(self.calls.known())
    }

    /// Another page is shown.
    pub(super) fn close(&mut self) {
        self.open.clear();
    }

    /// Reads what was made known in the turn before, and chooses what is read in the next: what is on screen, and a slice
    /// of what is wanted beside it.
    pub(super) fn read_on(&mut self, engine: &Engine, screen: &Screen<'_>, now: Timestamp) {
        self.open.retain(|doc, _| screen.docs.contains(doc));
        for doc in self.applying.take() {
            self.take(engine, doc, now);
        }
        for doc in screen.docs {
            // What was read once without harm may be read again.
            if self.is_known(*doc)
                && self.is_tried(*doc)
                && !self.open.contains_key(doc)
                && let Some(open) = open(engine, *doc, screen.with_history, now)
            {
                self.open.insert(*doc, open);
            }
        }
        self.wanted = screen.wanted;
        let mut applying = std::mem::take(&mut self.applying);
        applying.plan(|| {
            let unread = |doc: &DocId| self.queued.contains(doc);
            let mut batch: Vec<DocId> = screen.docs.iter().copied().filter(unread).collect();
            for _ in 0..SLICE {
                if !self.wants_more() {
                    break;
                }
                batch.extend(self.queue.pop_first().map(|(_, doc)| doc));
            }
            batch
        });
        self.applying = applying;
    }

    /// What is read in the next turn, to be made known before.
    pub(super) fn next_batch(&self) -> &Suspects {
        self.applying.next()
    }

    /// The app ended while it ran these. Answers the documents that are set aside for it from here on.
    pub(super) fn ended_at(&mut self, batches: Vec<Suspects>) -> Vec<DocId> {
        self.applying.ended_at(batches)
    }

    /// These are known to end the app.
    pub(super) fn set_aside(&mut self, docs: impl IntoIterator<Item = DocId>) {
        self.applying.set_aside(docs);
    }

    /// Whether a document was read as it is, without harm.
    pub(in crate::app) fn is_tried(&self, doc: DocId) -> bool {
        !self.applying.is_aside(doc) && !self.queued.contains(&doc)
    }

    /// Whether a document cannot be shown.
    pub(in crate::app) fn is_aside(&self, doc: DocId) -> bool {
        self.applying.is_aside(doc) || self.aside.contains(&doc)
    }

    /// The text of something that did not get through.
    pub(in crate::app) fn parked_text(&self, doc: DocId) -> Option<&str> {
        self.parked.get(&doc).map(String::as_str)
    }

    /// All texts that did not get through.
    pub(in crate::app) fn parked(&self) -> impl Iterator<Item = (DocId, &str)> {
        self.parked.iter().map(|(doc, text)| (*doc, text.as_str()))
    }

    /// Whether documents that are wanted wait to be read.
    pub(in crate::app) fn is_reading(&self) -> bool {
        !self.applying.next().docs.is_empty() || self.wants_more()
    }

    fn wants_more(&self) -> bool {
        let Some((Reverse(next), _)) = self.queue.first() else { return false };
        if self.wanted.since.is_some_and(|since| since <= *next) {
            return true;
        }
        if self.wanted.entries == usize::MAX {
            return true;
        }
        // Nothing happened after it was last touched: what is unread lies before these notes.
        let entries = self.wanted.entries.saturating_add(AHEAD);
        self.timeline.range((*next, DocId::from_bytes([0; 16]))..).take(entries).count() < entries
    }

    /// Whether everything is read.
    pub(in crate::app) fn is_complete(&self) -> bool {
        self.queue.is_empty() && self.applying.next().docs.is_empty()
    }

    fn take(&mut self, engine: &Engine, doc: DocId, now: Timestamp) {
        self.forget(doc);
        self.queued.remove(&doc);
        if let Some(text) = parked_text(engine, doc) {
            self.parked.insert(doc, text);
        }
        let Some(held) = readable(engine, doc, now) else { return };
        let since = engine.state().corrected(now).plus_ms(-NEWS_MS);
        let Some(read) = short(held, since) else {
            // What was refused as a whole has nothing to show but its parked text.
            if held.current().next().is_some() {
                self.aside.insert(doc);
            }
            return;
        };
        self.aside.remove(&doc);
        match read {
            Read::Card(card) => {
                self.cards.insert(doc, card);
            }
            Read::Entry(entry, text) => {
                if !entry.hidden {
                    self.timeline.insert((entry.event_time, doc));
                    self.index.put(doc, &text);
                }
                self.entries.insert(doc, entry);
            }
            Read::Publication(publication, text) => {
                // What was taken back is still shown to whoever reaches it.
                self.index.put(doc, &text);
                self.shared.entry(publication.space).or_default().insert((publication.event_time, doc));
                self.of_entry.entry(publication.of).or_default().insert(doc);
                self.publications.insert(doc, publication);
            }
            Read::Comment(Some(comment)) => {
                self.index.put(doc, &comment.text);
                self.on_publication.entry(comment.publication).or_default().insert(doc);
                self.comments.insert(doc, comment);
            }
            Read::Comment(None) => {}
            Read::Call(read) => {
                if let Some(words) = sought::words_of(&read) {
                    self.index.put(doc, &words);
                }
                self.calls.put(doc, *read);
            }
        }
    }

    fn forget(&mut self, doc: DocId) {
        self.index.drop(doc);
        self.parked.remove(&doc);
        self.cards.remove(&doc);
        self.calls.forget(doc);
        if let Some(entry) = self.entries.remove(&doc) {
            self.timeline.remove(&(entry.event_time, doc));
        }
        if let Some(publication) = self.publications.remove(&doc) {
            if let Some(shared) = self.shared.get_mut(&publication.space) {
                shared.remove(&(publication.event_time, doc));
            }
            if let Some(publications) = self.of_entry.get_mut(&publication.of) {
                publications.remove(&doc);
            }
        }
        if let Some(comment) = self.comments.remove(&doc)
            && let Some(comments) = self.on_publication.get_mut(&comment.publication)
        {
            comments.remove(&doc);
        }
    }
}

/// What a page shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen<'a> {
    /// Documents that it shows whole.
    pub(super) docs: &'a [DocId],
    /// Whether their versions are shown.
    pub(super) with_history: bool,
    /// What else it needs.
    pub(super) wanted: Wanted,
}

/// When a document last moved; what waits here has no place in the server's order yet and is the latest. Everything is
/// shown under the names on the cards, so these come first.
fn moved_at(held: &HeldDocument) -> Timestamp {
    // Of calls there are few, and they are what an officer or a consultant opens the app for.
    if held.document.meta.kind == Kind::PlacementCard || is_of_calls(held.document.meta.kind) {
        return LATEST;
    }
    held.changes.iter().map(|change| change.received_at.unwrap_or(LATEST)).max().unwrap_or(LATEST)
}

/// A document that this person reaches in the role acted in.
pub(in crate::app) fn readable(engine: &Engine, doc: DocId, now: Timestamp) -> Option<&HeldDocument> {
    // A call that waits here is its author's, whatever window has ended meanwhile.
    if let Some(held) = engine.waiting_call(doc) {
        return Some(held);
    }
    engine.access(doc, now).readable()?;
    engine.state().document(engine.config().acting, doc).filter(|held| held.is_whole())
}

/// A note as it stands, and the document it stands in.
pub(super) fn read_entry(held: &HeldDocument) -> Option<(Whole, LogEntry)> {
    let whole = Whole::current(held)?;
    let entry = log_entry::read(&whole.doc, &whole.provenance).ok()?;
    Some((whole, entry))
}

fn open(engine: &Engine, doc: DocId, with_history: bool, now: Timestamp) -> Option<Open> {
    let held = readable(engine, doc, now)?;
    match held.document.meta.kind {
        Kind::LogEntry => {
            let (whole, entry) = read_entry(held)?;
            let versions = if with_history { history(&whole.doc, &whole.provenance).ok()? } else { Vec::new() };
            Some(Open::Entry(Box::new(entry), versions))
        }
        Kind::Publication => {
            let whole = Whole::current(held)?;
            let read = publication::read(&whole.doc, &whole.provenance).ok()?;
            Some(Open::Publication(Box::new(read)))
        }
        Kind::PlacementCard | Kind::Comment => None,
        // They are kept whole already.
        Kind::FamilyCard
        | Kind::NightHelp
        | Kind::CallNote
        | Kind::LooseCall
        | Kind::FollowUp
        | Kind::CallReceipt
        | Kind::PlaceMark => None,
    }
}
