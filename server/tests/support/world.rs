//! A server without sockets, people, and phones that talk to it frame by frame, with a vocabulary for stories.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::NaiveDate;
use minicbor::bytes::ByteVec;
use samspil_server::edge::Edge;
use samspil_server::store::{Store, UnitKind};
use samspil_server::sync::{CheckTicket, Hub, Session, TicketClaims};
use samspil_server::{admin, backup};
use samspil_shared::doc::log_entry::{self, LogEntry, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{
    About, Intent, Origin, Pen, Provenance, SCHEMA, comment, heads, materialise, publication, words,
};
use samspil_shared::domain::{
    Acting, ActorId, Audience, ChangeHash, DocId, DocState, DocumentMeta, EnrolmentId, Epoch, FamilyId, FamilyKind,
    Kind, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId, Window,
};
use samspil_shared::sync::frame::{
    Bye, ClientFrame, Cursor, Fetch, Hello, Item, Items, NewDocument, Op, OpResult, Page, Push, ServerFrame, Space,
    VERSION,
};
use samspil_shared::sync::scan;
use sqlx::{Connection, Row};

use crate::database::Database;

/// When stories begin.
const START: i64 = 1_772_000_000_000;
/// Milliseconds.
pub(crate) const HOUR: i64 = 3_600_000;

/// A server, its database and its clock.
pub(crate) struct World {
    pub(crate) hub: Hub,
    pub(crate) database: Database,
    clock: Arc<AtomicI64>,
    pub(crate) unit: UnitId,
}

/// A family with one placement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family {
    pub(crate) id: FamilyId,
    pub(crate) space: SpaceId,
}

/// Tells the story on every database there is, each time from the beginning.
pub(crate) async fn each(story: impl AsyncFn(World)) {
    story(World::on(Database::sqlite()).await).await;
    if let Some(database) = Database::postgres().await {
        story(World::on(database).await).await;
    }
}

/// The ticket of a device, as these stories write it.
pub(crate) fn ticket(person: PersonId, enrolment: EnrolmentId) -> String {
    format!("{person} {enrolment}")
}

fn check_ticket() -> CheckTicket {
    Arc::new(|ticket, _| {
        let (person, enrolment) = ticket.split_once(' ')?;
        Some(TicketClaims { person: person.parse().ok()?, enrolment: enrolment.parse().ok()?, session: None })
    })
}

