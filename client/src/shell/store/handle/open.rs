//! One open connection.

use std::cell::{Cell, RefCell};
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;

use super::{Table, named};
use crate::shell::error::{ShellError, StoreError};
use crate::shell::event::{Events, ShellEvent};
use crate::shell::js::Listening;

/// IndexedDB's own version. Raised when a table is added; the form of what is in them is the marker's business.
const SCHEMA: u32 = 1;

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

/// Set once by a callback, waited for by a future.
#[derive(Default)]
struct Signal {
    raised: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Signal {
    fn raise(&self) {
        self.raised.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

async fn connect(name: &str, tables: &'static [Table]) -> Result<Database, StoreError> {
    let blocked = Rc::new(Signal::default());
    let request = Database::open(name)
        .with_version(SCHEMA)
        .with_on_blocked({
            let blocked = Rc::clone(&blocked);
            move |_| {
                blocked.raise();
                Ok(())
            }
        })
        .with_on_upgrade_needed(move |_, database| create(&database, tables));
    let mut request = pin!(request.into_future());
    poll_fn(|context| match request.as_mut().poll(context) {
        Poll::Ready(opened) => Poll::Ready(opened.map_err(|error| refused(&error))),
        Poll::Pending if blocked.raised.get() => Poll::Ready(Err(StoreError::Blocked)),
        Poll::Pending => {
            blocked.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        }
    })
    .await
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
