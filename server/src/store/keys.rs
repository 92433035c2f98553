//! Data keys: one a document, wrapped by the master key, in a database of their own. Destroying one erases its document.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;
use samspil_shared::domain::DocId;

use super::dialect::Pools;
use super::row::Columns;
use super::seal::{KEY_LEN, Master, SealKey};
use super::statement::{Statement, Value, insert};
use super::{StoreError, Tx, migrate};
use crate::edge::Edge;

/// Unwrapped keys kept in memory: about 150 bytes each.
const CACHED_MAX: NonZeroUsize = NonZeroUsize::new(50_000).expect("not zero");

/// The name of a data key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 16]);

impl KeyId {
    /// The bytes that stand beside what the key sealed.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl TryFrom<&[u8]> for KeyId {
    type Error = std::array::TryFromSliceError;
    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

/// A data key.
#[derive(Clone, Debug)]
pub(crate) struct DataKey {
    pub(crate) id: KeyId,
    pub(crate) key: SealKey,
}

/// Data keys by document or by their own names.
pub(crate) type DataKeys<K> = BTreeMap<K, DataKey>;

/// All data keys.
#[derive(Debug)]
pub(super) struct Keys {
    pools: Pools,
    master: Master,
    edge: Edge,
    server: DataKey,
    // A blocking lock: held for one look-up, never across an await.
    cache: Mutex<LruCache<KeyId, DataKey>>,
}

impl Keys {
    /// Opens the database of keys, makes the server's own key if there is none, and finds out whether the master key fits.
    pub(super) async fn open(pools: Pools, master: Master, edge: Edge) -> Result<Self, StoreError> {
        migrate::keys(pools.dialect, &pools.write).await?;
        let mut tx = pools.begin().await?;
        let server = match find_server(&mut tx, &master).await? {
            Some(server) => server,
            None => {
                // Of nodes that start at once the first one's key stands; the others wait for it here.
                let (drawn, wrapped) = draw(&master, &edge);
                sqlx::query(
                    "INSERT INTO data_keys (key_id, document_id, wrapped, master_id, created_at) VALUES ($1, NULL, $2, $3, $4) \
                     ON CONFLICT DO NOTHING",
                )
                .bind(&drawn.id.0[..])
                .bind(wrapped)
                .bind(&master.id[..])
                .bind(edge.now().as_ms())
                .execute(&mut *tx)
                .await?;
                find_server(&mut tx, &master).await?.ok_or(StoreError::Sealed("data_keys"))?
            }
        };
        tx.commit().await?;
        Ok(Self { pools, master, edge, server, cache: Mutex::new(LruCache::new(CACHED_MAX)) })
    }

    /// The key of what belongs to no document.
    pub(super) fn server(&self) -> &DataKey {
        &self.server
    }

    /// New keys for new documents, on disk when this returns.
    pub(super) async fn create(&self, docs: &[DocId]) -> Result<DataKeys<DocId>, StoreError> {
        let mut keys = BTreeMap::new();
        if docs.is_empty() {
            return Ok(keys);
        }
        let now = self.edge.now().as_ms();
        let mut tx = self.pools.begin().await?;
        let drawn: Vec<(DocId, DataKey, Vec<u8>)> = docs
            .iter()
            .map(|doc| {
                let (key, wrapped) = draw(&self.master, &self.edge);
                (*doc, key, wrapped)
            })
            .collect();
        let rows: Vec<[Value<'_>; 5]> = drawn
            .iter()
            .map(|(doc, key, wrapped)| {
                [
                    Value::Bytes(&key.id.0),
                    Value::Bytes(doc.as_bytes()),
                    Value::Bytes(wrapped),
                    Value::Bytes(&self.master.id),
                    Value::Int(now),
                ]
            })
            .collect();
        let head = "INSERT INTO data_keys (key_id, document_id, wrapped, master_id, created_at) VALUES ";
        insert(&mut tx, head, &rows, "").await?;
        tx.commit().await?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        for (doc, key, _) in drawn {
            cache.put(key.id, key.clone());
            keys.insert(doc, key);
        }
        Ok(keys)
    }

    /// These keys; one that was destroyed, is damaged or never was is left out.
    pub(super) async fn get(&self, ids: impl IntoIterator<Item = KeyId>) -> Result<DataKeys<KeyId>, StoreError> {
        let mut found = BTreeMap::new();
        let mut missing = Vec::new();
        {
            let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            for id in ids {
                if let Some(key) = cache.get(&id) {
                    found.insert(id, key.clone());
                } else {
                    missing.push(id);
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        for ids in missing.chunks(1024) {
            let statement =
                Statement::new("SELECT key_id, wrapped FROM data_keys WHERE wrapped IS NOT NULL AND key_id IN ");
            for row in statement.list(ids.iter().map(|id| &id.0[..])).all(&self.pools.read).await? {
                let columns = Columns::new("data_keys", &row);
                let Ok(key) = unwrap(&self.master, columns.id(0)?, columns.bytes(1)?) else {
                    tracing::error!("a data key does not unwrap: what it sealed cannot be read");
                    continue;
                };
                self.cache.lock().unwrap_or_else(PoisonError::into_inner).put(key.id, key.clone());
                found.insert(key.id, key);
            }
        }
        Ok(found)
    }

    pub(super) fn pools(&self) -> &Pools {
        &self.pools
    }
}

/// The key of what belongs to no document.
async fn find_server(tx: &mut Tx, master: &Master) -> Result<Option<DataKey>, StoreError> {
    let found = sqlx::query(
        "SELECT key_id, wrapped, master_id FROM data_keys WHERE document_id IS NULL AND destroyed_at IS NULL \
         ORDER BY created_at, key_id",
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = found else { return Ok(None) };
    let columns = Columns::new("data_keys", &row);
    if columns.bytes(2)? != master.id {
        return Err(StoreError::Unfit("the master key is not the one that this database was made with".into()));
    }
    unwrap(master, columns.id(0)?, columns.bytes(1)?).map(Some)
}

fn draw(master: &Master, edge: &Edge) -> (DataKey, Vec<u8>) {
    let bytes: [u8; KEY_LEN] = edge.bytes();
    let id = KeyId(edge.bytes());
    let wrapped = master.wrap.seal(&id.0, &bytes, edge);
    (DataKey { id, key: SealKey::new(&bytes) }, wrapped)
}

fn unwrap(master: &Master, id: KeyId, wrapped: &[u8]) -> Result<DataKey, StoreError> {
    let bytes = master.wrap.open(&id.0, wrapped).ok_or(StoreError::Sealed("data_keys"))?;
    let bytes: [u8; KEY_LEN] = bytes.try_into().map_err(|_| StoreError::Sealed("data_keys"))?;
    Ok(DataKey { id, key: SealKey::new(&bytes) })
}
