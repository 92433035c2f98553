//! One database: opened when needed, opened again when the browser closed it.

mod open;

use std::cell::RefCell;

use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use indexed_db_futures::{KeyRange, error};
use samspil_shared::sync::engine::Durability;
use wasm_bindgen::JsValue;

use self::open::Open;
use crate::shell::error::StoreError;
use crate::shell::event::Events;
use crate::shell::js;
use crate::shell::timer;

/// Milliseconds to wait before each further try to open: the browser may still be closing.
const REOPEN_AFTER_MS: [u64; 2] = [50, 500];

/// An object store and how it gets its keys.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    name: &'static str,
    numbered: bool,
}

impl Table {
    /// The browser numbers its rows.
    pub(super) const fn numbered(name: &'static str) -> Self {
        Self { name, numbered: true }
    }

    /// Each row comes with its key.
    pub(super) const fn keyed(name: &'static str) -> Self {
        Self { name, numbered: false }
    }
}

/// One step of a write. Kept until the write is done, so that it can be done again.
#[derive(Debug)]
pub(super) enum Op {
    Add {
        table: &'static str,
        value: JsValue,
    },
    Put {
        table: &'static str,
        key: JsValue,
        value: JsValue,
    },
    /// A row that must not be there yet: else the whole write ends as [`StoreError::Taken`].
    Begin {
        table: &'static str,
        key: JsValue,
        value: JsValue,
    },
    Delete {
        table: &'static str,
        key: JsValue,
    },
}

impl Op {
    fn table(&self) -> &'static str {
        match self {
            Self::Add { table, .. }
            | Self::Put { table, .. }
            | Self::Begin { table, .. }
            | Self::Delete { table, .. } => table,
        }
    }
}

/// A row that must be right each time the database is opened, so that one that was cleared is never taken for a new one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    pub(super) check: fn(Option<JsValue>) -> Result<(), StoreError>,
}

/// A database by name.
#[derive(Debug)]
pub(super) struct Handle {
    name: String,
    tables: &'static [Table],
    guard: Option<Guard>,
    events: Events,
    open: RefCell<Option<Open>>,
}

impl Handle {
    /// Nothing is opened yet.
    pub(super) fn new(name: String, tables: &'static [Table], guard: Option<Guard>, events: Events) -> Self {
        Self { name, tables, guard, events, open: RefCell::new(None) }
    }

    /// Opens the database now, which every other call does when needed.
    pub(super) async fn open(&self) -> Result<(), StoreError> {
        self.database().await?;
        Ok(())
    }

    /// Does all of `ops` in one transaction and answers the keys of what was added, in order. A lost handle is reported,
    /// not retried: the caller knows how to tell whether the write had reached the disk.
    pub(super) async fn write(&self, ops: &[Op], durability: Durability) -> Result<Vec<u64>, StoreError> {
        let database = self.database().await?;
        self.done(write(&database, ops, durability).await)
    }

    /// All rows of a table with their keys, ascending; of a numbered table those after `after`.
    pub(super) async fn read(
        &self,
        table: &'static str,
        after: Option<u64>,
    ) -> Result<Vec<(JsValue, JsValue)>, StoreError> {
        let database = self.database().await?;
        match self.done(read(&database, table, after).await) {
            Err(StoreError::LostHandle) => {
                let database = self.database().await?;
                self.done(read(&database, table, after).await)
            }
            read => read,
        }
    }