impl World {
    pub(crate) async fn on(database: Database) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let store = open(&database, &clock).await;
        let now = Timestamp::from_ms(START);
        let unit = admin::add_unit(&store, UnitKind::Municipality, "Klitmark", now).await.expect("a unit");
        let hub = Hub::start(store, check_ticket()).await.expect("a hub");
        Self { hub, database, clock, unit }
    }

    /// Another node on the same database, with the same clock.
    pub(crate) async fn other_node(&self) -> Hub {
        Hub::start(open(&self.database, &self.clock).await, check_ticket()).await.expect("a second hub")
    }

    /// The same with this randomness.
    pub(crate) async fn node_with(&self, rng: impl rand::Rng + Send + 'static) -> Hub {
        let store = open_with(&self.database, &self.clock, rng).await;
        Hub::start(store, check_ticket()).await.expect("a second hub")
    }

    /// A copy of the records, as a file beside them.
    pub(crate) async fn copied(&self, name: &str) -> std::path::PathBuf {
        let path = self.database.folder().join(name);
        backup::backup(self.store(), &path).await.expect("a copy");
        path
    }

    /// The server stopped, and started again on an older copy of its records.
    pub(crate) async fn restored_from(self, copy: &std::path::Path) -> Self {
        let Self { hub, database, clock, unit } = self;
        hub.store().close().await;
        drop(hub);
        let database = database.with_copy(copy);
        let store = open(&database, &clock).await;
        admin::new_epoch(&store, Timestamp::from_ms(clock.load(Ordering::SeqCst))).await.expect("a new history");
        store.close().await;
        let hub = Hub::start(open(&database, &clock).await, check_ticket()).await.expect("a hub");
        Self { hub, database, clock, unit }
    }

    pub(crate) fn store(&self) -> &Store {
        self.hub.store()
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.clock.load(Ordering::SeqCst))
    }

    /// Lets time pass.
    pub(crate) fn wait_ms(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) async fn person(&self, name: &str) -> PersonId {
        admin::add_person(self.store(), name, None, self.now()).await.expect("a person")
    }

    pub(crate) async fn family(&self) -> Family {
        let id = admin::add_family(self.store(), self.unit, FamilyKind::General, self.now()).await.expect("a family");
        let starts_on = NaiveDate::from_ymd_opt(2026, 2, 1).expect("a day");
        let placed =
            admin::add_placement(self.store(), id, self.unit, starts_on, self.now()).await.expect("a placement");
        Family { id, space: placed.space }
    }

    /// Somebody takes part in the family's placement from now on, and sees everything.
    pub(crate) async fn joins(&self, person: PersonId, family: Family, role: Role) {
        self.joins_for(person, family, role, None).await;
    }

    /// The same for so many milliseconds.
    pub(crate) async fn joins_for(&self, person: PersonId, family: Family, role: Role, ms: Option<i64>) {
        let membership = self.membership(person, family.space, role, ms);
        admin::add_member(self.store(), &membership, self.now()).await.expect("a membership");
    }

    pub(crate) fn membership(&self, person: PersonId, space: SpaceId, role: Role, ms: Option<i64>) -> Membership {
        let now = self.now();
        Membership {
            person,
            space,
            role,
            unit: self.unit,
            stand_in: false,
            course: None,
            window: Window { from: now, until: ms.map(|ms| now.plus_ms(ms)) },
            sees_from: None,
            own_only: false,
        }
    }

    /// A foster parent of the family, with a phone.
    pub(crate) async fn foster_parent(&self, name: &str, family: Family) -> Phone {
        let person = self.person(name).await;
        self.joins(person, family, Role::FosterParent).await;
        self.phone(person, Role::FosterParent).await
    }

    /// The family's consultant, with a phone.
    pub(crate) async fn consultant(&self, name: &str, family: Family) -> Phone {
        let person = self.person(name).await;
        self.joins(person, family, Role::Consultant).await;
        self.phone(person, Role::Consultant).await
    }

    /// A new device of a person, not connected yet.
    pub(crate) async fn phone(&self, person: PersonId, role: Role) -> Phone {
        let enrolment = EnrolmentId::from_bytes(Edge::system().bytes());
        let label = self.store().seal("enrolments.label", enrolment.as_bytes(), b"phone");
        let sql = "INSERT INTO enrolments (id, user_id, label, key_id, created_at, last_seen_at) VALUES ($1, $2, $3, $4, 0, 0)";
        let mut connection = self.connect().await;
        sqlx::query(sql)
            .bind(enrolment.as_bytes().to_vec())
            .bind(person.as_bytes().to_vec())
            .bind(label.bytes)
            .bind(label.key_id.as_bytes().to_vec())
            .execute(&mut connection)
            .await
            .expect("an enrolment");
        connection.close().await.expect("a closed connection");
        Phone::new(self.hub.clone(), person, enrolment, Acting { role, unit: self.unit })
    }

    /// Somebody is signed in on the device, for a year.
    pub(crate) async fn signs_in(&self, phone: &Phone) {
        let sql = "INSERT INTO sessions (id, enrolment_id, chain, generation, token_hash, created_at, expires_at) \
             VALUES ($1, $2, $1, 1, $3, $4, $5)";
        let mut connection = self.connect().await;
        sqlx::query(sql)
            .bind(Edge::system().bytes::<16>().to_vec())
            .bind(phone.enrolment.as_bytes().to_vec())
            .bind(Edge::system().bytes::<32>().to_vec())
            .bind(self.now().as_ms())
            .bind(self.now().plus_ms(365 * 24 * HOUR).as_ms())
            .execute(&mut connection)
            .await
            .expect("a session");
        connection.close().await.expect("a closed connection");
    }

    /// Revokes a device, as an administrator would.
    pub(crate) async fn revoke(&self, phone: &Phone) {
        admin::end_device(self.store(), phone.enrolment, None, None, self.now()).await.expect("a device in force");
    }

    async fn connect(&self) -> sqlx::AnyConnection {
        sqlx::AnyConnection::connect(&self.database.main).await.expect("the database")
    }

    /// Changes the database behind the server's back; how many rows.
    pub(crate) async fn execute(&self, sql: &'static str) -> u64 {
        sqlx::query(sql).execute(&mut self.connect().await).await.expect("done").rows_affected()
    }

    /// The one number of this question.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(&mut self.connect().await).await.expect("an answer").try_get(0).expect("a number")
    }

    /// The same with values in it.
    pub(crate) async fn count_text(&self, sql: String) -> i64 {
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        query.fetch_one(&mut self.connect().await).await.expect("an answer").try_get(0).expect("a number")
    }

    /// The one space of this kind.
    pub(crate) async fn space_of(&self, kind: SpaceKind) -> SpaceId {
        let query = sqlx::query("SELECT id FROM spaces WHERE kind = $1").bind(i64::from(kind.code()));
        let row = query.fetch_one(&mut self.connect().await).await.expect("a space");
        let id: Vec<u8> = row.try_get(0).expect("an id");
        SpaceId::try_from(id.as_slice()).expect("16 bytes")
    }

    /// Everything that is stored is sound.
    pub(crate) async fn is_sound(&self) {
        let checked = self.store().check().await.expect("a check");
        assert_eq!(checked.faults, Vec::<String>::new());
        assert!(checked.rows > 0, "something was looked at");
    }
}

