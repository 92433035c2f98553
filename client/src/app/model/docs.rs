//! What the device's documents say, read once per version: short for everything in a list, whole for what is on screen.
//!
//! Reading a document means running its changes through Automerge, some milliseconds on a slow phone. Of ten thousand only
//! those are read that a page needs: in small slices, what moved last first, and again when it moves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use self::applying::Applying;
use self::calls::{Beside, CallRead, Calls, is_of_calls};
use self::edits::{Edit, NEWS_MS, edits};
use self::whole::Whole;
use chrono::NaiveDate;
use samspil_shared::doc::comment::{self, Comment};
use samspil_shared::doc::fact::Asked;
use samspil_shared::doc::log_entry::{self, LogEntry};
use samspil_shared::doc::publication::{self, Publication};
use samspil_shared::doc::{About, BirthMonth, Day, Digest, Intent, Version, contributors, history, placement_card};
use samspil_shared::domain::{Audience, DocId, DocState, Kind, PersonId, Relation, SpaceId, Timestamp};
use samspil_shared::sync::engine::Engine;
use samspil_shared::sync::state::{HeldDocument, Standing as ChangeStanding};

use crate::app::msg::Suspects;
use crate::app::search::Index;
use crate::app::show::parked_text;
use crate::app::view::logbook::EXCERPT_CHARS;
use crate::app::view::{Readers, Standing};

pub(in crate::app) mod applying;
pub(in crate::app) mod calls;
pub(in crate::app) mod edits;
mod sought;
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

/// Who a placement is about.
#[derive(Debug, Clone)]
pub(in crate::app) struct Card {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) child: String,
    pub(in crate::app) born: BirthMonth,
    pub(in crate::app) starts_on: NaiveDate,
}

/// A note, short.
#[derive(Debug, Clone)]
pub(in crate::app) struct EntrySum {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) private: bool,
    pub(in crate::app) author: PersonId,
    pub(in crate::app) writers: BTreeSet<PersonId>,
    pub(in crate::app) made_at: Timestamp,
    pub(in crate::app) event_time: Timestamp,
    pub(in crate::app) about: About,
    pub(in crate::app) day_child: Option<u8>,
    pub(in crate::app) day_family: Option<u8>,
    pub(in crate::app) excerpt: String,
    pub(in crate::app) cut: bool,
    pub(in crate::app) standing: Standing,
    pub(in crate::app) late: bool,
    pub(in crate::app) conflict: bool,
    /// Of what would be shared; `None` while a field has two values.
    pub(in crate::app) digest: Option<Digest>,
    pub(in crate::app) asked: Vec<Asked>,
    /// Who changed it lately, and when.
    pub(in crate::app) edits: Vec<Edit>,
    pub(in crate::app) hidden: bool,
}

/// What was shared, short.
#[derive(Debug, Clone)]
pub(in crate::app) struct PublicationSum {
    pub(in crate::app) space: SpaceId,
    pub(in crate::app) of: DocId,
    pub(in crate::app) digest: Digest,
    pub(in crate::app) intent: Intent,
    pub(in crate::app) readers: Readers,
    pub(in crate::app) by: PersonId,
    /// Others whose words are in it, who said yes.
    pub(in crate::app) with: Vec<PersonId>,
    pub(in crate::app) shared_at: Timestamp,
    pub(in crate::app) event_time: Timestamp,
    pub(in crate::app) about: About,
    pub(in crate::app) day_child: Option<u8>,
    pub(in crate::app) day_family: Option<u8>,
    pub(in crate::app) excerpt: String,
    pub(in crate::app) cut: bool,
    pub(in crate::app) stopped: bool,
    pub(in crate::app) standing: Standing,
}

/// A comment.
#[derive(Debug, Clone)]
pub(in crate::app) struct CommentSum {
    pub(in crate::app) publication: DocId,
    pub(in crate::app) author: PersonId,
    pub(in crate::app) at: Timestamp,
    pub(in crate::app) text: String,
    /// It stands beside what was taken back: the family keeps it, and it is no news.
    pub(in crate::app) stopped: bool,
    pub(in crate::app) standing: Standing,
}

