//! A server without sockets, people, and phones that talk to it frame by frame, with a vocabulary for stories.

pub(crate) mod phone;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::NaiveDate;
use samspil_server::edge::Edge;
use samspil_server::store::{Store, UnitKind};
use samspil_server::sync::{CheckTicket, Hub, TicketClaims};
use samspil_server::{admin, backup};
use samspil_shared::domain::{
    Acting, EnrolmentId, FamilyId, FamilyKind, Membership, PersonId, Role, SpaceId, SpaceKind, Timestamp, UnitId,
    Window,
};
use sqlx::{Connection, Row};

use crate::database::Database;

pub(crate) use phone::Phone;

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