async fn open(database: &Database, clock: &Arc<AtomicI64>) -> Store {
    let mut entropy = [0; 32];
    entropy[..16].copy_from_slice(&Edge::system().bytes::<16>());
    let rng = <rand_chacha::ChaCha20Rng as rand::SeedableRng>::from_seed(entropy);
    open_with(database, clock, rng).await
}

async fn open_with(database: &Database, clock: &Arc<AtomicI64>, rng: impl rand::Rng + Send + 'static) -> Store {
    let clock = Arc::clone(clock);
    let edge = Edge::new(move || Timestamp::from_ms(clock.load(Ordering::SeqCst)), rng);
    database.open_with([7; 32], edge).await.expect("a store")
}

/// A document as a phone holds it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) meta: DocumentMeta,
    pub(crate) author: PersonId,
    pub(crate) state: DocState,
    pub(crate) changes: Vec<Vec<u8>>,
    pub(crate) by: BTreeMap<ChangeHash, PersonId>,
}

/// A device. It keeps what it was told, and every byte of it.
pub(crate) struct Phone {
    hub: Hub,
    pub(crate) person: PersonId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) acting: Acting,
    pub(crate) epoch: Option<Epoch>,
    pub(crate) tokens: BTreeMap<SpaceId, Vec<u8>>,
    more: BTreeSet<SpaceId>,
    lacking: BTreeSet<DocId>,
    pub(crate) spaces: BTreeMap<SpaceId, Space>,
    pub(crate) docs: BTreeMap<DocId, Held>,
    parts: BTreeMap<DocId, BTreeMap<u16, Vec<Vec<u8>>>>,
    session: Option<Session>,
    /// Every frame, in order.
    pub(crate) heard: Vec<ServerFrame>,
    pub(crate) page_frames: u8,
    batch: u32,
}

impl Phone {
    fn new(hub: Hub, person: PersonId, enrolment: EnrolmentId, acting: Acting) -> Self {
        Self {
            hub,
            person,
            enrolment,
            acting,
            epoch: None,
            tokens: BTreeMap::new(),
            more: BTreeSet::new(),
            lacking: BTreeSet::new(),
            spaces: BTreeMap::new(),
            docs: BTreeMap::new(),
            parts: BTreeMap::new(),
            session: None,
            heard: Vec::new(),
            page_frames: 4,
            batch: 0,
        }
    }

    /// Talks to another node from now on.
    pub(crate) fn roams_to(&mut self, hub: &Hub) {
        self.session = None;
        self.hub = hub.clone();
    }

    pub(crate) fn hello(&self) -> Hello {
        Hello {
            versions: vec![VERSION],
            app: 1,
            ticket: ticket(self.person, self.enrolment),
            enrolment: self.enrolment,
            epoch: self.epoch,
            acting: self.acting,
            cursors: self.tokens.iter().map(|(space, token)| Cursor { space: *space, token: token.clone() }).collect(),
            device_time: Timestamp::from_ms(0),
        }
    }

