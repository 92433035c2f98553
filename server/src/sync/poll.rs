//! Looks every two seconds whether something changed outside this node: other nodes' rows, and what the command line did
//! to memberships, devices and accounts. PostgreSQL gives a hint earlier; the poll is the floor.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Hub;
use crate::store::{Listener, StoreError};

/// Between two polls (04a: "polled every 2 s on both databases").
const PERIOD: Duration = Duration::from_secs(2);

impl Hub {
    /// Looks once.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn poll(&self) -> Result<(), StoreError> {
        let version = self.0.store.version().await?;
        let moved = self.0.version.send_if_modified(|known| std::mem::replace(known, version) != version);
        if moved && self.0.store.stored_epoch().await? != self.0.store.epoch() {
            tracing::error!("the database has another history: this server stops, so that it is started anew on it");
            self.0.stopping.send_replace(true);
            return Ok(());
        }
        let followed = self.0.tail.followed();
        for spaces in followed.chunks(1024) {
            for (space, head) in self.0.store.heads(spaces.iter().copied()).await? {
                self.0.tail.advance(space, head);
            }
        }
        Ok(())
    }

    /// Is told when rights are to be looked at again.
    pub(super) fn version(&self) -> watch::Receiver<i64> {
        self.0.version.subscribe()
    }
}

/// Polls until it is dropped.
#[derive(Debug)]
pub struct Poller(JoinHandle<()>);

impl Poller {
    /// Polls for this hub.
    pub fn start(hub: Hub) -> Self {
        Self(tokio::spawn(run(hub)))
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn run(hub: Hub) {
    let mut listener = Listener::new(hub.store());
    let mut period = tokio::time::interval(PERIOD);
    period.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = period.tick() => {}
            () = listener.hint() => {}
        }
        if let Err(error) = hub.poll().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database did not answer a poll");
        }
    }
}
