//! Sessions: one chain of refresh tokens a device, a new token at each use.
//!
//! A token's predecessor holds until one of its successors is first used, because an answer can be lost in a dead zone
//! and the browser then comes back with the old cookie. Several tabs that come at once each get a successor of their
//! own; the first one used wins. Whatever comes back after that was copied: the chain ends, and it is audited.

mod verdict;

use samspil_shared::domain::{EnrolmentId, PersonId, Timestamp};

use super::{Secret, Tickets};
use crate::store::{AuditWhat, NewSession, Store, StoreError, Tx};

pub use crate::store::Chain;
use verdict::{Verdict, judge, outlived};

/// Unused for so long, a session ends by itself (the family's lease of 05 "Device vault").
const SESSION_VALID_MS: i64 = 45 * 24 * 3600 * 1000;

/// The refresh token: its chain, so that any old token is known for one, and 32 random bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RefreshToken(Secret<48>);

impl RefreshToken {
    fn random(chain: Chain, rng: &mut dyn rand::Rng) -> Self {
        let mut bytes = [0; 48];
        rng.fill_bytes(&mut bytes);
        bytes[..16].copy_from_slice(chain.as_bytes());
        Self(Secret::from_bytes(bytes))
    }

    fn chain(&self) -> Chain {
        let mut chain = [0; 16];
        chain.copy_from_slice(&self.0.as_bytes()[..16]);
        Chain::from_bytes(chain)
    }
}

/// A session that begins or goes on.
#[derive(Debug)]
pub struct Started {
    pub person: PersonId,
    pub enrolment: EnrolmentId,
    /// For the cookie.
    pub refresh_token: Secret<48>,
    pub access_token: String,
    pub access_expires_at: Timestamp,
}

/// What a refresh token was good for.
#[derive(Debug)]
pub enum Refresh {
    /// The session goes on.
    Next(Started),
    /// There is none behind this token.
    Ended,
}

/// Begins a session on this device, within the caller's transaction. An older one on the same device ends; whether there
/// was one stands beside the answer, for the caller to tell the other nodes when it has done the rest.
pub(super) async fn start(
    store: &Store,
    tx: &mut Tx,
    tickets: &Tickets,
    person: PersonId,
    enrolment: EnrolmentId,
    now: Timestamp,
) -> Result<(Started, bool), StoreError> {
    store.lock_enrolment(tx, enrolment, now).await?;
    let ended = store.end_sessions_of(tx, enrolment, "login", now).await?;
    let link = Link { person, enrolment, chain: store.edge().with_rng(Chain::random), generation: 0, login_at: now };
    Ok((add(store, tx, tickets, link, now).await?, ended > 0))
}

/// Uses a refresh token.
pub async fn refresh(
    store: &Store,
    tickets: &Tickets,
    token: &Secret<48>,
    now: Timestamp,
) -> Result<Refresh, StoreError> {
    let token = RefreshToken(token.clone());
    let chain = token.chain();
    let Some((enrolment, person)) = store.chain_owner(chain).await? else { return Ok(Refresh::Ended) };
    let mut tx = store.begin().await?;
    if !store.lock_enrolment(&mut tx, enrolment, now).await? {
        return Ok(Refresh::Ended);
    }
    let links = store.chain_links(&mut tx, chain).await?;
    match judge(&links, &token.0.hash(), now) {
        Verdict::Ended => Ok(Refresh::Ended),
        Verdict::Reused => {
            store.end_chain(&mut tx, chain, "reuse", now).await?;
            store.audit(&mut tx, Some(person), AuditWhat::RefreshReused, Some(enrolment.as_bytes()), "", now).await?;
            store.bump_version(&mut tx).await?;
            tx.commit().await?;
            tracing::warn!(%enrolment, "a refresh token was used again after its successor; its session has ended");
            Ok(Refresh::Ended)
        }
        Verdict::Good { link, login_at } => {
            store.mark_link_used(&mut tx, link.id, now).await?;
            store.forget_links(&mut tx, &outlived(&links, link)).await?;
            let link = Link { person, enrolment, chain, generation: link.generation + 1, login_at };
            let started = add(store, &mut tx, tickets, link, now).await?;
            tx.commit().await?;
            Ok(Refresh::Next(started))
        }
    }
}

/// Ends the session of this token, if it still holds; an old token ends nothing.
pub async fn end(store: &Store, token: &Secret<48>, now: Timestamp) -> Result<(), StoreError> {
    let token = RefreshToken(token.clone());
    let chain = token.chain();
    let Some((enrolment, person)) = store.chain_owner(chain).await? else { return Ok(()) };
    let mut tx = store.begin().await?;
    store.lock_enrolment(&mut tx, enrolment, now).await?;
    let links = store.chain_links(&mut tx, chain).await?;
    if let Verdict::Good { .. } = judge(&links, &token.0.hash(), now) {
        store.end_chain(&mut tx, chain, "logout", now).await?;
        store.audit(&mut tx, Some(person), AuditWhat::Logout, Some(enrolment.as_bytes()), "", now).await?;
        store.bump_version(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// A place in a chain that gets a token.
struct Link {
    person: PersonId,
    enrolment: EnrolmentId,
    chain: Chain,
    generation: i64,
    login_at: Timestamp,
}

async fn add(store: &Store, tx: &mut Tx, tickets: &Tickets, link: Link, now: Timestamp) -> Result<Started, StoreError> {
    let Link { person, enrolment, chain, generation, login_at } = link;
    let token = store.edge().with_rng(|rng| RefreshToken::random(chain, rng));
    let expires_at = now.plus_ms(SESSION_VALID_MS);
    let row = NewSession { enrolment, chain, generation, token_hash: token.0.hash(), created_at: now, expires_at };
    store.add_session(tx, &row).await?;
    let (access_token, access_expires_at) = tickets.issue(person, enrolment, chain, login_at, now);
    Ok(Started { person, enrolment, refresh_token: token.0, access_token, access_expires_at })
}
