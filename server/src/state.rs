//! What every handler shares.

use std::fmt;
use std::sync::{Arc, OnceLock};

use samspil_shared::domain::{PersonId, Role, Timestamp};

use crate::assets::Assets;
use crate::auth::{Doors, Passwords, Principal, Site, Tickets};
use crate::notices::{Notices, Ways};
use crate::settings::{DataDir, Network, PublicUrl};
use crate::store::{Store, StoreError};
use crate::sync::{CheckTicket, Hub, TicketClaims};

/// Cloning shares it.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    store: Store,
    hub: Hub,
    passwords: Passwords,
    tickets: Arc<Tickets>,
    site: Site,
    public_url: PublicUrl,
    trusted_proxies: Vec<Network>,
    assets: OnceLock<Assets>,
    staff_passkeys: OnceLock<()>,
    notices: OnceLock<Notices>,
}

impl AppState {
    /// Starts the writer of this node.
    pub async fn start(
        store: Store,
        data: &DataDir,
        public_url: PublicUrl,
        trusted_proxies: Vec<Network>,
    ) -> Result<Self, StoreError> {
        let tickets = Arc::new(Tickets::new(public_url.origin(), &data.signing));
        let hub = Hub::start(store.clone(), checking(Arc::clone(&tickets))).await?;
        let (passwords, site) = (Passwords::default(), Site::new(&public_url));
        Ok(Self(Arc::new(Inner {
            store,
            hub,
            passwords,
            tickets,
            site,
            public_url,
            trusted_proxies,
            assets: OnceLock::new(),
            staff_passkeys: OnceLock::new(),
            notices: OnceLock::new(),
        })))
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
        let Inner { store, passwords, tickets, site, .. } = &*self.0;
        Doors { store, passwords, tickets, site }
    }

    /// From here on people who work here need a passkey.
    pub fn require_staff_passkeys(&self) {
        self.0.staff_passkeys.get_or_init(|| ());
    }

    /// Whether a person with these roles has to make a passkey before anything else.
    pub(crate) async fn lacks_passkey(
        &self,
        person: PersonId,
        mut roles: impl Iterator<Item = Role>,
    ) -> Result<bool, StoreError> {
        let required = self.0.staff_passkeys.get().is_some() && self.0.site.takes_passkeys();
        Ok(required && roles.any(Role::is_staff) && self.store().passkeys(person).await?.is_empty())
    }

    /// From here on people are told of something new in these ways.
    pub fn tell_by(&self, ways: Ways) {
        let Inner { hub, public_url, .. } = &*self.0;
        self.0.notices.get_or_init(|| Notices::new(hub.clone(), ways, format!("{}/", public_url.origin())));
    }

    /// Who tells people of something new, if this server does.
    pub fn notices(&self) -> Option<&Notices> {
        self.0.notices.get()
    }

    /// How the client's files are served, once; by default as they are.
    pub(crate) fn serve_assets(&self, assets: Assets) {
        self.0.assets.get_or_init(|| assets);
    }

    pub(crate) fn assets(&self) -> &Assets {
        self.0.assets.get_or_init(Assets::default)
    }

    /// What sockets share.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub fn now(&self) -> Timestamp {
        self.0.store.edge().now()
    }
}

/// A socket's ticket is an access token.
fn checking(tickets: Arc<Tickets>) -> CheckTicket {
    Arc::new(move |ticket, now| {
        let Principal { person, enrolment, chain, .. } = tickets.check(ticket, now).ok()?;
        Some(TicketClaims { person, enrolment, session: Some(chain) })
    })
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("public_url", &self.0.public_url).finish_non_exhaustive()
    }
}
