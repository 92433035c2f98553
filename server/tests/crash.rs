//! The real process, killed twenty times in the middle of writes from twenty connections.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use minicbor::bytes::ByteVec;
use samspil_server::admin;
use samspil_server::auth::{Chain, Tickets};
use samspil_server::edge::Edge;
use samspil_server::settings::DataDir;
use samspil_server::store::{Store, StoreSettings, UnitKind};
use samspil_shared::doc::log_entry::{self, LogEntryEdit, NewLogEntry};
use samspil_shared::doc::{About, Pen, SCHEMA, heads, materialise};
use samspil_shared::domain::{
    Acting, ActorId, Audience, ChangeHash, DocId, DocumentMeta, EnrolmentId, FamilyKind, Kind, Membership, PersonId,
    Role, SpaceId, Timestamp, Window,
};
use samspil_shared::sync::frame::{
    ClientFrame, Hello, NewDocument, Op, OpResult, Push, SUBPROTOCOL, ServerFrame, VERSION,
};
use samspil_shared::sync::scan;
use sqlx::{Connection, Row};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const KILLS: usize = 20;
const CONNECTIONS: usize = 20;
/// The address that tickets and sockets name; the process listens elsewhere.
const ORIGIN: &str = "http://localhost:9";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[tokio::test]
async fn no_acknowledged_operation_is_lost_however_often_the_server_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writers = set_up(folder.path()).await;
    for round in 0..KILLS {
        let (mut process, address) = start(folder.path()).await;
        // So that the kill falls now here, now there.
        let due = 30 + round * 13 % 50;
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let (reached, killing) = tokio::sync::oneshot::channel();
        let reached = Arc::new(std::sync::Mutex::new(Some(reached)));
        let tasks: Vec<_> = writers
            .into_iter()
            .map(|mut writer| {
                let (address, acknowledged, reached) =
                    (address.clone(), Arc::clone(&acknowledged), Arc::clone(&reached));
                tokio::spawn(async move {
                    let mut socket = writer.connect(&address).await;
                    while let Some(stored) = writer.write(&mut socket).await {
                        if acknowledged.fetch_add(stored, Ordering::SeqCst) + stored >= due
                            && let Some(reached) = reached.lock().expect("no panic").take()
                        {
                            reached.send(()).expect("somebody waits");
                        }
                    }
                    writer
                })
            })
            .collect();
        // If every writer fails, nobody holds it and the test ends.
        drop(reached);
        killing.await.expect("enough was written");
        process.start_kill().expect("a process to kill");
        process.wait().await.expect("it is gone");
        let mut back = Vec::new();
        for task in tasks {
            back.push(task.await.expect("a writer"));
        }
        writers = back;
        all_is_there(folder.path(), &writers).await;
    }
    let store = open(folder.path()).await;
    let checked = store.check().await.expect("a check");
    assert_eq!(checked.faults, Vec::<String>::new());
    assert!(checked.changes >= writers.iter().map(|writer| writer.stored.len() as u64).sum());
    let durability = store.durability().await.expect("an answer");
    assert_eq!((&*durability.journal_mode, &*durability.synchronous), ("wal", "2"));
    assert!(writers.iter().all(|writer| writer.repeated > 0), "each was cut off with something on its way");
}

/// One device that writes as fast as it is answered.
struct Writer {
    person: PersonId,
    enrolment: EnrolmentId,
    ticket: String,
    acting: Acting,
    space: SpaceId,
    /// Changes that the server said are on disk.
    stored: BTreeMap<ChangeHash, DocId>,
    /// What was sent and not answered.
    in_flight: Vec<Op>,
    /// How often something was sent again after a kill.
    repeated: usize,
    batch: u32,
}

