//! A device on the desk: its engine, its disk, and what the test makes the server say.

use std::collections::VecDeque;

use minicbor::bytes::ByteVec;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Intent, Pen, SCHEMA, publication};
use samspil_shared::domain::{
    Acting, ActorId, Audience, ChangeHash, DocId, DocumentMeta, EnrolmentId, Epoch, Kind, PersonId, Role, SpaceId,
    SpaceKind, Timestamp, UnitId, Window,
};
use samspil_shared::sync::engine::{Config, Effect, Engine, Event, LocalOp, Notice, Ticket};
use samspil_shared::sync::frame::{
    ClientFrame, DocumentChange, NewDocument, Op, OpResult, Page, Push, Pushed, ServerFrame, Space, SpaceMembership,
    Welcome,
};
use samspil_shared::sync::record::Record;
use samspil_shared::sync::{scan, state};

pub(crate) const MARIA: PersonId = PersonId::from_bytes([1; 16]);
pub(crate) const JONAS: PersonId = PersonId::from_bytes([2; 16]);
pub(crate) const PLACEMENT: SpaceId = SpaceId::from_bytes([3; 16]);
const OWN: SpaceId = SpaceId::from_bytes([4; 16]);
const UNIT: UnitId = UnitId::from_bytes([5; 16]);
const ACTING: Acting = Acting { role: Role::FosterParent, unit: UNIT };

/// A document id for a test.
pub(crate) fn sentence(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) now: Timestamp,
    person: PersonId,
    rng: ChaCha8Rng,
    disk: Vec<(u64, Record)>,
    pending: VecDeque<(Ticket, Vec<Record>)>,
    holds_disk: bool,
    sent: Vec<ClientFrame>,
    notices: Vec<Notice>,
    effects: Vec<Effect>,
    saves: u64,
    on_its_way: Option<Push>,
}

impl Desk {
    fn new(person: PersonId, disk: Vec<(u64, Record)>, seed: u64) -> Self {
        let enrolment = EnrolmentId::from_bytes([person.as_bytes()[0]; 12]);
        let engine = Engine::new(Config { person, enrolment, acting: ACTING, app: 1 });
        let mut desk = Self {
            engine,
            now: Timestamp::from_ms(1_775_000_000_000),
            person,
            rng: ChaCha8Rng::seed_from_u64(seed),
            disk,
            pending: VecDeque::new(),
            holds_disk: false,
            sent: vec![],
            notices: vec![],
            effects: vec![],
            saves: 0,
            on_its_way: None,
        };
        let records = desk.disk.clone();
        desk.happens(Event::Opened { records });
        desk
    }

    /// A device that was welcomed once and has no connection now.
    pub(crate) fn offline(person: PersonId) -> Self {
        let mut desk = Self::new(person, vec![], 1);
        desk.leads();
        desk.connects();
        desk.happens(Event::Lead(false));
        desk.forget_talk();
        desk
    }

    /// A device that is connected and has everything.
    pub(crate) fn online(person: PersonId) -> Self {
        let mut desk = Self::offline(person);
        desk.leads();
        desk.connects();
        for space in [PLACEMENT, OWN] {
            desk.server_says(&ServerFrame::Items(samspil_shared::sync::frame::Items {
                space,
                items: vec![],
                token: Some(vec![1]),
                more: false,
                progress: Some(samspil_shared::sync::frame::Progress { done: 0, of: 0 }),
            }));
        }
        desk.forget_talk();
        desk
    }

    /// The app closed and opened again on the same disk.
    pub(crate) fn restarted(&self) -> Self {
        let mut again = Self::new(self.person, self.disk.clone(), 2 + self.saves);
        again.now = self.now;
        again.forget_talk();
        again
    }

    fn forget_talk(&mut self) {
        self.sent.clear();
        self.notices.clear();
        self.effects.clear();
    }

    pub(crate) fn happens(&mut self, event: Event) {
        let effects = self.engine.handle(event, self.now, &mut self.rng);
        for effect in effects {
            match &effect {
                Effect::Append { ticket, records, .. } => self.pending.push_back((*ticket, records.clone())),
                Effect::Send(bytes) => self.sent.push(ClientFrame::decode(bytes).expect("the engine sends frames")),
                Effect::Tell(notice) => self.notices.push(notice.clone()),
                Effect::Connect | Effect::Disconnect => {}
            }
            self.effects.push(effect);
        }
        if !self.holds_disk {
            self.disk_answers();
        }
    }

