//! The device's store: a sealed, append-only log and the drafts of one person, in IndexedDB.
//!
//! Writes go to disk in the order in which they were asked for. Each is sealed first and is one transaction: all of it is
//! there when the call returns `Ok`, and nothing of it otherwise.

mod boxes;
mod handle;
mod packets;
mod slips;
mod turnstile;
mod vaults;

use std::cell::Cell;
use std::fmt;

use js_sys::{Promise, Uint8Array};
use minicbor::{Decode, Encode};
use samspil_shared::domain::{PersonId, RecordId, Timestamp};
use samspil_shared::sync::deliver::BoxKey;
use samspil_shared::sync::engine::Durability;
use samspil_shared::sync::record::Record;
use wasm_bindgen::{JsCast, JsValue};

use self::handle::{Guard, Handle, Op, Table};
use self::turnstile::Turnstile;
use super::error::{ShellError, StoreError};
use super::event::Events;
use super::js;
use super::vault::{Sealing, Unreadable, Vault};
use crate::app::command::SealedBox;
use crate::app::draft::DraftKey;
use crate::app::sealed::{Head, Plain, SealedError};

pub use boxes::Mailbag;
pub use packets::Pigeonhole;
pub use slips::{Pad, slip_secret_of};
pub use vaults::{StoredVault, Vaults};

/// The form of the log, drafts and marker that this version writes.
const VERSION: u32 = 1;

const LOG: &str = "log";
const DRAFTS: &str = "drafts";
const BOXES: &str = "boxes";
const META: &str = "meta";
const MARKER: &str = "marker";

const TABLES: &[Table] = &[Table::numbered(LOG), Table::keyed(DRAFTS), Table::keyed(META), Table::keyed(BOXES)];

/// Records that are sealed or opened at once: beyond this the promises cost more than they save.
const BATCH: usize = 1_000;

/// What was read of the log.
#[derive(Debug, Default)]
pub struct Reading {
    /// Key and record, ascending by key.
    pub records: Vec<(u64, Record)>,
    /// What could not be read. It stays in the store.
    pub damaged: Vec<Damaged>,
}

/// What was read of the drafts.
#[derive(Default)]
pub struct Drafts {
    /// All that could be read, with their content.
    pub drafts: Vec<(DraftKey, Vec<u8>)>,
    /// What could not be read. It stays in the store.
    pub damaged: Vec<Damaged>,
}

/// Something in the store that this vault cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// Its key in the log; `None` for a draft.
    pub key: Option<u64>,
    /// Its head, if that could be read.
    pub head: Option<Head>,
    /// Why not.
    pub why: DamagedWhy,
    /// The bytes as they lie in the store.
    pub bytes: Vec<u8>,
}

/// Why something in the store cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DamagedWhy {
    /// It is no sealed record.
    Form(Option<SealedError>),
    /// The seal does not fit: changed bytes, another record's place, another vault's key.
    Seal,
    /// It opens, but this version does not understand it.
    Content,
}

/// The open store of one person.
#[derive(Debug)]
pub struct Store {
    vault: Vault,
    handle: Handle,
    turnstile: Turnstile,
    last: Cell<u64>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Marker {
    #[n(0)]
    version: u32,
    #[n(1)]
    created_at: Timestamp,
}

impl Store {
    /// Makes the store of a new vault, before its header is saved. What an older vault left behind stays and is reported
    /// as damaged when it is read.
    pub async fn create(vault: Vault, now: Timestamp, events: Events) -> Result<Self, ShellError> {
        let marker = Marker { version: VERSION, created_at: now };
        let marker = minicbor::to_vec(&marker).map_err(|_| StoreError::Shape("the marker"))?;
        let marker = Op::Put { table: META, key: MARKER.into(), value: Uint8Array::from(&marker[..]).into() };
        Handle::new(name(&vault), TABLES, None, events.clone()).write(&[marker], Durability::Strict).await?;
        Self::open(vault, events).await
    }

    /// Opens the store of a vault whose header is on the device. Without its marker this is [`StoreError::Evicted`].
    pub async fn open(vault: Vault, events: Events) -> Result<Self, ShellError> {
        let guard = Guard { table: META, key: MARKER, check: check_marker };
        let handle = Handle::new(name(&vault), TABLES, Some(guard), events);
        handle.open().await?;
        Ok(Self { vault, handle, turnstile: Turnstile::default(), last: Cell::new(0) })
    }

