//! One-time links: an administrator makes one, the person opens it once.

use samspil_shared::domain::{PersonId, Timestamp};

use super::Secret;
use crate::store::{AuditWhat, Store, StoreError, Tx};

/// How long a link works.
pub const LINK_VALID_MS: i64 = 14 * 24 * 3600 * 1000;

/// A link that was just made: the only moment at which its token is known.
#[derive(Debug)]
pub struct MadeLink {
    pub token: Secret<32>,
    pub expires_at: Timestamp,
}

/// Makes a link for a person, within the caller's transaction. Links made before stop working. `actor` is who made it,
/// none for the command line; `token` is what the link is to hold, if that is settled.
pub async fn make_link(
    store: &Store,
    tx: &mut Tx,
    person: PersonId,
    actor: Option<PersonId>,
    token: Option<[u8; 32]>,
    now: Timestamp,
) -> Result<MadeLink, StoreError> {
    store.revoke_invitations(tx, person, now).await?;
    let token = token.map_or_else(|| store.edge().with_rng(|rng| Secret::random(rng)), Secret::from_bytes);
    let expires_at = now.plus_ms(LINK_VALID_MS);
    store.add_invitation(tx, token.hash(), person, expires_at, now).await?;
    store.audit(tx, actor, AuditWhat::LinkMade, Some(person.as_bytes()), "", now).await?;
    Ok(MadeLink { token, expires_at })
}

impl MadeLink {
    /// The link with this token that was made then, for whoever asks a second time.
    pub fn again(token: [u8; 32], at: Timestamp) -> Self {
        Self { token: Secret::from_bytes(token), expires_at: at.plus_ms(LINK_VALID_MS) }
    }
}
