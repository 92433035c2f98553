//! What the person at the desk does.

use minicbor::bytes::ByteVec;
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Intent, Pen, SCHEMA, comment, publication};
use samspil_shared::domain::{
    ActorId, Audience, ChangeHash, DocId, DocumentMeta, EnrolmentId, Kind, PersonId, Timestamp,
};
use samspil_shared::sync::engine::{Event, LocalOp};
use samspil_shared::sync::frame::{CREATE_CHANGES_MAX, DocumentChange, NewDocument, StoredChange, StoredDocument};
use samspil_shared::sync::{scan, state};

use crate::desk::{ACTING, Desk, PLACEMENT};

impl Desk {
    fn save(&mut self, ops: Vec<LocalOp>) {
        self.saves += 1;
        let save = self.saves;
        self.happens(Event::Save { save, ops });
    }

    fn meta(kind: Kind, audience: Audience) -> DocumentMeta {
        DocumentMeta { kind, schema: SCHEMA, space: PLACEMENT, parent: None, course: None, audience, readers: vec![] }
    }

    fn creates(&mut self, meta: DocumentMeta, changes: Vec<Vec<u8>>) -> DocId {
        let doc = DocId::random(&mut self.rng);
        let mut chunks = changes.into_iter();
        let changes = chunks.by_ref().take(CREATE_CHANGES_MAX).map(ByteVec::from).collect();
        let create = LocalOp::Create(NewDocument { doc, meta, changes });
        self.save([create].into_iter().chain(chunks.map(|bytes| LocalOp::Change { doc, bytes })).collect());
        doc
    }

    fn entry(&self, text: &str) -> NewLogEntry {
        NewLogEntry { text: text.into(), event_time: self.now, about: About::Child, day_child: None, day_family: None }
    }

    /// Saves a new entry; the disk does not answer yet.
    pub(crate) fn begins_entry(&mut self, text: &str) -> DocId {
        self.holds_disk = true;
        self.writes_entry(text)
    }

    pub(crate) fn writes_entry(&mut self, text: &str) -> DocId {
        let enrolment = self.engine.config().enrolment;
        let actor = ActorId::fresh(enrolment, &mut self.rng);
        let changes = log_entry::create(actor, self.now, &self.entry(text)).expect("an entry");
        self.creates(Self::meta(Kind::LogEntry, Audience::FAMILY), changes)
    }

    pub(crate) fn edits(&mut self, doc: DocId, text: &str) {
        let held = self.engine.state().held(doc).expect("the document").clone();
        let base = held.heads();
        let actor = self.engine.actor_for(doc, &base, &mut self.rng);
        for bytes in edit(&held, &base, actor, self.now, text) {
            self.save(vec![LocalOp::Change { doc, bytes }]);
        }
    }

    pub(crate) fn shares(&mut self, text: &str) -> DocId {
        let doc = self.writes_entry(text);
        self.server_stores();
        let held = self.engine.state().held(doc).expect("the document").clone();
        let automerge = held.materialise().expect("a document");
        let entry = log_entry::read(&automerge, &held.provenance()).expect("an entry");
        let actor = ActorId::fresh(self.engine.config().enrolment, &mut self.rng);
        let none = std::collections::BTreeMap::new();
        let changes = publication::create(actor, self.now, doc, &entry, Intent::Info, &none).expect("a publication");
        self.creates(Self::meta(Kind::Publication, Audience::CONSULTANT), changes)
    }

    pub(crate) fn comments(&mut self, on: DocId, text: &str) -> DocId {
        let actor = ActorId::fresh(self.engine.config().enrolment, &mut self.rng);
        let changes = comment::create(actor, self.now, text).expect("a comment");
        let meta = DocumentMeta { parent: Some(on), ..Self::meta(Kind::Comment, Audience::CONSULTANT) };
        self.creates(meta, changes)
    }

    /// A document that is here as the server would send it.
    pub(crate) fn whole(&self, doc: DocId) -> StoredDocument {
        let held = self.engine.state().held(doc).expect("the document");
        let change = |change: &state::HeldChange| StoredChange {
            bytes: change.bytes.clone(),
            by: change.by,
            received_at: self.now,
            late: false,
        };
        StoredDocument {
            doc,
            meta: held.document.meta.clone(),
            author: held.document.author,
            created_at: self.now,
            state: held.document.state,
            tag: vec![0; 16],
            part: 0,
            of: 1,
            changes: held.current().map(change).collect(),
        }
    }

    pub(crate) fn withdraws(&mut self, doc: DocId) {
        self.save(vec![LocalOp::Withdraw(doc)]);
    }

    /// A change by somebody else to what this device holds.
    pub(crate) fn change_by(&mut self, person: PersonId, doc: DocId, text: &str) -> DocumentChange {
        self.change_upon(person, doc, &[], text)
    }

    /// The same, upon changes that this device does not hold.
    pub(crate) fn change_upon(
        &mut self,
        person: PersonId,
        doc: DocId,
        more: &[&DocumentChange],
        text: &str,
    ) -> DocumentChange {
        let held = self.engine.state().held(doc).expect("the document");
        let known = held.current().map(|change| change.bytes.clone());
        let unknown = more.iter().filter_map(|change| change.bytes.clone());
        let all: Vec<Vec<u8>> = known.chain(unknown).collect();
        let meta = &held.document.meta;
        let automerge = samspil_shared::doc::materialise(meta.kind, meta.schema, all.iter().map(Vec::as_slice))
            .expect("a document");
        let base = samspil_shared::doc::heads(&automerge);
        let actor = ActorId::fresh(EnrolmentId::from_bytes([person.as_bytes()[0]; 12]), &mut self.rng);
        let edit = LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() };
        let changes =
            log_entry::save(&Pen { doc: &automerge, base: &base, actor, time: self.now }, &edit).expect("an edit");
        let bytes = changes.into_iter().next().expect("one change");
        DocumentChange {
            doc,
            hash: scan::peek(&bytes).expect("a change").hash,
            bytes: Some(bytes),
            by: person,
            received_at: self.now,
            tag: vec![0; 16],
            late: false,
        }
    }

    pub(crate) fn text(&self, doc: DocId) -> String {
        let held = self.engine.state().held(doc).expect("the document");
        let automerge = held.materialise().expect("a document");
        log_entry::read(&automerge, &held.provenance()).expect("an entry").text
    }

    /// Documents that may be shown.
    pub(crate) fn shown(&self) -> Vec<DocId> {
        self.engine.state().documents(ACTING).map(|held| held.document.id).collect()
    }
}

fn edit(held: &state::HeldDocument, base: &[ChangeHash], actor: ActorId, time: Timestamp, text: &str) -> Vec<Vec<u8>> {
    let automerge = held.materialise().expect("a document");
    let edit = LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() };
    log_entry::save(&Pen { doc: &automerge, base, actor, time }, &edit).expect("an edit")
}
