//! A server in memory and browsers that talk to it, with a vocabulary for stories.

#[expect(dead_code, reason = "shared with the store's contract, which asks for more")]
#[path = "database.rs"]
mod database;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use samspil_server::admin;
use samspil_server::edge::Edge;
use samspil_server::routes;
use samspil_server::settings::{DataDir, Network};
use samspil_server::state::AppState;
use samspil_server::store::{Store, StoreSettings};
use samspil_shared::api::{self, Code, Problem, Session};
use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::{Connection, Row};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt;

pub(crate) use database::Database;

/// The address people type in these stories.
pub(crate) const ORIGIN: &str = "https://samspil.example";
/// A password that is taken.
pub(crate) const PASSWORD: &str = "høns cykel regn plan gade";
/// Milliseconds.
pub(crate) const MINUTE: i64 = 60_000;
/// Milliseconds.
pub(crate) const DAY: i64 = 24 * 60 * MINUTE;
const START: i64 = 1_772_000_000_000;
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7)), 50_000);

/// A server with a database of its own and a clock that moves when it is told to.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    database: Database,
    clock: Arc<AtomicI64>,
    proxies: Vec<Network>,
    router: Router,
}

/// Tells the story on every database there is, each time from the beginning.
pub(crate) async fn each(story: impl AsyncFn(TestApp)) {
    story(TestApp::start().await).await;
    if let Some(database) = Database::postgres().await {
        story(TestApp::on(database, Vec::new()).await).await;
    }
}

impl TestApp {
    /// A server on an empty SQLite file.
    pub(crate) async fn start() -> Self {
        Self::on(Database::sqlite(), Vec::new()).await
    }

    /// The same behind proxies that it trusts.
    pub(crate) async fn behind(proxies: &[&str]) -> Self {
        let proxies = proxies.iter().map(|network| network.parse().expect("a network")).collect();
        Self::on(Database::sqlite(), proxies).await
    }

    async fn on(database: Database, proxies: Vec<Network>) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let state = open(&database, &clock, &proxies, 1).await;
        let router = routes::router(state.clone());
        Self { state, database, clock, proxies, router }
    }

    /// Stops the server and starts it again on the same database.
    pub(crate) async fn restarted(self) -> Self {
        let Self { state, database, clock, proxies, router } = self;
        state.store().close().await;
        drop((state, router));
        let state = open(&database, &clock, &proxies, 2).await;
        let router = routes::router(state.clone());
        Self { state, database, clock, proxies, router }
    }

    /// Another node on the same database.
    pub(crate) async fn other_node(&self) -> AppState {
        open(&self.database, &self.clock, &self.proxies, 3).await
    }

    pub(crate) fn store(&self) -> &Store {
        self.state.store()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state.now()
    }

    /// Lets time pass.
    pub(crate) fn wait_ms(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    /// An invited person and the token of their link.
    pub(crate) async fn invited(&self, name: &str) -> (PersonId, String) {
        let person = admin::add_person(self.store(), name, None, self.now()).await.expect("a new person");
        (person, self.link_for(person).await)
    }

    /// A new link's token.
    pub(crate) async fn link_for(&self, person: PersonId) -> String {
        admin::invite(self.store(), person, self.now()).await.expect("a link").token.reveal()
    }

    /// A person with login and [`PASSWORD`], and the browser in which they used their link.
    pub(crate) async fn person(&self, login: &str) -> Browser<'_> {
        let (_, token) = self.invited(login).await;
        let mut browser = self.browser();
        browser.accepts(&token, login).await.expect("a good link");
        browser
    }

    /// A browser nobody has used yet.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { app: self, cookie: None, session: None }
    }

    /// A request as it is, nothing added but where it comes from.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().get_or_insert_with(|| ConnectInfo(PEER));
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// The same server on a port, until the value is dropped.
    pub(crate) async fn listens(&self) -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (stop, stopped) = oneshot::channel();
        let server = samspil_server::serve(self.state.clone(), listener, async move {
            let _ = stopped.await;
        });
        Listening { address, stop, server: tokio::spawn(server) }
    }

    /// How many audit rows of this kind there are; the whole trail must be sound.
    pub(crate) async fn audited(&self, what: &str) -> usize {
        let (_, faults) = self.store().check_audit().await.expect("a readable trail");
        assert_eq!(faults, Vec::<String>::new());
        self.database.count("SELECT count(*) FROM audit WHERE what = $1", what).await
    }

    /// The database, to look into or to damage it.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }
}

impl Database {
    /// The one number of this question.
    pub(crate) async fn count(&self, sql: &'static str, value: &str) -> usize {
        let mut connection = sqlx::AnyConnection::connect(&self.main).await.expect("the database");
        let row = sqlx::query(sql).bind(value).fetch_one(&mut connection).await.expect("an answer");
        usize::try_from(row.try_get::<i64, _>(0).expect("a number")).expect("no negative count")
    }

    /// Notes that operations of a device were refused: reason, kind, how many, when.
    pub(crate) async fn refuse(&self, id: [u8; 16], device: EnrolmentId, numbers: [i64; 4]) {
        let mut connection = sqlx::AnyConnection::connect(&self.main).await.expect("the database");
        let sql = "INSERT INTO refusals (id, enrolment_id, reason, op, count, at) VALUES ($1, $2, $3, $4, $5, $6)";
        let row = sqlx::query(sql).bind(id.to_vec()).bind(device.as_bytes().to_vec());
        let row = numbers.into_iter().fold(row, |row, number| row.bind(number));
        row.execute(&mut connection).await.expect("a row");
    }

    /// Changes it behind the server's back. Returns how many rows.
    pub(crate) async fn execute(&self, sql: &'static str) -> u64 {
        let mut connection = sqlx::AnyConnection::connect(&self.main).await.expect("the database");
        sqlx::query(sql).execute(&mut connection).await.expect("done").rows_affected()
    }
}