impl Writer {
    async fn connect(&mut self, address: &str) -> Socket {
        let mut request = format!("ws://{address}/sync").into_client_request().expect("an address");
        request.headers_mut().insert(http::header::ORIGIN, HeaderValue::from_static(ORIGIN));
        request.headers_mut().insert(http::header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
        let (mut socket, _) = connect_async(request).await.expect("an open door");
        let hello = Hello {
            versions: vec![VERSION],
            app: 1,
            ticket: self.ticket.clone(),
            enrolment: self.enrolment,
            epoch: None,
            acting: self.acting,
            cursors: Vec::new(),
            device_time: Timestamp::from_ms(0),
        };
        socket.send(Message::Binary(ClientFrame::Hello(hello).encode().into())).await.expect("sent");
        socket
    }

    /// Writes an entry and saves it again, and waits for the answer; how much was stored, or nothing if the server is gone.
    async fn write(&mut self, socket: &mut Socket) -> Option<usize> {
        if self.in_flight.is_empty() {
            self.in_flight = self.new_entry();
        } else {
            self.repeated += 1;
        }
        self.batch += 1;
        let push = ClientFrame::Push(Push { batch: self.batch, ops: self.in_flight.clone() });
        socket.send(Message::Binary(push.encode().into())).await.ok()?;
        let results = loop {
            let Message::Binary(bytes) = socket.next().await?.ok()? else { continue };
            match ServerFrame::decode(&bytes).expect("a frame") {
                ServerFrame::Pushed(pushed) => break pushed.results,
                ServerFrame::Bye(bye) => panic!("{bye:?}"),
                _ => {}
            }
        };
        let before = self.stored.len();
        for (op, result) in std::mem::take(&mut self.in_flight).iter().zip(results) {
            match result {
                OpResult::Stored { .. } => self.stored.extend(changes_of(op).map(|hash| (hash, op.doc()))),
                OpResult::Later { .. } => self.in_flight.push(op.clone()),
                other => panic!("{other:?}"),
            }
        }
        Some(self.stored.len() - before)
    }

    fn new_entry(&self) -> Vec<Op> {
        let now = Timestamp::from_ms(1);
        let (doc, actor) = Edge::system().with_rng(|rng| (DocId::random(rng), ActorId::fresh(self.enrolment, rng)));
        let text = format!("Dag {}.", self.batch);
        let new =
            NewLogEntry { text: text.clone(), event_time: now, about: About::Child, day_child: None, day_family: None };
        let first = log_entry::create(actor, now, &new).expect("an entry");
        let document = materialise(Kind::LogEntry, SCHEMA, first.iter().map(Vec::as_slice)).expect("a document");
        let pen = Pen { doc: &document, base: &heads(&document), actor, time: now };
        let edit = LogEntryEdit { text: Some(format!("{text} Rettet.")), ..LogEntryEdit::default() };
        let later = log_entry::save(&pen, &edit).expect("an edit");
        let meta = DocumentMeta {
            kind: Kind::LogEntry,
            schema: SCHEMA,
            space: self.space,
            parent: None,
            course: None,
            audience: Audience::FAMILY,
            readers: Vec::new(),
        };
        let changes = first.into_iter().map(ByteVec::from).collect();
        let mut ops = vec![Op::Create(NewDocument { doc, meta, changes })];
        ops.extend(later.into_iter().map(|bytes| Op::Change { doc, bytes }));
        ops
    }
}

fn changes_of(op: &Op) -> impl Iterator<Item = ChangeHash> {
    let bytes: Vec<&[u8]> = match op {
        Op::Create(new) => new.changes.iter().map(|bytes| &bytes[..]).collect(),
        Op::Change { bytes, .. } => vec![bytes],
        Op::Withdraw { .. } | Op::Read(_) => Vec::new(),
    };
    bytes.into_iter().map(|bytes| scan::peek(bytes).expect("a change").hash)
}

async fn start(folder: &Path) -> (Child, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_samspil"))
        .args(["--data", &text(folder.join("data")), "--db", &database(folder), "--public-url", ORIGIN])
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let line = lines.next_line().await.expect("its output").expect("a line");
    let address = line.strip_prefix("listening on http://").expect("an address").trim().to_owned();
    (process, address)
}

fn text(path: std::path::PathBuf) -> String {
    path.into_os_string().into_string().expect("UTF-8")
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", text(folder.join("samspil.db")))
}

async fn open(folder: &Path) -> Store {
    let edge = Edge::system();
    let data = edge.with_rng(|rng| DataDir::open(&folder.join("data"), rng)).expect("a data folder");
    let keys = format!("sqlite:{}", text(folder.join("data").join("keys.db")));
    let settings = StoreSettings { main: database(folder), keys, master: data.master.0, node: "main".to_owned(), edge };
    Store::open(settings).await.expect("a store")
}

/// A family of four with five devices each.
async fn set_up(folder: &Path) -> Vec<Writer> {
    let store = open(folder).await;
    let now = store.edge().now();
    let unit = admin::add_unit(&store, UnitKind::Municipality, "Klitmark", now).await.expect("a unit");
    let family = admin::add_family(&store, unit, FamilyKind::General, now).await.expect("a family");
    let starts_on = NaiveDate::from_ymd_opt(2026, 2, 1).expect("a day");
    let space = admin::add_placement(&store, family, unit, starts_on, now).await.expect("a placement").space;
    let acting = Acting { role: Role::FosterParent, unit };
    let data = store.edge().with_rng(|rng| DataDir::open(&folder.join("data"), rng)).expect("a data folder");
    let tickets = Tickets::new(ORIGIN, &data.signing);
    let mut writers = Vec::new();
    let mut person = PersonId::from_bytes([0; 16]);
    for n in 0..CONNECTIONS {
        if n % 5 == 0 {
            person = admin::add_person(&store, "Maria", None, now).await.expect("a person");
            let membership = Membership {
                person,
                space,
                role: acting.role,
                unit,
                stand_in: false,
                course: None,
                window: Window { from: now, until: None },
                sees_from: None,
                own_only: false,
            };
            admin::add_member(&store, &membership, now).await.expect("a membership");
        }
        let (enrolment, chain) = store.edge().with_rng(|rng| (EnrolmentId::random(rng), Chain::random(rng)));
        enrol(folder, &store, person, enrolment, chain).await;
        let (ticket, _) = tickets.issue(person, enrolment, chain, now, now);
        writers.push(Writer {
            person,
            enrolment,
            ticket,
            acting,
            space,
            stored: BTreeMap::new(),
            in_flight: Vec::new(),
            repeated: 0,
            batch: 0,
        });
    }
    store.close().await;
    writers
}

/// A device with a session, as a login leaves them.
async fn enrol(folder: &Path, store: &Store, person: PersonId, enrolment: EnrolmentId, chain: Chain) {
    let mut connection = sqlx::SqliteConnection::connect(&database(folder)).await.expect("the database");
    let label = store.seal("enrolments.label", enrolment.as_bytes(), b"phone");
    let enrolment = &enrolment.as_bytes()[..];
    sqlx::query(
        "INSERT INTO enrolments (id, user_id, label, key_id, created_at, last_seen_at) VALUES ($1, $2, $3, $4, 0, 0)",
    )
    .bind(enrolment)
    .bind(&person.as_bytes()[..])
    .bind(&label.bytes[..])
    .bind(&label.key_id.as_bytes()[..])
    .execute(&mut connection)
    .await
    .expect("an enrolment");
    let chain = &chain.as_bytes()[..];
    let token: [u8; 32] = Edge::system().bytes();
    sqlx::query(
        "INSERT INTO sessions (id, enrolment_id, chain, generation, token_hash, created_at, expires_at) \
         VALUES ($1, $2, $3, 0, $4, 0, 9000000000000)",
    )
    .bind(chain)
    .bind(enrolment)
    .bind(chain)
    .bind(&token[..])
    .execute(&mut connection)
    .await
    .expect("a session");
}

/// Everything that was acknowledged is in the file that the killed process left.
async fn all_is_there(folder: &Path, writers: &[Writer]) {
    let mut connection = sqlx::SqliteConnection::connect(&database(folder)).await.expect("the database");
    let rows = sqlx::query("SELECT hash, document_id FROM changes").fetch_all(&mut connection).await.expect("rows");
    let there: BTreeMap<Vec<u8>, Vec<u8>> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut looked = 0;
    for (hash, doc) in writers.iter().flat_map(|writer| &writer.stored) {
        assert_eq!(there.get(&hash.as_bytes()[..]).map(Vec::as_slice), Some(&doc.as_bytes()[..]));
        looked += 1;
    }
    assert!(looked > 0, "something was acknowledged");
    assert!(writers.iter().all(|writer| writer.person != PersonId::from_bytes([0; 16])));
}