    /// The vault that seals this store.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Appends `records`, drops the drafts that are of no further use then, keeps boxes and throws others away, in one
    /// transaction. Answers the records'
    /// keys, in order.
    pub async fn append(
        &self,
        records: &[Record],
        drop: &[DraftKey],
        boxes: (&[SealedBox], &[BoxKey]),
        durability: Durability,
    ) -> Result<Vec<u64>, ShellError> {
        let turn = self.turnstile.queue();
        let sealed = self.seal(records).await?;
        let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
        let add = sealed.into_iter().map(|value| Op::Add { table: LOG, value: value.into() });
        let drop = drop.iter().map(|&key| Op::Delete { table: DRAFTS, key: draft_key(key) });
        let ops: Vec<Op> = add.chain(drop).chain(boxes::ops(boxes.0, boxes.1)).collect();
        turn.wait().await;
        let keys = self.write(&ops, &ids, durability).await?;
        if let Some(&last) = keys.last() {
            self.last.set(self.last.get().max(last));
        }
        Ok(keys)
    }

    /// Throws records away that are of no further use. A tab that reads meanwhile reads them or not: it folds the same.
    pub async fn sweep(&self, keys: &[u64]) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        let ops: Vec<Op> = keys.iter().map(|key| Op::Delete { table: LOG, key: (*key as f64).into() }).collect();
        turn.wait().await;
        self.write(&ops, &[], Durability::Relaxed).await?;
        Ok(())
    }

    /// All records after `key` (0 for all), ascending.
    pub async fn read_after(&self, key: u64) -> Result<Reading, ShellError> {
        let rows = self.handle.read(LOG, Some(key)).await?;
        let mut reading = Reading::default();
        for rows in rows.chunks(BATCH) {
            let opened = self.open_all(rows).await?;
            for ((key, value), opened) in rows.iter().zip(opened) {
                let key = log_key(key)?;
                self.last.set(self.last.get().max(key));
                let record = opened.and_then(|plain| {
                    plain.record().map_err(|_| damaged(value, Some(plain.head), DamagedWhy::Content))
                });
                match record {
                    Ok(record) => reading.records.push((key, record)),
                    Err(damaged) => reading.damaged.push(Damaged { key: Some(key), ..damaged }),
                }
            }
        }
        Ok(reading)
    }

    /// Keeps a draft in place of the one before, on the disk.
    pub async fn put_draft(&self, key: DraftKey, content: &[u8]) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        let sealing = [self.vault.seal(Head::of_draft(key), content)?];
        let sealed = finish(&sealing).await?;
        let put = sealed.into_iter().map(|value| Op::Put { table: DRAFTS, key: draft_key(key), value: value.into() });
        let put: Vec<Op> = put.collect();
        turn.wait().await;
        self.write(&put, &[], Durability::Strict).await?;
        Ok(())
    }

    /// Drops a draft that was saved or discarded.
    pub async fn delete_draft(&self, key: DraftKey) -> Result<(), ShellError> {
        let turn = self.turnstile.queue();
        turn.wait().await;
        let delete = Op::Delete { table: DRAFTS, key: draft_key(key) };
        self.write(&[delete], &[], Durability::Strict).await?;
        Ok(())
    }

    /// All drafts, of this and of other editors.
    pub async fn drafts(&self) -> Result<Drafts, ShellError> {
        let rows = self.handle.read(DRAFTS, None).await?;
        let mut drafts = Drafts::default();
        for ((_, value), opened) in rows.iter().zip(self.open_all(&rows).await?) {
            match opened.map(|plain| (plain.head.draft(), plain)) {
                Ok((Some(key), plain)) => drafts.drafts.push((key, plain.bytes)),
                Ok((None, plain)) => drafts.damaged.push(damaged(value, Some(plain.head), DamagedWhy::Content)),
                Err(damaged) => drafts.damaged.push(damaged),
            }
        }
        Ok(drafts)
    }

    async fn seal(&self, records: &[Record]) -> Result<Vec<Uint8Array>, ShellError> {
        let mut sealed = Vec::with_capacity(records.len());
        for records in records.chunks(BATCH) {
            let plain = records.iter().map(Plain::of);
            let sealing: Result<Vec<Sealing>, _> =
                plain.map(|plain| self.vault.seal(plain.head, &plain.bytes)).collect();
            sealed.extend(finish(&sealing?).await?);
        }
        Ok(sealed)
    }

    /// Writes, and when the browser closed the store under us opens it and writes again. What `ops` append may have
    /// reached the disk before that, which the ids tell.
    async fn write(&self, ops: &[Op], ids: &[RecordId], durability: Durability) -> Result<Vec<u64>, ShellError> {
        match self.handle.write(ops, durability).await {
            Err(StoreError::LostHandle) => {}
            written => return Ok(written?),
        }
        let after = self.handle.read(LOG, Some(self.last.get())).await?;
        match keys_of(&after, ids)? {
            Some(keys) => Ok(keys),
            None => Ok(self.handle.write(ops, durability).await?),
        }
    }

    async fn open_all(&self, rows: &[(JsValue, JsValue)]) -> Result<Vec<Result<Plain, Damaged>>, ShellError> {
        let mut opening = Vec::with_capacity(rows.len());
        for (_, value) in rows {
            opening.push(self.begin_opening(value)?);
        }
        let promises = opening.iter().filter_map(|begun| begun.as_ref().ok().map(|(_, promise)| promise));
        let mut settled = settle_all(promises).await?.into_iter();
        let mut opened = Vec::with_capacity(rows.len());
        for (begun, (_, value)) in opening.into_iter().zip(rows) {
            opened.push(match begun {
                Err(damaged) => Err(damaged),
                Ok((head, _)) => match settled.next().flatten() {
                    Some(bytes) => Ok(Plain { head, bytes: bytes.to_vec() }),
                    None => Err(damaged(value, Some(head), DamagedWhy::Seal)),
                },
            });
        }
        Ok(opened)
    }

    fn begin_opening(&self, value: &JsValue) -> Result<Result<(Head, Promise), Damaged>, ShellError> {
        let Some(sealed) = value.dyn_ref::<Uint8Array>() else {
            return Ok(Err(damaged(value, None, DamagedWhy::Form(None))));
        };
        match self.vault.open(sealed) {
            Ok(begun) => Ok(Ok(begun)),
            Err(Unreadable::Form(why)) => Ok(Err(damaged(value, None, DamagedWhy::Form(Some(why))))),
            Err(Unreadable::Browser(error)) => Err(error),
        }
    }
}

