//! What the person with the phone writes.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use samspil_server::edge::Edge;
use samspil_shared::doc::log_entry::{self, LogEntry, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{
    About, Intent, Origin, Pen, Provenance, SCHEMA, comment, heads, materialise, publication, words,
};
use samspil_shared::domain::{
    ActorId, Audience, DocId, DocState, DocumentMeta, Kind, PersonId, SpaceId, SpaceKind, Timestamp,
};
use samspil_shared::sync::frame::{NewDocument, Op, OpResult};

use super::{Held, Phone, hash};

impl Phone {
    /// What the server's clock says.
    pub(crate) fn time(&self) -> Timestamp {
        self.hub.store().edge().now()
    }

    pub(crate) fn actor(&self) -> ActorId {
        Edge::system().with_rng(|rng| ActorId::fresh(self.enrolment, rng))
    }

    /// The space of this kind that the phone was told of.
    pub(crate) fn space(&self, kind: SpaceKind) -> SpaceId {
        self.spaces.values().find(|space| space.kind == kind).expect("a space of the kind").id
    }

    /// Creates an entry, not sent yet.
    pub(crate) fn entry(&mut self, text: &str, audience: Audience) -> (DocId, Vec<Op>) {
        let kind = if audience == Audience::AUTHOR { SpaceKind::Person } else { SpaceKind::Placement };
        let now = self.hub.store().edge().now();
        let new =
            NewLogEntry { text: text.into(), event_time: now, about: About::Child, day_child: None, day_family: None };
        let changes = log_entry::create(self.actor(), now, &new).expect("an entry");
        self.new_document(self.meta(Kind::LogEntry, self.space(kind), audience, None), changes)
    }

    pub(crate) fn meta(&self, kind: Kind, space: SpaceId, audience: Audience, parent: Option<DocId>) -> DocumentMeta {
        DocumentMeta { kind, schema: SCHEMA, space, parent, course: None, audience, readers: Vec::new() }
    }

    /// A document of these changes: the first three create it, the others follow.
    pub(crate) fn new_document(&mut self, meta: DocumentMeta, changes: Vec<Vec<u8>>) -> (DocId, Vec<Op>) {
        let doc = DocId::from_bytes(Edge::system().bytes());
        let held = Held {
            meta: meta.clone(),
            author: self.person,
            state: DocState::Live,
            by: changes.iter().map(|bytes| (hash(bytes), self.person)).collect(),
            changes: changes.clone(),
        };
        self.docs.insert(doc, held);
        let mut changes = changes.into_iter();
        let first = changes.by_ref().take(3).map(ByteVec::from).collect();
        let mut ops = vec![Op::Create(NewDocument { doc, meta, changes: first })];
        ops.extend(changes.map(|bytes| Op::Change { doc, bytes }));
        (doc, ops)
    }

    /// Writes an entry for the family and sends it.
    pub(crate) async fn writes(&mut self, text: &str) -> DocId {
        self.writes_for(text, Audience::FAMILY).await
    }

    pub(crate) async fn writes_for(&mut self, text: &str, audience: Audience) -> DocId {
        let (doc, ops) = self.entry(text, audience);
        self.must_store(ops).await;
        doc
    }

    pub(crate) async fn must_store(&mut self, ops: Vec<Op>) {
        for result in self.pushes(ops).await {
            assert!(matches!(result, OpResult::Stored { .. }), "{result:?}");
        }
    }

    /// Knows documents that it was never told of, with all that another phone knows of them.
    pub(crate) fn guesses(&mut self, other: &Phone, docs: &[DocId]) {
        self.docs.extend(docs.iter().map(|doc| (*doc, other.docs[doc].clone())));
    }

    pub(crate) fn loaded(&self, doc: DocId) -> (automerge::Automerge, Provenance) {
        let held = &self.docs[&doc];
        let origin = |by: &PersonId| Origin { by: *by, received_at: None };
        let provenance = held.by.iter().map(|(hash, by)| (*hash, origin(by))).collect();
        let changes = held.changes.iter().map(Vec::as_slice);
        (materialise(held.meta.kind, held.meta.schema, changes).expect("a document"), provenance)
    }

    pub(crate) fn log_entry(&self, doc: DocId) -> LogEntry {
        let (document, provenance) = self.loaded(doc);
        log_entry::read(&document, &provenance).expect("an entry")
    }

    /// The text of an entry, a publication or a comment, as this phone has it.
    pub(crate) fn text(&self, doc: DocId) -> String {
        let (document, provenance) = self.loaded(doc);
        match self.docs[&doc].meta.kind {
            Kind::LogEntry => log_entry::read(&document, &provenance).expect("an entry").text,
            Kind::Publication => publication::read(&document, &provenance).expect("a publication").content.text,
            Kind::Comment => comment::read(&document, &provenance).expect("a comment").text,
            Kind::PlacementCard => panic!("a card has no text"),
            kind => words(kind, &document).expect("a document of calls"),
        }
    }

    /// Saves another text of an entry, not sent yet.
    pub(crate) fn edit(&mut self, doc: DocId, text: &str) -> Vec<Op> {
        let (document, _) = self.loaded(doc);
        let base = heads(&document);
        let pen = Pen { doc: &document, base: &base, actor: self.actor(), time: self.hub.store().edge().now() };
        let edit = LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() };
        let changes = log_entry::save(&pen, &edit).expect("an edit");
        let held = self.docs.get_mut(&doc).expect("a held document");
        for bytes in &changes {
            held.by.insert(hash(bytes), self.person);
            held.changes.push(bytes.clone());
        }
        changes.into_iter().map(|bytes| Op::Change { doc, bytes }).collect()
    }

    pub(crate) async fn edits(&mut self, doc: DocId, text: &str) {
        let ops = self.edit(doc, text);
        self.must_store(ops).await;
    }

    /// Shares an entry as it stands.
    pub(crate) async fn shares(&mut self, entry: DocId) -> DocId {
        let (doc, ops) = self.publication(entry);
        self.must_store(ops).await;
        doc
    }

    pub(crate) fn publication(&mut self, entry: DocId) -> (DocId, Vec<Op>) {
        let read = self.log_entry(entry);
        let time = self.hub.store().edge().now();
        let changes = publication::create(self.actor(), time, entry, &read, Intent::Info, &BTreeMap::new())
            .expect("a publication");
        self.new_document(
            self.meta(Kind::Publication, self.space(SpaceKind::Placement), Audience::CONSULTANT, None),
            changes,
        )
    }

    /// A comment, not sent yet.
    pub(crate) fn comment(&mut self, on: DocId, text: &str) -> (DocId, Vec<Op>) {
        let changes = comment::create(self.actor(), self.hub.store().edge().now(), text).expect("a comment");
        let space = self.space(SpaceKind::Placement);
        self.new_document(self.meta(Kind::Comment, space, Audience::CONSULTANT, Some(on)), changes)
    }

    pub(crate) async fn comments(&mut self, on: DocId, text: &str) -> DocId {
        let (doc, ops) = self.comment(on, text);
        self.must_store(ops).await;
        doc
    }
}