async fn open(database: &Database, clock: &Arc<AtomicI64>, proxies: &[Network], seed: u64) -> AppState {
    let time = Arc::clone(clock);
    let edge = Edge::new(move || Timestamp::from_ms(time.load(Ordering::SeqCst)), ChaCha20Rng::seed_from_u64(seed));
    let data = edge.with_rng(|rng| DataDir::open(&database.folder().join("data"), rng)).expect("a data folder");
    let settings = StoreSettings {
        main: database.main.clone(),
        keys: database.keys.clone(),
        master: data.master.0,
        node: "test".to_owned(),
        edge,
    };
    let store = Store::open(settings).await.expect("a store");
    AppState::start(store, &data, ORIGIN.parse().expect("an origin"), proxies.to_vec()).await.expect("a state")
}

/// A server on a port.
pub(crate) struct Listening {
    address: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), samspil_server::ServeError>>,
}

impl Listening {
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Asks it to stop and waits until it has.
    pub(crate) async fn stops(self) {
        self.stop.send(()).expect("it runs");
        self.server.await.expect("no panic").expect("a good end");
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// The code of a refusal; a success has none.
    pub(crate) fn refusal(&self) -> Option<Code> {
        (!self.status.is_success()).then(|| self.json::<Problem>().code)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The value of the cookie that was set.
    pub(crate) fn cookie(&self) -> Option<String> {
        let line = self.headers.get(header::SET_COOKIE)?.to_str().expect("ASCII");
        let (pair, _) = line.split_once(';').expect("attributes");
        Some(pair.split_once('=').expect("a value").1.to_owned())
    }
}

/// A browser: keeps the cookie it was given, and what the app keeps of the session.
#[derive(Clone)]
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    pub(crate) cookie: Option<String>,
    pub(crate) session: Option<Session>,
}

impl<'a> Browser<'a> {
    /// Another browser of the same person: has signed in before, holds nothing now.
    pub(crate) fn enrolment(&self) -> EnrolmentId {
        self.session().enrolment
    }

    pub(crate) fn session(&self) -> &Session {
        self.session.as_ref().expect("somebody is signed in")
    }

    pub(crate) fn person(&self) -> PersonId {
        self.session().person.id
    }

    /// A request as our own pages send it.
    pub(crate) fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(header::ORIGIN, ORIGIN);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, format!("__Host-samspil={cookie}"));
        }
        if let Some(session) = &self.session {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", session.access_token));
        }
        request
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn put(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::PUT, path).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn put_json(&self, path: &str, body: &impl Serialize) -> Answer {
        let request = self.request(Method::PUT, path).header(header::CONTENT_TYPE, "application/json");
        let body = serde_json::to_vec(body).expect("JSON");
        self.app.send(request.body(Body::from(body)).expect("a request")).await
    }

    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.post_with(path, body, &[]).await
    }

    pub(crate) async fn post_with(&self, path: &str, body: &impl Serialize, more: &[(HeaderName, &str)]) -> Answer {
        let mut request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in more {
            request = request.header(name, HeaderValue::from_str(value).expect("a header"));
        }
        let body = serde_json::to_vec(body).expect("JSON");
        self.app.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// Uses a link with [`PASSWORD`].
    pub(crate) async fn accepts(&mut self, token: &str, login: &str) -> Result<(), Code> {
        let enrolment = self.session.as_ref().map(|session| session.enrolment);
        let body =
            json!({"token": token, "login": login, "password": PASSWORD, "device": "phone", "enrolment": enrolment});
        let answer = self.post(api::LINK_ACCEPT, &body).await;
        self.keep(&answer)
    }

    /// Signs in with [`PASSWORD`]; the browser names the device that it was before.
    pub(crate) async fn logs_in(&mut self, login: &str) -> Result<(), Code> {
        let answer = self.tries(login, PASSWORD).await;
        self.keep(&answer)
    }

    /// Tries a password, without going in.
    pub(crate) async fn tries(&self, login: &str, password: &str) -> Answer {
        self.post(api::LOGIN, &self.login_body(login, password)).await
    }

    pub(crate) fn login_body(&self, login: &str, password: &str) -> Value {
        let enrolment = self.session.as_ref().map(|session| session.enrolment);
        json!({"login": login, "password": password, "device": "phone", "enrolment": enrolment})
    }

    /// Asks for the next access token; nothing is kept of the answer.
    pub(crate) async fn asks_to_refresh(&self) -> Answer {
        self.post(api::REFRESH, &json!({})).await
    }

    /// Goes on with the next access token and cookie.
    pub(crate) async fn refreshes(&mut self) -> Result<(), Code> {
        let answer = self.asks_to_refresh().await;
        self.keep(&answer)
    }

    pub(crate) async fn logs_out(&self) -> Answer {
        self.post(api::LOGOUT, &json!({})).await
    }

    /// Whether the access token is taken.
    pub(crate) async fn is_known(&self) -> bool {
        let answer = self.get(api::ME).await;
        match answer.refusal() {
            None => true,
            Some(Code::NotSignedIn) => false,
            Some(other) => panic!("{other:?}"),
        }
    }

    /// Keeps cookie and session of an answer, as a browser and the app do.
    pub(crate) fn keep(&mut self, answer: &Answer) -> Result<(), Code> {
        if let Some(code) = answer.refusal() {
            return Err(code);
        }
        self.cookie = answer.cookie();
        self.session = Some(answer.json());
        Ok(())
    }

    /// The same browser, with another cookie in it.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Browser<'a> {
        Browser { cookie: Some(cookie.to_owned()), ..self.clone() }
    }
}
