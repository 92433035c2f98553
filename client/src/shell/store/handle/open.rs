//! One open connection.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Table, named};
use crate::shell::error::{ShellError, StoreError};
use crate::shell::event::{Events, ShellEvent};
use crate::shell::js::Listening;

/// IndexedDB's own version. Raised when a table is added; the form of what is in them is the marker's business.
const SCHEMA: u32 = 2;

/// A connection that knows whether the browser still serves it.
#[derive(Debug)]
pub(super) struct Open {
    database: Database,
    lost: Rc<Cell<bool>>,
    _listening: [Listening; 2],
}

impl Open {
    pub(super) async fn new(name: &str, tables: &'static [Table], events: &Events) -> Result<Self, StoreError> {
        let database = connect(name, tables).await?;
        let lost = Rc::new(Cell::new(false));
        let raw = database.as_sys();
        let listen = |event: &'static str| {
            let (lost, events, raw) = (Rc::clone(&lost), events.clone(), raw.clone());
            Listening::to(database.as_sys(), event, move |_| {
                // Another tab wants a newer schema, or to delete: holding on would block it for good.
                raw.close();
                lost.set(true);
                events.emit(ShellEvent::StoreClosed);
            })
        };
        let unavailable = |_: ShellError| StoreError::Unavailable;
        let listening = [listen("versionchange").map_err(unavailable)?, listen("close").map_err(unavailable)?];
        Ok(Self { database, lost, _listening: listening })
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost.get()
    }

    pub(super) fn database(&self) -> Database {
        self.database.clone()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.database.as_sys().close();
    }
}

/// The first of several answers, for one who waits.
#[derive(Default)]
struct First {
    answered: Cell<bool>,
    answer: RefCell<Option<Result<Database, StoreError>>>,
    waker: RefCell<Option<Waker>>,
}

impl First {
    /// Gives an answer; whether it was the first.
    fn give(&self, answer: Result<Database, StoreError>) -> bool {
        if self.answered.replace(true) {
            return false;
        }
        self.answer.replace(Some(answer));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        true
    }

    async fn wait(&self) -> Result<Database, StoreError> {
        poll_fn(|context| match self.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                self.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }
}

async fn connect(name: &str, tables: &'static [Table]) -> Result<Database, StoreError> {
    let first = Rc::new(First::default());
    let request = Database::open(name)
        .with_version(SCHEMA)
        .with_on_blocked({
            let first = Rc::clone(&first);
            move |_| {
                first.give(Err(StoreError::Blocked));
                Ok(())
            }
        })
        .with_on_upgrade_needed(move |_, database| create(&database, tables))
        .build()
        .map_err(|error| refused(&error))?;
    // A blocked request goes on by itself when the other tabs are gone. It must find its upgrade still listening then, or
    // it would raise the version without the tables.
    spawn_local({
        let first = Rc::clone(&first);
        async move {
            let opened = request.await.map_err(|error| refused(&error));
            let late = opened.as_ref().ok().cloned();
            if !first.give(opened)
                && let Some(database) = late
            {
                database.close();
            }
        }
    });
    first.wait().await
}

fn create(database: &Database, tables: &[Table]) -> Result<(), Error> {
    let there: Vec<String> = database.object_store_names().collect();
    for table in tables.iter().filter(|table| !there.iter().any(|name| name == table.name)) {
        database.create_object_store(table.name).with_auto_increment(table.numbered).build()?;
    }
    Ok(())
}

fn refused(error: &OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(error) => named(error),
        OpenDbError::VersionZero | OpenDbError::UnsupportedEnvironment | OpenDbError::NullFactory => {
            StoreError::Unavailable
        }
    }
}
