//! The real hub over SQLite, driven without sockets: what a device says goes in, frames come out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::NaiveDate;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use samspil_server::edge::Edge;
use samspil_server::store::{Store, StoreSettings, UnitKind};
use samspil_server::sync::{CheckTicket, Hub, Quarantined, Session, Settled, TicketClaims};
use samspil_server::{admin, backup};
use samspil_shared::domain::{
    Acting, ChangeHash, DocId, EnrolmentId, FamilyKind, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp,
    UnitId, Window,
};
use samspil_shared::sync::frame::{Bye, ClientFrame, Have, Hello, OpResult, Push, Pushed, ServerFrame};
use samspil_shared::testing::network::ConnId;
use sqlx::{Connection, Row};

use crate::model::Model;
use crate::refuser::{Refuser, put_together};
use crate::restore::{Copy, Truth};

/// How the tables say that a document was taken back.
const WITHDRAWN: i64 = 2;

/// A planted bug in how the server answers a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    None,
    /// It says that it stored what it dropped.
    Stored,
    /// Restored, it says that it lacks nothing.
    HasAll,
}

/// The server of a run, and its connections.
pub(crate) struct Server {
    hub: Hub,
    clock: Arc<AtomicI64>,
    /// `None` until the first frame.
    sessions: BTreeMap<ConnId, Option<Session>>,
    /// What each connection's person acts as.
    actings: BTreeMap<ConnId, Acting>,
    /// When each is to look at its rights again.
    boundaries: BTreeMap<ConnId, Timestamp>,
    pub(crate) refuser: Refuser,
    /// Planted: whose place the consultants' connections take.
    eavesdrop: Option<Hello>,
    hears_all: bool,
    folder: tempfile::TempDir,
    seed: u64,
    enrolled: std::cell::RefCell<BTreeSet<EnrolmentId>>,
    copies: u32,
}

impl Server {
    pub(crate) async fn start(seed: u64, now: Timestamp) -> Self {
        // In memory where the machine has such a folder: what a disk loses at a crash is another test's matter.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder");
        let clock = Arc::new(AtomicI64::new(now.as_ms()));
        let hub = hub(folder.path(), seed, &clock).await;
        let (sessions, actings, boundaries) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self {
            hub,
            clock,
            sessions,
            actings,
            boundaries,
            refuser: Refuser::new(seed),
            eavesdrop: None,
            hears_all: false,
            folder,
            seed,
            enrolled: std::cell::RefCell::default(),
            copies: 0,
        }
    }

    pub(crate) fn set_time(&self, now: Timestamp) {
        self.clock.store(now.as_ms(), Ordering::Relaxed);
    }

    /// The process is killed and starts again on its files.
    pub(crate) async fn crash(&mut self) {
        self.stop().await;
        self.hub = hub(self.folder.path(), self.seed, &self.clock).await;
    }

    async fn stop(&mut self) {
        self.sessions.clear();
        self.actings.clear();
        self.boundaries.clear();
        self.seed += 1_000_003;
        self.hub.store().close().await;
    }

    // ---- copies ----

    /// Copies the records: where to, and the devices that are known there.
    pub(crate) async fn copy(&mut self) -> (PathBuf, BTreeSet<EnrolmentId>) {
        self.copies += 1;
        let file = self.folder.path().join(format!("copy-{}.db", self.copies));
        backup::backup(self.store(), &file).await.expect("a copy");
        (file, self.enrolled.borrow().clone())
    }

    /// Puts a copy in the place of the records and begins a new history, as `samspil restore` does.
    pub(crate) async fn restore(&mut self, copy: &Copy) {
        self.stop().await;
        for beside in ["", "-wal", "-shm"] {
            let file = self.folder.path().join(format!("main.db{beside}"));
            if file.exists() {
                std::fs::remove_file(file).expect("records that can be removed");
            }
        }
        std::fs::copy(&copy.file, self.folder.path().join("main.db")).expect("a copy of the copy");
        let store = store(self.folder.path(), self.seed, &self.clock).await;
        admin::new_epoch(&store, self.now()).await.expect("a new history");
        store.close().await;
        self.enrolled.replace(copy.enrolled.clone());
        self.seed += 1_000_003;
        self.hub = hub(self.folder.path(), self.seed, &self.clock).await;
    }

