//! Who sets something up: an extractor, and the questions it answers.

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use http::{HeaderMap, Method};
use samspil_shared::api;
use samspil_shared::api::admin::{As, IDEMPOTENCY_KEY};
use samspil_shared::domain::office::{Deed, Household, Office, Permit, Subject, Tie};
use samspil_shared::domain::{Acting, FamilyId, PersonId, PlacementId, Role};

use serde::Serialize;

use super::{Authenticated, limit};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::Once;
use crate::store::standing::Standing;

/// Proof that a person sets things up, as what the request says, through memberships in effect.
#[derive(Debug)]
pub(crate) struct Clerk {
    office: Office,
    /// What the client drew for this request.
    key: Option<[u8; 16]>,
    path: String,
}

impl FromRequestParts<AppState> for Clerk {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let who = Authenticated::from_request_parts(parts, state).await?;
        let Query(As { role, unit }) = Query::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::Malformed("The query says what it is done as: ?role=..&unit=..".to_owned()))?;
        let (person, now) = (who.principal().person, state.now());
        let standing = state.store().standing(person).await?.filter(|standing| standing.in_force);
        let standing = standing.ok_or(ApiError::NotFound)?;
        // A leader sees when the unit is open and says who is kept out, and finds nothing else here.
        let of_leader = [api::ADMIN_HOURS, api::ADMIN_RECUSALS, api::ADMIN_RECUSALS_ADD, api::ADMIN_RECUSALS_END];
        if role == Role::Leader && !of_leader.contains(&parts.uri.path()) {
            return Err(ApiError::NotFound);
        }
        let acting = Acting { role, unit };
        let effective = standing.effective(acting, now);
        let office = Office::of(person, acting, &effective, |space| standing.spaces.get(&space)?.family);
        let office = office.ok_or(ApiError::NotFound)?;
        if state.lacks_passkey(person, std::iter::once(role)).await? {
            return Err(ApiError::PasskeyNeeded);
        }
        if parts.method != Method::GET
            && let Some(wait) = limit::count_deed(state.store(), person, now).await?
        {
            return Err(ApiError::TooManyTries { retry_after_s: wait.retry_after_s });
        }
        Ok(Self { office, key: key(&parts.headers)?, path: parts.uri.path().to_owned() })
    }
}

impl Clerk {
    pub(crate) fn office(&self) -> &Office {
        &self.office
    }

    /// What makes this request one that is done once, if its client drew a key for it.
    pub(crate) fn once(&self, state: &AppState, body: &impl Serialize) -> Option<Once> {
        let key = self.key?;
        let body = serde_json::to_vec(body).unwrap_or_else(|error| unreachable!("a body is plain values: {error}"));
        Some(state.store().once(self.office.person(), key, &self.path, &body))
    }

    /// The permit for a deed; without one it is as if there were nothing there.
    pub(crate) fn may(&self, state: &AppState, deed: Deed<'_>) -> Result<Permit, ApiError> {
        self.office.may(deed, state.now()).ok_or(ApiError::NotFound)
    }
}

fn key(headers: &HeaderMap) -> Result<Option<[u8; 16]>, ApiError> {
    let Some(written) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let mut key = [0; 16];
    match hex::decode_to_slice(written.as_bytes(), &mut key) {
        Ok(()) => Ok(Some(key)),
        Err(_) => Err(ApiError::Malformed("An idempotency key has 32 hexadecimal digits.".to_owned())),
    }
}

/// Somebody whom a deed is about.
pub(crate) async fn subject(state: &AppState, person: PersonId) -> Result<Subject, ApiError> {
    let user = state.store().user(person).await?.ok_or(ApiError::NotFound)?;
    let standing = state.store().standing(person).await?.ok_or(ApiError::NotFound)?;
    Ok(Subject { person, signed_up: state.store().signed_up(&user).await?, ties: ties(&standing) })
}

fn ties(standing: &Standing) -> Vec<Tie> {
    let rows = standing.memberships.iter().filter(|row| row.role != Role::Oneself);
    let family = |space| standing.spaces.get(space).and_then(|facts| facts.family);
    rows.map(|row| Tie { role: row.role, unit: row.unit, family: family(&row.space), window: row.window }).collect()
}

/// A family that a deed is about.
pub(crate) async fn household(state: &AppState, id: FamilyId) -> Result<Household, ApiError> {
    let unit = state.store().family_unit(id).await?.ok_or(ApiError::NotFound)?;
    Ok(Household { id, unit })
}

/// The family of a placement that a deed is about.
pub(crate) async fn household_of(state: &AppState, placement: PlacementId) -> Result<Household, ApiError> {
    let family = state.store().placement_family(placement).await?.ok_or(ApiError::NotFound)?;
    household(state, family).await
}
