//! A phone with the app's own engine in it, its disk, and a connection to a hub without a network in between.

use std::collections::VecDeque;

use minicbor::bytes::ByteVec;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_server::sync::{Hub, Session};
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Intent, Pen, SCHEMA, What, comment, follow_up, publication};
use samspil_shared::domain::{
    Acting, ActorId, Audience, DocId, DocumentMeta, EnrolmentId, FactId, Kind, PersonId, Role, SpaceId, Timestamp,
    UnitId,
};
use samspil_shared::sync::engine::{Config, Effect, Engine, Event, LocalOp, Notice, Unpacked};
use samspil_shared::sync::frame::{ByeReason, ClientFrame, Item, NewDocument, Offer, ServerFrame};
use samspil_shared::sync::packet::Packet;
use samspil_shared::sync::record::Record;
use samspil_shared::sync::state::HeldDocument;

use crate::world::ticket;

pub(crate) struct Pocket {
    pub(crate) engine: Engine,
    pub(crate) person: PersonId,
    enrolment: EnrolmentId,
    rng: ChaCha8Rng,
    disk: Vec<(u64, Record)>,
    session: Option<Session>,
    events: VecDeque<Event>,
    saves: u64,
    pub(crate) now: Timestamp,
    /// Types of the frames that were sent.
    pub(crate) sent: Vec<&'static str>,
    brought: Vec<Offer>,
    /// What became of packets.
    pub(crate) unpacked: Vec<Unpacked>,
}

impl Pocket {
    pub(crate) fn new(person: PersonId, enrolment: EnrolmentId, unit: UnitId, now: Timestamp) -> Self {
        Self::acting(person, enrolment, Acting { role: Role::FosterParent, unit }, now)
    }

    pub(crate) fn acting(person: PersonId, enrolment: EnrolmentId, acting: Acting, now: Timestamp) -> Self {
        let mut pocket = Self {
            engine: Engine::new(Config { person, enrolment, acting, app: 1 }),
            person,
            enrolment,
            rng: ChaCha8Rng::from_seed({
                let mut seed = [0; 32];
                seed[..12].copy_from_slice(enrolment.as_bytes());
                seed
            }),
            disk: Vec::new(),
            session: None,
            events: VecDeque::new(),
            saves: 0,
            now,
            sent: Vec::new(),
            brought: Vec::new(),
            unpacked: Vec::new(),
        };
        pocket.events.push_back(Event::Opened { records: Vec::new() });
        pocket
    }

    /// Connects to this server and does all that there is to do.
    pub(crate) async fn syncs(&mut self, hub: &Hub) {
        self.session = None;
        self.events.extend([Event::Lead(true), Event::SocketLost { needs_login: false }]);
        self.runs(hub).await;
        self.now = self.now.plus_ms(60_000);
        self.events.push_back(Event::Timer);
        self.runs(hub).await;
    }

    /// Connects again and again, each time with an engine that knows no more than the disk, and dies as soon as documents
    /// that it did not hold are on it; until none come. How often it died, and every document that came, in their order.
    pub(crate) async fn syncs_dying(&mut self, hub: &Hub) -> (usize, Vec<DocId>) {
        let (mut deaths, mut came) = (0, Vec::new());
        loop {
            self.session = None;
            self.engine = Engine::new(self.engine.config());
            self.events = [Event::Opened { records: self.disk.clone() }, Event::Lead(true)].into();
            if !self.takes_one_page(hub, &mut came).await {
                return (deaths, came);
            }
            deaths += 1;
        }
    }

    /// Whether documents came that it did not hold; what came is on its disk.
    async fn takes_one_page(&mut self, hub: &Hub, came: &mut Vec<DocId>) -> bool {
        loop {
            self.handles(hub).await;
            let Some(session) = &mut self.session else { return false };
            let frames = session.next().await.expect("frames");
            if frames.is_empty() {
                return false;
            }
            for frame in frames {
                let mut is_new = false;
                if let Ok(ServerFrame::Items(items)) = ServerFrame::decode(&frame) {
                    let docs: Vec<DocId> = items.items.iter().map(Item::doc).collect();
                    is_new = docs.iter().any(|doc| self.engine.state().held(*doc).is_none());
                    came.extend(docs);
                }
                self.events.push_back(Event::Frame(frame.to_vec()));
                self.handles(hub).await;
                if is_new {
                    return true;
                }
            }
        }
    }