    /// What stands in the tables.
    pub(crate) async fn truth(&self) -> Truth {
        let file = format!("sqlite:{}", self.folder.path().join("main.db").display());
        let mut database = sqlx::AnyConnection::connect(&file).await.expect("the database");
        let mut truth = Truth::default();
        let id = |row: &sqlx::any::AnyRow, at| row.try_get::<Vec<u8>, _>(at).expect("an id");
        let doc = |row: &sqlx::any::AnyRow| DocId::try_from(&id(row, 0)[..]).expect("16 bytes");
        // A card is made by the service; people's devices only read it.
        let documents = sqlx::query("SELECT id, state FROM documents").fetch_all(&mut database).await;
        for row in documents.expect("documents") {
            truth.docs.insert(doc(&row), BTreeMap::new());
            let state: i64 = row.try_get(1).expect("a state");
            if state == WITHDRAWN {
                truth.withdrawn.insert(doc(&row));
            }
        }
        let changes = sqlx::query("SELECT document_id, hash, by_user FROM changes").fetch_all(&mut database).await;
        for row in changes.expect("changes") {
            let hash = ChangeHash::from_bytes(id(&row, 1).try_into().expect("32 bytes"));
            let by = PersonId::try_from(&id(&row, 2)[..]).expect("16 bytes");
            truth.docs.entry(doc(&row)).or_default().insert(hash, by);
        }
        database.close().await.expect("an end");
        truth
    }

    // ---- what is kept apart ----

    pub(crate) async fn quarantined(&self, person: PersonId, acting: Acting) -> Vec<Quarantined> {
        self.hub.quarantined(person, acting).await.expect("the store")
    }

    pub(crate) async fn settle(&self, who: (PersonId, Acting), whose: (DocId, PersonId), take: bool) -> Settled {
        self.hub.settle_quarantined(who, whose, take).await.expect("the store")
    }

    fn store(&self) -> &Store {
        self.hub.store()
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.clock.load(Ordering::Relaxed))
    }

    // ---- people ----

    pub(crate) async fn add_unit(&self, name: &str) -> UnitId {
        admin::add_unit(self.store(), UnitKind::Municipality, name, self.now()).await.expect("a unit")
    }

    pub(crate) async fn add_placement(&self, unit: UnitId) -> SpaceId {
        let family = admin::add_family(self.store(), unit, FamilyKind::General, self.now()).await.expect("a family");
        let day = NaiveDate::from_ymd_opt(2026, 3, 28).expect("a day");
        admin::add_placement(self.store(), family, unit, day, self.now()).await.expect("a placement").space
    }

    /// A person and their own space.
    pub(crate) async fn add_person(&self, name: &str) -> (PersonId, SpaceId) {
        let person = admin::add_person(self.store(), name, None, self.now()).await.expect("a person");
        let own = self.store().space_of(SpaceKind::Person, person.as_bytes()).await.expect("the store");
        (person, own.expect("everybody has a space of their own"))
    }

    pub(crate) async fn begin_membership(
        &self,
        person: PersonId,
        space: SpaceId,
        role: Role,
        unit: UnitId,
        window: Window,
    ) {
        let membership = Membership {
            person,
            space,
            role,
            unit,
            stand_in: false,
            course: None,
            window,
            sees_from: None,
            own_only: false,
        };
        admin::add_member(self.store(), &membership, self.now()).await.expect("a membership");
    }

    pub(crate) async fn end_membership(&self, person: PersonId, space: SpaceId, role: Role) {
        admin::end_member(self.store(), person, space, role, self.now(), self.now()).await.expect("an end");
    }

    pub(crate) async fn enrol(&self, person: PersonId) -> EnrolmentId {
        let enrolment = admin::enrol(self.store(), person, "a device", self.now()).await.expect("a device");
        self.enrolled.borrow_mut().insert(enrolment);
        enrolment
    }

    pub(crate) fn ticket(&self, person: PersonId, enrolment: EnrolmentId) -> String {
        format!("{person}:{enrolment}")
    }

    // ---- connections ----

    pub(crate) fn hear_all(&mut self, hears_all: bool) {
        self.hears_all = hears_all;
    }

    pub(crate) fn accept(&mut self, conn: ConnId) {
        self.sessions.insert(conn, None);
    }

    pub(crate) fn close(&mut self, conn: ConnId) {
        self.sessions.remove(&conn);
        self.actings.remove(&conn);
        self.boundaries.remove(&conn);
    }

    /// Takes one frame; what the server answers, besides what [`Self::next`] says. What it says of operations, the model
    /// hears too.
    pub(crate) async fn frame(&mut self, conn: ConnId, bytes: &[u8], model: &mut Model, lie: Lie) -> Vec<Vec<u8>> {
        let Some(slot) = self.sessions.get_mut(&conn) else { return vec![] };
        let said = match (ClientFrame::decode(bytes).expect("the engine sends frames"), slot) {
            (ClientFrame::Have(have), Some(session)) if lie == Lie::HasAll => {
                session.frame(ClientFrame::Have(Have { docs: vec![], ..have }))
            }
            (ClientFrame::Hello(hello), slot @ None) => {
                self.actings.insert(conn, hello.acting);
                let hello = planted(&mut self.eavesdrop, self.hears_all, hello);
                match Session::open(&self.hub, hello).await {
                    Ok(session) => {
                        *slot = Some(session);
                        Ok(())
                    }
                    Err(bye) => Err(bye),
                }
            }
            (ClientFrame::Push(push), Some(session)) => {
                let (ops, person) = (push.ops.clone(), session.person());
                let now = Timestamp::from_ms(self.clock.load(Ordering::Relaxed));
                let pushed = if lie == Lie::Stored {
                    forgotten(&push, now)
                } else {
                    let (batch, mut push) = (push.batch, push);
                    let refused = self.refuser.take(&mut push);
                    let judged = if push.ops.is_empty() { vec![] } else { session.pusher().push(push).await.results };
                    put_together(batch, refused, judged)
                };
                for (op, result) in ops.iter().zip(&pushed.results) {
                    model.answered(person, op, result);
                }
                return vec![ServerFrame::Pushed(pushed).encode()];
            }
            (frame, Some(session)) => session.frame(frame),
            (_, None) => panic!("a frame before Hello"),
        };
        match said {
            Ok(()) => vec![],
            Err(bye) => self.dismiss(conn, bye),
        }
    }

    /// What the person at the other end acts as.
    pub(crate) fn acting(&self, conn: ConnId) -> Option<Acting> {
        self.actings.get(&conn).copied()
    }

    /// When rights of the connection change by themselves, if that is news.
    pub(crate) fn new_boundary(&mut self, conn: ConnId) -> Option<Timestamp> {
        let at = self.sessions.get(&conn)?.as_ref()?.boundary()?;
        (self.boundaries.insert(conn, at) != Some(at)).then_some(at)
    }

    fn dismiss(&mut self, conn: ConnId, bye: Bye) -> Vec<Vec<u8>> {
        self.sessions.remove(&conn);
        vec![ServerFrame::Bye(bye).encode()]
    }

    /// Rights may have changed: every connection looks at them, as the poll of a live server makes it.
    pub(crate) async fn recheck(&mut self, conn: ConnId) -> Vec<Vec<u8>> {
        let Some(Some(session)) = self.sessions.get_mut(&conn) else { return vec![] };
        match session.recheck().await {
            Ok(()) => vec![],
            Err(bye) => self.dismiss(conn, bye),
        }
    }

    /// The next frames that a connection has to be told; none if it has been told everything.
    pub(crate) async fn next(&mut self, conn: ConnId) -> Vec<Vec<u8>> {
        let Some(Some(session)) = self.sessions.get_mut(&conn) else { return vec![] };
        match session.next().await {
            Ok(frames) => frames.into_iter().map(|frame| frame.to_vec()).collect(),
            Err(bye) => self.dismiss(conn, bye),
        }
    }

    /// What the server's own check finds.
    pub(crate) async fn check(&self) -> Vec<String> {
        self.store().check().await.map_or_else(|error| vec![error.to_string()], |checked| checked.faults)
    }
}

