//! The sync service: pushes go through the validator and the writer into the log of a space, and come out of its tail or
//! the database to whoever may see them.
//!
//! ```text
//! socket → session → push → validate → writer → (commit) → tail → sessions → sockets
//! ```
//!
//! A connection holds cursors, never queues: a slow phone falls behind and reads from the database when it can.

mod courier;
mod cursor;
mod items;
mod openings;
mod packet;
mod poll;
mod presence;
mod push;
mod quarantine;
mod service;
mod session;
mod socket;
mod tail;
#[cfg(feature = "testing")]
mod tap;
mod tied;
mod turns;
pub(crate) mod writer;

use std::fmt;
use std::sync::Arc;

use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};
use tokio::sync::watch;

pub use packet::Addressee;
pub use poll::Poller;
pub use push::Pusher;
pub use quarantine::{Quarantined, Settled};
pub use service::{CardError, NewCard};
pub use session::Session;
pub use socket::serve_socket;
pub use tied::Tied;

use crate::metrics::Metrics;
use crate::store::{Chain, Store, StoreError};
use crate::validate::Validator;
use presence::Presence;
use tail::Tail;
use turns::Turns;
use writer::Writer;

/// Oldest build of the app that may still edit; older ones may bring what they have, and are told to update.
const MIN_APP: u32 = 1;

/// Who a ticket names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketClaims {
    /// The person.
    pub person: PersonId,
    /// The device.
    pub enrolment: EnrolmentId,
    /// The session that must not have been ended; a simulation has none.
    pub session: Option<Chain>,
}

/// Tells who a ticket names, if it is one of ours and holds at that time.
pub type CheckTicket = Arc<dyn Fn(&str, Timestamp) -> Option<TicketClaims> + Send + Sync>;

/// What every connection shares. Cloning shares it; the writer ends when the last clone is gone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    store: Store,
    tickets: CheckTicket,
    validator: Validator,
    writer: Writer,
    turns: Turns,
    tail: Arc<Tail>,
    metrics: Arc<Metrics>,
    presence: Arc<Presence>,
    /// The server's version as last polled: when it moves, everybody's rights are looked at again.
    version: watch::Sender<i64>,
    /// Set once: every connection says good-bye.
    stopping: watch::Sender<bool>,
    #[cfg(feature = "testing")]
    tap: std::sync::OnceLock<std::path::PathBuf>,
}

impl Hub {
    /// Starts the writer of this node. The [`Poller`] is started apart: a simulation polls when its clock says so.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn start(store: Store, tickets: CheckTicket) -> Result<Self, StoreError> {
        let tail = Arc::new(Tail::default());
        let version = watch::Sender::new(store.version().await?);
        let metrics = Arc::new(Metrics::default());
        let writer = Writer::start(store.clone(), Arc::clone(&tail), Arc::clone(&metrics));
        let validator = Validator::new(store.clone());
        let stopping = watch::Sender::new(false);
        Ok(Self(Arc::new(Inner {
            store,
            tickets,
            validator,
            writer,
            turns: Turns::default(),
            tail,
            metrics,
            presence: Arc::default(),
            version,
            stopping,
            #[cfg(feature = "testing")]
            tap: std::sync::OnceLock::new(),
        })))
    }

    /// Tells every connection that the server stops, and waits until they are gone.
    pub async fn stop(&self) {
        self.0.stopping.send_replace(true);
        self.0.stopping.closed().await;
    }

    /// Returns when the server stops, or has to: when the database under it has another history.
    pub async fn stopping(&self) {
        let mut stopping = self.0.stopping.subscribe();
        // The hub, which the caller holds, holds the sender.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What this node did.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Whose devices are connected here.
    pub(crate) fn presence(&self) -> &Presence {
        &self.0.presence
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.store.edge().now()
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("store", &self.0.store).finish_non_exhaustive()
    }
}