    /// Acts as somebody else from now on, and does all that there is to do.
    pub(crate) async fn acts_as(&mut self, acting: Acting, hub: &Hub) {
        self.events.push_back(Event::Act(acting));
        self.syncs(hub).await;
    }

    /// Finds a packet on the device, without a connection.
    pub(crate) async fn finds(&mut self, packet: Packet, hub: &Hub) -> Option<Unpacked> {
        self.events.push_back(Event::Packet(Box::new(packet)));
        self.runs(hub).await;
        self.unpacked.pop()
    }

    /// Time passes.
    pub(crate) async fn waits(&mut self, ms: i64, hub: &Hub) {
        self.now = self.now.plus_ms(ms);
        self.events.push_back(Event::Timer);
        self.runs(hub).await;
    }

    /// Loses the connection.
    pub(crate) async fn leaves(&mut self, hub: &Hub) {
        self.session = None;
        self.events.push_back(Event::Lead(false));
        self.runs(hub).await;
    }

    async fn runs(&mut self, hub: &Hub) {
        loop {
            self.handles(hub).await;
            let Some(session) = &mut self.session else { return };
            match session.next().await {
                Ok(frames) if frames.is_empty() => return,
                Ok(frames) => self.events.extend(frames.into_iter().map(|frame| Event::Frame(frame.to_vec()))),
                Err(bye) => self.events.push_back(Event::Frame(ServerFrame::Bye(bye).encode())),
            }
        }
    }

    async fn handles(&mut self, hub: &Hub) {
        while let Some(event) = self.events.pop_front() {
            for effect in self.engine.handle(event, self.now, &mut self.rng) {
                self.does(effect, hub).await;
            }
        }
    }

    async fn does(&mut self, effect: Effect, hub: &Hub) {
        match effect {
            Effect::Append { ticket, records, .. } => {
                let first = self.disk.len() as u64 + 1;
                let keys: Vec<u64> = (first..).take(records.len()).collect();
                self.disk.extend(keys.iter().copied().zip(records));
                self.events.push_back(Event::Appended { ticket, keys });
            }
            Effect::Connect => {
                let ticket = ticket(self.person, self.enrolment);
                self.events.push_back(Event::SocketOpened { ticket });
            }
            Effect::Disconnect => self.session = None,
            Effect::Send(bytes) => self.sends(&bytes, hub).await,
            Effect::Tell(Notice::Unpacked(what)) => self.unpacked.push(what),
            Effect::Tell(_) => {}
        }
    }

    async fn sends(&mut self, bytes: &[u8], hub: &Hub) {
        let frame = ClientFrame::decode(bytes).expect("the engine sends frames");
        self.sent.push(match &frame {
            ClientFrame::Hello(_) => "hello",
            ClientFrame::Push(_) => "push",
            ClientFrame::Page(_) => "page",
            ClientFrame::Fetch(_) => "fetch",
            ClientFrame::Have(_) => "have",
            ClientFrame::Return(_) => "return",
        });
        match frame {
            ClientFrame::Hello(hello) => match Session::open(hub, hello).await {
                Ok(session) => self.session = Some(session),
                Err(bye) => {
                    assert_ne!(bye.reason, ByeReason::Malformed);
                    self.events.push_back(Event::Frame(ServerFrame::Bye(bye).encode()));
                }
            },
            ClientFrame::Push(push) => {
                let pusher = self.session.as_ref().expect("a connection").pusher();
                let pushed = pusher.push(push).await;
                self.events.push_back(Event::Frame(ServerFrame::Pushed(pushed).encode()));
            }
            ClientFrame::Return(back) => {
                self.brought.extend(back.offers.clone());
                self.session.as_mut().expect("a connection").frame(ClientFrame::Return(back)).expect("in order");
            }
            other => self.session.as_mut().expect("a connection").frame(other).expect("in order"),
        }
    }

    async fn saves(&mut self, ops: Vec<LocalOp>, hub: &Hub) {
        self.saves += 1;
        self.events.push_back(Event::Save { save: self.saves, ops });
        self.runs(hub).await;
    }

    fn meta(kind: Kind, space: SpaceId, audience: Audience) -> DocumentMeta {
        DocumentMeta { kind, schema: SCHEMA, space, parent: None, course: None, audience, readers: vec![] }
    }