/// Planted: the answer to what is dropped.
fn forgotten(push: &Push, now: Timestamp) -> Pushed {
    let stored = OpResult::Stored { received_at: now, created_at: Some(now), tag: vec![0; 16] };
    Pushed { batch: push.batch, results: vec![stored; push.ops.len()] }
}

/// Planted: the first foster parent's greeting is what later connections are served by.
fn planted(eavesdrop: &mut Option<Hello>, hears_all: bool, hello: Hello) -> Hello {
    if hears_all {
        if hello.acting.role == Role::FosterParent && eavesdrop.is_none() {
            *eavesdrop = Some(hello.clone());
        } else if hello.acting.role == Role::Consultant
            && let Some(family) = eavesdrop
        {
            return Hello { cursors: vec![], ..family.clone() };
        }
    }
    hello
}

async fn store(folder: &std::path::Path, seed: u64, clock: &Arc<AtomicI64>) -> Store {
    let clock = Arc::clone(clock);
    let edge = Edge::new(
        move || Timestamp::from_ms(clock.load(Ordering::Relaxed)),
        ChaCha8Rng::seed_from_u64(seed ^ 0x5a5a_5a5a),
    );
    let path = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let settings =
        StoreSettings { main: path("main.db"), keys: path("keys.db"), master: [7; 32], node: "simulated".into(), edge };
    Store::open(settings).await.expect("a store")
}

async fn hub(folder: &std::path::Path, seed: u64, clock: &Arc<AtomicI64>) -> Hub {
    let store = store(folder, seed, clock).await;
    let tickets: CheckTicket = Arc::new(|ticket, _| {
        let (person, enrolment) = ticket.split_once(':')?;
        Some(TicketClaims { person: person.parse().ok()?, enrolment: enrolment.parse().ok()?, session: None })
    });
    Hub::start(store, tickets).await.expect("a hub")
}