    /// Connects and takes everything there is.
    pub(crate) async fn connects(&mut self) {
        self.tries_to_connect().await.expect("a welcome");
        self.settles().await;
    }

    /// Connects, and takes nothing but the welcome.
    pub(crate) async fn tries_to_connect(&mut self) -> Result<(), Bye> {
        self.session = None;
        let mut session = Session::open(&self.hub, self.hello()).await?;
        for frame in session.next().await? {
            self.takes(&frame);
        }
        self.session = Some(session);
        Ok(())
    }

    /// Loses the connection.
    pub(crate) fn leaves(&mut self) {
        self.session = None;
    }

    pub(crate) fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("a connected phone")
    }

    /// Looks at its rights again, as a socket does when time passes or an administrator acted.
    pub(crate) async fn rechecks(&mut self) -> Result<(), Bye> {
        self.session().recheck().await?;
        self.settles().await;
        Ok(())
    }

    /// Takes frames, asks for pages and for what is lacking, until there is nothing more.
    pub(crate) async fn settles(&mut self) {
        loop {
            self.takes_what_comes().await;
            if !self.asks() {
                return;
            }
        }
    }

    /// Takes frames without asking for anything.
    pub(crate) async fn takes_what_comes(&mut self) {
        loop {
            let frames = self.session().next().await.expect("frames");
            if frames.is_empty() {
                return;
            }
            frames.iter().for_each(|frame| self.takes(frame));
        }
    }

    /// Takes the next go of frames.
    pub(crate) async fn takes_what_comes_once(&mut self) {
        let frames = self.session().next().await.expect("frames");
        frames.iter().for_each(|frame| self.takes(frame));
    }

    /// Asks once for pages and for what is lacking, and takes the answer.
    pub(crate) async fn asks_once(&mut self) {
        self.asks();
        self.takes_what_comes().await;
    }

    fn asks(&mut self) -> bool {
        let due: Vec<SpaceId> = self
            .spaces
            .keys()
            .filter(|space| !self.tokens.contains_key(*space) || self.more.contains(*space))
            .copied()
            .collect();
        let lacking: Vec<DocId> = self.lacking.iter().take(256).copied().collect();
        let asks = !due.is_empty() || !lacking.is_empty();
        for space in due {
            let page = Page { space, token: self.tokens.get(&space).cloned(), frames: self.page_frames };
            self.session().frame(ClientFrame::Page(page)).expect("a page");
        }
        if !lacking.is_empty() {
            self.session().frame(ClientFrame::Fetch(Fetch { docs: lacking })).expect("a fetch");
        }
        asks
    }

    fn takes(&mut self, bytes: &[u8]) {
        let frame = ServerFrame::decode(bytes).expect("a frame within its limits");
        match &frame {
            ServerFrame::Welcome(welcome) => {
                self.epoch = Some(welcome.epoch);
                self.spaces = welcome.spaces.iter().map(|space| (space.id, space.clone())).collect();
                let reached: BTreeSet<SpaceId> = self.spaces.keys().copied().collect();
                self.tokens.retain(|space, _| reached.contains(space));
                self.docs.retain(|_, held| reached.contains(&held.meta.space));
            }
            ServerFrame::Space(space) => {
                self.spaces.insert(space.id, space.clone());
            }
            ServerFrame::Left(left) => {
                self.spaces.remove(&left.space);
                self.tokens.remove(&left.space);
                self.docs.retain(|_, held| held.meta.space != left.space);
            }
            ServerFrame::Items(items) => self.takes_items(items),
            ServerFrame::Visible(visible) => {
                assert_eq!(visible.of, 1, "few documents in these stories");
                let named: BTreeSet<DocId> = visible.docs.iter().copied().collect();
                self.docs.retain(|doc, held| held.meta.space != visible.space || named.contains(doc));
                self.lacking.extend(named.iter().filter(|doc| !self.docs.contains_key(*doc)));
                self.more.remove(&visible.space);
                match &visible.token {
                    Some(token) => self.tokens.insert(visible.space, token.clone()),
                    None => self.tokens.remove(&visible.space),
                };
            }
            ServerFrame::Unavailable(unavailable) => {
                self.lacking.remove(&unavailable.doc);
            }
            ServerFrame::Pushed(_)
            | ServerFrame::Withdrawn(_)
            | ServerFrame::Erased(_)
            | ServerFrame::Want(_)
            | ServerFrame::Returned(_)
            | ServerFrame::Bye(_) => {}
        }
        self.heard.push(frame);
    }

    fn takes_items(&mut self, items: &Items) {
        for item in &items.items {
            match item {
                Item::New(stored) => {
                    let bytes = stored.changes.iter().map(|change| change.bytes.clone()).collect();
                    let parts = self.parts.entry(stored.doc).or_default();
                    parts.insert(stored.part, bytes);
                    let held = self.docs.entry(stored.doc).or_insert_with(|| Held {
                        meta: stored.meta.clone(),
                        author: stored.author,
                        state: stored.state,
                        changes: Vec::new(),
                        by: BTreeMap::new(),
                    });
                    held.state = stored.state;
                    for change in &stored.changes {
                        held.by.insert(hash(&change.bytes), change.by);
                    }
                    if parts.len() == usize::from(stored.of) {
                        let known: BTreeSet<Vec<u8>> = held.changes.iter().cloned().collect();
                        let parts = self.parts.remove(&stored.doc).unwrap_or_default();
                        held.changes.extend(parts.into_values().flatten().filter(|bytes| !known.contains(bytes)));
                        self.lacking.remove(&stored.doc);
                    }
                }
                Item::Changed(change) => match (self.docs.get_mut(&change.doc), &change.bytes) {
                    (Some(held), Some(bytes)) => {
                        assert_eq!(hash(bytes), change.hash);
                        held.by.insert(change.hash, change.by);
                        if !held.changes.contains(bytes) {
                            held.changes.push(bytes.clone());
                        }
                    }
                    (Some(held), None) => {
                        held.by.insert(change.hash, change.by);
                        if !held.changes.iter().any(|bytes| hash(bytes) == change.hash) {
                            self.lacking.insert(change.doc);
                        }
                    }
                    (None, _) => {
                        self.lacking.insert(change.doc);
                    }
                },
                Item::Withdrawn(doc) => {
                    let family = self.acting.role == Role::FosterParent;
                    if let Some(held) = self.docs.get_mut(doc) {
                        held.state = DocState::Withdrawn;
                        if !family && held.author != self.person {
                            self.docs.remove(doc);
                        }
                    }
                }
                Item::Erased(doc) => {
                    self.docs.remove(doc);
                }
            }
        }
        if let Some(token) = &items.token {
            self.tokens.insert(items.space, token.clone());
            if items.progress.is_some() {
                if items.more {
                    self.more.insert(items.space);
                } else {
                    self.more.remove(&items.space);
                }
            }
        }
    }

    /// Pushes; the results in the order of the operations.
    pub(crate) async fn pushes(&mut self, ops: Vec<Op>) -> Vec<OpResult> {
        self.batch += 1;
        let batch = self.batch;
        let pushed = self.session().pusher().push(Push { batch, ops }).await;
        assert_eq!(pushed.batch, batch);
        pushed.results
    }

    /// Pushes one operation that must be stored; when, and the receipt.
    pub(crate) async fn stores(&mut self, op: Op) -> (Timestamp, Vec<u8>) {
        match self.pushes(vec![op]).await.pop() {
            Some(OpResult::Stored { received_at, tag, .. }) => (received_at, tag),
            other => panic!("not stored: {other:?}"),
        }
    }

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

    /// Whether any frame since the beginning holds these bytes: an id or a sentence.
    pub(crate) fn ever_heard(&self, needle: &[u8]) -> bool {
        self.heard.iter().any(|frame| frame.encode().windows(needle.len()).any(|window| window == needle))
    }

    /// Documents that the phone holds, by id.
    pub(crate) fn holds(&self) -> BTreeSet<DocId> {
        self.docs.keys().copied().collect()
    }
}

pub(crate) fn hash(bytes: &[u8]) -> ChangeHash {
    scan::peek(bytes).expect("a change").hash
}