impl fmt::Debug for Drafts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Drafts({}, damaged: {:?})", self.drafts.len(), self.damaged)
    }
}

fn draft_key(key: DraftKey) -> JsValue {
    Uint8Array::from(&key.to_bytes()[..]).into()
}

fn damaged(value: &JsValue, head: Option<Head>, why: DamagedWhy) -> Damaged {
    Damaged { key: None, head, why, bytes: raw(value) }
}

fn name(vault: &Vault) -> String {
    name_of(vault.person())
}

fn name_of(person: PersonId) -> String {
    format!("samspil-{person}")
}

fn check_marker(marker: Option<JsValue>) -> Result<(), StoreError> {
    let marker = marker.ok_or(StoreError::Evicted)?;
    let marker = marker.dyn_into::<Uint8Array>().map_err(|_| StoreError::Shape("the marker"))?;
    let marker: Marker = minicbor::decode(&marker.to_vec()).map_err(|_| StoreError::Shape("the marker"))?;
    if marker.version > VERSION { Err(StoreError::Newer) } else { Ok(()) }
}

fn raw(value: &JsValue) -> Vec<u8> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}
fn log_key(key: &JsValue) -> Result<u64, StoreError> {
    let number = key.as_f64().ok_or(StoreError::Shape("a key of the log"))?;
    Ok(number as u64)
}

/// The keys under which all of `ids` stand in `rows`, or `None` if they do not.
fn keys_of(rows: &[(JsValue, JsValue)], ids: &[RecordId]) -> Result<Option<Vec<u64>>, StoreError> {
    let mut keys = Vec::with_capacity(ids.len());
    let mut wanted = ids.iter().peekable();
    for (key, value) in rows {
        let bytes = raw(value);
        let head = Head::parse(&bytes, bytes.len()).ok().map(|(head, _)| head.id);
        if wanted.peek().is_some_and(|&&id| head == Some(id)) {
            wanted.next();
            keys.push(log_key(key)?);
        }
    }
    Ok((!ids.is_empty() && wanted.peek().is_none()).then_some(keys))
}

async fn finish(sealing: &[Sealing]) -> Result<Vec<Uint8Array>, ShellError> {
    let ciphers = settle_all(sealing.iter().map(Sealing::cipher)).await?;
    let finished = sealing.iter().zip(ciphers).map(|(sealing, cipher)| match cipher {
        Some(cipher) => Ok(sealing.finish(&cipher)),
        None => Err(ShellError::Browser { what: "SubtleCrypto.encrypt", name: "rejected".to_owned() }),
    });
    finished.collect()
}

/// The bytes that each promise gives, or `None` where it was rejected.
async fn settle_all(promises: impl Iterator<Item = &Promise>) -> Result<Vec<Option<Uint8Array>>, ShellError> {
    let promises: js_sys::Array = promises.collect();
    let settled = js::settle("Promise.allSettled", Promise::all_settled(&promises)).await?;
    let value = |one: JsValue| {
        let value = js::get(&one, "value").filter(JsValue::is_object)?;
        Some(Uint8Array::new(&value))
    };
    Ok(js_sys::Array::from(&settled).iter().map(value).collect())
}
