//! The database: the only place that names sqlx. SQL is written once; [`dialect`] holds every difference.
//!
//! What is sealed goes in and out through [`Store::seal`] and [`Store::open_sealed`] (names, labels) or with the
//! document's own key (changes). Ids are bytes, times milliseconds UTC.

mod audit;
pub(crate) mod changes;
mod check;
pub(crate) mod decisions;
mod deeds;
mod dialect;
pub(crate) mod documents;
pub(crate) mod duty;
pub(crate) mod endings;
mod enrolments;
mod error;
mod facts;
mod families;
pub(crate) mod follow_ups;
mod invitations;
mod keys;
mod listen;
pub(crate) mod log;
mod migrate;
pub(crate) mod notices;
pub(crate) mod office;
mod openings;
mod passkeys;
pub(crate) mod places;
pub(crate) mod projection;
pub(crate) mod quarantine;
mod recusals;
mod row;
mod seal;
mod server;
mod sessions;
pub(crate) mod standing;
mod statement;
pub(crate) mod stations;
mod tries;
mod users;

use std::sync::Arc;

use samspil_shared::domain::{DocId, EnrolmentId, Epoch, SpaceId, Timestamp};
use samspil_shared::sync::deliver::{DeliverKeys, Parcel};
use sqlx::AnyPool;

pub use audit::AuditWhat;
pub use check::Checked;
pub(crate) use deeds::{Claim, Once};
pub use dialect::{Dialect, Durability};
pub use enrolments::Device;
pub use error::StoreError;
pub use families::UnitKind;
pub(crate) use families::{NewPlacement, SpaceOwner};
pub(crate) use invitations::Invitation;
pub use keys::KeyId;
pub(crate) use keys::{DataKey, DataKeys};
pub(crate) use listen::{Listener, Notifier};
pub(crate) use passkeys::NewPasskey;
pub use sessions::Chain;
pub(crate) use sessions::{ChainLink, NewSession};
pub(crate) use tries::Subject;
pub(crate) use users::NOBODY;
pub use users::User;

use crate::edge::Edge;
use dialect::{Address, Pools};
use keys::Keys;
use row::Columns;
use seal::Master;

/// A transaction that may write. Dropping it takes back what it did.
pub(crate) type Tx = sqlx::Transaction<'static, sqlx::Any>;

/// What a store needs to open.
#[derive(Debug)]
pub struct StoreSettings {
    /// The records: `sqlite:PATH` or `postgres://...`.
    pub main: String,
    /// The wrapped keys: a database of their own.
    pub keys: String,
    /// Wraps the keys, seals cursors, signs receipts.
    pub master: [u8; 32],
    /// The name of this node.
    pub node: String,
    /// Clock and randomness.
    pub edge: Edge,
}

/// Sealed bytes and the name of their key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Stands beside the bytes.
    pub key_id: KeyId,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The database and its keys. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pools: Pools,
    keys: Keys,
    master: Master,
    node: String,
    edge: Edge,
    epoch: Epoch,
    address: Address,
}

impl Store {
    /// Connects, brings both schemas up to date, and makes the server's first epoch if there is none.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] if the database would not keep every commit or the master key is another one.
    pub async fn open(settings: StoreSettings) -> Result<Self, StoreError> {
        let StoreSettings { main, keys, master, node, edge } = settings;
        let master = Master::new(&master);
        let address = Address::parse(&main)?;
        let pools = address.connect().await?;
        migrate::main(pools.dialect, &pools.write).await?;
        let keys = Keys::open(Address::parse(&keys)?.connect().await?, master.clone(), edge.clone()).await?;
        let epoch = first_epoch(&pools, &edge).await?;
        Ok(Self(Arc::new(Inner { pools, keys, master, node, edge, epoch, address })))
    }

    /// The clock and randomness the store was opened with.
    pub fn edge(&self) -> &Edge {
        &self.0.edge
    }

    /// The name of this node: its audit chain and its service enrolment carry it.
    pub fn node(&self) -> &str {
        &self.0.node
    }

    /// The server's history.
    pub fn epoch(&self) -> Epoch {
        self.0.epoch
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        self.0.pools.dialect
    }

    /// How the database keeps a commit, read back from it.
    ///
    /// # Errors
    /// [`StoreError::Database`] if it does not answer.
    pub async fn durability(&self) -> Result<Durability, StoreError> {
        self.0.pools.durability().await
    }

    /// Seals bytes that belong to no document. `place` names table and column, `row` the row: they open nowhere else.
    pub fn seal(&self, place: &'static str, row: &[u8], plain: &[u8]) -> Sealed {
        let key = self.0.keys.server();
        Sealed { key_id: key.id, bytes: key.key.seal(&aad(place, row), plain, &self.0.edge) }
    }

    /// Opens what [`Store::seal`] sealed for this place and row.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] for anything else.
    pub fn open_sealed(
        &self,
        place: &'static str,
        row: &[u8],
        key: KeyId,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let server = self.0.keys.server();
        let opened = (key == server.id).then(|| server.key.open(&aad(place, row), sealed)).flatten();
        opened.ok_or(StoreError::Sealed(place))
    }

