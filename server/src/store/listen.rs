//! PostgreSQL's LISTEN and NOTIFY, as a hint that some space moved. One channel and no content: whoever hears it looks.
//! SQLite has one node, which knows what it wrote.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::Notify;

use super::{Store, StoreError};

const CHANNEL: &str = "samspil";
/// Before listening again after the connection broke; the poll goes on meanwhile.
const RETRY: Duration = Duration::from_secs(5);

/// Hears other nodes.
#[derive(Debug)]
pub(crate) struct Listener {
    store: Store,
    connected: Option<PgListener>,
}

impl Listener {
    pub(crate) fn new(store: &Store) -> Self {
        Self { store: store.clone(), connected: None }
    }

    /// Waits for a hint; forever where there are none. Several that came together are one.
    pub(crate) async fn hint(&mut self) {
        let Some(url) = self.store.0.address.postgres() else { return std::future::pending().await };
        loop {
            let listener = match &mut self.connected {
                Some(listener) => listener,
                None => match connect(url).await {
                    Ok(listener) => self.connected.insert(listener),
                    Err(error) => {
                        tracing::warn!(error = &error as &dyn std::error::Error, "cannot listen for other nodes");
                        tokio::time::sleep(RETRY).await;
                        continue;
                    }
                },
            };
            if listener.recv().await.is_ok() {
                while listener.next_buffered().is_some() {}
                return;
            }
            self.connected = None;
        }
    }
}

async fn connect(url: &str) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Tells other nodes, outside of any transaction: a notification inside one holds a lock that all commits of the database
/// share. While one is on its way, further ones become the next.
#[derive(Clone, Debug)]
pub(crate) struct Notifier(Arc<Notify>);

impl Notifier {
    /// A notifier that lives as long as its last clone; it does nothing on SQLite.
    pub(crate) fn start(store: &Store) -> Self {
        let due = Arc::new(Notify::new());
        if store.0.address.postgres().is_some() {
            let (store, waiting) = (store.clone(), Arc::downgrade(&due));
            tokio::spawn(async move {
                while let Some(due) = waiting.upgrade() {
                    let hinted = tokio::time::timeout(RETRY, due.notified()).await;
                    if hinted.is_ok()
                        && let Err(error) = notify(&store).await
                    {
                        tracing::warn!(error = &error as &dyn std::error::Error, "could not notify other nodes");
                    }
                }
            });
        }
        Self(due)
    }

    pub(crate) fn hint(&self) {
        self.0.notify_one();
    }
}

async fn notify(store: &Store) -> Result<(), StoreError> {
    sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(store.read()).await?;
    Ok(())
}