    pub(crate) fn disk_answers(&mut self) {
        self.holds_disk = false;
        while let Some((ticket, records)) = self.pending.pop_front() {
            let first = self.disk.len() as u64 + 1;
            let keys: Vec<u64> = (first..).take(records.len()).collect();
            self.disk.extend(keys.iter().copied().zip(records));
            self.happens(Event::Appended { ticket, keys });
        }
    }

    pub(crate) fn disk_refuses(&mut self) {
        self.holds_disk = false;
        while let Some((ticket, _)) = self.pending.pop_front() {
            self.happens(Event::AppendFailed { ticket });
        }
    }

    pub(crate) fn disk_after(&self, key: u64) -> Vec<(u64, Record)> {
        self.disk.iter().filter(|(k, _)| *k > key).cloned().collect()
    }

    // ---- the connection ----

    pub(crate) fn leads(&mut self) {
        self.happens(Event::Lead(true));
    }

    pub(crate) fn connects(&mut self) {
        self.leads();
        self.happens(Event::SocketOpened { ticket: "ticket".into() });
        assert!(matches!(self.sent.last(), Some(ClientFrame::Hello(_))), "a connection begins with Hello");
        self.sent.pop();
        let member = |person, role| SpaceMembership {
            person,
            name: "Maria".into(),
            role,
            unit: UNIT,
            unit_name: "Klitmark".into(),
            stand_in: false,
            course: None,
            window: Window { from: Timestamp::from_ms(0), until: None },
            sees_from: None,
        };
        let parents = vec![member(MARIA, Role::FosterParent), member(JONAS, Role::FosterParent)];
        let spaces = vec![
            Space { id: PLACEMENT, kind: SpaceKind::Placement, family: None, members: parents },
            Space { id: OWN, kind: SpaceKind::Person, family: None, members: vec![member(self.person, Role::Oneself)] },
        ];
        let epoch = Epoch::from_bytes([7; 16]);
        self.server_says(&ServerFrame::Welcome(Welcome { version: 1, epoch, now: self.now, min_app: 1, spaces }));
    }

    pub(crate) fn connects_anew(&mut self) {
        self.loses_socket();
        self.passes_ms(60_000);
        self.forget_talk();
        self.connects();
    }

    pub(crate) fn loses_socket(&mut self) {
        self.happens(Event::SocketLost { needs_login: false });
    }

    pub(crate) fn passes_ms(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
        self.happens(Event::Timer);
    }

    pub(crate) fn server_says(&mut self, frame: &ServerFrame) {
        self.happens(Event::Frame(frame.encode()));
    }

    pub(crate) fn server_answers(&mut self, batch: u32, results: Vec<OpResult>) {
        self.server_says(&ServerFrame::Pushed(Pushed { batch, results }));
    }

    /// The server stores the push that is on its way.
    pub(crate) fn server_stores(&mut self) {
        if !self.sent_pushes().is_empty() {
            self.pushed();
        }
        let push = self.on_its_way.take().expect("a push is on its way");
        let results = push
            .ops
            .iter()
            .map(|op| OpResult::Stored {
                received_at: self.now,
                created_at: matches!(op, Op::Create(_)).then_some(self.now),
                tag: vec![0; 16],
            })
            .collect();
        self.server_answers(push.batch, results);
    }

    // ---- what it said ----

    pub(crate) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    pub(crate) fn effects(&self) -> &[Effect] {
        &self.effects
    }

    pub(crate) fn sent(&self) -> &[ClientFrame] {
        &self.sent
    }

    pub(crate) fn sent_pushes(&self) -> Vec<Push> {
        self.sent
            .iter()
            .filter_map(|frame| if let ClientFrame::Push(p) = frame { Some(p.clone()) } else { None })
            .collect()
    }

    pub(crate) fn sent_pages(&self) -> Vec<Page> {
        self.sent
            .iter()
            .filter_map(|frame| if let ClientFrame::Page(p) = frame { Some(p.clone()) } else { None })
            .collect()
    }

    /// The one push that was sent since this was last asked.
    pub(crate) fn pushed(&mut self) -> Push {
        let pushes = self.sent_pushes();
        self.sent.clear();
        assert_eq!(pushes.len(), 1, "one push is on its way");
        self.on_its_way = Some(pushes[0].clone());
        pushes[0].clone()
    }

    // ---- what the person does ----

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
        let changes = changes.into_iter().map(ByteVec::from).collect();
        self.save(vec![LocalOp::Create(NewDocument { doc, meta, changes })]);
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