/// A document on screen, whole.
#[derive(Debug, Clone)]
pub(in crate::app) enum Open {
    /// A note with its versions.
    Entry(Box<LogEntry>, Vec<Version>),
    /// What was shared.
    Publication(Box<Publication>),
}

enum Read {
    Card(Card),
    Entry(EntrySum, String),
    Publication(PublicationSum, String),
    Comment(Option<CommentSum>),
    Call(Box<Beside<CallRead>>),
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

    /// The card of a placement.
    pub(in crate::app) fn card(&self, space: SpaceId) -> Option<&Card> {
        self.cards.values().find(|card| card.space == space)
    }

    /// Calls, what became of them, and families' cards.
    pub(in crate::app) fn calls(&self) -> &Calls {
        &self.calls
    }

    /// A note.
    pub(in crate::app) fn entry(&self, doc: DocId) -> Option<&EntrySum> {
        self.entries.get(&doc)
    }

    /// What was shared.
    pub(in crate::app) fn publication(&self, doc: DocId) -> Option<&PublicationSum> {
        self.publications.get(&doc)
    }

    /// Notes, latest first.
    pub(in crate::app) fn timeline(&self) -> impl Iterator<Item = (DocId, &EntrySum)> {
        self.timeline.iter().rev().filter_map(|(_, doc)| Some((*doc, self.entries.get(doc)?)))
    }

    /// How many notes there are.
    pub(in crate::app) fn entry_count(&self) -> usize {
        self.timeline.len()
    }

    /// How far the notes go back, those that are not read yet by when they last moved.
    pub(in crate::app) fn oldest(&self) -> Option<Timestamp> {
        let unread = self.queue.last().map(|(Reverse(at), _)| *at).filter(|at| *at < LATEST);
        self.timeline.first().map(|(at, _)| *at).into_iter().chain(unread).min()
    }

    /// When the first of all that was shared happened.
    pub(in crate::app) fn oldest_shared(&self) -> Option<Timestamp> {
        self.shared.values().filter_map(|shared| shared.first()).map(|(at, _)| *at).min()
    }

    /// What was shared in a space and not taken back, latest event first.
    pub(in crate::app) fn shared_in(&self, space: SpaceId) -> impl Iterator<Item = (DocId, &PublicationSum)> {
        let all = self.shared.get(&space).into_iter().flat_map(|shared| shared.iter().rev());
        let all = all.filter_map(|(_, doc)| Some((*doc, self.publications.get(doc)?)));
        all.filter(|(_, publication)| !publication.stopped)
    }

    /// All that was shared and not taken back.
    pub(in crate::app) fn shared(&self) -> impl Iterator<Item = (DocId, &PublicationSum)> {
        let all = self.publications.iter().map(|(doc, publication)| (*doc, publication));
        all.filter(|(_, publication)| !publication.stopped)
    }

    /// What was shared of a note, taken back ones too, newest first.
    pub(in crate::app) fn shared_of(&self, entry: DocId) -> Vec<(DocId, &PublicationSum)> {
        let docs = self.of_entry.get(&entry).into_iter().flatten();
        let mut shared: Vec<_> = docs.filter_map(|doc| Some((*doc, self.publications.get(doc)?))).collect();
        shared.sort_by_key(|(doc, publication)| (Reverse(publication.shared_at), *doc));
        shared
    }

    /// What was shared later of the same note with the same readers, and stands.
    pub(in crate::app) fn newer(&self, doc: DocId) -> Option<DocId> {
        let mut standing = self.standing_with(doc);
        let newest = standing.next()?;
        (newest != doc && self.publications.get(&doc).is_some_and(|publication| !publication.stopped)).then_some(newest)
    }

    /// What was shared before it of the same note with the same readers, and stands.
    pub(in crate::app) fn earlier(&self, doc: DocId) -> Option<DocId> {
        self.standing_with(doc).skip_while(|other| *other != doc).nth(1)
    }