    fn done<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        let gone = self.open.borrow().as_ref().is_none_or(Open::is_lost);
        match result {
            // A transaction of a connection that was closed ends as "aborted".
            Err(StoreError::Aborted) if gone => Err(StoreError::LostHandle),
            Err(StoreError::LostHandle) => {
                self.open.take();
                Err(StoreError::LostHandle)
            }
            result => result,
        }
    }

    async fn database(&self) -> Result<Database, StoreError> {
        if let Some(open) = self.open.borrow().as_ref().filter(|open| !open.is_lost()) {
            return Ok(open.database());
        }
        let mut waits = REOPEN_AFTER_MS.into_iter();
        loop {
            match Open::new(&self.name, self.tables, &self.events).await {
                Ok(open) => {
                    let database = open.database();
                    if let Some(guard) = self.guard {
                        (guard.check)(get(&database, guard.table, &guard.key.into()).await?)?;
                    }
                    self.open.replace(Some(open));
                    return Ok(database);
                }
                Err(error @ (StoreError::Failed(_) | StoreError::Aborted | StoreError::LostHandle)) => {
                    let Some(ms) = waits.next() else { return Err(error) };
                    timer::sleep(ms).await.map_err(|_| error)?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

async fn write(database: &Database, ops: &[Op], durability: Durability) -> Result<Vec<u64>, StoreError> {
    let durability = match durability {
        Durability::Strict => TransactionDurability::Strict,
        Durability::Relaxed => TransactionDurability::Relaxed,
    };
    let mut tables: Vec<&str> = ops.iter().map(Op::table).collect();
    tables.sort_unstable();
    tables.dedup();
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let transaction = database
        .transaction(&tables[..])
        .with_mode(TransactionMode::Readwrite)
        .with_options(TransactionOptions::new().with_durability(durability))
        .build()
        .map_err(|error| named(&error))?;
    let mut added = Vec::new();
    for op in ops {
        let table = transaction.object_store(op.table()).map_err(|error| named(&error))?;
        match op {
            Op::Add { value, .. } => {
                let request = table.add(value).with_key_type::<f64>().primitive();
                added.push(request.map_err(|error| named(&error))?);
            }
            Op::Put { key, value, .. } => {
                table.put(value).with_key(key.clone()).primitive().map_err(|error| named(&error))?;
            }
            Op::Begin { key, value, .. } => {
                table.add(value).with_key(key.clone()).primitive().map_err(|error| named(&error))?;
            }
            Op::Delete { key, .. } => {
                table.delete(key.clone()).primitive().map_err(|error| named(&error))?;
            }
        }
    }
    // A full disk shows at the commit, after every single step went well: only the transaction then says why.
    let raw = transaction.as_sys().clone();
    if let Err(error) = transaction.commit().await {
        let why = raw.error().map(|error| StoreError::named(&error.name()));
        return Err(why.unwrap_or_else(|| named(&error)));
    }
    let mut keys = Vec::with_capacity(added.len());
    for request in added {
        let key: f64 = request.await.map_err(|error| named(&error))?;
        keys.push(super::log_key(&key.into())?);
    }
    Ok(keys)
}

async fn read(
    database: &Database,
    table: &'static str,
    after: Option<u64>,
) -> Result<Vec<(JsValue, JsValue)>, StoreError> {
    let transaction = database.transaction(table).build().map_err(|error| named(&error))?;
    let rows = transaction.object_store(table).map_err(|error| named(&error))?;
    // Both are asked for before either is awaited, so that nothing comes between them.
    let (keys, values) = match after {
        Some(after) => {
            let range = KeyRange::LowerBound(after as f64, true);
            let keys = rows.get_all_keys::<JsValue>().with_query::<f64, _>(range.clone()).primitive();
            (keys, rows.get_all::<JsValue>().with_query::<f64, _>(range).primitive())
        }
        None => (rows.get_all_keys::<JsValue>().primitive(), rows.get_all::<JsValue>().primitive()),
    };
    let keys = keys.map_err(|error| named(&error))?.await.map_err(|error| named(&error))?;
    let values = values.map_err(|error| named(&error))?.await.map_err(|error| named(&error))?;
    let pairs = keys.zip(values).map(|pair| match pair {
        (Ok(key), Ok(value)) => Ok((key, value)),
        (Err(error), _) | (_, Err(error)) => Err(named(&error)),
    });
    pairs.collect()
}

async fn get(database: &Database, table: &'static str, key: &JsValue) -> Result<Option<JsValue>, StoreError> {
    let transaction = database.transaction(table).build().map_err(|error| named(&error))?;
    let rows = transaction.object_store(table).map_err(|error| named(&error))?;
    let got = rows.get::<JsValue, JsValue, _>(key.clone()).primitive().map_err(|error| named(&error))?;
    got.await.map_err(|error| named(&error))
}

fn named(error: &error::Error) -> StoreError {
    match error {
        error::Error::DomException(exception) => StoreError::named(&js::error_name(exception.as_ref())),
        error::Error::Unknown(error) => StoreError::named(&js::error_name(error.as_ref())),
        error::Error::MissingData(error::UnexpectedDataError::TransactionAborted) => StoreError::Aborted,
        error::Error::MissingData(_) => StoreError::Shape("an answer"),
        error::Error::Serialisation(_) => StoreError::Shape("a value"),
    }
}