    /// The keys of documents, by their names; those that were destroyed are left out.
    pub(crate) async fn keys_of(&self, ids: impl IntoIterator<Item = KeyId>) -> Result<DataKeys<KeyId>, StoreError> {
        self.0.keys.get(ids).await
    }

    /// New keys for new documents, on disk when this returns: no document may be sealed with a key that is lost.
    pub(crate) async fn create_keys(&self, docs: &[DocId]) -> Result<DataKeys<DocId>, StoreError> {
        self.0.keys.create(docs).await
    }

    /// The server's receipt over a document as it stands (04a "Tag").
    pub(crate) fn tag(
        &self,
        space: SpaceId,
        doc: DocId,
        meta_digest: &[u8; 32],
        created_at: Timestamp,
        provenance: &[u8; 32],
    ) -> [u8; 16] {
        const VERSION: [u8; 1] = [1];
        let created_at = created_at.as_ms().to_be_bytes();
        self.0.master.tag(&[&VERSION, space.as_bytes(), doc.as_bytes(), meta_digest, &created_at, provenance])
    }

    /// What a device seals operations to the server with.
    pub fn deliver_keys(&self, enrolment: EnrolmentId) -> DeliverKeys {
        let master = &self.0.master;
        DeliverKeys { public: master.opener.public(), secret: master.device_secret(enrolment.as_bytes()) }
    }

    /// What is in a box that one of our devices sealed; nothing in anything else.
    pub(crate) fn open_box(&self, sealed: &[u8]) -> Option<Parcel> {
        let master = &self.0.master;
        master.opener.open(sealed, |enrolment| master.device_secret(enrolment.as_bytes())).ok()
    }

    /// Seals a cursor.
    pub(crate) fn seal_token(&self, plain: &[u8]) -> Vec<u8> {
        self.0.master.token.seal(TOKEN_PLACE, plain, &self.0.edge)
    }

    /// Opens a cursor; `None` if it was not sealed here.
    pub(crate) fn open_token(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.master.token.open(TOKEN_PLACE, sealed)
    }

    /// The history as it stands in the database: another one than [`Store::epoch`] once a copy was put in place.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn stored_epoch(&self) -> Result<Epoch, StoreError> {
        let row = sqlx::query("SELECT epoch FROM server_state WHERE id = 1").fetch_one(self.read()).await?;
        Columns::new("server_state", &row).id(0)
    }

    /// Begins a new history: cursors of the old one say nothing any more, and no session goes on.
    pub(crate) async fn begin_epoch(&self, tx: &mut Tx, now: Timestamp) -> Result<Epoch, StoreError> {
        let epoch = self.edge().with_rng(Epoch::random);
        sqlx::query("UPDATE server_state SET epoch = $1 WHERE id = 1")
            .bind(&epoch.as_bytes()[..])
            .execute(&mut **tx)
            .await?;
        sqlx::query("UPDATE sessions SET revoked_at = $1, why = 'restored' WHERE revoked_at IS NULL")
            .bind(now.as_ms())
            .execute(&mut **tx)
            .await?;
        Ok(epoch)
    }

    /// Copies the records into a new file, as they are at one moment. `false` on PostgreSQL, which has its own tools.
    pub(crate) async fn copy_into(&self, path: &std::path::Path) -> Result<bool, StoreError> {
        self.0.pools.copy_into(path).await
    }

    /// The same of the wrapped keys.
    pub(crate) async fn copy_keys_into(&self, path: &std::path::Path) -> Result<bool, StoreError> {
        self.0.keys.pools().copy_into(path).await
    }

    /// What lies beside the keys, and outlives the return of an older copy of the records.
    fn beside_keys(&self) -> &Pools {
        self.0.keys.pools()
    }

    /// Closes all connections; a file can be moved afterwards.
    pub async fn close(&self) {
        for pools in [&self.0.pools, self.0.keys.pools()] {
            pools.read.close().await;
            pools.write.close().await;
        }
    }

    /// A transaction that may write.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        self.0.pools.begin().await
    }

    /// Connections to read through.
    pub(crate) fn read(&self) -> &AnyPool {
        &self.0.pools.read
    }
}

const TOKEN_PLACE: &[u8] = b"cursor";

fn aad(place: &str, row: &[u8]) -> Vec<u8> {
    [place.as_bytes(), &[0], row].concat()
}

async fn first_epoch(pools: &Pools, edge: &Edge) -> Result<Epoch, StoreError> {
    let mut tx = pools.begin().await?;
    let epoch = edge.with_rng(Epoch::random);
    sqlx::query(
        "INSERT INTO server_state (id, epoch, version, created_at) VALUES (1, $1, 1, $2) ON CONFLICT (id) DO NOTHING",
    )
    .bind(&epoch.as_bytes()[..])
    .bind(edge.now().as_ms())
    .execute(&mut *tx)
    .await?;
    let row = sqlx::query("SELECT epoch FROM server_state WHERE id = 1").fetch_one(&mut *tx).await?;
    let epoch = Columns::new("server_state", &row).id(0)?;
    tx.commit().await?;
    Ok(epoch)
}