    async fn creates(&mut self, meta: DocumentMeta, changes: Vec<Vec<u8>>, hub: &Hub) -> DocId {
        let doc = DocId::random(&mut self.rng);
        let changes = changes.into_iter().map(ByteVec::from).collect();
        self.saves(vec![LocalOp::Create(NewDocument { doc, meta, changes })], hub).await;
        doc
    }

    pub(crate) async fn writes(&mut self, space: SpaceId, text: &str, hub: &Hub) -> DocId {
        let entry = NewLogEntry {
            text: text.into(),
            event_time: self.now,
            about: About::Child,
            day_child: None,
            day_family: None,
        };
        let actor = ActorId::fresh(self.enrolment, &mut self.rng);
        let changes = log_entry::create(actor, self.now, &entry).expect("an entry");
        self.creates(Self::meta(Kind::LogEntry, space, Audience::FAMILY), changes, hub).await
    }

    pub(crate) async fn edits(&mut self, doc: DocId, text: &str, hub: &Hub) {
        let held = self.held(doc).clone();
        let (automerge, base) = (held.materialise().expect("a document"), held.heads());
        let actor = self.engine.actor_for(doc, &base, &mut self.rng);
        let edit = LogEntryEdit { text: Some(text.into()), ..LogEntryEdit::default() };
        let pen = Pen { doc: &automerge, base: &base, actor, time: self.now };
        for bytes in log_entry::save(&pen, &edit).expect("an edit") {
            self.saves(vec![LocalOp::Change { doc, bytes }], hub).await;
        }
    }

    /// Says what was done about a call.
    pub(crate) async fn says(&mut self, doc: DocId, what: &What, hub: &Hub) {
        let held = self.held(doc).clone();
        let (automerge, base) = (held.materialise().expect("a document"), held.heads());
        let actor = self.engine.actor_for(doc, &base, &mut self.rng);
        let pen = Pen { doc: &automerge, base: &base, actor, time: self.now };
        let id = FactId::random(&mut self.rng);
        let changes = follow_up::say(&pen, id, what).expect("a fact");
        self.saves(changes.into_iter().map(|bytes| LocalOp::Change { doc, bytes }).collect(), hub).await;
    }

    pub(crate) async fn shares(&mut self, entry: DocId, hub: &Hub) -> DocId {
        let held = self.held(entry).clone();
        let automerge = held.materialise().expect("a document");
        let read = log_entry::read(&automerge, &held.provenance()).expect("an entry");
        let actor = ActorId::fresh(self.enrolment, &mut self.rng);
        let none = std::collections::BTreeMap::new();
        let changes = publication::create(actor, self.now, entry, &read, Intent::Info, &none).expect("a publication");
        let meta = Self::meta(Kind::Publication, held.document.meta.space, Audience::CONSULTANT);
        self.creates(meta, changes, hub).await
    }

    /// Comments a publication, for whom it is for.
    pub(crate) async fn comments(&mut self, on: DocId, text: &str, hub: &Hub) -> DocId {
        let meta = DocumentMeta { kind: Kind::Comment, parent: Some(on), ..self.held(on).document.meta.clone() };
        let actor = ActorId::fresh(self.enrolment, &mut self.rng);
        let changes = comment::create(actor, self.now, text).expect("a comment");
        self.creates(meta, changes, hub).await
    }

    pub(crate) async fn withdraws(&mut self, doc: DocId, hub: &Hub) {
        self.saves(vec![LocalOp::Withdraw(doc)], hub).await;
    }

    /// What it brought of a document last.
    pub(crate) fn offered(&self, doc: DocId) -> Offer {
        self.brought.iter().rfind(|offer| offer.doc == doc).expect("an offer").clone()
    }

    pub(crate) fn held(&self, doc: DocId) -> &HeldDocument {
        self.engine.state().held(doc).expect("the document")
    }

    pub(crate) fn shown(&self) -> Vec<DocId> {
        self.engine.state().documents(self.engine.config().acting).map(|held| held.document.id).collect()
    }

    pub(crate) fn text(&self, doc: DocId) -> String {
        let held = self.held(doc);
        let automerge = held.materialise().expect("a document");
        log_entry::read(&automerge, &held.provenance()).expect("an entry").text
    }

    /// Who wrote each change, oldest first.
    pub(crate) fn authors(&self, doc: DocId) -> Vec<(PersonId, Option<Timestamp>)> {
        self.held(doc).current().map(|change| (change.by, change.received_at)).collect()
    }
}