    /// All that stands of the same note for the same readers, newest first.
    pub(in crate::app) fn standing_with(&self, doc: DocId) -> impl Iterator<Item = DocId> {
        let known = self.publications.get(&doc);
        let shared = known.map(|publication| self.shared_of(publication.of)).unwrap_or_default();
        let alike = move |other: &PublicationSum| known.is_some_and(|known| known.readers == other.readers);
        shared.into_iter().filter(move |(_, other)| !other.stopped && alike(other)).map(|(doc, _)| doc)
    }

    /// Comments on a publication, oldest first.
    pub(in crate::app) fn comments_on(&self, publication: DocId) -> Vec<(DocId, &CommentSum)> {
        let docs = self.on_publication.get(&publication).into_iter().flatten();
        let mut comments: Vec<_> = docs.filter_map(|doc| Some((*doc, self.comments.get(doc)?))).collect();
        comments.sort_by_key(|(doc, comment)| (comment.at, *doc));
        comments
    }

    /// What can be found of all this.
    pub(in crate::app) fn index(&self) -> &Index {
        &self.index
    }

    /// A comment.
    pub(in crate::app) fn comment(&self, doc: DocId) -> Option<&CommentSum> {
        self.comments.get(&doc)
    }

    /// All comments.
    pub(in crate::app) fn comments(&self) -> impl Iterator<Item = (DocId, &CommentSum)> {
        self.comments.iter().map(|(doc, comment)| (*doc, comment))
    }

    /// A note on screen.
    pub(in crate::app) fn open_entry(&self, doc: DocId) -> Option<(&LogEntry, &[Version])> {
        match self.open.get(&doc)? {
            Open::Entry(entry, versions) => Some((entry, versions)),
            Open::Publication(_) => None,
        }
    }

    /// What was shared, on screen.
    pub(in crate::app) fn open_publication(&self, doc: DocId) -> Option<&Publication> {
        match self.open.get(&doc)? {
            Open::Publication(publication) => Some(publication),
            Open::Entry(..) => None,
        }
    }

