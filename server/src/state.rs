//! What every handler shares.

use std::fmt;
use std::sync::Arc;

use samspil_shared::domain::Timestamp;
use tokio::sync::watch;

use crate::auth::{Doors, Passwords, Tickets};
use crate::settings::{DataDir, Network, PublicUrl};
use crate::store::Store;

/// Cloning shares it.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    store: Store,
    passwords: Passwords,
    tickets: Tickets,
    public_url: PublicUrl,
    trusted_proxies: Vec<Network>,
    stopping: watch::Sender<bool>,
}

impl AppState {
    pub fn new(store: Store, data: &DataDir, public_url: PublicUrl, trusted_proxies: Vec<Network>) -> Self {
        let tickets = Tickets::new(public_url.origin(), &data.signing);
        let (stopping, _) = watch::channel(false);
        let passwords = Passwords::default();
        Self(Arc::new(Inner { store, passwords, tickets, public_url, trusted_proxies, stopping }))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn tickets(&self) -> &Tickets {
        &self.0.tickets
    }

    pub fn public_url(&self) -> &PublicUrl {
        &self.0.public_url
    }

    pub fn trusted_proxies(&self) -> &[Network] {
        &self.0.trusted_proxies
    }

    /// What logging in works with.
    pub fn doors(&self) -> Doors<'_> {
        Doors { store: &self.0.store, passwords: &self.0.passwords, tickets: &self.0.tickets }
    }

    /// Becomes true when the server is about to stop.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }

    pub(crate) fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    pub fn now(&self) -> Timestamp {
        self.0.store.edge().now()
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("public_url", &self.0.public_url).finish_non_exhaustive()
    }
}
