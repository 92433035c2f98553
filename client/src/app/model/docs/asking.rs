//! What is asked of the documents that were read.

use std::cmp::Reverse;

use samspil_shared::doc::Version;
use samspil_shared::doc::log_entry::LogEntry;
use samspil_shared::doc::publication::Publication;
use samspil_shared::domain::{DocId, SpaceId, Timestamp};

use super::calls::Calls;
use super::{Card, CommentSum, Docs, EntrySum, LATEST, Open, PublicationSum};
use crate::app::search::Index;

impl Docs {
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