    /// Documents that cannot be shown.
    pub(in crate::app) fn aside(&self) -> usize {
        self.aside.len() + self.applying.aside()
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

fn short(held: &HeldDocument, since: Timestamp) -> Option<Read> {
    let whole = Whole::current(held)?;
    let meta = &held.document.meta;
    match meta.kind {
        Kind::PlacementCard => {
            let card = placement_card::read(&whole.doc, &whole.provenance).ok()?;
            let child = card.child.value.value.as_str().to_owned();
            let (born, starts_on) = (card.born.value.value, card.starts_on.value.value);
            Some(Read::Card(Card { space: meta.space, child, born, starts_on }))
        }
        Kind::FamilyCard
        | Kind::NightHelp
        | Kind::CallNote
        | Kind::LooseCall
        | Kind::FollowUp
        | Kind::CallReceipt
        | Kind::PlaceMark => calls::read(held).map(|read| Read::Call(Box::new(read))),
        Kind::LogEntry => {
            let entry = log_entry::read(&whole.doc, &whole.provenance).ok()?;
            Some(Read::Entry(short_entry(held, &whole, &entry, since), entry.text))
        }
        Kind::Publication => {
            let read = publication::read(&whole.doc, &whole.provenance).ok()?;
            let (excerpt, cut) = excerpt(&read.content.text);
            let sum = PublicationSum {
                space: meta.space,
                of: read.of,
                digest: read.digest,
                intent: read.intent,
                readers: readers_of(meta.audience),
                by: read.stamp.by,
                with: read.consents.keys().filter(|person| **person != read.stamp.by).copied().collect(),
                shared_at: said_at(read.stamp.device_time, read.stamp.received_at),
                event_time: read.content.event_time,
                about: read.content.about,
                day_child: read.content.day_child.map(Day::step),
                day_family: read.content.day_family.map(Day::step),
                excerpt,
                cut,
                stopped: held.state() != DocState::Live,
                standing: standing(held),
            };
            Some(Read::Publication(sum, read.content.text))
        }
        Kind::Comment => {
            let Comment { text, facts } = comment::read(&whole.doc, &whole.provenance).ok()?;
            let hidden = Comment { text: String::new(), facts }.is_hidden();
            let first = held.current().next()?;
            // What was answered stays with the family when the sharing is stopped.
            let shown = !hidden && held.state() != DocState::Erased;
            Some(Read::Comment(shown.then_some(()).and_then(|()| {
                Some(CommentSum {
                    publication: meta.parent?,
                    author: held.document.author,
                    at: said_at(first.made_at, first.received_at),
                    text,
                    stopped: held.state() == DocState::Withdrawn,
                    standing: standing(held),
                })
            })))
        }
    }
}

fn short_entry(held: &HeldDocument, whole: &Whole, entry: &LogEntry, since: Timestamp) -> EntrySum {
    let author = held.document.author;
    let alone = held.current().all(|change| change.by == author);
    let writers = if alone { [author].into() } else { contributors(&whole.doc, &whole.provenance).unwrap_or_default() };
    let first = held.current().next();
    let made_at = first.map(|first| said_at(first.made_at, first.received_at));
    // While two answers stand apart, neither is shown as the one.
    let day = |field: &Option<samspil_shared::doc::Field<Option<Day>>>| {
        field.as_ref().and_then(|field| field.settled().copied().flatten()).map(Day::step)
    };
    let (excerpt, cut) = excerpt(&entry.text);
    let shared = entry.shared();
    EntrySum {
        space: held.document.meta.space,
        private: held.document.meta.audience == Audience::AUTHOR,
        author,
        writers,
        made_at: made_at.unwrap_or(entry.event_time.value.value),
        event_time: entry.event_time.value.value,
        about: entry.about.value.value,
        day_child: day(&entry.day_child),
        day_family: day(&entry.day_family),
        excerpt,
        cut,
        standing: standing(held),
        late: held.current().any(|change| change.late),
        conflict: shared.is_err(),
        digest: shared.ok().map(|shared| shared.digest()),
        asked: entry.asked(),
        edits: edits(held, whole, entry, since),
        hidden: entry.is_hidden(),
    }
}

/// When something was written: as its author's device says, unless the server had it before that.
pub(in crate::app) fn said_at(made_at: Timestamp, received_at: Option<Timestamp>) -> Timestamp {
    received_at.map_or(made_at, |received_at| received_at.min(made_at))
}

/// Where a document's own work stands.
pub(in crate::app) fn standing(held: &HeldDocument) -> Standing {
    if held.changes.iter().any(|change| matches!(change.standing, ChangeStanding::Parked(_))) {
        Standing::Parked
    } else if held.is_waiting() {
        Standing::Waiting
    } else {
        Standing::Sent
    }
}

/// The preset that an audience is shown as.
pub(in crate::app) fn readers_of(audience: Audience) -> Readers {
    if audience.has(Relation::Team) {
        Readers::Team
    } else if audience.has(Relation::Consultant) {
        Readers::Consultant
    } else if audience.has(Relation::Family) {
        Readers::Family
    } else {
        Readers::Me
    }
}

/// The beginning of a text, cut between words, and whether there is more of it.
pub(in crate::app) fn excerpt(text: &str) -> (String, bool) {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(EXCERPT_CHARS) else { return (text.to_owned(), false) };
    let begun = &text[..end];
    let whole = begun.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    (begun[..whole].trim_end().to_owned(), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_the_beginning_of_a_text_and_no_half_word() {
        assert_eq!(excerpt("  Han sov godt.\n"), ("Han sov godt.".to_owned(), false));
        let long = "Vågen kl. 2. ".repeat(60);
        let (begun, cut) = excerpt(&long);
        assert!(cut && long.starts_with(&begun));
        assert!(begun.chars().count() <= EXCERPT_CHARS && begun.ends_with(['.', '2', 'n', 'l']), "{begun}");
        let (solid, cut) = excerpt(&"å".repeat(EXCERPT_CHARS + 1));
        assert!(cut && solid.chars().count() == EXCERPT_CHARS, "a word without an end is cut anywhere");
    }

    #[test]
    fn nobody_writes_after_the_server_has_it() {
        let at = Timestamp::from_ms;
        assert_eq!(said_at(at(5), None), at(5));
        assert_eq!(said_at(at(5), Some(at(9))), at(5), "written offline, sent later");
        assert_eq!(said_at(at(99), Some(at(9))), at(9), "by a clock that is ahead");
    }
}
